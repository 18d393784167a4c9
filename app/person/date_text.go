package person

import (
	"fmt"
	"strings"
)

// defaultReference decides the century of two-digit years where the caller has
// no date of its own. It is fixed so that the same text always is the same date.
var defaultReference = CivilDate{2026, 12, 31}

// ParseCivilDate reads a date as clerks type it: 010290, 01021990, 1/2/1990,
// 1990, 2/1990, --/02/1990, 1990-02-01. Callers who know today's date use
// [ParseCivilDateAt].
func ParseCivilDate(s string) (CivilDate, error) {
	return ParseCivilDateAt(s, defaultReference)
}

// ParseCivilDateAt reads a date as clerks type it. A two-digit year is the
// latest that makes a date not after the reference: birth and issue dates are
// never in the future. Day, or day and month, may be unknown: left out, or
// written 0, 00, -, --, xx, ?? or __.
func ParseCivilDateAt(s string, reference CivilDate) (CivilDate, error) {
	if len(s) > 32 {
		return CivilDate{}, fmt.Errorf("%w: too long", ErrDate)
	}
	s = strings.ToLower(strings.TrimSpace(s))
	if digits(s) {
		return parseDigits(s, reference)
	}
	parts := splitDate(s)
	if len(parts) == 3 && len(parts[0]) == 4 || len(parts) == 2 && len(parts[0]) == 4 { // ISO order
		parts[0], parts[len(parts)-1] = parts[len(parts)-1], parts[0]
	}
	switch len(parts) {
	case 2:
		return dateOf("", parts[0], parts[1], reference)
	case 3:
		return dateOf(parts[0], parts[1], parts[2], reference)
	}
	return CivilDate{}, fmt.Errorf("%w: neither day, month and year nor month and year", ErrDate)
}

// parseDigits reads a date without separators. A month never begins with 19 or
// 20, so the readings of one length exclude each other.
func parseDigits(s string, reference CivilDate) (CivilDate, error) {
	var readings [][3]string // day, month, year
	switch len(s) {
	case 4:
		readings = [][3]string{{"", "", s}}
	case 6:
		readings = [][3]string{{s[:2], s[2:4], s[4:]}, {"", s[:2], s[2:]}}
	case 8:
		readings = [][3]string{{s[:2], s[2:4], s[4:]}, {s[6:], s[4:6], s[:4]}}
	default:
		return CivilDate{}, fmt.Errorf("%w: %d digits", ErrDate, len(s))
	}
	var first error
	for _, r := range readings {
		d, err := dateOf(r[0], r[1], r[2], reference)
		if err == nil {
			return d, nil
		}
		if first == nil {
			first = err
		}
	}
	return CivilDate{}, first
}

func splitDate(s string) []string {
	for _, separator := range []string{"/", ".", " ", "-"} {
		if strings.Contains(s, separator) {
			parts := strings.Split(s, separator)
			for i := range parts {
				parts[i] = strings.TrimSpace(parts[i])
			}
			return parts
		}
	}
	return []string{s}
}

func dateOf(day, month, year string, reference CivilDate) (CivilDate, error) {
	var d CivilDate
	var ok bool
	if d.Day, ok = datePart(day); !ok {
		return CivilDate{}, fmt.Errorf("%w: day", ErrDate)
	}
	if d.Month, ok = datePart(month); !ok {
		return CivilDate{}, fmt.Errorf("%w: month", ErrDate)
	}
	switch {
	case len(year) == 4 && digits(year):
		d.Year = atoi(year)
	case len(year) == 2 && digits(year):
		d.Year = reference.Year/100*100 + atoi(year)
		if d.After(reference) {
			d.Year -= 100
		}
		// 29 February of a century year exists every 400 years only.
		if !d.Valid() && (CivilDate{d.Year - 100, d.Month, d.Day}).Valid() {
			d.Year -= 100
		}
	default:
		return CivilDate{}, fmt.Errorf("%w: year", ErrDate)
	}
	if !d.Valid() {
		return CivilDate{}, fmt.Errorf("%w: no such day", ErrDate)
	}
	return d, nil
}

