package person

import (
	"fmt"
	"strings"
)

// Phone is a Vietnamese number with its leading 0: ten digits for a mobile
// (03x 05x 07x 08x 09x), eleven for a landline with its area code (02x).
type Phone string

// ParsePhone reads a number as people write it, with +84, 84 or 0084 and any
// grouping, and normalises it to 0….
func ParsePhone(s string) (Phone, error) {
	if len(s) > 64 {
		return "", fmt.Errorf("%w: too long", ErrPhone)
	}
	s = strings.TrimSpace(s)
	plus := strings.HasPrefix(s, "+")
	var b strings.Builder
	for _, r := range strings.TrimPrefix(s, "+") {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case strings.ContainsRune(" .-()/\t\u00a0\u202f", r):
		default:
			return "", fmt.Errorf("%w: characters other than digits", ErrPhone)
		}
	}
	digits := b.String()
	switch {
	case strings.HasPrefix(digits, "0084"):
		digits = "0" + strings.TrimPrefix(digits[4:], "0")
	case strings.HasPrefix(digits, "84") && (plus || len(digits) >= 11):
		digits = "0" + strings.TrimPrefix(digits[2:], "0")
	case plus:
		return "", fmt.Errorf("%w: foreign country code", ErrPhone)
	}
	if len(digits) < 2 || digits[0] != '0' {
		return "", fmt.Errorf("%w: does not begin with 0", ErrPhone)
	}
	switch digits[1] {
	case '3', '5', '7', '8', '9':
		if len(digits) != 10 {
			return "", fmt.Errorf("%w: mobile number of %d digits instead of 10", ErrPhone, len(digits))
		}
	case '2':
		if len(digits) != 11 {
			return "", fmt.Errorf("%w: landline number of %d digits instead of 11", ErrPhone, len(digits))
		}
	case '1':
		return "", fmt.Errorf("%w: eleven-digit mobile prefix withdrawn in 2018", ErrPhone)
	default:
		return "", fmt.Errorf("%w: unknown prefix", ErrPhone)
	}
	return Phone(digits), nil
}

// Mobile reports whether messages can reach the number.
func (p Phone) Mobile() bool { return len(p) == 10 }

// String returns the digits.
func (p Phone) String() string { return string(p) }

// Grouped returns the number for reading aloud: "0912 345 678",
// "024 3825 1234" (Hà Nội and Thành phố Hồ Chí Minh), "0203 3825 123".
func (p Phone) Grouped() string {
	s := string(p)
	switch {
	case len(s) == 10:
		return s[:4] + " " + s[4:7] + " " + s[7:]
	case len(s) == 11 && (s[2] == '4' || s[2] == '8'):
		return s[:3] + " " + s[3:7] + " " + s[7:]
	case len(s) == 11:
		return s[:4] + " " + s[4:8] + " " + s[8:]
	}
	return s
}
