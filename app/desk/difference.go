package desk

import (
	"carddesk/app/dossier"
)

// Settle decides one difference of an identity section in the name of who is
// logged in: the field gets the value of the chosen source, and what each source
// said is kept for the supervisor. The paper is wanted where the value is not
// that of the population database. An identity in which the field does not
// differ comes back as it is. Nothing is saved yet.
func (d *Desk) Settle(id dossier.Identity, field string, choice dossier.ValueFrom, paper string) (dossier.Identity, error) {
	actor, err := d.actor()
	if err != nil {
		return id, err
	}
	dossier.Settle(&id, field, choice, paper, actor.User, d.now())
	return id, nil
}
