package store_test

import (
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"carddesk/app/store"
	"carddesk/internal/racing"
)

// year fills the table of facts with n dossiers of the year 2026.
func year(t testing.TB, d *desk, n int) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.ToSlash(filepath.Join(d.dir, "desk.db")))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	statement, err := os.ReadFile(filepath.Join("testdata", "year.sql"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.ExecContext(t.Context(), string(statement), n)
	if err != nil {
		t.Fatal(err)
	}
}

// stepOf, groupOf and measure reckon in Go what a tally counts, from the rows and
// without any of the store's expressions.
var stepOf = map[store.Step]func(store.FactRow) string{
	store.StepTaken:        func(f store.FactRow) string { return f.Days.Created },
	store.StepCaptured:     func(f store.FactRow) string { return f.Days.Captured },
	store.StepApproved:     func(f store.FactRow) string { return f.Days.Approved },
	store.StepReturned:     func(f store.FactRow) string { return f.Days.Returned },
	store.StepSent:         func(f store.FactRow) string { return f.Days.Sent },
	store.StepAcknowledged: func(f store.FactRow) string { return f.Days.Acknowledged },
	store.StepAccepted:     func(f store.FactRow) string { return f.Days.Accepted },
	store.StepRejected:     func(f store.FactRow) string { return f.Days.Rejected },
	store.StepArrived:      func(f store.FactRow) string { return f.Days.Arrived },
	store.StepHandedOver:   func(f store.FactRow) string { return f.Days.HandedOver },
	store.StepCancelled:    func(f store.FactRow) string { return f.Days.Cancelled },
	store.StepDue:          func(f store.FactRow) string { return f.Days.Due },
}

func parseDay(day string) time.Time {
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		panic(err)
	}
	return at
}

var groupOf = map[store.Dimension]func(f store.FactRow, day string) string{
	store.ByDay: func(_ store.FactRow, day string) string { return day },
	store.ByWeek: func(_ store.FactRow, day string) string {
		at := parseDay(day)
		for at.Weekday() != time.Monday {
			at = at.AddDate(0, 0, -1)
		}
		return at.Format(time.DateOnly)
	},
	store.ByMonth: func(_ store.FactRow, day string) string { return parseDay(day).Format("2006-01") },
	store.ByQuarter: func(_ store.FactRow, day string) string {
		at := parseDay(day)
		return fmt.Sprintf("%d-Q%d", at.Year(), (int(at.Month())-1)/3+1)
	},
	store.ByOffice:    func(f store.FactRow, _ string) string { return f.Office },
	store.ByStation:   func(f store.FactRow, _ string) string { return f.Station },
	store.ByClerk:     func(f store.FactRow, _ string) string { return f.Clerk },
	store.ByRegime:    func(f store.FactRow, _ string) string { return f.Regime },
	store.ByKind:      func(f store.FactRow, _ string) string { return f.Kind },
	store.ByReason:    func(f store.FactRow, _ string) string { return f.Reason },
	store.ByAgeBand:   func(f store.FactRow, _ string) string { return f.AgeBand },
	store.BySex:       func(f store.FactRow, _ string) string { return f.Sex },
	store.ByCommune:   func(f store.FactRow, _ string) string { return f.Commune },
	store.ByHamlet:    func(f store.FactRow, _ string) string { return f.Hamlet },
	store.ByFee:       func(f store.FactRow, _ string) string { return f.FeeCode },
	store.ByRejection: func(f store.FactRow, _ string) string { return f.Rejection },
	store.ByReached:   func(f store.FactRow, _ string) string { return reachedOf(f.Days) },
}

// reachedOf goes the way of a dossier forward and keeps the last thing seen.
func reachedOf(d store.Days) string {
	state := "open"
	for _, step := range []struct{ day, state string }{{d.Captured, "captured"}, {d.Approved, "approved"},
		{d.Sent, "sent"}, {d.Accepted, "accepted"}} {
		if step.day != "" {
			state = step.state
		}
	}
	if d.Rejected > d.Accepted {
		state = "rejected"
	}
	for _, step := range []struct{ day, state string }{{d.Arrived, "arrived"}, {d.Cancelled, "cancelled"},
		{d.HandedOver, "handed-over"}} {
		if step.day != "" {
			state = step.state
		}
	}
	return state
}

var measures = []store.Measure{store.CountDossiers, store.SumFees, store.CountHandedOver, store.CountWaiting,
	store.CountExceptions, store.SumSeconds, store.CountTimed, store.CountAccepted, store.CountRejected, store.CountOverdue}

// overdueOn says whether a slip's day has passed on a day without a card.
func overdueOn(d store.Days, today string) bool {
	return d.Due != "" && d.Due < today && d.Arrived == "" && d.HandedOver == "" && d.Cancelled == ""
}

