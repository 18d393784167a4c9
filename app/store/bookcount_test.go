package store_test

import (
	"database/sql"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	_ "modernc.org/sqlite"

	"carddesk/app/dossier"
	"carddesk/app/store"
)

// special notes exceptions of a dossier, as the end of its intake does.
func (d *desk) special(id dossier.ID, day string, kinds ...dossier.ExceptionKind) {
	d.t.Helper()
	c := store.Change{Actor: clerk, Command: dossier.FinishCapture, Dossier: id}
	for _, kind := range kinds {
		c.Books = append(c.Books, store.BookChange{
			Book: dossier.BookException, ID: string(kind) + "/" + string(id), Day: day, Dossier: id, Owner: clerkID, Amount: 1,
			Content: dossier.ExceptionNote{Codes: []string{"x"}},
		})
	}
	d.do(c)
}

func TestCountBook(t *testing.T) {
	d := newDesk(t)
	a, b := d.draft("Nguyễn Văn An", "001090012345"), d.draft("Trần Văn Bình", "001090012346")
	d.special(a, "2026-11-24", dossier.ExceptionUnmatched, dossier.ExceptionNotTaken)
	d.special(b, "2026-11-25", dossier.ExceptionUnmatched)
	d.do(store.Change{Actor: chief, Command: dossier.SeeException, Dossier: a, Books: []store.BookChange{{
		Book: dossier.BookException, ID: string(dossier.ExceptionNotTaken) + "/" + string(a), BaseRevision: 1, Day: "2026-11-24", Dossier: a,
		Owner: clerkID, Amount: 1, Content: dossier.ExceptionNote{Codes: []string{"x"}, Seen: &dossier.ExceptionMark{By: chiefID}},
	}}})
	d.do(complaint(dossier.FileComplaint, "a", 0, "", "one"))
	book := store.BookFilter{Book: dossier.BookException}
	with := func(change func(*store.BookFilter)) store.BookFilter {
		f := book
		change(&f)
		return f
	}
	for name, c := range map[string]struct {
		filter store.BookFilter
		want   []int // not matched, not taken
	}{
		"all":        {book, []int{2, 1}},
		"new":        {with(func(f *store.BookFilter) { f.States = []dossier.BookState{dossier.ExceptionNew} }), []int{2, 0}},
		"of a kind":  {with(func(f *store.BookFilter) { f.Prefix = "not-taken/" }), []int{0, 1}},
		"of days":    {with(func(f *store.BookFilter) { f.From, f.To = "2026-11-25", "2026-11-25" }), []int{1, 0}},
		"of a clerk": {with(func(f *store.BookFilter) { f.Owner = chiefID }), []int{0, 0}},
	} {
		got, err := d.CountBookKinds(t.Context(), c.filter, []string{"not-matched", "not-taken"})
		if err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, %v, want %v", name, got, err, c.want)
		}
		n, err := d.CountBook(t.Context(), c.filter)
		listed, listErr := d.Book(t.Context(), c.filter)
		if sum := c.want[0] + c.want[1]; err != nil || listErr != nil || n != sum || len(listed) != sum {
			t.Errorf("%s: %d counted, %d listed, want %d, %v %v", name, n, len(listed), sum, err, listErr)
		}
	}
	// What was destroyed tells nothing any more, and nobody has to look at it.
	d.do(store.Change{Actor: chief, Command: dossier.CancelDossier, Dossier: b, Reason: "double"})
	if _, err := d.Destroy(t.Context(), admin, b, "retention"); err != nil {
		t.Fatal(err)
	}
	standing := with(func(f *store.BookFilter) { f.Standing, f.Prefix = true, "not-matched/" })
	if n, err := d.CountBook(t.Context(), standing); err != nil || n != 1 {
		t.Errorf("after the destruction %d, %v", n, err)
	}
	d.verify()
	d.Lock()
	if n, err := d.CountBook(t.Context(), book); err != nil || n != 3 {
		t.Errorf("while locked %d, %v", n, err)
	}
}

func TestBookPages(t *testing.T) {
	d := newDesk(t)
	for i, day := range []string{"2026-11-23", "2026-11-25", "2026-11-24"} {
		c := complaint(dossier.FileComplaint, string(rune('a'+i)), 0, "", "one")
		c.Books[0].Day = day
		d.do(c)
	}
	ids := func(f store.BookFilter) (got string) {
		f.Book = dossier.BookComplaint
		entries, err := d.Book(t.Context(), f)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			got += e.ID
		}
		return got
	}
	for want, f := range map[string]store.BookFilter{
		"acb": {}, "bca": {Newest: true}, "b": {Newest: true, Limit: 1}, "ca": {Newest: true, Limit: 2, Offset: 1}, "": {Standing: true},
	} {
		if got := ids(f); got != want {
			t.Errorf("%+v lists %q, want %q", f, got, want)
		}
	}
}

