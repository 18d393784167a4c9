package desk

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"carddesk/app/dossier"
	"carddesk/app/report"
)

// ListPaper makes the list of an approval for signing, with those that were not
// approved and why. why says an error in words. Printed once more it says so.
func (d *Desk) ListPaper(ctx context.Context, list ApprovalList, why func(error) string) (ReportPaper, error) {
	if _, err := d.acting(dossier.RoleSupervisor); err != nil {
		return ReportPaper{}, fmt.Errorf("making the list of an approval: %w", err)
	}
	paper := report.List{
		Title:    "DANH SÁCH DUYỆT HỒ SƠ CẤP THẺ",
		Subtitle: fmt.Sprintf("%d hồ sơ, không duyệt %d", len(list.Lines), list.Refused()),
		Columns: []report.Column{
			{Title: "Họ và tên", Weight: 3}, {Title: "Ngày sinh", Weight: 1.4}, {Title: "Số giấy hẹn", Weight: 2.4}, {Title: "Kết quả", Weight: 3},
		},
		Signers: []report.Signer{{Title: "Chỉ huy duyệt", Hint: "(Ký, ghi rõ họ tên)", Officer: d.supervisor()}},
	}
	var named []string
	for _, line := range list.Lines {
		opened, err := d.load(ctx, line.Dossier)
		if err != nil {
			return ReportPaper{}, err
		}
		outcome := "Duyệt"
		switch {
		case line.Err != nil:
			outcome = "Không duyệt: " + why(line.Err)
		case !line.Last:
			outcome = "Duyệt cấp thứ nhất"
		}
		paper.Rows = append(paper.Rows, []string{opened.Identity.Name, showDate(opened.Identity.Birth), opened.Review.ReceiptNumber, outcome})
		named = append(named, string(line.Dossier), outcome)
	}
	return d.bookPaper(ctx, "danh-sach-duyet", "approved/"+digestOf(named...), func(print report.Print) ([]byte, error) {
		paper.Print = print
		var pdf bytes.Buffer
		err := report.WriteList(&pdf, paper)
		return pdf.Bytes(), err
	})
}

// RefusalPaper makes the written notice by which a request is refused, with the
// reason and what the citizen can do, both in words. Printed once more it says so.
func (d *Desk) RefusalPaper(ctx context.Context, id dossier.ID, reason, remedy string) (ReportPaper, error) {
	if _, err := d.acting(dossier.RoleSupervisor); err != nil {
		return ReportPaper{}, fmt.Errorf("refusing a request: %w", err)
	}
	opened, err := d.load(ctx, id)
	if err != nil {
		return ReportPaper{}, err
	}
	h := holder(opened.Content)
	h[report.FieldProcedure] = h[report.FieldKind]
	h[report.FieldReason], h[report.FieldRemedy] = reason, remedy
	stem := "refusal/" + digestOf(string(id), reason, remedy)
	paper, err := d.bookPaper(ctx, "thong-bao-tu-choi", stem, func(again report.Print) ([]byte, error) {
		print := d.printOf(opened.Content)
		print.Reprint = again.Reprint
		var pdf bytes.Buffer
		err := report.WriteRefusal(&pdf, report.RefusalNotice{Print: print, Holder: h, Supervisor: d.supervisor()})
		return pdf.Bytes(), err
	})
	paper.about = id
	return paper, err
}

// digestOf names what is printed by its texts: the same ones are the same paper.
func digestOf(texts ...string) string {
	sum := sha256.New()
	for _, text := range texts {
		fmt.Fprintf(sum, "%d:%s", len(text), text)
	}
	return hex.EncodeToString(sum.Sum(nil)[:16])
}
