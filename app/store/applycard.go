package store

import (
	"encoding/json"
	"errors"
	"fmt"

	"carddesk/app/dossier"
	"carddesk/app/vault"
)

type cardRow struct {
	dossier                                     dossier.ID
	state                                       dossier.CardState
	box, shelf, officer, list, reason, replaced string
	revision                                    int64
	detail                                      []byte
}

func cardPlace(serial string, revision int64) vault.Place {
	return vault.Place{Table: "card", Row: serial, Column: "detail", Revision: revision}
}

// moveCard drives the card table.
func (a *applying) moveCard() error {
	c := a.c.Card
	table := dossier.Cards()
	if c == nil {
		if table.Has(a.c.Command) {
			return fmt.Errorf("%w: card", ErrMissing)
		}
		return nil
	}
	if c.Serial == "" || len(c.Serial) > 64 {
		return fmt.Errorf("%w: card serial", ErrMissing)
	}
	a.payload.Card = c.Serial
	if !table.Has(a.c.Command) {
		return nil // the command only names the card, as check-card does
	}
	r, err := a.t.card(c.Serial)
	fresh := errors.Is(err, ErrNotFound)
	if err != nil && !fresh {
		return err
	}
	if fresh && a.c.Command != dossier.OrderCard {
		return fmt.Errorf("card: %w", ErrNotFound)
	}
	if fresh {
		r.dossier = a.c.Dossier
	}
	if a.c.Dossier == "" {
		return fmt.Errorf("%w: dossier of the card", ErrMissing)
	}
	if r.dossier != a.c.Dossier {
		return fmt.Errorf("card of another dossier: %w", dossier.ErrTransition)
	}
	to, err := dossier.Next(table, r.state, a.c.Command, a.c.Actor.Role)
	if err != nil {
		return err
	}
	row, _ := table.Find(r.state, a.c.Command)
	if err := a.checkNeeds(row.Needs); err != nil {
		return err
	}
	a.payload.CardFrom, a.payload.CardTo = string(r.state), string(to)
	r.state = to
	r.take(c, a.c.Reason)
	if err := a.sealDetail(&r); err != nil {
		return err
	}
	return a.writeCard(&r, fresh)
}

// card reads the row of a card.
func (t *tx) card(serial string) (r cardRow, err error) {
	err = t.get([]any{&r.dossier, &r.state, &r.box, &r.shelf, &r.officer, &r.list, &r.reason,
		&r.replaced, &r.revision, &r.detail}, `SELECT dossier, state, box, shelf, officer, list, reason,
		replaced, revision, detail FROM card WHERE serial = ?`, serial)
	if err != nil {
		return r, fmt.Errorf("reading the card: %w", err)
	}
	return r, nil
}

// take puts what the command says of the card into its row.
func (r *cardRow) take(c *CardChange, reason string) {
	set := func(to *string, v string) {
		if v != "" {
			*to = v
		}
	}
	set(&r.box, c.Box)
	set(&r.shelf, c.Shelf)
	set(&r.replaced, c.Replaced)
	r.officer, r.list = c.Officer, c.List
	if r.reason = c.Reason; r.reason == "" {
		r.reason = reason
	}
}

// sealDetail merges the new detail into the sealed part under a new revision.
func (a *applying) sealDetail(r *cardRow) error {
	serial := a.c.Card.Serial
	if a.c.Card.Detail == nil {
		return nil
	}
	var d CardDetail
	if r.detail != nil {
		plain, err := a.key.Open(cardPlace(serial, r.revision), r.detail)
		if err != nil {
			return fmt.Errorf("opening the card's detail: %w", err)
		}
		if err := json.Unmarshal(plain, &d); err != nil {
			return fmt.Errorf("%w: card's detail: %w", ErrDamaged, err)
		}
	}
	d.merge(*a.c.Card.Detail)
	plain, err := json.Marshal(d)
	if err != nil {
		return fmt.Errorf("encoding the card's detail: %w", err)
	}
	r.revision++
	r.detail, err = a.key.Seal(cardPlace(serial, r.revision), plain)
	return err
}

func (d *CardDetail) merge(n CardDetail) {
	for _, f := range []struct {
		to *string
		v  string
	}{{&d.Document, n.Document}, {&d.Expires, n.Expires}, {&d.Issued, n.Issued}, {&d.Post, n.Post}, {&d.Lot, n.Lot}, {&d.Seal, n.Seal}} {
		if f.v != "" {
			*f.to = f.v
		}
	}
}

func (a *applying) writeCard(r *cardRow, fresh bool) error {
	serial := a.c.Card.Serial
	var err error
	if fresh {
		_, err = a.t.exec(`INSERT INTO card (serial, dossier, state, box, shelf, officer, list, reason,
			replaced, revision, detail, updated) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			serial, string(r.dossier), string(r.state), r.box, r.shelf, r.officer, r.list, r.reason,
			r.replaced, r.revision, r.detail, a.now.UnixMilli())
	} else {
		_, err = a.t.exec(`UPDATE card SET state = ?, box = ?, shelf = ?, officer = ?, list = ?, reason = ?,
			replaced = ?, revision = ?, detail = ?, updated = ? WHERE serial = ?`, string(r.state), r.box,
			r.shelf, r.officer, r.list, r.reason, r.replaced, r.revision, r.detail, a.now.UnixMilli(), serial)
	}
	if err != nil {
		return fmt.Errorf("writing the card: %w", err)
	}
	a.payload.Rows.put("card/"+serial, r.values()...)
	a.result.Card = r.state
	if a.row != nil {
		a.row.changed = true
	}
	return nil
}

func (r *cardRow) values() []any {
	return []any{string(r.dossier), string(r.state), r.box, r.shelf, r.officer, r.list, r.reason,
		r.replaced, r.revision, r.detail}
}
