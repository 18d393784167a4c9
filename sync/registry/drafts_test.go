package registry_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"carddesk/app/port"
	"carddesk/sync/registry"
)

// What a desk wrote in an emergency is opened at the centre, also when its station
// is shut out by then; what is not the registry's stays closed and is told.
func TestOpenDrafts(t *testing.T) {
	c := startRegistry(t, registry.Options{})
	d := newDesk(t, c, "office-1", "station-1")
	stranger := newDesk(t, startRegistry(t, registry.Options{}), "office-1", "station-1")
	stick, out := t.TempDir(), t.TempDir()
	write := func(name string, content []byte) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(stick, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	id := port.PacketID{Dossier: "d1", Version: 1}
	identity := citizen("079199000001", "")
	d.put(id, identity, 100_000)
	stranger.put(id, identity, 1000)
	sealed := d.box.files[id]
	spoilt := bytes.Clone(sealed)
	spoilt[len(spoilt)-1] ^= 1
	write("draft.age", sealed)
	write("spoilt.age", spoilt)
	write("stranger.age", stranger.box.files[id])
	write("again.age", sealed)
	write("note.txt", []byte("nothing"))
	if err := c.RevokeStation(t.Context(), "station-1"); err != nil {
		t.Fatal(err)
	}
	report, err := c.OpenDrafts(t.Context(), stick, out)
	if err != nil {
		t.Fatal(err)
	}
	if len(report.Opened) != 1 || report.Opened[0].Packet != id || len(report.Failed) != 3 {
		t.Errorf("opened %v, failed %v", report.Opened, report.Failed)
	}
	got, err := os.ReadFile(filepath.Join(out, "d1-1", "parts", "identity.json"))
	if err != nil || !bytes.Equal(got, identity) {
		t.Errorf("identity: %v", err)
	}
	if info, err := os.Stat(filepath.Join(out, "d1-1", "parts", "fingerprints", "Right Thumb.fir")); err != nil || info.Size() != 100_000 {
		t.Errorf("a finger: %v", err)
	}
	left, err := filepath.Glob(filepath.Join(out, ".*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
	if c.count(`SELECT count(*) FROM packet`) != 0 {
		t.Error("a draft was taken for a packet")
	}
}
