package desk_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/report/figures"
	"carddesk/app/store"
)

// theDay is the day of the bench's clock as a period.
func theDay() figures.Period {
	return figures.PeriodOf(figures.OfDay, person.CivilDate{Year: 2026, Month: 11, Day: 25})
}

func TestTabulate(t *testing.T) {
	b := newBench(t)
	b.draft(holder())
	b.approved() // logs the supervisor in
	choice := figures.Choice{Title: "Theo cán bộ", Step: store.StepTaken,
		By: []store.Dimension{store.ByClerk, store.ByReached}, Measures: []store.Measure{store.CountDossiers}}
	made, err := b.Tabulate(t.Context(), choice, theDay())
	b.must(err)
	got := map[string]int64{}
	for _, row := range made.Rows {
		if !strings.HasSuffix(row[0].Text, "Lê Thị Mẫu") {
			t.Errorf("clerk %q", row[0].Text)
		}
		got[row[1].Text] = row[2].Number
	}
	if len(got) != 2 || got["Đang thu nhận"] != 1 || got["Chờ truyền"] != 1 || made.Total[2].Number != 2 {
		t.Errorf("counted %v, total %+v", got, made.Total)
	}
	if len(made.Notes) != 2 || !strings.Contains(made.Notes[1], "TẬP HUẤN") || made.Period != "Ngày 25/11/2026" {
		t.Errorf("notes %q, period %q", made.Notes, made.Period)
	}

	exports := func() int { return b.entries("", dossier.ExportFile) }
	before := exports()
	for _, format := range []desk.SheetFormat{desk.SheetXLSX, desk.SheetCSV} {
		path, err := b.ExportReport(t.Context(), made, format)
		b.must(err)
		if info, err := os.Stat(path); err != nil || info.Size() == 0 || filepath.Ext(path) != "."+string(format) ||
			!strings.HasSuffix(strings.TrimSuffix(path, filepath.Ext(path)), "bao-cao-theo-can-bo") {
			t.Errorf("%s: %v", path, err)
		}
	}
	if n := exports() - before; n != 2 {
		t.Errorf("%d exports in the log, want 2", n)
	}
	if err := b.ExportTable(t.Context(), &bytes.Buffer{}, made.Table, "doc"); err == nil || exports() != before+2 {
		t.Errorf("unknown format: %v", err)
	}

	b.login(clerkID)
	var out bytes.Buffer
	if _, err := b.Tabulate(t.Context(), choice, theDay()); !errors.Is(err, dossier.ErrRole) {
		t.Errorf("a clerk's report: %v", err)
	}
	if err := b.ExportTable(t.Context(), &out, made.Table, desk.SheetCSV); !errors.Is(err, dossier.ErrRole) || out.Len() != 0 {
		t.Errorf("a clerk's export: %v, %d bytes", err, out.Len())
	}
	ask, m, _ := made.Door(0, 2)
	if _, err := b.OpenListing(t.Context(), ask, m); !errors.Is(err, dossier.ErrRole) {
		t.Errorf("a clerk's list: %v", err)
	}
}

// TestSlipAndSecondsBecomeFacts: the day of the slip and the time that the work
// took are counted, without a clerk doing anything for it.
func TestSlipAndSecondsBecomeFacts(t *testing.T) {
	b := newBench(t)
	id := b.draft(holder())
	b.clock.pass(40 * time.Second)
	b.fill(id)
	b.clock.pass(time.Hour) // a break is no work
	b.complete(id)
	facts := b.factRows()
	due := b.open(id).Review.Due
	if len(facts) != 1 || facts[0].Days.Due != person.FromTime(due).ISO() || due.IsZero() {
		t.Fatalf("slip of %v: %+v", due, facts)
	}
	sum := 0
	for _, seconds := range facts[0].Seconds {
		sum += seconds
	}
	if sum < 40 || sum > 60 {
		t.Errorf("worked %v", facts[0].Seconds)
	}
}

