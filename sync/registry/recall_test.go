package registry_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"carddesk/app/port"
	"carddesk/sync/registry"
	"carddesk/sync/registry/admin"
	"carddesk/sync/registry/osia"
)

// cardOf says how the card of a dossier stands at the registry.
func (c *centre) cardOf(t *testing.T, serial string) registry.CardStanding {
	t.Helper()
	card, err := c.Card(t.Context(), serial)
	if err != nil {
		t.Fatal(err)
	}
	return card
}

// TestRecallByState: what the centre may do with a card in each of its states, and
// that a refusal changes and tells nothing.
func TestRecallByState(t *testing.T) {
	c := startCentre(t, registry.Options{})
	d := newDesk(t, c, "office-1", "station-1")
	d.put(port.PacketID{Dossier: "d1", Version: 1}, citizen("079199000001", ""), 10)
	d.start()
	eventually(t, "card shipped", func() bool { return slices.Contains(d.box.kinds("d1"), port.ChangeShipped) })
	serial := d.box.change("d1", port.ChangeShipped).Card
	told := func() int { return c.count(`SELECT count(*) FROM feed WHERE office = 'office-1'`) }
	for _, row := range []struct {
		state        string
		void, recall bool
	}{
		{"ordered", true, false}, {"produced", true, true}, {"shipped", true, true}, {"arrived", true, true},
		{"out", false, true}, {"in-post", false, true}, {"undelivered", false, true}, {"handed-over", false, true},
		{"sent-back", false, false}, {"faulty", false, false}, {"replaced", false, false}, {"lost", false, false},
		{"void", false, false}, {"recalled", false, false},
	} {
		set := func() {
			if err := c.SetCardState(t.Context(), serial, row.state); err != nil {
				t.Fatal(err)
			}
		}
		for what, one := range map[string]struct {
			do    func() error
			may   bool
			state string
		}{
			"void":   {func() error { return c.VoidCard(t.Context(), serial, registry.RecallData, false) }, row.void, "void"},
			"recall": {func() error { return c.RecallCard(t.Context(), serial, registry.RecallKey) }, row.recall, "recalled"},
		} {
			set()
			if card := c.cardOf(t, serial); card.Voidable != row.void || card.Recallable != row.recall {
				t.Errorf("%s: shown as %+v", row.state, card)
			}
			before, want, more := told(), row.state, 0
			if one.may {
				want, more = one.state, 1
			}
			err := one.do()
			if one.may != (err == nil) || !one.may && !errors.Is(err, registry.ErrCardState) {
				t.Errorf("%s of a card that is %s: %v", what, row.state, err)
			}
			if card := c.cardOf(t, serial); card.State != want || told() != before+more {
				t.Errorf("%s of a card that is %s: %s, %d told", what, row.state, card.State, told()-before)
			}
		}
	}
	if err := c.RecallCard(t.Context(), "nowhere", registry.RecallKey); !errors.Is(err, registry.ErrUnknown) {
		t.Errorf("a card that is not there: %v", err)
	}
	if err := c.VoidCard(t.Context(), serial, "because", false); !errors.Is(err, registry.ErrRecallReason) {
		t.Errorf("an invented reason: %v", err)
	}
}

// TestVoidedCardIsMadeAgain: the office hears that a card is void, and another one
// is made when that is wanted and only then.
func TestVoidedCardIsMadeAgain(t *testing.T) {
	for _, again := range []bool{true, false} {
		f := &factory{}
		c := startCentre(t, registry.Options{Personaliser: f})
		d := newDesk(t, c, "office-1", "station-1")
		d.put(port.PacketID{Dossier: "d1", Version: 1}, citizen("079199000001", ""), 10)
		d.start()
		eventually(t, "card shipped", func() bool { return slices.Contains(d.box.kinds("d1"), port.ChangeShipped) })
		first := d.box.change("d1", port.ChangeShipped).Card
		if err := c.VoidCard(t.Context(), first, registry.RecallFactory, again); err != nil {
			t.Fatal(err)
		}
		eventually(t, "told", func() bool { return slices.Contains(d.box.kinds("d1"), port.ChangeVoided) })
		if told := d.box.change("d1", port.ChangeVoided); told.Card != first || told.Reason != registry.RecallFactory || told.Version != 1 {
			t.Errorf("told %+v", told)
		}
		if !again {
			if n := c.count(`SELECT count(*) FROM card`) + c.count(`SELECT count(*) FROM step WHERE dossier = 'd1'`); n != 1 {
				t.Errorf("%d cards and steps: another one is made although nobody wants it", n)
			}
			continue
		}
		eventually(t, "another card shipped", func() bool {
			return c.count(`SELECT count(*) FROM card WHERE dossier = 'd1' AND serial <> $1 AND state = 'shipped'`, first) == 1
		})
		if card := c.cardOf(t, first); card.State != "void" || c.count(`SELECT count(*) FROM card`) != 2 {
			t.Errorf("%+v", card)
		}
	}
}

