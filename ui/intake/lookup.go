package intake

import (
	"context"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// LookUp asks the population database for the typed number, in the background;
// typing goes on.
func (p *Presenter) LookUp() {
	number, err := person.ParsePersonalNumber(p.opened.Identity.PersonalNumber)
	if err != nil || !p.open || p.looking == string(number) {
		return
	}
	p.looking = string(number)
	id, identity := p.opened.ID, p.opened.Identity
	p.events.Emit("lookup-started")
	kit.Background(p.owner, func(ctx context.Context) (dossier.Lookup, error) {
		return p.desk.LookUp(ctx, id, identity)
	}, func(lookup dossier.Lookup, err error) {
		if p.looking == string(number) {
			p.looking = ""
		}
		if p.opened.ID != id || p.opened.Identity.PersonalNumber != identity.PersonalNumber {
			return // the answer is of another person than the one in work now
		}
		if err != nil {
			p.view.ShowError(words.Of(err))
			return
		}
		p.opened.Identity.Lookup = lookup
		if lookup.Record != nil {
			p.opened.Identity = desk.FillFromRecord(p.opened.Identity, *lookup.Record)
			p.view.ShowIdentity(p.opened.Identity)
		}
		p.judge()
		p.changed()
		open := len(dossier.Undecided(p.opened.Identity))
		p.events.Emit("lookup", "status", lookup.Status, "differences", open)
		// Nobody's hands are moved from under them: only an untouched dossier,
		// as after a scan, goes to its differences by itself.
		if !p.typed && open > 0 {
			p.view.ShowDifferences()
		}
	})
}

func (p *Presenter) differences() []desk.Difference {
	record := dossier.RecordOf(p.opened.Identity)
	if record == nil {
		return nil
	}
	return desk.CompareRecord(p.opened.Identity, *record)
}
