package dossier

import (
	"slices"

	"carddesk/app/person"
)

// Workdays counts working days; app/tables has the calendar.
type Workdays interface {
	// Due is the n-th working day after a day.
	Due(received person.CivilDate, n int) person.CivilDate
}

// WaitingRules lists what a dossier of a regime may wait for.
func WaitingRules(regime Regime) []WaitingRule {
	rules, _ := RulesOf(regime)
	return slices.Clone(rules.Waiting)
}

// WaitingDeadline returns the day until which a dossier that begins to wait on a
// day may do so; false for a reason that the regime does not know.
func WaitingDeadline(regime Regime, reason WaitingReason, from person.CivilDate, calendar Workdays) (person.CivilDate, bool) {
	rules, _ := RulesOf(regime)
	for _, rule := range rules.Waiting {
		if rule.Reason == reason {
			return calendar.Due(from, rule.Days), true
		}
	}
	return person.CivilDate{}, false
}
