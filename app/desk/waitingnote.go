package desk

import (
	"context"
	"fmt"
	"io"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/report"
	"carddesk/app/store"
)

// WaitingNote makes the note that tells the citizen what the dossier waits for,
// until when, and how the day of the card moves.
func (d *Desk) WaitingNote(ctx context.Context, id dossier.ID) (ReportPaper, error) {
	opened, err := d.load(ctx, id)
	if err != nil {
		return ReportPaper{}, err
	}
	if opened.State != dossier.Waiting {
		return ReportPaper{}, fmt.Errorf("note of a dossier that is %s: %w", opened.State, dossier.ErrTransition)
	}
	note := report.WaitingNote{
		ReceiptNumber: opened.Review.ReceiptNumber, Holder: holder(opened.Content),
		Reason: opened.Reason, Until: opened.Deadline, Clerk: d.officer(),
	}
	for _, rule := range dossier.WaitingRules(opened.Identity.Request.Regime) {
		if string(rule.Reason) == opened.Reason {
			note.Reason = rule.Vietnamese
		}
	}
	if day := d.Calendar.Due(opened.Identity.Request, person.FromTime(opened.Deadline)); !day.IsZero() {
		note.Due = day.Time()
	}
	return d.casePaper(ctx, "giay-bao-cho", opened, func(w io.Writer, print report.Print) error {
		note.Print = print
		return report.WriteWaitingNote(w, note)
	}, opened.Reason, opened.Deadline.UTC().Format(time.RFC3339))
}

// moveDue counts the day of the card anew for a dossier that waits no more: the
// slip that the citizen has names the old one.
func (d *Desk) moveDue(ctx context.Context, id dossier.ID) error {
	var review dossier.Review
	if _, err := d.section(ctx, id, dossier.SectionReview, &review); err != nil {
		return err
	}
	var identity dossier.Identity
	if _, err := d.section(ctx, id, dossier.SectionIdentity, &identity); err != nil {
		return err
	}
	due := d.due(identity.Request)
	if review.ReceiptNumber == "" || !due.After(review.Due) {
		return nil
	}
	_, err := d.review(ctx, id, store.Change{Facts: dueFact(due)}, func(r *dossier.Review) { r.Due = due })
	return err
}
