package intake

import (
	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/tables"
	"carddesk/ui/kit"
	"carddesk/ui/screen"
)

// address makes the field of an address: the ward, and what stands before it. An
// address that came as one text and ends in no ward of today stays whole before
// a ward that is still to be chosen.
func (f *form) address(name, label string, value func(*dossier.Identity) *dossier.Address, options ...kit.Option) kit.Field {
	field := kit.NewAddressField(label, screen.Places{View: f.areas}, options...)
	compose := func(v kit.AddressValue) dossier.Address {
		area, _ := f.areas().Area(v.Code)
		return desk.ComposeAddress(f.areas(), v.Street, area)
	}
	field.OnChanged = func(v kit.AddressValue) {
		f.edit(func(id *dossier.Identity) { *value(id) = compose(v) })
	}
	f.show = append(f.show, func(id dossier.Identity) {
		a := *value(&id)
		if compose(field.Value()) == a {
			return
		}
		before, ward := desk.SplitAddress(f.areas(), a)
		field.SetValue(kit.AddressValue{Code: ward.Code, Street: before})
	})
	f.addresses = append(f.addresses, field)
	return f.add(name, field)
}

// place makes one field for a place that is a ward, or any text: places of
// origin have names of provinces that are long gone.
func (f *form) place(name, label string, value func(*dossier.Identity) *dossier.Address) kit.Field {
	field := kit.NewChoiceField(label, f.places, kit.Width(36)).AllowOther()
	field.OnChanged = func(c kit.Choice) {
		f.edit(func(id *dossier.Identity) {
			*value(id) = dossier.Address{Text: c.Text}
			if area, ok := f.areas().Area(c.Code); ok && c.Code != "" {
				*value(id) = desk.ComposeAddress(f.areas(), "", area)
			}
		})
	}
	f.show = append(f.show, func(id dossier.Identity) {
		a := *value(&id)
		switch {
		case field.Value().Text == a.Text:
		case a.Ward == "" || !field.SetCode(a.Ward):
			field.SetText(a.Text)
		}
	})
	f.wards = append(f.wards, field)
	return f.add(name, field)
}

// ShowRecent puts the wards of late before all others.
func (f *form) ShowRecent(wards []tables.Area) {
	if len(wards) == 0 {
		return
	}
	view := f.areas()
	list := make([]kit.Choice, 0, len(f.places)+len(wards))
	recent := map[string]bool{}
	var places []kit.Place
	for _, ward := range wards {
		recent[ward.Code] = true
		list = append(list, kit.Choice{Code: ward.Code, Text: view.ShortName(ward), Detail: recently})
		places = append(places, kit.Place{Code: ward.Code, Text: view.ShortName(ward), Detail: recently})
	}
	for _, field := range f.addresses {
		field.SetRecent(places)
	}
	for _, place := range f.places {
		if !recent[place.Code] {
			list = append(list, place)
		}
	}
	for _, field := range f.wards {
		if !kit.HasFocus(field) {
			field.SetChoices(list)
		}
	}
}

// recently marks the wards of late in a list.
const recently = "gần đây"

// wardChoices lists all wards of a day, by province and name.
func wardChoices(view tables.View) []kit.Choice {
	var list []kit.Choice
	var walk func(code string)
	walk = func(code string) {
		for _, area := range view.Children(code) {
			if area.Level == tables.Ward {
				list = append(list, kit.Choice{Code: area.Code, Text: view.ShortName(area), Detail: area.Kind})
				continue
			}
			walk(area.Code)
		}
	}
	walk("")
	return list
}
