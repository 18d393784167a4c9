package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/store"
)

// ErrShelf is returned for a place on the shelves that cannot be one.
var ErrShelf = errors.New("not a place on the shelves")

// maxStock bounds what is read of the stock at once; an office has fewer cards.
const maxStock = 100_000

// readAtOnce bounds how many dossiers one question to the store names.
const readAtOnce = 500

// StockCard is a card of the stock with whose it is.
type StockCard struct {
	store.Card
	Name    string // "" while the index is not there, or when the content was destroyed
	Number  string // personal number
	Phone   string
	Created time.Time // of the dossier: no card of it was issued before
}

// StockStates are the states in which a card is of the office's stock, or ought to
// be: on its way, here, out, faulty, lost, or taken back by the centre.
func StockStates() []dossier.CardState {
	return []dossier.CardState{dossier.CardShipped, dossier.CardArrived, dossier.CardOut, dossier.CardInPost,
		dossier.CardUndelivered, dossier.CardFaulty, dossier.CardLost, dossier.CardVoid, dossier.CardRecalled}
}

// StockCards lists the cards in some states, by shelf and name.
func (d *Desk) StockCards(ctx context.Context, states ...dossier.CardState) ([]StockCard, error) {
	cards, err := d.Store.Cards(ctx, store.CardFilter{States: states, Limit: maxStock})
	if err != nil {
		return nil, fmt.Errorf("listing the stock of cards: %w", err)
	}
	stock, err := d.withPeople(ctx, cards)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(stock, func(a, b StockCard) int {
		return cmp.Or(CompareShelves(a.Shelf, b.Shelf), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Serial, b.Serial))
	})
	return stock, nil
}

// withPeople adds to cards whose they are.
func (d *Desk) withPeople(ctx context.Context, cards []store.Card) ([]StockCard, error) {
	created := make(map[dossier.ID]time.Time, len(cards))
	for part := range slices.Chunk(cards, readAtOnce) {
		ids := make([]dossier.ID, 0, len(part))
		for _, card := range part {
			ids = append(ids, card.Dossier)
		}
		plain, err := d.Store.Plain(ctx, ids)
		if err != nil {
			return nil, fmt.Errorf("reading the dossiers of cards: %w", err)
		}
		for _, p := range plain {
			created[p.ID] = p.Created
		}
	}
	stock := make([]StockCard, 0, len(cards))
	for _, card := range cards {
		line := StockCard{Card: card, Created: created[card.Dossier]}
		if whose, ok := d.Store.Person(card.Dossier); ok {
			line.Name, line.Number, line.Phone = whose.Name, whose.Number, whose.Phone
		}
		stock = append(stock, line)
	}
	return stock, nil
}

// CompareShelves orders places as they stand in a row: A2 before A10.
func CompareShelves(a, b string) int {
	for a != "" && b != "" {
		x, restA := shelfPart(a)
		y, restB := shelfPart(b)
		if len(x) != len(y) && isDigit(x[0]) && isDigit(y[0]) {
			return cmp.Compare(len(x), len(y))
		}
		if c := strings.Compare(x, y); c != 0 {
			return c
		}
		a, b = restA, restB
	}
	return cmp.Compare(len(a), len(b))
}

// shelfPart cuts the first run of digits, without its zeros, or of other signs.
func shelfPart(text string) (part, rest string) {
	digits := isDigit(text[0])
	end := 1
	for end < len(text) && isDigit(text[end]) == digits {
		end++
	}
	part, rest = text[:end], text[end:]
	if digits {
		part = cmp.Or(strings.TrimLeft(part, "0"), "0")
	}
	return part, rest
}

func isDigit(b byte) bool { return b >= '0' && b <= '9' }

// maxShelf bounds the name of a place: it is plain in the database, written on a
// label, and never a person's.
const maxShelf = 12

// ParseShelf reads a place on the shelves: up to 12 letters without accents,
// digits, and hyphens, written in capitals. Its error is [ErrShelf].
func ParseShelf(text string) (string, error) {
	shelf := strings.ToUpper(strings.TrimSpace(text))
	if shelf == "" || len(shelf) > maxShelf {
		return "", ErrShelf
	}
	for _, r := range shelf {
		if (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' {
			return "", ErrShelf
		}
	}
	return shelf, nil
}

// ShelfOf is where the card of a dossier lies, "" when none lies here: what a
// clerk looks for at the counter.
func ShelfOf(cards []store.Card) string {
	for _, card := range cards {
		if card.State == dossier.CardArrived {
			return card.Shelf
		}
	}
	return ""
}

