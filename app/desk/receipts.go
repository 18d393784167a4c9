package desk

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"

	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/port"
	"carddesk/app/report"
	"carddesk/app/store"
)

// ErrNoProof says that the registry has not confirmed any version of a dossier yet.
var ErrNoProof = errors.New("no proof of receipt")

// ReceiptProof returns the registry's signed word that it has the newest version
// of a dossier that it has confirmed, checked anew.
func (d *Desk) ReceiptProof(ctx context.Context, id dossier.ID) (port.ReceiptProof, error) {
	prover, ok := d.Sealer.(port.Prover)
	if !ok {
		return port.ReceiptProof{}, ErrNoProof
	}
	deliveries, err := d.Store.Deliveries(ctx, id)
	if err != nil {
		return port.ReceiptProof{}, err
	}
	for _, delivery := range deliveries { // newest first
		frame, _, err := d.Store.Proof(ctx, delivery.Packet)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return port.ReceiptProof{}, err
		}
		proof, err := prover.CheckProof(frame)
		if err != nil {
			return port.ReceiptProof{}, fmt.Errorf("checking a proof of receipt: %w", err)
		}
		if c := proof.Change; c.Dossier != string(id) || c.Version != delivery.Packet.Version || c.Inner != "" && c.Inner != delivery.Inner {
			return port.ReceiptProof{}, fmt.Errorf("proof of receipt is another packet's: %w", store.ErrDamaged)
		}
		return proof, nil
	}
	return port.ReceiptProof{}, ErrNoProof
}

// ReceiptPaper makes the proof of receipt of a dossier as paper. It names nobody:
// what it proves is which bytes the registry has, and when it had them.
func (d *Desk) ReceiptPaper(ctx context.Context, id dossier.ID) (ReportPaper, error) {
	proof, err := d.ReceiptProof(ctx, id)
	if err != nil {
		return ReportPaper{}, err
	}
	opened, err := d.load(ctx, id)
	if err != nil {
		return ReportPaper{}, err
	}
	inner := proof.Change.Inner
	if inner == "" && opened.Delivery != nil {
		inner = opened.Delivery.Inner
	}
	list := report.List{
		Title:    "XÁC NHẬN HỆ THỐNG TRUNG ƯƠNG ĐÃ NHẬN HỒ SƠ",
		Subtitle: "Số biên nhận: " + opened.Review.ReceiptNumber,
		Intro: "Xác nhận dưới đây do hệ thống trung ương ký số; chữ ký được máy trạm kiểm tra lại khi in. " +
			"Bản điện tử có chữ ký được lưu tại máy trạm.",
		Columns: []report.Column{{Title: "Mục", Weight: 1}, {Title: "Nội dung", Weight: 3}},
		Rows: [][]string{
			{"Hệ thống nhận", proof.Registry},
			{"Điểm thu nhận", d.Office.Name + " (" + proof.Office + ")"},
			{"Mã hồ sơ, bản", string(id) + ", bản " + strconv.Itoa(proof.Change.Version)},
			{"Thời điểm nhận", proof.Change.Time.In(person.Zone()).Format("15:04:05 ngày 02/01/2006")},
			{"Dấu vân nội dung (SHA-256)", spaced(inner)},
			{"Số thứ tự tin", strconv.FormatInt(proof.Seq, 10)},
			{"Khoá ký", proof.Key},
			{"Chữ ký (Ed25519)", spaced(proof.Signature)},
		},
		Signers: []report.Signer{{Title: "Người in", Hint: "(Ký, ghi rõ họ tên)", Officer: d.officer()}},
	}
	return d.casePaper(ctx, "xac-nhan-da-nhan", opened, func(w io.Writer, print report.Print) error {
		list.Print = print
		return report.WriteList(w, list)
	}, strconv.FormatInt(proof.Seq, 10))
}

// spaced parts hex digits into groups of eight, so that lines can break and
// people can compare.
func spaced(hex string) string {
	var b bytes.Buffer
	for i := 0; i < len(hex); i += 8 {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(hex[i:min(i+8, len(hex))])
	}
	return b.String()
}
