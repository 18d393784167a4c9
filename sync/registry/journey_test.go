package registry_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"carddesk/app/person"
	"carddesk/app/port"
	"carddesk/sync/protocol"
	"carddesk/sync/registry"
)

// factory is a personaliser that remembers its orders.
type factory struct {
	mu     sync.Mutex
	orders map[string]port.CardOrder
}

func (f *factory) Personalise(_ context.Context, order port.CardOrder) (string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.orders == nil {
		f.orders = map[string]port.CardOrder{}
	}
	f.orders[order.Serial] = order
	return "chip-" + order.Serial, nil
}

// A new version that was rejected as it came is not decided again, and gets no card,
// when the step comes that the version before has left.
func TestRejectedVersionGetsNoCard(t *testing.T) {
	const delay = time.Hour
	clock := &shiftedClock{}
	c := startCentre(t, registry.Options{Clock: clock, StepDelay: delay})
	d := newDesk(t, c, "office-1", "station-1")
	d.start()
	put := func(dossier string, version int, person string) {
		t.Helper()
		d.put(port.PacketID{Dossier: dossier, Version: version}, citizen(person, ""), 10)
		eventually(t, "received", func() bool {
			return c.count(`SELECT count(*) FROM packet WHERE dossier = $1 AND version = $2`, dossier, version) == 1
		})
	}
	put("d1", 1, "001199000001")
	put("d2", 1, "001199000002")
	put("d1", 2, "001199000002") // who has another open dossier
	for n, word := range []string{port.ChangeAccepted, port.ChangeOrdered} {
		clock.shift(time.Duration(n+1) * (delay + time.Minute))
		put(fmt.Sprintf("d%d", n+3), 1, fmt.Sprintf("00119900000%d", n+3)) // wakes the centre
		eventually(t, word, func() bool { return slices.Contains(d.box.kinds("d2"), word) })
	}
	if got, want := d.box.kinds("d1"), []string{port.ChangeAcknowledged, port.ChangeAcknowledged, port.ChangeRejected}; !slices.Equal(got, want) {
		t.Errorf("changes %v", got)
	}
	if n := c.count(`SELECT count(*) FROM card WHERE dossier = 'd1'`); n != 0 {
		t.Errorf("%d cards of a rejected dossier", n)
	}
}

// A dossier's whole way: offered, uploaded, accepted, card made, handed over.
func TestWholeWay(t *testing.T) {
	f := &factory{}
	c := startCentre(t, registry.Options{Personaliser: f})
	d := newDesk(t, c, "office-1", "station-1")
	id := port.PacketID{Dossier: "d1", Version: 1}
	d.log(port.Event{})
	d.put(id, citizen("079199000001", ""), 100_000)
	d.start()
	eventually(t, "card shipped", func() bool { return slices.Contains(d.box.kinds("d1"), port.ChangeShipped) })
	want := []string{port.ChangeAcknowledged, port.ChangeAccepted, port.ChangeOrdered, port.ChangeProduced, port.ChangeShipped}
	if got := d.box.kinds("d1"); !slices.Equal(got, want) {
		t.Errorf("changes %v", got)
	}
	shipped := d.box.change("d1", port.ChangeShipped)
	if shipped.Chip != "199000001" || shipped.Box == "" || shipped.Expires != "2039-01-15" {
		t.Errorf("shipped: %+v", shipped)
	}
	order := f.orders[shipped.Card]
	if order.Name.String() != "Nguyễn Thị Vi Dư" || order.PortraitType != "image/jpeg" || len(order.Portrait) != len(jpeg) || order.DocumentNumber != "199000001" {
		t.Errorf("order: %+v", order)
	}
	d.log(port.Event{Type: "hand-over-card", Dossier: "d1", Card: shipped.Card, Actor: "can-bo-1"})
	eventually(t, "handover known", func() bool {
		return c.count(`SELECT count(*) FROM card WHERE serial = $1 AND state = 'handed-over' AND handed_over_by = 'can-bo-1'`, shipped.Card) == 1
	})
	eventually(t, "outbox empty", d.box.quiet)
	if n := c.count(`SELECT count(*) FROM dossier WHERE state = 'accepted' AND closed <> ''`); n != 1 {
		t.Errorf("%d accepted dossiers", n)
	}
	if n := c.count(`SELECT count(*) FROM card`); n != 1 {
		t.Errorf("%d cards", n)
	}
}

