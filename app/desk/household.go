package desk

import (
	"context"
	"fmt"

	"carddesk/app/dossier"
	"carddesk/app/store"
)

// NextOfHousehold starts the dossier of the next member of a household: who
// lives together has the residence in common, and the fee is told in one sum. The
// first dossier's own id names the household, for that dossier is often complete
// already and can no longer be changed.
func (d *Desk) NextOfHousehold(ctx context.Context, of dossier.ID) (dossier.ID, error) {
	var first dossier.Identity
	if _, err := d.section(ctx, of, dossier.SectionIdentity, &first); err != nil {
		return "", err
	}
	return d.NewDossier(ctx, dossier.NextOfHousehold(first, string(of)))
}

// HouseholdFee is what the members of a household paid.
type HouseholdFee struct {
	Dossiers int // that have a fee recorded
	Total    int // đồng
}

// HouseholdFees sums what was paid today for the household of a dossier, the
// dossier itself left out: what it costs is still to be taken. It is empty for
// somebody who came alone.
func (d *Desk) HouseholdFees(ctx context.Context, id dossier.ID) (HouseholdFee, error) {
	var identity dossier.Identity
	if _, err := d.section(ctx, id, dossier.SectionIdentity, &identity); err != nil {
		return HouseholdFee{}, err
	}
	if identity.Household == "" {
		return HouseholdFee{}, nil
	}
	today := d.today().Time()
	plain, err := d.Store.List(ctx, store.Filter{From: today})
	if err != nil {
		return HouseholdFee{}, fmt.Errorf("listing a household: %w", err)
	}
	var fee HouseholdFee
	for _, p := range plain {
		if p.ID == id || p.State == dossier.Cancelled {
			continue
		}
		var member dossier.Identity
		if _, err := d.section(ctx, p.ID, dossier.SectionIdentity, &member); err != nil {
			return HouseholdFee{}, err
		}
		if string(p.ID) != identity.Household && member.Household != identity.Household {
			continue
		}
		var payment dossier.Payment
		if _, err := d.section(ctx, p.ID, dossier.SectionPayment, &payment); err != nil {
			return HouseholdFee{}, err
		}
		if payment.FeeCode != "" {
			fee.Dossiers++
			fee.Total += payment.Amount
		}
	}
	return fee, nil
}
