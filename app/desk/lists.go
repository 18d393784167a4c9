package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"carddesk/app/person"
	"carddesk/app/port"
	"carddesk/app/store"
)

// KeepLists is how long a list fetched ahead is kept: after that its data is too
// old to be compared with.
const KeepLists = 60 * 24 * time.Hour

// ErrNoLists says that this desk has no registry to ask for lists.
var ErrNoLists = errors.New("lists cannot be asked for")

// PeopleList is a list of people that was fetched ahead for work without a line.
type PeopleList struct {
	ID     string
	Kind   string    // "hamlet", "class"
	Code   string    // the office's own
	AsOf   time.Time // age of the data
	People int       // in the parts that are here
	Whole  bool      // all parts are here
}

// ahead is what was fetched ahead, opened; nil until it is first asked for.
type ahead struct {
	lists  []PeopleList
	people map[string][]port.PopulationRecord // by id of the list
	number map[person.PersonalNumber]port.PopulationRecord
}

// WantList asks the registry for the people of a hamlet or a class. They come down
// the feed, or on the next stick.
func (d *Desk) WantList(ctx context.Context, kind, code string) error {
	if d.PeopleLists == nil {
		return ErrNoLists
	}
	if _, err := d.PeopleLists.WantList(ctx, kind, code); err != nil {
		return fmt.Errorf("asking for a list: %w", err)
	}
	return nil
}

// Lists are the lists that are here, and how old their data is.
func (d *Desk) Lists(ctx context.Context) ([]PeopleList, error) {
	a, err := d.openAhead(ctx)
	if err != nil {
		return nil, err
	}
	return a.lists, nil
}

// ListPeople are the people of a list, in its order.
func (d *Desk) ListPeople(ctx context.Context, list string) ([]port.PopulationRecord, error) {
	a, err := d.openAhead(ctx)
	if err != nil {
		return nil, err
	}
	return a.people[list], nil
}

// lookUpAhead finds a person in the lists: the newest data of all that name them.
func (d *Desk) lookUpAhead(ctx context.Context, number person.PersonalNumber) (port.PopulationRecord, bool) {
	a, err := d.openAhead(ctx)
	if err != nil {
		d.Log.Error("lists cannot be read", "error", err)
		return port.PopulationRecord{}, false
	}
	record, ok := a.number[number]
	return record, ok
}

// openAhead opens the lists once after each unlock and each part that comes.
func (d *Desk) openAhead(ctx context.Context) (*ahead, error) {
	d.mu.Lock()
	have := d.ahead
	d.mu.Unlock()
	if have != nil {
		return have, nil
	}
	parts, err := d.Store.ListParts(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading the lists: %w", err)
	}
	a := &ahead{people: map[string][]port.PopulationRecord{}, number: map[person.PersonalNumber]port.PopulationRecord{}}
	at := map[string]int{}
	count := map[string]int{}
	for _, p := range parts {
		if p.Content == nil {
			return nil, store.ErrLocked
		}
		var part port.ListPart
		if err := json.Unmarshal(p.Content, &part); err != nil {
			return nil, fmt.Errorf("reading the lists: %w", store.ErrDamaged)
		}
		i, ok := at[p.List]
		if !ok {
			i = len(a.lists)
			at[p.List] = i
			a.lists = append(a.lists, PeopleList{ID: p.List, Kind: p.Kind, Code: p.Code, AsOf: p.AsOf})
		}
		count[p.List]++
		a.lists[i].People += len(part.Records)
		a.lists[i].Whole = count[p.List] == p.Parts
		a.people[p.List] = append(a.people[p.List], part.Records...)
		for _, r := range part.Records {
			if r.AsOf.IsZero() {
				r.AsOf = p.AsOf
			}
			if old, ok := a.number[r.PersonalNumber]; !ok || old.AsOf.Before(r.AsOf) {
				a.number[r.PersonalNumber] = r
			}
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.session != nil { // else it was locked meanwhile
		d.ahead = a
	}
	return a, nil
}

// forgetAhead makes the lists be read anew.
func (d *Desk) forgetAhead() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.ahead = nil
}
