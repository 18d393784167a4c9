package person

import "fmt"

// Sex is the sex that civil status records: "M", "F", or "" when unknown.
type Sex string

// Sexes.
const (
	Male   Sex = "M"
	Female Sex = "F"
)

// ParseSex reads M or F, Nam or Nữ, in any case and with or without accents.
func ParseSex(s string) (Sex, error) {
	if len(s) <= 32 {
		switch Fold(s) {
		case "m", "nam":
			return Male, nil
		case "f", "nu":
			return Female, nil
		}
	}
	return "", fmt.Errorf("%w: neither Nam nor Nữ", ErrSex)
}

// Valid reports whether the sex is known.
func (s Sex) Valid() bool { return s == Male || s == Female }

// Word returns "Nam", "Nữ" or "".
func (s Sex) Word() string {
	switch s {
	case Male:
		return "Nam"
	case Female:
		return "Nữ"
	}
	return ""
}

// String returns the Vietnamese word.
func (s Sex) String() string { return s.Word() }
