package desk_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/store"
)

// stock puts a card of an accepted dossier on the shelf, by the commands that get
// it there and without the work at the counter.
func (b *bench) stock(identity dossier.Identity, serial string) dossier.ID {
	b.t.Helper()
	id := b.draft(identity)
	clerk, chief := dossier.Actor{User: clerkID, Role: dossier.RoleClerk}, dossier.Actor{User: chiefID, Role: dossier.RoleSupervisor}
	centre := dossier.Actor{User: "registry", Role: dossier.RoleRegistry}
	packet, err := b.store.PutPacket(b.t.Context(), id, func(w io.Writer) (string, error) {
		_, err := io.WriteString(w, serial)
		return "inner", err
	})
	b.must(err)
	card := &store.CardChange{Serial: serial, Box: "H-1", Shelf: "A1"}
	for i, c := range []store.Change{
		{Actor: clerk, Command: dossier.FinishCapture},
		{Actor: chief, Command: dossier.ApproveDossier, Delivery: &store.NewDelivery{Blob: packet, Version: 1, NotBefore: b.clock.Now()}},
		{Actor: centre, Command: dossier.AcceptDossier},
		{Actor: centre, Command: dossier.OrderCard, Card: card},
		{Actor: centre, Command: dossier.ShipCard, Card: card},
		{Actor: clerk, Command: dossier.ReceiveCard, Card: card},
	} {
		c.ID, c.Dossier = fmt.Sprint("stock-", serial, "-", i), id
		_, err := b.store.Apply(b.t.Context(), c)
		b.must(err)
	}
	return id
}

// other is a second station's window onto the same office.
func (b *bench) other(user string) *desk.Desk {
	b.t.Helper()
	d := desk.New(b.Params)
	_, err := d.LogIn(b.t.Context(), user, password)
	b.must(err)
	return d
}

// neighbour is the identity of somebody of a hamlet.
func neighbour(name, place string) dossier.Identity {
	identity := holder()
	identity.Name, identity.Permanent = name, dossier.Address{Text: place}
	return identity
}

// listOf makes a list of an officer and takes its cards out.
func (b *bench) listOf(kind string, cards map[string]dossier.ID, serials ...string) string {
	b.t.Helper()
	l := desk.CardList{Kind: kind, Taker: "Trung úy Lê Thị Mẫu", User: clerkID, Unit: "Thôn Đông"}
	for _, serial := range serials {
		l.Planned = append(l.Planned, desk.PlannedCard{Serial: serial, Dossier: cards[serial]})
	}
	list, err := b.OpenCardList(b.t.Context(), l)
	b.must(err)
	if kind == dossier.ListPost {
		return list
	}
	out, left, err := b.TakeOut(b.t.Context(), list)
	b.must(err)
	if out != len(serials) || len(left) != 0 {
		b.t.Fatalf("%d cards out, %d left", out, len(left))
	}
	return list
}

func (b *bench) wantCard(serial string, want dossier.CardState) {
	b.t.Helper()
	card, err := b.store.Card(b.t.Context(), serial)
	b.must(err)
	if card.State != want {
		b.t.Errorf("card %s is %s, want %s", serial, card.State, want)
	}
}

func handedOver(day string) desk.Outcome {
	return desk.Outcome{State: dossier.ItemHandedOver, Day: day}
}

