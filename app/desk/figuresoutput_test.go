package desk_test

import (
	"encoding/csv"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"carddesk/app/desk"
	"carddesk/app/report/figures"
	"carddesk/app/report/sheet"
)

// raw is a cell as a data sheet holds it: numbers and days as numbers.
func raw(kind sheet.Kind, cell sheet.Cell) (workbook, text string) {
	switch {
	case cell.Empty:
		return "", ""
	case kind == sheet.Date:
		// Day 46327 is 1 November 2026, counted from 30 December 1899.
		first := theDay().From
		first.Day = 1
		return strconv.Itoa(46327 + first.DaysUntil(cell.Date)), cell.Date.ISO()
	case kind == sheet.Decimal:
		return strconv.FormatFloat(float64(cell.Number)/10, 'f', -1, 64), fmt.Sprintf("%d.%d", cell.Number/10, cell.Number%10)
	case kind == sheet.Text:
		return cell.Text, cell.Text
	}
	return strconv.FormatInt(cell.Number, 10), strconv.FormatInt(cell.Number, 10)
}

// TestFilesHoldWhatTheScreenShows reads the spreadsheet and the text file of every
// ready-made report again: the same rows, the same numbers.
func TestFilesHoldWhatTheScreenShows(t *testing.T) {
	b := newBench(t)
	b.draft(holder())
	b.approved()
	rows := 0
	for _, choice := range figures.Catalogue() {
		made, err := b.Tabulate(t.Context(), choice, theDay())
		b.must(err)
		path, err := b.ExportReport(t.Context(), made, desk.SheetXLSX)
		b.must(err)
		book, err := excelize.OpenFile(path)
		b.must(err)
		inBook, err := book.GetRows("Dữ liệu", excelize.Options{RawCellValue: true})
		b.must(err)
		b.must(book.Close())
		if path, err = b.ExportReport(t.Context(), made, desk.SheetCSV); err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(path)
		b.must(err)
		inText, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(data), "\ufeff"))).ReadAll()
		b.must(err)
		if len(inBook) != len(made.Rows)+1 || len(inText) != len(made.Rows)+1 {
			t.Fatalf("%s: %d rows on the screen, %d in the workbook, %d in the text", choice.Key, len(made.Rows), len(inBook)-1, len(inText)-1)
		}
		for i, row := range made.Rows {
			for j, cell := range row {
				wantBook, wantText := raw(made.Columns[j].Kind, cell)
				gotBook := ""
				if j < len(inBook[i+1]) { // empty cells at the end of a row are not stored
					gotBook = inBook[i+1][j]
				}
				if gotBook != wantBook || inText[i+1][j] != wantText {
					t.Errorf("%s, row %d, %s: %q and %q, want %q and %q", choice.Key, i+1, made.Columns[j].Name, gotBook, inText[i+1][j], wantBook, wantText)
				}
			}
			rows++
		}
	}
	if rows < 20 {
		t.Errorf("only %d rows were compared", rows)
	}
}
