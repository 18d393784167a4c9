package store_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"carddesk/app/dossier"
	"carddesk/app/store"
)

// hurtDesk is a closed desk of some dossiers, checkpointed into its data file.
func hurtDesk(t *testing.T, dossiers int) (*desk, []dossier.ID) {
	t.Helper()
	d := newDesk(t)
	var ids []dossier.ID
	for i := range dossiers {
		ids = append(ids, d.draft(fmt.Sprintf("Người Thứ %d", i), fmt.Sprintf("0010900%05d", i)))
	}
	d.capture(ids[0])
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	db := raw(t, d.dir)
	execute(t, db, "PRAGMA wal_checkpoint(TRUNCATE)")
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return d, ids
}

// pagesOf are the leaf pages of a table, by the file's own statistics.
func pagesOf(t *testing.T, dir, table string) []int64 {
	t.Helper()
	db := raw(t, dir)
	defer db.Close()
	rs, err := db.Query("SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf' ORDER BY pageno", table)
	if err != nil {
		t.Skipf("no statistics of pages: %v", err)
	}
	defer rs.Close()
	var pages []int64
	for rs.Next() {
		var n int64
		if err := rs.Scan(&n); err != nil {
			t.Fatal(err)
		}
		pages = append(pages, n)
	}
	return pages
}

func spoil(t *testing.T, dir string, pages ...int64) {
	t.Helper()
	f, err := os.OpenFile(filepath.Join(dir, "desk.db"), os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, n := range pages {
		if _, err := f.WriteAt([]byte(strings.Repeat("\xee", 4096)), (n-1)*4096); err != nil {
			t.Fatal(err)
		}
	}
}

// TestSalvage: a page of sections is gone. All else is saved, and the desk says
// exactly which dossiers are hurt.
func TestSalvage(t *testing.T) {
	ctx := t.Context()
	d, ids := hurtDesk(t, 40)
	pages := pagesOf(t, d.dir, "section")
	if len(pages) < 3 {
		t.Fatalf("%d pages of sections", len(pages))
	}
	spoil(t, d.dir, pages[1])
	to := t.TempDir()
	saved, err := store.Salvage(ctx, d.dir, to)
	if err != nil {
		t.Fatal(err)
	}
	if saved.Whole() || saved.Blobs != 1 || saved.Lost != 0 {
		t.Errorf("saved %+v", saved)
	}
	i := slices.IndexFunc(saved.Tables, func(t store.SalvagedTable) bool { return t.Name == "section" })
	sections := saved.Tables[i]
	if sections.Holes != 1 || sections.Rows < 20 || sections.Rows > 40 || sections.Beyond {
		t.Errorf("sections: %+v", sections)
	}
	for _, table := range saved.Tables {
		if table.Name != "section" && (table.Holes > 0 || table.Beyond || table.Unfit > 0) {
			t.Errorf("another table: %+v", table)
		}
	}
	r := &desk{t: t, dir: to, clock: d.clock}
	r.open()
	r.login(clerkID)
	e, err := r.Examine(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var hurt []dossier.ID
	for _, id := range ids {
		if _, err := r.Section(ctx, id, dossier.SectionIdentity); errors.Is(err, store.ErrNotFound) {
			hurt = append(hurt, id)
		} else if err != nil {
			t.Errorf("a dossier that was saved: %v", err)
		}
	}
	said := e.Hurt()
	slices.Sort(said)
	slices.Sort(hurt)
	if len(hurt) == 0 || !slices.Equal(said, hurt) {
		t.Errorf("the desk says %d hurt, %d are: %v, %v", len(said), len(hurt), said, hurt)
	}
	r.draft("Người Mới", "001090099999") // work goes on
	if _, err := os.Stat(filepath.Join(to, "salvage")); !os.IsNotExist(err) {
		t.Errorf("the copy of the hurt file stays: %v", err)
	}
}

// TestSalvageWhole: of a desk that is whole, killed with its newest rows in the
// write-ahead log, everything is saved.
func TestSalvageWhole(t *testing.T) {
	ctx := t.Context()
	d := newDesk(t)
	id := d.draft("Nguyễn Văn An", "001090012345")
	d.capture(id)
	d.approve(id, 1)
	to := t.TempDir()
	saved, err := store.Salvage(ctx, d.dir, to)
	if err != nil || !saved.Whole() || saved.Blobs != 2 {
		t.Fatalf("saved %+v, %v", saved, err)
	}
	r := &desk{t: t, dir: to, clock: d.clock}
	r.open()
	r.login(chiefID)
	if e, err := r.Examine(ctx); err != nil || len(e.Findings) > 0 || e.Dossiers != 1 {
		t.Errorf("examined: %+v, %v", e, err)
	}
	if _, err := store.Salvage(ctx, d.dir, to); !errors.Is(err, store.ErrAlreadySetUp) {
		t.Errorf("over a desk: %v", err)
	}
}

// TestSalvageOtherPages spoils one page of each other kind: nothing panics, what
// is saved opens, and what is not is said.
func TestSalvageOtherPages(t *testing.T) {
	for _, table := range []string{"log", "command", "dossier", "data_key", "fact"} {
		t.Run(table, func(t *testing.T) {
			d, _ := hurtDesk(t, 60)
			pages := pagesOf(t, d.dir, table)
			if len(pages) < 2 {
				t.Skipf("%d pages", len(pages))
			}
			spoil(t, d.dir, pages[len(pages)/2])
			to := t.TempDir()
			saved, err := store.Salvage(t.Context(), d.dir, to)
			if err != nil || saved.Whole() {
				t.Fatalf("saved %+v, %v", saved, err)
			}
			r := &desk{t: t, dir: to, clock: d.clock}
			r.open()
			r.login(clerkID)
			e, err := r.Examine(t.Context())
			if err != nil || table != "command" && table != "fact" && len(e.Findings) == 0 {
				t.Errorf("examined: %d findings, %v", len(e.Findings), err)
			}
		})
	}
}
