package desk

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/report"
	"carddesk/app/store"
)

// Destruction is one dossier whose content was destroyed, as the log says.
type Destruction struct {
	Dossier dossier.ID
	Receipt string // number of the receipt, "" where none was given or known
	Reason  string // code: "retention", "restored"
	Time    time.Time
	Seq     int64 // of the log entry
}

// maxDestructions bounds one listing.
const maxDestructions = 5000

// Destructions lists what was destroyed, oldest first. Nothing in it says whose
// dossiers they were.
func (d *Desk) Destructions(ctx context.Context) ([]Destruction, error) {
	if _, err := d.administrator(); err != nil {
		return nil, err
	}
	entries, err := d.Store.Log(ctx, store.LogFilter{Types: []dossier.Command{dossier.DestroyContent}, Limit: maxDestructions})
	if err != nil {
		return nil, fmt.Errorf("listing destructions: %w", err)
	}
	all := make([]Destruction, 0, len(entries))
	for _, e := range entries {
		var note store.DestroyedNote
		if len(e.Payload) > 0 {
			if err := json.Unmarshal(e.Payload, &note); err != nil {
				return nil, fmt.Errorf("reading a destruction: %w", err)
			}
		}
		all = append(all, Destruction{Dossier: e.Dossier, Receipt: note.Receipt, Reason: e.Reason, Time: e.Time, Seq: e.Seq})
	}
	return all, nil
}

// destroyedWords are the reasons as the certificate says them.
var destroyedWords = map[string]string{
	"retention": "Hết thời hạn lưu",
	"restored":  "Hủy lại sau khi khôi phục bản sao lưu",
}

// DestructionCertificate makes the certificate of what was destroyed on some
// days, both included: by which numbers, when, why, in which lines of the log,
// the head of the log that vouches for them, and the station's signature over
// all of it. It holds nothing personal. Printed once more it says so.
func (d *Desk) DestructionCertificate(ctx context.Context, first, last person.CivilDate) (ReportPaper, error) {
	all, err := d.Destructions(ctx)
	if err != nil {
		return ReportPaper{}, err
	}
	var listed []Destruction
	for _, one := range all {
		if day := person.FromTime(one.Time); !day.Before(first) && !day.After(last) {
			listed = append(listed, one)
		}
	}
	if len(listed) == 0 {
		return ReportPaper{}, ErrNotFound
	}
	seal, err := d.sealDestructions(ctx, listed)
	if err != nil {
		return ReportPaper{}, err
	}
	l := report.List{
		Title: "Biên bản hủy dữ liệu hồ sơ", Subtitle: "Từ ngày " + first.String() + " đến ngày " + last.String(),
		Intro: seal.intro(d.Store.Station()),
		Columns: []report.Column{
			{Title: "Mã hồ sơ", Weight: 4}, {Title: "Số giấy hẹn", Weight: 2.4}, {Title: "Hủy lúc", Weight: 1.9},
			{Title: "Lý do", Weight: 2.2}, {Title: "Dòng nhật ký", Weight: 1.2, Number: true},
		},
		Signers: []report.Signer{
			{Title: "NGƯỜI CHỨNG KIẾN", Hint: "(Ký, ghi rõ họ tên)"},
			{Title: "NGƯỜI QUẢN TRỊ", Hint: "(Ký, ghi rõ họ tên)", Officer: d.officer()},
			{Title: "THỦ TRƯỞNG ĐƠN VỊ", Hint: "(Ký, đóng dấu)"},
		},
	}
	for _, one := range listed {
		reason := destroyedWords[one.Reason]
		if reason == "" {
			reason = one.Reason
		}
		l.Rows = append(l.Rows, []string{string(one.Dossier), one.Receipt, one.Time.In(person.Zone()).Format("02/01/2006 15:04"), reason, fmt.Sprint(one.Seq)})
	}
	return d.bookPaper(ctx, "bien-ban-huy", "destroyed/"+first.ISO()+"/"+last.ISO(), func(print report.Print) ([]byte, error) {
		l.Print = print
		var pdf bytes.Buffer
		err := report.WriteList(&pdf, l)
		return pdf.Bytes(), err
	})
}

// destructionSeal is what makes a certificate checkable: the head of the log and
// the station's signature over the list.
type destructionSeal struct {
	lastSeq   int64
	lastHash  string
	listHash  string // SHA-256 of the list, hex
	signature string // Ed25519 of the station over listHash, base64
}

// DestructionText is what the signature of a certificate is made over: one line
// a dossier and one for the head of the log, each ended by a line feed.
func DestructionText(listed []Destruction, lastSeq int64, lastHash string) []byte {
	var b bytes.Buffer
	for _, one := range listed {
		fmt.Fprintf(&b, "%s %s %s %d\n", one.Dossier, one.Time.UTC().Format(time.RFC3339Nano), one.Reason, one.Seq)
	}
	fmt.Fprintf(&b, "log %d %s\n", lastSeq, lastHash)
	return b.Bytes()
}

// sealDestructions verifies the log first: a certificate over a log that is not
// whole would vouch for nothing.
func (d *Desk) sealDestructions(ctx context.Context, listed []Destruction) (destructionSeal, error) {
	verified, err := d.Store.VerifyLog(ctx)
	if err != nil {
		return destructionSeal{}, err
	}
	if len(verified.Problems) > 0 {
		return destructionSeal{}, fmt.Errorf("certifying destructions: %w", store.ErrDamaged)
	}
	sum := sha256.Sum256(DestructionText(listed, verified.LastSeq, verified.LastHash))
	return destructionSeal{
		lastSeq: verified.LastSeq, lastHash: verified.LastHash, listHash: hex.EncodeToString(sum[:]),
		signature: base64.StdEncoding.EncodeToString(ed25519.Sign(d.Store.Transport().Signing, sum[:])),
	}, nil
}

func (s destructionSeal) intro(station store.StationInfo) string {
	return fmt.Sprintf("Khóa giải mã của các hồ sơ dưới đây đã bị xóa khỏi máy trạm số %d (mã máy %s); nội dung, ảnh và sinh trắc học "+
		"không đọc lại được nữa. Danh sách này không có dữ liệu cá nhân. Nhật ký đã kiểm tra nguyên vẹn đến dòng %d, mã %s. "+
		"Mã danh sách (SHA-256): %s. Chữ ký của máy trạm (Ed25519): %s",
		station.Number, station.ID, s.lastSeq, s.lastHash, s.listHash, s.signature)
}
