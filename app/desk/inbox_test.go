package desk_test

import (
	"context"
	"encoding/json"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"pgregory.net/rapid"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/app/store"
)

func card(id dossier.ID, kind string) port.Change {
	return port.Change{Kind: kind, Dossier: string(id), Card: "T-1", Chip: "123456789", Expires: "2031-05-04", Box: "H-1", Seal: "S-7", Lot: "LO-1"}
}

func TestInboxOfAnAcceptedDossier(t *testing.T) {
	b := newBench(t)
	id := b.approved()
	answer := func(kind string) port.Change { return port.Change{Kind: kind, Dossier: string(id), Version: 1} }
	for _, step := range []struct {
		change   port.Change
		state    dossier.State
		delivery port.DeliveryState
		card     dossier.CardState
	}{
		{answer(port.ChangeAcknowledged), dossier.Approved, port.DeliveryAcknowledged, ""},
		{answer(port.ChangeAccepted), dossier.Accepted, port.DeliveryDecided, ""},
		{card(id, port.ChangeOrdered), dossier.Accepted, port.DeliveryDecided, dossier.CardOrdered},
		{card(id, port.ChangeProduced), dossier.Accepted, port.DeliveryDecided, dossier.CardProduced},
		{card(id, port.ChangeShipped), dossier.Accepted, port.DeliveryDecided, dossier.CardShipped},
	} {
		if n := b.tell(step.change); n != 1 {
			t.Fatalf("%s: %d changes, want 1", step.change.Kind, n)
		}
		opened := b.open(id)
		if opened.State != step.state || opened.Delivery.State != step.delivery {
			t.Errorf("%s: dossier %s, delivery %s", step.change.Kind, opened.State, opened.Delivery.State)
		}
		if step.card != "" && (len(opened.Cards) != 1 || opened.Cards[0].State != step.card) {
			t.Errorf("%s: cards are %+v", step.change.Kind, opened.Cards)
		}
	}
	c := b.open(id).Cards[0]
	if c.Detail.Document != "123456789" || c.Detail.Expires != "2031-05-04" || c.Box != "H-1" {
		t.Errorf("card is %+v", c)
	}
	boxes, err := b.Boxes(t.Context())
	if err != nil || len(boxes) != 1 || boxes[0].ID != "H-1" || boxes[0].Seal != "S-7" || boxes[0].Lot != "LO-1" {
		t.Fatalf("boxes are %+v, error %v", boxes, err)
	}
	for range 2 {
		b.must(b.ReceiveBox(t.Context(), boxes[0], "A1"))
	}
	if ready, ok := desk.ReadyCard(b.open(id)); !ok || ready.Shelf != "A1" {
		t.Errorf("card on the shelf is %+v", ready)
	}
}

func TestInboxOfARejectedDossier(t *testing.T) {
	b := newBench(t)
	id := b.approved()
	b.tell(port.Change{Kind: port.ChangeRejected, Dossier: string(id), Version: 1, Reason: "duplicate"})
	opened := b.open(id)
	if opened.State != dossier.Rejected || opened.Reason != "duplicate" || opened.Delivery.State != port.DeliveryDecided {
		t.Errorf("dossier %s for %q, delivery %s", opened.State, opened.Reason, opened.Delivery.State)
	}
}

func TestInboxWantsARecapture(t *testing.T) {
	b := newBench(t)
	id := b.approved()
	b.tell(port.Change{Kind: port.ChangeRecapture, Dossier: string(id), Version: 1, Section: "iris", Reason: "blurred"})
	if opened := b.open(id); opened.State != dossier.RecaptureWanted || opened.Return != dossier.SectionIris {
		t.Errorf("dossier %s at %s", opened.State, opened.Return)
	}
}

// TestLateAnswerToAnOldVersion: the registry speaks of a version that the desk
// has replaced; the new one is not decided by it.
func TestLateAnswerToAnOldVersion(t *testing.T) {
	for _, kind := range []string{port.ChangeAccepted, port.ChangeRejected, port.ChangeRecapture} {
		b := newBench(t)
		id := b.approved()
		b.must(b.UndoApproval(t.Context(), id))
		b.must(b.Approve(t.Context(), id))
		late := port.Change{Kind: kind, Dossier: string(id), Version: 1, Section: "iris", Reason: "blurred"}
		if n := b.tell(late); n != 0 {
			t.Errorf("%s of version 1 changed version 2", kind)
		}
		if opened := b.open(id); opened.State != dossier.Approved || opened.Delivery.State != port.DeliverySealed {
			t.Errorf("%s: dossier %s, delivery %s", kind, opened.State, opened.Delivery.State)
		}
	}
}

