package desk_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/report/figures"
	"carddesk/app/store"
)

func TestTabulate(t *testing.T) {
	b := newBench(t)
	b.draft(holder())
	b.approved() // logs the supervisor in
	day := person.CivilDate{Year: 2026, Month: 11, Day: 25}
	choice := figures.Choice{Title: "Theo cán bộ", Step: store.StepTaken,
		By: []store.Dimension{store.ByClerk, store.ByReached}, Measures: []store.Measure{store.CountDossiers}}
	table, err := b.Tabulate(t.Context(), choice, day, day)
	b.must(err)
	got := map[string]int64{}
	for _, row := range table.Rows {
		if !strings.HasSuffix(row[0].Text, "Lê Thị Mẫu") {
			t.Errorf("clerk %q", row[0].Text)
		}
		got[row[1].Text] = row[2].Number
	}
	if len(got) != 2 || got["Đang thu nhận"] != 1 || got["Chờ truyền"] != 1 || table.Total[2].Number != 2 {
		t.Errorf("counted %v, total %+v", got, table.Total)
	}
	if len(table.Notes) != 2 || !strings.Contains(table.Notes[1], "TẬP HUẤN") {
		t.Errorf("notes %q", table.Notes)
	}

	exports := func() int { return b.entries("", dossier.ExportFile) }
	before := exports()
	for _, format := range []desk.SheetFormat{desk.SheetXLSX, desk.SheetCSV} {
		var out bytes.Buffer
		b.must(b.ExportTable(t.Context(), &out, table, format))
		if out.Len() == 0 {
			t.Errorf("%s is empty", format)
		}
	}
	if n := exports() - before; n != 2 {
		t.Errorf("%d exports in the log, want 2", n)
	}
	if err := b.ExportTable(t.Context(), &bytes.Buffer{}, table, "doc"); err == nil || exports() != before+2 {
		t.Errorf("unknown format: %v", err)
	}

	b.login(clerkID)
	var out bytes.Buffer
	if _, err := b.Tabulate(t.Context(), choice, day, day); !errors.Is(err, dossier.ErrRole) {
		t.Errorf("a clerk's report: %v", err)
	}
	if err := b.ExportTable(t.Context(), &out, table, desk.SheetCSV); !errors.Is(err, dossier.ErrRole) || out.Len() != 0 {
		t.Errorf("a clerk's export: %v, %d bytes", err, out.Len())
	}
}

// TestEveryColumn makes a report of every step by every column with every figure
// on a store: no column is offered that it does not know.
func TestEveryColumn(t *testing.T) {
	b := newBench(t)
	b.draft(holder())
	b.login(chiefID)
	day := person.CivilDate{Year: 2026, Month: 11, Day: 25}
	choice := figures.Choice{}
	for _, m := range figures.Measures {
		choice.Measures = append(choice.Measures, m.Key)
	}
	for _, step := range figures.Steps {
		choice.Step = step.Key
		for _, by := range figures.Dimensions {
			choice.By = []store.Dimension{by.Key}
			table, err := b.Tabulate(t.Context(), choice, day, day)
			if err != nil {
				t.Fatalf("%s by %s: %v", step.Key, by.Key, err)
			}
			if want := step.Key == store.StepTaken; (len(table.Rows) == 1) != want {
				t.Errorf("%s by %s: %d rows", step.Key, by.Key, len(table.Rows))
			}
		}
	}
}
