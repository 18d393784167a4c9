package person

import "slices"

// NextMilestone returns the day a card issued on a day expires: the birthday on
// which its holder reaches the first milestone age (25, 40, 60; also 14 since
// July 2024) that is at least lead years away; a card issued within the lead
// (two years) before a milestone is valid until the next one. It reports false
// when none is left: the card does not expire. Both dates must be full.
func NextMilestone(birth, issued CivilDate, ages []int, lead int) (CivilDate, bool) {
	if !birth.Full() || !issued.Full() {
		return CivilDate{}, false
	}
	ages = slices.Sorted(slices.Values(ages))
	for _, age := range ages {
		if issued.Before(birth.AddYears(age - lead)) {
			return birth.AddYears(age), true
		}
	}
	return CivilDate{}, false
}
