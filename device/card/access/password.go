package access

import (
	"crypto/sha1" // fixed by ICAO 9303-11 for keys made of printed data
	"errors"
	"fmt"
	"strings"
)

// Password is what opens a chip: the MRZ information or the CAN.
type Password struct {
	kind PasswordKind
	text string
}

// PasswordKind says which password, in the numbers of MSE:Set AT for PACE
// (ICAO 9303-11 section 4.4.4.1).
type PasswordKind byte

// Passwords that printed cards carry.
const (
	MRZ PasswordKind = 1
	CAN PasswordKind = 2
)

// String names the kind.
func (k PasswordKind) String() string {
	if k == CAN {
		return "CAN"
	}
	return "MRZ"
}

// ErrPassword marks input that cannot be a password: wrong characters or length.
var ErrPassword = errors.New("malformed card password")

// MRZPassword is the password of the three MRZ fields. document has up to 22
// characters (a number longer than nine continues in the optional data and is
// given whole); birth and expiry are yymmdd. Shorter numbers are filled with <.
func MRZPassword(document, birth, expiry string) (Password, error) {
	document = strings.ToUpper(document)
	if document == "" || len(document) > 22 || len(birth) != 6 || len(expiry) != 6 {
		return Password{}, fmt.Errorf("%w: lengths %d, %d, %d", ErrPassword, len(document), len(birth), len(expiry))
	}
	if len(document) < 9 {
		document += strings.Repeat("<", 9-len(document))
	}
	var info strings.Builder
	for _, field := range []string{document, birth, expiry} {
		digit, err := checkDigit(field)
		if err != nil {
			return Password{}, err
		}
		info.WriteString(field)
		info.WriteByte(digit)
	}
	return Password{kind: MRZ, text: info.String()}, nil
}

// MRZInformation is the password of MRZ information already put together,
// check digits included, as a personalised chip keeps it.
func MRZInformation(info string) (Password, error) {
	if len(info) < 24 || len(info) > 40 {
		return Password{}, fmt.Errorf("%w: MRZ information of %d characters", ErrPassword, len(info))
	}
	return Password{kind: MRZ, text: info}, nil
}

// CANPassword is the password of a card access number, six digits.
func CANPassword(can string) (Password, error) {
	if len(can) != 6 || strings.Trim(can, "0123456789") != "" {
		return Password{}, fmt.Errorf("%w: a CAN has six digits", ErrPassword)
	}
	return Password{kind: CAN, text: can}, nil
}

// Kind says which password it is.
func (p Password) Kind() PasswordKind { return p.kind }

// String hides the secret, so that it reaches no log.
func (p Password) String() string { return p.kind.String() + " password" }

// GoString hides the secret from %#v too.
func (p Password) GoString() string { return p.String() }

// secret is f(pi) of ICAO 9303-11 section 9.7.3: the SHA-1 of the MRZ
// information, the characters of the CAN.
func (p Password) secret() []byte {
	if p.kind == CAN {
		return []byte(p.text)
	}
	sum := sha1.Sum([]byte(p.text))
	return sum[:]
}

// checkDigit is the weighted sum of ICAO 9303-3 section 4.9.
func checkDigit(field string) (byte, error) {
	weights, sum := [3]int{7, 3, 1}, 0
	for i := range len(field) {
		var v int
		switch c := field[i]; {
		case c >= '0' && c <= '9':
			v = int(c - '0')
		case c >= 'A' && c <= 'Z':
			v = int(c-'A') + 10
		case c == '<':
		default:
			return 0, fmt.Errorf("%w: character outside the MRZ alphabet", ErrPassword)
		}
		sum += v * weights[i%3]
	}
	return byte('0' + sum%10), nil
}
