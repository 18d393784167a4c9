package tables

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"carddesk/app/person"
	"carddesk/app/policy"
)

// maxDue bounds how far Due looks for working days.
const maxDue = 366

// Holiday is a day on which offices are closed besides the weekend.
type Holiday struct {
	Day     person.CivilDate
	Name    string
	Instead bool // free because a holiday fell on a weekend
	Source  string
	Status  policy.Status
}

type fixedHoliday struct {
	Month  int              `json:"month"`
	Day    int              `json:"day"`
	Name   string           `json:"name"`
	From   person.CivilDate `json:"from,omitzero"`
	Until  person.CivilDate `json:"until,omitzero"`
	Source string           `json:"source"`
	Status policy.Status    `json:"status"`
}

type listedDay struct {
	Date   person.CivilDate `json:"date"`
	Name   string           `json:"name,omitempty"`
	Source string           `json:"source"`
	Status policy.Status    `json:"status"`
}

type calendarData struct {
	Weekend []time.Weekday `json:"weekend"` // days of the weekly rest, Sunday 0
	Fixed   []fixedHoliday `json:"fixed"`   // holidays of the solar calendar
	Days    []listedDay    `json:"days"`    // holidays of single years: lunar, adjacent, swapped
	Worked  []listedDay    `json:"worked"`  // weekend days worked for a swapped day
}

// Calendar tells working days. Holidays on a weekend free the next working day
// (labour code of 2019, article 111.3).
type Calendar struct {
	data   calendarData
	listed map[person.CivilDate]listedDay
	worked map[person.CivilDate]bool

	mu    sync.Mutex
	years map[int]map[person.CivilDate]Holiday
}

func newCalendar(data calendarData) (*Calendar, error) {
	c := &Calendar{data: data, listed: map[person.CivilDate]listedDay{}, worked: map[person.CivilDate]bool{},
		years: map[int]map[person.CivilDate]Holiday{}}
	if len(data.Weekend) > 3 || len(data.Fixed) > 100 || len(data.Days) > 5000 || len(data.Worked) > 1000 {
		return nil, errors.New("too many days")
	}
	for _, f := range data.Fixed {
		if !(person.CivilDate{Year: 2000, Month: f.Month, Day: f.Day}).Full() || f.Name == "" ||
			!(person.CivilDate{Year: 2000, Month: f.Month, Day: f.Day}).Valid() {
			return nil, errors.New("a fixed holiday has no day or no name")
		}
	}
	for _, d := range slices.Concat(data.Days, data.Worked) {
		if !d.Date.Full() {
			return nil, fmt.Errorf("a listed day is not complete")
		}
	}
	for _, d := range data.Days {
		c.listed[d.Date] = d
	}
	for _, d := range data.Worked {
		c.worked[d.Date] = true
	}
	return c, nil
}

// Holiday returns the holiday that a day is, or is free for.
func (c *Calendar) Holiday(day person.CivilDate) (Holiday, bool) {
	h, ok := c.year(day.Year)[day]
	return h, ok
}

// Working reports whether offices work on a day.
func (c *Calendar) Working(day person.CivilDate) bool {
	if !day.Full() {
		return false
	}
	if _, free := c.Holiday(day); free {
		return false
	}
	return !c.resting(day)
}

// Due returns the n-th working day after a day; the day itself does not count.
// A request of no working days is due on the next one. It returns no date for
// an incomplete day, or when there are not so many working days within a year
// and n days.
func (c *Calendar) Due(received person.CivilDate, n int) person.CivilDate {
	if !received.Full() {
		return person.CivilDate{}
	}
	day, left := received, max(n, 1)
	for range maxDue + 2*left {
		day = day.AddDays(1)
		if c.Working(day) {
			if left--; left == 0 {
				return day
			}
		}
	}
	return person.CivilDate{}
}

// WorkingDays counts the working days after from, until and with until.
func (c *Calendar) WorkingDays(from, until person.CivilDate) int {
	n := 0
	for day := from.AddDays(1); from.Full() && !day.After(until); day = day.AddDays(1) {
		if c.Working(day) {
			n++
		}
	}
	return n
}

// Known reports whether the holidays of the lunar calendar are listed for a
// year. Dates of other years may fall on holidays.
func (c *Calendar) Known(year int) bool {
	return slices.ContainsFunc(c.data.Days, func(d listedDay) bool { return d.Date.Year == year })
}

func (c *Calendar) resting(day person.CivilDate) bool {
	return slices.Contains(c.data.Weekend, day.Weekday()) && !c.worked[day]
}

// year returns the holidays of a year with the days free instead of those that
// fall on a weekend. Days instead of the last holidays of a year stay in it:
// none of Viet Nam's holidays is in late December.
func (c *Calendar) year(year int) map[person.CivilDate]Holiday {
	c.mu.Lock()
	defer c.mu.Unlock()
	if days, ok := c.years[year]; ok {
		return days
	}
	days := map[person.CivilDate]Holiday{}
	for _, f := range c.data.Fixed {
		day := person.CivilDate{Year: year, Month: f.Month, Day: f.Day}
		if day.Valid() && !day.Before(f.From) && (f.Until.IsZero() || !day.After(f.Until)) {
			days[day] = Holiday{Day: day, Name: f.Name, Source: f.Source, Status: f.Status}
		}
	}
	for day, d := range c.listed {
		if day.Year == year {
			days[day] = Holiday{Day: day, Name: d.Name, Source: d.Source, Status: d.Status}
		}
	}
	var onWeekend []Holiday
	for day, h := range days {
		if c.resting(day) {
			onWeekend = append(onWeekend, h)
		}
	}
	slices.SortFunc(onWeekend, func(a, b Holiday) int { return a.Day.Compare(b.Day) })
	for _, h := range onWeekend {
		day := h.Day.AddDays(1)
		for range maxDue {
			if _, taken := days[day]; !taken && !c.resting(day) {
				break
			}
			day = day.AddDays(1)
		}
		days[day] = Holiday{Day: day, Name: h.Name, Instead: true, Source: h.Source, Status: h.Status}
	}
	c.years[year] = days
	return days
}
