package dossier

import (
	"strings"
	"time"

	"carddesk/app/person"
	"carddesk/app/policy"
	"carddesk/app/port"
)

// Content is all sections of a dossier as far as they exist.
type Content struct {
	Identity     Identity
	Documents    Documents
	Portrait     Portrait
	Fingerprints Fingerprints
	Iris         Iris
	Review       Review
	Payment      Payment
	Approval     Approval
	Handover     Handover
}

// Validate judges a dossier on a day by the compiled policy, for every way in:
// typed, scanned, pre-registered or imported. It returns what stops completion
// and what the supervisor must see, in the order of the paper. A desk with a
// newer policy uses [Judge.Validate].
func Validate(c Content, day time.Time) []Finding { return Judge{}.Validate(c, day) }

// Validate judges a dossier on a day. The same content on the same day has the
// same findings, in the same order.
func (j Judge) Validate(c Content, at time.Time) []Finding {
	day := person.FromTime(at)
	v := validation{Content: c, judge: j, day: day, age: AgeOf(c.Identity, day)}
	v.values = j.Values(c.Identity.Request.Regime, day)
	v.today = j.policy().At(day)
	v.rules, v.known = RulesOf(c.Identity.Request.Regime)
	v.band, v.banded = v.rules.Band(v.age)

	v.holder()
	v.request()
	v.right()
	v.representative()
	v.residence()
	v.contact()
	v.visit()
	v.lookup()
	v.differences()
	v.extras()
	v.documents()
	v.captures()
	v.formerCase()
	v.review()
	v.presence()
	v.payment()
	return v.list
}

// validation is one run over one dossier.
type validation struct {
	findings
	Content
	judge  Judge
	day    person.CivilDate
	values policy.Values // of the dossier's own law
	today  policy.Values // of the day
	rules  Rules
	known  bool // the regime is one
	age    int  // completed years, -1: unknown
	band   Band
	banded bool
}

// empty reports whether a text says nothing.
func empty(text string) bool { return strings.TrimSpace(text) == "" }

// PartName names a finger, an eye or the face for the clerk, in Vietnamese and
// English.
func PartName(modality port.Modality, position port.Position) (vietnamese, english string) {
	if modality == port.Face {
		return "ảnh chân dung", "portrait"
	}
	if name, ok := partNames[position]; ok {
		return name[0], name[1]
	}
	return string(position), string(position)
}

var partNames = map[port.Position][2]string{
	port.RightThumb:  {"ngón cái phải", "right thumb"},
	port.RightIndex:  {"ngón trỏ phải", "right index finger"},
	port.RightMiddle: {"ngón giữa phải", "right middle finger"},
	port.RightRing:   {"ngón áp út phải", "right ring finger"},
	port.RightLittle: {"ngón út phải", "right little finger"},
	port.LeftThumb:   {"ngón cái trái", "left thumb"},
	port.LeftIndex:   {"ngón trỏ trái", "left index finger"},
	port.LeftMiddle:  {"ngón giữa trái", "left middle finger"},
	port.LeftRing:    {"ngón áp út trái", "left ring finger"},
	port.LeftLittle:  {"ngón út trái", "left little finger"},
	port.LeftEye:     {"mống mắt trái", "left iris"},
	port.RightEye:    {"mống mắt phải", "right iris"},
}