// TestOfficerList signs a list out and back: each outcome leaves the card and the
// list where they belong, and the list closes when all is accounted for.
func TestOfficerList(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	cards := map[string]dossier.ID{}
	for _, serial := range []string{"T-1", "T-2", "T-3", "T-4"} {
		cards[serial] = b.stock(neighbour("LÊ THỊ "+serial, "Thôn Đông, Xã Hai"), serial)
	}
	list := b.listOf(dossier.ListOfficer, cards, "T-1", "T-2", "T-3", "T-4")
	if list != "DS261125-1-01" {
		t.Errorf("list is %q", list)
	}
	card, err := b.store.Card(ctx, "T-1")
	b.must(err)
	if card.State != dossier.CardOut || card.List != list || card.Officer != clerkID {
		t.Errorf("card out is %+v", card)
	}
	if err := b.SignBack(ctx, list, "T-1", handedOver("2026-11-25")); !errors.Is(err, dossier.ErrRole) {
		t.Errorf("a clerk passes the chip over: %v", err)
	}
	b.wantCard("T-1", dossier.CardOut)
	b.must(b.SignBack(ctx, list, "T-2", desk.Outcome{State: dossier.ItemBack}))
	b.must(b.SignBack(ctx, list, "T-3", desk.Outcome{State: dossier.ItemUndelivered, Reason: dossier.UndeliveredAbsent, Note: "đi làm xa"}))
	var open *desk.OpenItemsError
	if err := b.CloseCardList(ctx, list, ""); !errors.As(err, &open) || len(open.Items) != 2 || open.Items[0].Holder.Name != "LÊ THỊ T-1" || open.Items[1].Serial != "T-4" {
		t.Fatalf("closing with two cards out: %v", err)
	}
	b.login(chiefID)
	for range 2 { // done twice, it is done once
		b.must(b.SignBack(ctx, list, "T-1", handedOver("2026-11-25")))
	}
	if err := b.SignBack(ctx, list, "T-1", desk.Outcome{State: dossier.ItemBack}); !errors.Is(err, desk.ErrItemSettled) {
		t.Errorf("another outcome: %v", err)
	}
	b.must(b.SignBack(ctx, list, "T-4", desk.Outcome{State: dossier.ItemLost, Note: "rơi trên đường"}))
	b.must(b.CloseCardList(ctx, list, "cặp 3"))
	b.must(b.CloseCardList(ctx, list, "cặp 3"))

	for serial, want := range map[string]dossier.CardState{"T-1": dossier.CardHandedOver, "T-2": dossier.CardArrived, "T-3": dossier.CardUndelivered, "T-4": dossier.CardLost} {
		b.wantCard(serial, want)
	}
	b.wantState(cards["T-1"], dossier.Closed)
	h := b.open(cards["T-1"]).Handover
	if h.Matched || h.List != list || h.Day != "2026-11-25" || h.By != chiefID || !h.ChipSeen.IsZero() || h.Override == "" {
		t.Errorf("handover is %+v", h)
	}
	if n := b.entries(cards["T-1"], dossier.OverrideCheck); n != 1 {
		t.Errorf("%d overrides in the log", n)
	}
	rows, err := b.CardLists(ctx, "2026-11-01")
	b.must(err)
	if len(rows) != 1 || rows[0].Open() || rows[0].Out() != 4 || rows[0].Away() != 0 || rows[0].Totals[dossier.ItemHandedOver] != 1 || rows[0].Note != "cặp 3" {
		t.Errorf("lists are %+v", rows)
	}
	for _, paper := range []func(context.Context, string) (desk.ReportPaper, error){b.CardListPaper, b.CardsBackPaper} {
		p, err := paper(ctx, list)
		if err != nil || !bytes.HasPrefix(p.PDF, []byte("%PDF-")) || p.Printed != 0 {
			t.Errorf("paper %s, printed %d times: %v", p.Code, p.Printed, err)
		}
		b.must(b.PrintAtOnce(ctx, p))
		if p, err = paper(ctx, list); err != nil || p.Printed != 1 {
			t.Errorf("paper %s after it was printed: %d times, %v", p.Code, p.Printed, err)
		}
	}
	if err := b.SignBack(ctx, list, "T-9", desk.Outcome{State: dossier.ItemBack}); !errors.Is(err, desk.ErrNotFound) {
		t.Errorf("a card of no list: %v", err)
	}
	report, err := b.store.VerifyLog(ctx)
	b.must(err)
	if len(report.Problems) != 0 {
		t.Errorf("log: %v", report.Problems)
	}
}

// TestHandedOverSaysWhenTheChipWasSeen: a check of the chip when the box came is
// told in the record, although nobody read the chip in the hamlet.
func TestHandedOverSaysWhenTheChipWasSeen(t *testing.T) {
	b, _, id := shelved(t)
	ctx := t.Context()
	_, err := b.CheckChip(ctx, b.open(id), "R", nil)
	b.must(err)
	seen := b.clock.Now()
	list := b.listOf(dossier.ListSchool, map[string]dossier.ID{"T-1": id}, "T-1")
	b.clock.pass(26 * time.Hour)
	b.login(chiefID)
	if err := b.SignBack(ctx, list, "T-1", handedOver("2026-11-24")); !errors.Is(err, desk.ErrItemOutcome) {
		t.Errorf("handed over before it went out: %v", err)
	}
	if err := b.SignBack(ctx, list, "T-1", handedOver("2026-11-27")); !errors.Is(err, desk.ErrItemOutcome) {
		t.Errorf("handed over tomorrow: %v", err)
	}
	o := handedOver("2026-11-25")
	o.To = dossier.Handover{To: dossier.ToRepresentative, Recipient: "Lê Thị Mẹ", Number: "001168000123", Relation: "Mẹ", Authority: "Giấy khai sinh"}
	b.must(b.SignBack(ctx, list, "T-1", o))
	h := b.open(id).Handover
	if h.ChipSeen.Sub(seen).Abs() > time.Second || h.Recipient != "LÊ THỊ MẸ" || h.To != dossier.ToRepresentative {
		t.Errorf("handover is %+v", h)
	}
	if p, err := b.HandoverRecord(ctx, id); err != nil || len(p.PDF) == 0 {
		t.Errorf("record: %v", err)
	}
}

