package person

import (
	"fmt"
	"strings"
)

// PersonalNumber is the personal identification number: 12 digits, three for the
// place of birth registration, one for century and sex, two for the year, six
// random; no check digit (circular 59/2021 article 4; decree 70/2024).
type PersonalNumber string

// ParsePersonalNumber reads 12 digits, with or without grouping spaces, dots or
// hyphens. Any place code but 000 passes: people registered abroad carry codes
// that are in no published list.
func ParsePersonalNumber(s string) (PersonalNumber, error) {
	digits, ok := onlyDigits(s, 12)
	switch {
	case !ok:
		return "", fmt.Errorf("%w: characters other than digits, or too long", ErrPersonalNumber)
	case len(digits) != 12:
		return "", fmt.Errorf("%w: %d digits instead of 12", ErrPersonalNumber, len(digits))
	case digits[:3] == "000":
		return "", fmt.Errorf("%w: place code 000", ErrPersonalNumber)
	}
	return PersonalNumber(digits), nil
}

// String returns the 12 digits.
func (n PersonalNumber) String() string { return string(n) }

// Valid reports whether n is what ParsePersonalNumber returns.
func (n PersonalNumber) Valid() bool {
	parsed, err := ParsePersonalNumber(string(n))
	return err == nil && parsed == n
}

// Province returns the three digits of the place of birth registration: a
// province as it was then, or a country. See [ProvinceName].
func (n PersonalNumber) Province() string { return n.slice(0, 3) }

// Century returns the first year of the century of birth: 1900, 2000 … 2300.
func (n PersonalNumber) Century() int {
	if d := n.slice(3, 4); d != "" {
		return 1900 + 100*(int(d[0]-'0')/2)
	}
	return 0
}

// BirthYear returns the year of birth that the number tells.
func (n PersonalNumber) BirthYear() int {
	if d := n.slice(4, 6); d != "" {
		return n.Century() + int(d[0]-'0')*10 + int(d[1]-'0')
	}
	return 0
}

// Sex returns the sex that the number tells.
func (n PersonalNumber) Sex() Sex {
	d := n.slice(3, 4)
	switch {
	case d == "":
		return ""
	case (d[0]-'0')%2 == 0:
		return Male
	}
	return Female
}

// Grouped returns the number for reading aloud: "001 090 000 002".
func (n PersonalNumber) Grouped() string {
	if len(n) != 12 {
		return string(n)
	}
	s := string(n)
	return s[:3] + " " + s[3:6] + " " + s[6:9] + " " + s[9:]
}

// Last9 returns the last nine digits: the document number of the MRZ and of BAC.
func (n PersonalNumber) Last9() string { return n.slice(3, 12) }

// CAN returns the last six digits: the card access number of PACE.
func (n PersonalNumber) CAN() string { return n.slice(6, 12) }

// Check compares the number with the stated birth date and sex; unknown ones are
// not compared. It warns and never blocks.
func (n PersonalNumber) Check(birth CivilDate, sex Sex) []Warning {
	if !n.Valid() {
		return nil
	}
	var found []Warning
	if _, known := ProvinceName(n.Province()); !known {
		found = append(found, Warning{WarnProvince,
			"Ba số đầu không có trong danh mục nơi đăng ký khai sinh trong nước",
			"The first three digits are no known province of birth registration"})
	}
	if birth.Year != 0 {
		if n.Century() != birth.Year/100*100 {
			found = append(found, Warning{WarnCentury,
				"Số chỉ thế kỷ sinh khác với năm sinh đã nhập",
				"The century digit disagrees with the year of birth"})
		}
		if n.BirthYear()%100 != birth.Year%100 {
			found = append(found, Warning{WarnYear,
				"Hai số năm sinh trong số định danh khác với năm sinh đã nhập",
				"The year digits disagree with the year of birth"})
		}
	}
	if sex.Valid() && n.Sex() != sex {
		found = append(found, Warning{WarnSex,
			"Số chỉ giới tính khác với giới tính đã nhập",
			"The sex digit disagrees with the stated sex"})
	}
	return found
}

func (n PersonalNumber) slice(from, to int) string {
	if len(n) != 12 {
		return ""
	}
	for i := range len(n) {
		if n[i] < '0' || n[i] > '9' {
			return ""
		}
	}
	return string(n[from:to])
}

// CenturySexDigit returns the fourth digit of a number for a year and sex:
// 1900s 0/1, 2000s 2/3, 2100s 4/5, 2200s 6/7, 2300s 8/9 (male/female).
func CenturySexDigit(year int, sex Sex) (int, bool) {
	if year < 1900 || year > 2399 || !sex.Valid() {
		return 0, false
	}
	digit := 2 * (year/100 - 19)
	if sex == Female {
		digit++
	}
	return digit, true
}

// OldNumber is the number of an old identity card (chứng minh nhân dân): nine
// digits. It was given anew on moving to another province, so a person may have
// had several.
type OldNumber string

// ParseOldNumber reads nine digits, with or without grouping.
func ParseOldNumber(s string) (OldNumber, error) {
	digits, ok := onlyDigits(s, 9)
	switch {
	case !ok:
		return "", fmt.Errorf("%w: characters other than digits, or too long", ErrOldNumber)
	case len(digits) != 9:
		return "", fmt.Errorf("%w: %d digits instead of 9", ErrOldNumber, len(digits))
	case digits == "000000000":
		return "", fmt.Errorf("%w: all zero", ErrOldNumber)
	}
	return OldNumber(digits), nil
}

// String returns the nine digits.
func (n OldNumber) String() string { return string(n) }

// Grouped returns the number for reading aloud: "012 345 678".
func (n OldNumber) Grouped() string {
	if len(n) != 9 {
		return string(n)
	}
	return string(n[:3]) + " " + string(n[3:6]) + " " + string(n[6:])
}

// onlyDigits takes grouping characters out of s. It reports false when anything
// else is in it, or when more than most digits or far too many bytes are.
func onlyDigits(s string, most int) (string, bool) {
	if len(s) > 8*most {
		return "", false
	}
	digits := make([]byte, 0, most)
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			if len(digits) == most {
				return "", false
			}
			digits = append(digits, byte(r))
		case strings.ContainsRune(" \t\r\n.-\u00a0\u202f", r):
		default:
			return "", false
		}
	}
	return string(digits), true
}
