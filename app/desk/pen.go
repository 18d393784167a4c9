package desk

import (
	"context"
	"errors"

	"carddesk/app/capture/pen"
	"carddesk/app/dossier"
	"carddesk/app/store"
)

// ErrNoInk says that what was written on the screen is too little to be a
// signature.
var ErrNoInk = errors.New("too little was written to be a signature")

// ConfirmPen records that the holder signed the data slip on the screen. The
// strokes and their picture are kept sealed in the review section, and printed on
// the slip from then on. No paper is on its way back for it.
func (d *Desk) ConfirmPen(ctx context.Context, id dossier.ID, strokes pen.Strokes) error {
	strokes = strokes.Tidy()
	if !strokes.Written() {
		return ErrNoInk
	}
	picture, err := strokes.PNG()
	if err != nil {
		return err
	}
	_, err = d.review(ctx, id, store.Change{Slip: store.SlipBack}, func(r *dossier.Review) {
		r.Confirmed, r.ConfirmedAt, r.ConfirmedOf = dossier.ConfirmedPen, d.now(), r.SlipOf
		r.Witness, r.ThumbReason = "", ""
		r.Pen = &dossier.Pen{Strokes: strokes.Compact(), Picture: picture}
	})
	return err
}

// ConfirmedWords says how the holder confirmed the data slip; "" where nobody has.
func ConfirmedWords(r dossier.Review) string {
	switch r.Confirmed {
	case dossier.ConfirmedPaper:
		if r.Slip == nil {
			return "Ký trên giấy, phiếu chưa quét"
		}
		return "Ký trên giấy, phiếu đã quét"
	case dossier.ConfirmedThumb:
		return "Điểm chỉ, người làm chứng " + r.Witness
	case dossier.ConfirmedPen:
		return "Ký trên màn hình"
	}
	return ""
}
