// Package today is the supervisor's page of one day: how far the dossiers of the
// last weeks have come, what waits longest, slips that are due, what was done by
// whom and when. Every number opens the list of what it counts; the day's report
// goes to the printer.
package today

import (
	"context"
	"image"
	"time"

	"carddesk/app/desk"
	"carddesk/app/person"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// Desk is what the screen needs of the desk.
type Desk interface {
	TodayPage(ctx context.Context, day person.CivilDate) (desk.TodayPage, error)
	DayReport(ctx context.Context, day person.CivilDate) (desk.ReportPaper, error)
	Page(ctx context.Context, paper desk.Paper, page, width int) (image.Image, error)
	PrintReport(ctx context.Context, paper desk.ReportPaper, o desk.PrintOptions) error
	ExportReportPaper(ctx context.Context, paper desk.ReportPaper) (string, error)
	ReportBook(ctx context.Context) (desk.ReportBook, error)
}

// View is what the presenter says to the window, on the UI goroutine.
type View interface {
	ShowDay(p desk.TodayPage)
	ShowPage(picture image.Image, page, pages int)
	Busy(text string)
	Failed(words.Message)
	Done(text string)
}

// pageWidth is how many pixels wide the report is rendered for the screen.
const pageWidth = 760

// Presenter holds the day that is shown. Its methods are called on the UI goroutine.
type Presenter struct {
	desk   Desk
	owner  *kit.Owner
	view   View
	events kit.Events
	clock  func() time.Time

	day   person.CivilDate
	paper desk.ReportPaper
	page  int
	turn  int // of the newest page that was asked for: pictures of older ones are dropped
	once  kit.Once
}

// NewPresenter makes the presenter of one screen.
func NewPresenter(d Desk, owner *kit.Owner, events kit.Events, view View, clock func() time.Time) *Presenter {
	return &Presenter{desk: d, owner: owner, events: events, view: view, clock: clock}
}

// Today shows the present day.
func (p *Presenter) Today() {
	p.day = person.FromTime(p.clock())
	p.Load()
}

// Move goes to an earlier or later day.
func (p *Presenter) Move(days int) {
	p.day = p.day.AddDays(days)
	p.Load()
}

// Load counts the day off the UI goroutine.
func (p *Presenter) Load() {
	day := p.day
	p.ClosePage()
	p.paper = desk.ReportPaper{}
	p.view.Busy("Đang tính…")
	kit.Background(p.owner, func(ctx context.Context) (desk.TodayPage, error) {
		return p.desk.TodayPage(ctx, day)
	}, func(page desk.TodayPage, err error) {
		if p.day != day {
			return
		}
		p.view.Busy("")
		if err != nil {
			p.view.Failed(words.Of(err))
			return
		}
		p.view.ShowDay(page)
		p.events.Emit("report-shown", told(page)...)
	})
}

// told is what the whole office did on the day, for the event.
func told(page desk.TodayPage) []any {
	if len(page.Lines) == 0 {
		return nil
	}
	office := page.Lines[len(page.Lines)-1].Doors
	var all []any
	for i, name := range []string{"taken", "captured", "approved", "returned", "sent", "accepted", "rejected", "handed"} {
		all = append(all, name, office[i].Count)
	}
	return all
}

// Preview shows the day's report as it will be printed.
func (p *Presenter) Preview() {
	p.turn++
	turn := p.turn
	p.withPaper("Đang lập báo cáo…", func(context.Context, desk.ReportPaper) (string, error) { return "", nil }, func() {
		if turn == p.turn {
			p.turnTo(0)
		}
	})
}

// ClosePage lets no picture come any more: the page was left, or the day is
// another one.
func (p *Presenter) ClosePage() { p.turn++ }

// Turn goes to another page of the report.
func (p *Presenter) Turn(by int) {
	if next := p.page + by; next >= 0 && next < p.paper.Pages {
		p.turnTo(next)
	}
}

func (p *Presenter) turnTo(page int) {
	p.page = page
	p.turn++
	turn, paper := p.turn, p.paper
	kit.Background(p.owner, func(ctx context.Context) (image.Image, error) {
		return p.desk.Page(ctx, paper.Paper, page, pageWidth)
	}, func(picture image.Image, err error) {
		if turn != p.turn {
			return
		}
		if err != nil {
			p.view.Failed(words.Of(err))
			return
		}
		p.view.ShowPage(picture, page, paper.Pages)
		p.events.Emit("day-report-page", "page", page+1)
	})
}

// Print prints the day's report where reports were printed last. What is printed
// once more is made anew, because it says so.
func (p *Presenter) Print() {
	p.withPaper("Đang in…", func(ctx context.Context, paper desk.ReportPaper) (string, error) {
		book, err := p.desk.ReportBook(ctx)
		if err != nil {
			return "", err
		}
		return "Đã gửi báo cáo tới máy in.", p.desk.PrintReport(ctx, paper, desk.PrintOptions{Printer: book.Printer})
	}, func() {
		paper := p.paper
		p.paper = desk.ReportPaper{}
		p.events.Emit("printed", "paper", paper.Code, "pages", paper.Pages)
	})
}

// Export writes the day's report into a file.
func (p *Presenter) Export() {
	p.withPaper("Đang xuất tệp…", func(ctx context.Context, paper desk.ReportPaper) (string, error) {
		path, err := p.desk.ExportReportPaper(ctx, paper)
		return "Đã xuất ra tệp " + path, err
	}, func() {
		code := p.paper.Code
		p.paper = desk.ReportPaper{}
		p.events.Emit("exported", "paper", code)
	})
}

// withPaper makes the day's report, unless it is there, and does something with it.
func (p *Presenter) withPaper(busy string, act func(context.Context, desk.ReportPaper) (done string, err error), after func()) {
	type outcome struct {
		paper desk.ReportPaper
		done  string
	}
	p.once.Start(func(release func()) {
		day, paper := p.day, p.paper
		p.view.Busy(busy)
		kit.Background(p.owner, func(ctx context.Context) (o outcome, err error) {
			defer release()
			if o.paper = paper; paper.PDF == nil {
				if o.paper, err = p.desk.DayReport(ctx, day); err != nil {
					return o, err
				}
			}
			o.done, err = act(ctx, o.paper)
			return o, err
		}, func(o outcome, err error) {
			p.view.Busy("")
			if err != nil {
				p.view.Failed(words.Of(err))
				return
			}
			if p.day != day {
				return
			}
			p.paper = o.paper
			if o.done != "" {
				p.view.Done(o.done)
			}
			after()
		})
	})
}
