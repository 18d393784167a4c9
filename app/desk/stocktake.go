package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/store"
)

// Errors of a counting of the shelves.
var (
	ErrCounting  = errors.New("the shelves are being counted already")
	ErrUnsettled = errors.New("differences of the counting are not settled")
)

// Stocktake is a counting of the cards on the shelves. It is kept with every card
// that is seen, so that an interrupted one goes on where it stopped.
type Stocktake struct {
	ID       string            `json:"-"`
	Revision int               `json:"-"`
	State    dossier.BookState `json:"-"`
	Seen     []Seen            `json:"-"` // kept in a book of its own

	Shelf    string    `json:"shelf,omitempty"` // the only one that is counted; "" is all
	Expected []Shelved `json:"expected"`        // what the books said when it began
	By       string    `json:"by"`
	Begun    time.Time `json:"begun"`
	// Of one that was counted to its end:
	Ended   time.Time    `json:"ended,omitzero"`
	EndedBy string       `json:"endedBy,omitempty"`
	Left    []Shelved    `json:"left,omitempty"` // handed over, or gone otherwise, while it went on
	Settled []Settlement `json:"settled,omitempty"`
}

// Result compares the books with what was seen. What left the shelves while the
// counting went on is not missing.
func (s Stocktake) Result() StockResult {
	left := map[string]bool{}
	for _, l := range s.Left {
		left[l.Serial] = true
	}
	expected := slices.DeleteFunc(slices.Clone(s.Expected), func(e Shelved) bool { return left[e.Serial] })
	// A card that was seen on its shelf and then handed over is no surplus.
	seen := slices.DeleteFunc(slices.Clone(s.Seen), func(e Seen) bool { return left[e.Serial] && (e.Why == "" || e.Why == SurplusOnShelf) })
	return Reconcile(expected, seen)
}

// Differences lists what is not as the books say: missing first.
func (s Stocktake) Differences() []StockDifference {
	result := s.Result()
	var all []StockDifference
	for _, m := range result.Missing {
		all = append(all, StockDifference{Kind: DiffersMissing, Key: m.Serial, Serial: m.Serial, Dossier: m.Dossier, Shelf: m.Shelf})
	}
	for _, found := range []struct {
		kind string
		seen []Seen
	}{{DiffersWrong, result.Wrong}, {DiffersSurplus, result.Surplus}} {
		for _, w := range found.seen {
			all = append(all, StockDifference{Kind: found.kind, Key: w.key(), Serial: w.Serial, Dossier: w.Dossier, Shelf: w.Shelf, On: w.On, Surplus: w.Surplus})
		}
	}
	for i := range all {
		for j := range s.Settled {
			if s.Settled[j].Card == all[i].Key && s.Settled[j].Kind == all[i].Kind {
				all[i].Settled = &s.Settled[j]
			}
		}
	}
	return all
}

// Open counts the differences that are not settled.
func (s Stocktake) Open() int {
	n := 0
	for _, d := range s.Differences() {
		if d.Settled == nil {
			n++
		}
	}
	return n
}

// Stocktakes lists the countings of the last year, newest first.
func (d *Desk) Stocktakes(ctx context.Context) ([]Stocktake, error) {
	since := d.today().AddDays(-366).ISO()
	pages, err := pagesOf[Stocktake](ctx, d, store.BookFilter{Book: dossier.BookStock, From: since})
	if err != nil {
		return nil, fmt.Errorf("reading the countings: %w", err)
	}
	slices.Reverse(pages)
	takes := make([]Stocktake, len(pages))
	for i, page := range pages {
		takes[i] = takeOf(page)
	}
	return takes, nil
}

func takeOf(page bookPage[Stocktake]) Stocktake {
	t := page.Says
	t.ID, t.Revision, t.State = page.ID, page.Revision, page.State
	return t
}

