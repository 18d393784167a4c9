package figures

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"carddesk/app/report/sheet"
	"carddesk/app/store"
)

// maxBars is how many bars a chart of words has; what is left stands together.
const maxBars = 12

// Point is one bar of a chart.
type Point struct {
	Label string
	Value int64
	Shown string // the value as it is written
}

// Series is a figure of a report as a chart, by the report's first column.
type Series struct {
	Title  string
	Points []Point
	Time   bool // the points follow each other in time
}

// Series sums the figure of a column over the first column. Points of time keep
// their order, others are sorted, the most first, with the rest together at the end.
func (r Report) Series(column int) Series {
	q := r.Question
	if len(q.By) == 0 || len(r.Rows) == 0 || column < len(q.By) || column >= len(r.Columns) {
		return Series{}
	}
	if q.Measures[column-len(q.By)] == Rank { // a place is no length of a bar
		column = len(q.By)
	}
	head := r.Columns[column]
	s := Series{Title: head.Name + " theo " + strings.ToLower(r.Columns[0].Name), Time: timely(q.By[0])}
	at := map[string]int{}
	for i, row := range r.Rows {
		code := r.Groups[i][0]
		j, ok := at[code]
		if !ok {
			j = len(s.Points)
			at[code] = j
			s.Points = append(s.Points, Point{Label: short(r.Columns[0], row[0])})
		}
		if len(q.By) == 1 || head.Kind != sheet.Decimal {
			s.Points[j].Value += row[column].Number
		} else { // shares of groups add up, means do not: the largest stands
			s.Points[j].Value = max(s.Points[j].Value, row[column].Number)
		}
	}
	if s.Time {
		s.Points = r.gaps(s.Points, at)
	} else {
		slices.SortStableFunc(s.Points, func(a, b Point) int { return int(min(max(b.Value-a.Value, -1), 1)) })
		if len(s.Points) > maxBars && head.Kind != sheet.Decimal {
			rest := Point{Label: "Còn lại"}
			for _, p := range s.Points[maxBars-1:] {
				rest.Value += p.Value
			}
			s.Points = append(s.Points[:maxBars-1:maxBars-1], rest)
		}
		s.Points = s.Points[:min(len(s.Points), maxBars)]
	}
	for i := range s.Points {
		s.Points[i].Shown = Show(head, sheet.Cell{Number: s.Points[i].Value})
	}
	return s
}

// Hours of an office, which a chart of a day always has.
const (
	firstHour = 7
	lastHour  = 17
)

// mostGaps is how many days a chart shows even where nothing happened.
const mostGaps = 100

// gaps puts in the days of the period and the hours of the day in which nothing
// happened: bars that stand beside each other follow each
// other in time. at is the place of each code among the points.
func (r Report) gaps(points []Point, at map[string]int) []Point {
	var codes []string
	switch q := r.Question; q.By[0] {
	case store.ByDay:
		if q.From.DaysUntil(q.To) >= mostGaps {
			return points
		}
		for day := q.From; !day.After(q.To); day = day.AddDays(1) {
			codes = append(codes, day.ISO())
		}
	case store.ByHour:
		first, _ := strconv.Atoi(r.Groups[0][0]) // of the store, hence digits
		last, _ := strconv.Atoi(r.Groups[len(r.Groups)-1][0])
		first, last = min(first, firstHour), max(last, lastHour)
		for hour := first; hour <= last; hour++ {
			codes = append(codes, fmt.Sprintf("%02d", hour))
		}
	default:
		return points
	}
	var whole []Point
	for _, code := range codes {
		if i, ok := at[code]; ok {
			whole = append(whole, points[i])
			continue
		}
		cell, err := group(r.Question.By[0], code, nil)
		if err != nil {
			return points
		}
		whole = append(whole, Point{Label: short(r.Columns[0], cell)})
	}
	return whole
}

func timely(by store.Dimension) bool {
	return dated(by) || by == store.ByMonth || by == store.ByQuarter || by == store.ByHour
}

// short is a label of a bar: of a day only day and month.
func short(column sheet.Column, cell sheet.Cell) string {
	text := Show(column, cell)
	if column.Kind == sheet.Date && len(text) == len("25/11/2026") {
		return text[:5]
	}
	return text
}
