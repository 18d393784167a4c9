package desk

import (
	"context"

	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/store"
	"carddesk/app/tables"
)

// FeeDue is what a dossier costs today: the fee of its request, or nothing where
// the holder's age alone exempts. Other exemptions hang on a paper and are chosen
// by the clerk.
func (d *Desk) FeeDue(identity dossier.Identity) dossier.Payment {
	payment := d.FeeFor(identity.Request)
	day := d.today()
	code, exempt := dossier.ExemptByAge(identity.Request.Regime, dossier.AgeOf(identity, day), day)
	if exempt && payment.Amount > 0 {
		payment.Amount, payment.Method, payment.Exemption = 0, "none", code
	}
	return payment
}

// Exemptions lists why a fee is not due today, and which of them the holder's
// age proves without a paper.
func (d *Desk) Exemptions() []tables.Code { return d.Areas().Codes(tables.Exemption) }

// exemptionName is an exemption in words; a code of no table is shown as it is.
func exemptionName(p dossier.Payment) string {
	name := p.Exemption
	if row, ok := tables.Default().At(person.FromTime(p.At)).Code(tables.Exemption, p.Exemption); ok {
		name = row.Name
	}
	if p.ExemptionPaper != "" {
		name += " (" + p.ExemptionPaper + ")"
	}
	return name
}

// ConfirmThumb records that a holder who cannot sign put a thumbprint on the data
// slip, why, and before whom.
func (d *Desk) ConfirmThumb(ctx context.Context, id dossier.ID, witness, reason string) error {
	_, err := d.review(ctx, id, store.Change{Slip: store.SlipOut}, func(r *dossier.Review) {
		r.Confirmed, r.Witness, r.ThumbReason, r.ConfirmedAt = dossier.ConfirmedThumb, witness, reason, d.now()
		r.ConfirmedOf, r.Pen = r.SlipOf, nil
	})
	return err
}

// voidedBy puts who voided money receipts, and when, into those that do not say.
func (d *Desk) voidedBy(payment *dossier.Payment) error {
	actor, err := d.actor()
	if err != nil {
		return err
	}
	voided := make([]dossier.VoidedReceipt, len(payment.Voided))
	for i, receipt := range payment.Voided {
		if receipt.By == "" {
			receipt.By, receipt.At = actor.User, d.now()
		}
		voided[i] = receipt
	}
	if len(voided) > 0 {
		payment.Voided = voided
	}
	return nil
}
