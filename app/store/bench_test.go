package store_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/store"
)

// BenchmarkAutosave saves an identity section of about 4 KiB, as the form does
// while somebody types. Compare it with BenchmarkAppendSync of the same run.
func BenchmarkAutosave(b *testing.B) {
	d := newDesk(b)
	id := d.draft("Nguyễn Văn An", "001090012345")
	identity := sample("Nguyễn Văn An", "001090012345")
	identity.Request.Note = strings.Repeat("x", 3400)
	base := 1
	took := make([]time.Duration, 0, 4096)
	for b.Loop() {
		start := time.Now()
		r := d.do(store.Change{Actor: clerk, Command: dossier.SaveSection, Dossier: id,
			Section: &store.SectionChange{Name: dossier.SectionIdentity, BaseRevision: base, Content: identity}})
		took = append(took, time.Since(start))
		base = r.Revision
	}
	report(b, took)
}

// BenchmarkAppendSync appends 4 KiB to a file and syncs it: what the disk gives.
func BenchmarkAppendSync(b *testing.B) {
	f, err := os.Create(filepath.Join(b.TempDir(), "f"))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	page := make([]byte, 4096)
	took := make([]time.Duration, 0, 4096)
	for b.Loop() {
		start := time.Now()
		if _, err := f.Write(page); err != nil {
			b.Fatal(err)
		}
		if err := f.Sync(); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(start))
	}
	report(b, took)
}

func report(b *testing.B, took []time.Duration) {
	slices.Sort(took)
	at := func(q float64) float64 { return took[min(int(q*float64(len(took))), len(took)-1)].Seconds() * 1000 }
	b.ReportMetric(at(0.5), "p50-ms")
	b.ReportMetric(at(0.99), "p99-ms")
}
