package store_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/store"
)

func TestExpired(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	open := d.draft("A", "001090012345")
	cancelled, sent := d.draft("B", "001090012346"), d.draft("C", "001090012347")
	d.capture(sent)
	d.approve(sent, 1)
	for _, id := range []dossier.ID{cancelled, sent} {
		command := dossier.CancelDossier
		if id == sent {
			command = dossier.WithdrawDossier
		}
		d.do(store.Change{Actor: chief, Command: command, Dossier: id, Reason: "r"})
	}
	expired := func() []dossier.ID {
		t.Helper()
		ids, err := d.Expired(ctx, d.clock.Now().Add(-30*24*time.Hour), 10)
		if err != nil {
			t.Fatal(err)
		}
		return ids
	}
	if got := expired(); len(got) != 0 {
		t.Errorf("before the time: %v", got)
	}
	d.clock.pass(31 * 24 * time.Hour)
	if got := expired(); len(got) != 0 {
		t.Errorf("while the registry does not know: %v", got)
	}
	events, err := d.Events(ctx, 100)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.EventsAcknowledged(ctx, events[len(events)-1].Seq); err != nil {
		t.Fatal(err)
	}
	if got := expired(); len(got) != 2 || slices.Contains(got, open) {
		t.Errorf("after it: %v", got)
	}
	if _, err := d.Destroy(ctx, admin, cancelled, "retention"); err != nil {
		t.Fatal(err)
	}
	if got := expired(); !slices.Equal(got, []dossier.ID{sent}) {
		t.Errorf("after one was destroyed: %v", got)
	}
}

func TestExportLog(t *testing.T) {
	d := newDesk(t)
	id := d.draft("A", "001090012345")
	d.clock.pass(24 * time.Hour)
	d.do(store.Change{Actor: clerk, Command: dossier.ReadDossier, Dossier: id, Payload: map[string]string{"why": "hỏi"}})
	var out bytes.Buffer
	now := d.clock.Now()
	n, err := d.ExportLog(t.Context(), &out, now.Add(-time.Hour), now.Add(time.Hour))
	if err != nil || n != 1 {
		t.Fatalf("%d entries, %v", n, err)
	}
	var e struct {
		Type, Role, Hash, Previous string
		Data                       map[string]string
		Sealed                     []byte
	}
	if err := json.Unmarshal(out.Bytes(), &e); err != nil || e.Type != "read-dossier" || e.Role != "clerk" ||
		e.Data["why"] != "hỏi" || len(e.Sealed) == 0 || len(e.Hash) != 64 {
		t.Errorf("%+v, %v", e, err)
	}
	if n, err := d.ExportLog(t.Context(), &out, time.Time{}, now.Add(time.Hour)); err != nil || n < 4 {
		t.Errorf("whole: %d, %v", n, err)
	}
}

// TestClockSetBack: work goes on, nothing changes its place.
func TestClockSetBack(t *testing.T) {
	d := newDesk(t)
	first := d.draft("A", "001090012345")
	d.clock.pass(-48 * time.Hour)
	d.do(save(first, 1, "B"))
	second := d.draft("C", "001090012346")
	d.clock.pass(96 * time.Hour)
	d.do(save(second, 1, "D"))
	rows, err := d.List(t.Context(), store.Filter{})
	if err != nil || len(rows) != 2 || rows[0].ID != second {
		t.Errorf("%+v, %v", rows, err)
	}
	d.verify()
}

// TestFilesArePrivate: nobody but the desk's account reads the data folder.
func TestFilesArePrivate(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no file modes")
	}
	d := newDesk(t)
	d.capture(d.draft("A", "001090012345"))
	err := filepath.WalkDir(d.dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || path == d.dir {
			return err
		}
		info, err := e.Info()
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v", strings.TrimPrefix(path, d.dir), info.Mode())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
