package desk

import (
	"cmp"
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

// Where an old card was collected.
const (
	OldFromIntake   = "intake"
	OldFromHandover = "handover"
	OldFromBefore   = "before" // it was in the office before there was a book
)

// oldCardPage is what the book of old cards says of one. Its id is that of the
// dossier; whose card it is stands in the dossier alone, so that it goes with it.
type oldCardPage struct {
	From string    `json:"from"`
	At   time.Time `json:"at"`
	List string    `json:"list,omitempty"` // by which it left the office
	Note string    `json:"note,omitempty"`
}

// OldCard is an old card that was collected.
type OldCard struct {
	Dossier dossier.ID
	State   dossier.BookState
	Day     string // on which it was collected, ISO
	By      string // user who collected it
	From    string
	List    string
	Note    string

	Name   string // of its holder; "" when the content of the dossier was destroyed
	Number string // of the card, as the dossier has it
	// Dossiers is where the dossier stands: of one that was withdrawn the card goes
	// back to its holder.
	Of dossier.State

	revision int
	page     oldCardPage
}

// collectOld is the entry of an old card that the office keeps from now on; none
// when it is in the book already and has left the office since.
func (d *Desk) collectOld(ctx context.Context, id dossier.ID, from string) ([]store.BookChange, error) {
	actor, err := d.actor()
	if err != nil {
		return nil, err
	}
	have, err := d.Store.Book(ctx, store.BookFilter{Book: dossier.BookOldCard, ID: string(id)})
	if err != nil {
		return nil, fmt.Errorf("reading the book of old cards: %w", err)
	}
	change := oldCardChange(id, d.today().ISO(), actor.User, oldCardPage{From: from, At: d.now()})
	if len(have) == 0 {
		return []store.BookChange{change}, nil
	}
	switch have[0].State {
	case dossier.OldCardHeld:
		return nil, nil // the dossier was returned and completed again
	case dossier.OldCardGivenBack:
		change.BaseRevision = have[0].Revision
		return []store.BookChange{change}, nil
	}
	return nil, nil
}

func oldCardChange(id dossier.ID, day, owner string, page oldCardPage) store.BookChange {
	return store.BookChange{Book: dossier.BookOldCard, ID: string(id), Day: day, Owner: owner, Amount: 1, Content: page}
}

// collectedAtIntake is the entry of the book of old cards that ends an intake.
func (d *Desk) collectedAtIntake(ctx context.Context, opened Opened) ([]store.BookChange, error) {
	if opened.Identity.OldCard.Outcome != dossier.OldCollected {
		return nil, nil
	}
	return d.collectOld(ctx, opened.ID, OldFromIntake)
}

// collectedAtHandover is that of a handover.
func (d *Desk) collectedAtHandover(ctx context.Context, id dossier.ID, h dossier.Handover) ([]store.BookChange, error) {
	if h.OldCard != dossier.OldCollected {
		return nil, nil
	}
	return d.collectOld(ctx, id, OldFromHandover)
}

// OldCardWanted reports whether the holder of a dossier was let keep the old card
// until the new one is there, and has it still.
func OldCardWanted(opened Opened) bool {
	return opened.Identity.OldCard.Outcome == dossier.OldNotCollected && opened.Handover.OldCard == ""
}

// OldCards lists the old cards in some states, by the day on which they were
// collected.
func (d *Desk) OldCards(ctx context.Context, states ...dossier.BookState) ([]OldCard, error) {
	return d.oldCards(ctx, store.BookFilter{States: states, Limit: maxStock})
}

func (d *Desk) oldCards(ctx context.Context, f store.BookFilter) ([]OldCard, error) {
	f.Book = dossier.BookOldCard
	pages, err := pagesOf[oldCardPage](ctx, d, f)
	if err != nil {
		return nil, fmt.Errorf("reading the book of old cards: %w", err)
	}
	cards := make([]OldCard, 0, len(pages))
	for _, page := range pages {
		card := OldCard{Dossier: dossier.ID(page.ID), State: page.State, Day: page.Day, By: page.Owner, From: page.Says.From, List: page.Says.List,
			Note: page.Says.Note, revision: page.Revision, page: page.Says}
		if err := d.whoseOldCard(ctx, &card); err != nil {
			return nil, err
		}
		cards = append(cards, card)
	}
	return cards, nil
}

// whoseOldCard reads from the dossier what is printed of its old card.
func (d *Desk) whoseOldCard(ctx context.Context, card *OldCard) error {
	plain, err := d.Store.Plain(ctx, []dossier.ID{card.Dossier})
	if err != nil || len(plain) == 0 {
		return err
	}
	card.Of = plain[0].State
	if plain[0].Destroyed {
		return nil
	}
	var id dossier.Identity
	if _, err := d.section(ctx, card.Dossier, dossier.SectionIdentity, &id); err != nil {
		if errors.Is(err, store.ErrDestroyed) {
			return nil
		}
		return fmt.Errorf("reading whose old card it is: %w", err)
	}
	card.Name, card.Number = id.Name, oldNumber(id)
	return nil
}

// oldNumber is the number of a dossier's old card: the one that was noted, that of
// its code, or the personal number.
func oldNumber(id dossier.Identity) string {
	if id.OldCard.Number != "" {
		return id.OldCard.Number
	}
	if qr, err := person.ParseCardQR(id.OldCard.QR); err == nil {
		return string(qr.Number)
	}
	return id.PersonalNumber
}

// OldCardList is a list by which old cards left the office.
type OldCardList struct {
	ID    string            `json:"-"`
	State dossier.BookState `json:"-"` // handed in, or destroyed

	To        string       `json:"to,omitempty"`        // who took them
	Way       string       `json:"way,omitempty"`       // how they were destroyed
	Witnesses []string     `json:"witnesses,omitempty"` // rank and name, of a destruction
	Cards     []dossier.ID `json:"cards"`
	By        string       `json:"by"`
	At        time.Time    `json:"at"`
}

// Errors of what is done with old cards.
var (
	ErrWitnesses = errors.New("a destruction needs two witnesses and the way in which it was done")
	ErrTaker     = errors.New("who takes the old cards is not named")
)

// leastWitnesses is how many officers beside the one who destroys must watch. No
// rule was found; three names on a record of destruction are usual.
const leastWitnesses = 2

// HandInOldCards notes that old cards were handed in, with a list, to somebody.
func (d *Desk) HandInOldCards(ctx context.Context, ids []dossier.ID, to string) (OldCardList, error) {
	if to = strings.TrimSpace(to); to == "" {
		return OldCardList{}, ErrTaker
	}
	return d.oldCardsLeave(ctx, dossier.HandInOldCards, ids, OldCardList{To: to})
}

// DestroyOldCards notes that old cards were destroyed before witnesses.
func (d *Desk) DestroyOldCards(ctx context.Context, ids []dossier.ID, way string, witnesses []string) (OldCardList, error) {
	list := OldCardList{Way: strings.TrimSpace(way)}
	for _, w := range witnesses {
		if w = strings.TrimSpace(w); w != "" && !slices.Contains(list.Witnesses, w) {
			list.Witnesses = append(list.Witnesses, w)
		}
	}
	if list.Way == "" || len(list.Witnesses) < leastWitnesses {
		return OldCardList{}, ErrWitnesses
	}
	return d.oldCardsLeave(ctx, dossier.DestroyOldCards, ids, list)
}

// oldCardsLeave takes old cards off the book, all by one entry of the log.
func (d *Desk) oldCardsLeave(ctx context.Context, command dossier.Command, ids []dossier.ID, list OldCardList) (OldCardList, error) {
	actor, err := d.actor()
	if err != nil {
		return OldCardList{}, err
	}
	if len(ids) == 0 {
		return OldCardList{}, ErrNoneChosen
	}
	if list.ID, err = d.randomID(); err != nil {
		return OldCardList{}, err
	}
	list.By, list.At, list.Cards = actor.User, d.now(), ids
	day := person.FromTime(list.At).ISO()
	books := []store.BookChange{{Book: dossier.BookOldList, ID: list.ID, Day: day, Owner: list.By, Amount: int64(len(ids)), Content: list}}
	for _, id := range ids {
		page, err := pageOf[oldCardPage](ctx, d, store.BookFilter{Book: dossier.BookOldCard, ID: string(id)})
		if err != nil {
			return OldCardList{}, fmt.Errorf("reading the book of old cards: %w", err)
		}
		page.Says.List = list.ID
		change := oldCardChange(id, page.Day, page.Owner, page.Says)
		change.BaseRevision = page.Revision
		books = append(books, change)
	}
	err = d.write(ctx, "taking old cards off the book", "", store.Change{
		Command: command, Payload: map[string]any{"list": list.ID, "cards": len(ids)}, Books: books,
	})
	row, _ := bookTable(dossier.BookOldList).Find("", command)
	list.State = row.To
	return list, err
}

// OldCardLists lists how old cards left the office since a day, newest first.
func (d *Desk) OldCardLists(ctx context.Context, since person.CivilDate) ([]OldCardList, error) {
	return d.oldCardLists(ctx, store.BookFilter{From: since.ISO()})
}

func (d *Desk) oldCardLists(ctx context.Context, f store.BookFilter) ([]OldCardList, error) {
	f.Book = dossier.BookOldList
	pages, err := pagesOf[OldCardList](ctx, d, f)
	if err != nil {
		return nil, fmt.Errorf("reading the lists of old cards: %w", err)
	}
	slices.Reverse(pages)
	lists := make([]OldCardList, len(pages))
	for i, page := range pages {
		lists[i] = page.Says
		lists[i].ID, lists[i].State = page.ID, page.State
	}
	return lists, nil
}

// MoveOldCard does one of the commands of a single old card: it is given back to
// its holder, is missing, or was found again. note says why, in words.
func (d *Desk) MoveOldCard(ctx context.Context, card OldCard, command dossier.Command, note string) error {
	page := card.page
	page.Note = cmp.Or(strings.TrimSpace(note), page.Note)
	change := oldCardChange(card.Dossier, card.Day, card.By, page)
	change.BaseRevision = card.revision
	reason := ""
	if strings.TrimSpace(note) != "" {
		reason = "noted"
	}
	return d.write(ctx, "moving an old card", "", store.Change{Command: command, Reason: reason, Books: []store.BookChange{change}})
}

// OldCardCheck compares the book of old cards with the dossiers.
type OldCardCheck struct {
	Held int // in the book
	// NotEntered are dossiers by which a card was collected that the book does not
	// have; NotCollected are cards of the book whose dossier says otherwise, and
	// GiveBack those whose dossier ended without a new card.
	NotEntered   []dossier.ID
	NotCollected []OldCard
	GiveBack     []OldCard
}

// Agrees reports whether the book and the dossiers say the same.
func (c OldCardCheck) Agrees() bool {
	return len(c.NotEntered)+len(c.NotCollected)+len(c.GiveBack) == 0
}

// CheckOldCards compares the cards that the book holds with their dossiers, and the
// dossiers of the days from to to with the book.
func (d *Desk) CheckOldCards(ctx context.Context, from, to person.CivilDate) (OldCardCheck, error) {
	held, err := d.OldCards(ctx, dossier.OldCardHeld)
	if err != nil {
		return OldCardCheck{}, err
	}
	check := OldCardCheck{Held: len(held)}
	for _, card := range held {
		switch collected, err := d.saysCollected(ctx, card.Dossier); {
		case err != nil:
			return check, err
		case card.Name == "": // destroyed: nothing is left to compare with
		case card.Of == dossier.Withdrawn || card.Of == dossier.Cancelled:
			check.GiveBack = append(check.GiveBack, card)
		case !collected:
			check.NotCollected = append(check.NotCollected, card)
		}
	}
	check.NotEntered, err = d.notEntered(ctx, from, to)
	return check, err
}

// checkPage is how many dossiers are read at once.
const checkPage = 200

// notEntered are the dossiers of some days by which an old card was collected that
// the book does not have.
func (d *Desk) notEntered(ctx context.Context, from, to person.CivilDate) ([]dossier.ID, error) {
	known := map[string]bool{}
	all, err := d.Store.Book(ctx, store.BookFilter{Book: dossier.BookOldCard, Limit: maxStock})
	if err != nil {
		return nil, fmt.Errorf("reading the book of old cards: %w", err)
	}
	for _, e := range all {
		known[e.ID] = true
	}
	taken := []dossier.State{dossier.Captured, dossier.Checked, dossier.OnHold, dossier.Approved, dossier.Accepted, dossier.Closed}
	filter := store.Filter{States: taken, From: from.Time(), To: to.AddDays(1).Time(), Limit: checkPage}
	var missing []dossier.ID
	for {
		plain, err := d.Store.List(ctx, filter)
		if err != nil {
			return nil, fmt.Errorf("reading dossiers: %w", err)
		}
		for _, p := range plain {
			if known[string(p.ID)] || p.Destroyed {
				continue
			}
			collected, err := d.saysCollected(ctx, p.ID)
			if err != nil {
				return nil, err
			}
			if collected {
				missing = append(missing, p.ID)
			}
		}
		if len(plain) < checkPage {
			return missing, nil
		}
		filter.After = plain[len(plain)-1].Key()
	}
}

// saysCollected reports whether by its dossier an old card was collected, at the
// intake or when the new one was handed over.
func (d *Desk) saysCollected(ctx context.Context, id dossier.ID) (bool, error) {
	var identity dossier.Identity
	var handover dossier.Handover
	for section, content := range map[dossier.Section]any{dossier.SectionIdentity: &identity, dossier.SectionHandover: &handover} {
		_, err := d.section(ctx, id, section, content)
		switch {
		case errors.Is(err, store.ErrNotFound), errors.Is(err, store.ErrDestroyed):
		case err != nil:
			return false, fmt.Errorf("reading whether an old card was collected: %w", err)
		}
	}
	return identity.OldCard.Outcome == dossier.OldCollected || handover.OldCard == dossier.OldCollected, nil
}

// EnterOldCards brings cards into the book that were collected and are not in it.
func (d *Desk) EnterOldCards(ctx context.Context, ids []dossier.ID) error {
	for _, id := range ids {
		books, err := d.collectOld(ctx, id, OldFromBefore)
		if err != nil {
			return err
		}
		if len(books) == 0 {
			continue
		}
		if err := d.write(ctx, "entering an old card", "", store.Change{Command: dossier.EnterOldCard, Dossier: id, Books: books}); err != nil {
			return err
		}
	}
	return nil
}
