package intake

import (
	"strings"

	"fyne.io/fyne/v2"

	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/tables"
	"carddesk/ui/kit"
)

// group is a part of the form under one heading, in the order of the paper.
type group struct {
	title  string
	line   int      // of the list of sections
	fields []string // JSON names, in the order of Enter
	body   fyne.CanvasObject
	// wanted says when the group is shown; nil is always.
	wanted func(dossier.Identity) bool
	box    *fyne.Container // heading and body, once it is on the screen
}

// form is the typed part of a dossier.
type form struct {
	edit   func(func(*dossier.Identity)) // a value was typed
	lookUp func()                        // the number is whole
	areas  func() tables.View            // code tables of today

	groups    []*group
	byName    map[string]kit.Field
	show      []func(dossier.Identity)
	addresses []*kit.AddressField
	wards     []*kit.ChoiceField
	places    []kit.Choice    // all wards of today
	said      map[string]bool // fields beside which a finding stands

	kind   *kit.RadioRow
	reason *kit.ChoiceField
}

func newForm(scope *kit.Scope, areas func() tables.View, edit func(func(*dossier.Identity)), lookUp func()) *form {
	f := &form{edit: edit, lookUp: lookUp, areas: areas, byName: map[string]kit.Field{}}
	f.places = wardChoices(areas())
	f.request()
	f.holder()
	f.representative()
	f.details()
	f.oldCard()
	f.more()
	for _, g := range f.groups {
		for _, name := range g.fields {
			scope.Fields(f.byName[name])
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
	return f.bind(name, kit.NewTextField(label, options...), value)
}

// name makes a field for a person's name.
func (f *form) name(name, label string, value func(*dossier.Identity) *string, options ...kit.Option) kit.Field {
	return f.bind(name, kit.NewNameField(label, options...), value)
}

func (f *form) bind(name string, field *kit.TextField, value func(*dossier.Identity) *string) kit.Field {
	field.OnChanged = func(text string) { f.edit(func(id *dossier.Identity) { *value(id) = text }) }
	f.show = append(f.show, func(id dossier.Identity) { set(field, *value(&id)) })
	return f.add(name, field)
}

// digits makes a field of digits bound to one value of the identity section.
func (f *form) digits(name string, field *kit.DigitField, value func(*dossier.Identity) *string) kit.Field {
	field.OnChanged = func(digits string) { f.edit(func(id *dossier.Identity) { *value(id) = digits }) }
	f.show = append(f.show, func(id dossier.Identity) {
		if field.Value() != *value(&id) {
			field.SetValue(*value(&id))
		}
	})
	return f.add(name, field)
}

// coded makes a choice from a code table that also takes a name that is not in
// it: tables lag behind the people they describe. Another spelling of a name of
// the table becomes that name when the field is left.
func (f *form) coded(name, label, table string, value func(*dossier.Identity) *string, options ...kit.Option) kit.Field {
	var list []kit.Choice
	for _, row := range f.areas().Codes(table) {
		list = append(list, kit.Choice{Code: row.Name, Text: row.Name})
	}
	field := kit.NewChoiceField(label, list, options...).AllowOther()
	take := func(text string) { f.edit(func(id *dossier.Identity) { *value(id) = text }) }
	field.OnChanged = func(c kit.Choice) { take(c.Text) }
	field.OnLeave = func() {
		if row, ok := f.areas().Find(table, field.Value().Text); ok && row.Name != field.Value().Text {
			field.SetText(row.Name)
			take(row.Name)
		}
	}
	f.show = append(f.show, func(id dossier.Identity) {
		if text := *value(&id); field.Value().Text != text {
			field.SetText(text)
		}
	})
	return f.add(name, field)
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
	f.group(lineRequest, "Loại cấp", kit.Row(f.add("request.kind", f.kind), f.add("request.reason", f.reason)),
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

func (f *form) group(line int, title string, body fyne.CanvasObject, fields ...string) *group {
	g := &group{line: line, title: title, fields: fields, body: body}
	f.groups = append(f.groups, g)
	return g
}

// first is the first field of a line of the list of sections.
func (f *form) first(line int) string {
	for _, g := range f.groups {
		if g.line == line {
			return g.fields[0]
		}
	}
	return ""
}

// Show puts the values of a section into the fields that hold others.
func (f *form) Show(id dossier.Identity) {
	for _, show := range f.show {
		show(id)
	}
	f.ShowWanted(id)
}

// ShowWanted shows the groups and fields that this dossier needs and hides the
// others, for the eye and for the Enter key.
func (f *form) ShowWanted(id dossier.Identity) {
	for _, g := range f.groups {
		if g.wanted == nil || g.box == nil {
			continue
		}
		wanted := g.wanted(id)
		if wanted == g.box.Visible() {
			continue
		}
		visible(g.box, wanted)
		for _, name := range g.fields {
			visible(f.byName[name], wanted)
		}
	}
}

// ShowFindings writes beside each field what is wrong with what it holds. What is
// only missing is not an error yet: the list of sections and the bar below count
// it.
func (f *form) ShowFindings(findings []dossier.Finding) {
	said := map[string]bool{}
	for _, finding := range findings {
		field, ok := f.byName[finding.Field]
		if !ok || finding.Section != dossier.SectionIdentity || finding.Code == "missing" || said[finding.Field] {
			continue
		}
		said[finding.Field] = true
		level := kit.LevelError
		if finding.Severity != dossier.Blocks || strings.HasPrefix(finding.Code, "difference") {
			level = kit.LevelWarning
		}
		if unfinished(finding.Field, field) {
			continue
		}
		field.SetMessage(level, beside(finding))
	}
	for name, field := range f.byName {
		// What is wrong with a ward only its own field knows.
		if _, own := field.(*kit.AddressField); !said[name] && (!own || f.said[name]) {
			field.SetMessage(kit.LevelNone, "")
		}
	}
	f.said = said
}

// beside is what stands below the field of a finding. A date is a narrow field:
// what is to be done about it stands whole in the bar of what is missing.
func beside(finding dossier.Finding) string {
	if finding.Code == "date-partial" {
		return "Thiếu ngày hoặc tháng"
	}
	return finding.Vietnamese
}

// unfinished reports whether a number is still being typed: nobody is told off
// in the middle of a number. Phone numbers have no fixed length, but a shortest.
func unfinished(name string, field kit.Field) bool {
	digits, ok := field.(*kit.DigitField)
	if ok && name == "phone" {
		return len(digits.Value()) < shortestPhone
	}
	return ok && !digits.Complete()
}

// shortestPhone is how many digits a Vietnamese phone number has at least.
const shortestPhone = 10

func set(field *kit.TextField, text string) {
	if field.Value() != text {
		field.SetValue(text)
	}
}

// isoOf keeps a date as ISO, or as typed while it is no date yet: a draft loses
// nothing.
func isoOf(d person.CivilDate, typed string) string {
	if d.IsZero() {
		return typed
	}
	return d.ISO()
}
