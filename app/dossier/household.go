package dossier

// NextOfHousehold begins the identity section of the next member of a household
// at the desk: who lives together shares the residence, the head of household
// and where the cards go. What belongs to one person is never copied, above all
// no biometrics (they are other sections), but neither the phone: a card that
// cannot be delivered has most often a wrong one. link is the household's random
// id, kept from the first dossier when it has one already.
func NextOfHousehold(of Identity, link string) Identity {
	if of.Household != "" {
		link = of.Household
	}
	return Identity{
		Request:     Request{Regime: of.Request.Regime},
		Nationality: of.Nationality,
		Permanent:   of.Permanent,
		Temporary:   of.Temporary,
		Present:     of.Present,
		Householder: Relative{Name: of.Householder.Name, Nationality: of.Householder.Nationality, Number: of.Householder.Number},
		Delivery:    of.Delivery,
		Household:   link,
	}
}
