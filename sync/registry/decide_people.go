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
	found, err := r.dossierInfo(ctx, dossier)
	if errors.Is(err, ErrUnknown) || err == nil && (found.State != dossierReceived || found.Version != version) {
		return ErrNotWaiting
	}
	if err != nil {
		return fmt.Errorf("deciding: %w", err)
	}
	if d.Outcome == Accepted {
		content, err := r.readPacket(ctx, found.step())
		if err != nil {
			return err
		}
		if instead, unfit := content.unfit(); unfit {
			d = instead
		}
	}
	err = r.inTx(ctx, func(e *effect) error {
		decided, err := e.decide(found.Office, dossier, version, d)
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
