package desk

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/store"
	"carddesk/app/tables"
)

// CardPlace is the hamlet or school that the holder of a card belongs to: of the
// office's list, or, where the list does not know it, as the address begins.
type CardPlace struct {
	Code   string // of the office's list; "" for one that is not in it
	Name   string
	School bool
}

// Uncollected is a card that came to the office and that its holder does not have
// yet, with what is needed to reach the holder.
type Uncollected struct {
	Card     store.Card
	Place    CardPlace
	Name     string
	Birth    string // ISO, possibly partial
	Sex      string
	Number   string
	Phone    string // as typed, "" none
	Receipt  string
	Address  string           // where the holder lives, or wants the card to go
	Delivery string           // what the holder asked for, "" is at the desk
	Arrived  person.CivilDate // zero: not known
	Days     int              // since then
	Stopped  bool             // its dossier was withdrawn: nobody is to have it
	Contacts int
	Last     *Contact // newest, nil: nobody was told
}

// Here reports whether the card lies at the office: on its shelf, or come back
// undelivered.
func (u Uncollected) Here() bool {
	return u.Card.State == dossier.CardArrived || u.Card.State == dossier.CardUndelivered
}

// Ready reports whether the card lies on the shelf and can go to its holder.
func (u Uncollected) Ready() bool { return u.Card.State == dossier.CardArrived && !u.Stopped }

// Uncollected lists all cards that came and were not handed over: by place, the
// longest uncollected first.
func (d *Desk) Uncollected(ctx context.Context) ([]Uncollected, error) {
	if _, err := d.actor(); err != nil {
		return nil, err
	}
	cards, err := d.Store.Uncollected(ctx)
	if err != nil {
		return nil, err
	}
	contacts, err := d.contacts(ctx, store.BookFilter{})
	if err != nil {
		return nil, err
	}
	schools := d.Hamlets.Codes(tables.School)
	today := d.today()
	all := make([]Uncollected, 0, len(cards))
	for _, card := range cards {
		u := Uncollected{Card: card.Card, Stopped: card.State != dossier.Accepted}
		if err := d.describe(ctx, &u); err != nil {
			return nil, err
		}
		if card.Hamlet != "" {
			u.Place = CardPlace{Code: card.Hamlet, Name: cmp.Or(d.Hamlets.Name(card.Hamlet), card.Hamlet), School: slices.Contains(schools, card.Hamlet)}
		}
		if day, err := person.ParseISODate(card.Arrived); err == nil && day.Full() {
			u.Arrived, u.Days = day, max(0, day.DaysUntil(today))
		}
		if of := contacts[card.Dossier]; len(of) > 0 {
			u.Contacts, u.Last = len(of), &of[len(of)-1]
		}
		all = append(all, u)
	}
	slices.SortStableFunc(all, func(a, b Uncollected) int {
		return cmp.Or(comparePlaces(a.Place, b.Place), cmp.Compare(b.Days, a.Days), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Card.Serial, b.Card.Serial))
	})
	return all, nil
}

// describe reads of a card's dossier who its holder is and how to reach them. Of a
// destroyed dossier nothing is left to say.
func (d *Desk) describe(ctx context.Context, u *Uncollected) error {
	id := u.Card.Dossier
	var identity dossier.Identity
	_, err := d.section(ctx, id, dossier.SectionIdentity, &identity)
	if errors.Is(err, store.ErrDestroyed) {
		return nil
	}
	if err != nil {
		return err
	}
	u.Name, u.Birth, u.Sex, u.Number, u.Phone = identity.Name, identity.Birth, identity.Sex, identity.PersonalNumber, identity.Phone
	u.Delivery, u.Address = identity.Delivery, cmp.Or(identity.Delivery, home(identity), identity.Permanent.Text)
	u.Place.Name = placeOf(identity.Permanent)
	if entry, ok := d.Store.Person(id); ok {
		u.Receipt = entry.Receipt
		return nil
	}
	var review dossier.Review // the index is still being built
	_, err = d.section(ctx, id, dossier.SectionReview, &review)
	u.Receipt = review.ReceiptNumber
	return err
}

// placeOf is how an address begins that no list knows: hamlet and ward.
func placeOf(a dossier.Address) string {
	text := a.Text
	if text == "" {
		text = strings.Trim(a.Detail+", "+a.WardName, ", ")
	}
	parts := strings.Split(text, ",")
	return strings.TrimSpace(strings.Join(parts[:min(2, len(parts))], ","))
}

// comparePlaces orders hamlets before schools, each by name.
func comparePlaces(a, b CardPlace) int {
	if a.School != b.School {
		if a.School {
			return 1
		}
		return -1
	}
	return cmp.Or(strings.Compare(person.Fold(a.Name), person.Fold(b.Name)), cmp.Compare(a.Code, b.Code))
}

// Age is one line of the ageing: the cards of a place by how long they were not
// collected.
type Age struct {
	Place  CardPlace
	Counts []int // by band, as [Ageing.Bands]
	Total  int
	Here   int // of these, at the office
	Oldest int // days
	Told   int // of these, somebody was told at least once
}

// Ageing says how long cards were not collected, by hamlet and school.
type Ageing struct {
	// Bands are the first days of each band, rising; the first is 0.
	Bands  []int
	Places []Age
	Total  Age // of all places
}

// AgeCards counts cards by place and by the days since they came. borders are the
// last days of the bands, rising; the last band is open.
func AgeCards(cards []Uncollected, borders []int) Ageing {
	a := Ageing{Bands: []int{0}}
	for _, day := range borders {
		if day >= a.Bands[len(a.Bands)-1] {
			a.Bands = append(a.Bands, day+1)
		}
	}
	a.Total.Counts = make([]int, len(a.Bands))
	at := map[CardPlace]int{}
	for _, u := range cards {
		i, ok := at[u.Place]
		if !ok {
			i = len(a.Places)
			at[u.Place] = i
			a.Places = append(a.Places, Age{Place: u.Place, Counts: make([]int, len(a.Bands))})
		}
		band := len(a.Bands) - 1
		for u.Days < a.Bands[band] {
			band--
		}
		for _, line := range []*Age{&a.Places[i], &a.Total} {
			line.Counts[band]++
			line.Total++
			line.Oldest = max(line.Oldest, u.Days)
			if u.Here() {
				line.Here++
			}
			if u.Last != nil {
				line.Told++
			}
		}
	}
	slices.SortStableFunc(a.Places, func(x, y Age) int { return comparePlaces(x.Place, y.Place) })
	return a
}

// UncollectedBands are the borders of ages that policy sets, in days.
func (d *Desk) UncollectedBands() []int { return d.values().UncollectedDays }
