package dossier

import (
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"carddesk/app/person"
	"carddesk/app/port"
)

// ValueFrom says which of the sources a value was taken from.
type ValueFrom string

// Sources of a value.
const (
	FromTyped    ValueFrom = "typed"    // what the clerk typed, by the citizen's papers
	FromRegistry ValueFrom = "registry" // the population database
	FromCard     ValueFrom = "card"     // the QR code of the old card, or its machine-readable zone
)

// Difference is one value that the sources give differently, and what was
// decided. Values are as a person reads them; dates are ISO.
type Difference struct {
	Field    string    `json:"field"` // JSON name in the identity section
	Typed    string    `json:"typed,omitempty"`
	Card     string    `json:"card,omitempty"`
	Registry string    `json:"registry,omitempty"`
	Choice   ValueFrom `json:"choice,omitempty"` // "": not decided
	Paper    string    `json:"paper,omitempty"`  // code of the paper that proves a value other than the registry's
	By       string    `json:"by,omitempty"`     // user id
	At       time.Time `json:"at,omitzero"`
}

// Value is what a source says.
func (d Difference) Value(from ValueFrom) string {
	switch from {
	case FromTyped:
		return d.Typed
	case FromRegistry:
		return d.Registry
	case FromCard:
		return d.Card
	}
	return ""
}

// Against reports whether the decision keeps a value that the population
// database does not have: then a paper must prove it.
func (d Difference) Against() bool {
	return d.Choice != "" && d.Registry != "" && !sameText(d.Value(d.Choice), d.Registry)
}

// Compared is one field that is compared between the sources.
type Compared struct {
	Field    string // JSON name in the identity section
	Label    string // Vietnamese
	value    func(*Identity) *string
	registry func(*port.PopulationRecord) string
	card     func(person.CardQR) string
}

// compared lists the fields in the order of the paper.
var compared = []Compared{
	{"name", "Họ và tên", func(id *Identity) *string { return &id.Name },
		func(r *port.PopulationRecord) string { return r.Name }, func(q person.CardQR) string { return q.Name.Upper() }},
	{"birth", "Ngày sinh", func(id *Identity) *string { return &id.Birth },
		func(r *port.PopulationRecord) string { return r.Birth }, func(q person.CardQR) string { return q.Birth.ISO() }},
	{"sex", "Giới tính", func(id *Identity) *string { return &id.Sex },
		func(r *port.PopulationRecord) string { return r.Sex }, func(q person.CardQR) string { return string(q.Sex) }},
	{"ethnic", "Dân tộc", func(id *Identity) *string { return &id.Ethnic },
		func(r *port.PopulationRecord) string { return r.Ethnic }, nil},
	{"religion", "Tôn giáo", func(id *Identity) *string { return &id.Religion },
		func(r *port.PopulationRecord) string { return r.Religion }, nil},
	{"nationality", "Quốc tịch", func(id *Identity) *string { return &id.Nationality },
		func(r *port.PopulationRecord) string { return r.Nationality }, nil},
	{"permanent", "Nơi thường trú", func(id *Identity) *string { return &id.Permanent.Text },
		func(r *port.PopulationRecord) string { return r.Permanent }, func(q person.CardQR) string { return q.Address }},
	{"origin", "Quê quán", func(id *Identity) *string { return &id.Origin.Text },
		func(r *port.PopulationRecord) string { return r.Origin }, nil},
	{"birthPlace", "Nơi đăng ký khai sinh", func(id *Identity) *string { return &id.BirthPlace.Text },
		func(r *port.PopulationRecord) string { return r.BirthPlace }, nil},
}

// ComparedFields lists the fields that are compared, in the order of the paper.
func ComparedFields() []Compared { return append([]Compared(nil), compared...) }

// RecordOf is the record of the population database that belongs to the number
// of a dossier as it stands; nil when there is none, or it is of another number.
func RecordOf(id Identity) *port.PopulationRecord {
	record := id.Lookup.Record
	if record == nil || record.PersonalNumber != "" && string(record.PersonalNumber) != id.PersonalNumber {
		return nil
	}
	return record
}

// Differences lists every value that the sources give differently as the dossier
// stands, decided or not, in the order of the paper. Where the dossier agrees
// with the population database an older card says nothing against it.
func Differences(id Identity) []Difference {
	record := RecordOf(id)
	card := oldCardValues(id.OldCard)
	var list []Difference
	for _, c := range compared {
		d := Difference{Field: c.Field, Typed: *c.value(&id)}
		if record != nil {
			d.Registry = c.registry(record)
		}
		if c.card != nil {
			d.Card = c.card(card)
		}
		settled, was := settledFor(id, d)
		switch {
		case was:
			list = append(list, settled)
		case differ(d.Typed, d.Registry), d.Registry == "" && differ(d.Typed, d.Card):
			list = append(list, d)
		}
	}
	return list
}

