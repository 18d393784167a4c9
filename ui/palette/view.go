package palette

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"carddesk/ui/kit"
	"carddesk/ui/screen"
)

// shownRows is how many items are seen at once.
const shownRows = 12

var columns = []kit.TableColumn{
	{Key: "kind", Title: "Loại", Chars: 9, NoSort: true},
	{Key: "text", Title: "Tìm thấy", Chars: 34, Stretch: true, NoSort: true},
	{Key: "detail", Title: "", Chars: 36, NoSort: true},
	{Key: "keys", Title: "Phím", Chars: 9, NoSort: true},
}

// Palette is the dialog of one opening.
type Palette struct {
	presenter *Presenter
	dialog    *kit.Dialog
	what      *kit.TextField
	table     *kit.Table
	state     *kit.Text
	shown     []Item
	setting   bool // the selection is being set by the program
}

// Open shows the palette over the window, with the cursor in its field.
func Open(env screen.Env, owner *kit.Owner, o Options) *Palette {
	p := &Palette{dialog: kit.NewDialog(env.Router, "palette"), state: kit.NewCaption(" ")}
	p.presenter = NewPresenter(env.Desk, owner, env.Events, p, o)
	label := "Tên màn hình, báo cáo hoặc việc cần làm"
	if o.Dossier != nil {
		label = "Họ tên, số định danh, giấy hẹn, điện thoại, báo cáo, việc cần làm (không cần dấu)"
	}
	p.what = kit.NewTextField(label, kit.Stretch())
	p.what.OnChanged = p.presenter.Find
	p.table = kit.NewTable(columns, kit.NewListRows(nil), "")
	p.table.OnMove = func(row int) {
		if !p.setting {
			p.presenter.GoTo(row)
		}
	}
	p.table.OnEnter = func(row int) {
		p.presenter.GoTo(row)
		p.presenter.Enter()
	}
	scope := p.dialog.Scope()
	scope.Fields(p.what)
	scope.Chain().OnEnd = p.presenter.Enter
	scope.On("Down", "", func() { p.presenter.Move(1) })
	scope.On("Up", "", func() { p.presenter.Move(-1) })
	scope.On("PgDn", "", func() { p.presenter.Move(shownRows - 1) })
	scope.On("PgUp", "", func() { p.presenter.Move(1 - shownRows) })
	scope.On("Ctrl+K", "", p.dialog.Cancel)
	p.dialog.OnClosed = p.presenter.Leave
	size := theme.TextSize()
	room := canvas.NewRectangle(nil)
	room.SetMinSize(fyne.NewSize(min(size*58, env.Router.Canvas().Size().Width-120), min(size*2*(shownRows+1), env.Router.Canvas().Size().Height-260)))
	p.dialog.Open("Tìm mọi thứ", kit.LevelNone, container.NewVBox(p.what, container.NewStack(room, p.table), p.state),
		[]fyne.CanvasObject{kit.NewCaption("↑ ↓ chọn · Enter mở · Esc thôi")}, p.what)
	p.presenter.Find("")
	env.Events.Emit("palette")
	return p
}

// Add offers more items, which had to be read first.
func (p *Palette) Add(items ...Item) { p.presenter.Add(items...) }

// ShowItems shows what was found.
func (p *Palette) ShowItems(items []Item, at int, state string) {
	p.setting = true
	defer func() { p.setting = false }()
	if !same(items, p.shown) {
		p.shown = items
		rows := make([][]kit.Cell, len(items))
		for i, item := range items {
			rows[i] = []kit.Cell{{Text: item.Kind.Name(), Muted: true}, {Text: item.Text, Bold: true}, {Text: item.Detail}, {Text: item.Keys, Muted: true}}
		}
		p.table.SetRows(kit.NewListRows(rows))
	}
	p.table.Select(at)
	if state == "" {
		state = " "
	}
	p.state.SetText(state)
}

// same reports whether two lists are one and the same.
func same(a, b []Item) bool {
	return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0])
}

// Leave takes the palette away.
func (p *Palette) Leave() { p.dialog.Close() }
