package desk_test

import (
	"errors"
	"slices"
	"testing"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/app/store"
)

// coming lets the registry ship cards of new dossiers in one box.
func (b *bench) coming(box string, serials ...string) map[string]dossier.ID {
	b.t.Helper()
	ids := map[string]dossier.ID{}
	for _, serial := range serials {
		b.login(clerkID)
		id := b.approved()
		ids[serial] = id
		b.tell(port.Change{Kind: port.ChangeAccepted, Dossier: string(id)})
		for _, kind := range []string{port.ChangeOrdered, port.ChangeProduced, port.ChangeShipped} {
			b.tell(port.Change{Kind: kind, Dossier: string(id), Card: serial, Chip: "190012345", Expires: "2031-05-04", Box: box, Seal: "S1"})
		}
	}
	b.login(clerkID)
	return ids
}

func (b *bench) theBox(id string) desk.Box {
	b.t.Helper()
	boxes, err := b.Boxes(b.t.Context())
	b.must(err)
	i := slices.IndexFunc(boxes, func(box desk.Box) bool { return box.ID == id })
	if i < 0 {
		b.t.Fatalf("box %s is not among %+v", id, boxes)
	}
	return boxes[i]
}

func (b *bench) cardIs(serial string, want dossier.CardState) store.Card {
	b.t.Helper()
	card, err := b.store.Card(b.t.Context(), serial)
	b.must(err)
	if card.State != want {
		b.t.Errorf("card %s is %s, want %s", serial, card.State, want)
	}
	return card
}

// TestBoxWithDifferences: one card missing, one damaged, one of another office,
// another seal. What was found outlives an interruption, is taken in once, and is
// printed.
func TestBoxWithDifferences(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	ids := b.coming("H-9", "T-1", "T-2", "T-3")
	record, err := b.OpenBox(ctx, b.theBox("H-9"))
	b.must(err)
	if len(record.Lines) != 3 || record.Seal != "S1" || record.Revision != 1 {
		t.Fatalf("%+v", record)
	}
	set := func(serial, found, reason string) {
		i := slices.IndexFunc(record.Lines, func(l desk.BoxLine) bool { return l.Serial == serial })
		record.Lines[i].Found, record.Lines[i].Reason = found, reason
	}
	set("T-1", desk.FoundScanned, "")
	record.SealIs, record.SealRead = desk.SealOther, "S77"
	strange, err := b.Identify(ctx, mustCode(t, "079199000001||Ai Đó|01011999|Nữ|Y|25112026"))
	b.must(err)
	if strange.Why != desk.SurplusUnknown || strange.Code != "079199000001" {
		t.Fatalf("%+v", strange)
	}
	record.Surplus = append(record.Surplus, strange)
	record, err = b.KeepBox(ctx, record)
	b.must(err)

	again, err := b.OpenBox(ctx, b.theBox("H-9")) // the desk ended in between
	b.must(err)
	if again.ID != record.ID || again.Count(desk.FoundScanned) != 1 || len(again.Surplus) != 1 || again.SealRead != "S77" || !b.theBox("H-9").Begun {
		t.Fatalf("interrupted: %+v", again)
	}
	record = again
	set("T-2", desk.FoundFaulty, desk.FaultDamaged)
	closed, err := b.CloseBox(ctx, record, "b2")
	b.must(err)
	if closed.State != dossier.BoxClosed || !closed.Differs() || len(closed.Missing()) != 1 || closed.Missing()[0].Serial != "T-3" {
		t.Errorf("%+v", closed)
	}
	if card := b.cardIs("T-1", dossier.CardArrived); card.Shelf != "B2" {
		t.Errorf("on shelf %q", card.Shelf)
	}
	b.cardIs("T-2", dossier.CardFaulty)
	missing := b.cardIs("T-3", dossier.CardShipped)
	if n := b.entries("", dossier.CloseBox); n != 1 {
		t.Errorf("%d entries of the log, want 1", n)
	}
	if n := b.entries(ids["T-1"], dossier.ReceiveCard); n != 1 {
		t.Errorf("received %d times", n)
	}
	paper, err := b.BoxPaper(ctx, closed.ID, words())
	b.must(err)
	if paper.Printed != 0 || len(paper.PDF) == 0 {
		t.Errorf("%+v", paper.Paper.Code)
	}
	b.must(b.PrintBookPaper(ctx, paper, desk.PrintOptions{}))
	if paper, err = b.BoxPaper(ctx, closed.ID, words()); err != nil || paper.Printed != 1 {
		t.Errorf("printed %d times, %v", paper.Printed, err)
	}

	// The missing card comes late: a box of its own; or it never comes.
	if box := b.theBox("H-9"); len(box.Cards) != 1 || box.Begun {
		t.Errorf("%+v", box)
	}
	b.must(b.ReportLost(ctx, missing, desk.LostInBox))
	b.cardIs("T-3", dossier.CardLost)
	lost, err := b.Identify(ctx, mustCode(t, "t-3"))
	b.must(err)
	if lost.Why != desk.SurplusLost {
		t.Errorf("%+v", lost)
	}
	b.must(b.FindCard(ctx, b.cardIs("T-3", dossier.CardLost), "C1"))
	b.cardIs("T-3", dossier.CardArrived)
	b.must(b.ReportLost(ctx, b.cardIs("T-3", dossier.CardArrived), desk.LostStolen)) // once more
	b.cardIs("T-3", dossier.CardLost)

	if err := b.SettleBox(ctx, closed.ID, "answered"); !errors.Is(err, dossier.ErrRole) {
		t.Errorf("a clerk settles a box: %v", err)
	}
	b.login(chiefID)
	b.must(b.SettleBox(ctx, closed.ID, "answered"))
}

