package desk

import (
	"context"
	"fmt"
	"strings"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/store"
)

// searchRows bounds what a search shows: who gets more types more.
const searchRows = 50

// SearchFilter narrows a search. Zero fields narrow nothing.
type SearchFilter struct {
	State   dossier.State
	First   person.CivilDate // taken in on this day or later
	Last    person.CivilDate // taken in on this day or before
	Clerk   string           // who took it in
	Kind    dossier.Kind
	Trouble store.Trouble
	Place   string // code of the commune
}

// Narrows reports whether the filter leaves anything out.
func (f SearchFilter) Narrows() bool { return f != SearchFilter{} }

func (f SearchFilter) plain() store.Filter {
	out := store.Filter{Clerk: f.Clerk, Kind: string(f.Kind), Place: f.Place, Trouble: f.Trouble, Limit: searchRows}
	if f.State != "" {
		out.States = []dossier.State{f.State}
	}
	if !f.First.IsZero() {
		out.From = f.First.Time()
	}
	if !f.Last.IsZero() {
		out.To = f.Last.AddDays(1).Time()
	}
	return out
}

// SearchBy finds dossiers by anything that a citizen brings, among those of a
// filter; without any words, those of the filter that were changed last.
func (d *Desk) SearchBy(ctx context.Context, text string, filter SearchFilter) ([]Row, error) {
	text = searchText(text)
	if !filter.Narrows() {
		return d.Search(ctx, text)
	}
	if text == "" {
		found, err := d.Store.List(ctx, filter.plain())
		if err != nil {
			return nil, fmt.Errorf("searching: %w", err)
		}
		return d.rows(ctx, found)
	}
	hits, err := d.Store.SearchIn(ctx, text, filter.plain(), searchRows)
	if err != nil {
		return nil, fmt.Errorf("searching: %w", err)
	}
	ids := make([]dossier.ID, 0, len(hits))
	for _, hit := range hits {
		ids = append(ids, dossier.ID(hit.Dossier))
	}
	found, err := d.Store.Plain(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("searching: %w", err)
	}
	return d.rows(ctx, found)
}

// searchText is what is searched for what was typed or scanned: of a card's or a
// receipt's code the number that names the person.
func searchText(text string) string {
	text = strings.TrimSpace(text)
	if qr, err := person.ParseCardQR(text); err == nil {
		return string(qr.Number)
	}
	if receipt, err := person.ParseReceiptNumber(text); err == nil {
		return receipt.String()
	}
	return text
}

// Place is a commune that dossiers are from.
type Place struct{ Code, Name string }

// maxPlaces bounds the list to choose from.
const maxPlaces = 300

// SearchChoices are the people and places that a search can be narrowed to.
type SearchChoices struct {
	Clerks []dossier.User
	Places []Place // the most frequent first
}

// SearchChoices reads what there is to choose from.
func (d *Desk) SearchChoices(ctx context.Context) (SearchChoices, error) {
	var c SearchChoices
	var err error
	if c.Clerks, err = d.Store.Users(ctx); err != nil {
		return c, err
	}
	codes, err := d.Store.Places(ctx, maxPlaces)
	if err != nil {
		return c, err
	}
	view := d.tables().At(d.today())
	for _, code := range codes {
		place := Place{Code: code, Name: code}
		if area, ok := view.Area(code); ok {
			place.Name = view.ShortName(area)
		} else if area, ok := d.tables().At(formerDay(view.Day())).Area(code); ok {
			place.Name = view.ShortName(area)
		}
		c.Places = append(c.Places, place)
	}
	return c, nil
}

// formerDay is a day before the communes were merged in July 2025: dossiers keep
// the codes of their day.
func formerDay(today person.CivilDate) person.CivilDate {
	before := person.FromTime(time.Date(2025, 6, 30, 12, 0, 0, 0, person.Zone()))
	if today.Before(before) {
		return today
	}
	return before
}
