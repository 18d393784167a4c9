package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/store"
)

// Errors of lists of cards.
var (
	ErrListClosed  = errors.New("list of cards is closed")
	ErrListEmpty   = errors.New("list of cards has no cards")
	ErrListFull    = errors.New("list of cards has too many cards")
	ErrListTaker   = errors.New("list of cards does not say who takes it")
	ErrCardStopped = errors.New("card of a dossier that was withdrawn")
	ErrCardAway    = errors.New("card does not lie on the shelf")
	ErrItemSettled = errors.New("card of a list is accounted for already")
	ErrItemOutcome = errors.New("what became of a card is not described")
)

// PlannedCard is a card that was chosen for a list.
type PlannedCard struct {
	Serial  string     `json:"serial"`
	Dossier dossier.ID `json:"dossier"`
}

// CardList is a list by which cards leave the office: an officer or a school takes
// them along, or the post does.
type CardList struct {
	ID       string            `json:"-"` // also its number on paper: "DS261125-1-01"
	State    dossier.BookState `json:"-"`
	Day      string            `json:"-"` // ISO date on which it was made
	revision int

	Kind    string        `json:"kind"`  // code of [dossier.ListKinds]
	Taker   string        `json:"taker"` // rank and name of who takes the cards, or the post office
	User    string        `json:"user,omitempty"`
	Unit    string        `json:"unit,omitempty"`  // hamlet, school or post office that takes them
	Phone   string        `json:"phone,omitempty"` // of who takes them
	Planned []PlannedCard `json:"planned,omitempty"`

	OpenedBy string    `json:"openedBy"`
	OpenedAt time.Time `json:"openedAt"`
	ClosedBy string    `json:"closedBy,omitempty"`
	ClosedAt time.Time `json:"closedAt,omitzero"`
	Note     string    `json:"note,omitempty"` // at the close: where the signed list is kept
	// Totals counts the cards by what became of them, once it is closed.
	Totals map[dossier.BookState]int `json:"totals,omitempty"`
}

// Open reports whether cards of the list may still be out.
func (l CardList) Open() bool { return l.State == dossier.CardListOpen }

// CardItem is one card of a list.
type CardItem struct {
	State    dossier.BookState `json:"-"`
	Dossier  dossier.ID        `json:"-"`
	revision int
	day      string

	List     string            `json:"list"`
	Serial   string            `json:"serial"`
	Shelf    string            `json:"shelf,omitempty"`  // where it lay, and goes back to
	Number   string            `json:"number,omitempty"` // of the postal item
	OutAt    time.Time         `json:"outAt"`
	OutBy    string            `json:"outBy"`
	At       time.Time         `json:"at,omitzero"` // of the outcome
	By       string            `json:"by,omitempty"`
	Day      string            `json:"day,omitempty"`      // ISO date on which it was handed over
	Reason   string            `json:"reason,omitempty"`   // code of [dossier.UndeliveredReasons]
	Note     string            `json:"note,omitempty"`     //
	LeftAs   dossier.CardState `json:"leftAs,omitempty"`   // of an item that left the list by another way
	Receiver string            `json:"receiver,omitempty"` // another than the holder who signed
}

// Away reports whether the card is still to be accounted for.
func (i CardItem) Away() bool {
	return i.State == dossier.ItemOut || i.State == dossier.ItemInPost
}

// Bounds of lists of cards.
const (
	MaxListCards = 500
	listTries    = 8   // how often a command is tried again when another window was faster
	maxListName  = 120 // letters of who takes a list
)

