package desk

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"path/filepath"

	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/report"
	"carddesk/app/report/sheet"
)

// paperComplaints is the code of the list of complaints.
const paperComplaints = "so-phan-anh"

// complaintState says for where a complaint stands.
func complaintState(c ComplaintRow) string {
	switch {
	case c.Overdue:
		return "Quá hạn trả lời"
	case c.Open:
		return "Chờ trả lời"
	}
	return "Đã trả lời " + c.Answer().At.In(person.Zone()).Format("02/01/2006")
}

// ComplaintsPaper makes the list of complaints for signing. title says in words
// which ones they are.
func (d *Desk) ComplaintsPaper(ctx context.Context, list []ComplaintRow, title string) (ReportPaper, error) {
	if _, err := d.reporting(); err != nil {
		return ReportPaper{}, fmt.Errorf("making the list of complaints: %w", err)
	}
	if len(list) > MaxReportRows {
		return ReportPaper{}, ErrReportLong
	}
	// The same list of the same day is the same paper.
	stem := "complaints/" + digestOf(title+" "+d.today().ISO())
	return d.bookPaper(ctx, paperComplaints, stem, func(print report.Print) ([]byte, error) {
		return d.complaintList(list, title, print)
	})
}

func (d *Desk) complaintList(list []ComplaintRow, title string, print report.Print) ([]byte, error) {
	open, late := 0, 0
	paper := report.List{
		Print: print, Title: "SỔ THEO DÕI PHẢN ÁNH",
		Columns: []report.Column{
			{Title: "Ngày", Weight: 2.4}, {Title: "Người phản ánh, điện thoại", Weight: 3}, {Title: "Nội dung", Weight: 3.6},
			{Title: "Hồ sơ của", Weight: 2.4}, {Title: "Hẹn trả lời", Weight: 2.4}, {Title: "Kết quả", Weight: 3.4},
		},
		Signers: []report.Signer{
			{Title: "Người lập", Hint: "(Ký, ghi rõ họ tên)", Officer: d.officer()},
			{Title: "Chỉ huy đơn vị", Hint: "(Ký, ghi rõ họ tên)", Officer: d.supervisor()},
		},
	}
	for _, c := range list {
		if c.Open {
			open++
		}
		if c.Overdue {
			late++
		}
		outcome := complaintState(c)
		if !c.Open {
			outcome += ": " + c.Answer().Text
		}
		paper.Rows = append(paper.Rows, []string{c.Day.String(), join(", ", c.Caller, c.Phone), complaintWords(c.Complaint),
			c.Row.Name, c.Promised.String(), outcome})
	}
	paper.Subtitle = title
	paper.Intro = fmt.Sprintf("Tổng số %d phản ánh; chưa trả lời %d, trong đó quá hạn %d.", len(list), open, late)
	var pdf bytes.Buffer
	err := report.WriteList(&pdf, paper)
	return pdf.Bytes(), err
}

// ExportComplaints writes the list of complaints as a spreadsheet into the export
// folder and returns the path of the file.
func (d *Desk) ExportComplaints(ctx context.Context, list []ComplaintRow, title string, format SheetFormat) (string, error) {
	officers, err := d.Officers(ctx)
	if err != nil {
		return "", fmt.Errorf("exporting the list of complaints: %w", err)
	}
	table := sheet.Table{Title: "Sổ theo dõi phản ánh", Period: title, Columns: []sheet.Column{
		{Name: "Ngày phản ánh", Kind: sheet.Date}, {Name: "Người phản ánh"}, {Name: "Điện thoại"}, {Name: "Nội dung"}, {Name: "Chi tiết"},
		{Name: "Hồ sơ của"}, {Name: "Số giấy hẹn"}, {Name: "Người nhận"}, {Name: "Hẹn trả lời", Kind: sheet.Date}, {Name: "Tình trạng"},
		{Name: "Ngày trả lời", Kind: sheet.Date}, {Name: "Cách trả lời"}, {Name: "Trả lời"}, {Name: "Người trả lời"},
	}}
	text := func(t string) sheet.Cell { return sheet.Cell{Text: t} }
	for _, c := range list {
		about, _ := dossier.FindCoded(dossier.ComplaintSubjects(), c.About)
		answer := c.Answer()
		how, _ := dossier.FindCoded(dossier.AnswerWays(), answer.How)
		answered := sheet.Cell{Empty: true}
		if !answer.At.IsZero() {
			answered = sheet.Cell{Date: person.FromTime(answer.At)}
		}
		table.Rows = append(table.Rows, []sheet.Cell{
			{Date: c.Day}, text(c.Caller), text(c.Phone), text(about.Vietnamese), text(c.Text), text(c.Row.Name), text(c.Row.Receipt),
			text(officers[c.By]), {Date: c.Promised}, text(complaintState(c)), answered, text(how.Vietnamese), text(answer.Text), text(officers[answer.By]),
		})
	}
	name, err := d.writeExport(paperComplaints, string(format), func(w io.Writer) error { return d.ExportTable(ctx, w, table, format) })
	if err != nil {
		return "", fmt.Errorf("exporting the list of complaints: %w", err)
	}
	return filepath.Join(d.ExportDir, name), nil
}
