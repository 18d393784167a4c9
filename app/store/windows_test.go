package store_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"carddesk/app/dossier"
	"carddesk/app/store"
)

// TestTwoWindows gives random commands of two people at once, each from a window
// of its own that knows nothing of the other. Whatever came first: the log tells
// one story that the state tables allow, it ends where the dossiers stand, each
// acknowledged command is in it once and no refused one is.
func TestTwoWindows(t *testing.T) {
	d := newDesk(t)
	var moves []dossier.Command
	for _, k := range dossier.EntryKinds() {
		if k.Moves && dossier.Dossiers().Has(k.Type) && k.Type != dossier.CreateDossier && k.Type != dossier.HandOverCard && k.Type != dossier.ReportFault {
			moves = append(moves, k.Type)
		}
	}
	run := 0
	rapid.Check(t, func(rt *rapid.T) {
		run++
		ids := []dossier.ID{d.draft("Nguyễn Văn An", "001090012345"), d.draft("Lê Thị Bình", "001190012345")}
		var scripts [2][]store.Change
		for w, actor := range []dossier.Actor{clerk, chief} {
			for n := range rapid.IntRange(1, 15).Draw(rt, "commands") {
				id := rapid.SampledFrom(ids).Draw(rt, "dossier")
				c := store.Change{ID: fmt.Sprintf("two/%d/%d/%d", run, w, n), Actor: actor, Dossier: id, Reason: "reason",
					Deadline: d.clock.Now().Add(time.Hour), Return: dossier.SectionPortrait}
				if rapid.Bool().Draw(rt, "save") {
					c.Command = dossier.SaveSection
					c.Section = &store.SectionChange{Name: dossier.SectionIdentity, BaseRevision: rapid.IntRange(1, 4).Draw(rt, "base"),
						Content: sample("B", "001090012345")}
				} else {
					c.Command = rapid.SampledFrom(moves).Draw(rt, "command")
				}
				scripts[w] = append(scripts[w], c)
				if rapid.IntRange(0, 4).Draw(rt, "again") == 0 {
					scripts[w] = append(scripts[w], c) // a window that did not hear the answer
				}
			}
		}
		acknowledged := runWindows(d, scripts)
		for _, id := range ids {
			checkStory(t, d, id)
		}
		for id, seq := range acknowledged {
			var n int
			if err := raw(t, d.dir).QueryRow("SELECT count(*) FROM command WHERE id = ? AND seq = ?", id, seq).Scan(&n); err != nil || n != 1 {
				rt.Fatalf("command %s, entry %d: kept %d times, %v", id, seq, n, err)
			}
		}
	})
	d.verify()
}

// runWindows runs two scripts beside each other and returns the entries of the
// commands that were acknowledged.
func runWindows(d *desk, scripts [2][]store.Change) map[string]int64 {
	var mu sync.Mutex
	acknowledged := map[string]int64{}
	var windows sync.WaitGroup
	for _, script := range scripts {
		windows.Go(func() {
			for _, c := range script {
				if c.Command == dossier.ApproveDossier {
					plain, err := d.Dossier(d.t.Context(), c.Dossier)
					if err != nil {
						continue
					}
					c.Delivery = &store.NewDelivery{Version: plain.Version + 1, NotBefore: d.clock.Now().Add(time.Hour),
						Blob: d.packet(c.Dossier, fmt.Sprint("p", plain.Version+1))}
				}
				r, err := d.Apply(d.t.Context(), c)
				if err != nil {
					continue
				}
				mu.Lock()
				if seq, known := acknowledged[c.ID]; known && seq != r.Seq {
					d.t.Errorf("command %s done twice: entries %d and %d", c.ID, seq, r.Seq)
				}
				acknowledged[c.ID] = r.Seq
				mu.Unlock()
			}
		})
	}
	windows.Wait()
	return acknowledged
}

// checkStory walks the entries of a dossier through the state tables.
func checkStory(t *testing.T, d *desk, id dossier.ID) {
	t.Helper()
	entries, err := d.Log(t.Context(), store.LogFilter{Dossier: id, Limit: 10_000})
	if err != nil {
		t.Fatal(err)
	}
	state, revision := dossier.State(""), 0
	for _, e := range entries {
		if e.Section == dossier.SectionIdentity {
			if e.Revision != revision+1 {
				t.Fatalf("entry %d: revision %d after %d", e.Seq, e.Revision, revision)
			}
			if state != "" && !state.Editable() {
				t.Fatalf("entry %d: saved in state %s", e.Seq, state)
			}
			revision = e.Revision
		}
		if !dossier.Dossiers().Has(e.Type) {
			continue
		}
		next, err := dossier.Next(dossier.Dossiers(), state, e.Type, e.Actor.Role)
		if err != nil {
			t.Fatalf("entry %d: %v", e.Seq, err)
		}
		state = next
	}
	got, err := d.Dossier(t.Context(), id)
	if err != nil || got.State != state || got.Sections[0].Revision != revision {
		t.Fatalf("the log ends in %s at revision %d, the dossier is %+v, %v", state, revision, got, err)
	}
}

// TestClockJumps: a clock that is set, in either direction, neither loses nor
// reorders anything, and lets nobody in or out of a step too early.
func TestClockJumps(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	id := d.draft("Nguyễn Văn An", "001090012345")
	before, err := d.Dossier(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	d.clock.pass(-48 * time.Hour)
	d.do(save(id, 1, "Nguyễn Văn Ân"))
	after, err := d.Dossier(ctx, id)
	if err != nil || after.Updated.Before(before.Updated) {
		t.Errorf("a clock set back moves a dossier back: %v after %v, %v", after.Updated, before.Updated, err)
	}
	d.capture(id)
	d.approve(id, 1) // its packet may leave ten seconds later
	d.clock.pass(9 * time.Second)
	if due, err := d.Due(ctx, d.clock.Now(), 10); err != nil || len(due) != 0 {
		t.Errorf("a packet leaves early: %d, %v", len(due), err)
	}
	d.clock.pass(10 * 365 * 24 * time.Hour)
	if due, err := d.Due(ctx, d.clock.Now(), 10); err != nil || len(due) != 1 {
		t.Errorf("a clock set forward holds a packet: %d, %v", len(due), err)
	}
	if _, err := d.try(store.Change{Actor: chief, Command: dossier.UndoApproval, Dossier: id}); !errors.Is(err, dossier.ErrTransition) {
		t.Errorf("undone after its time: %v", err)
	}
	first := save(d.draft("Lê Thị Bình", "001190012345"), 1, "Lê Thị Bính")
	first.ID = "said-once"
	r := d.do(first)
	d.reopen() // old commands are forgotten by time at a start
	again, err := d.Apply(ctx, first)
	if err != nil || !again.Repeated || again.Seq != r.Seq {
		t.Errorf("the same command ten years ahead: %+v, %v", again, err)
	}
	d.clock.pass(-10 * 365 * 24 * time.Hour)
	d.reopen()
	if again, err := d.Apply(ctx, first); err != nil || !again.Repeated {
		t.Errorf("the same command, the clock mended: %+v, %v", again, err)
	}
	entries, err := d.Log(ctx, store.LogFilter{})
	if err != nil {
		t.Fatal(err)
	}
	for i, e := range entries {
		if e.Seq != int64(i)+1 {
			t.Fatalf("entry %d has number %d", i+1, e.Seq)
		}
	}
	d.verify()
}
