package sheet

import (
	"fmt"
	"io"
	"time"

	"github.com/xuri/excelize/v2"
)

// The names of the two sheets.
const (
	reportSheet = "Báo cáo"
	dataSheet   = "Dữ liệu"
)

// WriteXLSX writes t as a workbook of two sheets: the report with title, period,
// total and definitions for reading, and the data with one heading line for
// counting on. Dates and numbers are cells of their kind, not text.
func WriteXLSX(w io.Writer, t Table) (err error) {
	if err := t.check(); err != nil {
		return err
	}
	book := excelize.NewFile()
	defer func() {
		if cerr := book.Close(); err == nil && cerr != nil {
			err = fmt.Errorf("closing the workbook: %w", cerr)
		}
	}()
	if err := book.SetSheetName("Sheet1", reportSheet); err != nil {
		return fmt.Errorf("naming the report sheet: %w", err)
	}
	if _, err := book.NewSheet(dataSheet); err != nil {
		return fmt.Errorf("adding the data sheet: %w", err)
	}
	styles, err := newStyles(book)
	if err != nil {
		return err
	}
	if err := writeReport(book, t, styles); err != nil {
		return fmt.Errorf("writing the report sheet: %w", err)
	}
	if err := writeData(book, t, styles); err != nil {
		return fmt.Errorf("writing the data sheet: %w", err)
	}
	if err := book.Write(w); err != nil {
		return fmt.Errorf("writing the workbook: %w", err)
	}
	return nil
}

// styles are the ids of the cell styles of a workbook.
type styles struct {
	title, heading int
	cell, total    [Decimal + 1]int // by kind of column
}

func newStyles(book *excelize.File) (s styles, err error) {
	add := func(style excelize.Style) int {
		id, serr := book.NewStyle(&style)
		if serr != nil && err == nil {
			err = fmt.Errorf("adding a cell style: %w", serr)
		}
		return id
	}
	bold := &excelize.Font{Bold: true}
	s.title = add(excelize.Style{Font: &excelize.Font{Bold: true, Size: 14}})
	s.heading = add(excelize.Style{Font: bold, Alignment: &excelize.Alignment{WrapText: true, Vertical: "center"}})
	for kind, format := range [Decimal + 1]string{Text: "@", Number: "#,##0", Money: "#,##0", Date: "dd/mm/yyyy", Decimal: "#,##0.0"} {
		s.cell[kind] = add(excelize.Style{CustomNumFmt: &format})
		s.total[kind] = add(excelize.Style{CustomNumFmt: &format, Font: bold})
	}
	return s, err
}

// lines writes a sheet from the top, as a stream: a month's rows are not held
// a second time.
type lines struct {
	*excelize.StreamWriter
	next int
}

func (l *lines) add(cells ...any) error {
	l.next++
	at, err := excelize.CoordinatesToCellName(1, l.next)
	if err != nil {
		return err
	}
	return l.SetRow(at, cells)
}

func begin(book *excelize.File, sheet string, t Table) (*lines, error) {
	stream, err := book.NewStreamWriter(sheet)
	if err != nil {
		return nil, err
	}
	for i, column := range t.Columns {
		width := 14.0
		if column.Kind == Text {
			width = 24
		}
		if err := stream.SetColWidth(i+1, i+1, width); err != nil {
			return nil, err
		}
	}
	return &lines{StreamWriter: stream}, nil
}

func writeReport(book *excelize.File, t Table, s styles) error {
	l, err := begin(book, reportSheet, t)
	if err != nil {
		return err
	}
	if err := l.add(excelize.Cell{StyleID: s.title, Value: t.Title}); err != nil {
		return err
	}
	for _, line := range append([]string{t.Period}, t.Notes...) {
		if err := l.add(line); err != nil {
			return err
		}
	}
	l.next++ // a blank line before the table
	if err := writeTable(l, t, s); err != nil {
		return err
	}
	if t.Total != nil {
		if err := l.add(cells(t.Columns, t.Total, s.total)...); err != nil {
			return err
		}
	}
	l.next++
	for _, column := range t.Columns {
		if column.Definition == "" {
			continue
		}
		if err := l.add(column.Name + ": " + column.Definition); err != nil {
			return err
		}
	}
	return l.Flush()
}

func writeData(book *excelize.File, t Table, s styles) error {
	l, err := begin(book, dataSheet, t)
	if err != nil {
		return err
	}
	// The heading stays in sight while the rows are scrolled.
	err = l.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
	if err != nil {
		return err
	}
	if err := writeTable(l, t, s); err != nil {
		return err
	}
	return l.Flush()
}

func writeTable(l *lines, t Table, s styles) error {
	heading := make([]any, len(t.Columns))
	for i, column := range t.Columns {
		heading[i] = excelize.Cell{StyleID: s.heading, Value: column.Name}
	}
	if err := l.add(heading...); err != nil {
		return err
	}
	for _, row := range t.Rows {
		if err := l.add(cells(t.Columns, row, s.cell)...); err != nil {
			return err
		}
	}
	return nil
}

func cells(columns []Column, row []Cell, style [Decimal + 1]int) []any {
	out := make([]any, len(row))
	for i, cell := range row {
		kind := columns[i].Kind
		if cell.Empty {
			continue
		}
		var value any = cell.Text
		switch kind {
		case Number, Money:
			value = cell.Number
		case Decimal:
			value = float64(cell.Number) / 10
		case Date:
			// Midnight without a zone: a spreadsheet knows none, and a zone's
			// offset would move the day.
			value = time.Date(cell.Date.Year, time.Month(cell.Date.Month), cell.Date.Day, 0, 0, 0, 0, time.UTC)
		}
		out[i] = excelize.Cell{StyleID: style[kind], Value: value}
	}
	return out
}
