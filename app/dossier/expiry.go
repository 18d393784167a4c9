package dossier

import (
	"carddesk/app/person"
	"carddesk/app/policy"
)

// Expiry returns the day on which a card issued on a day to someone born on a
// day expires, by the ages of the policy (25, 40, 60, also 14 since July 2024).
// A card issued in the two years before such an age is valid until the next one.
// It reports false for a card without expiry: the last age is 60, so cards
// issued from 58 on have none. Both dates must be full.
func Expiry(birth, issued person.CivilDate, values policy.Values) (person.CivilDate, bool) {
	return person.NextMilestone(birth, issued, values.Milestones, values.MilestoneLead)
}