// TestReprint: the second print of a report says so on its paper, another report
// does not; a print and a PDF file count alike.
func TestReprint(t *testing.T) {
	b := newBench(t)
	b.draft(holder())
	b.login(chiefID)
	make := func(choice figures.Choice) desk.ReportPaper {
		t.Helper()
		made, err := b.Tabulate(t.Context(), choice, theDay())
		b.must(err)
		paper, err := b.ReportPaper(t.Context(), made, "15")
		b.must(err)
		return paper
	}
	all := figures.Catalogue()
	first := make(all[0])
	if first.Printed != 0 || first.Pages == 0 {
		t.Fatalf("the first paper: %d prints, %d pages", first.Printed, first.Pages)
	}
	b.must(b.PrintReport(t.Context(), first, desk.PrintOptions{Printer: "P2", Copies: 3, First: 1, Last: 1}))
	if job := b.printer.jobs[len(b.printer.jobs)-1]; job.Printer != "P2" || job.Copies != 3 || job.First != 1 || job.Last != 1 {
		t.Errorf("printed %+v", job)
	}
	b.must(b.PrintReport(t.Context(), first, desk.PrintOptions{})) // the same paper once more
	second := make(all[0])
	if second.Printed != 2 || bytes.Equal(first.PDF, second.PDF) {
		t.Errorf("after two prints the paper says %d", second.Printed)
	}
	path, err := b.ExportReportPaper(t.Context(), second)
	b.must(err)
	if data, err := os.ReadFile(path); err != nil || !bytes.Equal(data, second.PDF) {
		t.Errorf("the file: %v", err)
	}
	if third, other := make(all[0]), make(all[1]); third.Printed != 3 || other.Printed != 0 {
		t.Errorf("then %d prints, another report has %d", third.Printed, other.Printed)
	}
	if b.entries("", dossier.PrintDocument) != 2 {
		t.Error("a print is not in the log")
	}
}

// TestListingNamesWhatIsCounted: behind a number stand the people whose dossiers it
// counts, and what was destroyed is nameless; that somebody looked is noted.
func TestListingNamesWhatIsCounted(t *testing.T) {
	b := newBench(t)
	gone := b.draft(holder())
	b.must(b.Cancel(t.Context(), gone, "double"))
	b.draft(holder())
	_, err := b.store.Destroy(t.Context(), desk.StationActor(b.store), gone, "retention")
	b.must(err)
	b.login(chiefID)
	made, err := b.Tabulate(t.Context(), figures.Catalogue()[0], theDay())
	b.must(err)
	ask, m, ok := made.Door(0, 1)
	before := b.entries("", dossier.SearchDossiers)
	n, err := b.OpenListing(t.Context(), ask, m)
	b.must(err)
	listed, err := b.Listing(t.Context(), ask, m, 0, 10)
	b.must(err)
	if !ok || n != 2 || len(listed) != 2 || made.Rows[0][1].Number != 2 || b.entries("", dossier.SearchDossiers) != before+1 {
		t.Fatalf("%d of %d listed", len(listed), n)
	}
	names := map[string]bool{}
	for _, l := range listed {
		if l.Row.Destroyed != (l.Dossier == gone) {
			t.Errorf("row %+v", l.Row)
		}
		names[l.Row.Name] = true
	}
	if !names[""] || !names["LÊ THỊ MẪU"] {
		t.Errorf("names %v", names)
	}
}

// TestEveryColumn makes a report of every step by every column with every figure
// on a store: no column is offered that it does not know.
func TestEveryColumn(t *testing.T) {
	b := newBench(t)
	b.draft(holder())
	b.login(chiefID)
	for _, subject := range figures.Subjects {
		for _, step := range figures.Steps {
			if figures.OwnDay(subject.Key) && step.Key != store.StepTaken { // the log and the books have no steps
				choice := figures.Choice{Subject: subject.Key, Step: step.Key, Measures: []store.Measure{figures.MeasuresOf(subject.Key)[0].Key}}
				if _, err := b.Tabulate(t.Context(), choice, theDay()); !errors.Is(err, figures.ErrChoice) {
					t.Errorf("%s, %s: %v", subject.Name, step.Key, err)
				}
				continue
			}
			for _, by := range figures.DimensionsOf(subject.Key) {
				choice := figures.Choice{Subject: subject.Key, Step: step.Key, By: []store.Dimension{by.Key}}
				for _, m := range figures.MeasuresOf(subject.Key) {
					choice.Measures = append(choice.Measures, m.Key)
				}
				made, err := b.Tabulate(t.Context(), choice, theDay())
				if errors.Is(err, figures.ErrChoice) && step.Key.Now() {
					continue // no day divides what has no day
				}
				if err != nil {
					t.Fatalf("%s, %s by %s: %v", subject.Name, step.Key, by.Key, err)
				}
				if want := step.Key == store.StepTaken || step.Key.Now(); subject.Key == store.OfDossiers && (len(made.Rows) == 1) != want {
					t.Errorf("%s by %s: %d rows", step.Key, by.Key, len(made.Rows))
				}
			}
		}
	}
}
