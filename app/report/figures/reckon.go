package figures

import (
	"slices"

	"carddesk/app/report/sheet"
	"carddesk/app/store"
)

// counted are the measures that the store is asked for: those of the choice and
// those that its reckoned ones are made of. Where a report begins with a reckoned
// one, the rows themselves are counted.
func counted(subject store.Subject, wanted []store.Measure) []store.Measure {
	var ask []store.Measure
	add := func(m store.Measure) {
		if !slices.Contains(ask, m) {
			ask = append(ask, m)
		}
	}
	for _, m := range wanted {
		base, reckoned := needs[m]
		if !reckoned {
			add(m)
		}
		for _, b := range base {
			add(b)
		}
	}
	if len(ask) == 0 {
		add(MeasuresOf(subject)[0].Key)
	}
	return ask
}

// reckoner makes the cells of the figures from what the store counted.
type reckoner struct {
	q      Question
	asked  []store.Measure
	rows   []store.TallyRow
	totals []int64
}

func newReckoner(q Question, asked []store.Measure, rows []store.TallyRow) reckoner {
	r := reckoner{q: q, asked: asked, rows: rows, totals: make([]int64, len(asked))}
	for _, row := range rows {
		for i, count := range row.Counts {
			r.totals[i] += count
		}
	}
	return r
}

func (r reckoner) value(counts []int64, m store.Measure) int64 {
	return counts[slices.Index(r.asked, m)]
}

// target is what the groups of a line should have done together.
func (r reckoner) target(groups int) int64 {
	return int64(r.q.Target) * int64(r.q.WorkingDays) * int64(groups)
}

func (r reckoner) row(i int) []sheet.Cell {
	counts := r.rows[i].Counts
	return r.cells(counts, 1, func() sheet.Cell {
		rank := int64(1)
		for _, other := range r.rows {
			if other.Counts[0] > counts[0] {
				rank++
			}
		}
		return sheet.Cell{Number: rank}
	})
}

func (r reckoner) total() []sheet.Cell {
	return r.cells(r.totals, len(r.rows), func() sheet.Cell { return sheet.Cell{Empty: true} })
}

func (r reckoner) cells(counts []int64, groups int, rank func() sheet.Cell) []sheet.Cell {
	line := make([]sheet.Cell, 0, len(r.q.Measures))
	for _, m := range r.q.Measures {
		cell := sheet.Cell{}
		switch m {
		case Mean:
			cell = tenths(r.value(counts, store.SumParts), r.value(counts, store.CountParts))
		case PerTimed:
			cell = tenths(r.value(counts, store.SumSeconds), r.value(counts, store.CountTimed))
		case Share:
			cell = tenths(100*counts[0], r.totals[0])
		case Target:
			cell = sheet.Cell{Number: r.target(groups), Empty: r.q.Target == 0}
		case OfTarget:
			cell = tenths(100*counts[0], r.target(groups))
		case Rank:
			cell = rank()
		default:
			cell = sheet.Cell{Number: r.value(counts, m)}
		}
		line = append(line, cell)
	}
	return line
}

// tenths divides, to the nearest tenth; nothing where there is nothing to divide by.
func tenths(sum, by int64) sheet.Cell {
	if by == 0 {
		return sheet.Cell{Empty: true}
	}
	return sheet.Cell{Number: (20*sum + by) / (2 * by)}
}
