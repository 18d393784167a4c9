package dossier

import (
	"slices"

	"carddesk/app/policy"
)

// AccountLevels lists the levels of the electronic identity account that a
// holder of an age may ask for with form TK01: under six level 1 only, from six
// to thirteen level 1 and 2, on request (decision 5709/QĐ-BCA-C06). It is empty
// while policy has no such account, and under a law that knows none. An unknown
// age (negative) has none.
func AccountLevels(regime Regime, age int, values policy.Values) []int {
	rules, ok := RulesOf(regime)
	if !ok || age < 0 || values.AccountFromAge == 0 {
		return nil
	}
	var levels []int
	for _, row := range rules.Account {
		if age >= row.FromAge {
			levels = row.Levels
		}
	}
	if age < values.AccountFromAge { // policy may raise the age of level 2, never lower it
		levels = slices.DeleteFunc(slices.Clone(levels), func(level int) bool { return level > 1 })
	}
	return slices.Clone(levels)
}
