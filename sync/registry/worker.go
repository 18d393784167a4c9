package registry

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// Steps of the training centre, in their order.
const (
	stepDecide  = "decide"
	stepOrder   = "order"
	stepProduce = "produce"
	stepShip    = "ship"
)

// schedule sets the next step of a dossier.
func (e *effect) schedule(dossier, kind string, due time.Time) error {
	e.stepped = true
	return e.exec(`INSERT INTO step (dossier, kind, due) VALUES ($1, $2, $3)
		ON CONFLICT (dossier) DO UPDATE SET kind = excluded.kind, due = excluded.due, attempts = 0`, dossier, kind, stamp(due))
}

// take removes a step from the list inside the transaction that does it. It
// reports false when somebody else has done it: a registry that shares the
// database, or this one before it was killed.
func (e *effect) take(s step) (bool, error) {
	done, err := e.ExecContext(e.ctx, `DELETE FROM step WHERE dossier = $1 AND kind = $2`, s.dossier, s.kind)
	if err != nil {
		return false, err
	}
	n, err := done.RowsAffected()
	return n == 1, err
}

// dropStep takes a step off the list for which there is nothing to do.
func (r *Registry) dropStep(ctx context.Context, s step) error {
	return r.inTx(ctx, func(e *effect) error {
		_, err := e.take(s)
		return err
	})
}

// step is work that is due.
type step struct {
	dossier, kind, office string
	version, attempts     int
}

// retryStep is how long a step that failed waits, doubled at each attempt.
const (
	retryStep    = time.Second
	maxRetryStep = 5 * time.Minute
)

// runSteps does what is due until ctx ends. The steps lie in the database, and
// each is one transaction with its item in the feed, so stopping anywhere loses
// and doubles nothing.
func (r *Registry) runSteps(ctx context.Context) {
	for ctx.Err() == nil {
		woken := r.work.wait()
		next, err := r.runDue(ctx)
		if err != nil && ctx.Err() == nil {
			r.log.Error("centre's work", "error", err)
			next = retryStep
		}
		timer := time.NewTimer(next)
		select {
		case <-woken:
		case <-timer.C:
		case <-ctx.Done():
		}
		timer.Stop()
	}
}

// idleStep is how long the centre sleeps without work; a bell wakes it.
const idleStep = time.Minute

// runDue does all that is due and returns how long until the next step is.
func (r *Registry) runDue(ctx context.Context) (time.Duration, error) {
	for {
		now := r.clock.Now()
		rows, err := r.store.read.QueryContext(ctx, `SELECT s.dossier, s.kind, s.attempts, d.office, d.version
			FROM step s JOIN dossier d ON d.id = s.dossier WHERE s.due <= $1 ORDER BY s.due LIMIT 32`, stamp(now))
		due, err := collect(rows, err, func(rows *sql.Rows) (s step, err error) {
			return s, rows.Scan(&s.dossier, &s.kind, &s.attempts, &s.office, &s.version)
		})
		if err != nil {
			return 0, fmt.Errorf("reading the steps: %w", err)
		}
		if len(due) == 0 {
			return r.untilNext(ctx, now)
		}
		for _, s := range due {
			if err := r.runStep(ctx, s); err != nil {
				return 0, err
			}
		}
	}
}

func (r *Registry) untilNext(ctx context.Context, now time.Time) (time.Duration, error) {
	var text sql.NullString
	if err := r.store.read.QueryRowContext(ctx, `SELECT min(due) FROM step`).Scan(&text); err != nil {
		return 0, fmt.Errorf("reading the steps: %w", err)
	}
	if !text.Valid {
		return idleStep, nil
	}
	due, err := time.Parse(timeFormat, text.String)
	if err != nil {
		return 0, fmt.Errorf("reading the steps: %w", err)
	}
	return min(max(due.Sub(now), time.Millisecond), idleStep), nil
}

// runStep does one step. One that fails is put off and does not stop the others.
func (r *Registry) runStep(ctx context.Context, s step) error {
	var err error
	switch s.kind {
	case stepDecide:
		err = r.decideStep(ctx, s)
	case stepOrder:
		err = r.orderStep(ctx, s)
	case stepProduce:
		err = r.produceStep(ctx, s)
	case stepShip:
		err = r.shipStep(ctx, s)
	default:
		err = errors.New("unknown step")
	}
	if err == nil || ctx.Err() != nil {
		return ctx.Err()
	}
	r.log.Error("centre's step failed", "step", s.kind, "dossier", s.dossier, "attempt", s.attempts+1, "error", err)
	delay := min(retryStep<<min(s.attempts, 16), maxRetryStep)
	return r.inTx(ctx, func(e *effect) error {
		return e.exec(`UPDATE step SET due = $1, attempts = attempts + 1 WHERE dossier = $2 AND kind = $3`,
			stamp(e.now.Add(delay)), s.dossier, s.kind)
	})
}

func (r *Registry) decideStep(ctx context.Context, s step) error {
	content, err := r.readPacket(ctx, s)
	if err != nil {
		return err
	}
	decision, ok := content.unfit()
	if !ok {
		decision = r.opts.Decide(ctx, Submission{Dossier: s.dossier, Version: s.version, Office: s.office, Identity: content.identity})
	}
	decided := false
	err = r.inTx(ctx, func(e *effect) error {
		decided = false
		var version int
		if err := e.row(`SELECT version FROM dossier WHERE id = $1`, s.dossier).Scan(&version); err != nil {
			return err
		}
		if version != s.version {
			return nil // a newer version came meanwhile; its own step follows
		}
		if mine, err := e.take(s); err != nil || !mine {
			return err
		}
		var err error
		if decided, err = e.decide(s.office, s.dossier, s.version, decision); err != nil || !decided {
			return err
		}
		return r.orderAfter(e, s.dossier, decision)
	})
	if err == nil && decided {
		r.opts.Observer.Decided(decision.Outcome, decision.Reason)
	}
	return err
}
