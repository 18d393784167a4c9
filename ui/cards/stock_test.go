package cards

import (
	"context"
	"slices"
	"testing"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/store"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// stockDesk is a stock of some cards; what is done is written down.
type stockDesk struct {
	cards []desk.StockCard
	done  []string
	err   error
}

func (d *stockDesk) Boxes(context.Context) ([]desk.Box, error) {
	return []desk.Box{{ID: "H1"}, {ID: "H2"}}, nil
}
func (d *stockDesk) StockCards(_ context.Context, states ...dossier.CardState) ([]desk.StockCard, error) {
	return slices.DeleteFunc(slices.Clone(d.cards), func(c desk.StockCard) bool { return !slices.Contains(states, c.State) }), nil
}
func (d *stockDesk) Awaited(context.Context) (map[string]bool, error) {
	return map[string]bool{"N1": true}, nil
}
func (d *stockDesk) CardActs(card store.Card) []dossier.Command {
	return dossier.Allowed(dossier.Cards(), card.State, dossier.RoleClerk)
}
func (d *stockDesk) DaysWaiting(card store.Card) int {
	if card.Serial == "V0" {
		return recalledDays + 1
	}
	return 0
}
func (d *stockDesk) note(what string, cards ...store.Card) error {
	for _, c := range cards {
		what += " " + c.Serial
	}
	d.done = append(d.done, what)
	return d.err
}
func (d *stockDesk) ReceiveBox(_ context.Context, box desk.Box, shelf string) error {
	return d.note("receive " + box.ID + " " + shelf)
}
func (d *stockDesk) MoveCards(_ context.Context, cards []store.Card, shelf string) error {
	return d.note("move "+shelf, cards...)
}
func (d *stockDesk) ReportLost(_ context.Context, card store.Card, reason string) error {
	return d.note(reason, card)
}
func (d *stockDesk) FindCard(_ context.Context, card store.Card, shelf string) error {
	return d.note("find "+shelf, card)
}
func (d *stockDesk) Restock(_ context.Context, card store.Card, shelf string) error {
	return d.note("restock "+shelf, card)
}
func (d *stockDesk) FaultOf(_ context.Context, card store.Card, reason string) error {
	return d.note(reason, card)
}
func (d *stockDesk) SettleBox(_ context.Context, id, reason string) error {
	return d.note("settle " + id + " " + reason)
}
func (d *stockDesk) Identify(_ context.Context, code desk.CardCode) (desk.Surplus, error) {
	return desk.Surplus{Code: code.Names(), Why: desk.SurplusGiven}, d.err
}
func (d *stockDesk) SendBack(_ context.Context, cards []store.Card, reason, office, _ string) (desk.ReturnList, error) {
	return desk.ReturnList{ID: "L"}, d.note("back "+reason+office, cards...)
}

// stockScreen keeps the last of what it is told.
type stockScreen struct {
	boxes  int
	serial []string
	marked int
	failed int
	lists  []string
	known  []string
}

func (v *stockScreen) ShowBoxes(_ []desk.Box, at int) { v.boxes = at }
func (v *stockScreen) ShowCards(cards []desk.StockCard, marked map[string]bool, _ View) {
	v.serial, v.marked = nil, len(marked)
	for _, c := range cards {
		v.serial = append(v.serial, c.Serial)
	}
}
func (v *stockScreen) Failed(words.Message)          { v.failed++ }
func (v *stockScreen) Done(string)                   {}
func (v *stockScreen) SentBack(list desk.ReturnList) { v.lists = append(v.lists, list.ID) }
func (v *stockScreen) Changed()                      {}
func (v *stockScreen) Known(s desk.Surplus)          { v.known = append(v.known, s.Code+" "+s.Why) }

func stocked(t *testing.T) (*Stock, *stockDesk, *stockScreen) {
	t.Helper()
	card := func(serial string, state dossier.CardState) desk.StockCard {
		return desk.StockCard{Card: store.Card{Serial: serial, State: state, Replaced: "N1"}, Name: serial}
	}
	old := card("R2", dossier.CardReplaced)
	old.Replaced = "N0" // its replacement is here already
	d := &stockDesk{cards: []desk.StockCard{card("A1", dossier.CardArrived), card("A2", dossier.CardArrived), card("F1", dossier.CardFaulty),
		card("S1", dossier.CardShipped), card("O1", dossier.CardOut), card("L1", dossier.CardLost), card("R1", dossier.CardReplaced), old,
		card("U1", dossier.CardUndelivered), card("H1", dossier.CardHandedOver),
		card("V0", dossier.CardVoid), card("V1", dossier.CardRecalled)}}
	view := &stockScreen{}
	s := NewStock(d, kit.NewInlineOwner(t.Context()), kit.NoEvents{}, view)
	s.Load()
	return s, d, view
}

func TestViewsOfTheStock(t *testing.T) {
	s, _, view := stocked(t)
	for _, want := range [][]string{
		{"A1", "A2", "F1", "O1", "L1", "R1", "U1", "V1"}, {"A1", "A2"}, {"F1", "L1", "R1", "U1", "V1"}, {"S1"}, {"O1"}, {"A1", "A2", "F1", "O1", "L1", "R1", "U1", "V1"},
	} {
		if !slices.Equal(view.serial, want) {
			t.Errorf("view %d: %v, want %v", s.which, view.serial, want)
		}
		s.NextView()
	}
	s.MoveBox(1)
	s.MoveBox(1)
	if box, ok := s.Box(); !ok || box.ID != "H2" || view.boxes != 1 {
		t.Errorf("%+v", box)
	}
}

// TestScannedCardOfNoList: one that was handed over and is brought back is told of,
// so that its fault can be reported by scanning it.
func TestScannedCardOfNoList(t *testing.T) {
	s, d, view := stocked(t)
	code, ok := desk.ReadCardCode("H1")
	if !ok {
		t.Fatal("no code")
	}
	s.Identify(code)
	s.Fault(d.cards[9].Card, desk.FaultChipDead)
	s.SettleBox("b1", "trung ương gửi bù")
	if !slices.Equal(view.known, []string{"H1 given"}) || !slices.Equal(d.done, []string{"chip-dead H1", "settle b1 trung ương gửi bù"}) {
		t.Errorf("%q %q", view.known, d.done)
	}
	d.err = store.ErrLocked
	s.Identify(code)
	if view.failed != 1 || len(view.known) != 1 {
		t.Errorf("failed %d, known %q", view.failed, view.known)
	}
}

func TestMarkedCardsAreMovedAndSentBack(t *testing.T) {
	s, d, view := stocked(t)
	at := d.cards[0]
	for _, i := range []int{1, 2, 2, 2} { // marked, marked, taken away, marked
		s.Mark(d.cards[i])
	}
	cards, left := s.Chosen(at, dossier.MoveCard)
	if len(cards) != 1 || cards[0].Serial != "A2" || left != 1 || view.marked != 2 {
		t.Fatalf("%+v, %d left", cards, left)
	}
	s.MoveTo(cards, "B1")
	if view.marked != 0 {
		t.Error("marks outlive what they were for")
	}
	if cards, _ = s.Chosen(at, dossier.MoveCard); len(cards) != 1 || cards[0].Serial != "A1" {
		t.Errorf("without marks: %+v", cards)
	}
	if cards, _ = s.Chosen(d.cards[3], dossier.MoveCard); len(cards) != 0 {
		t.Errorf("a card on its way is moved: %+v", cards)
	}
	s.SendBack([]store.Card{d.cards[2].Card}, desk.ReturnFaulty, "", "")
	d.err = store.ErrDiskFull
	s.Lost(d.cards[3].Card, desk.LostInBox)
	s.SendBack([]store.Card{d.cards[2].Card}, desk.ReturnFaulty, "", "")
	if want := []string{"move B1 A2", "back faulty F1", "not-in-box S1", "back faulty F1"}; !slices.Equal(d.done, want) || view.failed != 2 || len(view.lists) != 1 {
		t.Errorf("%q, failed %d, lists %v", d.done, view.failed, view.lists)
	}
}

// TestEveryActHasWords: what the card table lets people do here is named.
func TestEveryActHasWords(t *testing.T) {
	for _, state := range dossier.CardStates() {
		for _, command := range dossier.Allowed(dossier.Cards(), state, dossier.RoleClerk) {
			switch command {
			case dossier.ReceiveCard, dossier.TakeCardOut, dossier.BringCardBack, dossier.PostCard, dossier.HandOverCard, dossier.FailDelivery:
				continue // of other screens
			}
			if acts[command] == "" {
				t.Errorf("%s has no words", command)
			}
		}
	}
	for _, reason := range desk.LostReasons() {
		if CardFault(reason) == reason {
			t.Errorf("%s has no words", reason)
		}
	}
	for _, reason := range desk.ReturnReasons() {
		if Words().Return(reason) == reason {
			t.Errorf("%s has no words", reason)
		}
	}
}

// oldDesk is a book of old cards.
type oldDesk struct {
	cards []desk.OldCard
	left  []dossier.ID
	err   error
	check desk.OldCardCheck
	moved []dossier.Command
}

func (d *oldDesk) OldCards(context.Context, ...dossier.BookState) ([]desk.OldCard, error) {
	return slices.DeleteFunc(slices.Clone(d.cards), func(c desk.OldCard) bool { return slices.Contains(d.left, c.Dossier) }), nil
}
func (d *oldDesk) OldCardLists(context.Context, person.CivilDate) ([]desk.OldCardList, error) {
	return nil, nil
}
func (d *oldDesk) HandInOldCards(_ context.Context, ids []dossier.ID, to string) (desk.OldCardList, error) {
	if d.err != nil {
		return desk.OldCardList{}, d.err
	}
	d.left = append(d.left, ids...)
	return desk.OldCardList{To: to, Cards: ids}, nil
}
func (d *oldDesk) DestroyOldCards(ctx context.Context, ids []dossier.ID, _ string, _ []string) (desk.OldCardList, error) {
	return d.HandInOldCards(ctx, ids, "")
}
func (d *oldDesk) MoveOldCard(_ context.Context, _ desk.OldCard, command dossier.Command, _ string) error {
	d.moved = append(d.moved, command)
	return d.err
}
func (d *oldDesk) CheckOldCards(context.Context, person.CivilDate, person.CivilDate) (desk.OldCardCheck, error) {
	return d.check, d.err
}
func (d *oldDesk) EnterOldCards(context.Context, []dossier.ID) error { return d.err }

type oldScreen struct {
	cards, marked, left, failed int
	checked                     []desk.OldCardCheck
}

func (v *oldScreen) ShowOld(cards []desk.OldCard, marked map[dossier.ID]bool, _ []desk.OldCardList) {
	v.cards, v.marked = len(cards), len(marked)
}
func (v *oldScreen) Checked(c desk.OldCardCheck) { v.checked = append(v.checked, c) }
func (v *oldScreen) Left(desk.OldCardList)       { v.left++ }
func (v *oldScreen) Done(string)                 {}
func (v *oldScreen) Failed(words.Message)        { v.failed++ }
func (v *oldScreen) Changed()                    {}

func TestOldCardsLeaveByList(t *testing.T) {
	d := &oldDesk{cards: []desk.OldCard{{Dossier: "1", State: dossier.OldCardHeld}, {Dossier: "2", State: dossier.OldCardHeld}, {Dossier: "3", State: dossier.OldCardMissing}}}
	view := &oldScreen{}
	o := NewOld(d, kit.NewInlineOwner(t.Context()), kit.NoEvents{}, view, func() person.CivilDate { return person.CivilDate{Year: 2026, Month: 11, Day: 25} })
	o.Load()
	o.Mark(d.cards[2]) // what is missing cannot leave
	if view.marked != 0 || !slices.Equal(o.Chosen(), []dossier.ID{"1", "2"}) {
		t.Errorf("marked %d, chosen %v", view.marked, o.Chosen())
	}
	o.Mark(d.cards[1])
	d.err = store.ErrDiskFull
	o.HandIn("ai đó")
	if view.left != 0 || view.failed != 1 || view.marked != 1 {
		t.Errorf("%+v", view)
	}
	d.err = nil
	o.HandIn("ai đó")
	if view.left != 1 || !slices.Equal(d.left, []dossier.ID{"2"}) || view.marked != 0 || view.cards != 2 {
		t.Errorf("%+v, left %v", view, d.left)
	}
	o.Move(d.cards[0], dossier.GiveOldCardBack, "rút")
	o.Check(1)
	if len(d.moved) != 1 || len(view.checked) != 1 {
		t.Errorf("%v %v", d.moved, view.checked)
	}
	if _, ok := o.LastList(); ok {
		t.Error("a list out of nothing")
	}
}
