package sheet

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// WriteCSV writes the rows of t with one heading line, in UTF-8 with a byte
// order mark and CRLF. Dates are "2006-01-02", numbers have no grouping; the
// total, title and definitions are left out, so that a program can read it.
func WriteCSV(w io.Writer, t Table) error {
	if err := t.check(); err != nil {
		return err
	}
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return fmt.Errorf("writing CSV: %w", err)
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	line := make([]string, len(t.Columns))
	for i, column := range t.Columns {
		line[i] = harmless(column.Name)
	}
	_ = out.Write(line) // the first error stays in out.Error
	for _, row := range t.Rows {
		for i, cell := range row {
			line[i] = plain(t.Columns[i].Kind, cell)
		}
		_ = out.Write(line)
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("writing CSV: %w", err)
	}
	return nil
}

func plain(kind Kind, cell Cell) string {
	switch {
	case cell.Empty:
		return ""
	case kind == Date:
		return cell.Date.ISO()
	case kind == Number || kind == Money:
		return strconv.FormatInt(cell.Number, 10)
	case kind == Decimal:
		return strconv.FormatFloat(float64(cell.Number)/10, 'f', 1, 64)
	}
	return harmless(cell.Text)
}

// harmless puts an apostrophe before text that would begin a formula.
func harmless(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}
