package intake

import (
	"context"

	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// Wait sets the dossier in work aside and leaves it; told gets the day by which
// what it waits for must be there, for the citizen.
func (p *Presenter) Wait(reason dossier.WaitingReason, told func(person.CivilDate)) {
	id := p.opened.ID
	p.Flush(func(err error) {
		if err != nil || !p.open {
			return
		}
		kit.Background(p.owner, func(ctx context.Context) (person.CivilDate, error) {
			return p.desk.Wait(ctx, id, reason)
		}, func(day person.CivilDate, err error) {
			if err != nil {
				p.view.ShowError(words.Of(err))
				return
			}
			p.events.Emit("waiting", "dossier", string(id), "reason", string(reason))
			if p.opened.ID == id {
				p.drop()
			}
			told(day)
		})
	})
}

// EndWait takes the waiting dossier in work back into work.
func (p *Presenter) EndWait(then func()) {
	id := p.opened.ID
	if !p.open || p.opened.State != dossier.Waiting {
		then()
		return
	}
	kit.Background(p.owner, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, p.desk.EndWait(ctx, id)
	}, func(_ struct{}, err error) {
		if err != nil {
			p.view.ShowError(words.Of(err))
			return
		}
		p.events.Emit("wait-ended", "dossier", string(id))
		p.Reload(then)
	})
}