// TestListByException: a queue is narrowed to what is out of the ordinary, and to
// what is not.
func TestListByException(t *testing.T) {
	d := newDesk(t)
	a, b, c := d.draft("Nguyễn Văn An", "001090012345"), d.draft("Trần Văn Bình", "001090012346"), d.draft("Lê Văn Cường", "001090012347")
	d.special(a, "2026-11-24", dossier.ExceptionUnmatched)
	d.special(b, "2026-11-25", dossier.ExceptionNotTaken, dossier.ExceptionExempt)
	d.special(c, "2026-11-25")
	gone := store.Change{Actor: chief, Command: dossier.ReturnDossier, Dossier: b, Reason: "other", Return: dossier.SectionIdentity}
	d.do(gone)
	d.do(store.Change{Actor: clerk, Command: dossier.FinishCapture, Dossier: b, Books: []store.BookChange{{
		Book: dossier.BookException, ID: string(dossier.ExceptionExempt) + "/" + string(b), BaseRevision: 1, Day: "2026-11-25", Dossier: b,
		Owner: clerkID, Content: dossier.ExceptionNote{}, // it was paid after all
	}}})
	for exception, want := range map[string][]dossier.ID{
		"": {a, b, c}, store.AnyException: {a, b}, store.NoException: {c}, "not-matched": {a}, "not-taken": {b}, "exemption": nil, "x' OR 1=1 --": nil,
	} {
		listed, err := d.List(t.Context(), store.Filter{Exception: exception})
		var got []dossier.ID
		for _, one := range listed {
			got = append(got, one.ID)
		}
		slices.Sort(got)
		slices.Sort(want)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%q lists %v, want %v, %v", exception, got, want, err)
		}
	}
}

func TestCountPortalFiles(t *testing.T) {
	d := newDesk(t)
	for _, code := range []string{"G1", "G2", "G3"} {
		d.feed(store.Change{Command: dossier.NoteChange, Portal: &store.PortalFile{Code: code, Identity: []byte(`{"name":"A"}`)}})
	}
	want := func(n int) {
		t.Helper()
		got, err := d.CountPortalFiles(t.Context())
		waiting, listErr := d.PortalFiles(t.Context(), true)
		if err != nil || listErr != nil || got != n || len(waiting) != n {
			t.Errorf("%d counted, %d listed, %v %v, want %d", got, len(waiting), err, listErr, n)
		}
	}
	want(3)
	id, err := d.NewDossierID()
	if err != nil {
		t.Fatal(err)
	}
	d.do(store.Change{Actor: clerk, Command: dossier.CreateDossier, Dossier: id, Portal: &store.PortalFile{Code: "G2", Dossier: id},
		Section: &store.SectionChange{Name: dossier.SectionIdentity, Content: sample("Nguyễn Văn An", "001090012345")}})
	want(2)
	d.Lock()
	if got, err := d.CountPortalFiles(t.Context()); err != nil || got != 2 {
		t.Errorf("while locked %d, %v", got, err)
	}
}

// BenchmarkExceptions counts and lists the exceptions of a year of 200,000 dossiers,
// 120,000 of which have one: what a supervisor waits for in the morning.
func BenchmarkExceptions(b *testing.B) {
	d := newDesk(b)
	manySpecial(b, d, 200_000)
	year := store.BookFilter{Book: dossier.BookException, From: "2026-01-01", To: "2026-12-31", Standing: true}
	unseen := store.BookFilter{Book: dossier.BookException, States: []dossier.BookState{dossier.ExceptionNew}, Standing: true}
	var kinds []string
	for _, kind := range dossier.ExceptionKinds() {
		kinds = append(kinds, kind.Code)
	}
	for name, f := range map[string]store.BookFilter{"year": year, "new": unseen} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := d.CountBookKinds(b.Context(), f, kinds); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("queue", func(b *testing.B) {
		for b.Loop() {
			if _, err := d.List(b.Context(), store.Filter{Exception: "not-taken", Limit: 2000}); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// manySpecial writes a year's dossiers and the entries of their exceptions as they lie
// on the disk, without the commands that make them: random ids, one day after the
// other, three kinds with one dossier in five for each; those of the last month were
// not seen yet.
func manySpecial(t testing.TB, d *desk, n int) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.ToSlash(filepath.Join(d.dir, "desk.db")))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, statement := range []string{
		`DROP TRIGGER IF EXISTS dossier_begins`,
		`WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i+1 FROM n WHERE i+1 < ?1)
			INSERT INTO dossier (id, office, station, clerk, state, created, updated, head)
			SELECT printf('%08x%024x', i * 2654435761 % 4294967296, i), 'HN01', 's', 'c' || (i % 11), 'draft', i, i, x'' FROM n`,
		`WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i+1 FROM n WHERE i+1 < ?1)
			INSERT INTO book_entry (book, id, state, day, dossier, owner, amount, revision, content, updated)
			SELECT 'exception', CASE i % 5 WHEN 0 THEN 'not-matched/' WHEN 1 THEN 'not-taken/' ELSE 'not-verified/' END || printf('%08x%024x', i * 2654435761 % 4294967296, i),
				CASE WHEN i > ?1 * 11 / 12 THEN 'new' ELSE 'seen' END, date('2026-01-01', (i * 365 / ?1) || ' days'),
				printf('%08x%024x', i * 2654435761 % 4294967296, i),
				'c' || (i % 11), 1, 1, zeroblob(140), i FROM n WHERE i % 5 < 3`,
	} {
		if _, err := db.ExecContext(t.Context(), statement, n); err != nil {
			t.Fatal(err)
		}
	}
}
