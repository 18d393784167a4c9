package person

import (
	"errors"
	"fmt"
	"strings"
)

// NoExpiryMRZ is written as the expiry of a card that does not expire. What real
// cards write there is not confirmed: access by CAN does not need it, access by
// MRZ should try several candidates.
const NoExpiryMRZ = "991231"

// TD1 is the content of a card's machine-readable zone: three lines of 30
// characters (ICAO Doc 9303-5), with the issuing state's own habits: the
// document number is the last nine digits of the personal number, which itself
// is the optional data of line 1, followed by fillers and a check digit of its own.
type TD1 struct {
	Number  PersonalNumber
	Name    Name // as written; the MRZ transliterates and may cut it
	Birth   CivilDate
	Sex     Sex
	Expires CivilDate // zero: does not expire
}

// MRZ is what a machine-readable zone says. Dates stay the six characters of the
// zone besides their reading; names are the transliterated ones.
type MRZ struct {
	DocumentCode   string // "ID"
	Issuer         string // "VNM"
	DocumentNumber string // without fillers
	Number         PersonalNumber
	BirthText      string // yymmdd, may hold fillers
	Birth          CivilDate
	Sex            Sex
	ExpiryText     string
	Expires        CivilDate // zero when unreadable or NoExpiryMRZ
	Nationality    string
	Primary        string // family name, words parted by spaces
	Secondary      string // other names
	Truncated      bool   // the name fills the line: it may have been cut
	Raw            string // the three lines as one
}

// CheckDigitError says which check digits of a zone are wrong: a misread, or a
// forged card.
type CheckDigitError struct{ Fields []string }

func (e *CheckDigitError) Error() string {
	return "check digit of " + strings.Join(e.Fields, ", ") + " is wrong"
}

// FormatTD1 writes the three lines.
func FormatTD1(d TD1) [3]string {
	document := fit(d.Number.Last9(), 9)
	optional := fit(string(d.Number), 14)
	line1 := "IDVNM" + document + checkDigit(document) + optional + checkDigit(optional)
	sex := string(d.Sex)
	if !d.Sex.Valid() {
		sex = "<"
	}
	expiry := NoExpiryMRZ
	if !d.Expires.IsZero() {
		expiry = d.Expires.MRZ()
	}
	birth := d.Birth.MRZ()
	line2 := birth + checkDigit(birth) + sex + expiry + checkDigit(expiry) + "VNM" + strings.Repeat("<", 11)
	line2 += checkDigit(line1[5:] + line2[0:7] + line2[8:15] + line2[18:29])
	return [3]string{line1, line2, MRZName(d.Name, 30)}
}

// ParseTD1 reads the three lines of a card's zone, with or without line breaks
// and spaces. A wrong check digit is a *[CheckDigitError] that also wraps
// ErrMRZ; what was read is returned with it, to be shown, not believed.
func ParseTD1(s string) (MRZ, error) {
	lines, err := td1Lines(s)
	if err != nil {
		return MRZ{}, err
	}
	l1, l2, l3 := lines[0], lines[1], lines[2]
	if l1[0] != 'I' {
		return MRZ{}, fmt.Errorf("%w: document code", ErrMRZ)
	}
	m := MRZ{
		DocumentCode: unfill(l1[0:2]), Issuer: unfill(l1[2:5]), DocumentNumber: unfill(l1[5:14]),
		BirthText: l2[0:6], ExpiryText: l2[8:14], Nationality: unfill(l2[15:18]), Truncated: l3[29] != '<',
		Raw: l1 + l2 + l3,
	}
	if m.Issuer != "VNM" {
		return MRZ{}, fmt.Errorf("%w: not issued by Viet Nam", ErrMRZ)
	}
	switch l2[7] {
	case 'M':
		m.Sex = Male
	case 'F':
		m.Sex = Female
	case '<', 'X':
	default:
		return MRZ{}, fmt.Errorf("%w: sex", ErrMRZ)
	}
	// Readers take the personal number from the optional data; there it is whole.
	if m.Number, err = ParsePersonalNumber(unfill(l1[15:27])); err != nil {
		return MRZ{}, fmt.Errorf("%w: optional data: %w", ErrMRZ, err)
	}
	m.Birth = mrzDate(m.BirthText, m.Number.Century())
	if m.ExpiryText != NoExpiryMRZ {
		m.Expires = mrzDate(m.ExpiryText, 2000)
	}
	primary, secondary, _ := strings.Cut(strings.TrimRight(l3, "<"), "<<")
	m.Primary, m.Secondary = unfill(primary), unfill(secondary)

	var wrong []string
	for _, c := range []struct{ name, over, digit string }{
		{"document number", l1[5:14], l1[14:15]},
		{"personal number", l1[15:29], l1[29:30]},
		{"birth date", l2[0:6], l2[6:7]},
		{"expiry date", l2[8:14], l2[14:15]},
		{"whole zone", l1[5:30] + l2[0:7] + l2[8:15] + l2[18:29], l2[29:30]},
	} {
		if checkDigit(c.over) != c.digit {
			wrong = append(wrong, c.name)
		}
	}
	if wrong != nil {
		return m, errors.Join(ErrMRZ, &CheckDigitError{wrong})
	}
	return m, nil
}

func td1Lines(s string) ([3]string, error) {
	var lines [3]string
	if len(s) > 256 {
		return lines, fmt.Errorf("%w: too long", ErrMRZ)
	}
	text := strings.ToUpper(strings.Join(strings.Fields(s), ""))
	if len(text) != 90 {
		return lines, fmt.Errorf("%w: %d characters instead of 90", ErrMRZ, len(text))
	}
	for i := range len(text) {
		if mrzValue(text[i]) < 0 {
			return lines, fmt.Errorf("%w: character outside of A-Z, 0-9 and <", ErrMRZ)
		}
	}
	return [3]string{text[:30], text[30:60], text[60:]}, nil
}

// mrzDate reads yymmdd with fillers for unknown parts; zero when it is no date.
func mrzDate(s string, century int) CivilDate {
	part := func(p string) (int, bool) {
		if p == "<<" {
			return 0, true
		}
		if !digits(p) || p == "00" {
			return 0, false
		}
		return atoi(p), true
	}
	if !digits(s[0:2]) || century == 0 {
		return CivilDate{}
	}
	month, ok1 := part(s[2:4])
	day, ok2 := part(s[4:6])
	d := CivilDate{century + atoi(s[0:2]), month, day}
	if !ok1 || !ok2 || !d.Valid() {
		return CivilDate{}
	}
	return d
}

// checkDigit computes the check digit of ICAO Doc 9303-3 section 4.9: weights
// 7, 3, 1; digits count as themselves, letters from 10, fillers as 0; modulo 10.
func checkDigit(s string) string {
	sum := 0
	for i := range len(s) {
		sum += max(mrzValue(s[i]), 0) * [3]int{7, 3, 1}[i%3]
	}
	return string(rune('0' + sum%10))
}

// mrzValue returns the value of a character for check digits, -1 for one that
// the zone may not hold.
func mrzValue(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'A' && c <= 'Z':
		return int(c-'A') + 10
	case c == '<':
		return 0
	}
	return -1
}

// fit pads s with fillers to n characters, or cuts it.
func fit(s string, n int) string {
	if len(s) >= n {
		return s[:n]
	}
	return s + strings.Repeat("<", n-len(s))
}

func unfill(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == '<' }), " ")
}