func TestOneOpenDossierPerPerson(t *testing.T) {
	c := startCentre(t, registry.Options{})
	d := newDesk(t, c, "office-1", "station-1")
	other := newDesk(t, c, "office-2", "station-9")
	d.put(port.PacketID{Dossier: "d1", Version: 1}, citizen("079199000001", ""), 10)
	d.start()
	eventually(t, "first accepted", func() bool { return slices.Contains(d.box.kinds("d1"), port.ChangeShipped) })
	other.put(port.PacketID{Dossier: "d2", Version: 1}, citizen("079 199 000 001", ""), 10)
	other.start()
	eventually(t, "second rejected", func() bool { return slices.Contains(other.box.kinds("d2"), port.ChangeRejected) })
	if r := other.box.change("d2", port.ChangeRejected); r.Reason != registry.ReasonPersonOpen || r.Section != "identity" {
		t.Errorf("rejection: %+v", r)
	}
	// Once the card is in the person's hands, the next request is welcome.
	d.log(port.Event{Type: "hand-over-card", Dossier: "d1", Card: d.box.change("d1", port.ChangeShipped).Card})
	eventually(t, "handed over", d.box.quiet)
	other.put(port.PacketID{Dossier: "d3", Version: 1}, citizen("079199000001", ""), 10)
	eventually(t, "third accepted", func() bool { return slices.Contains(other.box.kinds("d3"), port.ChangeAccepted) })
}

func TestRecaptureTakesANewVersion(t *testing.T) {
	c := startCentre(t, registry.Options{})
	d := newDesk(t, c, "office-1", "station-1")
	d.put(port.PacketID{Dossier: "d1", Version: 1}, citizen("079199000001", registry.NoteRecapture), 10)
	d.start()
	eventually(t, "recapture wanted", func() bool { return slices.Contains(d.box.kinds("d1"), port.ChangeRecapture) })
	if r := d.box.change("d1", port.ChangeRecapture); r.Section != "portrait" || r.Note == "" {
		t.Errorf("recapture: %+v", r)
	}
	d.put(port.PacketID{Dossier: "d1", Version: 2}, citizen("079199000001", registry.NoteRecapture), 10)
	eventually(t, "accepted", func() bool { return slices.Contains(d.box.kinds("d1"), port.ChangeShipped) })
	if n := c.count(`SELECT count(*) FROM card WHERE version = 2`); n != 1 {
		t.Errorf("%d cards of version 2", n)
	}
}

func TestRejectionPointsAtItsPlace(t *testing.T) {
	c := startCentre(t, registry.Options{})
	d := newDesk(t, c, "office-1", "station-1")
	d.put(port.PacketID{Dossier: "d1", Version: 1}, citizen("079199000001", registry.NoteReject), 10)
	d.put(port.PacketID{Dossier: "d2", Version: 1}, citizen("not a number", ""), 10)
	d.putParts(port.PacketID{Dossier: "d3", Version: 1}, map[string][]byte{"identity.json": citizen("001090000002", "")})
	nameless := bytes.Replace(citizen("001090000010", ""), []byte("Dư"), []byte("2"), 1)
	d.putParts(port.PacketID{Dossier: "d4", Version: 1}, map[string][]byte{"identity.json": nameless, "portrait.jpg": jpeg})
	d.start()
	eventually(t, "all decided", d.box.quiet)
	if r := d.box.change("d1", port.ChangeRejected); r.Field == "" || r.Reason == "" {
		t.Errorf("rejection: %+v", r)
	}
	if r := d.box.change("d2", port.ChangeRejected); r.Reason != registry.ReasonNumberWrong {
		t.Errorf("rejection: %+v", r)
	}
	if r := d.box.change("d3", port.ChangeRecapture); r.Reason != registry.ReasonPortrait {
		t.Errorf("without a portrait: %+v", r)
	}
	if r := d.box.change("d4", port.ChangeRejected); r.Reason != registry.ReasonIdentity {
		t.Errorf("without a name: %+v", r)
	}
}

