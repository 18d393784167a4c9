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

// BenchmarkIndexBuild builds the search index of 200,000 sealed summaries.
func BenchmarkIndexBuild(b *testing.B) {
	ctx := context.Background()
	s, err := Open(ctx, Options{Dir: b.TempDir(), Params: vault.Params{Time: 1, MemoryKiB: 8, Threads: 1}})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
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
	const n = 200_000
	if err := s.writer.do(ctx, func(t *tx) error { return fillSummaries(t, office, n) }); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		s.index = new(index.Index)
		start := time.Now()
		if err := s.readSummaries(ctx, office); err != nil {
			b.Fatal(err)
		}
		if s.index.Len() != n {
			b.Fatalf("%d entries", s.index.Len())
		}
		b.ReportMetric(time.Since(start).Seconds(), "s/200k")
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
