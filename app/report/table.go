package report

import "strings"

// cell is one cell of a table.
type cell struct {
	text  string
	style string
}

// table is a ruled table over the text width. A row that does not fit the rest
// of a page goes to the next one, under the head again.
type table struct {
	size   float64 // of the text, in points
	widths []float64
	align  string // one letter a column: L, C or R
	groups []headGroup
	head   []string
	rows   [][]cell
}

// headGroup is a heading over several columns, from column First on.
type headGroup struct {
	First, Count int
	Text         string
}

const cellPadding = 1.2

func (s *paper) table(t table) {
	s.tableHead(t)
	room := paperHeight - bottomMargin - topMargin - s.headHeight(t) - 2*cellPadding
	most := int(room / lineHeight(t.size)) // lines of a row that has a page for itself
	for _, row := range t.rows {
		for rest := s.rowLines(row, t); rest != nil; {
			var lines [][]line
			lines, rest = cutRow(rest, most)
			if s.y+rowHeight(lines, t.size) > paperHeight-bottomMargin && s.y > topMargin {
				s.newPage()
				s.tableHead(t)
			}
			s.tableRow(lines, t)
		}
	}
}

// cutRow splits a row after the given number of lines; rest is nil when nothing
// is left.
func cutRow(row [][]line, most int) (first, rest [][]line) {
	more := false
	for _, lines := range row {
		n := min(len(lines), most)
		first, rest = append(first, lines[:n]), append(rest, lines[n:])
		more = more || n < len(lines)
	}
	if !more {
		return first, nil
	}
	return first, rest
}

// tableHeight is the height of a table that stands on one page.
func (s *paper) tableHeight(t table) float64 {
	height := s.headHeight(t)
	for _, row := range t.rows {
		height += rowHeight(s.rowLines(row, t), t.size)
	}
	return height
}

// headLines breaks the column titles.
func (s *paper) headLines(t table) [][]line {
	cells := make([]cell, len(t.head))
	for i, text := range t.head {
		cells[i] = cell{text, bold}
	}
	return s.rowLines(cells, t)
}

// groupHeight is the height of the line of group titles, if there are any.
func (t table) groupHeight() float64 {
	if len(t.groups) == 0 {
		return 0
	}
	return lineHeight(t.size) + 2*cellPadding
}

func (s *paper) headHeight(t table) float64 {
	return rowHeight(s.headLines(t), t.size) + t.groupHeight()
}

// tableHead writes the head, column titles centred in bold; a group stands over
// the titles of its columns.
func (s *paper) tableHead(t table) {
	lines := s.headLines(t)
	height, over := rowHeight(lines, t.size), t.groupHeight()
	s.ensure(height + over + 2*lineHeight(t.size))
	x := leftMargin
	for i, l := range lines {
		top, high := s.y, height+over
		if g, ok := t.groupOf(i); ok {
			if g.First == i {
				wide := sum(t.widths[g.First : g.First+g.Count])
				s.pdf.Rect(x, s.y, wide, over, "D")
				s.centredLines(g.Text, bold, t.size, x, wide, s.y+cellPadding)
			}
			top, high = s.y+over, height
		}
		s.pdf.Rect(x, top, t.widths[i], high, "D")
		inner := float64(len(l)) * lineHeight(t.size)
		s.cellLines(l, t.size, x, top+(high-inner)/2, t.widths[i], 'C')
		x += t.widths[i]
	}
	s.y += height + over
}

func (t table) groupOf(i int) (headGroup, bool) {
	for _, g := range t.groups {
		if i >= g.First && i < g.First+g.Count {
			return g, true
		}
	}
	return headGroup{}, false
}

// rowLines breaks the cells of a row.
func (s *paper) rowLines(row []cell, t table) [][]line {
	lines := make([][]line, len(row))
	for i, c := range row {
		lines[i] = s.breakLines([]run{{c.text, c.style}}, t.size, t.widths[i]-2*cellPadding, 0)
	}
	return lines
}

func rowHeight(cells [][]line, size float64) float64 {
	most := 1
	for _, lines := range cells {
		most = max(most, len(lines))
	}
	return float64(most)*lineHeight(size) + 2*cellPadding
}

// tableRow draws one row that fits the page.
func (s *paper) tableRow(cells [][]line, t table) {
	height := rowHeight(cells, t.size)
	x := leftMargin
	for i, lines := range cells {
		s.pdf.Rect(x, s.y, t.widths[i], height, "D")
		s.cellLines(lines, t.size, x, s.y+cellPadding, t.widths[i], t.align[i])
		x += t.widths[i]
	}
	s.y += height
}

// cellLines writes the lines of one cell.
func (s *paper) cellLines(lines []line, size, x, top, width float64, align byte) {
	for _, l := range lines {
		offset := cellPadding
		switch align {
		case 'C':
			offset = (width - l.width()) / 2
		case 'R':
			offset = width - cellPadding - l.width()
		}
		s.drawLine(l, size, x+offset, top)
		top += lineHeight(size)
	}
}

func sum(values []float64) float64 {
	total := 0.0
	for _, v := range values {
		total += v
	}
	return total
}

// officerName joins rank and name.
func officerName(o Officer) string { return strings.TrimSpace(clean(o.Rank) + " " + clean(o.Name)) }
