package registry

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"carddesk/app/port"
)

// States of a card that the centre has taken back.
const (
	cardVoid     = "void"     // never to be handed over
	cardRecalled = "recalled" // wherever it is; the office sends it back
)

var (
	voidable   = []string{cardOrdered, cardProduced, cardShipped, cardArrived}
	recallable = []string{cardProduced, cardShipped, cardArrived, cardOut, cardInPost, cardUndelivered, cardHandedOver}
)

// Reasons for which the centre takes a card back; desks put them into words.
const (
	RecallData    = "data-wrong"
	RecallFactory = "factory-fault"
	RecallKey     = "key-compromised"
	RecallIssue   = "issued-wrongly" // its holder has no right to it
)

// RecallReasons lists them in their order.
func RecallReasons() []string { return []string{RecallData, RecallFactory, RecallKey, RecallIssue} }

// ErrCardState says that a card is in a state in which the centre cannot do this.
var ErrCardState = errors.New("registry: the card is not in a state for this")

// ErrRecallReason says that a card is not taken back without one of [RecallReasons].
var ErrRecallReason = errors.New("registry: no known reason to take a card back")

// CardStanding is one card, what the centre may do with it now, and the office
// that hears of it.
type CardStanding struct {
	CardInfo
	Office               string
	Voidable, Recallable bool
}

// Card returns one card, or [ErrUnknown].
func (r *Registry) Card(ctx context.Context, serial string) (c CardStanding, err error) {
	err = r.store.read.QueryRowContext(ctx, `SELECT c.serial, c.dossier, c.state, c.box, c.lot, c.ordered, c.handed_over, d.office
		FROM card c JOIN dossier d ON d.id = c.dossier WHERE c.serial = $1`, serial).
		Scan(&c.Serial, &c.Dossier, &c.State, &c.Box, &c.Lot, &c.Ordered, &c.HandedOver, &c.Office)
	if errors.Is(err, errNoRow) {
		return c, ErrUnknown
	}
	if err != nil {
		return c, fmt.Errorf("reading a card: %w", err)
	}
	c.Voidable, c.Recallable = slices.Contains(voidable, c.State), slices.Contains(recallable, c.State)
	return c, nil
}

// VoidCard makes a card void that has not left the office: nobody is to be given
// it. With again another one is ordered in its place, unless its dossier is not
// accepted any more. Errors: [ErrUnknown], [ErrCardState], [ErrRecallReason].
func (r *Registry) VoidCard(ctx context.Context, serial, reason string, again bool) error {
	return r.takeBack(ctx, serial, reason, voidable, cardVoid, port.ChangeVoided, again)
}

// RecallCard calls a card back wherever it is, also from its holder. Errors:
// [ErrUnknown], [ErrCardState], [ErrRecallReason].
func (r *Registry) RecallCard(ctx context.Context, serial, reason string) error {
	return r.takeBack(ctx, serial, reason, recallable, cardRecalled, port.ChangeRecalled, false)
}

// takeBack moves a card, tells its office and the back end, and stops what the
// centre still meant to do with it, all in one transaction.
func (r *Registry) takeBack(ctx context.Context, serial, reason string, from []string, to, kind string, again bool) error {
	if !slices.Contains(RecallReasons(), reason) {
		return ErrRecallReason
	}
	err := r.inTx(ctx, func(e *effect) error {
		var state, office, decided string
		change := port.Change{Kind: kind, Card: serial, Reason: reason}
		err := e.row(`SELECT c.state, c.dossier, c.version, d.office, d.state FROM card c JOIN dossier d ON d.id = c.dossier WHERE c.serial = $1`, serial).
			Scan(&state, &change.Dossier, &change.Version, &office, &decided)
		if errors.Is(err, errNoRow) {
			return ErrUnknown
		}
		if err != nil {
			return err
		}
		if !slices.Contains(from, state) {
			return ErrCardState
		}
		// The state is asked for again: an event may have moved the card meanwhile.
		done, err := e.ExecContext(e.ctx, `UPDATE card SET state = $1 WHERE serial = $2 AND state = $3`, to, serial, state)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 {
			return errors.Join(ErrCardState, err)
		}
		if state == cardOrdered || state == cardProduced {
			// Whoever makes or ships it at this moment finds the step gone and tells nothing.
			if err := e.exec(`DELETE FROM step WHERE dossier = $1 AND kind IN ($2, $3)`, change.Dossier, stepProduce, stepShip); err != nil {
				return err
			}
		}
		if err := e.tell(office, change); err != nil {
			return err
		}
		if err := e.handOnTakenBack(state, change.Dossier, serial); err != nil {
			return err
		}
		if again && decided == dossierAccepted {
			return reprint(e, change.Dossier)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("taking a card back: %w", err)
	}
	return nil
}

// handOnTakenBack has the back end cancel the order of a card that is not made yet,
// or revoke one that is.
func (e *effect) handOnTakenBack(from, dossier, serial string) error {
	if from == cardOrdered {
		return e.handOn(handCancel+"/"+serial, handCancel, dossier, serial)
	}
	return e.handOn(handRevoke+"/"+serial+"/centre", handRevoke, dossier, serial)
}

// UnfitEvent is what an office reported of a card that could not be, as the
// hand-over of a card that had been recalled. Times are RFC 3339 UTC.
type UnfitEvent struct{ Card, Station, Type, Actor, At, Received string }

// unfitEvents returns those about the cards of a dossier, the oldest first.
func (r *Registry) unfitEvents(ctx context.Context, dossier string) ([]UnfitEvent, error) {
	// The effect stands in the text: its index holds only these.
	rows, err := r.store.read.QueryContext(ctx, `SELECT e.card, e.station, e.type, e.actor, e.at, e.received FROM card c
		JOIN event e ON e.card = c.serial AND e.effect = 'card-state' WHERE c.dossier = $1 ORDER BY e.received, e.station, e.seq`, dossier)
	return collect(rows, err, func(rows *sql.Rows) (u UnfitEvent, err error) {
		return u, rows.Scan(&u.Card, &u.Station, &u.Type, &u.Actor, &u.At, &u.Received)
	})
}
