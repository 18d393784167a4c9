package cards

import (
	"context"
	"slices"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/store"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// StockDesk is what the stock of cards needs of the desk.
type StockDesk interface {
	Boxes(ctx context.Context) ([]desk.Box, error)
	StockCards(ctx context.Context, states ...dossier.CardState) ([]desk.StockCard, error)
	Awaited(ctx context.Context) (map[string]bool, error)
	CardActs(card store.Card) []dossier.Command
	DaysWaiting(card store.Card) int
	ReceiveBox(ctx context.Context, box desk.Box, shelf string) error
	MoveCards(ctx context.Context, cards []store.Card, shelf string) error
	ReportLost(ctx context.Context, card store.Card, reason string) error
	FindCard(ctx context.Context, card store.Card, shelf string) error
	Restock(ctx context.Context, card store.Card, shelf string) error
	FaultOf(ctx context.Context, card store.Card, reason string) error
	SettleBox(ctx context.Context, id, reason string) error
	Identify(ctx context.Context, code desk.CardCode) (desk.Surplus, error)
	SendBack(ctx context.Context, cards []store.Card, reason, office, seal string) (desk.ReturnList, error)
}

// View chooses cards of the stock.
type View int

// Views of the stock.
const (
	ViewAll View = iota
	ViewReady
	ViewTrouble // faulty, lost, undelivered
	ViewComing
	ViewOut
	views
)

// recalledDays is how long a card stays on the list that the centre has voided or
// recalled: nothing that is done here takes a voided one off, and a recalled one that
// its holder never brings is not sent back.
const recalledDays = 92

// of tells which states a view shows; nil is all.
func (v View) of() []dossier.CardState {
	switch v {
	case ViewReady:
		return []dossier.CardState{dossier.CardArrived}
	case ViewTrouble:
		return []dossier.CardState{dossier.CardFaulty, dossier.CardReplaced, dossier.CardLost, dossier.CardUndelivered, dossier.CardVoid, dossier.CardRecalled}
	case ViewComing:
		return []dossier.CardState{dossier.CardShipped}
	case ViewOut:
		return []dossier.CardState{dossier.CardOut, dossier.CardInPost}
	}
	return nil
}

// StockView is what the stock says to the window, on the UI goroutine.
type StockView interface {
	ShowBoxes(boxes []desk.Box, at int)
	ShowCards(cards []desk.StockCard, marked map[string]bool, view View)
	// Known is told what the books know of a card that is not on the list.
	Known(desk.Surplus)
	Failed(words.Message)
	// Done says what was done, in a sentence.
	Done(text string)
	// SentBack is told of a list by which cards went back, to be printed.
	SentBack(list desk.ReturnList)
	Changed()
}

// Stock is the list of boxes on their way and of the cards of the office.
type Stock struct {
	desk   StockDesk
	owner  *kit.Owner
	view   StockView
	events kit.Events

	boxes  []desk.Box
	box    int
	cards  []desk.StockCard // all of them
	shown  []desk.StockCard // of the view
	which  View
	marked map[string]bool // by serial
	acting kit.Once
}

// NewStock makes the presenter of the stock.
func NewStock(d StockDesk, owner *kit.Owner, events kit.Events, view StockView) *Stock {
	return &Stock{desk: d, owner: owner, events: events, view: view, marked: map[string]bool{}}
}

// Load reads boxes and cards anew.
func (s *Stock) Load() {
	type read struct {
		boxes []desk.Box
		cards []desk.StockCard
	}
	kit.Background(s.owner, func(ctx context.Context) (r read, err error) {
		if r.boxes, err = s.desk.Boxes(ctx); err != nil {
			return r, err
		}
		awaited, err := s.desk.Awaited(ctx)
		if err != nil {
			return r, err
		}
		all, err := s.desk.StockCards(ctx, append(desk.StockStates(), dossier.CardReplaced)...)
		r.cards = slices.DeleteFunc(all, func(c desk.StockCard) bool {
			switch c.State {
			case dossier.CardReplaced: // a faulty card stays on the list until the one that replaces it is here
				return !awaited[c.Replaced]
			case dossier.CardVoid, dossier.CardRecalled:
				return s.desk.DaysWaiting(c.Card) > recalledDays
			}
			return false
		})
		return r, err
	}, func(r read, err error) {
		if err != nil {
			s.view.Failed(words.Of(err))
			return
		}
		s.boxes, s.cards = r.boxes, r.cards
		s.box = max(0, min(s.box, len(s.boxes)-1))
		s.view.ShowBoxes(s.boxes, s.box)
		s.show()
		s.count()
	})
}

// count tells how much there is of what.
func (s *Stock) count() {
	coming, here, faulty := 0, 0, 0
	for _, c := range s.cards {
		switch c.State {
		case dossier.CardShipped:
			coming++
		case dossier.CardFaulty, dossier.CardReplaced:
			faulty++
		case dossier.CardArrived, dossier.CardOut, dossier.CardInPost, dossier.CardUndelivered:
			here++
		}
	}
	s.events.Emit("cards-shown", "boxes", len(s.boxes), "coming", coming, "cards", here+faulty, "faulty", faulty)
}

func (s *Stock) show() {
	states := s.which.of()
	s.shown = nil
	here := map[string]bool{}
	for _, c := range s.cards {
		if states == nil && c.State != dossier.CardShipped || slices.Contains(states, c.State) {
			s.shown = append(s.shown, c)
			here[c.Serial] = true
		}
	}
	for serial := range s.marked {
		if !here[serial] {
			delete(s.marked, serial)
		}
	}
	s.view.ShowCards(s.shown, s.marked, s.which)
}

// NextView shows other cards of the stock.
func (s *Stock) NextView() {
	s.which = (s.which + 1) % views
	s.show()
	s.events.Emit("stock-view", "view", int(s.which), "cards", len(s.shown))
}

// Shown are the cards of the list as it is.
func (s *Stock) Shown() []desk.StockCard { return s.shown }

// Box is the box that is chosen.
func (s *Stock) Box() (desk.Box, bool) {
	if s.box < len(s.boxes) {
		return s.boxes[s.box], true
	}
	return desk.Box{}, false
}

// MoveBox chooses another box.
func (s *Stock) MoveBox(by int) {
	if at := s.box + by; at >= 0 && at < len(s.boxes) {
		s.box = at
		s.view.ShowBoxes(s.boxes, s.box)
	}
}

// Mark marks a card, or takes its mark away.
func (s *Stock) Mark(card desk.StockCard) {
	if s.marked[card.Serial] = !s.marked[card.Serial]; !s.marked[card.Serial] {
		delete(s.marked, card.Serial)
	}
	s.view.ShowCards(s.shown, s.marked, s.which)
}

// Chosen are the marked cards that a command is allowed for, in the order of the
// list; without marks the one at hand. left is how many marked ones it is not
// allowed for.
func (s *Stock) Chosen(at desk.StockCard, command dossier.Command) (cards []store.Card, left int) {
	if len(s.marked) == 0 {
		if s.May(at, command) {
			return []store.Card{at.Card}, 0
		}
		return nil, 0
	}
	for _, c := range s.shown {
		switch {
		case !s.marked[c.Serial]:
		case s.May(c, command):
			cards = append(cards, c.Card)
		default:
			left++
		}
	}
	return cards, left
}

// May reports whether who is logged in may give a command for a card.
func (s *Stock) May(card desk.StockCard, command dossier.Command) bool {
	return slices.Contains(s.desk.CardActs(card.Card), command)
}

// Acts are what can be done with a card.
func (s *Stock) Acts(card desk.StockCard) []kit.Choice {
	var choices []kit.Choice
	for _, command := range s.desk.CardActs(card.Card) {
		choices = append(choices, kit.Choice{Code: string(command), Text: acts[command]})
	}
	return choices
}

// act does something with the stock, once, and reads it anew.
func (s *Stock) act(do func(context.Context) error, done string, then func()) {
	kit.Act(s.owner, &s.acting, nil, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, do(ctx)
	}, func(_ struct{}, err error) {
		if err != nil {
			s.view.Failed(words.Of(err))
		} else {
			clear(s.marked)
			if done != "" {
				s.view.Done(done)
			}
			if then != nil {
				then()
			}
		}
		s.view.Changed()
		s.Load()
	})
}

