package search

import (
	"context"

	"fyne.io/fyne/v2"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/store"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// filterBar narrows the search: by state, kind, trouble, days, clerk and place.
type filterBar struct {
	content fyne.CanvasObject
	state   *kit.ChoiceField
	kind    *kit.ChoiceField
	trouble *kit.ChoiceField
	clerk   *kit.ChoiceField
	place   *kit.ChoiceField
	first   *kit.DateField
	last    *kit.DateField
}

// newFilterBar makes the fields; changed is called when any of them changes.
func newFilterBar(changed func()) *filterBar {
	b := &filterBar{
		state:   kit.NewChoiceField("Trạng thái", stateChoices(), kit.Width(15)),
		kind:    kit.NewChoiceField("Loại cấp", kindChoices(), kit.Width(12)),
		trouble: kit.NewChoiceField("Cần xem lại", troubleChoices(), kit.Width(19)),
		clerk:   kit.NewChoiceField("Cán bộ", nil, kit.Width(16)),
		place:   kit.NewChoiceField("Xã, phường", nil, kit.Width(18)),
		first:   kit.NewDateField("Thu nhận từ ngày", kit.Width(13)),
		last:    kit.NewDateField("Đến hết ngày", kit.Width(13)),
	}
	for _, f := range b.choices() {
		f.OnChanged = func(kit.Choice) { changed() }
	}
	for _, f := range []*kit.DateField{b.first, b.last} {
		f.OnChanged = func(person.CivilDate) { changed() }
	}
	b.content = kit.Row(b.state, b.kind, b.trouble, b.first, b.last, b.clerk, b.place)
	return b
}

func (b *filterBar) choices() []*kit.ChoiceField {
	return []*kit.ChoiceField{b.state, b.kind, b.trouble, b.clerk, b.place}
}

// fields are the fields in the order of the keyboard.
func (b *filterBar) fields() []kit.Focusable {
	return []kit.Focusable{b.state, b.kind, b.trouble, b.first, b.last, b.clerk, b.place}
}

// value is the filter as it stands.
func (b *filterBar) value() desk.SearchFilter {
	return desk.SearchFilter{
		State: dossier.State(b.state.Value().Code), Kind: dossier.Kind(b.kind.Value().Code),
		Trouble: store.Trouble(b.trouble.Value().Code), Clerk: b.clerk.Value().Code, Place: b.place.Value().Code,
		First: b.first.Value(), Last: b.last.Value(),
	}
}

// clear narrows nothing any more.
func (b *filterBar) clear() {
	for _, f := range b.choices() {
		f.SetCode("")
	}
	b.first.SetValue(person.CivilDate{})
	b.last.SetValue(person.CivilDate{})
}

// load reads people and places off the UI goroutine.
func (b *filterBar) load(owner *kit.Owner, read func(context.Context) (desk.SearchChoices, error), failed func(error)) {
	kit.Background(owner, read, func(c desk.SearchChoices, err error) {
		if err != nil {
			failed(err)
			return
		}
		var clerks, places []kit.Choice
		for _, u := range c.Clerks {
			clerks = append(clerks, kit.Choice{Code: u.ID, Text: words.Officer(u.Rank, u.Name), Detail: u.ID})
		}
		for _, p := range c.Places {
			places = append(places, kit.Choice{Code: p.Code, Text: p.Name})
		}
		b.clerk.SetChoices(clerks)
		b.place.SetChoices(places)
	})
}

func stateChoices() []kit.Choice {
	var all []kit.Choice
	for _, s := range dossier.States() {
		all = append(all, kit.Choice{Code: string(s), Text: words.State(s)})
	}
	return all
}

func kindChoices() []kit.Choice {
	var all []kit.Choice
	for _, k := range dossier.Kinds() {
		all = append(all, kit.Choice{Code: string(k), Text: dossier.KindName(dossier.Regime2023, k)})
	}
	return all
}

func troubleChoices() []kit.Choice {
	var all []kit.Choice
	for _, t := range store.Troubles() {
		all = append(all, kit.Choice{Code: string(t), Text: words.Trouble(t)})
	}
	return all
}