// TestInboxPassesByWhatDoesNotFit: no item holds up the ones behind it.
func TestInboxPassesByWhatDoesNotFit(t *testing.T) {
	unknown := dossier.ID("00000000000000000000000000000000")
	tests := []struct {
		name string
		give func(b *bench, id dossier.ID)
		why  string
	}{
		{"unknown kind", func(b *bench, id dossier.ID) { b.receive("card-embossed", []byte(`{"kind":"card-embossed"}`)) }, "unknown-kind"},
		{"no kind", func(b *bench, _ dossier.ID) { b.receive("card-ordered", []byte(`{}`)) }, "unknown-kind"},
		{"no JSON", func(b *bench, _ dossier.ID) { b.receive("card-ordered", []byte(`{"kind":`)) }, "malformed"},
		{"not sealed", func(b *bench, _ dossier.ID) { b.feed++; b.receiveSealed("card-ordered", []byte("noise")) }, "unreadable"},
		{"unknown dossier", func(b *bench, _ dossier.ID) {
			b.receive(port.ChangeAccepted, []byte(`{"kind":"dossier-accepted","dossier":"`+string(unknown)+`"}`))
		}, "no-fit"},
		{"no dossier", func(b *bench, _ dossier.ID) { b.receive(port.ChangeAccepted, []byte(`{"kind":"dossier-accepted"}`)) }, "no-fit"},
		{"no card", func(b *bench, id dossier.ID) {
			b.receive(port.ChangeOrdered, []byte(`{"kind":"card-ordered","dossier":"`+string(id)+`"}`))
		}, "no-fit"},
		{"rejected without a reason", func(b *bench, id dossier.ID) {
			b.receive(port.ChangeRejected, []byte(`{"kind":"dossier-rejected","dossier":"`+string(id)+`"}`))
		}, "no-fit"},
		{"card that was not ordered", func(b *bench, id dossier.ID) {
			b.receive(port.ChangeShipped, []byte(`{"kind":"card-shipped","dossier":"`+string(id)+`","card":"T-9","box":"H"}`))
		}, "no-fit"},
	}
	b := newBench(t)
	id := b.approved()
	for _, test := range tests {
		test.give(b, id)
		seq := b.feed
		if n := b.tell(port.Change{Kind: port.ChangeAcknowledged, Dossier: string(id), Version: 1}); n != 1 {
			t.Errorf("%s: %d changes, want only the acknowledgement behind it", test.name, n)
		}
		entries, err := b.store.Log(t.Context(), store.LogFilter{Types: []dossier.Command{dossier.IgnoreChange}})
		b.must(err)
		if len(entries) == 0 || entries[len(entries)-1].Reason != test.why {
			t.Errorf("%s (item %d): passed by as %+v, want %q", test.name, seq, entries, test.why)
		}
	}
	b.wantState(id, dossier.Approved)
}

func TestAnswersOutOfOrder(t *testing.T) {
	b := newBench(t)
	id := b.approved()
	// The decision and the card overtake the acknowledgement.
	n := b.tell(card(id, port.ChangeOrdered), port.Change{Kind: port.ChangeAccepted, Dossier: string(id), Version: 1},
		port.Change{Kind: port.ChangeAcknowledged, Dossier: string(id), Version: 1}, card(id, port.ChangeShipped))
	if n != 4 {
		t.Errorf("%d changes, want 4", n)
	}
	opened := b.open(id)
	if opened.State != dossier.Accepted || opened.Delivery.State != port.DeliveryDecided || opened.Cards[0].State != dossier.CardShipped {
		t.Errorf("dossier %s, delivery %s, cards %+v", opened.State, opened.Delivery.State, opened.Cards)
	}
	// A step behind the one reached changes nothing.
	if n := b.tell(card(id, port.ChangeProduced)); n != 0 {
		t.Errorf("%d changes by a late item, want none", n)
	}
}

func TestSameItemTwice(t *testing.T) {
	b := newBench(t)
	id := b.approved()
	ordered := card(id, port.ChangeOrdered)
	if n := b.tell(ordered, ordered); n != 1 {
		t.Errorf("%d changes, want 1", n)
	}
	if cards := b.open(id).Cards; len(cards) != 1 {
		t.Errorf("%d cards, want 1", len(cards))
	}
	if n, err := b.ApplyInbox(t.Context()); n != 0 || err != nil {
		t.Errorf("applying again changed %d, error %v", n, err)
	}
}

