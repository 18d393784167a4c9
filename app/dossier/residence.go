package dossier

import "strings"

// HomeBasis says which of the holder's places an address is.
type HomeBasis string

// Places, in the order in which they are looked for.
const (
	HomePermanent HomeBasis = "permanent" // thường trú
	HomeTemporary HomeBasis = "temporary" // tạm trú
	HomePresent   HomeBasis = "present"   // nơi ở hiện tại
)

// Home returns the place of residence that the card will show and which of the
// holder's places it is: the first that is known in the order of the regime,
// permanent, then temporary, then present. Without any, the holder must declare
// one first, and the basis is empty.
func Home(id Identity) (Address, HomeBasis) {
	rules, ok := RulesOf(id.Request.Regime)
	if !ok {
		rules = rules2023
	}
	for _, step := range rules.Home {
		if place := place(id, step.Basis); written(place) {
			return place, step.Basis
		}
	}
	return Address{}, ""
}

func place(id Identity, basis HomeBasis) Address {
	switch basis {
	case HomePermanent:
		return id.Permanent
	case HomeTemporary:
		return id.Temporary
	case HomePresent:
		return id.Present
	}
	return Address{}
}

// written reports whether an address says anything that can be printed.
func written(a Address) bool { return strings.TrimSpace(a.Text) != "" }