// TestPolicyOnLists: where the policy lets nobody pass a chip over, no card is
// handed over by a list.
func TestPolicyOnLists(t *testing.T) {
	b := newBench(t)
	cards := map[string]dossier.ID{"T-1": b.stock(holder(), "T-1")}
	list := b.listOf(dossier.ListOfficer, cards, "T-1")
	b.login(chiefID)
	b.Policy = overrideBy{b.Policy, nil}
	if err := b.SignBack(t.Context(), list, "T-1", handedOver("2026-11-25")); !errors.Is(err, dossier.ErrRole) {
		t.Errorf("handed over all the same: %v", err)
	}
	b.wantCard("T-1", dossier.CardOut)
}

// TestListAfterACrash: a list that was opened and whose cards did not all leave
// before the power went goes on where it stopped, and a card that somebody else has
// taken meanwhile is told.
func TestListAfterACrash(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	cards := map[string]dossier.ID{}
	for _, serial := range []string{"T-1", "T-2", "T-3"} {
		cards[serial] = b.stock(holder(), serial)
	}
	l := desk.CardList{Kind: dossier.ListOfficer, Taker: "Ông Ba, trưởng thôn", Unit: "Thôn Đông"}
	for _, serial := range []string{"T-1", "T-2"} {
		l.Planned = append(l.Planned, desk.PlannedCard{Serial: serial, Dossier: cards[serial]})
	}
	list, err := b.OpenCardList(ctx, l)
	b.must(err)
	stopped, stop := context.WithCancel(ctx)
	stop()
	if _, _, err := b.TakeOut(stopped, list); err == nil {
		t.Fatal("cards left although the desk had stopped")
	}
	b.wantCard("T-1", dossier.CardArrived)
	second := b.listOf(dossier.ListOfficer, cards, "T-2") // another window
	if second != "DS261125-1-02" {
		t.Errorf("second list is %q", second)
	}
	for range 2 {
		out, left, err := b.TakeOut(ctx, list)
		b.must(err)
		if out != 1 || len(left) != 1 || left[0].Serial != "T-2" || left[0].State != dossier.CardOut {
			t.Errorf("%d out, left %+v", out, left)
		}
	}
	b.must(b.takeBack(cards["T-3"]))
	third, err := b.OpenCardList(ctx, desk.CardList{Kind: dossier.ListOfficer, Taker: "A", Planned: []desk.PlannedCard{{Serial: "T-3", Dossier: cards["T-3"]}}})
	b.must(err)
	if out, left, err := b.TakeOut(ctx, third); err != nil || out != 0 || len(left) != 1 {
		t.Errorf("a card of a withdrawn dossier: %d out, %+v, %v", out, left, err)
	}
	view, err := b.CardListView(ctx, list)
	b.must(err)
	if len(view.Items) != 1 || len(view.Inside) != 1 || len(view.Away()) != 1 {
		t.Errorf("%d items, %d inside", len(view.Items), len(view.Inside))
	}
	card, err := b.store.Card(ctx, "T-1")
	b.must(err)
	if card.Officer != clerkID { // a name is never plain
		t.Errorf("the card's plain officer is %q", card.Officer)
	}
	b.must(b.SignBack(ctx, list, "T-1", desk.Outcome{State: dossier.ItemBack}))
	b.must(b.CloseCardList(ctx, list, ""))
	if _, _, err := b.TakeOut(ctx, list); err != nil {
		t.Errorf("taking out of a closed list without anything: %v", err)
	}
}