// oldCardValues is what the old card says: its QR code or, where that was not
// scanned, its machine-readable zone, which has no accents and so says nothing of
// the name. Without either all is empty.
func oldCardValues(c OldCard) person.CardQR {
	if qr, err := person.ParseCardQR(c.QR); err == nil {
		return qr
	}
	zone, err := person.ParseTD1(c.MRZ)
	if err != nil {
		return person.CardQR{}
	}
	return person.CardQR{Number: zone.Number, Birth: zone.Birth, Sex: zone.Sex}
}

// settledFor finds the decision that still stands: the sources say what they
// said then, and the dossier has the value that was chosen.
func settledFor(id Identity, now Difference) (Difference, bool) {
	for _, was := range id.Differences {
		if was.Field == now.Field && was.Choice != "" && sameText(was.Registry, now.Registry) &&
			sameText(was.Card, now.Card) && sameText(was.Value(was.Choice), now.Typed) {
			return was, true
		}
	}
	return Difference{}, false
}

// Undecided lists the differences about which nothing was decided yet.
func Undecided(id Identity) []Difference {
	var open []Difference
	for _, d := range Differences(id) {
		if d.Choice == "" {
			open = append(open, d)
		}
	}
	return open
}

// Settle decides one difference: the dossier gets the value of the chosen source,
// and the decision is kept with what each of them said. It reports whether the
// field differs and the source says anything. An address taken over loses the
// codes of the one before.
func Settle(id *Identity, field string, choice ValueFrom, paper, by string, at time.Time) bool {
	for _, d := range Differences(*id) {
		if d.Field != field || d.Value(choice) == "" {
			continue
		}
		d.Choice, d.Paper, d.By, d.At = choice, "", by, at
		if d.Against() {
			d.Paper = paper
		}
		id.set(field, d.Value(choice))
		kept := make([]Difference, 0, len(id.Differences)+1)
		for _, other := range id.Differences {
			if other.Field != field {
				kept = append(kept, other)
			}
		}
		id.Differences = append(kept, d)
		RefreshLookup(id)
		return true
	}
	return false
}

func (id *Identity) set(field, value string) {
	switch field {
	case "permanent":
		if !sameText(id.Permanent.Text, value) {
			id.Permanent = Address{Text: value}
			if record := RecordOf(*id); record != nil && sameText(record.Permanent, value) {
				id.Permanent.Ward = record.PermanentWard
			}
		}
		return
	case "origin":
		if !sameText(id.Origin.Text, value) {
			id.Origin = Address{Text: value}
		}
		return
	case "birthPlace":
		if !sameText(id.BirthPlace.Text, value) {
			id.BirthPlace = Address{Text: value}
		}
		return
	}
	for _, c := range compared {
		if c.Field == field {
			*c.value(id) = value
		}
	}
	if name, err := person.ParseName(id.Name); err == nil && field == "name" {
		id.Name = name.Upper()
	}
}

// RefreshLookup brings the status of a lookup up to what the dossier says now. A
// record of another number than the dossier's is forgotten: it is not of this
// person.
func RefreshLookup(id *Identity) {
	if id.Lookup.Record == nil {
		return
	}
	record := RecordOf(*id)
	if record == nil {
		id.Lookup = Lookup{}
		return
	}
	id.Lookup.Status = "matched"
	for _, c := range compared {
		if differ(*c.value(id), c.registry(record)) {
			id.Lookup.Status = "differs"
		}
	}
}

// differences stops a dossier while sources disagree and nobody decided, and
// shows the supervisor each decision against the population database.
func (v *validation) differences() {
	const s = SectionIdentity
	labels := map[string]string{}
	for _, c := range compared {
		labels[c.Field] = c.Label
	}
	for _, d := range Differences(v.Identity) {
		label := labels[d.Field]
		switch {
		case d.Choice == "":
			v.add(s, d.Field, Blocks, "difference",
				label+" khác "+otherSource(d)+": chọn giá trị đúng.",
				"The sources give "+d.Field+" differently: choose.").by(procedureChange.Article)
		case d.Against() && d.Paper == "":
			v.add(s, d.Field, Blocks, "difference-paper",
				label+" giữ khác dân cư: cần giấy tờ chứng minh.",
				"A value other than the population database's needs a paper.").by(procedureChange.Article)
		case d.Against():
			v.add(s, d.Field, Warning, "difference-kept",
				label+" khác dân cư, theo giấy tờ: "+paperName(v.rules, d.Paper)+".",
				"Kept against the population database by a paper.").by(procedureChange.Article)
		}
	}
}

func otherSource(d Difference) string {
	if d.Registry == "" {
		return "thẻ cũ"
	}
	return "dân cư"
}

func paperName(rules Rules, code string) string {
	for _, paper := range rules.Papers {
		if paper.Code == code {
			return paper.Vietnamese
		}
	}
	return code
}

// differ reports whether two sources contradict each other; a silent one does not.
func differ(a, b string) bool { return !empty(a) && !empty(b) && !sameText(a, b) }

// sameText compares as people read: normal form, letter case and runs of spaces
// do not matter, accents do.
func sameText(a, b string) bool {
	tidy := func(s string) string {
		return strings.ToUpper(strings.Join(strings.Fields(norm.NFC.String(s)), " "))
	}
	return tidy(a) == tidy(b)
}
