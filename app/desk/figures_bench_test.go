package desk_test

import (
	"database/sql"
	"io"
	"os"
	"path/filepath"
	"testing"

	_ "modernc.org/sqlite"

	"carddesk/app/person"
	"carddesk/app/report/figures"
	"carddesk/app/report/sheet"
)

// BenchmarkMonthlyReport is the month's report of a desk that took in 200,000
// dossiers in the year, by commune and hamlet, the one with the most rows: what the
// screen waits for, and then the paper and the spreadsheet made of it.
func BenchmarkMonthlyReport(b *testing.B) {
	desk := newBench(b)
	statement, err := os.ReadFile(filepath.Join("..", "store", "testdata", "year.sql"))
	desk.must(err)
	db, err := sql.Open("sqlite", "file:"+filepath.ToSlash(filepath.Join(desk.store.Dir(), "desk.db")))
	desk.must(err)
	_, err = db.ExecContext(b.Context(), string(statement), 200_000)
	desk.must(err)
	desk.must(db.Close())
	desk.login(chiefID)
	month := figures.PeriodOf(figures.OfMonth, person.CivilDate{Year: 2026, Month: 11, Day: 25})
	choice := figures.Catalogue()[2]
	made, err := desk.Tabulate(b.Context(), choice, month)
	desk.must(err)
	b.Logf("%s: %d rows, %d dossiers", choice.Title, len(made.Rows), made.Total[2].Number)
	b.Run("screen", func(b *testing.B) {
		for b.Loop() {
			made, err := desk.Tabulate(b.Context(), choice, month)
			desk.must(err)
			made.Series(len(choice.By))
		}
	})
	b.Run("PDF", func(b *testing.B) {
		for b.Loop() {
			_, err := desk.ReportPaper(b.Context(), made, "")
			desk.must(err)
		}
	})
	b.Run("XLSX", func(b *testing.B) {
		for b.Loop() {
			desk.must(sheet.WriteXLSX(io.Discard, made.Table))
		}
	})
	b.Run("today", func(b *testing.B) {
		for b.Loop() {
			_, err := desk.TodayPage(b.Context(), person.CivilDate{Year: 2026, Month: 11, Day: 25})
			desk.must(err)
		}
	})
}
