package store_test

import (
	"errors"
	"strings"
	"testing"

	"carddesk/app/dossier"
	"carddesk/app/store"
)

const today = "2026-03-02"

func complaint(command dossier.Command, id string, base int, of dossier.ID, words string) store.Change {
	return store.Change{Actor: clerk, Command: command, Dossier: of, Books: []store.BookChange{{
		Book: dossier.BookComplaint, ID: id, BaseRevision: base, Day: today, Dossier: of, Owner: clerkID,
		Content: map[string]string{"about": words},
	}}}
}

// one reads the one entry of the book of complaints that has an id.
func (d *desk) one(id string) store.BookEntry {
	d.t.Helper()
	entries, err := d.Book(d.t.Context(), store.BookFilter{Book: dossier.BookComplaint, ID: id})
	if err != nil || len(entries) != 1 {
		d.t.Fatalf("entry %s: %d, %v", id, len(entries), err)
	}
	return entries[0]
}

// An entry of a book moves as its table says, is told by the log, lies sealed, and
// opens under a new office key.
func TestBook(t *testing.T) {
	d := newDesk(t)
	id := d.draft("Nguyễn Văn An", "001090012345")
	d.do(complaint(dossier.FileComplaint, "a", 0, "", "slow-desk-marker"))
	d.do(complaint(dossier.FileComplaint, "b", 0, id, "wrong-name-marker"))
	d.do(complaint(dossier.AnswerComplaint, "b", 1, id, "answered-marker"))
	want := func(when string) {
		t.Helper()
		a, b := d.one("a"), d.one("b")
		if a.State != dossier.ComplaintOpen || a.Revision != 1 || a.Dossier != "" || !strings.Contains(string(a.Content), "slow-desk") {
			t.Errorf("%s: %+v", when, a)
		}
		if b.State != dossier.ComplaintAnswered || b.Revision != 2 || b.Dossier != id || !strings.Contains(string(b.Content), "answered") {
			t.Errorf("%s: %+v", when, b)
		}
		d.verify()
	}
	want("written")
	for _, marker := range []string{"slow-desk-marker", "wrong-name-marker", "answered-marker"} {
		if inFolder(t, d.dir, []byte(marker)) {
			t.Errorf("%s lies in the data folder", marker)
		}
	}
	if _, err := d.Reseal(t.Context(), admin, password); err != nil {
		t.Fatal(err)
	}
	want("under a new office key")
	d.Lock()
	if _, err := d.Book(t.Context(), store.BookFilter{Book: dossier.BookComplaint}); !errors.Is(err, store.ErrLocked) {
		t.Errorf("while locked: %v", err)
	}
}

func TestBookRefuses(t *testing.T) {
	d := newDesk(t)
	id := d.draft("Nguyễn Văn An", "001090012345")
	d.do(complaint(dossier.FileComplaint, "a", 0, "", "one"))
	noReason := complaint(dossier.ReopenComplaint, "c", 2, "", "again")
	d.do(complaint(dossier.FileComplaint, "c", 0, "", "one"))
	d.do(complaint(dossier.AnswerComplaint, "c", 1, "", "one"))
	unknown := complaint(dossier.FileComplaint, "d", 0, "", "one")
	unknown.Books[0].Book = "wishes"
	elsewhere := complaint(dossier.FileComplaint, "d", 0, "", "one")
	elsewhere.Books[0].Dossier = id
	byCentre := complaint(dossier.FileComplaint, "d", 0, "", "one")
	byCentre.Actor = registry
	for name, c := range map[string]struct {
		change store.Change
		want   error
	}{
		"not in this state":    {complaint(dossier.ReopenComplaint, "a", 1, "", "x"), dossier.ErrTransition},
		"no reason":            {noReason, store.ErrMissing},
		"unknown book":         {unknown, store.ErrMissing},
		"another dossier's":    {elsewhere, store.ErrMissing},
		"a role without it":    {byCentre, dossier.ErrRole},
		"moved to a dossier":   {complaint(dossier.AmendComplaint, "a", 1, id, "x"), store.ErrMissing},
		"nothing in it":        {store.Change{Actor: clerk, Command: dossier.FileComplaint, Books: []store.BookChange{{Book: dossier.BookComplaint, ID: "d", Day: today}}}, store.ErrMissing},
		"a command of no book": {complaint(dossier.PrintDocument, "d", 0, "", "x"), dossier.ErrTransition},
		"no id":                {complaint(dossier.FileComplaint, "", 0, "", "x"), store.ErrMissing},
	} {
		if _, err := d.try(c.change); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	var stale *store.StaleBookError
	if _, err := d.try(complaint(dossier.AmendComplaint, "a", 3, "", "x")); !errors.As(err, &stale) || stale.Current != 1 {
		t.Errorf("made from another revision: %v", err)
	}
	if _, err := d.try(complaint(dossier.FileComplaint, "a", 0, "", "x")); !errors.As(err, &stale) {
		t.Errorf("the same id again: %v", err)
	}
	d.verify()
}

// What a book says of a dossier goes with it; that the entry was there stays.
func TestBookGoesWithItsDossier(t *testing.T) {
	d := newDesk(t)
	id := d.draft("Nguyễn Văn An", "001090012345")
	d.do(complaint(dossier.FileComplaint, "a", 0, id, "one"))
	d.do(store.Change{Actor: chief, Command: dossier.CancelDossier, Dossier: id, Reason: "double"})
	if _, err := d.Destroy(t.Context(), admin, id, "retention"); err != nil {
		t.Fatal(err)
	}
	if e := d.one("a"); e.Content != nil || e.Dossier != id || e.State != dossier.ComplaintOpen || e.Day != today {
		t.Errorf("after the destruction: %+v", e)
	}
	d.verify()
}

func TestBookFilter(t *testing.T) {
	d := newDesk(t)
	id := d.draft("Nguyễn Văn An", "001090012345")
	for i, day := range []string{"2026-03-01", "2026-03-02", "2026-03-03"} {
		c := complaint(dossier.FileComplaint, string(rune('a'+i)), 0, "", "one")
		if i == 2 {
			c = complaint(dossier.FileComplaint, "c", 0, id, "one")
			c.Books[0].Owner = chiefID
		}
		c.Books[0].Day = day
		d.do(c)
	}
	d.do(complaint(dossier.AnswerComplaint, "b", 1, "", "one"))
	for name, c := range map[string]struct {
		filter store.BookFilter
		want   string
	}{
		"all":       {store.BookFilter{}, "abc"},
		"state":     {store.BookFilter{States: []dossier.BookState{dossier.ComplaintAnswered}}, "b"},
		"states":    {store.BookFilter{States: []dossier.BookState{dossier.ComplaintAnswered, dossier.ComplaintOpen}}, "abc"},
		"from":      {store.BookFilter{From: "2026-03-02"}, "bc"},
		"to":        {store.BookFilter{To: "2026-03-02"}, "ab"},
		"dossier":   {store.BookFilter{Dossier: id}, "c"},
		"owner":     {store.BookFilter{Owner: clerkID}, "ab"},
		"the first": {store.BookFilter{Limit: 1}, "a"},
	} {
		c.filter.Book = dossier.BookComplaint
		entries, err := d.Book(t.Context(), c.filter)
		got := ""
		for _, e := range entries {
			got += e.ID
		}
		if err != nil || got != c.want {
			t.Errorf("%s: %s, %v; want %s", name, got, err, c.want)
		}
	}
}