// TestVoidedBeforeItIsMade: a card that is only ordered is not made any more.
func TestVoidedBeforeItIsMade(t *testing.T) {
	const delay = time.Hour
	clock := &shiftedClock{}
	c := startCentre(t, registry.Options{Clock: clock, StepDelay: delay})
	d := newDesk(t, c, "office-1", "station-1")
	d.put(port.PacketID{Dossier: "d1", Version: 1}, citizen("001199000001", ""), 10)
	d.start()
	eventually(t, "received", func() bool { return slices.Contains(d.box.kinds("d1"), port.ChangeAcknowledged) })
	for n, word := range []string{port.ChangeAccepted, port.ChangeOrdered} {
		clock.shift(time.Duration(n+1) * (delay + time.Minute))
		d.put(port.PacketID{Dossier: fmt.Sprintf("d%d", n+2), Version: 1}, citizen(fmt.Sprintf("00119900000%d", n+2), ""), 10) // wakes the centre
		eventually(t, word, func() bool { return slices.Contains(d.box.kinds("d1"), word) })
	}
	serial := d.box.change("d1", port.ChangeOrdered).Card
	if n := c.count(`SELECT count(*) FROM step WHERE dossier = 'd1' AND kind = 'produce'`); n != 1 {
		t.Fatalf("%d steps to make the card", n)
	}
	if err := c.VoidCard(t.Context(), serial, registry.RecallIssue, false); err != nil {
		t.Fatal(err)
	}
	if n := c.count(`SELECT count(*) FROM step WHERE dossier = 'd1'`); n != 0 || c.cardOf(t, serial).State != "void" {
		t.Errorf("%d steps of a card that is void", n)
	}
}

