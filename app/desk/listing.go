package desk

import (
	"context"
	"fmt"

	"carddesk/app/dossier"
	"carddesk/app/store"
)

// Listed is one of those that a number counts: a dossier, a card with its dossier,
// or an entry of the log.
type Listed struct {
	store.Member
	Row Row // of the dossier; empty for an entry that is of none
}

// OpenListing is how many stand behind a number. That somebody looked behind it is
// noted: the list names people.
func (d *Desk) OpenListing(ctx context.Context, ask store.Tally, measure store.Measure) (int, error) {
	actor, err := d.reporting()
	if err != nil {
		return 0, fmt.Errorf("listing what a number counts: %w", err)
	}
	n, err := d.Store.CountMembers(ctx, ask, measure)
	if err != nil {
		return 0, err
	}
	err = d.noteLooking(ctx, actor, map[string]any{"list": "figure", "from": ask.From, "to": ask.To, "figure": measure, "count": n})
	if err != nil {
		return 0, err
	}
	return n, nil
}

// Listing reads a page of those that a number counts. Of a dossier whose content
// was destroyed only the plain row is left.
func (d *Desk) Listing(ctx context.Context, ask store.Tally, measure store.Measure, offset, limit int) ([]Listed, error) {
	if _, err := d.reporting(); err != nil {
		return nil, fmt.Errorf("listing what a number counts: %w", err)
	}
	members, err := d.Store.Members(ctx, ask, measure, offset, limit)
	if err != nil {
		return nil, err
	}
	ids := make([]dossier.ID, 0, len(members))
	for _, m := range members {
		if m.Dossier != "" {
			ids = append(ids, m.Dossier)
		}
	}
	plain, err := d.Store.Plain(ctx, ids)
	if err != nil {
		return nil, err
	}
	rows, err := d.rows(ctx, plain)
	if err != nil {
		return nil, err
	}
	byID := make(map[dossier.ID]Row, len(rows))
	for _, row := range rows {
		byID[row.ID] = row
	}
	listed := make([]Listed, 0, len(members))
	for _, m := range members {
		listed = append(listed, Listed{Member: m, Row: byID[m.Dossier]})
	}
	return listed, nil
}
