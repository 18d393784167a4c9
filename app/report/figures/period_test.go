package figures_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"carddesk/app/person"
	"carddesk/app/report/figures"
)

func TestPeriodOf(t *testing.T) {
	for _, c := range []struct {
		kind           figures.PeriodKind
		day            string
		from, to, code string
	}{
		{figures.OfDay, "2026-11-25", "2026-11-25", "2026-11-25", "2026-11-25"},
		{figures.OfWeek, "2026-11-25", "2026-11-23", "2026-11-29", "2026-11-23_2026-11-29"},
		{figures.OfWeek, "2026-11-23", "2026-11-23", "2026-11-29", "2026-11-23_2026-11-29"},
		{figures.OfWeek, "2026-11-29", "2026-11-23", "2026-11-29", "2026-11-23_2026-11-29"},
		{figures.OfWeek, "2027-01-01", "2026-12-28", "2027-01-03", "2026-12-28_2027-01-03"},
		{figures.OfMonth, "2028-02-29", "2028-02-01", "2028-02-29", "2028-02"},
		{figures.OfMonth, "2026-12-31", "2026-12-01", "2026-12-31", "2026-12"},
		{figures.OfQuarter, "2026-11-25", "2026-10-01", "2026-12-31", "2026-Q4"},
		{figures.OfQuarter, "2026-01-01", "2026-01-01", "2026-03-31", "2026-Q1"},
		{figures.OfYear, "2026-07-01", "2026-01-01", "2026-12-31", "2026"},
	} {
		day, err := person.ParseISODate(c.day)
		if err != nil {
			t.Fatal(err)
		}
		p := figures.PeriodOf(c.kind, day)
		if p.From.ISO() != c.from || p.To.ISO() != c.to || p.Code() != c.code || p.Title() == "" || c.kind.Name() == "" {
			t.Errorf("%s of %s is %s to %s, code %s", c.kind, c.day, p.From.ISO(), p.To.ISO(), p.Code())
		}
	}
}

// TestPeriodsFollow: each day is in exactly one period of a kind, periods follow
// each other without a gap, and moving there and back comes home.
func TestPeriodsFollow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day := person.CivilDate{Year: 2026, Month: 1, Day: 1}.AddDays(rapid.IntRange(-4000, 4000).Draw(t, "day"))
		kind := rapid.SampledFrom(figures.PeriodKinds).Draw(t, "kind")
		p := figures.PeriodOf(kind, day)
		if kind == figures.OfRange {
			p.To = p.To.AddDays(rapid.IntRange(0, 400).Draw(t, "long"))
		}
		if day.Before(p.From) || day.After(p.To) {
			t.Fatalf("%v is not in %v", day, p)
		}
		next := p.Move(1)
		if p.To.AddDays(1) != next.From || next.Move(-1) != p || next.To.Before(next.From) {
			t.Fatalf("after %v comes %v, before that %v", p, next, next.Move(-1))
		}
		by := rapid.IntRange(-6, 6).Draw(t, "by")
		if there := p.Move(by); !slices.Contains([]figures.PeriodKind{kind}, there.Kind) || there.Move(-by) != p {
			t.Fatalf("%v moved by %d and back is %v", p, by, there.Move(-by))
		}
	})
}