// Receive takes a box in whole.
func (s *Stock) Receive(box desk.Box, shelf string) {
	s.act(func(ctx context.Context) error { return s.desk.ReceiveBox(ctx, box, shelf) },
		"Đã nhận hộp "+box.ID+".", func() { s.events.Emit("box-received", "cards", len(box.Cards)) })
}

// MoveTo puts cards on another shelf.
func (s *Stock) MoveTo(cards []store.Card, shelf string) {
	s.act(func(ctx context.Context) error { return s.desk.MoveCards(ctx, cards, shelf) },
		"Đã ghi ngăn mới.", func() { s.events.Emit("cards-moved", "cards", len(cards)) })
}

// Lost reports a card lost.
func (s *Stock) Lost(card store.Card, reason string) {
	s.act(func(ctx context.Context) error { return s.desk.ReportLost(ctx, card, reason) },
		"Đã báo mất thẻ "+card.Serial+".", func() { s.events.Emit("card-lost", "reason", reason) })
}

// Find notes that a lost card is back.
func (s *Stock) Find(card store.Card, shelf string) {
	s.act(func(ctx context.Context) error { return s.desk.FindCard(ctx, card, shelf) },
		"Thẻ "+card.Serial+" đã có lại.", func() { s.events.Emit("card-found") })
}

