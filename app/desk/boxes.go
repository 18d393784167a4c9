package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/app/store"
)

// Box is a box of cards on its way or on the shelf.
type Box struct {
	ID    string
	Seal  string // number of its seal, as the centre told it; compared when it arrives
	Lot   string // of production
	Begun bool   // its cards are being gone through
	Cards []store.Card
}

// Boxes lists the boxes that are on their way to this office, and those that were
// opened and not taken in yet.
func (d *Desk) Boxes(ctx context.Context) ([]Box, error) {
	cards, err := d.Store.Cards(ctx, store.CardFilter{States: []dossier.CardState{dossier.CardShipped}})
	if err != nil {
		return nil, fmt.Errorf("listing boxes: %w", err)
	}
	var boxes []Box
	at := map[string]int{}
	for _, card := range cards {
		i, ok := at[card.Box]
		if !ok {
			i = len(boxes)
			at[card.Box] = i
			boxes = append(boxes, Box{ID: card.Box})
		}
		boxes[i].Cards = append(boxes[i].Cards, card)
		boxes[i].Seal, boxes[i].Lot = cmp.Or(boxes[i].Seal, card.Detail.Seal), cmp.Or(boxes[i].Lot, card.Detail.Lot)
	}
	return d.halfOpened(ctx, boxes)
}

// ReceiveBox records that a box arrived whole, by its seal and its number of cards,
// and puts them on a shelf.
func (d *Desk) ReceiveBox(ctx context.Context, box Box, shelf string) error {
	record, err := d.OpenBox(ctx, box)
	if err != nil {
		return err
	}
	for i, line := range record.Lines {
		if line.Found == "" {
			record.Lines[i].Found = FoundCounted
		}
	}
	record.SealIs = cmp.Or(record.SealIs, SealWhole)
	_, err = d.CloseBox(ctx, record, shelf)
	return err
}

// ReceiveChecked records which cards of a box arrived and puts them on a shelf.
// Those that faults names by serial are reported faulty under the reason given.
// Cards of the box that are not among them stay on their way. Doing it again
// after an error goes on where it stopped.
func (d *Desk) ReceiveChecked(ctx context.Context, arrived []store.Card, faults map[string]string, shelf string) error {
	actor, err := d.actor()
	if err != nil {
		return err
	}
	for _, card := range arrived {
		_, err := d.Store.Apply(ctx, store.Change{
			ID: "receive-" + card.Serial, Actor: actor, Command: dossier.ReceiveCard, Dossier: card.Dossier,
			Card: &store.CardChange{Serial: card.Serial, Shelf: shelf},
		})
		if err != nil {
			return fmt.Errorf("receiving a box: %w", err)
		}
		if reason, faulty := faults[card.Serial]; faulty {
			if err := d.reportFault(ctx, actor, card.Dossier, card.Serial, reason); err != nil {
				return err
			}
		}
	}
	return nil
}

// BoxCard is a card of a box with its dossier.
type BoxCard struct {
	Card   store.Card
	Opened Opened
}

// BoxCards reads the dossiers of the cards of a box, for their chips to be
// checked.
func (d *Desk) BoxCards(ctx context.Context, box Box) ([]BoxCard, error) {
	cards := make([]BoxCard, 0, len(box.Cards))
	for _, card := range box.Cards {
		opened, err := d.Open(ctx, card.Dossier)
		if err != nil {
			return nil, fmt.Errorf("opening a box: %w", err)
		}
		for _, full := range opened.Cards {
			if full.Serial == card.Serial {
				card = full
			}
		}
		cards = append(cards, BoxCard{Card: card, Opened: opened})
	}
	return cards, nil
}

// boxTries bounds how many cards' keys are tried on one chip: real ones answer
// slower after each wrong key.
const boxTries = 6

// CheckBoxCard reads the chip on the reader as one of the candidates, the most
// likely first, and returns which it was. When the keys of none open it, the
// error is a *[port.CardError] with [port.CardAccess].
func (d *Desk) CheckBoxCard(ctx context.Context, candidates []BoxCard, reader string, progress func(port.CardProgress)) (int, ChipCheck, error) {
	last := error(&port.CardError{Fault: port.CardAccess, Step: "box"})
	for i, candidate := range candidates[:min(len(candidates), boxTries)] {
		check, err := d.checkCard(ctx, candidate.Opened, candidate.Card, reader, progress)
		var card *port.CardError
		if errors.As(err, &card) && card.Fault == port.CardAccess {
			last = err
			continue
		}
		return i, check, err
	}
	return -1, ChipCheck{}, last
}
