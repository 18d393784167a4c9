package desk

import (
	"context"
	"reflect"

	"carddesk/app/dossier"
	"carddesk/app/store"
)

// loadCase reads a dossier with what belongs to its case as it stands, for what
// the citizen reads and signs.
func (d *Desk) loadCase(ctx context.Context, id dossier.ID) (Opened, error) {
	opened, err := d.load(ctx, id)
	opened.Content = d.rules().Belonging(opened.Content, d.now())
	return opened, err
}

// dropFormerCase writes those sections anew that hold more than belongs to the
// case. whole is what is on the disk. Nobody is hurt by a stop between two of
// them: the dossier is still a draft, and what is dropped belonged to no case of
// it. What was dropped stays in the revision before, sealed, until the dossier
// is destroyed.
func (d *Desk) dropFormerCase(ctx context.Context, kept Opened, whole dossier.Content) error {
	for _, section := range []struct {
		name         dossier.Section
		before, kept any
	}{
		{dossier.SectionIdentity, whole.Identity, kept.Identity},
		{dossier.SectionDocuments, whole.Documents, kept.Documents},
		{dossier.SectionPortrait, whole.Portrait, kept.Portrait},
		{dossier.SectionFingerprints, whole.Fingerprints, kept.Fingerprints},
		{dossier.SectionIris, whole.Iris, kept.Iris},
	} {
		if reflect.DeepEqual(section.before, section.kept) {
			continue
		}
		if _, err := d.save(ctx, kept.ID, section.name, kept.Revisions[section.name], section.kept, store.Change{}); err != nil {
			return err
		}
	}
	return nil
}

// endOfIntake notes in the review when intake ended for the first time; nil when
// that is noted already.
func (d *Desk) endOfIntake(opened Opened) *store.SectionChange {
	if !opened.Review.EndedAt.IsZero() {
		return nil
	}
	opened.Review.EndedAt = d.now()
	return &store.SectionChange{
		Name: dossier.SectionReview, BaseRevision: opened.Revisions[dossier.SectionReview], Content: opened.Review,
	}
}

// FeeNow is the fee of a dossier as it stands: what was recorded while that is
// still the fee of the request and of the holder's age, else what is due. Money
// receipts written before are kept: they must be accounted for.
func (d *Desk) FeeNow(content dossier.Content) dossier.Payment {
	due, paid := d.FeeDue(content.Identity), content.Payment
	stands := paid.FeeCode == due.FeeCode
	for _, finding := range d.Validate(content) {
		stands = stands && !(finding.Section == dossier.SectionPayment && finding.Severity == dossier.Blocks)
	}
	if paid.FeeCode != "" && stands {
		return paid
	}
	due.Series, due.Number, due.Voided = paid.Series, paid.Number, paid.Voided
	if paid.Exemption != "" && due.Amount > 0 && !dossier.ExemptByAgeAlone(paid.Exemption) {
		// A paper frees the holder, whatever the reason.
		due.Amount, due.Method = 0, "none"
		due.Exemption, due.ExemptionPaper = paid.Exemption, paid.ExemptionPaper
	}
	return due
}
