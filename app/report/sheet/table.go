package sheet

import (
	"errors"
	"fmt"

	"carddesk/app/person"
)

// ErrShape is returned for a table whose rows do not fit its columns.
var ErrShape = errors.New("row does not fit the columns")

// maxRows is what a sheet of XLSX holds, less the heading (ECMA-376: 1,048,576).
const maxRows = 1_048_575

// Kind is what the cells of a column hold.
type Kind int

// The kinds of columns.
const (
	Text    Kind = iota
	Number       // whole number
	Money        // đồng
	Date         // a day of the office
	Decimal      // a number of tenths, written with one digit behind the comma
)

// Column is one column of a table.
type Column struct {
	Name       string // heading
	Kind       Kind
	Definition string // how the figure is counted; written on the report
}

// Table is what is exported.
type Table struct {
	Title   string
	Period  string   // "Từ 01/11/2026 đến 30/11/2026"
	Notes   []string // e.g. that it is a reprint or from training
	Columns []Column
	Rows    [][]Cell
	Total   []Cell // nil, or one row below the others; not part of the data sheet
}

// Cell is one value. Which field counts is decided by its column's kind; Empty
// leaves the cell blank.
type Cell struct {
	Text   string
	Number int64
	Date   person.CivilDate
	Empty  bool
}

// check refuses what could not be written whole.
func (t Table) check() error {
	if len(t.Rows) > maxRows {
		return fmt.Errorf("%w: %d rows, a sheet holds %d", ErrShape, len(t.Rows), maxRows)
	}
	rows := t.Rows
	if t.Total != nil {
		rows = append(rows[:len(rows):len(rows)], t.Total)
	}
	for i, row := range rows {
		if len(row) != len(t.Columns) {
			return fmt.Errorf("%w: row %d has %d cells of %d", ErrShape, i+1, len(row), len(t.Columns))
		}
		for j, cell := range row {
			if t.Columns[j].Kind == Date && !cell.Empty && !(cell.Date.Full() && cell.Date.Valid()) {
				return fmt.Errorf("%w: row %d, column %d is not a day", ErrShape, i+1, j+1)
			}
		}
	}
	return nil
}
