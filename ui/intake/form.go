package intake

import (
	"strings"

	"fyne.io/fyne/v2"

	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/ui/kit"
)

// group is a part of the form under one heading, in the order of the paper.
type group struct {
	title  string
	fields []string // JSON names, for counting what is missing
	body   fyne.CanvasObject
}

// form is the typed part of a dossier.
type form struct {
	edit   func(func(*dossier.Identity)) // a value was typed
	lookUp func()                        // the number is whole

	groups []group
	byName map[string]kit.Field
	show   []func(dossier.Identity)

	kind   *kit.RadioRow
	reason *kit.ChoiceField
	regime dossier.Regime
}

func newForm(scope *kit.Scope, edit func(func(*dossier.Identity)), lookUp func()) *form {
	f := &form{edit: edit, lookUp: lookUp, byName: map[string]kit.Field{}}
	f.request()
	f.holder()
	f.details()
	f.oldCard()
	for _, g := range f.groups {
		for _, name := range g.fields {
			if field, ok := f.byName[name]; ok {
				scope.Fields(field)
			}
		}
	}
	return f
}

func (f *form) add(name string, field kit.Field) kit.Field {
	f.byName[name] = field
	return field
}

// text makes a text field bound to one value of the identity section.
func (f *form) text(name, label string, value func(*dossier.Identity) *string, options ...kit.Option) kit.Field {
	field := kit.NewTextField(label, options...)
	field.OnChanged = func(text string) { f.edit(func(id *dossier.Identity) { *value(id) = text }) }
	f.show = append(f.show, func(id dossier.Identity) { set(field, *value(&id)) })
	return f.add(name, field)
}

// choice makes a choice that also takes a value that is not in its list: tables
// lag behind the people they describe.
func (f *form) choice(name, label string, list []string, value func(*dossier.Identity) *string, options ...kit.Option) kit.Field {
	field := kit.NewChoiceField(label, choices(list), options...).AllowOther()
	field.OnChanged = func(c kit.Choice) { f.edit(func(id *dossier.Identity) { *value(id) = c.Text }) }
	f.show = append(f.show, func(id dossier.Identity) {
		if text := *value(&id); field.Value().Text != text {
			field.SetText(text)
		}
	})
	return f.add(name, field)
}

func choices(list []string) []kit.Choice {
	out := make([]kit.Choice, len(list))
	for i, text := range list {
		out[i] = kit.Choice{Code: text, Text: text}
	}
	return out
}

func (f *form) request() {
	var kinds []kit.Choice
	for _, kind := range dossier.Kinds() {
		kinds = append(kinds, kit.Choice{Code: string(kind), Text: dossier.KindName(dossier.Regime2023, kind)})
	}
	f.kind = kit.NewRadioRow("Loại cấp", kinds, kit.Required())
	f.kind.OnChanged = func(c kit.Choice) {
		f.edit(func(id *dossier.Identity) {
			if id.Request.Kind != dossier.Kind(c.Code) {
				id.Request.Kind, id.Request.Reason = dossier.Kind(c.Code), ""
				if reasons := dossier.Reasons(id.Request.Regime, id.Request.Kind); len(reasons) == 1 {
					id.Request.Reason = reasons[0].Code
				}
				f.showReason(*id)
			}
		})
	}
	f.reason = kit.NewChoiceField("Lý do", nil, kit.Required(), kit.Width(36))
	f.reason.OnChanged = func(c kit.Choice) { f.edit(func(id *dossier.Identity) { id.Request.Reason = c.Code }) }
	f.show = append(f.show, func(id dossier.Identity) {
		if f.kind.Code() != string(id.Request.Kind) {
			f.kind.SetCode(string(id.Request.Kind))
		}
		f.showReason(id)
	})
	f.group("Loại cấp", kit.Row(f.add("request.kind", f.kind), f.add("request.reason", f.reason)),
		"request.kind", "request.reason")
}

