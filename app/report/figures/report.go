package figures

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"carddesk/app/person"
	"carddesk/app/report/sheet"
	"carddesk/app/store"
)

// ErrChoice is returned for a report of an unknown column or an impossible period.
var ErrChoice = errors.New("report cannot be made")

// Choice is a report as somebody chose it. It can be kept as JSON.
type Choice struct {
	Title    string            `json:"title"`
	Step     store.Step        `json:"step"`
	By       []store.Dimension `json:"by"`
	Measures []store.Measure   `json:"measures"`
}

// Tallier counts facts; the store is one.
type Tallier interface {
	Tally(ctx context.Context, q store.Tally) ([]store.TallyRow, error)
}

// Names gives the words for a code of a dimension, "" if it knows none.
type Names func(by store.Dimension, code string) string

// Make counts what c asks for on the days from to to, inclusive, and sets it
// out with the definition of each figure and a total. Codes that neither names
// nor this package knows stand as they are, and no code as "(không ghi)".
func Make(ctx context.Context, t Tallier, c Choice, from, to person.CivilDate, names Names) (sheet.Table, error) {
	if !from.Full() || !to.Full() || !from.Valid() || !to.Valid() || to.Before(from) {
		return sheet.Table{}, fmt.Errorf("%w: no such period", ErrChoice)
	}
	table, err := headings(c, from, to)
	if err != nil {
		return sheet.Table{}, err
	}
	rows, err := t.Tally(ctx, store.Tally{Step: c.Step, From: from.ISO(), To: to.ISO(), By: c.By, Count: c.Measures})
	if err != nil {
		return sheet.Table{}, fmt.Errorf("counting the report: %w", err)
	}
	total := make([]int64, len(c.Measures))
	for _, row := range rows {
		line := make([]sheet.Cell, 0, len(table.Columns))
		for i, by := range c.By {
			cell, err := group(by, row.Group[i], names)
			if err != nil {
				return sheet.Table{}, err
			}
			line = append(line, cell)
		}
		for i, count := range row.Counts {
			total[i] += count
			line = append(line, sheet.Cell{Number: count})
		}
		table.Rows = append(table.Rows, line)
	}
	if len(c.By) > 0 {
		table.Total = totals(c, total)
	}
	return table, nil
}

func headings(c Choice, from, to person.CivilDate) (sheet.Table, error) {
	step := slices.IndexFunc(Steps, func(s Step) bool { return s.Key == c.Step })
	if step < 0 || len(c.Measures) == 0 {
		return sheet.Table{}, fmt.Errorf("%w: step %q, %d figures", ErrChoice, c.Step, len(c.Measures))
	}
	table := sheet.Table{
		Title:  c.Title,
		Period: "Từ ngày " + from.String() + " đến ngày " + to.String(),
		Notes:  []string{"Hồ sơ thuộc kỳ báo cáo theo " + Steps[step].Definition + ", giờ Việt Nam"},
	}
	for _, by := range c.By {
		i := slices.IndexFunc(Dimensions, func(d Dimension) bool { return d.Key == by })
		if i < 0 {
			return sheet.Table{}, fmt.Errorf("%w: column %q", ErrChoice, by)
		}
		kind := sheet.Text
		if dated(by) {
			kind = sheet.Date
		}
		table.Columns = append(table.Columns, sheet.Column{Name: Dimensions[i].Name, Kind: kind})
	}
	for _, measure := range c.Measures {
		i := slices.IndexFunc(Measures, func(m Measure) bool { return m.Key == measure })
		if i < 0 {
			return sheet.Table{}, fmt.Errorf("%w: figure %q", ErrChoice, measure)
		}
		kind := sheet.Number
		if Measures[i].Money {
			kind = sheet.Money
		}
		table.Columns = append(table.Columns, sheet.Column{Name: Measures[i].Name, Kind: kind, Definition: Measures[i].Definition})
	}
	return table, nil
}

// dated says whether the groups of a dimension are days.
func dated(by store.Dimension) bool { return by == store.ByDay || by == store.ByWeek }

func group(by store.Dimension, code string, names Names) (sheet.Cell, error) {
	if dated(by) {
		// Of the store, hence always year-month-day.
		var d person.CivilDate
		if _, err := fmt.Sscanf(code, "%4d-%2d-%2d", &d.Year, &d.Month, &d.Day); err != nil {
			return sheet.Cell{}, fmt.Errorf("reading a day of the facts: %w", err)
		}
		return sheet.Cell{Date: d}, nil
	}
	text := ""
	if names != nil {
		text = names(by, code)
	}
	switch {
	case text != "":
	case by == store.ByReached && reached[code] != "":
		text = reached[code]
	case by == store.BySex && sexes[code] != "":
		text = sexes[code]
	case code == "":
		text = "(không ghi)"
	default:
		text = code
	}
	return sheet.Cell{Text: text}, nil
}

func totals(c Choice, total []int64) []sheet.Cell {
	var line []sheet.Cell
	// A column of days cannot hold the word: without another, the numbers stand alone.
	word := slices.IndexFunc(c.By, func(by store.Dimension) bool { return !dated(by) })
	for i := range c.By {
		cell := sheet.Cell{Empty: true}
		if i == word {
			cell = sheet.Cell{Text: "Cộng"}
		}
		line = append(line, cell)
	}
	for _, count := range total {
		line = append(line, sheet.Cell{Number: count})
	}
	return line
}
