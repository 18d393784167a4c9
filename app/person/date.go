package person

import (
	"cmp"
	"fmt"
	"time"
)

// Years outside of this range are typing errors.
const (
	minYear = 1850
	maxYear = 2399 // last year that a personal number can tell
)

// zone is the zone of all civil dates, whatever the machine is set to.
var zone = time.FixedZone("Asia/Ho_Chi_Minh", 7*60*60)

// Zone returns the fixed +07:00 zone of Asia/Ho_Chi_Minh, which civil dates and
// everything shown to people are in. Vietnam has no summer time.
func Zone() *time.Location { return zone }

// CivilDate is a date of the calendar whose day, or day and month, may be
// unknown (0). The zero value is no date. Dates compare with ==.
type CivilDate struct{ Year, Month, Day int }

// NewCivilDate makes a date; day, or month and day, may be 0 for unknown.
func NewCivilDate(year, month, day int) (CivilDate, error) {
	d := CivilDate{year, month, day}
	if !d.Valid() {
		return CivilDate{}, fmt.Errorf("%w: no such day", ErrDate)
	}
	return d, nil
}

// FromTime returns the date that it is at t in Vietnam.
func FromTime(t time.Time) CivilDate {
	if t.IsZero() {
		return CivilDate{}
	}
	y, m, d := t.In(zone).Date()
	return CivilDate{y, int(m), d}
}

// Time returns midnight of the date in Vietnam; unknown parts count as 1.
func (d CivilDate) Time() time.Time {
	if d.IsZero() {
		return time.Time{}
	}
	return time.Date(d.Year, time.Month(max(d.Month, 1)), max(d.Day, 1), 0, 0, 0, 0, zone)
}

// Valid reports whether the known parts make a day, month or year that exists.
func (d CivilDate) Valid() bool {
	switch {
	case d.Year < minYear || d.Year > maxYear || d.Month < 0 || d.Month > 12 || d.Day < 0:
		return false
	case d.Month == 0:
		return d.Day == 0
	}
	return d.Day <= daysIn(d.Year, d.Month)
}

// IsZero reports whether there is no date.
func (d CivilDate) IsZero() bool { return d == CivilDate{} }

// Full reports whether day, month and year are known.
func (d CivilDate) Full() bool { return d.Day != 0 && d.Month != 0 && d.Year != 0 }

// Compare orders dates; an unknown part comes before a known one.
func (d CivilDate) Compare(o CivilDate) int {
	return cmp.Or(cmp.Compare(d.Year, o.Year), cmp.Compare(d.Month, o.Month), cmp.Compare(d.Day, o.Day))
}

// Before reports whether d orders before o (see Compare).
func (d CivilDate) Before(o CivilDate) bool { return d.Compare(o) < 0 }

// After reports whether d orders after o (see Compare).
func (d CivilDate) After(o CivilDate) bool { return d.Compare(o) > 0 }

// Latest returns the last day that the date may be.
func (d CivilDate) Latest() CivilDate {
	if d.IsZero() || d.Full() {
		return d
	}
	if d.Month == 0 {
		d.Month = 12
	}
	d.Day = daysIn(d.Year, d.Month)
	return d
}

// AddYears returns the same day n years on; 29 February becomes the 28th where
// the year has none. Unknown parts stay unknown.
func (d CivilDate) AddYears(n int) CivilDate {
	if d.IsZero() {
		return d
	}
	d.Year += n
	if d.Day > 0 {
		d.Day = min(d.Day, daysIn(d.Year, d.Month))
	}
	return d
}

// AddDays returns the date n days on. Only full dates move.
func (d CivilDate) AddDays(n int) CivilDate {
	if !d.Full() {
		return d
	}
	t := time.Date(d.Year, time.Month(d.Month), d.Day+n, 0, 0, 0, 0, time.UTC)
	return CivilDate{t.Year(), int(t.Month()), t.Day()}
}

// DaysUntil returns the days from d to o, negative when o is earlier, 0 when
// one of them is not full.
func (d CivilDate) DaysUntil(o CivilDate) int {
	if !d.Full() || !o.Full() {
		return 0
	}
	return int(o.Time().Sub(d.Time()) / (24 * time.Hour))
}

// Weekday returns the day of the week of a full date.
func (d CivilDate) Weekday() time.Weekday { return d.Time().Weekday() }

// AgeAt returns the completed years of someone born on d, on the given day. With
// parts of d unknown the latest possible birthday counts, so that nobody is
// taken to be older than is certain. A birthday on 29 February is reached on
// the 28th of other years. The age before birth, or of no date, is 0.
func (d CivilDate) AgeAt(on CivilDate) int {
	if d.IsZero() || on.IsZero() {
		return 0
	}
	birth := d.Latest()
	age := on.Year - birth.Year
	if on.Before(birth.AddYears(age)) {
		age--
	}
	return max(age, 0)
}

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}
