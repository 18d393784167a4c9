package intake

import (
	"context"
	"strings"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// likenessWords say why another dossier may be of the same person.
var likenessWords = map[desk.Likeness]string{
	desk.SameNumber:    "Số này đang có hồ sơ khác",
	desk.SameOldNumber: "Cùng số CMND cũ, khác số định danh",
	desk.SameName:      "Cùng họ tên và ngày sinh",
}

// personKey is what other dossiers are compared by.
func personKey(id dossier.Identity) string {
	return strings.Join(append([]string{id.PersonalNumber, id.Name, id.Birth}, id.OldNumbers...), "|")
}

// lookAlike asks whether there are other dossiers of, perhaps, the same person,
// when the values that say so are on the disk and others than before.
func (p *Presenter) lookAlike() {
	id, identity := p.opened.ID, p.opened.Identity
	key := personKey(identity)
	if !p.open || key == p.compared {
		return
	}
	p.compared = key
	kit.Background(p.owner, func(ctx context.Context) ([]desk.Alike, error) {
		return p.desk.Alike(ctx, id, identity)
	}, func(alike []desk.Alike, err error) {
		if p.opened.ID != id || p.compared != key {
			return
		}
		if err != nil {
			p.view.ShowError(words.Of(err))
			return
		}
		p.alike = alike
		p.view.ShowAlike(alike)
		if len(alike) > 0 {
			p.events.Emit("alike", "count", len(alike), "why", string(alike[0].Why))
		}
	})
}

// Alike are the other dossiers of, perhaps, the same person.
func (p *Presenter) Alike() []desk.Alike { return p.alike }

// StartNext opens the dossier of the next member of a household.
func (p *Presenter) StartNext(of dossier.ID) {
	p.begin(func(ctx context.Context) (dossier.ID, error) { return p.desk.NextOfHousehold(ctx, of) })
}
