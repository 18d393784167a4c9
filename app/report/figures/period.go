package figures

import (
	"fmt"
	"time"

	"carddesk/app/person"
)

// PeriodKind is how long a period is.
type PeriodKind string

// The kinds of periods.
const (
	OfDay     PeriodKind = "day"
	OfWeek    PeriodKind = "week" // from Monday
	OfMonth   PeriodKind = "month"
	OfQuarter PeriodKind = "quarter"
	OfYear    PeriodKind = "year"
	OfRange   PeriodKind = "range" // any days
)

// PeriodKinds are all kinds, the shortest first.
var PeriodKinds = []PeriodKind{OfDay, OfWeek, OfMonth, OfQuarter, OfYear, OfRange}

// Name is the word for a kind of period.
func (k PeriodKind) Name() string {
	return map[PeriodKind]string{OfDay: "Ngày", OfWeek: "Tuần", OfMonth: "Tháng", OfQuarter: "Quý", OfYear: "Năm",
		OfRange: "Khoảng ngày"}[k]
}

// Period is the days of a report, inclusive.
type Period struct {
	Kind     PeriodKind
	From, To person.CivilDate
}

// PeriodOf is the period of a kind that a day lies in; of a range it is that day.
func PeriodOf(kind PeriodKind, day person.CivilDate) Period {
	p := Period{Kind: kind, From: day, To: day}
	switch kind {
	case OfWeek:
		since := (int(day.Weekday()) + 6) % 7 // days since Monday
		p.From = day.AddDays(-since)
		p.To = p.From.AddDays(6)
	case OfMonth:
		p.From, p.To = months(day.Year, day.Month, 1)
	case OfQuarter:
		p.From, p.To = months(day.Year, (day.Month-1)/3*3+1, 3)
	case OfYear:
		p.From, p.To = months(day.Year, 1, 12)
	}
	return p
}

// months are the first and the last day of n months.
func months(year, month, n int) (first, last person.CivilDate) {
	at := time.Date(year, time.Month(month), 1, 12, 0, 0, 0, person.Zone())
	return person.FromTime(at), person.FromTime(at.AddDate(0, n, -1))
}

// Move is the period that lies by periods later, or earlier when by is negative.
func (p Period) Move(by int) Period {
	for ; by > 0; by-- {
		p = p.beside(p.To.AddDays(1))
	}
	for ; by < 0; by++ {
		p = p.beside(p.From.AddDays(-1))
	}
	return p
}

func (p Period) beside(day person.CivilDate) Period {
	if p.Kind != OfRange {
		return PeriodOf(p.Kind, day)
	}
	days := p.From.DaysUntil(p.To)
	if day.After(p.To) {
		return Period{OfRange, day, day.AddDays(days)}
	}
	return Period{OfRange, day.AddDays(-days), day}
}

// Title is the period as people say it.
func (p Period) Title() string {
	switch p.Kind {
	case OfDay:
		return "Ngày " + p.From.String()
	case OfMonth:
		return fmt.Sprintf("Tháng %02d/%d", p.From.Month, p.From.Year)
	case OfQuarter:
		return fmt.Sprintf("Quý %d/%d", (p.From.Month+2)/3, p.From.Year)
	case OfYear:
		return fmt.Sprintf("Năm %d", p.From.Year)
	case OfWeek:
		return "Tuần " + p.From.String() + " – " + p.To.String()
	}
	return p.From.String() + " – " + p.To.String()
}

// Code is the period in the name of a file: "2026-11", "2026-Q4", "2026-11-25".
func (p Period) Code() string {
	switch p.Kind {
	case OfDay:
		return p.From.ISO()
	case OfMonth:
		return p.From.ISO()[:7]
	case OfQuarter:
		return fmt.Sprintf("%d-Q%d", p.From.Year, (p.From.Month+2)/3)
	case OfYear:
		return fmt.Sprint(p.From.Year)
	}
	return p.From.ISO() + "_" + p.To.ISO()
}
