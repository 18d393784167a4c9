package registry

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"carddesk/app/person"
	"carddesk/app/port"
	"carddesk/sync/registry/osia"
)

// HandOn says where accepted dossiers and the orders of their cards go, so that a
// national back end decides on its own what becomes of them. Desks see nothing of
// it: they get the same feed.
type HandOn struct {
	Enrollment  *osia.Client // required
	Credentials *osia.Client // required
	// Profile names the credential profile of a regime ("2014", "2023"); nil takes
	// "VN-ID-" and the regime.
	Profile func(regime string) string
	// Poll is how often an order is asked after; 1 minute when 0.
	Poll time.Duration
	// Workers is how many things are handed on at the same time; 4 when 0.
	Workers int
	// MinRetry and MaxRetry bound the wait after a failure; 5 s and 15 min when 0.
	MinRetry, MaxRetry time.Duration
}

func (h HandOn) withDefaults() HandOn {
	if h.Profile == nil {
		h.Profile = func(regime string) string { return "VN-ID-" + regime }
	}
	if h.Poll <= 0 {
		h.Poll = time.Minute
	}
	if h.Workers <= 0 {
		h.Workers = 4
	}
	if h.MinRetry <= 0 {
		h.MinRetry = 5 * time.Second
	}
	if h.MaxRetry <= 0 {
		h.MaxRetry = 15 * time.Minute
	}
	return h
}

// What is handed on.
const (
	handEnrollment = "enrollment"
	handRequest    = "request"
	handCancel     = "cancel"
	handActivate   = "activate"
	handSuspend    = "suspend"
	handUnsuspend  = "unsuspend"
	handRevoke     = "revoke"
)

// States of what is handed on.
const (
	handWaiting = "waiting"
	handDone    = "done"
	handStuck   = "stuck"
)

// handLease is how long one try has before another registry takes it up: longer
// than a request may last.
const handLease = 5 * time.Minute

// handOn puts something in the outbox of the back end, in the transaction of its
// cause; the same id again is nothing. Without a back end it does nothing.
func (e *effect) handOn(id, kind, dossier, card string) error {
	if !e.backEnd {
		return nil
	}
	return e.exec(`INSERT INTO hand_on (id, dossier, nr, kind, card, state, due, made)
		SELECT $1, $2, COALESCE(MAX(nr), 0) + 1, $3, $4, $5, $6, $6 FROM hand_on WHERE dossier = $2
		ON CONFLICT (id) DO NOTHING`, id, dossier, kind, card, handWaiting, stamp(e.now))
}

