package registry_test

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"carddesk/app/port"
	"carddesk/sync/client"
	"carddesk/sync/protocol"
	"carddesk/sync/registry"

	"filippo.io/age"
)

// rekey makes the desk one that has moved to new hardware: its keys are new, those
// it had are shut out, and it is enrolled under the id that it had.
func (d *desk) rekey(c *centre) {
	d.t.Helper()
	if err := c.RevokeStation(d.t.Context(), d.station); err != nil {
		d.t.Fatal(err)
	}
	code, err := c.NewEnrolmentCode(d.t.Context())
	if err != nil {
		d.t.Fatal(err)
	}
	if _, d.signing, err = ed25519.GenerateKey(nil); err != nil {
		d.t.Fatal(err)
	}
	if d.tlsKey, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
		d.t.Fatal(err)
	}
	if d.inbox, err = age.GenerateX25519Identity(); err != nil {
		d.t.Fatal(err)
	}
	if d.cert, err = client.Enrol(d.t.Context(), d.enrolment(code)); err != nil {
		d.t.Fatal(err)
	}
	d.sealer = d.newSealer(d.office, d.station)
}

// What a desk exported in an emergency before it moved to new hardware, even
// twice, is opened at the centre like what it exports since.
func TestDraftsOfEarlierKeys(t *testing.T) {
	c := startRegistry(t, registry.Options{})
	d := newDesk(t, c, "office-1", "station-1")
	stick, out := t.TempDir(), t.TempDir()
	export := func(dossier string) {
		t.Helper()
		id := port.PacketID{Dossier: dossier, Version: 1}
		d.put(id, citizen("079199000001", ""), 10)
		if err := os.WriteFile(filepath.Join(stick, dossier+".age"), d.box.files[id], 0o600); err != nil {
			t.Fatal(err)
		}
	}
	export("d1")
	d.rekey(c)
	export("d2")
	d.rekey(c)
	export("d3")
	report, err := c.OpenDrafts(t.Context(), stick, out)
	if err != nil || len(report.Opened) != 3 || len(report.Failed) != 0 {
		t.Errorf("opened %v, failed %v, %v", report.Opened, report.Failed, err)
	}
	for _, dossier := range []string{"d1", "d2", "d3"} {
		if _, err := os.Stat(filepath.Join(out, dossier+"-1", "parts", "identity.json")); err != nil {
			t.Error(err)
		}
	}
}

// What a desk had sealed and not sent when it moved to new hardware goes up with
// its new keys, by itself or carried by another station of its office: nothing of
// it is set aside. The keys it had get in nowhere.
func TestMovedDeskSendsWhatItHadSealed(t *testing.T) {
	c := startCentre(t, registry.Options{})
	d := newDesk(t, c, "office-1", "station-1")
	other := newDesk(t, c, "office-1", "station-2")
	first, second, carried := port.PacketID{Dossier: "d1", Version: 1}, port.PacketID{Dossier: "d2", Version: 1}, port.PacketID{Dossier: "d3", Version: 1}
	d.put(first, citizen("079199000001", ""), 10)
	_, stop := d.start()
	eventually(t, "shipped", func() bool { return slices.Contains(d.box.kinds("d1"), port.ChangeShipped) })
	stop()
	d.put(second, citizen("079199000002", ""), 100_000)
	d.log(port.Event{Type: "receive-card", Dossier: "d1", Card: d.box.change("d1", port.ChangeShipped).Card})
	before := *d
	sealed := d.put(carried, citizen("079199000003", ""), 10)
	other.box.add(carried, sealed.Inner, d.box.files[carried])
	delete(d.box.deliveries, carried)
	d.box.order = slices.DeleteFunc(d.box.order, func(id port.PacketID) bool { return id == carried })

	d.rekey(c)
	if status, code, _ := d.raw("PUT", protocol.PathBatches+"b1", nil, before.batch(nil), before.own()); status != http.StatusForbidden {
		t.Errorf("the certificate it had: %d %s", status, code)
	}
	if status, code, _ := d.raw("PUT", protocol.PathBatches+"b1", nil, before.batch(nil), d.own()); code != protocol.CodeSignature {
		t.Errorf("a batch signed with the key it had: %d %s", status, code)
	}
	d.start()
	other.start()
	for dossier, at := range map[string]*desk{"d2": d, "d3": other} {
		eventually(t, dossier+" decided", func() bool {
			state, failure := at.box.state(port.PacketID{Dossier: dossier, Version: 1})
			if state == port.DeliverySetAside {
				t.Fatalf("%s was set aside: %s", dossier, failure)
			}
			return state == port.DeliveryDecided
		})
	}
	eventually(t, "outbox empty", d.box.quiet)
	if n := c.count(`SELECT count(*) FROM event WHERE station = 'station-1' AND effect = 'done'`); n != 1 {
		t.Errorf("%d events of before had their effect", n)
	}
	if n := c.count(`SELECT count(*) FROM event_refused`); n != 0 {
		t.Errorf("%d events were set aside", n)
	}
}

// A desk brought back from a backup older than its last exchange counts on from
// numbers that the registry has: that is noticed and nothing is lost for it. Its
// packets arrive, its events are kept for a person to look at.
func TestDeskOfAnOlderBackup(t *testing.T) {
	c := startCentre(t, registry.Options{})
	d := newDesk(t, c, "office-1", "station-1")
	d.log(port.Event{Type: "log-in"})
	backup := *d
	d.log(port.Event{Type: "log-in"})
	_, stop := d.start()
	eventually(t, "sent", d.box.quiet)
	stop()
	d.seq, d.head = backup.seq, backup.head
	d.rekey(c)
	d.log(port.Event{Type: "change-station"})
	d.put(port.PacketID{Dossier: "d1", Version: 1}, citizen("079199000001", ""), 10)
	cl, _ := d.start()
	eventually(t, "shipped", func() bool { return slices.Contains(d.box.kinds("d1"), port.ChangeShipped) })
	eventually(t, "noticed", func() bool { return cl.Status().Failure == protocol.CodeLogRewritten })
	if n := c.count(`SELECT count(*) FROM event_refused WHERE station = 'station-1' AND seq = 2 AND code = $1`, protocol.CodeEventConflict); n != 1 {
		t.Errorf("%d events are kept for a person", n)
	}
	if n := c.count(`SELECT count(*) FROM event WHERE type = 'log-in'`); n != 2 {
		t.Errorf("%d events of before", n)
	}
}