// TestWholeBoxHasARecord: a box that is counted and not scanned leaves the same book.
func TestWholeBoxHasARecord(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	b.coming("H-1", "T-1", "T-2")
	b.must(b.ReceiveBox(ctx, b.theBox("H-1"), "A1"))
	today := b.today()
	records, err := b.BoxRecords(ctx, today, today)
	b.must(err)
	if len(records) != 1 || records[0].Differs() || records[0].Count(desk.FoundCounted) != 2 || records[0].State != dossier.BoxClosed {
		t.Errorf("%+v", records)
	}
	if boxes, err := b.Boxes(ctx); err != nil || len(boxes) != 0 {
		t.Errorf("%+v %v", boxes, err)
	}
}

// TestHalfTakenIn: the desk ended when all cards were in, but the record was open.
func TestHalfTakenIn(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	b.coming("H-1", "T-1")
	record, err := b.OpenBox(ctx, b.theBox("H-1"))
	b.must(err)
	record.Lines[0].Found = desk.FoundScanned
	record, err = b.KeepBox(ctx, record)
	b.must(err)
	b.must(b.ReceiveChecked(ctx, []store.Card{{Serial: "T-1", Dossier: record.Lines[0].Dossier}}, nil, "A1"))
	box := b.theBox("H-1")
	if !box.Begun || len(box.Cards) != 0 {
		t.Fatalf("%+v", box)
	}
	record, err = b.OpenBox(ctx, box)
	b.must(err)
	if _, err = b.CloseBox(ctx, record, "A1"); err != nil {
		t.Fatal(err)
	}
	if boxes, err := b.Boxes(ctx); err != nil || len(boxes) != 0 {
		t.Errorf("%+v %v", boxes, err)
	}
}

func mustCode(t *testing.T, text string) desk.CardCode {
	t.Helper()
	code, ok := desk.ReadCardCode(text)
	if !ok {
		t.Fatalf("%q is no card's code", text)
	}
	return code
}

// words say codes as they are.
func words() desk.StockWords {
	same := func(code string) string { return code }
	return desk.StockWords{Fault: same, Return: same, Seal: same, Surplus: same, Settlement: same}
}