// OpenCardList begins a list and returns its number. Cards that were chosen leave
// the shelf only by [Desk.TakeOut] or [Desk.PostItem].
func (d *Desk) OpenCardList(ctx context.Context, l CardList) (string, error) {
	actor, err := d.actor()
	if err != nil {
		return "", err
	}
	if _, ok := dossier.FindCoded(dossier.ListKinds(), l.Kind); !ok {
		return "", fmt.Errorf("%w: kind", ErrListTaker)
	}
	l.Taker, l.Unit = clip(strings.TrimSpace(l.Taker), maxListName), clip(strings.TrimSpace(l.Unit), maxListName)
	if l.Taker == "" {
		return "", ErrListTaker
	}
	switch {
	case len(l.Planned) > MaxListCards:
		return "", fmt.Errorf("%w: %d, at most %d", ErrListFull, len(l.Planned), MaxListCards)
	case len(l.Planned) == 0:
		return "", ErrListEmpty
	}
	l.OpenedBy, l.OpenedAt, l.Totals = actor.User, d.now(), nil
	command, err := d.randomID()
	if err != nil {
		return "", err
	}
	var stale *store.StaleBookError
	for {
		if l.ID, err = d.nextListID(ctx, l.Kind); err != nil {
			return "", err
		}
		_, err = d.Store.Apply(ctx, store.Change{ID: "open-list-" + command, Actor: actor, Command: dossier.OpenCardList,
			Books: []store.BookChange{{Book: dossier.BookCardList, ID: l.ID, Day: d.today().ISO(), Owner: actor.User, Amount: int64(len(l.Planned)), Content: l}}})
		if errors.As(err, &stale) && ctx.Err() == nil {
			continue // another window took the number
		}
		if err != nil {
			return "", fmt.Errorf("opening a list of cards: %w", err)
		}
		return l.ID, nil
	}
}

// nextListID is the next number of a list of today: letters of the kind, day,
// station, running number.
func (d *Desk) nextListID(ctx context.Context, kind string) (string, error) {
	letters := "DS"
	if kind == dossier.ListPost {
		letters = "BD"
	}
	prefix := fmt.Sprintf("%s%s-%d-", letters, d.now().In(person.Zone()).Format("060102"), d.Store.Station().Number)
	have, err := d.Store.Book(ctx, store.BookFilter{Book: dossier.BookCardList, Prefix: prefix})
	if err != nil {
		return "", fmt.Errorf("numbering a list of cards: %w", err)
	}
	return fmt.Sprintf("%s%02d", prefix, len(have)+1), nil
}

// Left is a card that was chosen for a list and did not go out by it.
type Left struct {
	PlannedCard
	State dossier.CardState // where it is instead
}

// TakeOut lets the chosen cards of a list leave the shelf, one command a card, and
// returns how many are out by it and those that were not on the shelf any more.
// After a crash it goes on where it stopped.
func (d *Desk) TakeOut(ctx context.Context, list string) (out int, left []Left, err error) {
	l, err := d.cardList(ctx, list)
	if err != nil {
		return 0, nil, err
	}
	have, err := d.cardItems(ctx, list)
	if err != nil {
		return 0, nil, err
	}
	for _, planned := range l.Planned {
		if _, ok := have[planned.Serial]; ok {
			out++
			continue
		}
		card, err := d.Store.Card(ctx, planned.Serial)
		if err != nil {
			return out, left, fmt.Errorf("taking a card out: %w", err)
		}
		err = d.takeOut(ctx, list, card)
		switch {
		case errors.Is(err, ErrCardAway) || errors.Is(err, ErrCardStopped):
			left = append(left, Left{planned, card.State})
		case err != nil:
			return out, left, err
		default:
			out++
		}
	}
	return out, left, nil
}

// takeOut lets one card leave the shelf by a list.
func (d *Desk) takeOut(ctx context.Context, list string, card store.Card) error {
	return d.sendOut(ctx, list, card, CardItem{}, func(l CardList) store.Change {
		// The column is plain: who answers for the card, never a name.
		officer := cmp.Or(l.User, l.OpenedBy)
		return store.Change{Command: dossier.TakeCardOut, Card: &store.CardChange{Serial: card.Serial, Officer: officer, List: list}}
	})
}

