package report

import (
	"errors"
	"fmt"
	"io"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// statisticsOf is a report of n rows.
func statisticsOf(n int) Statistics {
	s := Statistics{Print: Print{Printed: time.Unix(1764000000, 0)}, Title: "Theo thôn", Period: "Tháng 11/2026",
		Columns: []StatColumn{{Title: "Xã"}, {Title: "Thôn"}}}
	for i := range 7 {
		s.Columns = append(s.Columns, StatColumn{Title: fmt.Sprintf("Số %d", i), Number: true, Definition: "số hồ sơ thuộc kỳ báo cáo"})
	}
	for i := range n {
		row := []string{fmt.Sprintf("Xã Mẫu %d", i%40), fmt.Sprintf("Thôn Thượng Đường %d", i)}
		for j := range 7 {
			row = append(row, fmt.Sprintf("%d.%03d", i, j))
		}
		s.Rows = append(s.Rows, row)
	}
	return s
}

func TestStatisticsThatDoNotFit(t *testing.T) {
	ragged, bare, wide, total := statisticsOf(2), statisticsOf(1), statisticsOf(0), statisticsOf(1)
	ragged.Rows[1] = ragged.Rows[1][:3]
	bare.Columns = nil
	wide.Columns = make([]StatColumn, maxStatColumns+1)
	total.Total = []string{"Cộng"}
	for name, s := range map[string]Statistics{"ragged": ragged, "bare": bare, "wide": wide, "total": total} {
		if err := WriteStatistics(io.Discard, s); !errors.Is(err, ErrList) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Whatever stands in a report, the page stays whole.
func TestAnyStatisticsArePrintable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringN(0, 60, -1)
		s := Statistics{Print: Print{Printed: time.Unix(1764000000, 0), Reprint: rapid.IntRange(0, 99).Draw(t, "reprint")},
			Title: text.Draw(t, "title"), Number: text.Draw(t, "number"), Notes: []string{text.Draw(t, "note")}}
		for range rapid.IntRange(1, maxStatColumns).Draw(t, "columns") {
			s.Columns = append(s.Columns, StatColumn{Title: text.Draw(t, "head"), Number: rapid.Bool().Draw(t, "number"), Definition: text.Draw(t, "means")})
		}
		for range rapid.IntRange(0, 4).Draw(t, "rows") {
			row := make([]string, len(s.Columns))
			for i := range row {
				row[i] = text.Draw(t, "cell")
			}
			s.Rows = append(s.Rows, row)
		}
		if err := WriteStatistics(io.Discard, s); err != nil {
			t.Error(err)
		}
	})
}

// BenchmarkStatistics is the longest report that is printed: 2,000 rows.
func BenchmarkStatistics(b *testing.B) {
	s := statisticsOf(2000)
	for b.Loop() {
		if err := WriteStatistics(io.Discard, s); err != nil {
			b.Fatal(err)
		}
	}
}