// TestRecalledCard is a recall from the page to the parcel: who may, what the office
// hears, a hand-over that came too late, and the card on its way back.
func TestRecalledCard(t *testing.T) {
	c := startCentre(t, registry.Options{})
	p := servePage(t, c, nil, admin.Options{})
	d := newDesk(t, c, "office-1", "station-1")
	d.put(port.PacketID{Dossier: "dossier-1", Version: 1}, citizen("079199000001", ""), 10)
	d.start()
	eventually(t, "card shipped", func() bool { return slices.Contains(d.box.kinds("dossier-1"), port.ChangeShipped) })
	serial := d.box.change("dossier-1", port.ChangeShipped).Card
	d.log(port.Event{Type: "receive-card", Dossier: "dossier-1", Card: serial})
	d.log(port.Event{Type: "take-card-out", Dossier: "dossier-1", Card: serial})
	eventually(t, "taken out", func() bool { return c.cardOf(t, serial).State == "out" })

	an, binh := p.browser(), p.browser()
	an.login("an", pagePassword)
	binh.login("binh", pagePassword)
	form := "/cards/" + serial + "/takeback"
	recall := url.Values{"what": {"recall"}, "reason": {registry.RecallKey}}
	if _, body, _ := an.ask("GET", "/dossiers/dossier-1", nil); !strings.Contains(body, form) || strings.Contains(body, "không khớp") {
		t.Error("the card cannot be taken back from its dossier, or something is wrong with it already")
	}
	if _, body, _ := binh.ask("GET", "/dossiers/dossier-1", nil); strings.Contains(body, form) {
		t.Error("who decides is offered to take cards back")
	}
	if status, _, _ := binh.ask("GET", form, nil); status != http.StatusForbidden {
		t.Errorf("the form for who decides: %d", status)
	}
	if status, _ := binh.post("/", form, recall); status != http.StatusForbidden {
		t.Errorf("recalled by who decides: %d", status)
	}
	if _, body, _ := an.ask("GET", form, nil); !strings.Contains(body, `value="recall"`) || strings.Contains(body, `value="void"`) {
		t.Error("the form offers what cannot be done with a card that is out")
	}
	for what, one := range map[string]struct {
		form   url.Values
		status int
	}{
		"no reason":                 {url.Values{"what": {"recall"}}, http.StatusBadRequest},
		"an invented reason":        {url.Values{"what": {"recall"}, "reason": {"because"}}, http.StatusBadRequest},
		"an invented deed":          {url.Values{"what": {"burn"}, "reason": {registry.RecallKey}}, http.StatusBadRequest},
		"a recall made again":       {url.Values{"what": {"recall"}, "reason": {registry.RecallKey}, "again": {"yes"}}, http.StatusBadRequest},
		"void while it is out":      {url.Values{"what": {"void"}, "reason": {registry.RecallKey}}, http.StatusConflict},
		"a card that is not theirs": {nil, http.StatusNotFound},
	} {
		to := form
		if one.form == nil {
			to, one.form = "/cards/none/takeback", url.Values{}
		}
		if status, body := an.post("/", to, one.form); status != one.status || status == http.StatusConflict && !strings.Contains(body, "mang đi trả") {
			t.Errorf("%s: %d", what, status)
		}
	}
	if card := c.cardOf(t, serial); card.State != "out" || c.count(`SELECT count(*) FROM admin_entry WHERE about = $1`, serial) != 0 {
		t.Errorf("refused, and yet %+v", card)
	}

	if status, _ := an.post(form, form, recall); status != http.StatusSeeOther {
		t.Fatalf("recall: %d", status)
	}
	eventually(t, "told", func() bool { return slices.Contains(d.box.kinds("dossier-1"), port.ChangeRecalled) })
	if told := d.box.change("dossier-1", port.ChangeRecalled); told.Card != serial || told.Reason != registry.RecallKey {
		t.Errorf("told %+v", told)
	}
	if _, body, _ := an.ask("GET", "/log", nil); !strings.Contains(body, "thu hồi thẻ: lộ khóa") || !strings.Contains(body, serial) {
		t.Error("the deed was not kept")
	}
	if status, body := an.post("/", form, recall); status != http.StatusConflict || !strings.Contains(body, "thu hồi") {
		t.Errorf("recalled twice: %d", status)
	}

	d.log(port.Event{Type: "hand-over-card", Dossier: "dossier-1", Card: serial, Actor: "can-bo-1"})
	eventually(t, "hand-over entered", func() bool {
		return c.count(`SELECT count(*) FROM event WHERE type = 'hand-over-card' AND effect = 'card-state'`) == 1
	})
	if card := c.cardOf(t, serial); card.State != "recalled" || card.HandedOver != "" {
		t.Errorf("handed over although recalled: %+v", card)
	}
	if _, body, _ := an.ask("GET", "/dossiers/dossier-1", nil); !strings.Contains(body, "không khớp") || !strings.Contains(body, "trả thẻ") || !strings.Contains(body, "can-bo-1") {
		t.Error("that a recalled card was handed over is not shown")
	}
	d.log(port.Event{Type: "send-card-back", Dossier: "dossier-1", Card: serial})
	eventually(t, "sent back", func() bool { return c.cardOf(t, serial).State == "sent-back" })
	if n := c.count(`SELECT count(*) FROM event WHERE type = 'send-card-back' AND effect = 'done'`); n != 1 {
		t.Errorf("%d parcels", n)
	}
}

// TestRecallIsHandedOn: the back end revokes the credential of a card that is taken
// back, and the one made in place of a voided one names it.
func TestRecallIsHandedOn(t *testing.T) {
	b, backEnd := nationalBackEnd(t)
	c := startCentre(t, registry.Options{HandOn: backEnd})
	d := newDesk(t, c, "office-1", "station-1")
	d.putWhole(port.PacketID{Dossier: "d1", Version: 1}, "079199000001")
	d.start()
	eventually(t, "card shipped", func() bool { return slices.Contains(d.box.kinds("d1"), port.ChangeShipped) })
	card := d.box.change("d1", port.ChangeShipped).Card
	if err := c.VoidCard(t.Context(), card, registry.RecallData, true); err != nil {
		t.Fatal(err)
	}
	eventually(t, "revoked", func() bool { return b.Credential("credential-" + card)["status"] == "REVOKED" })
	var second string
	eventually(t, "another card shipped", func() bool {
		return c.Database().QueryRow(`SELECT serial FROM card WHERE dossier = 'd1' AND state = 'shipped'`).Scan(&second) == nil
	})
	again, _ := b.Request(second)["requestData"].(map[string]any)
	if again["requestType"] != osia.Replacement || again["parentCredentialId"] != "credential-"+card {
		t.Errorf("order of the card in its place: %v", again)
	}
	if err := c.RecallCard(t.Context(), second, registry.RecallIssue); err != nil {
		t.Fatal(err)
	}
	eventually(t, "revoked", func() bool { return b.Credential("credential-" + second)["status"] == "REVOKED" })
}