// sendOut lets a card leave by a list that is open, together with the entries of the
// list and of the card in it. A card that left by it before is left alone.
func (d *Desk) sendOut(ctx context.Context, list string, card store.Card, item CardItem, change func(CardList) store.Change) error {
	actor, err := d.actor()
	if err != nil {
		return err
	}
	if card.State != dossier.CardArrived {
		return fmt.Errorf("%w: %s", ErrCardAway, card.State)
	}
	plain, err := d.Store.Plain(ctx, []dossier.ID{card.Dossier})
	if err != nil {
		return fmt.Errorf("letting a card leave by a list: %w", err)
	}
	if len(plain) != 1 || plain[0].State != dossier.Accepted {
		return ErrCardStopped
	}
	item.List, item.Serial, item.Shelf, item.OutAt, item.OutBy = list, card.Serial, card.Shelf, d.now(), actor.User
	var stale *store.StaleBookError
	for range listTries {
		l, err := d.cardList(ctx, list)
		if err != nil {
			return err
		}
		if !l.Open() {
			return ErrListClosed
		}
		c := change(l)
		c.ID, c.Actor, c.Dossier = listCommand(c.Command, list, card.Serial), actor, card.Dossier
		c.Event = map[string]any{"card": card.Serial, "list": list}
		c.Books = []store.BookChange{
			l.change(),
			{Book: dossier.BookCardItem, ID: itemID(list, card.Serial), Day: d.today().ISO(), Dossier: card.Dossier, Owner: actor.User, Content: item},
		}
		_, err = d.Store.Apply(ctx, c)
		if errors.As(err, &stale) {
			continue
		}
		if err != nil {
			return fmt.Errorf("letting a card leave by a list: %w", err)
		}
		return nil
	}
	return fmt.Errorf("letting a card leave by a list: %w", stale)
}

// change is the list as a command writes it again.
func (l CardList) change() store.BookChange {
	return store.BookChange{Book: dossier.BookCardList, ID: l.ID, BaseRevision: l.revision, Day: l.Day, Owner: l.OpenedBy, Amount: int64(len(l.Planned)), Content: l}
}

// cardList reads a list.
func (d *Desk) cardList(ctx context.Context, id string) (CardList, error) {
	entries, err := d.Store.Book(ctx, store.BookFilter{Book: dossier.BookCardList, ID: id})
	if err != nil {
		return CardList{}, fmt.Errorf("reading a list of cards: %w", err)
	}
	if len(entries) == 0 {
		return CardList{}, fmt.Errorf("list of cards: %w", ErrNotFound)
	}
	return listOf(entries[0])
}

func listOf(e store.BookEntry) (CardList, error) {
	l, err := says[CardList](e)
	l.ID, l.State, l.Day, l.revision = e.ID, e.State, e.Day, e.Revision
	return l, err
}

// cardItems reads the cards that went out by a list, by serial. Of one whose
// dossier was destroyed only the plain part is left, and it is no longer away.
func (d *Desk) cardItems(ctx context.Context, list string) (map[string]CardItem, error) {
	entries, err := d.Store.Book(ctx, store.BookFilter{Book: dossier.BookCardItem, Prefix: list + itemMark, Limit: 2 * MaxListCards})
	if err != nil {
		return nil, fmt.Errorf("reading the cards of a list: %w", err)
	}
	items := make(map[string]CardItem, len(entries))
	for _, e := range entries {
		item, err := itemOf(e)
		if err != nil {
			return nil, err
		}
		items[item.Serial] = item
	}
	return items, nil
}

func itemOf(e store.BookEntry) (CardItem, error) {
	var item CardItem
	if e.Content == nil {
		item.List, item.Serial, _ = strings.Cut(e.ID, itemMark)
	} else {
		var err error
		if item, err = says[CardItem](e); err != nil {
			return item, err
		}
	}
	item.State, item.Dossier, item.revision, item.day = e.State, e.Dossier, e.Revision, e.Day
	return item, nil
}

// itemMark parts the list from the card in the id of an item.
const itemMark = "."

// itemID names a card of a list within 64 bytes.
func itemID(list, serial string) string {
	if len(list)+len(itemMark)+len(serial) <= 64 {
		return list + itemMark + serial
	}
	return list + itemMark + digestOf(serial)
}

// listCommand is the id of what is done once to a card of a list.
func listCommand(command dossier.Command, list, serial string) string {
	return string(command) + "-" + digestOf(list, serial)
}