// Restock notes that a card which could not be delivered lies on a shelf again.
func (s *Stock) Restock(card store.Card, shelf string) {
	s.act(func(ctx context.Context) error { return s.desk.Restock(ctx, card, shelf) },
		"Thẻ "+card.Serial+" đã nhập lại kho.", func() { s.events.Emit("card-restocked") })
}

// SettleBox notes how the differences of a box were cleared up.
func (s *Stock) SettleBox(id, reason string) {
	s.act(func(ctx context.Context) error { return s.desk.SettleBox(ctx, id, reason) },
		"Đã ghi giải quyết chênh lệch của hộp.", func() { s.events.Emit("box-settled") })
}

// Identify looks a card up that is not on the list.
func (s *Stock) Identify(code desk.CardCode) {
	kit.Background(s.owner, func(ctx context.Context) (desk.Surplus, error) {
		return s.desk.Identify(ctx, code)
	}, func(found desk.Surplus, err error) {
		if err != nil {
			s.view.Failed(words.Of(err))
			return
		}
		s.events.Emit("card-known", "why", found.Why)
		s.view.Known(found)
	})
}

// Fault reports a card faulty.
func (s *Stock) Fault(card store.Card, reason string) {
	s.act(func(ctx context.Context) error { return s.desk.FaultOf(ctx, card, reason) },
		"Đã báo lỗi thẻ "+card.Serial+".", func() { s.events.Emit("fault-reported", "reason", reason) })
}

// SendBack sends cards back to the centre by a list.
func (s *Stock) SendBack(cards []store.Card, reason, office, seal string) {
	var list desk.ReturnList
	s.act(func(ctx context.Context) (err error) {
		list, err = s.desk.SendBack(ctx, cards, reason, office, seal)
		return err
	}, "", func() {
		s.events.Emit("cards-sent-back", "cards", len(list.Cards), "reason", reason)
		s.view.SentBack(list)
	})
}