// shelved adds to rows where the cards lie: only dossiers that the centre accepted
// can have one here.
func (d *Desk) shelved(ctx context.Context, rows []Row) error {
	at := map[dossier.ID]int{}
	var ids []dossier.ID
	for i, row := range rows {
		if row.State == dossier.Accepted {
			at[row.ID], ids = i, append(ids, row.ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	cards, err := d.Store.Cards(ctx, store.CardFilter{States: []dossier.CardState{dossier.CardArrived}, Dossiers: ids, Limit: len(ids)})
	if err != nil {
		return fmt.Errorf("looking for cards on the shelves: %w", err)
	}
	for _, card := range cards {
		rows[at[card.Dossier]].Shelf = card.Shelf
	}
	return nil
}

// MoveCards puts cards that are on the shelves on another one.
func (d *Desk) MoveCards(ctx context.Context, cards []store.Card, shelf string) error {
	shelf, err := ParseShelf(shelf)
	if err != nil {
		return err
	}
	for _, card := range cards {
		if card.Shelf == shelf {
			continue
		}
		err := d.write(ctx, "moving a card to another shelf", "", store.Change{
			Command: dossier.MoveCard, Dossier: card.Dossier, Card: &store.CardChange{Serial: card.Serial, Shelf: shelf},
			Payload: map[string]string{"from": card.Shelf, "to": shelf},
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Reasons for which a card is reported lost, as the registry learns them.
const (
	LostInBox   = "not-in-box"   // it was on the list of its box and not in it
	LostInStock = "not-in-stock" // it was not found when the shelves were counted
	LostOnWay   = "lost-on-way"  // an officer, a school or the post lost it
	LostStolen  = "stolen"
)

// LostReasons lists them in their order.
func LostReasons() []string { return []string{LostInBox, LostInStock, LostOnWay, LostStolen} }

// ReportLost records that a card is lost; the registry blocks its chip.
func (d *Desk) ReportLost(ctx context.Context, card store.Card, reason string) error {
	return d.write(ctx, "reporting a lost card", "", store.Change{
		Command: dossier.ReportCardLost, Dossier: card.Dossier, Reason: reason,
		Card:  &store.CardChange{Serial: card.Serial, Reason: reason, Officer: card.Officer, List: card.List},
		Event: map[string]any{"card": card.Serial, "reason": reason},
	})
}

// FindCard records that a lost card is back, and on which shelf it lies.
func (d *Desk) FindCard(ctx context.Context, card store.Card, shelf string) error {
	shelf, err := ParseShelf(shelf)
	if err != nil {
		return err
	}
	return d.write(ctx, "noting that a card was found", "", store.Change{
		Command: dossier.FindCard, Dossier: card.Dossier, Card: &store.CardChange{Serial: card.Serial, Shelf: shelf},
		Event: map[string]any{"card": card.Serial},
	})
}

// Restock puts a card that could not be delivered back on a shelf.
func (d *Desk) Restock(ctx context.Context, card store.Card, shelf string) error {
	shelf, err := ParseShelf(shelf)
	if err != nil {
		return err
	}
	return d.write(ctx, "putting a card back on the shelf", "", store.Change{
		Command: dossier.RestockCard, Dossier: card.Dossier, Card: &store.CardChange{Serial: card.Serial, Shelf: shelf},
		Event: map[string]any{"card": card.Serial},
	})
}

// Awaited are the serials of the cards that the centre has ordered or made and
// that are not here yet.
func (d *Desk) Awaited(ctx context.Context) (map[string]bool, error) {
	cards, err := d.Store.Cards(ctx, store.CardFilter{
		States: []dossier.CardState{dossier.CardOrdered, dossier.CardProduced, dossier.CardShipped}, Limit: maxStock})
	if err != nil {
		return nil, fmt.Errorf("listing cards that are awaited: %w", err)
	}
	awaited := make(map[string]bool, len(cards))
	for _, card := range cards {
		awaited[card.Serial] = true
	}
	return awaited, nil
}

// FaultOf records that a card of the stock is faulty; the registry orders another.
func (d *Desk) FaultOf(ctx context.Context, card store.Card, reason string) error {
	return d.ReportFault(ctx, Opened{Dossier: store.Dossier{ID: card.Dossier}}, card.Serial, reason)
}

// CardActs lists what who is logged in may do with a card on the stock's screen, in
// the order of the state table.
func (d *Desk) CardActs(card store.Card) []dossier.Command {
	user, _ := d.User()
	here := []dossier.Command{dossier.MoveCard, dossier.ReportFault, dossier.ReportCardLost, dossier.FindCard, dossier.SendCardBack, dossier.RestockCard}
	return slices.DeleteFunc(dossier.Allowed(dossier.Cards(), card.State, user.Role), func(c dossier.Command) bool { return !slices.Contains(here, c) })
}