func TestLookUp(t *testing.T) {
	c := startCentre(t, registry.Options{})
	d := newDesk(t, c, "office-1", "station-1")
	cl, _ := d.start()
	for number, want := range map[person.PersonalNumber]string{"001090000002": "Đỗ Đức Mậu", "079199000001": "Nguyễn Thị Vi Dư"} {
		got, err := cl.LookUp(t.Context(), number)
		if err != nil || got.Name != want || got.AsOf.IsZero() {
			t.Errorf("%s: %+v, %v", number, got, err)
		}
	}
	if _, err := cl.LookUp(t.Context(), "079199999999"); err != port.ErrPersonUnknown {
		t.Errorf("unknown person: %v", err)
	}
	if n := c.count(`SELECT count(*) FROM population`); n != 40 {
		t.Errorf("%d people", n)
	}
}

// What a packet's refusal for good looks like to the desk, while others pass.
func TestRefusedForGood(t *testing.T) {
	c := startCentre(t, registry.Options{MaxPacket: 400_000})
	d := newDesk(t, c, "office-1", "station-1")
	stranger := newDesk(t, c, "office-1", "station-2")
	stranger.station, stranger.sealer = d.station, stranger.newSealer(d.office, d.station)

	d.put(port.PacketID{Dossier: "large", Version: 1}, citizen("001090000002", ""), 500_000)
	d.putParts(port.PacketID{Dossier: "empty", Version: 1}, map[string][]byte{"portrait.jpg": jpeg})
	// Sealed in this station's name with another key.
	forged := stranger.put(port.PacketID{Dossier: "forged", Version: 1}, citizen("001090000002", ""), 10)
	d.box.add(forged.Packet, forged.Inner, stranger.box.files[forged.Packet])
	// Announced with another content than it has.
	wrong := d.put(port.PacketID{Dossier: "wrong", Version: 1}, citizen("001090000002", ""), 10)
	d.box.deliveries[wrong.Packet].Inner = forged.Inner
	// Damaged on the desk's disk.
	damaged := d.put(port.PacketID{Dossier: "damaged", Version: 1}, citizen("001090000002", ""), 10)
	d.box.files[damaged.Packet][300] ^= 1
	good := d.put(port.PacketID{Dossier: "good", Version: 1}, citizen("079199000001", ""), 300_000)
	d.start()
	eventually(t, "all settled", d.box.quiet)
	for dossier, want := range map[string]string{
		"large": protocol.CodeTooLarge, "empty": protocol.CodeContent, "forged": protocol.CodeSignature,
		"wrong": protocol.CodeInner, "damaged": protocol.CodePacketDamaged,
	} {
		if state, code := d.box.state(port.PacketID{Dossier: dossier, Version: 1}); state != port.DeliverySetAside || code != want {
			t.Errorf("%s: %s %s", dossier, state, code)
		}
	}
	if state, _ := d.box.state(good.Packet); state != port.DeliveryDecided {
		t.Errorf("good packet: %s", state)
	}
	if n := c.count(`SELECT count(*) FROM dossier`); n != 1 {
		t.Errorf("%d dossiers", n)
	}
}

// The same version with other content is a conflict; a newer one after the
// decision is refused in words.
func TestConflicts(t *testing.T) {
	c := startCentre(t, registry.Options{})
	d := newDesk(t, c, "office-1", "station-1")
	id := port.PacketID{Dossier: "d1", Version: 1}
	d.put(id, citizen("079199000001", ""), 10)
	d.start()
	eventually(t, "decided", d.box.quiet)
	d.put(id, citizen("079199000001", "other"), 10)
	eventually(t, "conflict", func() bool { _, code := d.box.state(id); return code == protocol.CodeConflict })
	newer := port.PacketID{Dossier: "d1", Version: 2}
	d.put(newer, citizen("079199000001", ""), 10)
	eventually(t, "decided before", func() bool { _, code := d.box.state(newer); return code == protocol.CodeDossierDecided })
	other := newDesk(t, c, "office-2", "station-9")
	other.put(newer, citizen("079199000001", ""), 10)
	other.start()
	eventually(t, "elsewhere", func() bool { _, code := other.box.state(newer); return code == protocol.CodeDossierElsewhere })
}