// TestDestroyedDossier: what the registry still says of it holds nothing up.
func TestDestroyedDossier(t *testing.T) {
	b := newBench(t)
	id := b.draft(holder())
	b.must(b.Cancel(t.Context(), id, "opened-by-mistake"))
	other := b.approved()
	_, err := b.store.Destroy(t.Context(), dossier.Actor{User: "station", Role: dossier.RoleStation}, id, "retention")
	b.must(err)
	n := b.tell(card(id, port.ChangeOrdered), port.Change{Kind: port.ChangeAcknowledged, Dossier: string(other), Version: 1})
	if n != 1 {
		t.Errorf("%d changes, want 1", n)
	}
}

func TestInboxWaitsWhileLocked(t *testing.T) {
	b := newBench(t)
	id := b.approved()
	b.must(b.LogOut(t.Context()))
	b.receive(port.ChangeAccepted, []byte(`{"kind":"dossier-accepted","dossier":"`+string(id)+`","version":1}`))
	if n, err := b.ApplyInbox(t.Context()); n != 0 || err == nil {
		t.Errorf("applied %d while locked, error %v", n, err)
	}
	b.login(chiefID)
	if n, err := b.ApplyInbox(t.Context()); n != 1 || err != nil {
		t.Errorf("applied %d after logging in, error %v", n, err)
	}
	b.wantState(id, dossier.Accepted)
}

// TestInboxAppliedFromTwoSides: the frame asks each time that something comes in.
func TestInboxAppliedFromTwoSides(t *testing.T) {
	b := newBench(t)
	id := b.approved()
	b.receive("card-embossed", []byte(`{"kind":"card-embossed"}`))
	b.receive(port.ChangeShipped, []byte(`{"kind":"card-shipped","dossier":"`+string(id)+`","card":"T-9","box":"H"}`))
	b.receive(port.ChangeAccepted, []byte(`{"kind":"dossier-accepted","dossier":"`+string(id)+`","version":1}`))
	var applied atomic.Int64
	var work sync.WaitGroup
	for range 4 {
		work.Go(func() {
			n, err := b.ApplyInbox(t.Context())
			applied.Add(int64(n))
			if err != nil {
				t.Errorf("applying: %v", err)
			}
		})
	}
	work.Wait()
	if applied.Load() != 1 {
		t.Errorf("%d changes, want 1", applied.Load())
	}
	b.wantState(id, dossier.Accepted)
}

// TestAnyFeedDrains: whatever the registry says of a dossier, in whatever order,
// the inbox ends empty without an error and the log stays whole.
func TestAnyFeedDrains(t *testing.T) {
	b := newBench(t)
	id := b.approved()
	kinds := []string{
		port.ChangeAcknowledged, port.ChangeAccepted, port.ChangeRejected, port.ChangeRecapture,
		port.ChangeOrdered, port.ChangeProduced, port.ChangeShipped, "card-embossed", "",
	}
	change := rapid.Custom(func(t *rapid.T) port.Change {
		return port.Change{
			Kind:    rapid.SampledFrom(kinds).Draw(t, "kind"),
			Dossier: rapid.SampledFrom([]string{string(id), "", "nobody", "00000000000000000000000000000000"}).Draw(t, "dossier"),
			Version: rapid.IntRange(-1, 2).Draw(t, "version"),
			Card:    rapid.SampledFrom([]string{"", "T-1", "T-2", strings.Repeat("T", 65)}).Draw(t, "card"),
			Box:     rapid.SampledFrom([]string{"", "H-1"}).Draw(t, "box"),
			Section: rapid.SampledFrom([]string{"", "iris", "nonsense"}).Draw(t, "section"),
			Reason:  rapid.SampledFrom([]string{"", "blurred", "lý do\x00lạ"}).Draw(t, "reason"),
			Expires: rapid.SampledFrom([]string{"", "2031-05-04", "never"}).Draw(t, "expires"),
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		for _, change := range rapid.SliceOfN(change, 1, 6).Draw(t, "feed") {
			body, err := json.Marshal(change)
			if err != nil {
				t.Fatal(err)
			}
			b.receive("change", body)
		}
		if _, err := b.ApplyInbox(context.Background()); err != nil {
			t.Fatalf("applying: %v", err)
		}
		if waiting, err := b.store.InboxWaiting(context.Background()); err != nil || waiting != 0 {
			t.Fatalf("%d items wait, error %v", waiting, err)
		}
	})
	report, err := b.store.VerifyLog(t.Context())
	if err != nil || len(report.Problems) != 0 {
		t.Errorf("log: %+v, error %v", report.Problems, err)
	}
}
