package desk

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/report"
	"carddesk/app/store"
)

// maxSlips bounds the list of slips that are not back.
const maxSlips = 200

// documentSlip is the code of the scan of a signed data slip.
const documentSlip = "signed-slip"

// SlipRow is a dossier whose signed data slip is not back.
type SlipRow struct {
	Row
	Since time.Time
}

// SlipsOut lists dossiers whose data slip was signed on paper and has not been
// scanned, the oldest first, at most 200.
func (d *Desk) SlipsOut(ctx context.Context) ([]SlipRow, error) {
	out, err := d.Store.SlipsOut(ctx, maxSlips)
	if err != nil {
		return nil, fmt.Errorf("listing slips: %w", err)
	}
	ids, since := make([]dossier.ID, 0, len(out)), map[dossier.ID]time.Time{}
	for _, o := range out {
		ids, since[o.Dossier] = append(ids, o.Dossier), o.Since
	}
	plain, err := d.Store.Plain(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("listing slips: %w", err)
	}
	rows, err := d.rows(ctx, plain)
	if err != nil {
		return nil, err
	}
	list := make([]SlipRow, 0, len(rows))
	for _, row := range rows {
		list = append(list, SlipRow{Row: row, Since: since[row.ID]})
	}
	return list, nil
}

// CountSlipsOut counts the dossiers whose signed data slip is not back.
func (d *Desk) CountSlipsOut(ctx context.Context) (int, error) { return d.Store.CountSlipsOut(ctx) }

// AttachSlip keeps the scan of a signed data slip with its dossier, in any state
// in which the paper may still come back, and takes it off the list.
func (d *Desk) AttachSlip(ctx context.Context, id dossier.ID, sheets []Sheet) error {
	if len(sheets) == 0 {
		return ErrDocumentMissing
	}
	slip, blob, err := d.keepPaper(ctx, id, documentSlip, sheets, 0)
	if err != nil {
		return err
	}
	change := store.Change{Command: dossier.KeepSlip, Blobs: []store.Blob{blob}, Slip: store.SlipBack}
	_, err = d.review(ctx, id, change, func(r *dossier.Review) { r.Slip = &slip })
	return err
}

// LoadSlip reads the scan of a signed data slip as pages.
func (d *Desk) LoadSlip(ctx context.Context, id dossier.ID) ([]Sheet, error) {
	var review dossier.Review
	if _, err := d.section(ctx, id, dossier.SectionReview, &review); err != nil {
		return nil, err
	}
	if review.Slip == nil {
		return nil, ErrDocumentMissing
	}
	data, err := d.Store.ReadBlob(ctx, review.Slip.Blob, MaxSource)
	if err != nil {
		return nil, err
	}
	return d.sheets(ctx, data, nil)
}

// LostSlip notes that an appointment slip was declared lost and makes it anew,
// marked "in lại lần n". checked says how it was checked who asks for it, a code
// of [dossier.SlipChecks]; without a check there is no slip.
func (d *Desk) LostSlip(ctx context.Context, id dossier.ID, checked string) (Paper, error) {
	actor, err := d.actor()
	if err != nil {
		return Paper{}, err
	}
	if _, ok := dossier.FindCoded(dossier.SlipChecks(), checked); !ok {
		return Paper{}, ErrNotVerified
	}
	opened, err := d.load(ctx, id)
	if err != nil {
		return Paper{}, err
	}
	if opened.Review.ReceiptNumber == "" || !opened.State.Open() {
		return Paper{}, fmt.Errorf("slip of a dossier that is %s: %w", opened.State, dossier.ErrTransition)
	}
	review, err := d.review(ctx, id, store.Change{}, func(r *dossier.Review) {
		r.LostSlips = append(slices.Clone(r.LostSlips), dossier.LostSlip{
			Checked: checked, By: actor.User, At: d.now(), Again: len(r.LostSlips) + 1,
		})
	})
	if err != nil {
		return Paper{}, err
	}
	return d.appointment(ctx, id, len(review.LostSlips), 0)
}

// LossDeclaration makes the sheet on which the citizen declares that the slip is
// lost.
func (d *Desk) LossDeclaration(ctx context.Context, id dossier.ID) (ReportPaper, error) {
	opened, err := d.load(ctx, id)
	if err != nil {
		return ReportPaper{}, err
	}
	return d.casePaper(ctx, "trinh-bao-mat-giay-hen", opened, func(w io.Writer, print report.Print) error {
		return report.WriteLostSlip(w, report.LostSlip{
			Print: print, ReceiptNumber: opened.Review.ReceiptNumber, Holder: holder(opened.Content), Clerk: d.officer(),
		})
	}, strconv.Itoa(len(opened.Review.LostSlips))) // another loss is another declaration
}
