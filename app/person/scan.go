package person

import "strings"

// ScanKind says what a text from a scanner, or typed into a search field, is.
type ScanKind int

// Kinds of scanned text.
const (
	ScanOther     ScanKind = iota // a name, a phone, anything else
	ScanCardQR                    // the QR code of a card: ParseCardQR
	ScanReceipt                   // an appointment slip: ParseReceiptNumber
	ScanMRZ                       // three lines of a card: ParseTD1
	ScanNumber                    // a personal number: ParsePersonalNumber
	ScanOldNumber                 // a nine-digit number: ParseOldNumber
	ScanTicket                    // a number of the queue: ParseTicket
)

// Recognise tells what a scanned or typed text is. It promises that the parser
// of the kind accepts it, except for ScanMRZ, whose check digits may be wrong.
func Recognise(text string) ScanKind {
	text = strings.TrimSpace(text)
	if len(text) == 0 || len(text) > maxQRBytes {
		return ScanOther
	}
	if _, err := ParseReceiptNumber(text); err == nil {
		return ScanReceipt
	}
	if _, err := ParseTicket(text); err == nil {
		return ScanTicket
	}
	if _, err := ParsePersonalNumber(text); err == nil {
		return ScanNumber
	}
	if _, err := ParseOldNumber(text); err == nil {
		return ScanOldNumber
	}
	if _, err := ParseCardQR(text); err == nil {
		return ScanCardQR
	}
	if lines, err := td1Lines(text); err == nil && lines[0][0] == 'I' {
		return ScanMRZ
	}
	return ScanOther
}
