// Package reports is the screen of all reports: which one, over which days, as a
// table and as a chart, with how each figure is counted; every number opens the
// list of what it counts, and the whole goes to the printer, into a spreadsheet or
// into a folder by itself.
package reports

import (
	"context"
	"image"
	"slices"

	"carddesk/app/desk"
	"carddesk/app/person"
	"carddesk/app/port"
	"carddesk/app/report/figures"
	"carddesk/app/store"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// Desk is what the screen needs of the desk.
type Desk interface {
	Tabulate(ctx context.Context, choice figures.Choice, period figures.Period) (figures.Report, error)
	ExportReport(ctx context.Context, made figures.Report, format desk.SheetFormat) (string, error)
	ReportPaper(ctx context.Context, made figures.Report, number string) (desk.ReportPaper, error)
	PrintReport(ctx context.Context, paper desk.ReportPaper, o desk.PrintOptions) error
	ExportReportPaper(ctx context.Context, paper desk.ReportPaper) (string, error)
	Page(ctx context.Context, paper desk.Paper, page, width int) (image.Image, error)
	Printers(ctx context.Context) ([]port.PrinterInfo, error)
	ReportBook(ctx context.Context) (desk.ReportBook, error)
	KeepReportBook(ctx context.Context, b desk.ReportBook) error
}

// Entry is one report of the list.
type Entry struct {
	Choice figures.Choice
	Own    bool               // made by a supervisor, can be removed
	Every  figures.PeriodKind // scheduled so; "" is not
}

// Preview is the paper in work.
type Preview struct {
	Paper    desk.ReportPaper
	Page     int
	Picture  image.Image // of the page, nil while it is being made
	Printers []port.PrinterInfo
	Printer  string // the one used last; "" is the default queue
}

// View is what the presenter says to the window, on the UI goroutine.
type View interface {
	ShowReports(entries []Entry, at int)
	ShowPeriod(p figures.Period)
	ShowReport(made figures.Report, column int)
	OpenList(about string, ask store.Tally, measure store.Measure)
	ShowPaper(p Preview)
	Busy(text string)
	Failed(words.Message)
	Done(text string)
}

// previewWidth is how many pixels wide a page is rendered.
const previewWidth = 760

// Presenter holds the report in work. Its methods are called on the UI goroutine.
type Presenter struct {
	desk   Desk
	owner  *kit.Owner
	view   View
	events kit.Events

	book    desk.ReportBook
	entries []Entry
	at      int
	period  figures.Period
	made    figures.Report
	column  int
	asked   int // of the newest question: answers to older ones are dropped
	stop    context.CancelFunc
	once    kit.Once
	preview Preview
	number  string         // of the office's register, on the paper
	want    figures.Choice // to stand on once the reports are read; without a title none
}

// NewPresenter makes the presenter of one screen; today is the day that its first
// period holds.
func NewPresenter(d Desk, owner *kit.Owner, events kit.Events, view View, today person.CivilDate) *Presenter {
	return &Presenter{desk: d, owner: owner, events: events, view: view, period: figures.PeriodOf(figures.OfMonth, today)}
}

// Load reads what is set up and counts the report that is stood on.
func (p *Presenter) Load() {
	kit.Background(p.owner, p.desk.ReportBook, func(book desk.ReportBook, err error) {
		if err != nil { // settings that cannot be read keep nobody from reports
			p.view.Failed(words.Of(err))
		}
		p.took(book)
		p.view.ShowPeriod(p.period)
		p.Count()
	})
}

// Want stands on a report when the reports are read the next time.
func (p *Presenter) Want(choice figures.Choice) { p.want = choice }

// took shows the reports of a book, standing where it stood.
func (p *Presenter) took(book desk.ReportBook) {
	p.book = book
	p.entries = p.entries[:0:0]
	add := func(choice figures.Choice, own bool) {
		scheduled, _ := book.Of(choice)
		p.entries = append(p.entries, Entry{Choice: choice, Own: own, Every: scheduled.Every})
	}
	for _, choice := range figures.Catalogue() {
		add(choice, false)
	}
	for _, choice := range book.Own {
		add(choice, true)
	}
	for i, e := range p.entries {
		if p.want.Title != "" && e.Choice.Key == p.want.Key && e.Choice.Title == p.want.Title {
			p.at = i
		}
	}
	p.want = figures.Choice{}
	p.at = max(0, min(p.at, len(p.entries)-1))
	p.view.ShowReports(p.entries, p.at)
}

// Choice is the report that is stood on.
func (p *Presenter) Choice() figures.Choice { return p.entries[p.at].Choice }

// Book is what is set up.
func (p *Presenter) Book() desk.ReportBook { return p.book }

// Made is the report that is shown.
func (p *Presenter) Made() figures.Report { return p.made }

// GoTo stands on another report and counts it.
func (p *Presenter) GoTo(at int) {
	if at < 0 || at >= len(p.entries) || at == p.at {
		return
	}
	p.at = at
	p.Count()
}

// SetKind chooses how long a period is: of the day that the period ended with.
func (p *Presenter) SetKind(kind figures.PeriodKind) {
	if kind == p.period.Kind || !slices.Contains(figures.PeriodKinds, kind) {
		return
	}
	if kind == figures.OfRange {
		p.period.Kind = kind
	} else {
		p.period = figures.PeriodOf(kind, p.period.From)
	}
	p.view.ShowPeriod(p.period)
	p.Count()
}

// SetDays chooses any days; days that cannot be a period change nothing.
func (p *Presenter) SetDays(from, to person.CivilDate) {
	next := figures.Period{Kind: figures.OfRange, From: from, To: to}
	if !from.Full() || !to.Full() || to.Before(from) || next == p.period {
		return
	}
	p.period = next
	p.view.ShowPeriod(p.period)
	p.Count()
}

// Move goes to an earlier or later period.
func (p *Presenter) Move(by int) {
	p.period = p.period.Move(by)
	p.view.ShowPeriod(p.period)
	p.Count()
}

// Count counts the report off the UI goroutine. A question that is asked meanwhile
// ends the one before.
func (p *Presenter) Count() {
	if len(p.entries) == 0 {
		return
	}
	p.Stop()
	p.asked++
	asked, choice, period := p.asked, p.Choice(), p.period
	ctx, cancel := context.WithCancel(p.owner.Context())
	p.stop = cancel
	p.view.Busy("Đang tính… Esc Dừng")
	kit.Background(p.owner, func(context.Context) (figures.Report, error) {
		return p.desk.Tabulate(ctx, choice, period)
	}, func(made figures.Report, err error) {
		cancel()
		if asked != p.asked {
			return
		}
		p.stop = nil
		p.view.Busy("")
		if err != nil {
			p.view.Failed(words.Of(err))
			return
		}
		p.made = made
		p.column = len(made.Question.By)
		p.view.ShowReport(made, p.column)
		total := int64(0)
		if made.Total != nil {
			total = made.Total[p.column].Number
		}
		p.events.Emit("figures-shown", "report", choice.Key, "period", period.Code(), "rows", len(made.Rows), "total", total)
	})
}

// Counting tells whether a report is being counted.
func (p *Presenter) Counting() bool { return p.stop != nil }

// Stop ends what is being counted.
func (p *Presenter) Stop() {
	if p.stop == nil {
		return
	}
	p.stop()
	p.stop = nil
	p.asked++ // what comes of it is not wanted
	p.view.Busy("")
}

// Column goes to the figure beside.
func (p *Presenter) Column(by int) {
	first, last := len(p.made.Question.By), len(p.made.Columns)-1
	next := max(first, min(p.column+by, last))
	if len(p.made.Columns) == 0 || next == p.column {
		return
	}
	p.column = next
	p.view.ShowReport(p.made, p.column)
}

// Open opens the list of what a number counts: that of a row in the column that is
// stood on; the row after the last is the total.
func (p *Presenter) Open(row int) {
	ask, measure, ok := p.made.Door(row, p.column)
	if ok {
		p.view.OpenList(p.made.About(row, p.column)+" – "+p.made.Title+", "+p.made.Period, ask, measure)
	}
}

// Export writes the report that is shown into a file.
func (p *Presenter) Export(format desk.SheetFormat) {
	made := p.made
	if len(made.Columns) == 0 {
		return
	}
	p.act("Đang xuất tệp…", func(ctx context.Context) (string, error) {
		path, err := p.desk.ExportReport(ctx, made, format)
		return "Đã xuất ra tệp " + path, err
	}, func() { p.events.Emit("report-exported", "format", string(format)) })
}

// act does one thing at a time.
func (p *Presenter) act(busy string, do func(context.Context) (done string, err error), after func()) {
	p.once.Start(func(release func()) {
		p.view.Busy(busy)
		kit.Background(p.owner, do, func(done string, err error) {
			release()
			p.view.Busy("")
			if err != nil {
				p.view.Failed(words.Of(err))
				return
			}
			p.view.Done(done)
			after()
		})
	})
}
