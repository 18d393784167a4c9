package desk

import (
	"context"
	"fmt"

	"carddesk/app/dossier"
	"carddesk/app/store"
)

// QueueFilter chooses among the dossiers that wait for a supervisor. Its zero
// value chooses all of them.
type QueueFilter struct {
	Kind  dossier.Kind // of request
	Clerk string       // who took it in, a user id
	Held  bool         // those put on hold instead
	// Special chooses those that are out of the ordinary: by a kind of
	// [dossier.JudgedAtIntake], [store.AnyException] or [store.NoException].
	Special string
}

// queueRows bounds the queue on the screen; policy's gate stops intake long before.
const queueRows = 2000

// Queue lists the dossiers that wait for a supervisor, those changed last first.
func (d *Desk) Queue(ctx context.Context, f QueueFilter) ([]Row, error) {
	states := []dossier.State{dossier.Captured, dossier.Checked}
	if f.Held {
		states = []dossier.State{dossier.OnHold}
	}
	plain, err := d.Store.List(ctx, store.Filter{States: states, Kind: string(f.Kind), Clerk: f.Clerk, Exception: f.Special, Limit: queueRows})
	if err != nil {
		return nil, fmt.Errorf("listing what waits for approval: %w", err)
	}
	return d.rows(ctx, plain)
}

// Hold puts a captured dossier on hold, for a reason.
func (d *Desk) Hold(ctx context.Context, id dossier.ID, reason string) error {
	return d.move(ctx, "holding a dossier", store.Change{Command: dossier.HoldDossier, Dossier: id, Reason: reason})
}

// Release lets a dossier on hold wait for approval again.
func (d *Desk) Release(ctx context.Context, id dossier.ID) error {
	return d.move(ctx, "holding a dossier", store.Change{Command: dossier.ReleaseDossier, Dossier: id})
}

// Judge gives the approval that a dossier wants next: the first of two
// ([Desk.Check]) or the last one ([Desk.Approve]). It reports whether it was the
// last.
func (d *Desk) Judge(ctx context.Context, id dossier.ID) (last bool, err error) {
	opened, err := d.load(ctx, id)
	if err != nil {
		return false, err
	}
	if d.ByList() && d.lastLevel(opened.State) {
		return false, ErrByList
	}
	return d.judge(ctx, opened)
}

// judge gives an opened dossier the approval that it wants next.
func (d *Desk) judge(ctx context.Context, opened Opened) (last bool, err error) {
	actor, err := d.actor()
	if err != nil {
		return false, err
	}
	if !d.lastLevel(opened.State) {
		return false, d.check(ctx, opened, actor)
	}
	return true, d.approve(ctx, opened, actor)
}

// lastLevel reports whether the approval that a dossier in a state wants next is
// the last one.
func (d *Desk) lastLevel(state dossier.State) bool {
	return d.Levels() < 2 || state != dossier.Captured
}
