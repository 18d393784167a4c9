package desk

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/report"
	"carddesk/app/store"
)

// ShiftPaper makes the record of a shift that was handed over, for signing.
func (d *Desk) ShiftPaper(ctx context.Context, id string) (ReportPaper, error) {
	entries, err := d.Store.Book(ctx, store.BookFilter{Book: dossier.BookShift, ID: id})
	if err != nil {
		return ReportPaper{}, fmt.Errorf("making the record of a shift: %w", err)
	}
	if len(entries) == 0 {
		return ReportPaper{}, ErrNotFound
	}
	record, err := says[ClosingRecord](entries[0])
	if err != nil {
		return ReportPaper{}, err
	}
	return d.closingPaper(ctx, "bien-ban-giao-ca", "shift/"+id, record, report.WriteShift)
}

// DayPaper makes the record of a day that was closed, for signing.
func (d *Desk) DayPaper(ctx context.Context, day person.CivilDate) (ReportPaper, error) {
	record, _, err := d.dayRecord(ctx, day.ISO())
	if err != nil {
		return ReportPaper{}, err
	}
	stem := fmt.Sprintf("close/%s/%d", day.ISO(), len(record.Reopened))
	return d.closingPaper(ctx, "bien-ban-chot-ngay", stem, record, report.WriteDayClose)
}

func (d *Desk) closingPaper(ctx context.Context, code, stem string, record ClosingRecord, write func(io.Writer, report.Closing) error) (ReportPaper, error) {
	names, err := d.officerNames(ctx)
	if err != nil {
		return ReportPaper{}, err
	}
	return d.bookPaper(ctx, code, stem, func(print report.Print) ([]byte, error) {
		var pdf bytes.Buffer
		err := write(&pdf, closingReport(print, record, names))
		return pdf.Bytes(), err
	})
}

// closingReport puts a record into the words of its paper.
func closingReport(print report.Print, record ClosingRecord, names map[string]report.Officer) report.Closing {
	s := record.Sum
	c := report.Closing{
		Print: print, At: record.At, Giver: names[record.Giver], Taker: names[record.Taker], Note: record.Note,
		Cash: s.Cash, Transfer: s.Transfer, CashCount: s.CashCount, TransferCount: s.TransferCount, Exempt: s.Exempt + s.NoFee,
		Refunds: s.Refunds, Refunded: s.RefundCash + s.RefundOther, Box: record.Box, Counted: record.Box,
	}
	if record.Counted.Cash != nil {
		c.Counted = *record.Counted.Cash
	}
	for _, l := range record.Lines {
		c.Lines = append(c.Lines, report.ClosingLine{Title: l.Title(), Agrees: l.Agrees, Found: l.Found})
	}
	for _, r := range record.Reopened {
		c.Reopened = append(c.Reopened, report.Reopening{By: names[r.By], At: r.At, Reason: r.Reason})
	}
	return c
}
