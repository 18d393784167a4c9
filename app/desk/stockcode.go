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

// CardCode is what was read of a card: of its QR code, or typed from its face.
type CardCode struct {
	Serial string                // "" when the number was read
	Number person.PersonalNumber // "" when the serial was read
	Issued person.CivilDate      // of the QR code, zero when it is not known
	Raw    string
}

// maxSerial bounds serials; see the table of cards.
const maxSerial = 64

// ReadCardCode understands a card's QR code, its machine-readable zone, a personal
// number and a serial; ok is false for anything else.
func ReadCardCode(text string) (code CardCode, ok bool) {
	text = strings.TrimSpace(text)
	code.Raw = text
	if qr, err := person.ParseCardQR(text); err == nil {
		code.Number, code.Issued = qr.Number, qr.Issued
		return code, true
	}
	if number, err := person.ParsePersonalNumber(text); err == nil {
		code.Number = number
		return code, true
	}
	if person.Recognise(text) != person.ScanOther || text == "" || len(text) > maxSerial {
		return CardCode{}, false // a slip, a ticket
	}
	for _, r := range text {
		if (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' {
			return CardCode{}, false
		}
	}
	code.Serial = strings.ToUpper(text)
	return code, true
}

// Names is what a list of findings calls the code: the serial, or the number.
func (c CardCode) Names() string { return cmp.Or(c.Serial, string(c.Number)) }

// Of reports whether the code is that of a card: a code that was issued before the
// dossier was begun is that of the holder's old card.
func (c CardCode) Of(card StockCard) bool {
	if c.Serial != "" {
		return strings.EqualFold(c.Serial, card.Serial)
	}
	return string(c.Number) == card.Number && !c.before(card.Created)
}

func (c CardCode) before(created time.Time) bool {
	return !c.Issued.IsZero() && !created.IsZero() && c.Issued.Before(person.FromTime(created))
}

// Why a card is where none is expected.
const (
	SurplusUnknown  = "unknown"   // no card of this office
	SurplusOtherBox = "other-box" // on the list of another box
	SurplusOnShelf  = "on-shelf"  // by the books it lies on a shelf
	SurplusGiven    = "given"     // by the books it was handed over
	SurplusOld      = "old-card"  // the card that its holder had before
	SurplusGone     = "gone"      // sent back, replaced, void, recalled
	SurplusAway     = "away"      // with an officer, in the post, undelivered
	SurplusLost     = "lost"      // it was reported lost
	SurplusFaulty   = "faulty"
)

// Surplus is a card where none is expected.
type Surplus struct {
	Code    string            `json:"code"` // serial, or personal number
	Serial  string            `json:"serial,omitempty"`
	Dossier dossier.ID        `json:"dossier,omitempty"`
	State   dossier.CardState `json:"state,omitempty"`
	Box     string            `json:"box,omitempty"`
	Shelf   string            `json:"shelf,omitempty"` // by the books
	Why     string            `json:"why"`
}

// foundFirst is the order in which the states of a person's cards are believed:
// the one that most likely lies there first.
var foundFirst = []dossier.CardState{dossier.CardShipped, dossier.CardArrived, dossier.CardLost, dossier.CardUndelivered,
	dossier.CardFaulty, dossier.CardOut, dossier.CardInPost, dossier.CardReplaced, dossier.CardSentBack, dossier.CardHandedOver}

// Identify says of a code that is on no list whose card it is, as far as this
// office knows.
func (d *Desk) Identify(ctx context.Context, code CardCode) (Surplus, error) {
	found := Surplus{Code: code.Names(), Why: SurplusUnknown}
	cards, err := d.cardsOf(ctx, code)
	if err != nil {
		return found, err
	}
	if len(cards) == 0 {
		return found, nil
	}
	slices.SortStableFunc(cards, func(a, b StockCard) int {
		return cmp.Compare(rank(a.State), rank(b.State))
	})
	at := slices.IndexFunc(cards, code.Of)
	if at < 0 {
		found.Dossier, found.Why = cards[0].Dossier, SurplusOld
		return found, nil
	}
	card := cards[at]
	return Surplus{Code: code.Names(), Serial: card.Serial, Dossier: card.Dossier, State: card.State, Box: card.Box,
		Shelf: card.Shelf, Why: surplusOf(card.State)}, nil
}

func rank(state dossier.CardState) int {
	if i := slices.Index(foundFirst, state); i >= 0 {
		return i
	}
	return len(foundFirst)
}

func surplusOf(state dossier.CardState) string {
	switch state {
	case dossier.CardOrdered, dossier.CardProduced, dossier.CardShipped:
		return SurplusOtherBox
	case dossier.CardArrived:
		return SurplusOnShelf
	case dossier.CardHandedOver:
		return SurplusGiven
	case dossier.CardLost:
		return SurplusLost
	case dossier.CardFaulty:
		return SurplusFaulty
	case dossier.CardOut, dossier.CardInPost, dossier.CardUndelivered:
		return SurplusAway
	}
	return SurplusGone
}

// personHits bounds how many dossiers of one number are looked at.
const personHits = 50

// cardsOf lists the cards that a code may be of.
func (d *Desk) cardsOf(ctx context.Context, code CardCode) ([]StockCard, error) {
	if code.Serial != "" {
		card, err := d.Store.Card(ctx, code.Serial)
		if errors.Is(err, store.ErrNotFound) {
			return nil, nil
		}
		if err != nil {
			return nil, fmt.Errorf("looking for a card: %w", err)
		}
		return d.withPeople(ctx, []store.Card{card})
	}
	hits, err := d.Store.Search(ctx, string(code.Number), personHits)
	if err != nil {
		return nil, fmt.Errorf("looking for a card: %w", err)
	}
	var cards []store.Card
	for _, hit := range hits {
		if hit.Number != string(code.Number) {
			continue
		}
		of, err := d.Store.Cards(ctx, store.CardFilter{Dossier: dossier.ID(hit.Dossier)})
		if err != nil {
			return nil, fmt.Errorf("looking for a card: %w", err)
		}
		cards = append(cards, of...)
	}
	return d.withPeople(ctx, cards)
}
