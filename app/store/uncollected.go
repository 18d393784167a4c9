package store

import (
	"context"
	"fmt"

	"carddesk/app/dossier"
)

// UncollectedCard is a card that came and that its holder does not have yet, with
// the coarse facts of its dossier.
type UncollectedCard struct {
	Card
	Hamlet  string        // code of the hamlet or the school, "" unknown
	Commune string        // code
	Arrived string        // ISO date on which it came to the office
	State   dossier.State // of its dossier: a card of one that was withdrawn waits for nobody
}

// maxUncollected bounds what one office can have on its shelves.
const maxUncollected = 50_000

// Uncollected lists the cards on the shelf, with officers, in the post and
// undelivered, in the order of their serials. Details are opened while unlocked.
func (s *Store) Uncollected(ctx context.Context) ([]UncollectedCard, error) {
	var c condition
	in(&c, "state", []dossier.CardState{dossier.CardArrived, dossier.CardOut, dossier.CardInPost, dossier.CardUndelivered})
	cards, err := s.cards(ctx, c.where()+" ORDER BY serial LIMIT ?", append(c.args, maxUncollected)...)
	if err != nil {
		return nil, fmt.Errorf("listing cards not collected: %w", err)
	}
	type fact struct {
		id, hamlet, commune, arrived string
		state                        dossier.State
	}
	facts, err := collect(ctx, s.reader, func(scan func(...any) error) (f fact, err error) {
		return f, scan(&f.id, &f.hamlet, &f.commune, &f.arrived, &f.state)
	}, `SELECT f.dossier, f.hamlet, f.commune, f.day_arrived, d.state FROM fact f JOIN dossier d ON d.id = f.dossier
		WHERE f.dossier IN (SELECT dossier FROM card`+c.where()+")", c.args...)
	if err != nil {
		return nil, fmt.Errorf("listing cards not collected: %w", err)
	}
	of := make(map[string]fact, len(facts))
	for _, f := range facts {
		of[f.id] = f
	}
	all := make([]UncollectedCard, len(cards))
	for i, card := range cards {
		f := of[string(card.Dossier)]
		all[i] = UncollectedCard{Card: card, Hamlet: f.hamlet, Commune: f.commune, Arrived: f.arrived, State: f.state}
	}
	return all, nil
}
