package papers

import (
	"fmt"
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"carddesk/app/desk"
	"carddesk/app/port"
	"carddesk/ui/kit"
	"carddesk/ui/screen"
	"carddesk/ui/words"
)

// Panel shows one paper.
type Panel struct {
	env       screen.Env
	presenter *Presenter
	scope     *kit.Scope
	content   fyne.CanvasObject
	page      *kit.Preview
	title     *kit.Text
	state     *kit.Text
	before    *kit.Text
	busy      *kit.Text
	options   *Options
	open      bool
	closed    func()
}

// New makes a panel; closed is called when it is left by Esc.
func New(env screen.Env, closed func()) *Panel {
	p := &Panel{env: env, scope: kit.NewScope("book-paper"), closed: closed, title: kit.NewTitle(""), state: kit.NewText(""),
		before: kit.NewCaption(""), busy: kit.NewCaption("")}
	p.presenter = NewPresenter(env.Desk, kit.NewOwner(env.Context, env.Runner), env.Events, p)
	p.page = kit.NewPreview(env.Runner, fyne.NewSize(420, 540))
	p.options = NewOptions()
	print := p.scope.Button("F10", "In", kit.Main, p.print)
	export := p.scope.Button("Ctrl+E", "Ra tệp PDF", kit.Normal, p.presenter.Export)
	back := p.scope.Button("Esc", "Quay lại", kit.Normal, p.Leave)
	p.scope.On("PgUp", "Trang trước", func() { p.presenter.Turn(-1) })
	p.scope.On("PgDn", "Trang sau", func() { p.presenter.Turn(1) })
	p.scope.Fields(p.options.Fields()...)
	p.scope.Chain().OnEnd = p.print
	right := kit.Column(p.title, p.state, p.before, p.options.Content(), kit.NewCaption("PgUp, PgDn: trang trước, trang sau"), kit.Row(print, export, back), p.busy)
	p.content = container.NewBorder(nil, nil, nil, kit.Inset(12, 0, screen.Wide(380, right)), p.page)
	return p
}

// Content is the panel.
func (p *Panel) Content() fyne.CanvasObject { return p.content }

// Show makes a paper and shows it.
func (p *Panel) Show(title string, make Maker) {
	p.title.SetText(title)
	p.state.SetText("")
	p.before.SetText("")
	p.page.SetPicture(nil)
	if !p.open {
		p.open = true
		p.env.Router.Canvas().Unfocus()
		p.env.Router.Push(p.scope)
	}
	p.presenter.Open(make)
}

// Leave closes the panel and goes back.
func (p *Panel) Leave() {
	if p.Close() {
		p.closed()
	}
}

// Close takes the panel away without going anywhere; it reports whether it was open.
func (p *Panel) Close() bool {
	if !p.open {
		return false
	}
	p.open = false
	p.env.Router.Canvas().Unfocus() // its fields would keep the letters of the screen
	p.env.Router.Pop(p.scope)
	p.presenter.Close()
	p.page.SetPicture(nil)
	return true
}

// print prints what the fields say.
func (p *Panel) print() {
	if o, ok := p.options.Value(); ok {
		p.presenter.Print(o)
	}
}

// ShowPaper fills in how a paper is printed.
func (p *Panel) ShowPaper(paper desk.ReportPaper, printers []port.PrinterInfo, printer string) {
	p.options.Begin(paper.Pages, printers, printer)
	if p.open { // letters are no verbs of the screen below while this stands there
		p.options.copies.Focus()
	}
}

// ShowPage shows one page.
func (p *Panel) ShowPage(paper desk.ReportPaper, page int, picture image.Image) {
	p.state.SetText(fmt.Sprintf("Trang %d/%d", page+1, paper.Pages))
	p.before.SetText("Chưa in lần nào.")
	if paper.Printed > 0 {
		p.before.SetText(fmt.Sprintf("Đã in %d lần; bản này ghi “In lại lần %d”.", paper.Printed, paper.Printed))
	}
	p.page.SetPicture(picture)
}

// Busy says what is being done.
func (p *Panel) Busy(text string) { p.busy.SetText(text) }

// Failed says why something was not done.
func (p *Panel) Failed(m words.Message) { screen.Problem(p.env.Router, m) }

// Done says what was done.
func (p *Panel) Done(text string) { p.env.Toast(kit.LevelOK, text) }
