package store_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"carddesk/app/dossier"
	"carddesk/app/store"
)

// TestDestroy: content is gone for good, its key from every byte of the file;
// facts and log stay.
func TestDestroy(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	id, other := d.draft("Nguyễn Văn An", "001090012345"), d.draft("Lê Thị Bình", "001190012345")
	d.capture(id)
	d.capture(other)
	var wrapped []byte
	if err := raw(t, d.dir).QueryRow("SELECT wrapped FROM data_key WHERE dossier = ?", string(id)).Scan(&wrapped); err != nil {
		t.Fatal(err)
	}
	if !inFolder(t, d.dir, wrapped) {
		t.Fatal("the key is not where the test looks for it")
	}
	if _, err := d.Destroy(ctx, admin, id, "retention"); !errors.Is(err, dossier.ErrTransition) {
		t.Fatalf("destroyed while open: %v", err)
	}
	d.do(store.Change{Actor: chief, Command: dossier.CancelDossier, Dossier: id, Reason: "double"})
	if _, err := d.Destroy(ctx, clerk, id, "retention"); !errors.Is(err, dossier.ErrRole) {
		t.Fatalf("destroyed by a clerk: %v", err)
	}
	for range 2 { // the second time changes nothing
		if _, err := d.Destroy(ctx, admin, id, "retention"); err != nil {
			t.Fatal(err)
		}
	}
	if inFolder(t, d.dir, wrapped) {
		t.Error("the key is still in the data folder")
	}
	check := func() {
		t.Helper()
		if _, err := d.Section(ctx, id, dossier.SectionIdentity); !errors.Is(err, store.ErrDestroyed) {
			t.Errorf("section: %v", err)
		}
		got, err := d.Dossier(ctx, id)
		if err != nil || !got.Destroyed || len(got.Sections) != 0 || got.State != dossier.Cancelled {
			t.Errorf("dossier: %+v, %v", got, err)
		}
		hits, err := d.Search(ctx, "nguyen van an", 5)
		if err != nil || len(hits) != 0 {
			t.Errorf("search: %v, %v", hits, err)
		}
		n := 0
		for row, err := range d.FactRows(ctx, "2026-01-01", "2026-12-31") {
			if err != nil {
				t.Fatal(err)
			}
			if row.Dossier == string(id) && row.Kind == "exchange" && row.Days.Cancelled != "" {
				n++
			}
		}
		if n != 1 {
			t.Errorf("%d facts", n)
		}
		if _, err := d.Section(ctx, other, dossier.SectionPortrait); err != nil {
			t.Errorf("the other dossier: %v", err)
		}
		checkFiles(t, d)
		d.verify()
	}
	check()
	d.reopen()
	<-d.Indexed()
	check()
}

// inFolder reports whether any file below dir holds the bytes.
func inFolder(t *testing.T, dir string, part []byte) bool {
	t.Helper()
	found := false
	err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		found = found || bytes.Contains(content, part)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}
