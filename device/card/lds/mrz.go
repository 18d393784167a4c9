package lds

import (
	"fmt"
	"strings"

	"carddesk/device/card/ber"
)

// MRZ is data group 1: the machine-readable zone as the chip holds it
// (ICAO 9303-10 section 4.7.1). Fields are without fillers; dates are yymmdd as
// printed, fillers of unknown parts kept.
type MRZ struct {
	Lines          []string // three of 30, two of 36 or two of 44 characters
	DocumentCode   string   // "ID", "P"
	Issuer         string   // "VNM"
	DocumentNumber string
	Optional       string // TD1: line 1; a Vietnamese card holds the personal number there
	Optional2      string // TD1: line 2
	Birth          string
	Sex            string // "M", "F", "" unspecified
	Expiry         string
	Nationality    string
	Surname        string // before "<<"
	GivenNames     string // after "<<", parted by spaces
	// WrongDigits names the check digits that do not fit: "document",
	// "optional", "birth", "expiry", "composite".
	WrongDigits []string
}

// Text returns the lines as printed, parted by line feeds.
func (m MRZ) Text() string { return strings.Join(m.Lines, "\n") }

// PersonalNumber returns the twelve digits that a Vietnamese card carries in
// the optional data, "" when there are none.
func (m MRZ) PersonalNumber() string {
	if len(m.Optional) < 12 {
		return ""
	}
	number := m.Optional[:12]
	for _, c := range number {
		if c < '0' || c > '9' {
			return ""
		}
	}
	return number
}

// ParseMRZ reads DG1. Wrong check digits are told, not refused: the signature
// over DG1 says whether it is as issued.
func ParseMRZ(raw []byte) (MRZ, error) {
	file, err := open(raw, GroupTag(1))
	if err != nil {
		return MRZ{}, fmt.Errorf("reading DG1: %w", err)
	}
	c := ber.Walk(file, GroupTag(1))
	zone := c.Take(0x5F1F)
	if err := c.End(); err != nil {
		return MRZ{}, fmt.Errorf("reading DG1: %w: %w", ErrFile, err)
	}
	for _, b := range zone.Content {
		if b != '<' && (b < '0' || b > '9') && (b < 'A' || b > 'Z') {
			return MRZ{}, fmt.Errorf("reading DG1: %w: characters that no zone has", ErrFile)
		}
	}
	text := string(zone.Content)
	switch len(text) {
	case 90:
		return parseTD1([]string{text[:30], text[30:60], text[60:]}), nil
	case 72:
		return parseTwoLines([]string{text[:36], text[36:]}), nil
	case 88:
		return parseTwoLines([]string{text[:44], text[44:]}), nil
	}
	return MRZ{}, fmt.Errorf("reading DG1: %w: zone of %d characters", ErrFile, len(text))
}

// parseTD1 reads three lines of 30 (ICAO 9303-5 section 4.2).
func parseTD1(lines []string) MRZ {
	first, second := lines[0], lines[1]
	m := MRZ{
		Lines:          lines,
		DocumentCode:   trim(first[:2]),
		Issuer:         trim(first[2:5]),
		DocumentNumber: trim(first[5:14]),
		Optional:       trim(first[15:30]),
		Birth:          second[:6],
		Sex:            sex(second[7]),
		Expiry:         second[8:14],
		Nationality:    trim(second[15:18]),
		Optional2:      trim(second[18:29]),
	}
	m.setNames(lines[2])
	if first[14] == '<' { // the number goes on in the optional data (note j)
		number, digit, rest, ok := longNumber(m.DocumentNumber, first[15:30])
		if ok {
			m.DocumentNumber, m.Optional = number, rest
			m.check("document", number, digit)
		} else {
			m.WrongDigits = append(m.WrongDigits, "document")
		}
	} else {
		m.check("document", first[5:14], first[14])
	}
	// A Vietnamese card checks its optional data too, in the last place.
	if m.Issuer == "VNM" && m.PersonalNumber() != "" {
		m.check("optional", first[15:29], first[29])
	}
	m.check("birth", second[:6], second[6])
	m.check("expiry", second[8:14], second[14])
	m.check("composite", first[5:]+second[:7]+second[8:15]+second[18:29], second[29])
	return m
}

// longNumber reads a document number of more than nine characters: its rest and
// check digit stand at the start of the optional data.
func longNumber(start, optional string) (number string, digit byte, rest string, ok bool) {
	tail, rest, _ := strings.Cut(optional, "<")
	if len(tail) < 2 {
		return "", 0, "", false
	}
	return start + tail[:len(tail)-1], tail[len(tail)-1], trim(rest), true
}

// parseTwoLines reads TD2 (ICAO 9303-6) and TD3 (ICAO 9303-4), which differ in
// length and in the check digit over the personal number of TD3.
func parseTwoLines(lines []string) MRZ {
	second := lines[1]
	last := len(second) - 1
	optionalEnd := last
	if len(second) == 44 {
		optionalEnd = last - 1
	}
	m := MRZ{
		Lines:          lines,
		DocumentCode:   trim(lines[0][:2]),
		Issuer:         trim(lines[0][2:5]),
		DocumentNumber: trim(second[:9]),
		Nationality:    trim(second[10:13]),
		Birth:          second[13:19],
		Sex:            sex(second[20]),
		Expiry:         second[21:27],
		Optional:       trim(second[28:optionalEnd]),
	}
	m.setNames(lines[0][5:])
	if len(second) == 36 && second[9] == '<' {
		if number, digit, rest, ok := longNumber(m.DocumentNumber, second[28:optionalEnd]); ok {
			m.DocumentNumber, m.Optional = number, rest
			m.check("document", number, digit)
		} else {
			m.WrongDigits = append(m.WrongDigits, "document")
		}
	} else {
		m.check("document", second[:9], second[9])
	}
	m.check("birth", second[13:19], second[19])
	m.check("expiry", second[21:27], second[27])
	// An empty personal number may have a filler instead of 0.
	if len(second) == 44 && (m.Optional != "" || second[42] != '<') {
		m.check("optional", second[28:42], second[42])
	}
	m.check("composite", second[:10]+second[13:20]+second[21:last], second[last])
	return m
}

func (m *MRZ) setNames(field string) {
	surname, given, _ := strings.Cut(strings.TrimRight(field, "<"), "<<")
	m.Surname = spaced(surname)
	m.GivenNames = spaced(given)
}

func (m *MRZ) check(name, data string, digit byte) {
	if CheckDigit(data) != digit {
		m.WrongDigits = append(m.WrongDigits, name)
	}
}

func trim(s string) string { return strings.TrimRight(s, "<") }

func spaced(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == '<' }), " ")
}

func sex(c byte) string {
	if c == 'M' || c == 'F' {
		return string(c)
	}
	return ""
}

// CheckDigit returns the check digit of zone characters (ICAO 9303-3 section
// 4.9): weights 7, 3, 1; A to Z count 10 to 35, the filler 0.
func CheckDigit(data string) byte {
	weights := [3]int{7, 3, 1}
	sum := 0
	for i := range len(data) {
		value := 0
		switch c := data[i]; {
		case c >= '0' && c <= '9':
			value = int(c - '0')
		case c >= 'A' && c <= 'Z':
			value = int(c-'A') + 10
		}
		sum += value * weights[i%3]
	}
	return byte('0' + sum%10)
}

// BuildMRZ writes DG1 from the lines of a zone.
func BuildMRZ(lines []string) []byte {
	return ber.TLV(GroupTag(1), ber.TLV(0x5F1F, []byte(strings.Join(lines, ""))))
}
