package report

import (
	"fmt"
	"io"
	"strings"
	"time"

	"carddesk/app/report/money"
)

// DepositRow is one line of a deposit slip.
type DepositRow struct {
	What   string // "Biên lai ký hiệu …"
	First  string // lowest and highest number, "" where there are none
	Last   string
	Count  int   // receipts
	Void   int   // numbers between the two that are void
	Amount int64 // đồng, negative of what was given back
}

// DepositSlip goes with the cash that is paid in (giấy nộp tiền).
type DepositSlip struct {
	Print
	Payer    Officer
	At       time.Time // when it was made
	From, To time.Time // days on which the cash was taken
	Treasury string    // where it is paid in; a dotted line otherwise
	Account  string
	Amount   int64 // đồng
	Rows     []DepositRow
}

// ClosingLine is one line of the checklist of a shift or a day.
type ClosingLine struct {
	Title  string
	Agrees bool
	Found  string
}

// Reopening is one time that a closed day was opened again.
type Reopening struct {
	By     Officer
	At     time.Time
	Reason string
}

// Closing is the record of a shift that is handed over (biên bản giao ca) or of a
// day that is closed (biên bản chốt ngày). Amounts are in đồng.
type Closing struct {
	Print
	At             time.Time // when it was signed
	Giver, Taker   Officer   // of a day, the taker is the supervisor
	Lines          []ClosingLine
	Note           string // why something does not agree
	Cash, Transfer int64
	CashCount      int // dossiers
	TransferCount  int
	Exempt         int // dossiers that paid nothing
	Refunds        int
	Refunded       int64
	Box, Counted   int64 // cash that should be there, and that is
	Reopened       []Reopening
}

// WriteDeposit writes s as PDF.
func WriteDeposit(w io.Writer, s DepositSlip) error {
	values := Holder{FieldName: officerName(s.Payer), FieldPlace: s.Treasury, FieldCardNumber: s.Account,
		FieldDate: period(s.From, s.To), FieldAmount: money.Dong(s.Amount), FieldAmountWords: money.InWords(s.Amount)}
	var rows []Holder
	count, void := 0, 0
	for _, r := range s.Rows {
		count, void = count+r.Count, void+r.Void
		rows = append(rows, Holder{FieldProcedure: r.What, FieldFirst: r.First, FieldLast: r.Last, FieldCount: fmt.Sprint(r.Count),
			FieldVoid: fmt.Sprint(r.Void), FieldAmount: money.Grouped(r.Amount)})
	}
	total := Holder{FieldProcedure: "Tổng cộng", FieldCount: fmt.Sprint(count), FieldVoid: fmt.Sprint(void), FieldAmount: money.Grouped(s.Amount)}
	return writeForm(w, depositSlip, s.Print, content{values: values, rows: rows, total: total, officers: []Officer{s.Payer, {}, {}}})
}

// period is the days of a paper in words.
func period(from, to time.Time) string {
	if from.IsZero() || to.IsZero() {
		return ""
	}
	first, last := from.In(vietnam).Format("02/01/2006"), to.In(vietnam).Format("02/01/2006")
	if first == last {
		return "ngày " + first
	}
	return "từ ngày " + first + " đến ngày " + last
}

// WriteShift writes the record of a shift as PDF.
func WriteShift(w io.Writer, c Closing) error { return writeClosing(w, shiftRecord, c) }

// WriteDayClose writes the record of a closed day as PDF.
func WriteDayClose(w io.Writer, c Closing) error { return writeClosing(w, dayRecord, c) }

func writeClosing(w io.Writer, kind formKind, c Closing) error {
	at := c.At
	if at.IsZero() {
		at = c.Printed
	}
	values := Holder{FieldGiver: officerName(c.Giver), FieldTaker: officerName(c.Taker),
		FieldHour: hourInWords(at), FieldDate: dateInWords(at), FieldNote: c.Note, FieldReason: reopenings(c.Reopened),
		FieldCash: taken(c.Cash, c.CashCount), FieldTransfer: taken(c.Transfer, c.TransferCount),
		FieldExempt: fmt.Sprintf("%d hồ sơ", c.Exempt), FieldRefund: fmt.Sprintf("%s, %d lần", money.Dong(c.Refunded), c.Refunds),
		FieldAmount: money.Dong(c.Box), FieldCounted: money.Dong(c.Counted) + " (" + money.InWords(c.Counted) + ")"}
	if values[FieldNote] == "" {
		values[FieldNote] = "Không"
	}
	rows := make([]Holder, len(c.Lines))
	for i, l := range c.Lines {
		rows[i] = Holder{FieldProcedure: l.Title, FieldResult: "Khớp", FieldDetail: l.Found}
		if !l.Agrees {
			rows[i][FieldResult] = "KHÔNG KHỚP"
		}
	}
	return writeForm(w, kind, c.Print, content{values: values, rows: rows, officers: []Officer{c.Giver, c.Taker}})
}

func taken(amount int64, count int) string {
	return fmt.Sprintf("%s, %d hồ sơ", money.Dong(amount), count)
}

// reopenings says how often a day was opened again, when, by whom and why.
func reopenings(all []Reopening) string {
	if len(all) == 0 {
		return "Không"
	}
	var texts []string
	for _, r := range all {
		texts = append(texts, fmt.Sprintf("lúc %s, %s: %s", hourInWords(r.At), officerName(r.By), r.Reason))
	}
	return strings.Join(texts, "; ")
}
