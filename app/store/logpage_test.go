package store_test

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"carddesk/app/dossier"
	"carddesk/app/store"
)

// TestLogPages compares pages of filters with the whole log filtered in Go.
func TestLogPages(t *testing.T) {
	d := newDesk(t)
	ids := make([]dossier.ID, 3)
	for i := range ids {
		ids[i] = d.draft(fmt.Sprintf("Người %d", i), fmt.Sprintf("00109000000%d", i))
	}
	begun := d.clock.Now()
	types := []dossier.Command{dossier.SearchDossiers, dossier.ReadDossier, dossier.PrintDocument}
	for i := range 60 {
		d.do(store.Change{Actor: []dossier.Actor{clerk, chief}[i%2], Command: types[i%3], Dossier: ids[i/7%3]})
		d.clock.pass(11 * time.Minute)
	}
	whole, err := d.Log(t.Context(), store.LogFilter{})
	if err != nil {
		t.Fatal(err)
	}
	mark, err := d.LogMark(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	d.do(store.Change{Actor: clerk, Command: dossier.SearchDossiers}) // behind the mark
	rapid.Check(t, func(rt *rapid.T) {
		q := store.LogQuery{Mark: mark}
		if rapid.Bool().Draw(rt, "from") {
			q.From = begun.Add(time.Duration(rapid.IntRange(-60, 700).Draw(rt, "minutes")) * time.Minute)
		}
		if rapid.Bool().Draw(rt, "to") {
			q.To = begun.Add(time.Duration(rapid.IntRange(-60, 700).Draw(rt, "until")) * time.Minute)
		}
		q.Actor = rapid.SampledFrom([]string{"", clerkID, chiefID, "nobody"}).Draw(rt, "actor")
		q.Types = rapid.SampledFrom([][]dossier.Command{nil, types[:1], types[:2]}).Draw(rt, "types")
		q.Dossiers = rapid.SampledFrom([][]dossier.ID{nil, {}, ids[:1], ids[1:]}).Draw(rt, "dossiers")
		var want []int64
		for _, e := range slices.Backward(whole) {
			if (q.From.IsZero() || !e.Time.Before(q.From)) && (q.To.IsZero() || e.Time.Before(q.To)) &&
				(q.Actor == "" || e.Actor.User == q.Actor) && (len(q.Types) == 0 || slices.Contains(q.Types, e.Type)) &&
				(q.Dossiers == nil || slices.Contains(q.Dossiers, e.Dossier)) {
				want = append(want, e.Seq)
			}
		}
		n, err := d.CountLog(t.Context(), q)
		if err != nil || n != len(want) {
			rt.Fatalf("%d entries, want %d, %v", n, len(want), err)
		}
		size := rapid.IntRange(1, 20).Draw(rt, "size")
		var got []int64
		for at := 0; at < n; at += size {
			page, err := d.LogPage(t.Context(), q, at, size)
			if err != nil {
				rt.Fatal(err)
			}
			for _, e := range page {
				got = append(got, e.Seq)
			}
		}
		if !slices.Equal(got, want) {
			rt.Fatalf("pages of %d hold %v, want %v", size, got, want)
		}
	})
}

// TestBrokenLine: an entry whose payload was changed is told by itself and hides no
// other line of its page.
func TestBrokenLine(t *testing.T) {
	d := newDesk(t)
	for range 4 {
		d.do(store.Change{Actor: clerk, Command: dossier.SearchDossiers, Payload: map[string]string{"text": "a"}})
	}
	broken := d.do(store.Change{Actor: clerk, Command: dossier.SearchDossiers, Payload: map[string]string{"text": "b"}}).Seq
	d.do(store.Change{Actor: clerk, Command: dossier.SearchDossiers, Payload: map[string]string{"text": "c"}})
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", "file:"+filepath.Join(d.dir, "desk.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, statement := range []string{"DROP TRIGGER log_stays", fmt.Sprintf("UPDATE log SET payload = zeroblob(length(payload)) WHERE seq = %d", broken)} {
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	d.open()
	d.login(clerkID)
	page, err := d.LogPage(t.Context(), store.LogQuery{}, 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	if len(page) < 7 {
		t.Fatalf("%d lines", len(page))
	}
	for _, e := range page {
		if e.Broken != (e.Seq == broken) {
			t.Errorf("line %d is broken: %v", e.Seq, e.Broken)
		}
	}
}

// BenchmarkLogPage is a page far down a log of 200,000 entries, and the count of a
// week of it.
func BenchmarkLogPage(b *testing.B) {
	d := newDesk(b)
	const entries = 200_000
	last, err := d.Log(b.Context(), store.LogFilter{})
	if err != nil {
		b.Fatal(err)
	}
	d.fillLog(b, int64(len(last)), entries)
	from := d.clock.Now()
	for name, run := range map[string]func() error{
		"far": func() error { _, err := d.LogPage(b.Context(), store.LogQuery{}, entries-100, 60); return err },
		"week": func() error {
			_, err := d.CountLog(b.Context(), store.LogQuery{From: from, To: from.Add(7 * 24 * time.Hour)})
			return err
		},
		"person": func() error {
			_, err := d.CountLog(b.Context(), store.LogQuery{From: from, To: from.Add(7 * 24 * time.Hour), Actor: clerkID})
			return err
		},
		"all of one kind": func() error {
			_, err := d.CountLog(b.Context(), store.LogQuery{Types: []dossier.Command{dossier.ReadDossier}})
			return err
		},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if err := run(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// fillLog puts entries of a year behind those of the log, as large as usual ones;
// their payloads stay empty as those of a locked desk, their hashes fit nothing.
func (d *desk) fillLog(b *testing.B, last int64, n int) {
	b.Helper()
	if err := d.Close(); err != nil {
		b.Fatal(err)
	}
	db, err := sql.Open("sqlite", "file:"+filepath.Join(d.dir, "desk.db"))
	if err != nil {
		b.Fatal(err)
	}
	_, err = db.Exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
		INSERT INTO log (station, seq, time, actor, type, dossier, payload, previous, hash)
		SELECT (SELECT station FROM log LIMIT 1), ? + i, ? + i * (365 * 86400000 / ?), CASE i % 5 WHEN 0 THEN 'canbo1' ELSE 'chihuy1' END,
			CASE i % 9 WHEN 0 THEN 'read-dossier' ELSE 'save-section' END, printf('%032x', i / 12), NULL, randomblob(32), randomblob(32) FROM n`,
		n, last, d.clock.Now().UnixMilli(), n)
	if err != nil {
		b.Fatal(err)
	}
	if err := db.Close(); err != nil {
		b.Fatal(err)
	}
	d.open()
	d.login(clerkID)
}
