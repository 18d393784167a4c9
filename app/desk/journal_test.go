package desk_test

import (
	"errors"
	"testing"
	"time"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
)

// TestJournal reads the log by days, person, kind and slip; that somebody read it
// is noted behind what is shown.
func TestJournal(t *testing.T) {
	b := withAdmin(t)
	ctx := t.Context()
	b.login(clerkID)
	first := b.captured()
	b.clock.pass(48 * time.Hour)
	second := b.draft(holder())
	today := person.FromTime(b.clock.Now())
	if _, err := b.OpenJournal(ctx, desk.JournalFilter{}); !errors.Is(err, dossier.ErrRole) {
		t.Errorf("a clerk reads the log: %v", err)
	}
	for _, user := range []string{chiefID, adminID} {
		b.login(user)
		for name, c := range map[string]struct {
			filter desk.JournalFilter
			check  func(desk.JournalLine) bool
			least  int
		}{
			"all":           {desk.JournalFilter{}, func(desk.JournalLine) bool { return true }, 10},
			"today":         {desk.JournalFilter{First: today}, func(l desk.JournalLine) bool { return person.FromTime(l.Time) == today }, 2},
			"the first day": {desk.JournalFilter{Last: today.AddDays(-1)}, func(l desk.JournalLine) bool { return l.Dossier != second }, 8},
			"one person": {desk.JournalFilter{Actor: clerkID, Types: []dossier.Command{dossier.CreateDossier}},
				func(l desk.JournalLine) bool { return l.Type == dossier.CreateDossier && l.Actor.User == clerkID }, 2},
			"by slip": {desk.JournalFilter{About: b.receiptOf(first)},
				func(l desk.JournalLine) bool { return l.Dossier == first && l.Row.Name == holder().Name }, 5},
		} {
			before := b.entries("", dossier.SearchDossiers)
			j, err := b.OpenJournal(ctx, c.filter)
			b.must(err)
			if noted := b.entries("", dossier.SearchDossiers) - before; noted != 1 {
				t.Errorf("%s by %s leaves %d entries", name, user, noted)
			}
			lines, err := b.JournalPage(ctx, j, 0, 1000)
			b.must(err)
			if len(lines) != j.Count || j.Count < c.least {
				t.Errorf("%s by %s: %d lines of %d, want at least %d", name, user, len(lines), j.Count, c.least)
			}
			for i, l := range lines {
				if !c.check(l) || i > 0 && l.Time.After(lines[i-1].Time) {
					t.Errorf("%s by %s: line %d is %+v", name, user, i, l)
				}
			}
			middle, err := b.JournalPage(ctx, j, 1, 2)
			b.must(err)
			if len(lines) > 2 && (len(middle) != 2 || middle[0].Seq != lines[1].Seq) {
				t.Errorf("%s: a page from the second line on is %+v", name, middle)
			}
		}
	}
	j, err := b.OpenJournal(ctx, desk.JournalFilter{About: "không ai tên này"})
	b.must(err)
	if j.Count != 0 {
		t.Errorf("%d entries of nobody", j.Count)
	}
}

func (b *bench) receiptOf(id dossier.ID) string {
	row, ok := b.store.Person(id)
	if !ok || row.Receipt == "" {
		b.t.Fatal("the dossier has no receipt")
	}
	return row.Receipt
}

// TestNoteSearch: a search that showed people leaves one entry; one that showed
// nobody leaves none.
func TestNoteSearch(t *testing.T) {
	b := newBench(t)
	b.must(b.NoteSearch(t.Context(), "nguyen", 0))
	b.must(b.NoteSearch(t.Context(), "nguyen", 3))
	if n := b.entries("", dossier.SearchDossiers); n != 1 {
		t.Errorf("%d entries", n)
	}
}

// TestSupervisorChecksTheLog: a supervisor checks the log and takes it for an
// inspector, and is told how far the check is.
func TestSupervisorChecksTheLog(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	b.captured()
	if _, err := b.CheckLogTelling(ctx, nil); !errors.Is(err, dossier.ErrRole) {
		t.Errorf("a clerk checks the log: %v", err)
	}
	b.login(chiefID)
	var done, all int64
	report, err := b.CheckLogTelling(ctx, func(d, a int64) { done, all = d, a })
	b.must(err)
	if len(report.Problems) > 0 || done != report.Entries || all != report.Entries || done == 0 {
		t.Errorf("%d problems, told %d of %d, checked %d", len(report.Problems), done, all, report.Entries)
	}
	today := person.FromTime(b.clock.Now())
	if _, n, err := b.ExportLogOf(ctx, today, today); err != nil || n == 0 {
		t.Errorf("%d entries for the inspector, %v", n, err)
	}
}

func TestPolicyStanding(t *testing.T) {
	b := newBench(t, underPolicy(t, `"undoSeconds":[{"value":20,"source":"test","status":"confirmed"}]`))
	if _, err := b.PolicyStanding(t.Context()); !errors.Is(err, dossier.ErrRole) {
		t.Errorf("a clerk: %v", err)
	}
	b.login(chiefID)
	s, err := b.PolicyStanding(t.Context())
	b.must(err)
	if s.Version != "test-2" || s.Serial != 2 || len(s.Settings) < 30 || s.Next != nil || !s.Since.IsZero() {
		t.Errorf("standing %+v", s)
	}
}
