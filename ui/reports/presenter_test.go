package reports

import (
	"context"
	"errors"
	"image"
	"strings"
	"testing"

	"carddesk/app/desk"
	"carddesk/app/person"
	"carddesk/app/port"
	"carddesk/app/report/figures"
	"carddesk/app/report/sheet"
	"carddesk/app/store"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// fakeDesk counts one row of two places and remembers what it was asked.
type fakeDesk struct {
	book    desk.ReportBook
	asked   []string // report and period
	did     []string
	papers  int
	print   desk.PrintOptions
	err     error
	counted func() // called while a report is being counted
}

func (d *fakeDesk) Tabulate(ctx context.Context, c figures.Choice, p figures.Period) (figures.Report, error) {
	d.asked = append(d.asked, c.Title+" "+p.Code())
	if d.counted != nil {
		d.counted()
	}
	if ctx.Err() != nil {
		return figures.Report{}, ctx.Err()
	}
	return figures.Make(ctx, d, figures.Question{Choice: c, From: p.From, To: p.To})
}

func (d *fakeDesk) Tally(_ context.Context, q store.Tally) ([]store.TallyRow, error) {
	row := store.TallyRow{Counts: make([]int64, len(q.Count))}
	for i := range q.By {
		row.Group = append(row.Group, "2026-11-0"+string(rune('1'+i)))
	}
	for i := range row.Counts {
		row.Counts[i] = int64(i + 1)
	}
	return []store.TallyRow{row}, d.err
}
func (d *fakeDesk) note(what string) { d.did = append(d.did, what) }
func (d *fakeDesk) ExportReport(_ context.Context, r figures.Report, f desk.SheetFormat) (string, error) {
	d.note("export " + r.Title + " " + string(f))
	return "/x/y.xlsx", d.err
}
func (d *fakeDesk) ReportPaper(_ context.Context, _ figures.Report, number string) (desk.ReportPaper, error) {
	d.papers++
	return desk.ReportPaper{Paper: desk.Paper{Code: "bao-cao", PDF: []byte("%PDF " + number), Pages: 3}, Printed: 2}, d.err
}
func (d *fakeDesk) PrintReport(_ context.Context, _ desk.ReportPaper, o desk.PrintOptions) error {
	d.print = o
	return d.err
}
func (d *fakeDesk) ExportReportPaper(_ context.Context, p desk.ReportPaper) (string, error) {
	d.note("paper " + string(p.PDF))
	return "/x/y.pdf", d.err
}
func (d *fakeDesk) Page(_ context.Context, _ desk.Paper, page, _ int) (image.Image, error) {
	return image.NewGray(image.Rect(0, 0, page+1, 1)), d.err
}
func (d *fakeDesk) Printers(context.Context) ([]port.PrinterInfo, error) {
	return []port.PrinterInfo{{Name: "P1"}}, nil
}
func (d *fakeDesk) ReportBook(context.Context) (desk.ReportBook, error) { return d.book, nil }
func (d *fakeDesk) KeepReportBook(_ context.Context, b desk.ReportBook) error {
	if d.err == nil {
		d.book = b
	}
	return d.err
}

type fakeView struct {
	entries []Entry
	at      int
	period  figures.Period
	made    figures.Report
	column  int
	list    string
	ask     store.Tally
	preview Preview
	busy    string
	failed  []words.Message
	done    []string
}

func (v *fakeView) ShowReports(e []Entry, at int)           { v.entries, v.at = e, at }
func (v *fakeView) ShowPeriod(p figures.Period)             { v.period = p }
func (v *fakeView) ShowReport(r figures.Report, column int) { v.made, v.column = r, column }
func (v *fakeView) OpenList(about string, ask store.Tally, _ store.Measure) {
	v.list, v.ask = about, ask
}
func (v *fakeView) ShowPaper(p Preview)    { v.preview = p }
func (v *fakeView) Busy(text string)       { v.busy = text }
func (v *fakeView) Failed(m words.Message) { v.failed = append(v.failed, m) }
func (v *fakeView) Done(text string)       { v.done = append(v.done, text) }

func start(t *testing.T, d *fakeDesk) (*Presenter, *fakeView) {
	t.Helper()
	v := &fakeView{}
	p := NewPresenter(d, kit.NewInlineOwner(t.Context()), kit.NoEvents{}, v, person.CivilDate{Year: 2026, Month: 11, Day: 25})
	p.Load()
	return p, v
}

func TestReportsArePickedAndPeriodsMove(t *testing.T) {
	d := &fakeDesk{book: desk.ReportBook{}.With(figures.Choice{Title: "Của tôi", Step: store.StepTaken, Measures: []store.Measure{store.CountDossiers}})}
	p, v := start(t, d)
	if len(v.entries) != len(figures.Catalogue())+1 || !v.entries[len(v.entries)-1].Own || v.made.Title != v.entries[0].Choice.Title || v.busy != "" {
		t.Fatalf("%d reports, shown %q", len(v.entries), v.made.Title)
	}
	p.GoTo(1)
	p.Move(-1)
	p.SetKind(figures.OfQuarter)
	p.SetDays(person.CivilDate{Year: 2026, Month: 1, Day: 2}, person.CivilDate{Year: 2026, Month: 3, Day: 4})
	p.SetDays(person.CivilDate{Year: 2026, Month: 5, Day: 2}, person.CivilDate{Year: 2026, Month: 3, Day: 4}) // no period
	p.SetDays(person.CivilDate{Year: 2026, Month: 5}, person.CivilDate{Year: 2026, Month: 6, Day: 4})         // not typed to its end
	p.SetKind(figures.OfYear)
	p.GoTo(99)
	title := v.entries[1].Choice.Title
	want := []string{v.entries[0].Choice.Title + " 2026-11", title + " 2026-11", title + " 2026-10", title + " 2026-Q4", title + " 2026-01-02_2026-03-04", title + " 2026"}
	if strings.Join(d.asked, "|") != strings.Join(want, "|") {
		t.Errorf("asked %q, want %q", d.asked, want)
	}
	if v.period != figures.PeriodOf(figures.OfYear, person.CivilDate{Year: 2026, Month: 1, Day: 2}) {
		t.Errorf("period %+v", v.period)
	}
}

// TestNumberIsADoor: the column that is stood on moves among the figures only, and
// Enter opens the list of the row's number.
func TestNumberIsADoor(t *testing.T) {
	p, v := start(t, &fakeDesk{})
	first := len(v.made.Question.By)
	p.Column(-1)
	if v.column != first {
		t.Errorf("column %d", v.column)
	}
	p.Column(1)
	p.Open(0)
	if v.column != first+1 || len(v.ask.Only) != 1 || !strings.HasPrefix(v.list, "01/11/2026 · "+v.made.Columns[first+1].Name) {
		t.Errorf("column %d opens %q, %+v", v.column, v.list, v.ask)
	}
	p.Open(len(v.made.Rows)) // the total
	if len(v.ask.Only) != 0 || v.ask.From != "2026-11-01" {
		t.Errorf("the total opens %+v", v.ask)
	}
	for range 20 {
		p.Column(1)
	}
	if v.column != len(v.made.Columns)-1 {
		t.Errorf("the last column is %d", v.column)
	}
}

// TestStop: what was stopped is not shown when it comes all the same.
func TestStop(t *testing.T) {
	d := &fakeDesk{}
	p, v := start(t, d)
	before := v.made.Title
	d.counted = func() {
		if !p.Counting() || v.busy == "" {
			t.Error("nothing says that it is being counted")
		}
		p.Stop()
	}
	p.GoTo(2)
	if v.made.Title != before || v.busy != "" || p.Counting() || len(v.failed) != 0 {
		t.Errorf("after the stop: %q, busy %q, %v", v.made.Title, v.busy, v.failed)
	}
}

func TestPaperIsSeenAndPrinted(t *testing.T) {
	d := &fakeDesk{book: desk.ReportBook{Printer: "P0"}}
	p, v := start(t, d)
	p.Print(desk.PrintOptions{Printer: "P1"}) // nothing is seen yet
	if d.print.Printer != "" {
		t.Error("printed without a paper")
	}
	p.Paper("15")
	if v.preview.Page != 0 || v.preview.Picture == nil || v.preview.Printer != "P0" || len(v.preview.Printers) != 1 || p.Number() != "15" {
		t.Fatalf("preview %+v", v.preview)
	}
	p.Turn(-1)
	p.Turn(1)
	p.Turn(1)
	p.Turn(1)
	if v.preview.Page != 2 || v.preview.Picture.Bounds().Dx() != 3 {
		t.Errorf("page %d", v.preview.Page)
	}
	o := desk.PrintOptions{Printer: "P1", Copies: 2, First: 1, Last: 2}
	p.Print(o)
	if d.print != o || d.book.Printer != "P1" || len(v.done) != 1 {
		t.Errorf("printed %+v, remembered %q", d.print, d.book.Printer)
	}
	p.ExportPaper()
	if d.did[len(d.did)-1] != "paper %PDF 15" {
		t.Errorf("did %q", d.did)
	}
	p.ClosePaper()
	p.ExportPaper()
	if p.Number() != "" || len(d.did) != 1 {
		t.Error("the paper is not forgotten")
	}
}

func TestOwnReportsAndSchedule(t *testing.T) {
	d := &fakeDesk{}
	p, v := start(t, d)
	if p.Remove() {
		t.Error("a ready-made report was removed")
	}
	choice := figures.Choice{Title: "Của tôi", Step: store.StepTaken, By: []store.Dimension{store.ByDay}, Measures: []store.Measure{store.CountDossiers}}
	p.Keep(choice)
	if v.made.Title != "Của tôi" || !v.entries[v.at].Own || len(d.book.Own) != 1 {
		t.Fatalf("kept %+v, shown %q", d.book, v.made.Title)
	}
	p.Schedule(figures.OfMonth, "pdf", "/reports", 17)
	if s, ok := d.book.Of(choice); !ok || s.Format != "pdf" || d.book.Hour != 17 || v.entries[v.at].Every != figures.OfMonth {
		t.Errorf("schedule %+v", d.book)
	}
	p.Schedule("", "pdf", "/reports", 17)
	if len(d.book.Schedule) != 0 {
		t.Errorf("schedule %+v", d.book.Schedule)
	}
	if !p.Remove() || len(d.book.Own) != 0 || v.made.Title == "Của tôi" {
		t.Errorf("removed: %+v, shown %q", d.book, v.made.Title)
	}
}

func TestFailuresAreSaid(t *testing.T) {
	d := &fakeDesk{}
	p, v := start(t, d)
	d.err = errors.New("broken")
	p.Export(desk.SheetXLSX)
	p.Paper("")
	p.Keep(figures.Choice{Title: "x"})
	p.Count()
	if len(v.failed) != 4 || len(v.done) != 0 || v.busy != "" {
		t.Errorf("failed %d, done %q, busy %q", len(v.failed), v.done, v.busy)
	}
	d.err = nil
	p.Export(desk.SheetCSV) // and nothing is stuck
	if len(v.done) != 1 || !strings.Contains(v.done[0], "/x/y.xlsx") {
		t.Errorf("done %q", v.done)
	}
}

func TestTableRows(t *testing.T) {
	_, v := start(t, &fakeDesk{})
	rows := tableRows(v.made, 2)
	last := rows[len(rows)-1]
	if len(rows) != 2 || rows[0][0].Text != "01/11/2026" || !rows[0][2].Bold || rows[0][1].Bold || last[0].Text != "Cộng" || last[1].Text != rows[0][1].Text {
		t.Errorf("rows %+v", rows)
	}
	columns := tableColumns(v.made)
	if !columns[0].Stretch || columns[0].Right || !columns[1].Right || v.made.Columns[0].Kind != sheet.Date {
		t.Errorf("columns %+v", columns[:2])
	}
}
