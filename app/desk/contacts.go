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

// ErrContact says that a contact lacks what it must say, or promises a day that
// cannot be.
var ErrContact = errors.New("contact is not described")

// Contact is one time that somebody was told of a card that waits.
type Contact struct {
	ID       string    `json:"-"` // of the entry; "" until it is noted
	At       time.Time `json:"at"`
	By       string    `json:"by"`                 // user id
	Way      string    `json:"way"`                // code of [dossier.ContactWays]
	Result   string    `json:"result"`             // code of [dossier.ContactResults]
	Promised string    `json:"promised,omitempty"` // ISO date on which the holder comes; "" none
	Note     string    `json:"note,omitempty"`
}

// maxContactNote bounds what a clerk can note of one call, in letters.
const maxContactNote = 300

// contactAhead is how many days a promised day may lie ahead.
const contactAhead = 366

// NoteContact keeps who was told of a card that waits, under the key of its
// dossier. A contact with an id that was noted before is noted once.
func (d *Desk) NoteContact(ctx context.Context, id dossier.ID, c Contact) error {
	actor, err := d.actor()
	if err != nil {
		return err
	}
	c, err = d.checkContact(c)
	if err != nil {
		return err
	}
	if c.ID == "" {
		if c.ID, err = d.randomID(); err != nil {
			return err
		}
	}
	c.At, c.By = d.now(), actor.User
	_, err = d.Store.Apply(ctx, store.Change{
		ID: "contact-" + c.ID, Actor: actor, Command: dossier.NoteContact, Dossier: id,
		Books: []store.BookChange{{Book: dossier.BookContact, ID: c.ID, Day: d.today().ISO(), Dossier: id, Owner: actor.User, Content: c}},
	})
	if err != nil {
		return fmt.Errorf("noting a contact: %w", err)
	}
	return nil
}

// AmendContact corrects a contact that was noted wrongly, on the same day and by
// who noted it or a supervisor. What it said before stays in the log.
func (d *Desk) AmendContact(ctx context.Context, id dossier.ID, c Contact) error {
	actor, err := d.actor()
	if err != nil {
		return err
	}
	if c, err = d.checkContact(c); err != nil {
		return err
	}
	entries, err := d.Store.Book(ctx, store.BookFilter{Book: dossier.BookContact, ID: c.ID, Dossier: id})
	if err != nil {
		return fmt.Errorf("correcting a contact: %w", err)
	}
	if len(entries) == 0 {
		return ErrNotFound
	}
	old := entries[0]
	if actor.Role != dossier.RoleSupervisor && (old.Owner != actor.User || old.Day != d.today().ISO()) {
		return fmt.Errorf("correcting a contact: %w", dossier.ErrRole)
	}
	was, err := contactOf(old)
	if err != nil {
		return err
	}
	c.At, c.By = was.At, was.By
	command, err := d.randomID()
	if err != nil {
		return err
	}
	_, err = d.Store.Apply(ctx, store.Change{
		ID: "contact-" + command, Actor: actor, Command: dossier.AmendContact, Dossier: id, Payload: map[string]any{"was": was},
		Books: []store.BookChange{{Book: dossier.BookContact, ID: c.ID, BaseRevision: old.Revision, Day: old.Day, Dossier: id, Owner: old.Owner, Content: c}},
	})
	if err != nil {
		return fmt.Errorf("correcting a contact: %w", err)
	}
	return nil
}

// Contacts lists who was told of the card of a dossier, oldest first.
func (d *Desk) Contacts(ctx context.Context, id dossier.ID) ([]Contact, error) {
	all, err := d.contacts(ctx, store.BookFilter{Dossier: id})
	return all[id], err
}

// contacts reads contacts by dossier, each oldest first. Of dossiers whose content
// was destroyed there are none.
func (d *Desk) contacts(ctx context.Context, f store.BookFilter) (map[dossier.ID][]Contact, error) {
	f.Book, f.Limit = dossier.BookContact, maxBookRows
	entries, err := d.Store.Book(ctx, f)
	if err != nil {
		return nil, fmt.Errorf("reading contacts: %w", err)
	}
	all := map[dossier.ID][]Contact{}
	for _, e := range entries {
		if e.Content == nil {
			continue
		}
		c, err := contactOf(e)
		if err != nil {
			return nil, err
		}
		all[e.Dossier] = append(all[e.Dossier], c)
	}
	for _, of := range all {
		slices.SortStableFunc(of, func(a, b Contact) int { return a.At.Compare(b.At) })
	}
	return all, nil
}

// maxBookRows bounds how many entries of a book are read at once.
const maxBookRows = 200_000

func contactOf(e store.BookEntry) (Contact, error) {
	c, err := says[Contact](e)
	c.ID = e.ID
	return c, err
}

// checkContact refuses what says nothing: a way and a result are named, a promise
// has its day, and no other result has one.
func (d *Desk) checkContact(c Contact) (Contact, error) {
	if _, ok := dossier.FindCoded(dossier.ContactWays(), c.Way); !ok {
		return c, fmt.Errorf("%w: way", ErrContact)
	}
	if _, ok := dossier.FindCoded(dossier.ContactResults(), c.Result); !ok {
		return c, fmt.Errorf("%w: result", ErrContact)
	}
	c.Note = clip(strings.TrimSpace(c.Note), maxContactNote)
	if c.Result != dossier.ContactPromised {
		c.Promised = ""
		return c, nil
	}
	day, err := person.ParseISODate(c.Promised)
	today := d.today()
	if err != nil || !day.Full() || day.Before(today) || today.AddDays(contactAhead).Before(day) {
		return c, fmt.Errorf("%w: promised day", ErrContact)
	}
	c.Promised = day.ISO()
	return c, nil
}
