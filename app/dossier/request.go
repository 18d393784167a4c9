package dossier

import "slices"

// Kinds lists the request kinds in the order of the form.
func Kinds() []Kind { return []Kind{FirstIssue, Exchange, Reissue} }

// Reasons lists the reasons that a regime knows for a kind.
func Reasons(regime Regime, kind Kind) []Reason {
	rules, _ := RulesOf(regime)
	row, _ := rules.Kind(kind)
	return slices.Clone(row.Reasons)
}

// ReasonOf returns the reason of a request and whether its regime and kind know it.
func ReasonOf(r Request) (Reason, bool) {
	rules, _ := RulesOf(r.Regime)
	row, _ := rules.Kind(r.Kind)
	i := slices.IndexFunc(row.Reasons, func(reason Reason) bool { return reason.Code == r.Reason })
	if i < 0 {
		return Reason{}, false
	}
	return row.Reasons[i], true
}

// KindName is the kind in the words of its regime: what the law of 2014 calls
// đổi, that of 2023 calls cấp đổi. A regime that there is not has the words of
// the newest.
func KindName(regime Regime, kind Kind) string {
	rules, ok := RulesOf(regime)
	if !ok {
		rules = rules2023
	}
	row, _ := rules.Kind(kind)
	return row.Name
}

// CardName is what the card is called by its regime.
func CardName(regime Regime) string {
	rules, ok := RulesOf(regime)
	if !ok {
		rules = rules2023
	}
	return rules.Card
}

// NeedsOldCard reports whether the holder must be asked for the card that is
// being replaced: at every exchange, and at the reissue of a damaged card. An
// exchange without a reason yet needs it too.
func NeedsOldCard(r Request) bool {
	reason, ok := ReasonOf(r)
	return ok && reason.OldCard || r.Kind == Exchange
}
