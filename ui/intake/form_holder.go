package intake

import (
	"slices"

	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/tables"
	"carddesk/ui/kit"
)

// holder is the part of the form that says who the person is.
func (f *form) holder() {
	number := kit.NewPersonalNumberField("Số định danh cá nhân", kit.Required(), kit.Width(15))
	f.digits("personalNumber", number, func(id *dossier.Identity) *string { return &id.PersonalNumber })
	typed := number.OnChanged
	number.OnChanged = func(digits string) {
		typed(digits)
		if len(digits) == 12 {
			f.lookUp()
		}
	}
	name := f.name("name", "Họ, chữ đệm và tên khai sinh", func(id *dossier.Identity) *string { return &id.Name },
		kit.Required(), kit.Width(34))

	birth := kit.NewDateField("Ngày sinh", kit.Required(), kit.Width(10)).AllowPartial()
	birth.OnChanged = func(d person.CivilDate) {
		f.edit(func(id *dossier.Identity) { id.Birth = isoOf(d, birth.Text()) })
	}
	f.show = append(f.show, func(id dossier.Identity) {
		if d, err := person.ParseISODate(id.Birth); err == nil && birth.Value() != d {
			birth.SetValue(d)
		} else if id.Birth == "" && !birth.Empty() {
			birth.SetValue(person.CivilDate{})
		}
	})
	sex := kit.NewRadioRow("Giới tính", []kit.Choice{
		{Code: string(person.Male), Text: "Nam"}, {Code: string(person.Female), Text: "Nữ"},
	}, kit.Required())
	sex.OnChanged = func(c kit.Choice) { f.edit(func(id *dossier.Identity) { id.Sex = c.Code }) }
	f.show = append(f.show, func(id dossier.Identity) {
		if sex.Code() != id.Sex {
			sex.SetCode(id.Sex)
		}
	})
	// The field is the first of the old numbers; others, as the population database
	// may know them, stay behind it.
	old := kit.NewOldNumberField("Số CMND cũ", kit.Width(10))
	var others []string
	old.OnChanged = func(digits string) {
		f.edit(func(id *dossier.Identity) {
			id.OldNumbers = slices.Clone(others)
			if digits != "" {
				id.OldNumbers = slices.Concat([]string{digits}, others)
			}
		})
	}
	f.show = append(f.show, func(id dossier.Identity) {
		first := ""
		if others = nil; len(id.OldNumbers) > 0 {
			first, others = id.OldNumbers[0], id.OldNumbers[1:]
		}
		if old.Value() != first {
			old.SetValue(first)
		}
	})
	f.group(lineHolder, "Người được cấp thẻ", kit.Column(
		kit.Row(number, name),
		kit.Row(f.add("birth", birth), f.add("sex", sex), f.add("oldNumbers", old),
			f.coded("ethnic", "Dân tộc", tables.Ethnic, func(id *dossier.Identity) *string { return &id.Ethnic }, kit.Width(7)),
			f.coded("religion", "Tôn giáo", tables.Religion, func(id *dossier.Identity) *string { return &id.Religion }, kit.Width(8)),
			f.text("nationality", "Quốc tịch", func(id *dossier.Identity) *string { return &id.Nationality }, kit.Width(8))),
	), "personalNumber", "name", "birth", "sex", "oldNumbers", "ethnic", "religion", "nationality")
}

// representative is who acts for a holder that cannot; it shows itself when the
// age or the clerk says that there must be one.
func (f *form) representative() {
	g := f.group(lineHolder, "Người đại diện hợp pháp", kit.Row(
		f.name("representative", "Họ và tên", func(id *dossier.Identity) *string { return &id.Representative.Name }, kit.Required(), kit.Width(28)),
		f.digits("representative.number", kit.NewPersonalNumberField("Số định danh", kit.Width(15)),
			func(id *dossier.Identity) *string { return &id.Representative.Number }),
		f.coded("representative.relation", "Quan hệ", tables.Relation,
			func(id *dossier.Identity) *string { return &id.Representative.Relation }, kit.Width(16)),
	), "representative", "representative.number", "representative.relation")
	g.wanted = func(id dossier.Identity) bool { return dossier.Represented(id, f.areas().Day()) }
}
