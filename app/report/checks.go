package report

import (
	"slices"
	"strconv"
)

// checkSpec is one box of a form that may be crossed.
type checkSpec struct {
	Code  string `json:"code"`
	Label string `json:"label"`
}

const (
	boxSide   = 3.6
	boxIndent = 7.0 // from the margin to the text
)

// checks writes boxes one below the other, those of the checked codes crossed.
func (s *paper) checks(specs []checkSpec, checked []string, size float64) {
	for _, spec := range specs {
		lines := s.breakLines([]run{{spec.Label, regular}}, size, textWidth-boxIndent, 0)
		s.ensure(lineHeight(size) * float64(len(lines)))
		x, y := leftMargin+1, s.y+(ascent(size)-boxSide)/2+0.5
		s.pdf.Rect(x, y, boxSide, boxSide, "D")
		if slices.Contains(checked, spec.Code) {
			s.pdf.SetLineWidth(0.5)
			s.pdf.Line(x, y, x+boxSide, y+boxSide)
			s.pdf.Line(x, y+boxSide, x+boxSide, y)
			s.pdf.SetLineWidth(0.2)
		}
		for _, l := range lines {
			s.drawLine(l, size, leftMargin+boxIndent, s.y)
			s.y += lineHeight(size)
		}
		s.y += rowGap
	}
}

// columnSpec is one column of a form's table, beside the running number.
type columnSpec struct {
	Field  Field   `json:"field"`
	Title  string  `json:"title"`
	Weight float64 `json:"weight"` // share of the width, 1 when absent
	Number bool    `json:"number"` // set flush right
}

const columnSize = 11.0

// columnTable lays rows out in the columns, with a running number before them.
func columnTable(columns []columnSpec, rows []Holder) table {
	const numberWide = 11.0
	t := table{size: columnSize, head: []string{"STT"}, widths: []float64{numberWide}, align: "C"}
	total := 0.0
	for _, c := range columns {
		total += share(c.Weight)
	}
	for _, c := range columns {
		t.head = append(t.head, c.Title)
		t.widths = append(t.widths, (textWidth-numberWide)*share(c.Weight)/total)
		if c.Number {
			t.align += "R"
		} else {
			t.align += "L"
		}
	}
	for i, row := range rows {
		cells := []cell{{text: strconv.Itoa(i + 1)}}
		for _, c := range columns {
			cells = append(cells, cell{text: row[c.Field]})
		}
		t.rows = append(t.rows, cells)
	}
	return t
}

// totalRow is the last row of a table, which has no running number.
func totalRow(columns []columnSpec, total Holder) []cell {
	row := []cell{{}}
	for _, c := range columns {
		row = append(row, cell{total[c.Field], bold})
	}
	return row
}

// share is a weight as data gives it, 1 when absent.
func share(weight float64) float64 {
	if weight <= 0 {
		return 1
	}
	return weight
}
