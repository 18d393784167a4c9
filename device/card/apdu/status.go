package apdu

import "fmt"

// Status is the status word SW1 SW2 at the end of a response.
type Status uint16

// Status words that the eMRTD protocols give a meaning to
// (ISO/IEC 7816-4 section 5.1.3, ICAO 9303 parts 10 and 11).
const (
	OK                  Status = 0x9000
	EndOfFile           Status = 0x6282 // fewer bytes than asked for, all of them sent
	AuthFailed          Status = 0x6300 // wrong key, no counter named
	WrongLength         Status = 0x6700
	SMNotSupported      Status = 0x6882
	SecurityNotMet      Status = 0x6982
	AuthBlocked         Status = 0x6983
	ConditionsNotMet    Status = 0x6985
	NoCurrentFile       Status = 0x6986
	SMObjectsMissing    Status = 0x6987
	SMObjectsWrong      Status = 0x6988
	WrongData           Status = 0x6A80
	FunctionUnsupported Status = 0x6A81
	FileNotFound        Status = 0x6A82
	WrongP1P2           Status = 0x6A86
	LcInconsistent      Status = 0x6A87
	ReferenceNotFound   Status = 0x6A88
	WrongOffset         Status = 0x6B00
	UnknownINS          Status = 0x6D00
	UnknownCLA          Status = 0x6E00
	NoDiagnosis         Status = 0x6F00
)

// SW1 is the first byte.
func (s Status) SW1() byte { return byte(s >> 8) }

// SW2 is the second byte.
func (s Status) SW2() byte { return byte(s) }

// HasData reports whether data may come with the status: success, or a warning
// of the 62xx class such as [EndOfFile].
func (s Status) HasData() bool { return s == OK || s.SW1() == 0x62 }

// String writes the four hexadecimal digits as they appear in standards.
func (s Status) String() string { return fmt.Sprintf("%04X", uint16(s)) }

// StatusError is a chip's refusal of a command.
type StatusError struct {
	Op     string // what was asked: "SELECT", "GET CHALLENGE"
	Status Status
}

func (e *StatusError) Error() string {
	return fmt.Sprintf("%s refused with %s", e.Op, e.Status)
}

// Check turns any status but 9000 into a [*StatusError].
func (r Response) Check(op string) error {
	if r.Status != OK {
		return &StatusError{Op: op, Status: r.Status}
	}
	return nil
}
