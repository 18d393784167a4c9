package person

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// QRForm says which content of a card's QR code was met.
type QRForm string

// Forms of the QR code.
const (
	// QR2021 is that of chip cards since 2021: number, old number, name, birth,
	// sex, residence, issue date; seven fields, six bars.
	QR2021 QRForm = "2021"
	// QR2024 is that of cards under the law of 2023. The order of its fields
	// after the number is not published: they are told apart by their content.
	QR2024 QRForm = "2024"
)

// Fields of a QR code as CardQR.Missing names them.
const (
	QROldNumber = "oldNumber"
	QRName      = "name"
	QRBirth     = "birth"
	QRSex       = "sex"
	QRAddress   = "address"
	QRIssued    = "issued"
)

const (
	maxQRBytes  = 4096 // beyond the 2953 bytes that the largest QR code holds
	maxQRFields = 32
	maxAddress  = 400 // characters
)

// CardQR is what the QR code of a card says. Fields that were absent, or came
// through the scanner damaged, are zero and named in Missing.
type CardQR struct {
	Number    PersonalNumber
	OldNumber OldNumber // "" when the holder had no old card
	Name      Name
	Birth     CivilDate
	Sex       Sex
	Address   string
	Issued    CivilDate
	Form      QRForm
	Missing   []string // names of fields that are not there or not usable
	Rest      []string // 2024 form: fields whose meaning is not sure
	Raw       string   // as scanned
}

// ParseCardQR reads the text of a card's QR code. Keyboard-wedge scanners drop
// or mangle text after letters they cannot type, so only the number is
// required; everything else that is not usable is in Missing.
func ParseCardQR(s string) (CardQR, error) {
	if len(s) > maxQRBytes {
		return CardQR{}, fmt.Errorf("%w: longer than %d bytes", ErrCardQR, maxQRBytes)
	}
	text := norm.NFC.String(strings.ToValidUTF8(strings.TrimSpace(s), ""))
	fields := strings.Split(text, "|")
	if len(fields) > maxQRFields {
		return CardQR{}, fmt.Errorf("%w: %d fields", ErrCardQR, len(fields))
	}
	if len(fields) < 2 || !digits(fields[0]) {
		return CardQR{}, fmt.Errorf("%w: does not begin with a number and a bar", ErrCardQR)
	}
	number, err := ParsePersonalNumber(fields[0])
	if err != nil {
		return CardQR{}, fmt.Errorf("%w: %w", ErrCardQR, err)
	}
	q := CardQR{Number: number, Form: QR2021, Raw: s}
	// An old card has nine digits or nothing in its second field. Anything else
	// there, or more than seven fields, is the newer form.
	if len(fields) > 7 || fields[1] != "" && !digits(fields[1]) {
		q.Form = QR2024
		q.readByContent(fields[1:])
	} else {
		q.readByPlace(fields)
	}
	return q, nil
}

func (q *CardQR) readByPlace(fields []string) {
	field := func(i int) string {
		if i < len(fields) {
			return strings.TrimSpace(fields[i])
		}
		return ""
	}
	var err error
	if old := field(1); old != "" {
		if q.OldNumber, err = ParseOldNumber(old); err != nil {
			q.miss(QROldNumber)
		}
	}
	if q.Name, err = ParseName(field(2)); err != nil {
		q.miss(QRName)
	}
	if q.Birth, err = parseCompactDate(field(3)); err != nil {
		q.miss(QRBirth)
	}
	if q.Sex, err = ParseSex(field(4)); err != nil {
		q.miss(QRSex)
	}
	if q.Address = qrText(field(5)); q.Address == "" {
		q.miss(QRAddress)
	}
	if q.Issued, err = parseCompactDate(field(6)); err != nil {
		q.miss(QRIssued)
	}
}

// readByContent takes what can be told for sure from fields of unknown order:
// the nine-digit number, the sex, the dates (a birth is before an issue), the
// first text as the name, since every listing of the content begins with number
// and name, and the first text that cannot be a name as the residence.
func (q *CardQR) readByContent(fields []string) {
	var dates []CivilDate
	for _, f := range fields {
		f = qrText(f)
		if f == "" {
			continue
		}
		if old, err := ParseOldNumber(f); err == nil && digits(f) && q.OldNumber == "" {
			q.OldNumber = old
			continue
		}
		if d, err := parseCompactDate(f); err == nil && len(dates) < 2 {
			dates = append(dates, d)
			continue
		}
		if s, err := ParseSex(f); err == nil && q.Sex == "" {
			q.Sex = s
			continue
		}
		name, err := ParseName(f)
		switch {
		case err == nil && q.Name.IsZero() && len(dates) == 0:
			q.Name = name
		case err != nil && q.Address == "" && strings.ContainsFunc(f, unicode.IsLetter):
			q.Address = f
		default:
			q.Rest = append(q.Rest, f)
		}
	}
	if len(dates) == 2 && dates[1].Before(dates[0]) {
		dates[0], dates[1] = dates[1], dates[0]
	}
	switch len(dates) {
	case 2:
		q.Birth, q.Issued = dates[0], dates[1]
	case 1: // cannot be told apart
		q.Rest = append(q.Rest, compactDate(dates[0]))
	}
	for name, absent := range map[string]bool{QRName: q.Name.IsZero(), QRBirth: q.Birth.IsZero(),
		QRSex: q.Sex == "", QRAddress: q.Address == "", QRIssued: q.Issued.IsZero()} {
		if absent {
			q.miss(name)
		}
	}
}

// FormatCardQR writes the seven fields of the 2021 form. A bar or control
// character in the address becomes a space.
func FormatCardQR(q CardQR) string {
	return strings.Join([]string{string(q.Number), string(q.OldNumber), q.Name.Title(),
		compactDate(q.Birth), q.Sex.Word(), qrText(q.Address), compactDate(q.Issued)}, "|")
}

func (q *CardQR) miss(field string) { q.Missing = append(q.Missing, field) }

// qrText makes one line of a text field and bounds it.
func qrText(s string) string {
	s = strings.Map(func(r rune) rune {
		if r == '|' || unicode.IsControl(r) {
			return ' '
		}
		return r
	}, s)
	s = norm.NFC.String(strings.Join(strings.Fields(s), " "))
	if utf8.RuneCountInString(s) > maxAddress {
		s = strings.TrimSpace(string([]rune(s)[:maxAddress]))
	}
	return s
}

// parseCompactDate reads ddMMyyyy, 00 for unknown parts.
func parseCompactDate(s string) (CivilDate, error) {
	if len(s) != 8 || !digits(s) {
		return CivilDate{}, fmt.Errorf("%w: not eight digits", ErrDate)
	}
	return NewCivilDate(atoi(s[4:]), atoi(s[2:4]), atoi(s[:2]))
}

func compactDate(d CivilDate) string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%02d%02d%04d", d.Day, d.Month, d.Year)
}