// handOnEarlier puts dossiers into the outbox that were accepted while the
// registry had no back end.
func (r *Registry) handOnEarlier(ctx context.Context) error {
	for {
		rows, err := r.store.read.QueryContext(ctx, `SELECT id FROM dossier d WHERE state = $1
			AND NOT EXISTS (SELECT 1 FROM hand_on h WHERE h.dossier = d.id AND h.nr = 1) LIMIT 500`, dossierAccepted)
		some, err := collect(rows, err, func(rows *sql.Rows) (id string, err error) { return id, rows.Scan(&id) })
		if err != nil {
			return fmt.Errorf("handing on what was accepted before: %w", err)
		}
		if len(some) == 0 {
			return nil
		}
		err = r.inTx(ctx, func(e *effect) error {
			for _, dossier := range some {
				if err := e.handOn(handEnrollment+"/"+dossier, handEnrollment, dossier, ""); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("handing on what was accepted before: %w", err)
		}
	}
}

// handing is one thing to hand on.
type handing struct {
	id, kind, dossier, card, due string
	attempts                     int
}

// runHandOn hands on what is due until ctx ends.
func (r *Registry) runHandOn(ctx context.Context) {
	var workers sync.WaitGroup
	for range r.opts.HandOn.Workers {
		workers.Go(func() { r.handOnLoop(ctx) })
	}
	workers.Wait()
}

func (r *Registry) handOnLoop(ctx context.Context) {
	for ctx.Err() == nil {
		next, found, err := r.claimHanding(ctx)
		switch {
		case err != nil && ctx.Err() == nil:
			r.log.Error("looking for what is to be handed on", "error", err)
		case found:
			r.handOver(ctx, next)
			continue
		}
		timer := time.NewTimer(r.opts.HandOn.MinRetry/2 + rand.N(r.opts.HandOn.MinRetry/2))
		select {
		case <-timer.C:
		case <-ctx.Done():
		}
		timer.Stop()
	}
}

// claimHanding takes the next thing that is due, for a while: a registry that dies
// with it leaves it to another.
func (r *Registry) claimHanding(ctx context.Context) (h handing, found bool, err error) {
	r.claiming.Lock()
	defer r.claiming.Unlock()
	err = r.store.read.QueryRowContext(ctx, `SELECT id, kind, dossier, card, due, attempts FROM hand_on a WHERE state = $1 AND due <= $2
		AND NOT EXISTS (SELECT 1 FROM hand_on b WHERE b.dossier = a.dossier AND b.nr < a.nr AND b.state <> $3)
		ORDER BY due LIMIT 1`, handWaiting, stamp(r.clock.Now()), handDone).
		Scan(&h.id, &h.kind, &h.dossier, &h.card, &h.due, &h.attempts)
	if errors.Is(err, errNoRow) {
		return handing{}, false, nil
	}
	if err != nil {
		return handing{}, false, err
	}
	err = r.inTx(ctx, func(e *effect) error {
		lease := stamp(e.now.Add(handLease))
		done, err := e.ExecContext(e.ctx, `UPDATE hand_on SET due = $1, attempts = attempts + 1 WHERE id = $2 AND state = $3 AND due = $4`, lease, h.id, handWaiting, h.due)
		if err != nil {
			return err
		}
		n, err := done.RowsAffected()
		found = n == 1
		return err
	})
	h.attempts++
	return h, found && err == nil, err
}

// handOver does one thing and keeps how it went.
func (r *Registry) handOver(ctx context.Context, h handing) {
	err := r.tell(ctx, h)
	if ctx.Err() != nil {
		return // the lease ends, and it is done again
	}
	state, code, due := handDone, "", r.clock.Now()
	var answered *osia.Error
	switch {
	case err == nil:
	case errors.Is(err, errForeign):
		state, code = handStuck, "id-taken"
	case errors.As(err, &answered) && answered.Permanent():
		state, code = handStuck, fmt.Sprintf("%s-%d", answered.Operation, answered.Status)
	default:
		state, code = handWaiting, "no-answer"
		wait := min(r.opts.HandOn.MinRetry<<min(h.attempts-1, 16), r.opts.HandOn.MaxRetry)
		wait = wait/2 + rand.N(wait/2+1)
		if answered != nil {
			code = fmt.Sprintf("%s-%d", answered.Operation, answered.Status)
			wait = max(wait, answered.RetryAfter)
		}
		due = due.Add(wait)
	}
	if err != nil {
		r.log.Warn("not handed on", "id", h.id, "state", state, "code", code, "attempt", h.attempts, "error", err)
	}
	err = r.inTx(ctx, func(e *effect) error {
		done := ""
		if state == handDone {
			done = stamp(e.now)
		}
		return e.exec(`UPDATE hand_on SET state = $1, code = $2, due = $3, done = $4 WHERE id = $5 AND state = $6`,
			state, code, stamp(due), done, h.id, handWaiting)
	})
	if err != nil && ctx.Err() == nil {
		r.log.Error("keeping what was handed on", "error", err) // done again after the lease: the same ids
	}
}

// errForeign says that the back end has something else under our id.
var errForeign = errors.New("registry: the back end has something else under this id")

// tell says one thing to the back end. Each may be said again: ids are ours and
// stay the same.
func (r *Registry) tell(ctx context.Context, h handing) error {
	switch h.kind {
	case handEnrollment:
		return r.tellEnrollment(ctx, h)
	case handRequest:
		return r.tellRequest(ctx, h)
	case handCancel:
		err := r.opts.HandOn.Credentials.CancelCredentialRequest(ctx, h.card, h.id)
		if osia.Unknown(err) {
			return nil // it never got there
		}
		return err
	}
	var credential string
	err := r.store.read.QueryRowContext(ctx, `SELECT credential FROM card WHERE serial = $1`, h.card).Scan(&credential)
	if err != nil {
		return fmt.Errorf("looking for a credential: %w", err)
	}
	if credential == "" {
		return nil // made before there was a back end
	}
	cms := r.opts.HandOn.Credentials
	switch h.kind {
	case handActivate:
		return cms.SetStatus(ctx, credential, h.id, osia.StatusActive, "handed-over")
	case handSuspend:
		return cms.Suspend(ctx, credential, h.id, "lost")
	case handUnsuspend:
		return cms.Unsuspend(ctx, credential, h.id, "found")
	case handRevoke:
		reason := "faulty"
		if h.id == handRevoke+"/"+h.card+"/centre" {
			reason = "recalled"
		}
		return cms.Revoke(ctx, credential, h.id, reason)
	}
	return fmt.Errorf("registry: %q cannot be handed on", h.kind)
}

// handOnCard hands on what an event has done to a card.
func (e *effect) handOnCard(to, from, dossier string, ev port.Event) error {
	kind := map[string]string{cardHandedOver: handActivate, cardLost: handSuspend, cardFaulty: handRevoke}[to]
	if from == cardLost && to == cardArrived {
		kind = handUnsuspend
	}
	if kind == "" {
		return nil
	}
	return e.handOn(fmt.Sprintf("%s/%s/%s-%d", kind, ev.Card, ev.Station, ev.Seq), kind, dossier, ev.Card)
}

// cancelOrder takes back the order of a card that is not made yet, when its
// dossier was withdrawn.
func (e *effect) cancelOrder(dossier string) error {
	var card string
	err := e.row(`SELECT serial FROM card WHERE dossier = $1 AND state = $2`, dossier, cardOrdered).Scan(&card)
	if errors.Is(err, errNoRow) {
		return nil
	}
	if err != nil {
		return err
	}
	return e.handOn(handCancel+"/"+card, handCancel, dossier, card)
}

// collectStep asks the back end after a card that is ordered there; once it is
// issued, the office hears the same as of a card that was made here.
func (r *Registry) collectStep(ctx context.Context, s step) error {
	var serial, state, expires, number string
	err := r.store.read.QueryRowContext(ctx, `SELECT c.serial, COALESCE(h.state, ''), c.expires, c.document_number FROM card c
		LEFT JOIN hand_on h ON h.id = $1 || c.serial WHERE c.dossier = $2 AND c.state = $3`, handRequest+"/", s.dossier, cardOrdered).
		Scan(&serial, &state, &expires, &number)
	switch {
	case errors.Is(err, errNoRow):
		return r.dropStep(ctx, s)
	case err != nil:
		return fmt.Errorf("looking for an order: %w", err)
	case state == "": // ordered while there was no back end
		return errors.Join(r.inTx(ctx, func(e *effect) error {
			return e.handOn(handRequest+"/"+serial, handRequest, s.dossier, serial)
		}), r.putOff(ctx, s))
	case state != handDone:
		return r.putOff(ctx, s)
	}
	transaction := "collect/" + serial
	request, err := r.opts.HandOn.Credentials.ReadCredentialRequest(ctx, serial, transaction)
	if err != nil {
		return r.askLater(ctx, s, err)
	}
	switch {
	case request.Status == osia.RequestFailed, request.Status == osia.RequestCancelled:
		return r.orderEnded(ctx, s, serial, request.Status)
	case request.Status != osia.RequestIssued || len(request.CredentialIDs) == 0:
		return r.putOff(ctx, s)
	}
	made, err := r.opts.HandOn.Credentials.ReadCredential(ctx, request.CredentialIDs[0], transaction)
	if err != nil {
		return r.askLater(ctx, s, err)
	}
	if len(made.ID) == 0 || len(made.ID) > maxCredential || len(made.Number) > maxCredential {
		return errors.New("registry: the back end's credential has no usable id")
	}
	if made.Number != "" {
		number = made.Number
	}
	if made.Expires != nil {
		expires = person.FromTime(*made.Expires).ISO()
	}
	return r.inTx(ctx, func(e *effect) error {
		if mine, err := e.take(s); err != nil || !mine {
			return err
		}
		lot := e.lot()
		if err := e.exec(`UPDATE card SET state = $1, credential = $2, document_number = $3, expires = $4, produced = $5, lot = $6 WHERE serial = $7 AND state = $8`,
			cardProduced, made.ID, number, expires, stamp(e.now), lot, serial, cardOrdered); err != nil {
			return err
		}
		return r.shipAfter(e, s, port.Change{Kind: port.ChangeProduced, Dossier: s.dossier, Version: s.version, Card: serial, Chip: number, Expires: expires, Lot: lot})
	})
}

// maxCredential bounds the names that the back end gives.
const maxCredential = 128

// putOff looks again later; waiting is no failure.
func (r *Registry) putOff(ctx context.Context, s step) error {
	return r.inTx(ctx, func(e *effect) error {
		return e.exec(`UPDATE step SET due = $1 WHERE dossier = $2 AND kind = $3`, stamp(e.now.Add(r.opts.HandOn.Poll)), s.dossier, s.kind)
	})
}

// askLater puts off what the back end did not answer; an order that it should know
// and does not is a fault for people to see.
func (r *Registry) askLater(ctx context.Context, s step, err error) error {
	var answered *osia.Error
	if errors.As(err, &answered) && answered.Permanent() {
		return err
	}
	r.log.Warn("the back end does not tell of an order", "dossier", s.dossier, "error", err)
	return r.putOff(ctx, s)
}

// orderEnded keeps that the back end will not make a card, for people to look at.
func (r *Registry) orderEnded(ctx context.Context, s step, serial, status string) error {
	r.log.Warn("the back end ended an order", "dossier", s.dossier, "card", serial, "status", status)
	return r.inTx(ctx, func(e *effect) error {
		if mine, err := e.take(s); err != nil || !mine {
			return err
		}
		return e.exec(`UPDATE hand_on SET state = $1, code = $2 WHERE id = $3`, handStuck, "order-"+status, handRequest+"/"+serial)
	})
}

// HandOnAgain tries once more what is stuck at the back end, after somebody has
// put right what was wrong there.
func (r *Registry) HandOnAgain(ctx context.Context, id string) error {
	err := r.inTx(ctx, func(e *effect) error {
		var h handing
		err := e.row(`UPDATE hand_on SET state = $1, due = $2, attempts = 0 WHERE id = $3 AND state = $4 RETURNING kind, dossier`,
			handWaiting, stamp(e.now), id, handStuck).Scan(&h.kind, &h.dossier)
		if errors.Is(err, errNoRow) {
			return nil // it is on its way already
		}
		if err != nil || h.kind != handRequest {
			return err
		}
		return e.schedule(h.dossier, stepProduce, e.now)
	})
	if err != nil {
		return fmt.Errorf("handing on again: %w", err)
	}
	return nil
}
