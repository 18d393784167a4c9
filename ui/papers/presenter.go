// Package papers shows a paper as it will be printed, page by page, and prints those
// pages that are wanted, as often and where they are wanted, or writes it into a
// file. It stands in the place of the screen that opened it until it is left.
package papers

import (
	"context"
	"image"

	"carddesk/app/desk"
	"carddesk/app/port"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// Desk is what the panel needs of the desk.
type Desk interface {
	Page(ctx context.Context, paper desk.Paper, page, width int) (image.Image, error)
	PrintBookPaper(ctx context.Context, paper desk.ReportPaper, o desk.PrintOptions) error
	Printers(ctx context.Context) ([]port.PrinterInfo, error)
	LastPrinter(code string) string
	ExportBookPaper(ctx context.Context, paper desk.ReportPaper) (string, error)
}

// View is what the presenter says to the window, on the UI goroutine.
type View interface {
	// ShowPaper shows a paper that was just made, with the printers that there are
	// and the one that papers of its kind were printed on last.
	ShowPaper(paper desk.ReportPaper, printers []port.PrinterInfo, printer string)
	ShowPage(paper desk.ReportPaper, page int, picture image.Image)
	Busy(text string)
	Failed(words.Message)
	Done(text string)
}

// pageWidth is how many pixels wide a page is rendered.
const pageWidth = 760

// Maker makes a paper anew: one that was printed says so the next time.
type Maker func(ctx context.Context) (desk.ReportPaper, error)

// Presenter holds the paper that is shown. Its methods are called on the UI
// goroutine.
type Presenter struct {
	desk   Desk
	owner  *kit.Owner
	view   View
	events kit.Events

	make  Maker
	paper desk.ReportPaper
	page  int
	asked int // of the newest paper: answers for older ones are dropped
	once  kit.Once
}

// NewPresenter makes the presenter of one panel.
func NewPresenter(d Desk, owner *kit.Owner, events kit.Events, view View) *Presenter {
	return &Presenter{desk: d, owner: owner, events: events, view: view}
}

// Open makes a paper and shows its first page.
func (p *Presenter) Open(make Maker) {
	p.make, p.paper, p.page = make, desk.ReportPaper{}, 0
	p.asked++
	asked := p.asked
	p.view.Busy("Đang lập bản in…")
	type ready struct {
		paper    desk.ReportPaper
		printers []port.PrinterInfo
		last     string
	}
	kit.Background(p.owner, func(ctx context.Context) (r ready, err error) {
		if r.paper, err = make(ctx); err != nil {
			return r, err
		}
		// Without a print service the paper can still go into a file.
		r.printers, _ = p.desk.Printers(ctx)
		r.last = p.desk.LastPrinter(r.paper.Code)
		return r, nil
	}, func(r ready, err error) {
		if asked != p.asked {
			return
		}
		p.view.Busy("")
		if err != nil {
			p.view.Failed(words.Of(err))
			return
		}
		p.paper = r.paper
		p.view.ShowPaper(r.paper, r.printers, r.last)
		p.turnTo(0)
	})
}

// Close forgets the paper.
func (p *Presenter) Close() {
	p.asked++
	p.make, p.paper = nil, desk.ReportPaper{}
}

// Turn goes to another page.
func (p *Presenter) Turn(by int) {
	if next := p.page + by; next >= 0 && next < p.paper.Pages {
		p.turnTo(next)
	}
}

func (p *Presenter) turnTo(page int) {
	p.page = page
	asked, paper := p.asked, p.paper
	kit.Background(p.owner, func(ctx context.Context) (image.Image, error) {
		return p.desk.Page(ctx, paper.Paper, page, pageWidth)
	}, func(picture image.Image, err error) {
		if asked != p.asked || page != p.page {
			return
		}
		if err != nil {
			p.view.Failed(words.Of(err))
			return
		}
		p.view.ShowPage(paper, page, picture)
		p.events.Emit("paper-page", "paper", paper.Code, "page", page+1, "pages", paper.Pages, "printed", paper.Printed)
	})
}

// Print prints the paper.
func (p *Presenter) Print(o desk.PrintOptions) {
	p.act("Đang in…", func(ctx context.Context, paper desk.ReportPaper) (string, error) {
		return "Đã gửi tới máy in.", p.desk.PrintBookPaper(ctx, paper, o)
	}, "printed")
}

// Export writes the paper into a file.
func (p *Presenter) Export() {
	p.act("Đang xuất tệp…", func(ctx context.Context, paper desk.ReportPaper) (string, error) {
		file, err := p.desk.ExportBookPaper(ctx, paper)
		return "Đã xuất ra tệp " + file, err
	}, "exported")
}

// act does one thing with the paper, and makes it anew after that.
func (p *Presenter) act(busy string, do func(context.Context, desk.ReportPaper) (string, error), event string) {
	paper, make := p.paper, p.make
	if paper.PDF == nil {
		return
	}
	p.once.Start(func(release func()) {
		p.view.Busy(busy)
		kit.Background(p.owner, func(ctx context.Context) (string, error) { return do(ctx, paper) }, func(done string, err error) {
			release()
			p.view.Busy("")
			if err != nil {
				p.view.Failed(words.Of(err))
				return
			}
			p.view.Done(done)
			p.events.Emit(event, "paper", paper.Code, "pages", paper.Pages)
			if p.make != nil {
				p.Open(make)
			}
		})
	})
}
