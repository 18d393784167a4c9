package registry_test

import (
	"slices"
	"testing"

	"carddesk/app/port"
	"carddesk/sync/registry"
)

// TestFaultyCardIsMadeAgain: a card reported faulty, on the shelf or after it was
// handed over, is replaced once by another one, however often it is reported.
func TestFaultyCardIsMadeAgain(t *testing.T) {
	for _, handedOver := range []bool{false, true} {
		f := &factory{}
		c := startCentre(t, registry.Options{Personaliser: f})
		d := newDesk(t, c, "office-1", "station-1")
		d.put(port.PacketID{Dossier: "d1", Version: 1}, citizen("079199000001", ""), 10)
		d.start()
		eventually(t, "card shipped", func() bool { return slices.Contains(d.box.kinds("d1"), port.ChangeShipped) })
		first := d.box.change("d1", port.ChangeShipped).Card
		d.log(port.Event{Type: "receive-card", Dossier: "d1", Card: first})
		if handedOver {
			d.log(port.Event{Type: "hand-over-card", Dossier: "d1", Card: first})
		}
		d.log(port.Event{Type: "report-card-fault", Dossier: "d1", Card: first})
		eventually(t, "another card shipped", func() bool {
			return c.count(`SELECT count(*) FROM card WHERE dossier = 'd1' AND serial <> $1 AND state = 'shipped'`, first) == 1
		})
		d.log(port.Event{Type: "report-card-fault", Dossier: "d1", Card: first})
		eventually(t, "outbox empty", d.box.quiet)
		if n := c.count(`SELECT count(*) FROM card WHERE dossier = 'd1'`); n != 2 {
			t.Errorf("%d cards", n)
		}
		if n := c.count(`SELECT count(*) FROM card WHERE serial = $1 AND state = 'replaced'`, first); n != 1 {
			t.Error("the faulty card is not noted as replaced")
		}
		eventually(t, "replacement told", func() bool { return slices.Contains(d.box.kinds("d1"), port.ChangeReplaced) })
		told := d.box.change("d1", port.ChangeReplaced)
		if told.Card != first || told.Replaced == "" || told.Replaced == first {
			t.Errorf("told %+v", told)
		}
		if len(f.orders) != 2 {
			t.Errorf("%d chips were made", len(f.orders))
		}
	}
}
