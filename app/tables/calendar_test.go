package tables

import (
	"testing"

	"pgregory.net/rapid"

	"carddesk/app/person"
	"carddesk/app/policy"
)

func TestWorkingDays(t *testing.T) {
	c := Default().Calendar()
	for on, want := range map[string]bool{
		"2026-11-23": true,                                                                 // Monday
		"2026-11-22": false,                                                                // Sunday
		"2026-11-21": false,                                                                // Saturday
		"2026-01-01": false, "2026-04-30": false, "2026-05-01": false, "2026-09-02": false, // solar holidays
		"2026-02-13": true, "2026-02-16": false, "2026-02-20": false, "2026-02-23": true, // lunar new year
		"2026-04-26": false, "2026-04-27": false, "2026-04-28": true, // Hùng kings on a Sunday: the Monday is free
		"2025-11-24": true, "2026-11-24": false, // day of culture, since 2026
		"2026-01-02": false, "2026-01-10": true, // swapped
		"2026-08-31": false, "2026-08-22": true, "2026-09-01": false,
		"2027-02-05": false, "2027-02-09": false, "2027-02-10": false, "2027-02-11": false, "2027-02-12": true, // two of five on a weekend
		"2027-05-03": false, "2027-05-04": true, // 1 May on a Saturday
		"2022-01-03": false, // 1 January on a Saturday
		"2024-02-08": false, "2024-02-14": false, "2024-02-15": true,
		"2025-01-27": false, "2025-01-31": false, "2025-02-03": true,
	} {
		if got := c.Working(day(t, on)); got != want {
			t.Errorf("%s: working %v, want %v", on, got, want)
		}
	}
	if c.Working(person.CivilDate{Year: 2026}) {
		t.Error("a year is a working day")
	}
}

func TestHoliday(t *testing.T) {
	c := Default().Calendar()
	if h, ok := c.Holiday(day(t, "2026-04-27")); !ok || !h.Instead || h.Name != "Giỗ Tổ Hùng Vương" {
		t.Errorf("%+v, %v", h, ok)
	}
	if h, ok := c.Holiday(day(t, "2026-09-02")); !ok || h.Instead || h.Status != policy.Confirmed {
		t.Errorf("%+v, %v", h, ok)
	}
	if h, ok := c.Holiday(day(t, "2027-02-05")); !ok || h.Status != policy.Unconfirmed {
		t.Errorf("which days of 2027 are free is not decided: %+v, %v", h, ok)
	}
	if !c.Known(2026) || c.Known(2040) {
		t.Error("years with lunar holidays")
	}
}

func TestDue(t *testing.T) {
	c := Default().Calendar()
	for _, k := range []struct {
		received string
		n        int
		want     string
	}{
		{"2026-11-25", 7, "2026-12-04"}, // Wednesday
		{"2026-11-20", 7, "2026-12-02"}, // over a weekend and 24 November
		{"2026-11-21", 7, "2026-12-02"}, // received on a Saturday
		{"2026-02-13", 1, "2026-02-23"}, // before the lunar new year
		{"2026-11-25", 0, "2026-11-26"},
		{"2024-07-01", 7, "2024-07-10"},
	} {
		if got := c.Due(day(t, k.received), k.n); got != day(t, k.want) {
			t.Errorf("%d after %s: %v, want %s", k.n, k.received, got, k.want)
		}
	}
	if got := c.Due(person.CivilDate{Year: 2026}, 7); !got.IsZero() {
		t.Errorf("due of an incomplete day: %v", got)
	}
	if got := c.Due(day(t, "2026-11-25"), 200); got.IsZero() {
		t.Error("200 working days are too many")
	}
}

func TestDueProperties(t *testing.T) {
	c := Default().Calendar()
	rapid.Check(t, func(t *rapid.T) {
		received := person.CivilDate{Year: 2024, Month: 1, Day: 1}.AddDays(rapid.IntRange(0, 2000).Draw(t, "day"))
		n := rapid.IntRange(1, 60).Draw(t, "n")
		due := c.Due(received, n)
		if !c.Working(due) || !due.After(received) {
			t.Fatalf("%d after %v is %v", n, received, due)
		}
		if got := c.WorkingDays(received, due); got != n {
			t.Fatalf("%d working days to %v, want %d", got, due, n)
		}
		if next := c.Due(received, n+1); !next.After(due) {
			t.Fatalf("%d days end on %v, %d on %v", n, due, n+1, next)
		}
	})
}
