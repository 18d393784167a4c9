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
