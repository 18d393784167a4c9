package dossier

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"carddesk/app/person"
)

// ReadValues is a digest of what a citizen hears at the read-back and signs on
// the data slip: the identity section without what the desk only notes beside
// it. Two equal digests say that nothing was corrected in between. It is kept in
// the sealed review section and nowhere else. at is when they were read.
func ReadValues(id Identity, at time.Time) string {
	if !Represented(id, person.FromTime(at)) {
		id.Representative = Relative{}
	}
	id.Lookup, id.Differences, id.Household, id.OldCard.QR = Lookup{}, nil, "", ""
	id.OldCard.MRZ = ""
	text, err := json.Marshal(id)
	if err != nil {
		return "" // no value of an identity fails to marshal
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// Codes of findings about acts of the review that were done with values that
// have been corrected since.
const (
	CodeReadBackOld  = "read-back-old"
	CodeSlipOld      = "slip-old"
	CodeConfirmedOld = "confirmed-old"
)

// corrected stops a dossier whose citizen heard, read or signed other values
// than it holds now: the form of a former case is no form of this one. Of a
// dossier that came back after its citizen left it is shown to the supervisor,
// who decides whether the citizen must come again.
func (v *validation) corrected() {
	const s = SectionReview
	r := v.Review
	severity := Blocks
	if !r.EndedAt.IsZero() {
		severity = Warning
	}
	old := func(of string, at time.Time) bool {
		return of != "" && !at.IsZero() && of != ReadValues(v.Identity, at)
	}
	if old(r.ReadBackOf, r.ReadBackAt) {
		v.add(s, "readBackAt", severity, CodeReadBackOld,
			"Thông tin đã sửa sau khi đọc lại: đọc lại với công dân lần nữa.",
			"Values were corrected after the read-back: read them back again.")
	}
	slipOld := old(r.SlipOf, r.SlipPrintedAt)
	if slipOld {
		v.add(s, "slipPrintedAt", severity, CodeSlipOld,
			"Thông tin đã sửa sau khi in phiếu thu nhận: in lại phiếu.",
			"Values were corrected after the data slip was printed: print it again.").by(v.slipArticle())
	}
	if r.Confirmed != "" && (slipOld || r.ConfirmedOf != "" && r.SlipOf != r.ConfirmedOf) {
		v.add(s, "confirmed", severity, CodeConfirmedOld,
			"Công dân ký trên phiếu cũ: ký lại trên phiếu mới.",
			"The citizen signed a slip of other values: the new one must be signed.").by(v.slipArticle())
	}
}
