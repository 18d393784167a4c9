package intake

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/ui/kit"
)

// differences is where the clerk decides between what was typed, what the
// population database says and what the old card says, one key a value.
type differences struct {
	scope   *kit.Scope
	content fyne.CanvasObject
	router  *kit.Router
	settle  func(field string, choice dossier.ValueFrom, paper string)
	papers  func() []kit.Choice

	list  []dossier.Difference
	at    int
	rows  *fyne.Container
	state *kit.Text
}

// sources are the columns, and the digits that take from them.
var sources = []struct {
	from dossier.ValueFrom
	key  rune
	name string
}{
	{dossier.FromTyped, '1', "Đã nhập"},
	{dossier.FromRegistry, '2', "Dân cư"},
	{dossier.FromCard, '3', "Thẻ cũ"},
}

func newDifferences(router *kit.Router, papers func() []kit.Choice, settle func(string, dossier.ValueFrom, string), on, back func()) *differences {
	d := &differences{scope: kit.NewScope("differences"), router: router, papers: papers, settle: settle}
	d.rows, d.state = kit.Column(), kit.NewText("")
	buttons := kit.Row()
	for _, source := range sources {
		buttons.Add(d.scope.LetterButton(source.key, "Lấy theo: "+source.name, kit.Normal, func() { d.choose(source.from) }))
	}
	buttons.Add(d.scope.Button("Ctrl+Enter", "Tiếp tục", kit.Main, on))
	d.scope.On("F10", "", on)
	d.scope.On("Up", "Dòng trên", func() { d.move(-1) })
	d.scope.On("Down", "Dòng dưới", func() { d.move(1) })
	d.scope.On("Enter", "", func() { d.move(1) })
	d.scope.On("Esc", "Trở về", back)
	head := kit.Column(kit.NewTitle("Đối chiếu thông tin"), d.state)
	d.content = container.NewBorder(head, buttons, nil, nil, container.NewVScroll(kit.Inset(0, 8, d.rows)))
	return d
}

// Show lists the differences of a dossier; the first that nobody decided is the
// one in work.
func (d *differences) Show(list []dossier.Difference) {
	d.list, d.at = list, 0
	open := 0
	for i := len(list) - 1; i >= 0; i-- {
		if list[i].Choice == "" {
			open++
			d.at = i
		}
	}
	switch {
	case len(list) == 0:
		d.state.SetText("✓ Không có thông tin nào khác nhau giữa hồ sơ, dân cư và thẻ cũ.")
		d.state.SetColor(kit.ColorOK)
	case open == 0:
		d.state.SetText("✓ Đã chọn xong. Giá trị giữ khác dân cư phải có giấy tờ chứng minh.")
		d.state.SetColor(kit.ColorOK)
	default:
		d.state.SetText("Chọn giá trị đúng cho từng dòng: 1 như đã nhập, 2 theo dân cư, 3 theo thẻ cũ.")
		d.state.SetColor(kit.ColorAttention)
	}
	d.draw()
}

// Refresh shows the differences as they are now. The line in work stays in work
// while it is still to be decided: nothing moves under the clerk's hand.
func (d *differences) Refresh(list []dossier.Difference) {
	field := ""
	if d.at < len(d.list) {
		field = d.list[d.at].Field
	}
	d.Show(list)
	for i, difference := range list {
		if difference.Field == field && difference.Choice == "" && d.at != i {
			d.at = i
			d.draw()
		}
	}
}

func (d *differences) draw() {
	d.rows.RemoveAll()
	for i, difference := range d.list {
		d.rows.Add(d.row(difference, i == d.at))
	}
	d.rows.Refresh()
}

func (d *differences) row(difference dossier.Difference, current bool) fyne.CanvasObject {
	label := difference.Field
	for _, c := range dossier.ComparedFields() {
		if c.Field == difference.Field {
			label = c.Label
		}
	}
	cells := container.NewGridWithColumns(len(sources))
	for _, source := range sources {
		value := desk.ShowValue(difference.Field, difference.Value(source.from))
		if value == "" {
			value = "–"
		}
		text, name := kit.NewText(value).Cut(), string(source.key)+"  "+source.name
		if difference.Choice == source.from {
			text, name = kit.NewBoldText(value).Cut().In(kit.ColorOK), "✓  "+source.name
		}
		cells.Add(kit.TightColumn(kit.NewCaption(name), text))
	}
	title := kit.NewBoldText(label)
	if difference.Choice == "" {
		title = title.In(kit.ColorAttention)
	}
	body := kit.TightColumn(title, cells)
	if difference.Against() {
		body.Add(kit.NewCaption("Giữ khác dân cư theo: " + d.paperName(difference.Paper)))
	}
	if current {
		return kit.Card(body)
	}
	return kit.Inset(12, 12, body)
}

func (d *differences) paperName(code string) string {
	for _, paper := range d.papers() {
		if paper.Code == code {
			return paper.Text
		}
	}
	return code
}

func (d *differences) move(by int) {
	d.at = max(0, min(d.at+by, len(d.list)-1))
	d.draw()
}

// choose takes the value of one source for the line in work. A value other than
// the population database's is asked for its paper.
func (d *differences) choose(from dossier.ValueFrom) {
	if d.at >= len(d.list) || d.list[d.at].Value(from) == "" {
		return
	}
	difference := d.list[d.at]
	difference.Choice = from
	if !difference.Against() {
		d.settle(difference.Field, from, "")
		return
	}
	kit.Choose(d.router, "Giấy tờ nào chứng minh?", d.papers(), func(paper kit.Choice) {
		d.settle(difference.Field, from, paper.Code)
	})
}
