package desk

import (
	"context"
	"fmt"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/store"
)

// Wait sets a dossier aside until papers, the population database or the archive
// have what it needs, and returns the day by which that must be. It stays in the
// list of the counter.
func (d *Desk) Wait(ctx context.Context, id dossier.ID, reason dossier.WaitingReason) (person.CivilDate, error) {
	var identity dossier.Identity
	if _, err := d.section(ctx, id, dossier.SectionIdentity, &identity); err != nil {
		return person.CivilDate{}, err
	}
	day, ok := dossier.WaitingDeadline(identity.Request.Regime, reason, d.today(), d.tables().Calendar())
	if !ok {
		return person.CivilDate{}, fmt.Errorf("waiting for %q: %w", reason, ErrNotFound)
	}
	// The day belongs to the citizen to its end, in the office's own time.
	deadline := day.AddDays(1).Time().Add(-time.Second)
	return day, d.move(ctx, "waiting", store.Change{
		Command: dossier.WaitDossier, Dossier: id, Reason: string(reason), Deadline: deadline,
	})
}

// EndWait takes a waiting dossier back into work. The day of the card moves by
// the time that it waited.
func (d *Desk) EndWait(ctx context.Context, id dossier.ID) error {
	if err := d.move(ctx, "waiting", store.Change{Command: dossier.ResumeDossier, Dossier: id}); err != nil {
		return err
	}
	return d.moveDue(ctx, id)
}

// move moves a dossier on in its table; what says in an error what was done.
func (d *Desk) move(ctx context.Context, what string, change store.Change) error {
	actor, err := d.actor()
	if err != nil {
		return err
	}
	command, err := d.randomID()
	if err != nil {
		return err
	}
	change.ID, change.Actor = command, actor
	if _, err := d.Store.Apply(ctx, change); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}
