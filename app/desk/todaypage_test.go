package desk_test

import (
	"slices"
	"testing"
	"time"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/store"
)

// TestTodayPage: every number of the page is as large as the list behind it, and
// says what happened.
func TestTodayPage(t *testing.T) {
	b := newBench(t)
	b.draft(holder())
	waits := b.captured()
	b.approved()                                            // waits to be sent
	b.clock.pass(30 * 24 * time.Hour)                       // long after every slip
	b.must(b.store.NoteContact(t.Context(), b.clock.Now())) // else no new dossier is begun
	b.login(clerkID)
	b.draft(holder())
	b.login(chiefID)
	today := person.FromTime(b.clock.Now())
	p, err := b.TodayPage(t.Context(), today)
	b.must(err)

	check := func(d desk.Door, want int64) {
		t.Helper()
		n, err := b.OpenListing(t.Context(), d.Ask, d.Measure)
		b.must(err)
		if d.Count != want || int64(n) != want {
			t.Errorf("%q says %d and lists %d, want %d", d.Name, d.Count, n, want)
		}
	}
	// The funnel looks back 30 days: what was taken in today, and no more.
	check(p.Funnel[0], 1)
	check(p.Funnel[1], 0)
	old, err := b.TodayPage(t.Context(), person.CivilDate{Year: 2026, Month: 11, Day: 25})
	b.must(err)
	for i, want := range []int64{3, 2, 1, 0, 0, 0, 0} {
		check(old.Funnel[i], want)
	}
	check(p.Slips[0], 0)
	check(p.Slips[1], 2) // both slips have passed
	check(p.Slips[2], 1)

	i := slices.IndexFunc(p.Waiting, func(w desk.WaitingState) bool { return w.State == dossier.Captured })
	if i < 0 {
		t.Fatalf("nothing waits for approval: %+v", p.Waiting)
	}
	check(p.Waiting[i].Door, 1)
	listed, err := b.Listing(t.Context(), p.Waiting[i].Ask, p.Waiting[i].Measure, 0, 5)
	if err != nil || listed[0].Dossier != waits || b.clock.Now().Sub(p.Waiting[i].Since) < 29*24*time.Hour {
		t.Errorf("waiting %+v, %v", listed, err)
	}

	if len(p.Lines) != 2 || p.Lines[0].Station != "Máy số 1" || len(p.Lines[0].Doors) != len(desk.DaySteps) {
		t.Fatalf("lines %+v", p.Lines)
	}
	for _, line := range p.Lines {
		check(line.Doors[0], 1)
		check(line.Doors[1], 0)
	}
	check(old.Lines[0].Doors[0], 3)
	check(old.Lines[0].Doors[slices.Index(desk.DaySteps, store.StepApproved)], 1)
	hours := int64(0)
	for _, point := range p.Hours.Points {
		hours += point.Value
	}
	if hours != 1 || !p.Hours.Time || len(p.Days.Points) != 30 || p.Days.Points[29].Value != 1 {
		t.Errorf("hours %+v, days %+v", p.Hours, p.Days)
	}
}
