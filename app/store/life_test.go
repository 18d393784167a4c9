package store_test

import (
	"encoding/json"
	"io"
	"testing"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/app/store"
)

// TestLife walks one dossier from the door to the card in hand.
func TestLife(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	id := d.draft("Nguyễn Thị Ánh", "001190012345")
	d.capture(id)
	d.approve(id, 1)

	if due, err := d.Due(ctx, d.clock.Now(), 10); err != nil || len(due) != 0 {
		t.Fatalf("due before the undo time: %v, %v", due, err)
	}
	d.clock.pass(11 * time.Second)
	d.Lock() // everything of the line goes on while the desk is locked
	due, err := d.Due(ctx, d.clock.Now(), 10)
	if err != nil || len(due) != 1 {
		t.Fatalf("due after the undo time: %v, %v", due, err)
	}
	for _, mark := range []port.DeliveryMark{
		{State: port.DeliveryOffered}, {State: port.DeliveryUploading, UploadURL: "https://registry/u/1"},
		{State: port.DeliveryUploading, Failure: "reset"}, {State: port.DeliveryStored},
		{State: port.DeliveryAcknowledged}, {State: port.DeliveryOffered},
	} {
		if err := d.Mark(ctx, due[0].Packet, mark); err != nil {
			t.Fatalf("mark %v: %v", mark, err)
		}
	}
	r, err := d.OpenPacket(ctx, due[0].Packet)
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(r)
	if err != nil || string(content) != "packet "+string(id)+" 1" {
		t.Fatalf("packet: %q, %v", content, err)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	d.login(chiefID)

	d.feed(store.Change{Command: dossier.AcknowledgePacket, Dossier: id, Version: 1})
	d.feed(store.Change{Command: dossier.AcceptDossier, Dossier: id, Version: 1})
	d.feed(store.Change{Command: dossier.OrderCard, Dossier: id, Card: &store.CardChange{Serial: "C1",
		Detail: &store.CardDetail{Document: "090012345", Expires: "2050-05-04"}}})
	d.feed(store.Change{Command: dossier.ProduceCard, Dossier: id, Card: &store.CardChange{Serial: "C1"}})
	d.feed(store.Change{Command: dossier.ShipCard, Dossier: id, Card: &store.CardChange{Serial: "C1", Box: "B7"}})
	d.do(store.Change{Actor: clerk, Command: dossier.ReceiveCard, Dossier: id, Card: &store.CardChange{Serial: "C1", Shelf: "A3"}})
	result := d.do(store.Change{Actor: clerk, Command: dossier.HandOverCard, Dossier: id, Card: &store.CardChange{Serial: "C1"},
		Section: &store.SectionChange{Name: dossier.SectionHandover, Content: dossier.Handover{Card: "C1"}},
		Event:   map[string]string{"card": "C1"}})
	if result.State != dossier.Closed || result.Card != dossier.CardHandedOver {
		t.Fatalf("after handover: %+v", result)
	}

	got, err := d.Dossier(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	if got.State != dossier.Closed || got.Version != 1 || got.Delivery.State != port.DeliveryDecided ||
		len(got.Cards) != 1 || got.Cards[0].Detail.Document != "090012345" || got.Cards[0].Box != "B7" {
		t.Errorf("dossier: %+v, delivery %+v", got, got.Delivery)
	}
	c, err := d.Section(ctx, id, dossier.SectionIdentity)
	if err != nil {
		t.Fatal(err)
	}
	var identity dossier.Identity
	if err := json.Unmarshal(c.JSON, &identity); err != nil || identity.Name != "Nguyễn Thị Ánh" || c.Revision != 1 {
		t.Errorf("identity: %+v, %v", identity, err)
	}
	figures, err := d.Figures(ctx, "2026-11-25", "2026-11-25")
	want := store.Figure{Clerk: clerkID, Station: d.Station().ID, Kind: "exchange", Taken: 1, Captured: 1, Approved: 1, Sent: 1, Accepted: 1, HandedOver: 1}
	if err != nil || len(figures) != 1 || figures[0] != want {
		t.Errorf("figures: %+v, %v", figures, err)
	}
	// The registry learns of the station, the arrival and the handover.
	events, err := d.Events(ctx, 100)
	if err != nil || len(events) != 3 {
		t.Fatalf("events: %d, %v", len(events), err)
	}
	if err := d.EventsAcknowledged(ctx, events[1].Seq); err != nil {
		t.Fatal(err)
	}
	if events, err = d.Events(ctx, 100); err != nil || len(events) != 1 {
		t.Errorf("events after acknowledgement: %d, %v", len(events), err)
	}
	hashes, err := d.LogHashes(ctx, 1000)
	if err != nil || len(hashes) < 15 || hashes[0].Seq != 1 {
		t.Fatalf("log hashes: %d, %v", len(hashes), err)
	}
	if err := d.LogAcknowledged(ctx, hashes[4].Seq); err != nil {
		t.Fatal(err)
	}
	if rest, err := d.LogHashes(ctx, 1000); err != nil || len(rest) != len(hashes)-5 {
		t.Errorf("log hashes after acknowledgement: %d, %v", len(rest), err)
	}
	if waiting, err := d.InboxWaiting(ctx); err != nil || waiting != 0 {
		t.Errorf("inbox: %d, %v", waiting, err)
	}
	d.verify()
	d.reopen()
	d.verify()
	<-d.Indexed()
	hits, err := d.Search(ctx, "anh nguyen", 10)
	if err != nil || len(hits) != 1 || hits[0].Dossier != string(id) || hits[0].Name != "Nguyễn Thị Ánh" {
		t.Errorf("search: %+v, %v", hits, err)
	}
}