// TestCardsOnTheShelves: moved, sent back by a list, transferred.
func TestCardsOnTheShelves(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	b.coming("H-1", "T-1", "T-2", "T-3")
	b.must(b.ReceiveBox(ctx, b.theBox("H-1"), "A1"))
	stock, err := b.StockCards(ctx, dossier.CardArrived)
	b.must(err)
	if len(stock) != 3 || stock[0].Name == "" || stock[0].Number == "" || stock[0].Created.IsZero() {
		t.Fatalf("%+v", stock)
	}
	b.must(b.MoveCards(ctx, []store.Card{stock[0].Card, stock[1].Card}, "b10"))
	if err := b.MoveCards(ctx, []store.Card{stock[2].Card}, "Ngăn của Lan"); !errors.Is(err, desk.ErrShelf) {
		t.Errorf("a name as a shelf: %v", err)
	}
	moved := b.cardIs(stock[0].Serial, dossier.CardArrived)
	if moved.Shelf != "B10" || desk.ShelfOf([]store.Card{moved}) != "B10" {
		t.Errorf("on shelf %q", moved.Shelf)
	}
	b.must(b.FaultOf(ctx, stock[2].Card, desk.FaultDamaged))
	faulty := b.cardIs(stock[2].Serial, dossier.CardFaulty)
	if _, err := b.SendBack(ctx, []store.Card{moved}, desk.ReturnTransferred, " ", ""); !errors.Is(err, desk.ErrOffice) {
		t.Errorf("transferred to nowhere: %v", err)
	}
	list, err := b.SendBack(ctx, []store.Card{faulty}, desk.ReturnFaulty, "", "S5")
	b.must(err)
	if card := b.cardIs(faulty.Serial, dossier.CardSentBack); card.List != list.ID || list.Cards[0].Fault != desk.FaultDamaged {
		t.Errorf("%+v %+v", card, list)
	}
	if _, err := b.SendBack(ctx, []store.Card{faulty, b.cardIs(faulty.Serial, dossier.CardSentBack)}, desk.ReturnFaulty, "", ""); !errors.Is(err, dossier.ErrTransition) {
		t.Errorf("sent back twice: %v", err)
	}
	transferred, err := b.SendBack(ctx, []store.Card{moved}, desk.ReturnTransferred, "Công an phường Khác", "")
	b.must(err)
	if transferred.Office != "Công an phường Khác" {
		t.Errorf("%+v", transferred)
	}
	for _, id := range []string{list.ID, transferred.ID} {
		if _, err := b.ReturnPaper(ctx, id, words()); err != nil {
			t.Error(err)
		}
	}
	lists, err := b.ReturnLists(ctx, b.today())
	b.must(err)
	if len(lists) != 2 {
		t.Errorf("%d lists", len(lists))
	}
	acts := b.CardActs(b.cardIs(stock[1].Serial, dossier.CardArrived))
	if !slices.Equal(acts, []dossier.Command{dossier.SendCardBack, dossier.ReportFault, dossier.ReportCardLost, dossier.MoveCard}) {
		t.Errorf("%v", acts)
	}
	if paper, err := b.ReadyPaper(ctx, stock); err != nil || paper.Code == "" {
		t.Errorf("%v", err)
	}
}

// TestCardsTakenBackByTheCentre: one that is voided cannot be handed over, one that
// is recalled neither; both stand on the list of the stock.
func TestCardsTakenBackByTheCentre(t *testing.T) {
	reader := &readers{chip: goodChip(), proofs: goodProofs()}
	b := newBench(t, func(p *desk.Params) { p.Cards = reader })
	ctx := t.Context()
	ids := b.coming("H-1", "T-1", "T-2")
	b.must(b.ReceiveBox(ctx, b.theBox("H-1"), "A1"))
	check, err := b.CheckChip(ctx, b.open(ids["T-1"]), "R", nil)
	b.must(err)
	if n := b.tell(port.Change{Kind: port.ChangeVoided, Dossier: string(ids["T-1"]), Card: "T-1", Reason: "data-wrong"},
		port.Change{Kind: port.ChangeRecalled, Dossier: string(ids["T-2"]), Card: "T-2", Reason: "key-compromised"}); n != 2 {
		t.Fatalf("%d changes applied", n)
	}
	if card := b.cardIs("T-1", dossier.CardVoid); card.Reason != "data-wrong" {
		t.Errorf("%+v", card)
	}
	b.cardIs("T-2", dossier.CardRecalled)
	if err := b.HandOver(ctx, b.open(ids["T-1"]), check, dossier.Handover{}); !errors.Is(err, dossier.ErrTransition) {
		t.Errorf("a voided card was handed over: %v", err)
	}
	stock, err := b.StockCards(ctx, desk.StockStates()...)
	b.must(err)
	if len(stock) != 2 {
		t.Errorf("%+v", stock)
	}
	recalled := b.cardIs("T-2", dossier.CardRecalled)
	if acts := b.CardActs(recalled); !slices.Equal(acts, []dossier.Command{dossier.SendCardBack}) {
		t.Errorf("with a recalled card: %v", acts)
	}
	if acts := b.CardActs(b.cardIs("T-1", dossier.CardVoid)); len(acts) != 0 {
		t.Errorf("with a voided card: %v", acts)
	}
	list, err := b.SendBack(ctx, []store.Card{recalled}, desk.ReturnRecalled, "", "S6")
	b.must(err)
	if card := b.cardIs("T-2", dossier.CardSentBack); card.List != list.ID || card.Reason != desk.ReturnRecalled {
		t.Errorf("%+v", card)
	}
	words, err := b.CentreWords(ctx, ids["T-2"])
	b.must(err)
	if last := words[len(words)-1]; last.Kind != port.ChangeRecalled || last.Card != "T-2" {
		t.Errorf("%+v", last)
	}
}
