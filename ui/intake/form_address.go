package intake

import (
	"fyne.io/fyne/v2"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/tables"
	"carddesk/ui/kit"
)

// address makes the two fields of an address: what stands before the ward, and
// the ward. An address that came as one text and ends in no ward of today stays
// whole in the first.
func (f *form) address(name, label string, value func(*dossier.Identity) *dossier.Address, options ...kit.Option) fyne.CanvasObject {
	detail := kit.NewTextField(label, append(options, kit.Width(36))...)
	ward := kit.NewChoiceField("Phường, xã", f.places, kit.Width(30))
	ward.SetPlaceHolder("gõ vài chữ hoặc chữ đầu")
	change := func() {
		f.edit(func(id *dossier.Identity) {
			area, _ := f.areas().Area(ward.Code())
			*value(id) = desk.ComposeAddress(f.areas(), detail.Value(), area)
		})
	}
	detail.OnChanged = func(string) { change() }
	ward.OnChanged = func(kit.Choice) { change() }
	f.show = append(f.show, func(id dossier.Identity) {
		a := *value(&id)
		if area, _ := f.areas().Area(ward.Code()); desk.ComposeAddress(f.areas(), detail.Value(), area) == a {
			return
		}
		before, area := desk.SplitAddress(f.areas(), a)
		set(detail, before)
		if ward.Code() != area.Code {
			ward.SetCode(area.Code)
		}
	})
	f.wards = append(f.wards, ward)
	return kit.Row(f.add(name, detail), f.add(name+".ward", ward))
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
	for _, ward := range wards {
		recent[ward.Code] = true
		list = append(list, kit.Choice{Code: ward.Code, Text: view.ShortName(ward), Detail: "gần đây"})
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
