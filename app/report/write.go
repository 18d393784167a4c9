package report

import (
	"errors"
	"io"
)

// ErrNoForm is returned when no form of the wanted kind is in force on the
// printing date.
var ErrNoForm = errors.New("no form in force")

// WriteDataSlip writes s as PDF.
func WriteDataSlip(w io.Writer, s DataSlip) error {
	c := content{
		values: s.Holder.with(FieldReceipt, s.ReceiptNumber), portrait: s.Portrait,
		fingers: s.Fingers, iris: s.Iris, officer: s.Clerk, qr: s.ReceiptNumber,
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
	return writeForm(w, appointment, s.Print, content{values: values, officer: s.Clerk, qr: s.ReceiptNumber})
}

// WriteHandover writes r as PDF.
func WriteHandover(w io.Writer, r HandoverRecord) error {
	values := r.Holder.with(FieldReceipt, r.ReceiptNumber)
	values[FieldHour], values[FieldDate] = hourInWords(r.Printed), dateInWords(r.Printed)
	return writeForm(w, handover, r.Print, content{values: values, officer: r.Clerk, qr: r.ReceiptNumber})
}

// WriteOldCardReceipt writes r as PDF.
func WriteOldCardReceipt(w io.Writer, r OldCardReceipt) error {
	return writeForm(w, oldCard, r.Print, content{
		values: r.Holder.with(FieldReceipt, r.ReceiptNumber), officer: r.Clerk, qr: r.ReceiptNumber})
}

// WriteRefusal writes n as PDF.
func WriteRefusal(w io.Writer, n RefusalNotice) error {
	return writeForm(w, refusal, n.Print, content{values: n.Holder.with("", ""), officer: n.Supervisor})
}

// WriteNumberConfirmation writes c as PDF.
func WriteNumberConfirmation(w io.Writer, c NumberConfirmation) error {
	return writeForm(w, numbers, c.Print, content{
		values: c.Holder.with(FieldReceipt, c.ReceiptNumber), officer: c.Supervisor, qr: c.ReceiptNumber})
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
