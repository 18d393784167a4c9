package person

import "errors"

// Errors of the parsers. They are wrapped with what was wrong and carry no
// personal data.
var (
	ErrName           = errors.New("not a name")
	ErrPersonalNumber = errors.New("not a personal number")
	ErrOldNumber      = errors.New("not a nine-digit identity card number")
	ErrDate           = errors.New("not a date")
	ErrSex            = errors.New("not a sex")
	ErrPhone          = errors.New("not a Vietnamese phone number")
	ErrCardQR         = errors.New("not the QR code of an identity card")
	ErrMRZ            = errors.New("not the machine-readable zone of an identity card")
	ErrReceiptNumber  = errors.New("not a receipt number")
)

// Codes of warnings.
const (
	WarnProvince = "number-province" // first three digits are in no known list
	WarnCentury  = "number-century"  // century digit disagrees with the birth year
	WarnYear     = "number-year"     // year digits disagree with the birth year
	WarnSex      = "number-sex"      // sex digit disagrees with the stated sex
)

// Warning is something a clerk should look at that stops nothing: corrected
// records exist whose number still tells the old sex or birth date.
type Warning struct {
	Code string // one of the Warn constants
	VI   string // words for the clerk
	EN   string
}
