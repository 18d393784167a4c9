//go:build !windows

package registry_test

import (
	"cmp"
	"crypto/rand"
	"encoding/hex"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"carddesk/sync/registry"
)

// Rows of the two databases that inserts are compared in.
const (
	fewDossiers  = 10_000
	manyDossiers = 10_000_000
	envScale     = "CARDDESK_SCALE" // another number instead of the many
	insertBatch  = 16               // packets that share a commit
)

// BenchmarkInserts enters packets, verified and in their place, in a database
// with few dossiers and one with many, in turns, and tells how the second does
// against the first. Ids are random, as those of desks are, so that each packet
// meets its own page of every index.
func BenchmarkInserts(b *testing.B) {
	many, err := strconv.Atoi(cmp.Or(os.Getenv(envScale), strconv.Itoa(manyDossiers)))
	if err != nil {
		b.Fatal(err)
	}
	for store, database := range map[string]func() string{
		"sqlite":   func() string { return "" },
		"postgres": func() string { return benchPostgres(b) },
	} {
		filled := sync.OnceValues(func() ([]*centre, []*desk) { return fill(b, database, many) })
		b.Run(store, func(b *testing.B) {
			registries, desks := filled()
			inserts(b, registries, desks)
		})
	}
}

// fill makes a registry with few dossiers and one with many.
func fill(b *testing.B, database func() string, many int) (registries []*centre, desks []*desk) {
	for _, rows := range []int{fewDossiers, many} {
		c := startRegistry(b, registry.Options{Dir: benchDir(b), Database: database()})
		desks = append(desks, newDesk(b, c, "office-0", "station-0"))
		begun := time.Now()
		if err := c.FillForTest(b.Context(), rows); err != nil {
			b.Fatal(err)
		}
		b.Logf("%d dossiers made in %v", rows, time.Since(begun).Round(time.Second))
		registries = append(registries, c)
	}
	return registries, desks
}

func inserts(b *testing.B, registries []*centre, desks []*desk) {
	took := make([]time.Duration, len(registries))
	// Each has a while to get its caches warm, and both then have the same turns.
	const warm = 20
	for round := range warm + b.N {
		for i, c := range registries {
			begun := time.Now()
			if err := c.EnterForTest(b.Context(), desks[i].office, desks[i].station, randomNames(insertBatch)); err != nil {
				b.Fatal(err)
			}
			if round >= warm {
				took[i] += time.Since(begun)
			}
		}
	}
	each := func(d time.Duration) float64 { return float64(d.Microseconds()) / float64(b.N*insertBatch) }
	b.ReportMetric(each(took[0]), "µs-few")
	b.ReportMetric(each(took[1]), "µs-many")
	b.ReportMetric(float64(took[1])/float64(took[0]), "ratio")
	b.ReportMetric(0, "ns/op")
}

// randomNames returns ids of dossiers such as desks make.
func randomNames(n int) []string {
	raw := make([]byte, 16*n)
	_, _ = rand.Read(raw)
	var out []string
	for i := range n {
		out = append(out, hex.EncodeToString(raw[16*i:16*i+16]))
	}
	return out
}

// The few are enough to see that what fills the database and what enters packets
// work together.
func TestInserts(t *testing.T) {
	c := startRegistry(t, registry.Options{})
	d := newDesk(t, c, "office-0", "station-0")
	if err := c.FillForTest(t.Context(), 100); err != nil {
		t.Fatal(err)
	}
	if err := c.EnterForTest(t.Context(), d.office, d.station, randomNames(insertBatch)); err != nil {
		t.Fatal(err)
	}
	for _, query := range []string{`SELECT count(*) FROM dossier`, `SELECT count(*) FROM packet`, `SELECT count(*) FROM feed`} {
		if got := c.count(query); got != 100+insertBatch {
			t.Errorf("%s: %d", query, got)
		}
	}
}
