package store_test

import (
	"testing"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/store"
)

// taken counts the dossiers taken in by day.
func taken(t *testing.T, d *desk) map[string]int64 {
	t.Helper()
	rows, err := d.Tally(t.Context(), store.Tally{From: "2026-01-01", To: "2027-12-31",
		By: []store.Dimension{store.ByDay}, Count: []store.Measure{store.CountDossiers}})
	if err != nil {
		t.Fatal(err)
	}
	days := map[string]int64{}
	for _, row := range rows {
		days[row.Group[0]] = row.Counts[0]
	}
	return days
}

// TestTallyDayBorder: a day ends at midnight in Việt Nam, 17:00 UTC, at the turn
// of the year as on any other day.
func TestTallyDayBorder(t *testing.T) {
	d := newDesk(t)
	for _, at := range []time.Time{
		time.Date(2026, 12, 30, 16, 59, 59, 0, time.UTC),
		time.Date(2026, 12, 30, 17, 0, 0, 0, time.UTC),
		time.Date(2026, 12, 31, 16, 59, 59, 999e6, time.UTC),
		time.Date(2026, 12, 31, 17, 0, 0, 0, time.UTC),
	} {
		d.clock.pass(at.Sub(d.clock.Now()))
		d.login(clerkID)
		d.draft("Nguyễn Văn An", "001090012345")
	}
	got := taken(t, d)
	if len(got) != 3 || got["2026-12-30"] != 1 || got["2026-12-31"] != 2 || got["2027-01-01"] != 1 {
		t.Errorf("taken in %v", got)
	}
}

// TestTallyAfterDestruction: the figures of a dossier outlive its content.
func TestTallyAfterDestruction(t *testing.T) {
	d := newDesk(t)
	id := d.draft("Nguyễn Văn An", "001090012345")
	d.capture(id)
	d.do(store.Change{Actor: chief, Command: dossier.CancelDossier, Dossier: id, Reason: "double"})
	ask := store.Tally{From: "2026-11-25", To: "2026-11-25", Count: measures,
		By: []store.Dimension{store.ByReached, store.ByKind, store.ByClerk}}
	before, err := d.Tally(t.Context(), ask)
	if err != nil || len(before) != 1 || before[0].Group[0] != "cancelled" {
		t.Fatalf("before: %v, %v", before, err)
	}
	if _, err := d.Destroy(t.Context(), admin, id, "retention"); err != nil {
		t.Fatal(err)
	}
	after, err := d.Tally(t.Context(), ask)
	if err != nil || len(after) != 1 {
		t.Fatalf("after: %v, %v", after, err)
	}
	for i, count := range before[0].Counts {
		if after[0].Counts[i] != count {
			t.Errorf("%s was %d, is %d", measures[i], count, after[0].Counts[i])
		}
	}
}
