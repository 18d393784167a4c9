package registry_test

import (
	"net/http"
	"slices"
	"sync/atomic"
	"testing"

	"carddesk/app/port"
	"carddesk/sync/registry"
	"carddesk/sync/registry/osia"
)

// Under our id something is at the back end already: our own that nobody finished
// is finished, somebody else's is left alone.
func TestHandOnMeetsOthers(t *testing.T) {
	b, handOn := nationalBackEnd(t)
	c := startCentre(t, registry.Options{HandOn: handOn, Manual: true})
	d := newDesk(t, c, "office-1", "station-1")
	d.putWhole(port.PacketID{Dossier: "mine", Version: 1}, "001199000001")
	d.putWhole(port.PacketID{Dossier: "other", Version: 1}, "001199000002")
	b.Seed("mine", map[string]any{"enrollmentId": "mine", "status": osia.InProgress, "contextualData": map[string]any{"inner": d.box.deliveries[port.PacketID{Dossier: "mine", Version: 1}].Inner}})
	b.Seed("other", map[string]any{"enrollmentId": "other", "status": osia.Finalized, "contextualData": map[string]any{"inner": "something else"}})
	d.start()
	eventually(t, "received", func() bool { return c.count(`SELECT count(*) FROM dossier`) == 2 })
	for _, dossier := range []string{"mine", "other"} {
		if err := c.DecideDossier(t.Context(), dossier, 1, registry.Decision{Outcome: registry.Accepted}); err != nil {
			t.Fatal(err)
		}
	}
	eventually(t, "ours goes on", func() bool { return slices.Contains(d.box.kinds("mine"), port.ChangeShipped) })
	if b.Enrollment("mine")["status"] != osia.Finalized {
		t.Error("ours was not finished")
	}
	eventually(t, "the other is stuck", func() bool {
		return c.count(`SELECT count(*) FROM hand_on WHERE id = 'enrollment/other' AND state = 'stuck' AND code = 'id-taken'`) == 1
	})
	if b.Calls("createCredentialRequest", http.StatusCreated) != 1 {
		t.Error("a card was ordered for a dossier that did not get there")
	}
}

// An order that the back end ends is seen by people and goes on when they say so;
// one whose dossier is withdrawn is taken back. A token that is refused is a matter
// of time.
func TestHandOnOrdersThatEnd(t *testing.T) {
	b, handOn := nationalBackEnd(t)
	b.Patience = 1 << 30 // issues nothing by itself
	var refusing atomic.Bool
	refusing.Store(true)
	b.Refuse = func(string, string) int {
		if refusing.Load() {
			return http.StatusForbidden
		}
		return 0
	}
	c := startCentre(t, registry.Options{HandOn: handOn})
	d := newDesk(t, c, "office-1", "station-1")
	d.putWhole(port.PacketID{Dossier: "d1", Version: 1}, "001199000001")
	d.putWhole(port.PacketID{Dossier: "d2", Version: 1}, "001199000002")
	d.start()
	eventually(t, "a token is refused, and tried again", func() bool { return b.Calls("createEnrollment", http.StatusForbidden) > 3 })
	if n := c.count(`SELECT count(*) FROM hand_on WHERE state = 'stuck'`); n != 0 {
		t.Errorf("%d stuck for a token", n)
	}
	refusing.Store(false)
	eventually(t, "both ordered", func() bool { return b.Calls("createCredentialRequest", http.StatusCreated) == 2 })
	card := func(dossier string) (serial string) {
		if err := c.Database().QueryRow(`SELECT serial FROM card WHERE dossier = $1`, dossier).Scan(&serial); err != nil {
			t.Fatal(err)
		}
		return serial
	}
	b.End(card("d1"), osia.RequestFailed)
	eventually(t, "seen by people", func() bool {
		return c.count(`SELECT count(*) FROM hand_on WHERE id = $1 AND state = 'stuck' AND code = 'order-FAILED'`, "request/"+card("d1")) == 1
	})
	b.End(card("d1"), osia.RequestIssued) // and without a credential yet
	if err := c.HandOnAgain(t.Context(), "request/"+card("d1")); err != nil {
		t.Fatal(err)
	}
	eventually(t, "asked after again", func() bool {
		return c.count(`SELECT count(*) FROM hand_on WHERE id = $1 AND state = 'done'`, "request/"+card("d1")) == 1 &&
			c.count(`SELECT count(*) FROM step WHERE dossier = 'd1' AND kind = 'produce'`) == 1
	})
	d.log(port.Event{Type: "withdraw-dossier", Dossier: "d2"})
	eventually(t, "taken back", func() bool { return b.Request(card("d2"))["status"] == osia.RequestCancelled })
	if n := c.count(`SELECT count(*) FROM step WHERE dossier = 'd2'`); n != 0 {
		t.Error("still asked after")
	}
}

// What was accepted before there was a back end is handed on when there is one,
// and a card that was ordered comes from there.
func TestHandOnWhatWasThere(t *testing.T) {
	b, handOn := nationalBackEnd(t)
	clock := &shiftedClock{}
	c := startCentre(t, registry.Options{Clock: clock})
	d := newDesk(t, c, "office-1", "station-1")
	d.putWhole(port.PacketID{Dossier: "d1", Version: 1}, "001199000001")
	d.start()
	eventually(t, "shipped", func() bool { return slices.Contains(d.box.kinds("d1"), port.ChangeShipped) })
	c.stop()
	c.opts.HandOn = handOn
	c.start()
	eventually(t, "handed on", func() bool { return b.Enrollment("d1") != nil })
	card := d.box.change("d1", port.ChangeShipped).Card
	d.log(port.Event{Type: "hand-over-card", Dossier: "d1", Card: card}) // has no credential there
	eventually(t, "nothing waits", func() bool {
		return c.count(`SELECT count(*) FROM hand_on WHERE dossier = 'd1' AND state = 'done'`) == 2
	})
	c.stop()
	c.start()
	if n := b.Created()["enrollment/d1"]; n != 1 || c.count(`SELECT count(*) FROM hand_on`) != 2 {
		t.Errorf("handed on %d times", n)
	}
}

// A desk that moved to new hardware, or was lost, leaves packets behind that were
// signed with its old key: they are read, decided on and made into cards.
func TestPacketsOfEarlierKeys(t *testing.T) {
	c := startCentre(t, registry.Options{Manual: true})
	d := newDesk(t, c, "office-1", "station-1")
	d.put(port.PacketID{Dossier: "d1", Version: 1}, citizen("079199000001", ""), 10)
	_, stop := d.start()
	eventually(t, "received", func() bool { return c.count(`SELECT count(*) FROM dossier`) == 1 })
	stop()
	for range 2 { // twice: the key of the packet is the last but one
		if err := c.RevokeStation(t.Context(), "station-1"); err != nil {
			t.Fatal(err)
		}
		if _, err := c.ReadPerson(t.Context(), "d1"); err != nil {
			t.Errorf("a station that is shut out: %v", err)
		}
		d.rekey(c)
	}
	if err := c.DecideDossier(t.Context(), "d1", 1, registry.Decision{Outcome: registry.Accepted}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "a card", func() bool { return c.count(`SELECT count(*) FROM card WHERE state = 'shipped'`) == 1 })
}
