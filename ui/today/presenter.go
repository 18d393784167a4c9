// Package today is the supervisor's page of one day: how far the dossiers of the
// last weeks have come, what waits longest, slips that are due, what was done by
// whom and when. Every number opens the list of what it counts; the day's report
// goes to the printer.
package today

import (
	"context"
	"time"

	"carddesk/app/desk"
	"carddesk/app/person"
	"carddesk/ui/kit"
	"carddesk/ui/papers"
	"carddesk/ui/words"
)

// Desk is what the screen needs of the desk.
type Desk interface {
	TodayPage(ctx context.Context, day person.CivilDate) (desk.TodayPage, error)
	DayReport(ctx context.Context, day person.CivilDate) (desk.ReportPaper, error)
	PrintBookPaper(ctx context.Context, paper desk.ReportPaper, o desk.PrintOptions) error
	ExportReportPaper(ctx context.Context, paper desk.ReportPaper) (string, error)
	LastPrinter(code string) string
}

// View is what the presenter says to the window, on the UI goroutine.
type View interface {
	ShowDay(p desk.TodayPage)
	// ShowPaper shows a paper as it will be printed.
	ShowPaper(title string, make papers.Maker)
	Busy(text string)
	Failed(words.Message)
	Done(text string)
}

// Presenter holds the day that is shown. Its methods are called on the UI goroutine.
type Presenter struct {
	desk   Desk
	owner  *kit.Owner
	view   View
	events kit.Events
	clock  func() time.Time

	day  person.CivilDate
	once kit.Once
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
	day := p.day
	p.view.ShowPaper("Báo cáo ngày "+day.String(), func(ctx context.Context) (desk.ReportPaper, error) {
		return p.desk.DayReport(ctx, day)
	})
}

// Print prints the day's report where it was printed last.
func (p *Presenter) Print() {
	p.withPaper("Đang in…", "printed", func(ctx context.Context, paper desk.ReportPaper) (string, error) {
		return "Đã gửi báo cáo tới máy in.", p.desk.PrintBookPaper(ctx, paper, desk.PrintOptions{Printer: p.desk.LastPrinter(paper.Code)})
	})
}

// Export writes the day's report into a file.
func (p *Presenter) Export() {
	p.withPaper("Đang xuất tệp…", "exported", func(ctx context.Context, paper desk.ReportPaper) (string, error) {
		path, err := p.desk.ExportReportPaper(ctx, paper)
		return "Đã xuất ra tệp " + path, err
	})
}

// withPaper makes the day's report and does something with it. It is made anew each
// time, because it says how often it was printed.
func (p *Presenter) withPaper(busy, event string, act func(context.Context, desk.ReportPaper) (done string, err error)) {
	type outcome struct {
		paper desk.ReportPaper
		done  string
	}
	p.once.Start(func(release func()) {
		day := p.day
		p.view.Busy(busy)
		kit.Background(p.owner, func(ctx context.Context) (o outcome, err error) {
			if o.paper, err = p.desk.DayReport(ctx, day); err != nil {
				return o, err
			}
			o.done, err = act(ctx, o.paper)
			return o, err
		}, func(o outcome, err error) {
			release()
			p.view.Busy("")
			if err != nil {
				p.view.Failed(words.Of(err))
				return
			}
			p.view.Done(o.done)
			p.events.Emit(event, "paper", o.paper.Code, "pages", o.paper.Pages)
		})
	})
}
