package desk

import (
	"context"
	"hash/fnv"

	"carddesk/app/dossier"
	"carddesk/app/person"
)

// seat lets the citizen of a dossier sit down before the devices of a training
// desk, so that two people do not have the same fingers, and one has the same at
// the intake, at the handover and when they come again. A dossier without a number
// has a citizen of its own. A real desk has real citizens: there it does nothing.
func (d *Desk) seat(ctx context.Context, id dossier.ID, identity dossier.Identity) {
	if d.Bench == nil {
		return
	}
	who := string(id)
	if holder, err := person.ParsePersonalNumber(identity.PersonalNumber); err == nil {
		who = string(holder)
	}
	number := fnv.New64a()
	_, _ = number.Write([]byte(who)) // never fails
	if err := d.Bench.Seat(ctx, number.Sum64(), person.Sex(identity.Sex) == person.Female); err != nil {
		d.Log.Warn("training devices do not take a person", "error", err)
	}
}

// seatFor is seat of a dossier that may have been begun without being opened.
func (d *Desk) seatFor(ctx context.Context, id dossier.ID) {
	if d.Bench == nil {
		return
	}
	var identity dossier.Identity
	if _, err := d.section(ctx, id, dossier.SectionIdentity, &identity); err != nil {
		d.Log.Warn("who sits before the training devices is unknown", "error", err)
		return
	}
	d.seat(ctx, id, identity)
}
