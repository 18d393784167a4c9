package transfer

import (
	"context"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// Centre shows all that the centre has said of the chosen dossier: receipts,
// decisions with their reasons, the card's way, the electronic identity account.
func (p *Presenter) Centre(row int) {
	if row >= len(p.parcels) {
		return
	}
	parcel := p.parcels[row]
	kit.Background(p.owner, func(ctx context.Context) ([]desk.CentreWord, error) {
		return p.desk.CentreWords(ctx, dossier.ID(parcel.Packet.Dossier))
	}, func(said []desk.CentreWord, err error) {
		if err != nil {
			p.view.Failed(words.Of(err))
			return
		}
		facts := []kit.Fact{}
		for _, word := range said {
			key := word.At.In(person.Zone()).Format("02/01/2006 15:04")
			for _, line := range wrap(words.Centre(word), messageWidth) {
				facts = append(facts, kit.Fact{Key: key, Value: line})
				key = " "
			}
		}
		if len(facts) == 0 {
			facts = append(facts, kit.Fact{Key: "Trung ương", Value: "chưa trả lời gì về hồ sơ này"})
		}
		p.view.ShowCentre("Trung ương về hồ sơ của "+parcel.Name, facts)
	})
}
