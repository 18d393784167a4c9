package reports

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"carddesk/ui/kit"
	"carddesk/ui/papers"
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
	options   *papers.Options
	open      bool
}

func newPaperPanel(env screen.Env, presenter *Presenter, closed func()) *paperPanel {
	p := &paperPanel{env: env, presenter: presenter, scope: kit.NewScope("report-paper"),
		state: kit.NewTitle(""), before: kit.NewCaption(""), busy: kit.NewCaption("")}
	p.page = kit.NewPreview(env.Runner, fyne.NewSize(420, 560))
	p.number = kit.NewTextField("Số báo cáo trong sổ (để trống thì ghi tay)", kit.Width(20)).Plain()
	p.number.OnLeave = func() { p.renumber() }
	p.options = papers.NewOptions()
	print := p.scope.Button("F10", "In", kit.Main, p.print)
	export := p.scope.Button("Ctrl+E", "Ra tệp PDF", kit.Normal, presenter.ExportPaper)
	back := p.scope.Button("Esc", "Quay lại", kit.Normal, func() {
		p.close()
		closed()
	})
	p.scope.On("PgUp", "Trang trước", func() { presenter.Turn(-1) })
	p.scope.On("PgDn", "Trang sau", func() { presenter.Turn(1) })
	p.scope.Fields(p.number).Fields(p.options.Fields()...)
	p.scope.Chain().OnEnd = p.print
	right := kit.Column(p.state, p.before, p.number, p.options.Content(),
		kit.NewCaption("PgUp, PgDn: trang trước, trang sau"), kit.Row(print, export, back), p.busy)
	p.content = container.NewBorder(nil, nil, nil, kit.Inset(12, 0, screen.Wide(420, right)), p.page)
	return p
}

// show shows a page; the first one of a paper fills in the fields.
func (p *paperPanel) show(v Preview) {
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
	p.options.Begin(v.Paper.Pages, v.Printers, v.Printer)
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

// print prints what is seen: a number that was just typed is first shown on it.
func (p *paperPanel) print() {
	if p.renumber() {
		return
	}
	if o, ok := p.options.Value(); ok {
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
