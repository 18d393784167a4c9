package person

import (
	"fmt"
	"strings"
)

// ReceiptNumber is the number of an appointment slip, like "HN01-02-000123-47":
// the code of the office (2 to 8 letters and digits, a letter first, so that no
// personal number looks like one), the number of the station, which owns its own
// sequence so that two stations without a line never give the same number, six
// digits of sequence, and two check digits.
//
// The characters but the check digits are read as a number in base 36, times
// 100, plus the check digits; that is 1 modulo 97. As 97 is prime and no power
// of 36 or difference of two characters is a multiple of it, any one wrong
// character and any two swapped neighbours are found.
type ReceiptNumber string

// receiptPrefix marks the content of a slip's QR code (giấy hẹn). Its characters
// are those of the QR code's compact alphanumeric mode.
const receiptPrefix = "GH:"

// Bounds of a receipt number's parts.
const (
	MaxReceiptStation  = 99
	MaxReceiptSequence = 999999
)

// NewReceiptNumber makes the number of a slip. The office code is letters A-Z
// and digits, a letter first; station and sequence begin with 1.
func NewReceiptNumber(office string, station, sequence int) (ReceiptNumber, error) {
	office = strings.ToUpper(office)
	switch {
	case !validOffice(office):
		return "", fmt.Errorf("%w: office code is not a letter and 1 to 7 letters and digits", ErrReceiptNumber)
	case station < 1 || station > MaxReceiptStation:
		return "", fmt.Errorf("%w: station %d is not 1 to %d", ErrReceiptNumber, station, MaxReceiptStation)
	case sequence < 1 || sequence > MaxReceiptSequence:
		return "", fmt.Errorf("%w: sequence %d is not 1 to %d", ErrReceiptNumber, sequence, MaxReceiptSequence)
	}
	body := fmt.Sprintf("%s%02d%06d", office, station, sequence)
	return ReceiptNumber(fmt.Sprintf("%s-%02d-%06d-%02d", office, station, sequence, receiptCheck(body))), nil
}

// ParseReceiptNumber reads a number as typed or scanned: any case, with or
// without hyphens, spaces and the prefix of the QR code. O and I among the
// digits are read as 0 and 1.
func ParseReceiptNumber(s string) (ReceiptNumber, error) {
	if len(s) > 64 {
		return "", fmt.Errorf("%w: too long", ErrReceiptNumber)
	}
	s = strings.TrimPrefix(strings.ToUpper(strings.TrimSpace(s)), receiptPrefix)
	s = strings.Map(func(r rune) rune {
		if isHyphen(r) || strings.ContainsRune(" \t\u00a0", r) {
			return -1
		}
		return r
	}, s)
	if len(s) < 12 || len(s) > 18 {
		return "", fmt.Errorf("%w: %d characters", ErrReceiptNumber, len(s))
	}
	office, rest := s[:len(s)-10], s[len(s)-10:]
	rest = strings.NewReplacer("O", "0", "I", "1", "L", "1").Replace(rest)
	if !digits(rest) {
		return "", fmt.Errorf("%w: letters where digits belong", ErrReceiptNumber)
	}
	number, err := NewReceiptNumber(office, atoi(rest[:2]), atoi(rest[2:8]))
	if err != nil {
		return "", err
	}
	if string(number[len(number)-2:]) != rest[8:] {
		return "", fmt.Errorf("%w: check digits do not fit", ErrReceiptNumber)
	}
	return number, nil
}

// IsReceiptQR reports whether scanned text is the QR code of a slip.
func IsReceiptQR(s string) bool {
	s = strings.TrimSpace(s)
	return len(s) >= len(receiptPrefix) && strings.EqualFold(s[:len(receiptPrefix)], receiptPrefix)
}

// QR returns the content of the slip's QR code.
func (n ReceiptNumber) QR() string { return receiptPrefix + string(n) }

// String returns the number as printed.
func (n ReceiptNumber) String() string { return string(n) }

// Office returns the office code.
func (n ReceiptNumber) Office() string { office, _, _ := n.split(); return office }

// Station returns the number of the station within the office.
func (n ReceiptNumber) Station() int { _, station, _ := n.split(); return station }

// Sequence returns the running number of the station.
func (n ReceiptNumber) Sequence() int { _, _, sequence := n.split(); return sequence }

func (n ReceiptNumber) split() (office string, station, sequence int) {
	parts := strings.Split(string(n), "-")
	if len(parts) != 4 || !digits(parts[1]) || !digits(parts[2]) || len(parts[2]) > 6 || len(parts[1]) > 2 {
		return "", 0, 0
	}
	return parts[0], atoi(parts[1]), atoi(parts[2])
}

// receiptCheck returns the check digits of a body: 98 minus its value times 100
// modulo 97, 2 to 98.
func receiptCheck(body string) int {
	value := 0
	for i := range len(body) {
		value = (value*36 + max(mrzValue(body[i]), 0)) % 97
	}
	return 98 - value*100%97
}

func validOffice(s string) bool {
	if len(s) < 2 || len(s) > 8 || s[0] < 'A' || s[0] > 'Z' {
		return false
	}
	for i := range len(s) {
		if s[i] == '<' || mrzValue(s[i]) < 0 {
			return false
		}
	}
	return true
}
