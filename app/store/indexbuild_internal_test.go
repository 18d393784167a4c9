package store

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/store/index"
	"carddesk/app/vault"
)

// summarised is an unlocked desk of n sealed summaries, a hundredth of them of
// dossiers that were returned.
func summarised(b *testing.B, n int) *Store {
	b.Helper()
	ctx := context.Background()
	s, err := Open(ctx, Options{Dir: b.TempDir(), Params: vault.Params{Time: 1, MemoryKiB: 8, Threads: 1}})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	err = s.FirstStart(ctx, Setup{Office: "X", Users: []NewUser{{User: dossier.User{ID: "u", Role: dossier.RoleClerk}, Password: "password"}}})
	if err != nil {
		b.Fatal(err)
	}
	if _, err := s.Login(ctx, "u", "password"); err != nil {
		b.Fatal(err)
	}
	office, err := s.unlocked()
	if err != nil {
		b.Fatal(err)
	}
	err = s.writer.do(ctx, func(t *tx) error {
		if err := fillSummaries(t, office, n); err != nil {
			return err
		}
		for _, to := range []string{"captured", "returned"} {
			if _, err := t.exec("UPDATE dossier SET state = ? WHERE updated % 100 = 0", to); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return s
}

// BenchmarkIndexBuild builds the search index of 200,000 sealed summaries.
func BenchmarkIndexBuild(b *testing.B) {
	const n = 200_000
	s := summarised(b, n)
	office, err := s.unlocked()
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		s.index = new(index.Index)
		start := time.Now()
		if err := s.readSummaries(context.Background(), office); err != nil {
			b.Fatal(err)
		}
		if s.index.Len() != n {
			b.Fatalf("%d entries", s.index.Len())
		}
		b.ReportMetric(time.Since(start).Seconds(), "s/200k")
	}
}

// BenchmarkSearchIn narrows a search among 200,000 dossiers to 2,000 of them, and
// to all but those.
func BenchmarkSearchIn(b *testing.B) {
	s := summarised(b, 200_000)
	office, err := s.unlocked()
	if err != nil {
		b.Fatal(err)
	}
	if err := s.readSummaries(context.Background(), office); err != nil {
		b.Fatal(err)
	}
	for name, state := range map[string]dossier.State{"few": dossier.Returned, "most": dossier.Draft} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				hits, err := s.SearchIn(context.Background(), "nguyen van an", Filter{States: []dossier.State{state}}, 50)
				if err != nil || len(hits) == 0 {
					b.Fatalf("%d hits, %v", len(hits), err)
				}
			}
		})
	}
}

func fillSummaries(t *tx, office *vault.Office, n int) error {
	for i := range n {
		id := fmt.Sprintf("%032x", i)
		if _, err := t.exec(`INSERT INTO dossier (id, office, station, clerk, state, created, updated, head)
			VALUES (?, 'o', 's', 'c', 'draft', 1, ?, x'')`, id, i); err != nil {
			return err
		}
		key, wrapped, err := office.NewDossier(id)
		if err != nil {
			return err
		}
		if _, err := t.exec("INSERT INTO data_key (dossier, wrapped) VALUES (?, ?)", id, wrapped); err != nil {
			return err
		}
		plain, err := json.Marshal(index.Entry{Name: fmt.Sprintf("Nguyễn Văn An %c", 'A'+i%26), Number: fmt.Sprintf("%012d", i),
			Birth: "1990-05-04", Phone: fmt.Sprintf("09%08d", i), Receipt: fmt.Sprintf("HN01-1-%07d", i)})
		if err != nil {
			return err
		}
		sealed, err := key.Seal(summaryPlace(id, 1), plain)
		if err != nil {
			return err
		}
		if _, err := t.exec("INSERT INTO summary (dossier, revision, sealed) VALUES (?, 1, ?)", id, sealed); err != nil {
			return err
		}
	}
	return nil
}
