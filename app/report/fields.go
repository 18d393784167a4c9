package report

import "fmt"

const (
	columnGap   = 4.0  // between two fields of one row
	valueIndent = 5.0  // of the further lines of a value
	leastLeader = 18.0 // a shorter dotted line is of no use for writing
	rowGap      = 0.4
)

// fieldSpec is one labelled entry of a form.
type fieldSpec struct {
	Field  Field   `json:"field"`
	Label  string  `json:"label"`
	Bold   bool    `json:"bold"`
	Weight float64 `json:"weight"` // share of the row's width, 1 when absent
	Lines  int     `json:"lines"`  // least number of lines while it is empty, to write on
}

// column is one field of a row, broken into lines.
type column struct {
	lines []line
	x     float64
	width float64
	empty bool
}

// fieldRows writes rows of labelled values. Numbers count on from *number
// when it is not nil.
func (s *paper) fieldRows(rows [][]fieldSpec, values Holder, size float64, number *int) {
	for _, row := range rows {
		s.fieldRow(row, values, size, number)
	}
}

func (s *paper) fieldRow(row []fieldSpec, values Holder, size float64, number *int) {
	total := 0.0
	for _, f := range row {
		total += share(f.Weight)
	}
	columns := make([]column, len(row))
	height, x := 0, leftMargin
	for i, f := range row {
		// The gap is part of the share, so that 3:2 and 2:1:2 have edges in line.
		wide := (textWidth + columnGap) * share(f.Weight) / total
		c := column{x: x, width: wide - columnGap}
		c.lines, c.empty = s.fieldLines(f, values[f.Field], size, c.width, number)
		columns[i] = c
		height = max(height, len(c.lines))
		x += wide
	}
	for i := range height {
		s.ensure(lineHeight(size))
		for _, c := range columns {
			s.fieldLine(c, i, size)
		}
		s.y += lineHeight(size)
	}
	s.y += rowGap
}

// fieldLines breaks one label and value.
func (s *paper) fieldLines(f fieldSpec, value string, size, width float64, number *int) (lines []line, empty bool) {
	label := f.Label + ":"
	if number != nil {
		*number++
		label = fmt.Sprintf("%d. %s", *number, label)
	}
	style := regular
	if f.Bold {
		style = bold
	}
	lines = s.breakLines([]run{{label, regular}, {value, style}}, size, width, valueIndent)
	empty = clean(value) == ""
	if empty && width-lines[len(lines)-1].width() < leastLeader {
		lines = append(lines, nil)
	}
	for empty && len(lines) < f.Lines {
		lines = append(lines, nil)
	}
	return lines, empty
}

// fieldLine writes the i-th line of a column, if it has one.
func (s *paper) fieldLine(c column, i int, size float64) {
	if i >= len(c.lines) {
		return
	}
	s.drawLine(c.lines[i], size, c.x, s.y)
	if c.empty && (i == len(c.lines)-1 || i+1 < len(c.lines) && c.lines[i+1] == nil) {
		s.leader(size, c.x+c.lines[i].width()+1, c.x+c.width, s.y)
	}
}