// Stocktake reads one counting with the cards that were seen.
func (d *Desk) Stocktake(ctx context.Context, id string) (Stocktake, error) {
	page, err := pageOf[Stocktake](ctx, d, store.BookFilter{Book: dossier.BookStock, ID: id})
	if err != nil {
		return Stocktake{}, fmt.Errorf("reading a counting: %w", err)
	}
	take := takeOf(page)
	for part := 0; ; part++ {
		seen, err := pageOf[[]Seen](ctx, d, store.BookFilter{Book: dossier.BookSeen, ID: seenPart(id, part)})
		if errors.Is(err, store.ErrNotFound) {
			return take, nil
		}
		if err != nil {
			return Stocktake{}, fmt.Errorf("reading a counting: %w", err)
		}
		take.Seen = append(take.Seen, seen.Says...)
	}
}

// ExpectedCards are the cards that a counting expects, with whose they are, wherever
// they have gone meanwhile.
func (d *Desk) ExpectedCards(ctx context.Context, take Stocktake) ([]StockCard, error) {
	var cards []store.Card
	for part := range slices.Chunk(take.Expected, readAtOnce) {
		ids := make([]dossier.ID, 0, len(part))
		wanted := map[string]bool{}
		for _, e := range part {
			ids, wanted[e.Serial] = append(ids, e.Dossier), true
		}
		found, err := d.Store.Cards(ctx, store.CardFilter{Dossiers: ids, Limit: maxStock})
		if err != nil {
			return nil, fmt.Errorf("reading the cards of a counting: %w", err)
		}
		cards = append(cards, slices.DeleteFunc(found, func(c store.Card) bool { return !wanted[c.Serial] })...)
	}
	return d.withPeople(ctx, cards)
}

// StartStocktake begins to count the shelves, or only one of them. Only one
// counting goes on at a time: its error is then [ErrCounting].
func (d *Desk) StartStocktake(ctx context.Context, shelf string) (Stocktake, error) {
	actor, err := d.actor()
	if err != nil {
		return Stocktake{}, err
	}
	if shelf != "" {
		if shelf, err = ParseShelf(shelf); err != nil {
			return Stocktake{}, err
		}
	}
	going, err := d.Store.Book(ctx, store.BookFilter{Book: dossier.BookStock, States: []dossier.BookState{dossier.StockCounting, dossier.StockCounted}, Limit: 1})
	if err != nil {
		return Stocktake{}, fmt.Errorf("beginning to count: %w", err)
	}
	if len(going) > 0 {
		return Stocktake{}, ErrCounting
	}
	take := Stocktake{Shelf: shelf, By: actor.User, Begun: d.now()}
	if take.ID, err = d.randomID(); err != nil {
		return Stocktake{}, err
	}
	cards, err := d.Store.Cards(ctx, store.CardFilter{States: []dossier.CardState{dossier.CardArrived}, Limit: maxStock})
	if err != nil {
		return Stocktake{}, fmt.Errorf("beginning to count: %w", err)
	}
	for _, card := range cards {
		if shelf == "" || card.Shelf == shelf {
			take.Expected = append(take.Expected, Shelved{Serial: card.Serial, Dossier: card.Dossier, Shelf: card.Shelf})
		}
	}
	return d.writeTake(ctx, dossier.StartStocktake, "", take)
}

// writeTake does a command on the counting.
func (d *Desk) writeTake(ctx context.Context, command dossier.Command, reason string, take Stocktake) (Stocktake, error) {
	err := d.write(ctx, "counting the shelves", "", store.Change{
		Command: command, Reason: reason, Payload: map[string]any{"expected": len(take.Expected), "seen": len(take.Seen), "settled": len(take.Settled)},
		Books: []store.BookChange{{Book: dossier.BookStock, ID: take.ID, BaseRevision: take.Revision,
			Day: person.FromTime(take.Begun).ISO(), Owner: take.By, Amount: int64(len(take.Expected)), Content: take}},
	})
	if err != nil {
		return take, err
	}
	take.Revision++
	row, _ := bookTable(dossier.BookStock).Find(take.State, command)
	take.State = row.To
	return take, nil
}

func bookTable(book dossier.Book) dossier.Table[dossier.BookState] {
	table, _ := dossier.BookTable(book)
	return table
}

