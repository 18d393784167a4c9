package kit

import (
	"slices"
	"testing"
	"time"
)

// BenchmarkKeyInNameField measures one key in a name field with the composer,
// the burst watch and an owner that listens: everything between two keys.
func BenchmarkKeyInNameField(b *testing.B) {
	d := telexDesk(b)
	d.router.OnBurst(func(string) bool { return false })
	f := NewNameField("Họ tên")
	f.OnChanged = func(string) {}
	d.fields(f)
	keys := []rune("nguyeenx thij huowngf ")
	took := make([]time.Duration, 0, 4096)
	i := 0
	for b.Loop() {
		if i%len(keys) == 0 {
			f.SetValue("")
		}
		start := time.Now()
		d.typed(string(keys[i%len(keys)]))
		took = append(took, time.Since(start))
		i++
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
}

// BenchmarkKeyInChoiceOf4000 measures one key in a choice of 4,000 entries.
func BenchmarkKeyInChoiceOf4000(b *testing.B) {
	d := telexDesk(b)
	choices := make([]Choice, 4000)
	for i := range choices {
		choices[i] = Choice{Code: padded(i, 5), Text: "Xã Thượng Đông số " + padded(i, 4)}
	}
	f := NewChoiceField("Xã", choices)
	d.fields(f)
	keys := []rune("thuong dong")
	i := 0
	for b.Loop() {
		if i%len(keys) == 0 {
			f.SetCode("")
		}
		d.typed(string(keys[i%len(keys)]))
		i++
	}
}

// BenchmarkTableJump measures End and Home in a table of 200,000 rows with
// what is drawn for them.
func BenchmarkTableJump(b *testing.B) {
	d, _ := tableDesk(b, largeRows(200_000))
	i := 0
	for b.Loop() {
		d.press([]string{"End", "Home"}[i%2])
		i++
	}
}

// BenchmarkFilter200000 measures one key of the filter over 200,000 rows in
// memory.
func BenchmarkFilter200000(b *testing.B) {
	rows := make([][]Cell, 200_000)
	for i := range rows {
		rows[i] = []Cell{{Text: padded(i, 6)}, {Text: "NGUYỄN THỊ HƯỜNG"}, {Text: "01/07/1990"}}
	}
	l := NewListRows(rows)
	for b.Loop() {
		l.Filter("huong 19999")
	}
}
