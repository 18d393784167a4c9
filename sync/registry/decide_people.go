package registry

import (
	"context"
	"errors"
	"fmt"
)

// orderAfter has the card of an accepted dossier ordered.
func (r *Registry) orderAfter(e *effect, dossier string, d Decision) error {
	if d.Outcome != Accepted || !r.opts.makesCards() {
		return nil
	}
	return e.schedule(dossier, stepOrder, e.now.Add(r.opts.StepDelay))
}

// ErrNotWaiting says that a dossier does not wait for a decision: it is decided,
// withdrawn, or not there.
var ErrNotWaiting = errors.New("registry: the dossier does not wait for a decision")

// DecideDossier is the word of people on the version of a dossier that they have
// seen. Content of which no card can be made is not accepted.
func (r *Registry) DecideDossier(ctx context.Context, dossier string, version int, d Decision) error {
	s := step{dossier: dossier, version: version}
	var state string
	var newest int
	err := r.store.read.QueryRowContext(ctx, `SELECT office, version, state FROM dossier WHERE id = $1`, dossier).Scan(&s.office, &newest, &state)
	if errors.Is(err, errNoRow) || err == nil && (state != dossierReceived || newest != version) {
		return ErrNotWaiting
	}
	if err != nil {
		return fmt.Errorf("deciding: %w", err)
	}
	if d.Outcome == Accepted {
		content, err := r.readPacket(ctx, s)
		if err != nil {
			return err
		}
		if instead, unfit := content.unfit(); unfit {
			d = instead
		}
	}
	err = r.inTx(ctx, func(e *effect) error {
		decided, err := e.decideOnce(s, d)
		if err != nil {
			return err
		}
		if !decided {
			return ErrNotWaiting
		}
		if err := e.exec(`DELETE FROM step WHERE dossier = $1 AND kind = $2`, dossier, stepDecide); err != nil {
			return err
		}
		return r.orderAfter(e, dossier, d)
	})
	if err != nil {
		return fmt.Errorf("deciding: %w", err)
	}
	r.opts.Observer.Decided(d.Outcome, d.Reason)
	return nil
}

// decideOnce decides on a version that waits, and reports false when it does not.
func (e *effect) decideOnce(s step, d Decision) (bool, error) {
	var waiting int
	err := e.row(`SELECT count(*) FROM dossier WHERE id = $1 AND version = $2 AND state = $3`, s.dossier, s.version, dossierReceived).Scan(&waiting)
	if err != nil || waiting == 0 {
		return false, err
	}
	return true, e.decide(s.office, s.dossier, s.version, d)
}
