package registry_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"carddesk/app/port"
	"carddesk/sync/client"
	"carddesk/sync/protocol"
	"carddesk/sync/registry"
)

// idleClient is a client that is not running: a desk without a line.
func (d *desk) idleClient() *client.Client {
	d.t.Helper()
	c, err := client.New(d.options())
	if err != nil {
		d.t.Fatal(err)
	}
	return c
}

// carry takes a stick to the registry and back.
func carry(t *testing.T, c *centre, d *desk, stick string) port.StickReport {
	t.Helper()
	cl := d.idleClient()
	if _, err := cl.WriteStick(t.Context(), stick); err != nil {
		t.Fatal(err)
	}
	if _, err := c.TakeStick(t.Context(), stick); err != nil {
		t.Fatal(err)
	}
	report, err := cl.ReadStick(t.Context(), stick)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// An office without any line does its whole work by stick.
func TestWholeWayByStick(t *testing.T) {
	c := startCentre(t, registry.Options{})
	d := newDesk(t, c, "office-1", "station-1")
	const dossiers = 70 // more than one batch
	for i := range dossiers {
		d.log(port.Event{})
		d.put(port.PacketID{Dossier: fmt.Sprintf("d%d", i), Version: 1}, citizen(fmt.Sprintf("0011900001%02d", i), ""), 500)
	}
	carry(t, c, d, t.TempDir())
	eventually(t, "all shipped", func() bool { return c.count(`SELECT count(*) FROM card WHERE state = 'shipped'`) == dossiers })
	carry(t, c, d, t.TempDir()) // nothing waits, but the stick brings the news
	d.apply()
	for i := range dossiers {
		dossier := fmt.Sprintf("d%d", i)
		shipped := d.box.change(dossier, port.ChangeShipped)
		if shipped.Card == "" {
			t.Fatalf("%s: %v", dossier, d.box.kinds(dossier))
		}
		d.log(port.Event{Type: "hand-over-card", Dossier: dossier, Card: shipped.Card})
	}
	carry(t, c, d, t.TempDir())
	if !d.box.quiet() {
		t.Error("something still waits")
	}
	c.exactlyOnce(d, dossiers)
}

// The same stick twice, a stick that is lost, an old one after a new one, and
// stick and line at once all end the same.
func TestSticksInAnyOrder(t *testing.T) {
	c := startCentre(t, registry.Options{})
	d := newDesk(t, c, "office-1", "station-1")
	cl := d.idleClient()
	lost, old, late := t.TempDir(), t.TempDir(), t.TempDir()
	for i, stick := range []string{lost, old, late} {
		d.log(port.Event{Type: "log-in"})
		d.put(port.PacketID{Dossier: fmt.Sprintf("d%d", i), Version: 1}, citizen(fmt.Sprintf("0011900001%02d", i), ""), 50_000)
		if _, err := cl.WriteStick(t.Context(), stick); err != nil {
			t.Fatal(err)
		}
	}
	for _, stick := range []string{late, old, late} { // lost never comes
		if _, err := c.TakeStick(t.Context(), stick); err != nil {
			t.Fatal(err)
		}
	}
	d.start() // the line is back as well
	for _, stick := range []string{late, old, old} {
		if _, err := cl.ReadStick(t.Context(), stick); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 3 {
		dossier := fmt.Sprintf("d%d", i)
		eventually(t, dossier, func() bool { d.apply(); return slices.Contains(d.box.kinds(dossier), port.ChangeShipped) })
		if kinds := d.box.kinds(dossier); len(kinds) != 5 {
			t.Errorf("%s: %v", dossier, kinds)
		}
	}
	eventually(t, "nothing waits", d.box.quiet)
	if n := c.count(`SELECT count(*) FROM event`); n != 3 {
		t.Errorf("%d events", n)
	}
	// The lost stick is found in a drawer after all.
	if _, err := c.TakeStick(t.Context(), lost); err != nil {
		t.Fatal(err)
	}
	if n := c.count(`SELECT count(*) FROM card`); n != 3 {
		t.Errorf("%d cards", n)
	}
}

// What a stick holds besides, or holds wrong, does no harm.
func TestHostileStick(t *testing.T) {
	c := startCentre(t, registry.Options{})
	d := newDesk(t, c, "office-1", "station-1")
	cl := d.idleClient()
	stick := t.TempDir()
	id := port.PacketID{Dossier: "d1", Version: 1}
	delivery := d.put(id, citizen("079199000001", ""), 1000)
	if _, err := cl.WriteStick(t.Context(), stick); err != nil {
		t.Fatal(err)
	}
	up := filepath.Join(stick, protocol.StickFolder, protocol.StickToRegistry)
	batches, err := filepath.Glob(filepath.Join(up, "station-1-*"))
	if err != nil || len(batches) != 1 {
		t.Fatalf("batches: %v %v", batches, err)
	}
	framed, err := os.ReadFile(filepath.Join(batches[0], protocol.StickBatch))
	if err != nil {
		t.Fatal(err)
	}
	secret := filepath.Join(t.TempDir(), "secret")
	write := func(path string, content []byte) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(secret, []byte("secret"))
	forged := slices.Clone(framed)
	forged[40] ^= 1
	write(filepath.Join(up, "forged", protocol.StickBatch), forged)
	write(filepath.Join(up, "huge", protocol.StickBatch), make([]byte, 9<<20))
	write(filepath.Join(up, "no-batch", "x"), nil)
	// The packet is a link out of the stick.
	packet := filepath.Join(batches[0], delivery.SHA256+protocol.StickPacketExt)
	if err := os.Rename(packet, packet+".kept"); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(secret, packet); err != nil {
		t.Skip("no links here")
	}
	report, err := c.TakeStick(t.Context(), stick)
	if report.Refused != 2 || report.Packets != 0 || err == nil {
		t.Errorf("took %+v, %v", report, err)
	}
	// Cut short, then whole.
	for _, step := range []struct {
		cut  int64
		want int
	}{{600, 0}, {0, 1}} {
		_ = os.Remove(packet)
		content, err := os.ReadFile(packet + ".kept")
		if err != nil {
			t.Fatal(err)
		}
		write(packet, content[:int64(len(content))-step.cut])
		if report, _ := c.TakeStick(t.Context(), stick); report.Packets != step.want {
			t.Errorf("cut by %d: %+v", step.cut, report)
		}
	}
	// Answers of somebody else in our name.
	other := newDesk(t, c, "office-2", "station-2")
	theirs := t.TempDir()
	other.log(port.Event{})
	carry(t, c, other, theirs)
	from := filepath.Join(stick, protocol.StickFolder, protocol.StickToOffice)
	answers, err := filepath.Glob(filepath.Join(theirs, protocol.StickFolder, protocol.StickToOffice, "office-2", "*"))
	if err != nil || len(answers) != 1 {
		t.Fatalf("answers: %v %v", answers, err)
	}
	content, err := os.ReadFile(answers[0])
	if err != nil {
		t.Fatal(err)
	}
	write(filepath.Join(from, "office-1", "station-1-x"+protocol.StickAnswerExt), content)
	if _, err := cl.ReadStick(t.Context(), stick); err == nil {
		t.Error("an answer to another station is read")
	}
	if state, _ := d.box.state(id); state != port.DeliveryAcknowledged && state != port.DeliveryDecided {
		t.Errorf("the good answer beside it is not: %s", state)
	}
}

func TestStickHasToHaveRoom(t *testing.T) {
	c := startCentre(t, registry.Options{})
	d := newDesk(t, c, "office-1", "station-1")
	id := port.PacketID{Dossier: "d1", Version: 1}
	d.put(id, citizen("079199000001", ""), 10)
	d.box.deliveries[id].Size = 1 << 60
	stick := t.TempDir()
	if _, err := d.idleClient().WriteStick(t.Context(), stick); err == nil {
		t.Error("written")
	}
	// A file that is not what was recorded is not carried around either.
	d.put(id, citizen("079199000001", ""), 10)
	d.box.files[id][100] ^= 1
	if _, err := d.idleClient().WriteStick(t.Context(), stick); err == nil {
		t.Error("written")
	}
	left, err := filepath.Glob(filepath.Join(stick, protocol.StickFolder, protocol.StickToRegistry, "*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left on the stick: %v %v", left, err)
	}
}
