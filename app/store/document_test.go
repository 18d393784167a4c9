package store_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"carddesk/app/dossier"
	"carddesk/app/store"
)

func (d *desk) keepDocument(doc store.Document) error {
	d.t.Helper()
	d.n++
	_, err := d.Apply(d.t.Context(), store.Change{ID: fmt.Sprintf("document-%d", d.n), Actor: registry, Command: dossier.ApplyDocument, Document: &doc})
	return err
}

// Serials of what can be used never fall; an unusable or wanted one may come
// again, and one in force sweeps the older away.
func TestDocumentOrder(t *testing.T) {
	d := newDesk(t)
	body := []byte("nội dung")
	for i, step := range []struct {
		serial int64
		state  store.DocumentState
		older  bool
		left   int
	}{
		{serial: 3, state: store.DocumentInForce, left: 1},
		{serial: 3, state: store.DocumentInForce, older: true, left: 1},
		{serial: 2, state: store.DocumentInForce, older: true, left: 1},
		{serial: 2, state: store.DocumentWanted, older: true, left: 1},
		{serial: 5, state: store.DocumentUnusable, left: 2},
		{serial: 4, state: store.DocumentInForce, older: true, left: 2},
		{serial: 6, state: store.DocumentWanted, left: 3},
		{serial: 5, state: store.DocumentInForce, left: 2}, // a newer program can use it
		{serial: 6, state: store.DocumentInForce, left: 1},
		{serial: 7, state: store.DocumentWanted, left: 2},
		{serial: 8, state: store.DocumentWanted, left: 3},
		{serial: 9, state: store.DocumentWanted, left: 4},
		{serial: 10, state: store.DocumentWanted, left: 5},
		{serial: 11, state: store.DocumentWanted, left: 5}, // only the newest four wait
	} {
		doc := store.Document{Kind: "policy", Serial: step.serial, State: step.state, Public: true,
			SHA256: fmt.Sprintf("%064d", step.serial), Size: int64(len(body))}
		if step.state != store.DocumentWanted {
			doc.Envelope = body
		}
		if err := d.keepDocument(doc); errors.Is(err, store.ErrOlderDocument) != step.older || !step.older && err != nil {
			t.Fatalf("step %d: %v", i, err)
		}
		all, err := d.Documents(t.Context(), "policy")
		if err != nil || len(all) != step.left {
			t.Fatalf("step %d: %d documents, %v", i, len(all), err)
		}
	}
	if err := d.keepDocument(store.Document{Kind: "policy", Serial: 20, State: store.DocumentInForce}); !errors.Is(err, store.ErrMissing) {
		t.Errorf("without an envelope: %v", err)
	}
	d.verify() // the log vouches for every row that is left, and for those that went
}

// A document that names people cannot be read on the disk, only while unlocked.
func TestDocumentSealed(t *testing.T) {
	d := newDesk(t)
	body := []byte("Trần Văn Kín, cán bộ")
	if err := d.keepDocument(store.Document{Kind: "users", Serial: 1, State: store.DocumentInForce,
		SHA256: fmt.Sprintf("%064d", 1), Size: int64(len(body)), Envelope: body}); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"desk.db", "desk.db-wal"} {
		text, err := os.ReadFile(filepath.Join(d.dir, name))
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		if bytes.Contains(text, []byte("Kín")) {
			t.Errorf("%s holds a name", name)
		}
	}
	all, err := d.Documents(t.Context(), "")
	if err != nil || len(all) != 1 || !bytes.Equal(all[0].Envelope, body) {
		t.Fatalf("%+v, %v", all, err)
	}
	d.Lock()
	if all, err = d.Documents(t.Context(), ""); err != nil || len(all) != 1 || all[0].Envelope != nil {
		t.Errorf("locked: %+v, %v", all, err)
	}
}