func measure(f store.FactRow, today string) []int64 {
	one := func(is bool) int64 {
		if is {
			return 1
		}
		return 0
	}
	var seconds int64
	for _, s := range f.Seconds {
		seconds += int64(s)
	}
	return []int64{1, int64(f.Fee), one(f.Days.HandedOver != ""), one(reachedOf(f.Days) == "arrived"),
		one(len(f.Exceptions) > 0), seconds, one(len(f.Seconds) > 0),
		one(f.Days.Accepted != ""), one(reachedOf(f.Days) == "rejected"), one(overdueOn(f.Days, today))}
}

// TestTally recomputes every measure by every dimension and step from the rows,
// over a year, one month and one day.
func TestTally(t *testing.T) {
	d := newDesk(t)
	n := 200_000
	if testing.Short() || racing.Enabled {
		n = 5_000
	}
	year(t, d, n)
	var rows []store.FactRow
	for row, err := range d.FactRows(t.Context(), "2026-01-01", "2026-12-31") {
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, row)
	}
	if len(rows) != n {
		t.Fatalf("%d facts, want %d", len(rows), n)
	}
	check := func(step store.Step, by store.Dimension, from, to string) {
		t.Helper()
		want := map[string][]int64{}
		for _, row := range rows {
			day := stepOf[step](row)
			if day == "" || day < from || day > to {
				continue
			}
			group := groupOf[by](row, day)
			if want[group] == nil {
				want[group] = make([]int64, len(measures))
			}
			for i, v := range measure(row, to) {
				want[group][i] += v
			}
		}
		got, err := d.Tally(t.Context(), store.Tally{Step: step, From: from, To: to, By: []store.Dimension{by}, Count: measures})
		if err != nil {
			t.Fatal(err)
		}
		if len(got) != len(want) {
			t.Errorf("%s by %s, %s to %s: %d groups, want %d", step, by, from, to, len(got), len(want))
		}
		for _, row := range got {
			if !slices.Equal(row.Counts, want[row.Group[0]]) {
				t.Errorf("%s by %s, %s: %v, want %v", step, by, row.Group[0], row.Counts, want[row.Group[0]])
			}
		}
	}
	for by := range maps.Keys(groupOf) {
		check(store.StepTaken, by, "2026-01-01", "2026-12-31")
		check(store.StepTaken, by, "2026-12-01", "2026-12-31")
	}
	for step := range maps.Keys(stepOf) {
		check(step, store.ByDay, "2026-11-01", "2026-11-30")
		check(step, store.ByKind, "2026-11-25", "2026-11-25")
	}
}

// TestTallyTotals holds that what was taken in is the sum over how far it came.
func TestTallyTotals(t *testing.T) {
	d := newDesk(t)
	year(t, d, 5_000)
	ask := store.Tally{From: "2026-03-01", To: "2026-08-31", Count: []store.Measure{store.CountDossiers}}
	total, err := d.Tally(t.Context(), ask)
	if err != nil || len(total) != 1 || total[0].Counts[0] == 0 {
		t.Fatalf("total %v, %v", total, err)
	}
	ask.By = []store.Dimension{store.ByReached}
	states, err := d.Tally(t.Context(), ask)
	if err != nil {
		t.Fatal(err)
	}
	var sum int64
	for _, row := range states {
		if !slices.Contains(store.Reached, row.Group[0]) {
			t.Errorf("state %q is not one of the known", row.Group[0])
		}
		sum += row.Counts[0]
	}
	if sum != total[0].Counts[0] || len(states) != len(store.Reached) {
		t.Errorf("%d states add up to %d, taken in %d", len(states), sum, total[0].Counts[0])
	}
}

func TestTallyRefuses(t *testing.T) {
	d := newDesk(t)
	count := []store.Measure{store.CountDossiers}
	for name, ask := range map[string]store.Tally{
		"step":      {Step: "day_created; --", Count: count},
		"dimension": {By: []store.Dimension{"dossier"}, Count: count},
		"measure":   {Count: []store.Measure{"count(*)"}},
		"nothing":   {By: []store.Dimension{store.ByDay}},
	} {
		if _, err := d.Tally(t.Context(), ask); !errors.Is(err, store.ErrTally) {
			t.Errorf("%s: %v", name, err)
		}
	}
	empty, err := d.Tally(t.Context(), store.Tally{From: "2030-01-01", To: "2030-12-31", Count: measures})
	if err != nil || len(empty) != 1 || slices.Max(empty[0].Counts) != 0 {
		t.Errorf("no facts: %v, %v", empty, err)
	}
}

// BenchmarkTallyMonth is the month's report over a year of 200,000 dossiers.
func BenchmarkTallyMonth(b *testing.B) {
	d := newDesk(b)
	year(b, d, 200_000)
	ask := store.Tally{From: "2026-11-01", To: "2026-11-30", By: []store.Dimension{store.ByClerk, store.ByKind, store.ByReached}, Count: measures}
	for b.Loop() {
		if _, err := d.Tally(b.Context(), ask); err != nil {
			b.Fatal(err)
		}
	}
}
