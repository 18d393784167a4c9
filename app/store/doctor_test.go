package store_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"carddesk/app/dossier"
	"carddesk/app/store"
)

func TestExamine(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	var ids []dossier.ID
	for range 4 {
		id := d.draft("Nguyễn Văn An", "001090012345")
		d.capture(id)
		ids = append(ids, id)
	}
	e, err := d.Examine(ctx)
	if err != nil || len(e.Findings) != 0 || e.Blobs != 4 || e.Dossiers != 4 || !e.Unlocked || e.Entries == 0 {
		t.Fatalf("whole: %+v, %v", e, err)
	}
	db := raw(t, d.dir)
	blob := func(id dossier.ID) string {
		var name string
		if err := db.QueryRow("SELECT id FROM blob WHERE dossier = ?", string(id)).Scan(&name); err != nil {
			t.Fatal(err)
		}
		return filepath.Join(d.dir, "blobs", name[:2], name)
	}
	if err := os.Remove(blob(ids[0])); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(blob(ids[1]), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	execute(t, db, "UPDATE section SET content = zeroblob(100) WHERE dossier = ? AND section = 'portrait'", string(ids[2]))
	if e, err = d.Examine(ctx); err != nil {
		t.Fatal(err)
	}
	for _, want := range []store.Finding{
		{Kind: store.FindBlobGone, Dossier: ids[0]}, {Kind: store.FindBlobBytes, Dossier: ids[1]},
		{Kind: store.FindSection, Dossier: ids[2]}, {Kind: store.FindLog, Dossier: ids[2]},
	} {
		if !slices.ContainsFunc(e.Findings, func(f store.Finding) bool { return f.Kind == want.Kind && f.Dossier == want.Dossier }) {
			t.Errorf("%s of %s is not found: %+v", want.Kind, want.Dossier, e.Findings)
		}
	}
	hurt := e.Hurt()
	slices.Sort(hurt)
	if want := slices.Sorted(slices.Values(ids[:3])); !slices.Equal(hurt, want) {
		t.Errorf("hurt %v, want %v", hurt, want)
	}
	d.Lock()
	if e, err = d.Examine(ctx); err != nil || e.Unlocked || len(e.Findings) != 2 {
		t.Errorf("locked: %+v, %v", e, err)
	}
}
