package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/store"
)

// Reasons for which cards go back to the centre, as the registry learns them.
const (
	ReturnFaulty      = "faulty"
	ReturnUncollected = "uncollected" // nobody has fetched it
	ReturnUndelivered = "undelivered" // an officer or the post brought it back
	ReturnTransferred = "transferred" // its holder fetches it at another office
	ReturnRecalled    = "recalled"    // the centre has called it back
)

// ReturnReasons lists them in their order.
func ReturnReasons() []string {
	return []string{ReturnFaulty, ReturnUncollected, ReturnUndelivered, ReturnTransferred, ReturnRecalled}
}

var (
	// ErrOffice: cards that are transferred name the office that they go to.
	ErrOffice = errors.New("office that cards are transferred to is not named")
	// ErrNoneChosen: a list of no cards.
	ErrNoneChosen = errors.New("no card was chosen")
)

// ReturnList is a list by which cards went back to the centre.
type ReturnList struct {
	ID       string `json:"-"`
	Revision int    `json:"-"`

	Reason string       `json:"reason"`
	Office string       `json:"office,omitempty"` // where transferred cards go
	Seal   string       `json:"seal,omitempty"`   // of the parcel
	Cards  []ReturnCard `json:"cards"`
	By     string       `json:"by"`
	At     time.Time    `json:"at"`
}

// ReturnCard is one card of such a list.
type ReturnCard struct {
	Serial  string     `json:"serial"`
	Dossier dossier.ID `json:"dossier"`
	Fault   string     `json:"fault,omitempty"` // of a faulty one
}

// SendBack sends cards back to the centre by a list. Transferred cards go to
// another office by way of the centre: the card table of this office ends there.
func (d *Desk) SendBack(ctx context.Context, cards []store.Card, reason, office, seal string) (ReturnList, error) {
	actor, err := d.actor()
	if err != nil {
		return ReturnList{}, err
	}
	list := ReturnList{Reason: reason, Seal: strings.TrimSpace(seal), By: actor.User, At: d.now()}
	if reason == ReturnTransferred {
		if list.Office = strings.TrimSpace(office); list.Office == "" {
			return ReturnList{}, ErrOffice
		}
	}
	for _, card := range cards {
		if _, err := dossier.Next(dossier.Cards(), card.State, dossier.SendCardBack, actor.Role); err != nil {
			return ReturnList{}, fmt.Errorf("sending cards back: %w", err)
		}
		line := ReturnCard{Serial: card.Serial, Dossier: card.Dossier}
		if card.State == dossier.CardFaulty {
			line.Fault = card.Reason
		}
		list.Cards = append(list.Cards, line)
	}
	if len(list.Cards) == 0 {
		return ReturnList{}, ErrNoneChosen
	}
	if list.ID, err = d.randomID(); err != nil {
		return ReturnList{}, err
	}
	err = d.write(ctx, "listing cards for the centre", "", store.Change{
		Command: dossier.ListReturns, Reason: reason, Payload: map[string]any{"cards": len(list.Cards)},
		Books: []store.BookChange{{Book: dossier.BookReturn, ID: list.ID, Day: person.FromTime(list.At).ISO(),
			Owner: list.By, Amount: int64(len(list.Cards)), Content: list}},
	})
	if err != nil {
		return ReturnList{}, err
	}
	list.Revision = 1
	return list, d.moveListed(ctx, list)
}

// moveListed sends the cards of a list back, each once however often it is tried.
func (d *Desk) moveListed(ctx context.Context, list ReturnList) error {
	for _, card := range list.Cards {
		event := map[string]any{"card": card.Serial, "reason": list.Reason, "list": list.ID}
		if list.Office != "" {
			event["office"] = list.Office
		}
		err := d.write(ctx, "sending a card back", digestOf("back", list.ID, card.Serial), store.Change{
			Command: dossier.SendCardBack, Dossier: card.Dossier, Reason: list.Reason,
			Card:  &store.CardChange{Serial: card.Serial, List: list.ID, Reason: list.Reason},
			Event: event,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// ReturnLists lists what went back since a day, newest first.
func (d *Desk) ReturnLists(ctx context.Context, since person.CivilDate) ([]ReturnList, error) {
	pages, err := pagesOf[ReturnList](ctx, d, store.BookFilter{Book: dossier.BookReturn, From: since.ISO()})
	if err != nil {
		return nil, fmt.Errorf("reading the lists for the centre: %w", err)
	}
	slices.Reverse(pages)
	lists := make([]ReturnList, len(pages))
	for i, page := range pages {
		lists[i] = page.Says
		lists[i].ID, lists[i].Revision = page.ID, page.Revision
	}
	return lists, nil
}

// ReturnList reads one list, and finishes it when the desk had ended in between.
func (d *Desk) ReturnList(ctx context.Context, id string) (ReturnList, error) {
	page, err := pageOf[ReturnList](ctx, d, store.BookFilter{Book: dossier.BookReturn, ID: id})
	if err != nil {
		return ReturnList{}, fmt.Errorf("reading a list for the centre: %w", err)
	}
	list := page.Says
	list.ID, list.Revision = page.ID, page.Revision
	return list, d.moveListed(ctx, list)
}
