package store_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"carddesk/app/dossier"
	"carddesk/app/store"
)

// TestDiskFull: the command that does not fit is refused in words, everything
// acknowledged before stays, and work goes on when there is room again.
func TestDiskFull(t *testing.T) {
	d := newDesk(t, func(o *store.Options) { o.MaxPages = 120 })
	id := d.draft("A", "001090012345")
	base := 1
	var err error
	for range 2000 {
		if _, err = d.try(save(id, base, strings.Repeat("dài ", 400))); err != nil {
			break
		}
		base++
	}
	if !errors.Is(err, store.ErrDiskFull) {
		t.Fatalf("after %d saves: %v", base, err)
	}
	if c, err := d.Section(t.Context(), id, dossier.SectionIdentity); err != nil || c.Revision != base {
		t.Errorf("newest revision %d, want %d, %v", c.Revision, base, err)
	}
	d.verify()
	d.reopen()
	d.do(save(id, base, "có chỗ lại"))
	d.verify()
}

// TestForeignFile: another file in place of ours is not touched.
func TestForeignFile(t *testing.T) {
	for name, content := range map[string]string{
		"no database": "this is not a database, only some text that is long enough to be read as a page header",
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "desk.db")
			if err := os.WriteFile(path, []byte(strings.Repeat(content, 50)), 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := store.Open(t.Context(), store.Options{Dir: dir}); !errors.Is(err, store.ErrDamaged) {
				t.Errorf("got %v", err)
			}
			after, err := os.ReadFile(path)
			if err != nil || string(after) != strings.Repeat(content, 50) {
				t.Errorf("the file was changed: %v", err)
			}
		})
	}
	dir := t.TempDir()
	db := raw(t, dir)
	execute(t, db, "CREATE TABLE t (a); PRAGMA user_version = 1")
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Open(t.Context(), store.Options{Dir: dir}); !errors.Is(err, store.ErrDamaged) {
		t.Errorf("another program's database: %v", err)
	}
}

// TestPutBlobFails leaves nothing behind.
func TestPutBlobFails(t *testing.T) {
	d := newDesk(t)
	id := d.draft("A", "001090012345")
	broken := errors.New("scanner unplugged")
	if _, err := d.PutBlob(t.Context(), id, store.BlobDocument, &brokenReader{err: broken}); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	files, err := filepath.Glob(filepath.Join(d.dir, "blobs", "*", "*"))
	if err != nil || len(files) != 0 {
		t.Errorf("left %v, %v", files, err)
	}
}

type brokenReader struct {
	n   int
	err error
}

func (b *brokenReader) Read(p []byte) (int, error) {
	if b.n++; b.n > 3 {
		return 0, b.err
	}
	return len(p), nil
}

func TestBlobDamaged(t *testing.T) {
	d := newDesk(t)
	id := d.draft("A", "001090012345")
	b, err := d.PutBlob(t.Context(), id, store.BlobDocument, strings.NewReader(strings.Repeat("trang ", 50_000)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.OpenBlob(t.Context(), b.ID); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a blob without a row: %v", err)
	}
	d.do(store.Change{Actor: clerk, Command: dossier.SaveSection, Dossier: id, Blobs: []store.Blob{b},
		Section: &store.SectionChange{Name: dossier.SectionDocuments, Content: dossier.Documents{}}})
	content, err := d.ReadBlob(t.Context(), b.ID, 1<<20)
	if err != nil || len(content) != 300_000 {
		t.Fatalf("%d bytes, %v", len(content), err)
	}
	if _, err := d.ReadBlob(t.Context(), b.ID, 1000); err == nil {
		t.Error("longer than the limit was read")
	}
	path := filepath.Join(d.dir, "blobs", b.ID[:2], b.ID)
	if err := os.Truncate(path, 100_000); err != nil {
		t.Fatal(err)
	}
	if _, err := d.ReadBlob(t.Context(), b.ID, 1<<20); err == nil {
		t.Error("a cut blob was read")
	}
}

// TestSpaceGate: with little space open dossiers finish and new ones wait.
func TestSpaceGate(t *testing.T) {
	free := uint64(store.SpaceWarn)
	d := newDesk(t, func(o *store.Options) { o.FreeSpace = func(string) (uint64, error) { return free, nil } })
	id := d.draft("A", "001090012345")
	for _, c := range []struct {
		free       uint64
		warn, stop bool
	}{{store.SpaceWarn, false, false}, {store.SpaceWarn - 1, true, false}, {store.SpaceStop, true, false}, {store.SpaceStop - 1, true, true}} {
		free = c.free
		space, err := d.Space()
		if err != nil || space != (store.Space{Free: c.free, Warn: c.warn, Stop: c.stop}) {
			t.Errorf("%d free: %+v, %v", c.free, space, err)
		}
		fresh, _ := d.NewDossierID()
		_, err = d.try(store.Change{Actor: clerk, Command: dossier.CreateDossier, Dossier: fresh})
		if errors.Is(err, store.ErrSpace) != c.stop {
			t.Errorf("%d free: new dossier: %v", c.free, err)
		}
	}
	d.capture(id)
	d.approve(id, 1)
}