// datePart reads one or two digits, or a mark for unknown as 0.
func datePart(s string) (int, bool) {
	if len(s) > 2 {
		return 0, false
	}
	if strings.Trim(s, "-x?_0") == "" {
		return 0, true
	}
	if !digits(s) {
		return 0, false
	}
	return atoi(s), true
}

// String returns "01/02/1990", "--/02/1990", "--/--/1990" or "".
func (d CivilDate) String() string {
	switch {
	case d.IsZero():
		return ""
	case d.Month == 0:
		return fmt.Sprintf("--/--/%04d", d.Year)
	case d.Day == 0:
		return fmt.Sprintf("--/%02d/%04d", d.Month, d.Year)
	}
	return fmt.Sprintf("%02d/%02d/%04d", d.Day, d.Month, d.Year)
}

// Paper returns the date as the writing rules of the forms want it: the day with
// two digits, the month with one from March to September, else with two.
func (d CivilDate) Paper() string {
	if !d.Full() || d.Month < 3 || d.Month > 9 {
		return d.String()
	}
	return fmt.Sprintf("%02d/%d/%04d", d.Day, d.Month, d.Year)
}

// ISO returns "1990-02-01", "1990-02", "1990" or "".
func (d CivilDate) ISO() string {
	switch {
	case d.IsZero():
		return ""
	case d.Month == 0:
		return fmt.Sprintf("%04d", d.Year)
	case d.Day == 0:
		return fmt.Sprintf("%04d-%02d", d.Year, d.Month)
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// MRZ returns yymmdd with fillers for unknown parts (ICAO Doc 9303-3 section
// 4.8), "<<<<<<" for no date.
func (d CivilDate) MRZ() string {
	if d.IsZero() {
		return "<<<<<<"
	}
	year := fmt.Sprintf("%02d", d.Year%100)
	switch {
	case d.Month == 0:
		return year + "<<<<"
	case d.Day == 0:
		return fmt.Sprintf("%s%02d<<", year, d.Month)
	}
	return fmt.Sprintf("%s%02d%02d", year, d.Month, d.Day)
}

// MarshalText writes the ISO form.
func (d CivilDate) MarshalText() ([]byte, error) { return []byte(d.ISO()), nil }

// UnmarshalText reads the ISO form and nothing else; empty text is no date.
func (d *CivilDate) UnmarshalText(text []byte) error {
	parsed, err := ParseISODate(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

// ParseISODate reads "1990-02-01", "1990-02", "1990", or "" as no date.
func ParseISODate(s string) (CivilDate, error) {
	if s == "" {
		return CivilDate{}, nil
	}
	var d CivilDate
	switch {
	case len(s) == 10 && s[7] == '-' && digits(s[8:]) && s[8:] != "00":
		d.Day = atoi(s[8:])
		fallthrough
	case len(s) == 7 || len(s) == 10 && d.Day != 0:
		if s[4] != '-' || !digits(s[5:7]) || s[5:7] == "00" {
			return CivilDate{}, fmt.Errorf("%w: not in ISO form", ErrDate)
		}
		d.Month = atoi(s[5:7])
		fallthrough
	case len(s) == 4:
		if !digits(s[:4]) {
			return CivilDate{}, fmt.Errorf("%w: not in ISO form", ErrDate)
		}
		d.Year = atoi(s[:4])
	default:
		return CivilDate{}, fmt.Errorf("%w: not in ISO form", ErrDate)
	}
	if !d.Valid() {
		return CivilDate{}, fmt.Errorf("%w: no such day", ErrDate)
	}
	return d, nil
}

// digits reports whether s is one digit or more and nothing else.
func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// atoi reads digits that are known to be digits and few.
func atoi(s string) int {
	n := 0
	for i := range len(s) {
		n = n*10 + int(s[i]-'0')
	}
	return n
}