func (f *form) showReason(id dossier.Identity) {
	var list []kit.Choice
	for _, reason := range dossier.Reasons(id.Request.Regime, id.Request.Kind) {
		list = append(list, kit.Choice{Code: reason.Code, Text: reason.Vietnamese, Detail: reason.Article})
	}
	if f.reason.Code() == id.Request.Reason && len(list) > 0 && id.Request.Reason != "" {
		return
	}
	f.reason.SetChoices(list)
	f.reason.SetCode(id.Request.Reason)
}

func (f *form) holder() {
	number := kit.NewPersonalNumberField("Số định danh cá nhân", kit.Required(), kit.Width(15))
	number.OnChanged = func(digits string) {
		f.edit(func(id *dossier.Identity) { id.PersonalNumber = digits })
		if len(digits) == 12 {
			f.lookUp()
		}
	}
	f.show = append(f.show, func(id dossier.Identity) {
		if number.Value() != id.PersonalNumber {
			number.SetValue(id.PersonalNumber)
		}
	})
	name := kit.NewNameField("Họ, chữ đệm và tên khai sinh", kit.Required(), kit.Width(34))
	name.OnChanged = func(text string) { f.edit(func(id *dossier.Identity) { id.Name = text }) }
	f.show = append(f.show, func(id dossier.Identity) { set(name, id.Name) })

	birth := kit.NewDateField("Ngày sinh", kit.Required(), kit.Width(10)).AllowPartial()
	birth.OnChanged = func(d kit.DateText) {
		f.edit(func(id *dossier.Identity) { id.Birth = isoOf(d, birth.Text()) })
	}
	f.show = append(f.show, func(id dossier.Identity) {
		if d, err := person.ParseISODate(id.Birth); err == nil && birth.Value() != kit.DateText(d) {
			birth.SetValue(kit.DateText(d))
		} else if id.Birth == "" && !birth.Empty() {
			birth.SetValue(kit.DateText{})
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
	old := kit.NewOldNumberField("Số CMND cũ", kit.Width(10))
	old.OnChanged = func(digits string) {
		f.edit(func(id *dossier.Identity) {
			id.OldNumbers = nil
			if digits != "" {
				id.OldNumbers = []string{digits}
			}
		})
	}
	f.show = append(f.show, func(id dossier.Identity) {
		if text := strings.Join(id.OldNumbers, ""); len(id.OldNumbers) < 2 && old.Value() != text {
			old.SetValue(text)
		}
	})
	f.group("Người được cấp thẻ", kit.Column(
		kit.Row(f.add("personalNumber", number), f.add("name", name)),
		kit.Row(f.add("birth", birth), f.add("sex", sex), f.add("oldNumbers", old),
			f.choice("ethnic", "Dân tộc", ethnicGroups, func(id *dossier.Identity) *string { return &id.Ethnic }, kit.Width(8)),
			f.choice("religion", "Tôn giáo", religions, func(id *dossier.Identity) *string { return &id.Religion }, kit.Width(9)),
			f.text("nationality", "Quốc tịch", func(id *dossier.Identity) *string { return &id.Nationality }, kit.Width(9))),
	), "personalNumber", "name", "birth", "sex", "oldNumbers", "ethnic", "religion", "nationality")
}

func (f *form) details() {
	phone := kit.NewPhoneField("Điện thoại", kit.Required(), kit.Width(14))
	phone.OnChanged = func(digits string) { f.edit(func(id *dossier.Identity) { id.Phone = digits }) }
	f.show = append(f.show, func(id dossier.Identity) {
		if phone.Value() != id.Phone {
			phone.SetValue(id.Phone)
		}
	})
	wide := kit.Width(36)
	f.group("Thông tin", kit.Column(
		kit.Row(
			f.text("permanent", "Nơi thường trú", func(id *dossier.Identity) *string { return &id.Permanent.Text }, kit.Required(), wide),
			f.text("present", "Nơi ở hiện tại (nếu khác)", func(id *dossier.Identity) *string { return &id.Present.Text }, wide)),
		kit.Row(
			f.text("origin", "Quê quán", func(id *dossier.Identity) *string { return &id.Origin.Text }, wide),
			f.text("birthPlace", "Nơi đăng ký khai sinh", func(id *dossier.Identity) *string { return &id.BirthPlace.Text }, wide)),
		kit.Row(
			f.text("father", "Họ tên cha", func(id *dossier.Identity) *string { return &id.Father.Name }, kit.Width(22)),
			f.text("mother", "Họ tên mẹ", func(id *dossier.Identity) *string { return &id.Mother.Name }, kit.Width(22)),
			f.text("spouse", "Họ tên vợ/chồng", func(id *dossier.Identity) *string { return &id.Spouse.Name }, kit.Width(22))),
		kit.Row(
			f.add("phone", phone),
			f.text("mark", "Đặc điểm nhân dạng", func(id *dossier.Identity) *string { return &id.Mark }, kit.Width(30)),
			f.text("representative", "Người đại diện (nếu dưới 14 tuổi)", func(id *dossier.Identity) *string { return &id.Representative.Name }, kit.Width(24))),
	), "permanent", "present", "origin", "birthPlace", "father", "mother", "spouse", "phone", "mark", "representative")
}

func (f *form) oldCard() {
	outcome := kit.NewRadioRow("Thẻ cũ", []kit.Choice{
		{Code: "collected", Text: "Đã thu"}, {Code: "not-collected", Text: "Không thu"},
		{Code: "lost", Text: "Đã mất"}, {Code: "none", Text: "Không có"},
	})
	outcome.OnChanged = func(c kit.Choice) { f.edit(func(id *dossier.Identity) { id.OldCard.Outcome = c.Code }) }
	f.show = append(f.show, func(id dossier.Identity) {
		if outcome.Code() != id.OldCard.Outcome {
			outcome.SetCode(id.OldCard.Outcome)
		}
		outcome.SetRequired(dossier.NeedsOldCard(id.Request))
	})
	f.group("Thẻ cũ", kit.Row(f.add("oldCard", outcome),
		f.text("oldCard.why", "Lý do không thu", func(id *dossier.Identity) *string { return &id.OldCard.Why }, kit.Width(28))),
		"oldCard", "oldCard.why")
}

func (f *form) group(title string, body fyne.CanvasObject, fields ...string) {
	f.groups = append(f.groups, group{title: title, fields: fields, body: body})
}

// Show puts the values of a section into the fields that hold others.
func (f *form) Show(id dossier.Identity) {
	f.regime = id.Request.Regime
	for _, show := range f.show {
		show(id)
	}
}

// ShowFindings writes beside each field what is wrong with what it holds. What is
// only missing is not an error yet: the bar below counts it.
func (f *form) ShowFindings(findings []dossier.Finding) {
	said := map[string]bool{}
	for _, finding := range findings {
		field, ok := f.byName[finding.Field]
		if !ok || finding.Section != dossier.SectionIdentity || finding.Code == "missing" || said[finding.Field] {
			continue
		}
		said[finding.Field] = true
		level := kit.LevelError
		if finding.Severity != dossier.Blocks {
			level = kit.LevelWarning
		}
		if unfinished(field) {
			continue
		}
		field.SetMessage(level, finding.Vietnamese)
	}
	for name, field := range f.byName {
		if !said[name] {
			field.SetMessage(kit.LevelNone, "")
		}
	}
}

// unfinished reports whether a number is still being typed: nobody is told off
// in the middle of a number.
func unfinished(field kit.Field) bool {
	digits, ok := field.(*kit.DigitField)
	return ok && !digits.Complete()
}

func set(field *kit.TextField, text string) {
	if field.Value() != text {
		field.SetValue(text)
	}
}

// isoOf keeps a date as ISO, or as typed while it is no date yet: a draft loses
// nothing.
func isoOf(d kit.DateText, typed string) string {
	if d.IsZero() {
		return typed
	}
	return person.CivilDate(d).ISO()
}
