package desk

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"

	"carddesk/app/dossier"
	"carddesk/app/report"
	"carddesk/app/store"
)

// VisitRow is a dossier whose holder cannot come.
type VisitRow struct {
	Row
	dossier.Visit
	Phone string
}

// Visits lists the dossiers in intake whose holders officers go to, by day; those
// without a day come last.
func (d *Desk) Visits(ctx context.Context) ([]VisitRow, error) {
	plain, err := d.Store.List(ctx, store.Filter{States: []dossier.State{dossier.Draft, dossier.Waiting, dossier.Returned, dossier.RecaptureWanted}})
	if err != nil {
		return nil, fmt.Errorf("listing visits: %w", err)
	}
	var visits []VisitRow
	for _, p := range plain {
		var identity dossier.Identity
		if _, err := d.section(ctx, p.ID, dossier.SectionIdentity, &identity); err != nil {
			return nil, err
		}
		if identity.Visit == nil {
			continue
		}
		rows, err := d.rows(ctx, []store.Dossier{p})
		if err != nil {
			return nil, err
		}
		visits = append(visits, VisitRow{Row: rows[0], Visit: *identity.Visit, Phone: identity.Phone})
	}
	slices.SortStableFunc(visits, func(a, b VisitRow) int {
		return cmp.Compare(cmp.Or(a.Day, "9"), cmp.Or(b.Day, "9"))
	})
	return visits, nil
}

// VisitsPaper makes the list that officers take along.
func (d *Desk) VisitsPaper(ctx context.Context) (ReportPaper, error) {
	visits, err := d.Visits(ctx)
	if err != nil {
		return ReportPaper{}, err
	}
	list := report.List{
		Title: "DANH SÁCH ĐI THU NHẬN TẬN NƠI",
		Columns: []report.Column{{Title: "Ngày", Weight: 1.2}, {Title: "Họ và tên", Weight: 2}, {Title: "Nơi đến", Weight: 3},
			{Title: "Điện thoại", Weight: 1.5}, {Title: "Lý do", Weight: 2}},
		Signers: []report.Signer{{Title: "Người lập", Hint: "(Ký, ghi rõ họ tên)", Officer: d.officer()}},
	}
	var same []string // as long as nobody is added or moved it is the same list
	for _, v := range visits {
		why, _ := dossier.FindCoded(dossier.VisitReasons(), v.Why)
		row := []string{showDate(v.Day), v.Name, v.Where, v.Phone, why.Vietnamese}
		list.Rows, same = append(list.Rows, row), append(append(same, string(v.ID)), row...)
	}
	return d.bookPaper(ctx, "di-thu-nhan", "di-thu-nhan/"+digestOf(same...), func(print report.Print) ([]byte, error) {
		list.Print = print
		var pdf bytes.Buffer
		err := report.WriteList(&pdf, list)
		return pdf.Bytes(), err
	})
}
