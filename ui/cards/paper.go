package cards

import (
	"context"
	"fmt"
	"image"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"carddesk/app/desk"
	"carddesk/app/port"
	"carddesk/ui/kit"
	"carddesk/ui/screen"
	"carddesk/ui/words"
)

// paperPanel shows the pages of a paper as they will be printed.
type paperPanel struct {
	env     screen.Env
	owner   *kit.Owner
	scope   *kit.Scope
	content fyne.CanvasObject
	page    *kit.Preview
	state   *kit.Text
	before  *kit.Text
	printer *kit.ChoiceField
	copies  *kit.DigitField
	closed  func()

	paper desk.StockPaper
	at    int
	once  kit.Once
}

// previewWidth is how wide a page is rendered, in pixels.
const previewWidth = 900

// mostCopies is what the print service is asked for at once.
const mostCopies = 20

func newPaperPanel(env screen.Env, owner *kit.Owner, closed func()) *paperPanel {
	p := &paperPanel{env: env, owner: owner, scope: kit.NewScope("stock-paper"), closed: closed,
		state: kit.NewTitle(""), before: kit.NewCaption("")}
	p.page = kit.NewPreview(env.Runner, fyne.NewSize(420, 540))
	p.printer = kit.NewChoiceField("Máy in", nil, kit.Width(24))
	p.copies = kit.NewNumberField("Số bản", 2)
	print := p.scope.Button("F10", "In", kit.Main, p.print)
	export := p.scope.Button("Ctrl+E", "Ra tệp PDF", kit.Normal, p.export)
	back := p.scope.Button("Esc", "Đóng", kit.Normal, closed)
	p.scope.On("PgUp", "Trang trước", func() { p.turn(-1) })
	p.scope.On("PgDn", "Trang sau", func() { p.turn(1) })
	p.scope.Fields(p.printer, p.copies)
	p.scope.Chain().OnEnd = p.print
	right := kit.Column(p.state, p.before, p.printer, p.copies, kit.NewCaption("PgUp, PgDn: trang trước, trang sau"), kit.Row(print, export, back))
	p.content = container.NewBorder(nil, nil, nil, kit.Inset(12, 0, screen.Wide(360, right)), p.page)
	return p
}

// show shows the first page of a paper.
func (p *paperPanel) show(paper desk.StockPaper) {
	p.paper = paper
	p.before.SetText("Chưa in lần nào.")
	if paper.Printed > 0 {
		p.before.SetText(fmt.Sprintf("Đã in %d lần; bản này ghi “In lại lần %d”.", paper.Printed, paper.Printed))
	}
	p.copies.SetValue("1")
	p.printer.SetChoices([]kit.Choice{{Code: "", Text: "Máy in mặc định"}})
	p.printer.SetCode("")
	kit.Background(p.owner, p.env.Desk.Printers, func(printers []port.PrinterInfo, err error) {
		if err != nil {
			return // without a print service the paper can still go into a file
		}
		choices := []kit.Choice{{Code: "", Text: "Máy in mặc định"}}
		for _, printer := range printers {
			choices = append(choices, kit.Choice{Code: printer.Name, Text: printer.Name})
		}
		p.printer.SetChoices(choices)
		p.printer.SetCode("")
	})
	p.at = 0
	p.render()
	p.printer.Focus()
}

func (p *paperPanel) turn(by int) {
	if at := p.at + by; at >= 0 && at < p.paper.Pages {
		p.at = at
		p.render()
	}
}

func (p *paperPanel) render() {
	paper, at := p.paper, p.at
	p.state.SetText(fmt.Sprintf("Trang %d/%d", at+1, paper.Pages))
	p.page.SetPicture(nil)
	kit.Background(p.owner, func(ctx context.Context) (image.Image, error) {
		return p.env.Desk.Page(ctx, paper.Paper, at, previewWidth)
	}, func(picture image.Image, err error) {
		if at != p.at || len(paper.PDF) != len(p.paper.PDF) {
			return
		}
		if err != nil {
			p.env.Toast(kit.LevelError, words.Of(err).Line())
			return
		}
		p.page.SetPicture(picture)
		p.env.Events.Emit("stock-paper", "paper", paper.Code, "page", at+1, "pages", paper.Pages)
	})
}

func (p *paperPanel) print() {
	copies, err := strconv.Atoi(p.copies.Value())
	if err != nil || copies < 1 || copies > mostCopies {
		screen.Valid(p.copies, fmt.Sprintf("Từ 1 đến %d bản.", mostCopies))
		return
	}
	paper, printer := p.paper, p.printer.Code()
	p.do("Đã gửi tới máy in.", "printed", func(ctx context.Context) error {
		return p.env.Desk.PrintStock(ctx, paper, desk.PrintOptions{Printer: printer, Copies: copies})
	})
}

func (p *paperPanel) export() {
	paper := p.paper
	p.do("Đã ra tệp PDF trong thư mục xuất.", "exported", func(ctx context.Context) error {
		_, err := p.env.Desk.Export(ctx, "", paper.Paper)
		return err
	})
}

func (p *paperPanel) do(done, event string, work func(context.Context) error) {
	paper := p.paper
	p.once.Start(func(release func()) {
		kit.Background(p.owner, func(ctx context.Context) (struct{}, error) {
			defer release()
			return struct{}{}, work(ctx)
		}, func(_ struct{}, err error) {
			if err != nil {
				p.env.Toast(kit.LevelError, words.Of(err).Line())
				return
			}
			p.env.Toast(kit.LevelOK, done)
			p.env.Events.Emit(event, "paper", paper.Code, "pages", paper.Pages)
			p.closed()
		})
	})
}
