package dossier

import (
	"slices"

	"carddesk/app/person"
)

// When says in which case of a request a paper or form belongs to it.
type When string

// Cases.
const (
	WhenAlways      When = "always"
	WhenUnknown     When = "unknown"     // the population database has no record
	WhenDiffers     When = "differs"     // its record says otherwise
	WhenRepresented When = "represented" // a legal representative acts
	WhenReason      When = "reason"      // the reason of the request asks for it
	WhenOldCard     When = "old-card"    // an old card was collected
	WhenAccount     When = "account"     // an electronic identity account is asked for
	WhenRefused     When = "refused"     // the request is refused
	WhenTransfer    When = "transfer"    // dossiers are handed on
	WhenAsked       When = "asked"       // the citizen or the way in wants it
)

// Codes of papers.
const (
	PaperLegal          = "legal-proof"
	PaperChange         = "change-proof"
	PaperRepresentative = "representative-proof"
	PaperNationality    = "nationality-proof"
)

// PaperRule is one paper that the citizen brings.
type PaperRule struct {
	Code       string // of [Document]
	Vietnamese string
	English    string
	When       When // besides the reasons that name it
	Must       bool // the source says that the dossier must have it
	Source     Source
}

// FormUse is what a form is for. Codes of forms were used again by later
// circulars for other forms: a form is chosen by its use and the day.
type FormUse string

// Uses of forms, as app/report names them where it prints them.
const (
	FormApplication FormUse = "application"
	FormDataSlip    FormUse = "data-slip"
	FormAppointment FormUse = "appointment"
	FormRefusal     FormUse = "refusal"
	FormOldCard     FormUse = "old-card"
	FormNumber      FormUse = "number-confirmation"
	FormCollect     FormUse = "population-collect"
	FormUpdate      FormUse = "population-update"
	FormRequest     FormUse = "request"
	FormAccount     FormUse = "account"
	FormList        FormUse = "handing-on"
)

// FormRule is one official form.
type FormRule struct {
	Use      FormUse
	Code     string // "" where no circular sets the form
	Circular string
	Title    string
	When     When
	From     person.CivilDate // first day within the regime; zero: all of it
	Until    person.CivilDate // last day; zero: no end
	Source   Source
}

// InForce reports whether the form is used on a day.
func (f FormRule) InForce(day person.CivilDate) bool {
	return !day.Before(f.From) && (f.Until.IsZero() || !day.After(f.Until))
}

// PapersFor lists the papers that a dossier needs as it stands, in the order of
// the table. What the population database said decides as well as the request.
func PapersFor(id Identity, day person.CivilDate) []PaperRule {
	rules, ok := RulesOf(id.Request.Regime)
	if !ok {
		return nil
	}
	reason, _ := ReasonOf(id.Request)
	var needed []PaperRule
	for _, paper := range rules.Papers {
		if slices.Contains(reason.Papers, paper.Code) || applies(paper.When, id, rules, day) {
			needed = append(needed, paper)
		}
	}
	return needed
}

// FormsFor lists the forms that belong to a dossier as it stands, in the order
// of the table. Forms that only a decision or the citizen calls for are not in it.
func FormsFor(id Identity, day person.CivilDate) []FormRule {
	rules, ok := RulesOf(id.Request.Regime)
	if !ok {
		return nil
	}
	var forms []FormRule
	for _, form := range rules.Forms {
		if form.InForce(day) && applies(form.When, id, rules, day) {
			forms = append(forms, form)
		}
	}
	return forms
}

func applies(when When, id Identity, rules Rules, day person.CivilDate) bool {
	switch when {
	case WhenAlways:
		return true
	case WhenUnknown:
		return id.Lookup.Status == "unknown"
	case WhenDiffers:
		return id.Lookup.Status == "differs"
	case WhenRepresented:
		return Represented(id, day)
	case WhenOldCard:
		return id.OldCard.Outcome == "collected"
	case WhenAccount:
		return id.Account != nil
	}
	return false
}

// Represented reports whether a legal representative acts for the holder: by
// age, or because the holder cannot act (Law 26/2023, article 23.2 and 23.3).
func Represented(id Identity, day person.CivilDate) bool {
	rules, ok := RulesOf(id.Request.Regime)
	if !ok {
		return false
	}
	band, known := rules.Band(AgeOf(id, day))
	return id.Represented || known && band.Representative
}

// AgeOf returns the completed years of the holder on a day, -1 while the birth
// date is unknown or not complete.
func AgeOf(id Identity, day person.CivilDate) int {
	birth, err := person.ParseCivilDate(id.Birth)
	if err != nil || !birth.Full() || day.Before(birth) {
		return -1
	}
	return birth.AgeAt(day)
}
