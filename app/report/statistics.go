package report

import (
	"fmt"
	"io"
	"strconv"
	"strings"
)

// StatColumn is one column of a [Statistics] beside the running number.
type StatColumn struct {
	Title      string
	Definition string // how the figure is counted, "" for a column of words
	Number     bool   // set flush right
}

// Statistics is a report of figures for signing.
type Statistics struct {
	Print
	// Number is that of the office's register of papers, "15"; "" leaves a dotted
	// line, because the register is the office's and not the desk's.
	Number  string
	Title   string
	Period  string   // "Từ ngày 01/11/2026 đến ngày 30/11/2026"
	Notes   []string // what is counted
	Columns []StatColumn
	Rows    [][]string // one text a column
	Total   []string   // nil for none
	Author  Officer    // who made it
	// Supervisor signs it; without a name the line stays empty.
	Supervisor Officer
}

// maxStatColumns is how many columns find room on a page.
const maxStatColumns = 12

// WriteStatistics writes r as PDF: the official head with number and place, the
// table with running numbers, how each figure is counted, and the signatures.
func WriteStatistics(w io.Writer, r Statistics) error {
	if len(r.Columns) == 0 || len(r.Columns) > maxStatColumns {
		return fmt.Errorf("%d columns: %w", len(r.Columns), ErrList)
	}
	foot := clean(r.Title)
	s, err := newPaper(r.Print, foot, foot)
	if err != nil {
		return err
	}
	t, err := s.statTable(r)
	if err != nil {
		return err
	}
	s.letterhead(r.Office, "")
	s.centredLines(r.numberLine(), regular, 12, leftMargin, 76, s.y-2)
	s.y += lineHeight(12) + 1
	s.y = s.centredLines("BÁO CÁO SỐ LIỆU CÔNG TÁC CĂN CƯỚC", bold, 15, leftMargin, textWidth, s.y)
	s.y = s.centredLines(r.Title, bold, 13, leftMargin, textWidth, s.y)
	s.y = s.centredLines(r.Period, italic, 12, leftMargin, textWidth, s.y)
	s.y = s.centredLines("Số liệu lúc "+hourInWords(r.Printed)+", "+dateInWords(r.Printed),
		italic, 11, leftMargin, textWidth, s.y) + 3
	s.table(t)
	s.y += 1.5
	s.paragraph([]run{{fmt.Sprintf("Báo cáo có %d dòng.", len(r.Rows)), italic}}, 10)
	specs := []signatureSpec{
		{Title: "Người lập báo cáo", Hint: "(Ký, ghi rõ họ tên)", Officer: true},
		{Title: "Chỉ huy", Hint: "(Ký tên, đóng dấu)", Officer: true, Dated: true},
	}
	signers := content{officers: []Officer{r.Author, r.Supervisor}}
	// A page that has nothing but signatures could be put behind another report.
	s.ensure(s.definitionsHeight(r) + s.signatureHeight(specs, r.Print, signers))
	s.definitions(r)
	s.signatures(specs, r.Print, signers)
	return s.finish(w)
}

// numberLine is the number as official papers have it under the office's name.
func (r Statistics) numberLine() string {
	number := clean(r.Number)
	if number == "" {
		number = "............"
	}
	return "Số: " + number + "/BC"
}

// definitionSize is the size of the lines that say how figures are counted.
const definitionSize = 10

// definitionLines say how everything was counted, so that two readers count the
// same.
func (r Statistics) definitionLines() [][]run {
	var lines [][]run
	for _, note := range r.Notes {
		lines = append(lines, []run{{"– " + note + ".", regular}})
	}
	for _, c := range r.Columns {
		if clean(c.Definition) != "" {
			lines = append(lines, []run{{"– " + c.Title + ":", bold}, {c.Definition + ".", regular}})
		}
	}
	return lines
}

func (s *paper) definitionsHeight(r Statistics) float64 {
	height := headingHeight(11) + 4
	for _, runs := range r.definitionLines() {
		height += float64(len(s.breakLines(runs, definitionSize, textWidth, 0))) * lineHeight(definitionSize)
	}
	return height
}

func (s *paper) definitions(r Statistics) {
	s.y += 1.5
	s.heading("Cách tính", 11)
	for _, runs := range r.definitionLines() {
		s.paragraph(runs, definitionSize)
	}
	s.y += 2
}

// Widths of the columns of a report, in millimetres.
const (
	runningWide = 10.0 // running number
	leastWords  = 26.0 // column of words
	leastFigure = 12.0 // column of numbers
	easyFigure  = 18.0 // the same where there is room
)

// statTable lays the report out with a running number before the columns. Columns
// of numbers are as wide as their longest number, in a size in which all have room;
// columns of words share what is left.
func (s *paper) statTable(r Statistics) (table, error) {
	rows := r.Rows
	if r.Total != nil {
		rows = append(rows[:len(rows):len(rows)], r.Total)
	}
	for i, row := range rows {
		if len(row) != len(r.Columns) {
			return table{}, fmt.Errorf("row %d has %d texts for %d columns: %w", i+1, len(row), len(r.Columns), ErrList)
		}
	}
	t := table{head: []string{"STT"}, align: "C"}
	words, room := 0, textWidth-runningWide
	for _, c := range r.Columns {
		if !c.Number {
			words++
		}
	}
	var figures []float64
	for i, size := range []float64{11, 11, 10, 9, 8, 7} {
		least := leastFigure
		if i == 0 {
			least = easyFigure
		}
		t.size = size
		figures = s.figureWidths(r.Columns, rows, size, least)
		if sum(figures)+float64(words)*leastWords <= room {
			break
		}
	}
	t.widths = []float64{runningWide}
	for i, c := range r.Columns {
		wide, align := figures[i], "R"
		switch {
		case !c.Number:
			wide, align = (room-sum(figures))/float64(words), "L"
		case words == 0:
			wide *= room / sum(figures)
		}
		t.head, t.widths, t.align = append(t.head, c.Title), append(t.widths, wide), t.align+align
	}
	for i, row := range rows {
		number, style := strconv.Itoa(i+1), regular
		if i >= len(r.Rows) {
			number, style = "", bold
		}
		cells := []cell{{text: number}}
		for _, text := range row {
			cells = append(cells, cell{text, style})
		}
		t.rows = append(t.rows, cells)
	}
	return t, nil
}

// figureWidths are how wide the columns of numbers must be, 0 for those of words.
// The words of a title may break between each other, not inside.
func (s *paper) figureWidths(columns []StatColumn, rows [][]string, size, least float64) []float64 {
	widths := make([]float64, len(columns))
	s.setFont(bold, size)
	for i, c := range columns {
		if !c.Number {
			continue
		}
		widths[i] = least
		for _, word := range strings.Fields(clean(c.Title)) {
			widths[i] = max(widths[i], s.pdf.GetStringWidth(word)+2*cellPadding)
		}
		longest := ""
		for _, row := range rows { // digits are all of one width
			if len(row[i]) > len(longest) {
				longest = row[i]
			}
		}
		widths[i] = max(widths[i], s.pdf.GetStringWidth(clean(longest))+2*cellPadding+0.5)
	}
	return widths
}
