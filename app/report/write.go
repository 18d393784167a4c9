package report

import (
	"cmp"
	"errors"
	"fmt"
	"io"
)

// ErrNoForm is returned when no form of the wanted kind is in force on the
// printing date.
var ErrNoForm = errors.New("no form in force")

// WriteDataSlip writes s as PDF.
func WriteDataSlip(w io.Writer, s DataSlip) error {
	if err := checkSignature(s.Signature); err != nil {
		return err
	}
	c := content{
		values: s.Holder.with(FieldReceipt, s.ReceiptNumber), portrait: s.Portrait,
		fingers: s.Fingers, iris: s.Iris, officer: s.Clerk, receipt: s.ReceiptNumber,
		signature: s.Signature,
	}
	if s.ByThumb {
		c.thumbReason, c.witness = s.ThumbReason, s.Witness
	}
	return writeForm(w, dataSlip, s.Print, c)
}

// WriteAppointment writes s as PDF.
func WriteAppointment(w io.Writer, s AppointmentSlip) error {
	values := s.Holder.with(FieldReceipt, s.ReceiptNumber)
	if !s.Due.IsZero() {
		values[FieldHour] = hourInWords(s.Due)
		values[FieldDue] = weekday(s.Due) + ", " + dateInWords(s.Due)
	}
	return writeForm(w, appointment, s.Print, content{values: values, officer: s.Clerk, receipt: s.ReceiptNumber, again: s.Again})
}

// WriteLostSlip writes s as PDF.
func WriteLostSlip(w io.Writer, s LostSlip) error {
	return writeForm(w, lostSlip, s.Print, content{
		values: s.Holder.with(FieldReceipt, s.ReceiptNumber), officer: s.Clerk, receipt: s.ReceiptNumber})
}

// WriteWaitingNote writes n as PDF.
func WriteWaitingNote(w io.Writer, n WaitingNote) error {
	values := n.Holder.with(FieldReceipt, n.ReceiptNumber)
	values[FieldReason] = n.Reason
	values[FieldDate] = dateInWords(n.Until)
	if !n.Due.IsZero() {
		values[FieldDue] = dateInWords(n.Due)
	}
	return writeForm(w, waitingNote, n.Print, content{values: values, officer: n.Clerk, receipt: n.ReceiptNumber})
}

// WriteHandover writes r as PDF.
func WriteHandover(w io.Writer, r HandoverRecord) error {
	values := r.Holder.with(FieldReceipt, r.ReceiptNumber)
	values[FieldHour], values[FieldDate] = hourInWords(r.Printed), dateInWords(r.Printed)
	return writeForm(w, handover, r.Print, content{values: values, officer: r.Clerk, receipt: r.ReceiptNumber})
}

// WriteOldCardReceipt writes r as PDF.
func WriteOldCardReceipt(w io.Writer, r OldCardReceipt) error {
	return writeForm(w, oldCard, r.Print, content{
		values: r.Holder.with(FieldReceipt, r.ReceiptNumber), officer: r.Clerk, receipt: r.ReceiptNumber})
}

// WriteRefusal writes n as PDF.
func WriteRefusal(w io.Writer, n RefusalNotice) error {
	return writeForm(w, refusal, n.Print, content{values: n.Holder.with("", ""), officer: n.Supervisor})
}

// WriteNumberConfirmation writes c as PDF.
func WriteNumberConfirmation(w io.Writer, c NumberConfirmation) error {
	return writeForm(w, numbers, c.Print, content{
		values: c.Holder.with(FieldReceipt, c.ReceiptNumber), officer: c.Supervisor, receipt: c.ReceiptNumber})
}

// WriteApplication writes a as PDF.
func WriteApplication(w io.Writer, a Application) error {
	return writeForm(w, application, a.Print, content{values: a.Holder.with("", "")})
}

// WriteRequest writes r as PDF.
func WriteRequest(w io.Writer, r RequestForm) error {
	values := r.Holder.with(FieldReceipt, r.ReceiptNumber)
	values[FieldAddressee] = cmp.Or(values[FieldAddressee], r.Office.Name)
	var checked []string
	for _, service := range r.Services {
		checked = append(checked, string(service))
	}
	return writeForm(w, request, r.Print, content{values: values, checked: checked, receipt: r.ReceiptNumber})
}

// WriteAccount writes r as PDF.
func WriteAccount(w io.Writer, r AccountRequest) error {
	values := r.Holder.with(FieldReceipt, r.ReceiptNumber)
	values[FieldAddressee] = cmp.Or(values[FieldAddressee], r.Office.Name)
	c := content{values: values, officer: r.Clerk, receipt: r.ReceiptNumber}
	if r.Level != 0 {
		c.checked = []string{fmt.Sprintf("level-%d", r.Level)}
	}
	return writeForm(w, account, r.Print, c)
}

// WriteHandingOn writes the record of dossiers that are handed on as PDF.
func WriteHandingOn(w io.Writer, l Handing) error { return writeHanding(w, handingOn, l) }

// WriteHandoverList writes the list of cards that an officer takes out to hand
// over as PDF; holders sign on it.
func WriteHandoverList(w io.Writer, l Handing) error { return writeHanding(w, handoverList, l) }

func writeHanding(w io.Writer, kind formKind, l Handing) error {
	values := Holder{FieldGiver: officerName(l.Giver), FieldTaker: officerName(l.Taker), FieldPlace: l.Place,
		FieldCount: fmt.Sprint(len(l.Rows)), FieldHour: hourInWords(l.Printed), FieldDate: dateInWords(l.Printed)}
	return writeForm(w, kind, l.Print, content{values: values, rows: l.Rows, officers: []Officer{l.Giver, l.Taker, l.Supervisor}})
}

// with returns a copy of h in which field has value.
func (h Holder) with(field Field, value string) Holder {
	values := make(Holder, len(h)+4)
	for k, v := range h {
		values[k] = v
	}
	values[field] = value
	return values
}
