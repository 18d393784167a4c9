package dossier

import (
	"slices"
	"time"

	"carddesk/app/person"
	"carddesk/app/policy"
	"carddesk/app/port"
)

// Judge is what dossiers are judged by besides the table of their law: the
// values of a policy. The zero Judge uses the compiled policy.
type Judge struct {
	Policy *policy.Set
	// Attach says that papers can be attached at this desk: then a paper that
	// the dossier must have stops it, else its absence is shown and stops nothing.
	Attach bool
}

func (j Judge) policy() *policy.Set {
	if j.Policy == nil {
		return policy.Default()
	}
	return j.Policy
}

// Values returns the values of the policy for a dossier of a regime on a day:
// those of the day itself, or, when the day has another law already, those of
// the last day of the dossier's own. A dossier begun under a law keeps its rules.
func (j Judge) Values(regime Regime, day person.CivilDate) policy.Values {
	set := j.policy()
	values := set.At(day)
	if regime == "" || values.Regime == string(regime) {
		return values
	}
	for _, change := range slices.Backward(set.Days()) {
		last := change.AddDays(-1)
		if last.Before(day) && set.At(last).Regime == string(regime) {
			return set.At(last)
		}
	}
	return values
}

// FeeDue returns the fee of a request on a day: its code, and the amount in
// đồng before exemptions; false for a request whose reason has no fee known.
// The amount is that of the day, whatever law the dossier was begun under.
func (j Judge) FeeDue(request Request, day person.CivilDate) (code string, amount int, ok bool) {
	reason, ok := ReasonOf(request)
	if !ok {
		return "", 0, false
	}
	amount, ok = j.policy().At(day).FeeDue(reason.Fee)
	return reason.Fee, amount, ok
}

// ExemptByAge returns the code of the exemption that an age alone gives on a day
// (Circular 73/2024, article 5: children under 16, people of 60 and over).
func ExemptByAge(regime Regime, age int, day person.CivilDate) (code string, ok bool) {
	rules, _ := RulesOf(regime)
	for _, rule := range rules.Exempt {
		if age >= 0 && age >= rule.FromAge && (rule.Below == 0 || age < rule.Below) && !day.Before(rule.From) {
			return rule.Code, true
		}
	}
	return "", false
}

// ExemptByAgeAlone reports whether an exemption needs no paper: the dossier has
// the birth date.
func ExemptByAgeAlone(code string) bool {
	for _, regime := range Regimes() {
		rules, _ := RulesOf(regime)
		if slices.ContainsFunc(rules.Exempt, func(r ExemptRule) bool { return r.Code == code }) {
			return true
		}
	}
	return false
}

// Case is everything that the rules say of one dossier as it stands.
type Case struct {
	Reason      Reason
	Band        Band // zero while the birth date is unknown
	Captures    []CaptureStep
	Rolled      []port.Position // wanted besides, see RolledWanted
	Represented bool
	Papers      []PaperRule
	Forms       []FormRule
	FeeCode     string
	Fee         int // đồng, before the exemption
	Exemption   string
	Expires     person.CivilDate // of a card issued today; zero: it does not expire, or the birth date is unknown
	Levels      []int            // of the electronic identity account
	OldCard     string           // what becomes of the old card: "collect", "cut"; "" when none is asked for
	Approval    ApprovalRule
}

// Case says what the rules want of a dossier on a day.
func (j Judge) Case(id Identity, at time.Time) Case {
	day := person.FromTime(at)
	regime := id.Request.Regime
	values, age := j.Values(regime, day), AgeOf(id, day)
	rules, _ := RulesOf(regime)
	c := Case{
		Captures: CapturesFor(id, day, values), Rolled: RolledWanted(regime, age),
		Represented: Represented(id, day), Papers: PapersFor(id, day), Forms: FormsFor(id, day),
		Levels: AccountLevels(regime, age, j.policy().At(day)), Approval: rules.Approval,
	}
	c.Reason, _ = ReasonOf(id.Request)
	c.Band, _ = rules.Band(age)
	c.FeeCode, c.Fee, _ = j.FeeDue(id.Request, day)
	c.Exemption, _ = ExemptByAge(regime, age, day)
	if birth, err := person.ParseCivilDate(id.Birth); err == nil && age >= 0 {
		c.Expires, _ = Expiry(birth, day, values)
	}
	if NeedsOldCard(id.Request) {
		c.OldCard = values.OldCard
	}
	return c
}
