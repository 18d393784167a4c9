package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"carddesk/app/dossier"
	"carddesk/app/store"
)

// ListItem is one card of a list with its holder.
type ListItem struct {
	CardItem
	Holder Uncollected // its card as it is now; without a name once the content was destroyed
	// Elsewhere is where the card is when it left the list by a command that knows of
	// none; "" while it is where the list says.
	Elsewhere dossier.CardState
}

// CardListView is a list with its cards.
type CardListView struct {
	CardList
	Items  []ListItem
	Inside []Uncollected // chosen, and not gone out by it
}

// Away are the cards that are not accounted for.
func (v CardListView) Away() []ListItem {
	var away []ListItem
	for _, item := range v.Items {
		if item.Away() && item.Elsewhere == "" {
			away = append(away, item)
		}
	}
	return away
}

// Count is how many cards of the list are in a state.
func (v CardListView) Count(state dossier.BookState) int {
	n := 0
	for _, item := range v.Items {
		if item.State == state {
			n++
		}
	}
	return n
}

// CardListView reads a list with its cards, in the order in which they were chosen.
func (d *Desk) CardListView(ctx context.Context, list string) (CardListView, error) {
	l, err := d.cardList(ctx, list)
	if err != nil {
		return CardListView{}, err
	}
	items, err := d.cardItems(ctx, list)
	if err != nil {
		return CardListView{}, err
	}
	view := CardListView{CardList: l}
	order := make(map[string]int, len(l.Planned))
	for i, planned := range l.Planned {
		order[planned.Serial] = i
		if _, out := items[planned.Serial]; out {
			continue
		}
		holder, err := d.cardHolder(ctx, planned.Serial)
		if err != nil {
			return CardListView{}, err
		}
		view.Inside = append(view.Inside, holder)
	}
	for _, item := range items {
		holder, err := d.cardHolder(ctx, item.Serial)
		if err != nil {
			return CardListView{}, err
		}
		line := ListItem{CardItem: item, Holder: holder}
		if item.Away() && !stillBy(holder.Card, list) {
			line.Elsewhere = holder.Card.State
		}
		view.Items = append(view.Items, line)
	}
	slices.SortFunc(view.Items, func(a, b ListItem) int {
		return cmp.Or(cmp.Compare(order[a.Serial], order[b.Serial]), a.OutAt.Compare(b.OutAt), cmp.Compare(a.Serial, b.Serial))
	})
	return view, nil
}

// stillBy reports whether a card is out by a list.
func stillBy(card store.Card, list string) bool {
	return (card.State == dossier.CardOut || card.State == dossier.CardInPost) && card.List == list
}

// cardHolder reads a card and who it is for.
func (d *Desk) cardHolder(ctx context.Context, serial string) (Uncollected, error) {
	card, err := d.Store.Card(ctx, serial)
	if err != nil {
		return Uncollected{}, fmt.Errorf("reading a card of a list: %w", err)
	}
	u := Uncollected{Card: card}
	return u, d.describe(ctx, &u)
}

// CardLists lists the lists of cards: those that are open, then those that are
// closed and were made on or after a day (ISO), each the newest first.
func (d *Desk) CardLists(ctx context.Context, madeFrom string) ([]CardListRow, error) {
	if _, err := d.actor(); err != nil {
		return nil, err
	}
	open, err := d.Store.Book(ctx, store.BookFilter{Book: dossier.BookCardList, States: []dossier.BookState{dossier.CardListOpen}, Limit: maxBookRows})
	if err != nil {
		return nil, fmt.Errorf("listing lists of cards: %w", err)
	}
	closed, err := d.Store.Book(ctx, store.BookFilter{Book: dossier.BookCardList, States: []dossier.BookState{dossier.CardListClosed}, From: madeFrom, Limit: maxBookRows})
	if err != nil {
		return nil, fmt.Errorf("listing lists of cards: %w", err)
	}
	var rows []CardListRow
	for _, e := range slices.Concat(open, closed) {
		l, err := listOf(e)
		if err != nil {
			return nil, err
		}
		row := CardListRow{CardList: l, Counts: l.Totals}
		if l.Open() {
			items, err := d.cardItems(ctx, l.ID)
			if err != nil {
				return nil, err
			}
			row.Counts = map[dossier.BookState]int{}
			for _, item := range items {
				row.Counts[item.State]++
			}
		}
		rows = append(rows, row)
	}
	slices.SortStableFunc(rows, func(a, b CardListRow) int {
		return cmp.Or(compareOpen(a.Open(), b.Open()), b.OpenedAt.Compare(a.OpenedAt))
	})
	return rows, nil
}

// OpenCardLists counts the lists of cards that are not closed.
func (d *Desk) OpenCardLists(ctx context.Context) (int, error) {
	open, err := d.Store.Book(ctx, store.BookFilter{Book: dossier.BookCardList, States: []dossier.BookState{dossier.CardListOpen}, Limit: maxBookRows})
	if err != nil {
		return 0, fmt.Errorf("counting lists of cards: %w", err)
	}
	return len(open), nil
}

// compareOpen puts what is open first.
func compareOpen(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

// CardListRow is a list with how many of its cards went where.
type CardListRow struct {
	CardList
	Counts map[dossier.BookState]int
}

// Out is how many cards left by the list, and Away how many of them are not
// accounted for.
func (r CardListRow) Out() int {
	n := 0
	for _, c := range r.Counts {
		n += c
	}
	return n
}

// Away is how many cards of the list are not accounted for.
func (r CardListRow) Away() int { return r.Counts[dossier.ItemOut] + r.Counts[dossier.ItemInPost] }
