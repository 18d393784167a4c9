package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/store"
)

// Likeness says what two dossiers have in common.
type Likeness string

// Likenesses, the gravest first.
const (
	SameNumber    Likeness = "number"     // the personal number
	SameOldNumber Likeness = "old-number" // a nine-digit number
	SameName      Likeness = "name-birth" // name and birth date
)

// Alike is another dossier of, perhaps, the same person.
type Alike struct {
	ID    dossier.ID
	State dossier.State
	Name  string
	Why   Likeness
}

// alikeHits is how many hits of the search index are looked at.
const alikeHits = 30

// Alike finds dossiers that may be of the same person: those that are still in
// work with the same number, and any with the same name and birth date or the
// same old number under another personal number. It asks the index in memory.
func (d *Desk) Alike(ctx context.Context, id dossier.ID, identity dossier.Identity) ([]Alike, error) {
	queries := []string{identity.PersonalNumber}
	queries = append(queries, identity.OldNumbers...)
	if identity.Birth != "" {
		queries = append(queries, identity.Name)
	}
	var found []Alike
	seen := map[dossier.ID]bool{id: true}
	for _, query := range queries {
		if query == "" {
			continue
		}
		hits, err := d.Store.Search(ctx, query, alikeHits)
		if err != nil {
			return nil, fmt.Errorf("looking for like dossiers: %w", err)
		}
		for _, hit := range hits {
			other := dossier.ID(hit.Dossier)
			why := likeness(identity, hit.Number, hit.OldNumbers, hit.Name, hit.Birth)
			if why == "" || seen[other] {
				continue
			}
			seen[other] = true
			plain, err := d.Store.Dossier(ctx, other)
			if errors.Is(err, store.ErrNotFound) {
				continue
			}
			if err != nil {
				return nil, fmt.Errorf("looking for like dossiers: %w", err)
			}
			// A number comes back with every new card: only work that still goes on
			// is a second dossier of it.
			if plain.State == dossier.Cancelled || why == SameNumber && !plain.State.Open() {
				continue
			}
			found = append(found, Alike{ID: other, State: plain.State, Name: hit.Name, Why: why})
		}
	}
	order := []Likeness{SameNumber, SameOldNumber, SameName}
	slices.SortStableFunc(found, func(a, b Alike) int { return slices.Index(order, a.Why) - slices.Index(order, b.Why) })
	return found, nil
}

// likeness says why two dossiers may be of one person; "" when nothing says so.
// The same name and birth date under one number is that person's earlier dossier.
func likeness(id dossier.Identity, number string, old []string, name, birth string) Likeness {
	switch {
	case id.PersonalNumber != "" && id.PersonalNumber == number:
		return SameNumber
	case slices.ContainsFunc(id.OldNumbers, func(n string) bool { return n != "" && slices.Contains(old, n) }):
		return SameOldNumber
	case id.Birth != "" && id.Birth == birth && id.Name != "" && person.Fold(id.Name) == person.Fold(name):
		return SameName
	}
	return ""
}