// seenPerPart is how many cards one entry of the book of seen cards holds: with
// every card that is seen one of them is written anew.
const seenPerPart = 100

func seenPart(take string, part int) string { return fmt.Sprintf("%s/%d", take, part) }

// KeepSeen keeps the cards that were seen from number from on; those before are
// kept already. Doing it again changes nothing. What somebody else has kept of the
// counting meanwhile is not written over: the error is a [*store.StaleBookError].
func (d *Desk) KeepSeen(ctx context.Context, take Stocktake, from int) error {
	var changes []store.BookChange
	for part := from / seenPerPart; part*seenPerPart < len(take.Seen); part++ {
		id := seenPart(take.ID, part)
		have, err := pagesOf[[]Seen](ctx, d, store.BookFilter{Book: dossier.BookSeen, ID: id})
		if err != nil {
			return fmt.Errorf("keeping the cards seen: %w", err)
		}
		cards := take.Seen[part*seenPerPart : min((part+1)*seenPerPart, len(take.Seen))]
		change := store.BookChange{Book: dossier.BookSeen, ID: id, Day: person.FromTime(take.Begun).ISO(), Owner: take.By, Amount: int64(len(cards)), Content: cards}
		if len(have) > 0 {
			change.BaseRevision = have[0].Revision
			if kept := have[0].Says; len(kept) > len(cards) || !slices.Equal(kept, cards[:len(kept)]) {
				return fmt.Errorf("keeping the cards seen: %w", &store.StaleBookError{Book: dossier.BookSeen, Current: have[0].Revision})
			}
		}
		changes = append(changes, change)
	}
	if len(changes) == 0 {
		return nil
	}
	return d.write(ctx, "keeping the cards seen", "", store.Change{
		Command: dossier.SeeCards, Payload: map[string]any{"seen": len(take.Seen)}, Books: changes,
	})
}

// FinishStocktake ends the counting; its differences are settled one by one.
func (d *Desk) FinishStocktake(ctx context.Context, id string) (Stocktake, error) {
	actor, err := d.actor()
	if err != nil {
		return Stocktake{}, err
	}
	take, err := d.Stocktake(ctx, id)
	if err != nil {
		return Stocktake{}, err
	}
	here, err := d.Store.Cards(ctx, store.CardFilter{States: []dossier.CardState{dossier.CardArrived}, Limit: maxStock})
	if err != nil {
		return Stocktake{}, fmt.Errorf("counting the shelves: %w", err)
	}
	arrived := map[string]bool{}
	for _, card := range here {
		arrived[card.Serial] = true
	}
	take.Left = nil
	for _, e := range take.Expected {
		if !arrived[e.Serial] {
			take.Left = append(take.Left, e)
		}
	}
	take.Ended, take.EndedBy = d.now(), actor.User
	return d.writeTake(ctx, dossier.FinishStocktake, "", take)
}

// ResumeStocktake goes on counting: some cards were overlooked.
func (d *Desk) ResumeStocktake(ctx context.Context, id string) (Stocktake, error) {
	take, err := d.Stocktake(ctx, id)
	if err != nil {
		return Stocktake{}, err
	}
	return d.writeTake(ctx, dossier.ResumeStocktake, "", take)
}

// CancelStocktake gives a counting up.
func (d *Desk) CancelStocktake(ctx context.Context, id, reason string) error {
	take, err := d.Stocktake(ctx, id)
	if err != nil {
		return err
	}
	_, err = d.writeTake(ctx, dossier.CancelStocktake, reason, take)
	return err
}

// CloseStocktake closes a counting all of whose differences are settled; else its
// error is [ErrUnsettled].
func (d *Desk) CloseStocktake(ctx context.Context, id string) (Stocktake, error) {
	take, err := d.Stocktake(ctx, id)
	if err != nil {
		return Stocktake{}, err
	}
	if take.Open() > 0 {
		return take, ErrUnsettled
	}
	return d.writeTake(ctx, dossier.CloseStocktake, "", take)
}
