package reports

import (
	"fmt"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"carddesk/app/desk"
	"carddesk/ui/kit"
	"carddesk/ui/screen"
)

// paperPanel shows the pages of a report as they will be printed, and asks where,
// how often and which of them.
type paperPanel struct {
	env       screen.Env
	presenter *Presenter
	scope     *kit.Scope
	content   fyne.CanvasObject
	page      *kit.Preview
	state     *kit.Text
	before    *kit.Text
	busy      *kit.Text
	number    *kit.TextField
	printer   *kit.ChoiceField
	copies    *kit.DigitField
	first     *kit.DigitField
	last      *kit.DigitField
	open      bool
	pages     int
}

func newPaperPanel(env screen.Env, presenter *Presenter, closed func()) *paperPanel {
	p := &paperPanel{env: env, presenter: presenter, scope: kit.NewScope("report-paper"),
		state: kit.NewTitle(""), before: kit.NewCaption(""), busy: kit.NewCaption("")}
	p.page = kit.NewPreview(env.Runner, fyne.NewSize(420, 560))
	p.number = kit.NewTextField("Số báo cáo trong sổ (để trống thì ghi tay)", kit.Width(20)).Plain()
	p.number.OnLeave = func() { p.renumber() }
	p.printer = kit.NewChoiceField("Máy in", nil, kit.Width(24))
	p.copies = kit.NewNumberField("Số bản", 2)
	p.first, p.last = kit.NewNumberField("Từ trang", 3), kit.NewNumberField("Đến trang", 3)
	print := p.scope.Button("F10", "In", kit.Main, p.print)
	export := p.scope.Button("Ctrl+E", "Ra tệp PDF", kit.Normal, presenter.ExportPaper)
	back := p.scope.Button("Esc", "Quay lại", kit.Normal, func() {
		p.close()
		closed()
	})
	p.scope.On("PgUp", "Trang trước", func() { presenter.Turn(-1) })
	p.scope.On("PgDn", "Trang sau", func() { presenter.Turn(1) })
	p.scope.Fields(p.number, p.printer, p.copies, p.first, p.last)
	p.scope.Chain().OnEnd = p.print
	right := kit.Column(p.state, p.before, p.number, p.printer, kit.Row(p.copies, p.first, p.last),
		kit.NewCaption("PgUp, PgDn: trang trước, trang sau"), kit.Row(print, export, back), p.busy)
	p.content = container.NewBorder(nil, nil, nil, kit.Inset(12, 0, screen.Wide(420, right)), p.page)
	return p
}

// show shows a page; the first one of a paper fills in the fields.
func (p *paperPanel) show(v Preview) {
	p.pages = v.Paper.Pages
	p.state.SetText(fmt.Sprintf("Trang %d/%d", v.Page+1, v.Paper.Pages))
	p.before.SetText("Chưa in lần nào.")
	if v.Paper.Printed > 0 {
		p.before.SetText(fmt.Sprintf("Đã in %d lần; bản này ghi “In lại lần %d”.", v.Paper.Printed, v.Paper.Printed))
	}
	p.page.SetPicture(v.Picture)
	if p.open {
		return
	}
	p.open = true
	choices := []kit.Choice{{Code: "", Text: "Máy in mặc định"}}
	for _, printer := range v.Printers {
		detail := ""
		if printer.Paused {
			detail = "đang tạm dừng"
		}
		choices = append(choices, kit.Choice{Code: printer.Name, Text: printer.Name, Detail: detail})
	}
	p.printer.SetChoices(choices)
	p.printer.SetCode(v.Printer)
	p.copies.SetValue("1")
	p.first.SetValue("1")
	p.last.SetValue(strconv.Itoa(p.pages))
	p.env.Router.Push(p.scope)
	p.number.Focus()
}

// renumber makes the paper anew when it has another number of the register, and
// reports whether it has.
func (p *paperPanel) renumber() bool {
	if !p.open || p.number.Value() == p.presenter.Number() {
		return false
	}
	p.presenter.Paper(p.number.Value())
	return true
}

// options are what the fields say; false after it was said what is wrong.
func (p *paperPanel) options() (desk.PrintOptions, bool) {
	value := func(f *kit.DigitField) int {
		n, _ := strconv.Atoi(f.Value()) // digits only; none is 0
		return n
	}
	o := desk.PrintOptions{Printer: p.printer.Code(), Copies: value(p.copies), First: value(p.first), Last: value(p.last)}
	wrong := func(f *kit.DigitField, text string) (desk.PrintOptions, bool) { return o, screen.Valid(f, text) }
	switch {
	case o.Copies < 1 || o.Copies > maxCopies:
		return wrong(p.copies, fmt.Sprintf("Từ 1 đến %d bản.", maxCopies))
	case o.First < 1 || o.First > p.pages:
		return wrong(p.first, fmt.Sprintf("Từ 1 đến %d.", p.pages))
	case o.Last < o.First || o.Last > p.pages:
		return wrong(p.last, fmt.Sprintf("Từ %d đến %d.", o.First, p.pages))
	}
	if o.First == 1 && o.Last == p.pages {
		o.First, o.Last = 0, 0
	}
	return o, true
}

// maxCopies is what the print service is asked for at once.
const maxCopies = 20

// print prints what is seen: a number that was just typed is first shown on it.
func (p *paperPanel) print() {
	if p.renumber() {
		return
	}
	if o, ok := p.options(); ok {
		p.presenter.Print(o)
	}
}

// close takes the panel away.
func (p *paperPanel) close() {
	if !p.open {
		return
	}
	p.open = false
	p.env.Router.Pop(p.scope)
	p.number.SetValue("")
	p.presenter.ClosePaper()
}
