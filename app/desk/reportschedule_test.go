package desk_test

import (
	"encoding/csv"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/report/figures"
	"carddesk/app/store"
)

func own() figures.Choice {
	return figures.Choice{Title: "Riêng của tôi", Step: store.StepTaken, By: []store.Dimension{store.ByKind}, Measures: []store.Measure{store.CountDossiers}}
}

func TestReportBookIsKept(t *testing.T) {
	b := newBench(t)
	b.login(chiefID)
	book, err := b.ReportBook(t.Context())
	if err != nil || len(book.Own) != 0 {
		t.Fatalf("%+v, %v", book, err)
	}
	changed := own()
	changed.By = nil
	book = book.With(own()).With(changed)
	book.Folder, book.Hour = t.TempDir(), 17
	book = book.Scheduled(desk.ScheduledReport{Choice: own(), Every: figures.OfMonth, Format: "xlsx"})
	b.must(b.KeepReportBook(t.Context(), book))
	again, err := b.ReportBook(t.Context())
	b.must(err)
	s, scheduled := again.Of(own())
	if len(again.Own) != 1 || again.Own[0].By != nil || !scheduled || s.Every != figures.OfMonth {
		t.Errorf("%+v", again)
	}
	again = again.Without(own())
	if _, scheduled := again.Of(own()); scheduled || len(again.Own) != 0 {
		t.Errorf("a removed report stays: %+v", again)
	}
	for name, wrong := range map[string]desk.ReportBook{
		"folder":   {Folder: "relative"},
		"hour":     {Hour: 24},
		"nowhere":  {Schedule: book.Schedule},
		"untitled": {Own: []figures.Choice{{Step: store.StepTaken, Measures: own().Measures}}},
		"columns":  {Own: []figures.Choice{{Title: "x", Step: store.StepTaken}}},
		"format":   {Folder: book.Folder, Schedule: []desk.ScheduledReport{{Choice: own(), Every: figures.OfDay, Format: "doc"}}},
		"every":    {Folder: book.Folder, Schedule: []desk.ScheduledReport{{Choice: own(), Every: figures.OfRange, Format: "csv"}}},
	} {
		if err := b.KeepReportBook(t.Context(), wrong); !errors.Is(err, desk.ErrReportBook) {
			t.Errorf("%s: %v", name, err)
		}
	}
	b.login(clerkID)
	if err := b.KeepReportBook(t.Context(), book); !errors.Is(err, dossier.ErrRole) {
		t.Errorf("a clerk's settings: %v", err)
	}
}

func FuzzReadReportBook(f *testing.F) {
	f.Add([]byte(`{"own":[{"title":"x","step":"taken","by":["day"],"measures":["dossiers"]}],"hour":3}`))
	f.Add([]byte(`{"schedule":[{"choice":{"title":"x"},"every":"year","format":"pdf"}],"folder":"/x"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "reports.json"), data, 0o600); err != nil {
			t.Fatal(err)
		}
		book, err := desk.ReadReportBook(dir)
		if err != nil {
			return
		}
		// What was read can be kept, and is the same when read again.
		if err := desk.WriteReportBook(dir, book); err != nil {
			t.Errorf("read, but not kept: %v", err)
		}
	})
}

// TestScheduledReports: after each period its report lies in the folder once, from
// the hour on, with the figures of that period.
func TestScheduledReports(t *testing.T) {
	b := newBench(t)
	b.draft(holder())
	b.login(chiefID)
	folder := t.TempDir()
	book := desk.ReportBook{Folder: folder, Hour: 17, Schedule: []desk.ScheduledReport{
		{Choice: own(), Every: figures.OfDay, Format: "csv"}, {Choice: figures.Catalogue()[0], Every: figures.OfMonth, Format: "xlsx"},
		{Choice: figures.Catalogue()[1], Every: figures.OfDay, Format: "pdf"},
	}}
	b.must(b.KeepReportBook(t.Context(), book))
	write := func() int {
		t.Helper()
		n, err := b.WriteDueReports(t.Context())
		b.must(err)
		return n
	}
	// 08:00 of 25 November: October has ended, yesterday waits for 17:00.
	if n := write(); n != 1 {
		t.Errorf("%d written in the morning", n)
	}
	b.clock.pass(9 * time.Hour)
	if n := write(); n != 2 {
		t.Errorf("%d written at 17:00", n)
	}
	b.clock.pass(24 * time.Hour)
	if n := write(); n != 2 || write() != 0 {
		t.Errorf("%d written the day after", n)
	}
	entries, err := os.ReadDir(folder)
	b.must(err)
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	want := []string{"2026-10-bao-cao-general.xlsx", "2026-11-24-bao-cao-place.pdf", "2026-11-24-bao-cao-rieng-cua-toi.csv",
		"2026-11-25-bao-cao-place.pdf", "2026-11-25-bao-cao-rieng-cua-toi.csv"}
	if !slices.Equal(names, want) {
		t.Errorf("the folder has %q", names)
	}
	data, err := os.ReadFile(filepath.Join(folder, want[4]))
	b.must(err)
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(data), "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 2 || rows[1][1] != "1" {
		t.Errorf("report of the day: %q, %v", rows, err)
	}
	if b.entries("", dossier.ExportFile) != len(want) {
		t.Errorf("%d exports in the log", b.entries("", dossier.ExportFile))
	}
	b.must(os.RemoveAll(folder))
	if _, err := b.WriteDueReports(t.Context()); !errors.Is(err, desk.ErrReportFolder) {
		t.Errorf("without the folder: %v", err)
	}
}