// TestCardLeavesAListByTheCounter: a card that is handed over at the counter, or
// recalled, while an officer's list has it is accounted for when the list closes.
func TestCardLeavesAListByTheCounter(t *testing.T) {
	b, _, id := shelved(t)
	ctx := t.Context()
	list := b.listOf(dossier.ListOfficer, map[string]dossier.ID{"T-1": id}, "T-1")
	check, err := b.CheckChip(ctx, b.open(id), "R", nil)
	b.must(err)
	b.must(b.HandOver(ctx, b.open(id), check, dossier.Handover{}))
	view, err := b.CardListView(ctx, list)
	b.must(err)
	if len(view.Away()) != 0 || view.Items[0].Elsewhere != dossier.CardHandedOver || !strings.Contains(view.Items[0].Words(), "tại quầy") {
		t.Errorf("item is %+v", view.Items[0])
	}
	b.must(b.CloseCardList(ctx, list, ""))
	view, err = b.CardListView(ctx, list)
	b.must(err)
	if view.Items[0].State != dossier.ItemElsewhere || view.Totals[dossier.ItemElsewhere] != 1 {
		t.Errorf("after the close: %+v", view.Items[0])
	}
}

// TestTwoStationsOnOneList: two windows sign cards of one list back at once; the
// same card is accounted for once, and neither undoes the other.
func TestTwoStationsOnOneList(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	cards := map[string]dossier.ID{}
	var serials []string
	for i := range 6 {
		serial := fmt.Sprint("T-", i)
		cards[serial] = b.stock(holder(), serial)
		serials = append(serials, serial)
	}
	list := b.listOf(dossier.ListOfficer, cards, serials...)
	chief := b.other(chiefID)
	errs := make(chan error, 2*len(serials))
	for _, d := range []*desk.Desk{b.Desk, chief} {
		go func() {
			for _, serial := range serials {
				errs <- d.SignBack(ctx, list, serial, desk.Outcome{State: dossier.ItemBack})
			}
		}()
	}
	for range 2 * len(serials) {
		if err := <-errs; err != nil {
			t.Errorf("signing back at both: %v", err)
		}
	}
	for serial, id := range cards {
		b.wantCard(serial, dossier.CardArrived)
		if n := b.entries(id, dossier.BringCardBack); n != 1 {
			t.Errorf("%d entries", n)
		}
	}
	// One takes a card out by a list that the other closes.
	second, err := b.OpenCardList(ctx, desk.CardList{Kind: dossier.ListOfficer, Taker: "A", Planned: []desk.PlannedCard{{Serial: "T-0", Dossier: cards["T-0"]}}})
	b.must(err)
	b.must(chief.CloseCardList(ctx, second, ""))
	if _, _, err := b.TakeOut(ctx, second); !errors.Is(err, desk.ErrListClosed) {
		t.Errorf("a card leaves by a closed list: %v", err)
	}
	b.wantCard("T-0", dossier.CardArrived)
}

func TestListsThatCannotBe(t *testing.T) {
	b := newBench(t)
	id := b.stock(holder(), "T-1")
	planned := []desk.PlannedCard{{Serial: "T-1", Dossier: id}}
	for name, c := range map[string]struct {
		list desk.CardList
		want error
	}{
		"no cards":       {desk.CardList{Kind: dossier.ListOfficer, Taker: "A"}, desk.ErrListEmpty},
		"no taker":       {desk.CardList{Kind: dossier.ListOfficer, Taker: " ", Planned: planned}, desk.ErrListTaker},
		"no kind":        {desk.CardList{Kind: "horse", Taker: "A", Planned: planned}, desk.ErrListTaker},
		"too many":       {desk.CardList{Kind: dossier.ListPost, Taker: "A", Planned: make([]desk.PlannedCard, desk.MaxListCards+1)}, desk.ErrListFull},
		"post, no cards": {desk.CardList{Kind: dossier.ListPost, Taker: "A"}, desk.ErrListEmpty},
	} {
		if _, err := b.OpenCardList(t.Context(), c.list); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	list := b.listOf(dossier.ListOfficer, map[string]dossier.ID{"T-1": id}, "T-1")
	for name, o := range map[string]desk.Outcome{
		"nothing":           {},
		"out again":         {State: dossier.ItemOut},
		"no reason":         {State: dossier.ItemUndelivered},
		"unknown reason":    {State: dossier.ItemUndelivered, Reason: "rain"},
		"lost without word": {State: dossier.ItemLost},
		"no day":            {State: dossier.ItemHandedOver},
	} {
		if err := b.SignBack(t.Context(), list, "T-1", o); !errors.Is(err, desk.ErrItemOutcome) {
			t.Errorf("%s: %v", name, err)
		}
	}
	b.wantCard("T-1", dossier.CardOut)
}
