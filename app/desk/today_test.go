package desk_test

import (
	"bytes"
	"testing"
	"time"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/port"
)

func TestTodayCountsEachStepOnItsDay(t *testing.T) {
	b := newBench(t)
	first := person.FromTime(b.clock.Now())
	id := b.captured()
	b.draft(dossier.Identity{Request: dossier.Request{Kind: dossier.Reissue, Reason: "lost"}})
	b.clock.pass(24 * time.Hour)
	second := person.FromTime(b.clock.Now())
	b.login(chiefID)
	b.must(b.Approve(t.Context(), id))
	b.tell(port.Change{Kind: port.ChangeAccepted, Dossier: string(id), Version: 1})

	day, err := b.Today(t.Context(), first)
	b.must(err)
	counts := map[string]int{}
	for _, row := range day.Total.TakenIn {
		counts[row.Kind] = row.Count
	}
	exchange, reissue := dossier.KindName(dossier.Regime2023, dossier.Exchange), dossier.KindName(dossier.Regime2023, dossier.Reissue)
	if counts[exchange] != 1 || counts[reissue] != 1 || len(counts) != len(dossier.Kinds()) || day.Total.Approved != 0 {
		t.Errorf("first day: %+v", day.Total)
	}
	if len(day.Clerks) != 1 || day.Clerks[0].Clerk.Name != "Lê Thị Mẫu" || day.Clerks[0].Figures.TakenIn[1].Count != 1 {
		t.Errorf("clerks of the first day: %+v", day.Clerks)
	}

	day, err = b.Today(t.Context(), second)
	b.must(err)
	if day.Total.Approved != 1 || day.Total.Accepted != 1 || day.Total.TakenIn[1].Count != 0 {
		t.Errorf("second day: %+v", day.Total)
	}
	if report, err := b.DayReport(t.Context(), second); err != nil || !bytes.HasPrefix(report.PDF, []byte("%PDF-")) {
		t.Errorf("report of %d bytes, error %v", len(report.PDF), err)
	}
	// The report of a day can be printed although it belongs to no dossier.
	report, err := b.DayReport(t.Context(), second)
	b.must(err)
	b.must(b.PrintReport(t.Context(), report, desk.PrintOptions{}))
	if n := b.entries("", dossier.PrintDocument); n < 1 {
		t.Error("printing the report is not in the log")
	}
	if again, err := b.DayReport(t.Context(), second); err != nil || again.Printed != 1 {
		t.Errorf("printed %d times before, error %v", again.Printed, err)
	}
}

// TestTodayIsTheDayOfVietnam: half past eleven at night in UTC is tomorrow there.
func TestTodayIsTheDayOfVietnam(t *testing.T) {
	b := newBench(t)
	b.clock.pass(time.Date(2026, 11, 25, 23, 30, 0, 0, time.UTC).Sub(b.clock.Now()))
	b.draft(holder())
	day, err := b.Today(t.Context(), person.CivilDate{Year: 2026, Month: 11, Day: 26})
	if err != nil || day.Total.TakenIn[1].Count != 1 {
		t.Errorf("figures %+v, error %v", day.Total, err)
	}
}
