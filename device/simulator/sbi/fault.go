package sbi

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"carddesk/app/port"
)

// Fault is one way in which a device does wrong.
type Fault string

// Faults of captures.
const (
	Hang             Fault = "hang"              // takes the request, never answers
	Drip             Fault = "drip"              // answers a byte at a time, for ever
	Dies             Fault = "dies"              // closes the connection in the middle of the answer
	Busy             Fault = "busy"              // error 111
	NoBiometric      Fault = "no-biometric"      // error 101 with HTTP 200
	ErrorBeside      Fault = "error-beside"      // error object beside the list, HTTP 200
	ServerError      Fault = "server-error"      // HTTP 500 with a web page
	NotJSON          Fault = "not-json"          // HTTP 200 with a web page
	TooLarge         Fault = "too-large"         // an answer without end
	Empty            Fault = "empty"             // no biometric and no error
	ThreeOfFour      Fault = "three-of-four"     // one finger fewer than asked for
	WrongFinger      Fault = "wrong-finger"      // fingers of the other hand
	RecordMismatch   Fault = "record-mismatch"   // record of another finger than the signed name
	BrokenRecord     Fault = "broken-record"     // record cut short, properly signed
	WrongChain       Fault = "wrong-chain"       // hash over something else
	MissingHash      Fault = "missing-hash"      // no hash at all
	BadSignature     Fault = "bad-signature"     // payload changed after signing
	ForeignIssuer    Fault = "foreign-issuer"    // certificate of an unknown issuer
	ForeignIdentity  Fault = "foreign-identity"  // digital id of another device
	WrongTransaction Fault = "wrong-transaction" // answer to another request
	WrongVersion     Fault = "wrong-version"     // answers for another interface version
	Score101         Fault = "score-101"
	NoScore          Fault = "no-score"
	ClockOff         Fault = "clock-off" // time stamp six minutes old
	OtherEnvironment Fault = "other-environment"
)

// Faults of live streams.
const (
	StreamDies    Fault = "stream-dies"    // ends in the middle of the third frame
	StreamHangs   Fault = "stream-hangs"   // nothing after the third frame
	StreamGarbage Fault = "stream-garbage" // no picture in it
	StreamError   Fault = "stream-error"   // error object after the third frame
)

// Faults of discovery and device info.
const (
	InfoHangs Fault = "info-hangs" // the service accepts and never answers
)

// codePrefix begins the faults that are an error code and nothing else.
const codePrefix = "code-"

// CodeFault is the answer of an error code with HTTP 200 and empty data, as SBI
// 0.9.5 wants it; also "code-105" in the admin address.
func CodeFault(code int) Fault { return Fault(codePrefix + strconv.Itoa(code)) }

// ErrorCodes lists the codes that SBI 0.9.5 and its reference service answer a
// capture with: 100 to 112 and 202 of the interface, the others of the service.
func ErrorCodes() []int {
	var out []int
	for _, span := range [][2]int{{100, 112}, {114, 115}, {120, 123}, {202, 202}, {500, 507}, {551, 551}, {601, 610}, {700, 710}, {800, 810}, {999, 999}} {
		for code := span[0]; code <= span[1]; code++ {
			out = append(out, code)
		}
	}
	return out
}

func codeFaults() []Fault {
	var out []Fault
	for _, code := range ErrorCodes() {
		out = append(out, CodeFault(code))
	}
	return out
}

// code returns the error code of a fault that is one.
func (f Fault) code() (string, bool) { return strings.CutPrefix(string(f), codePrefix) }

// CaptureFaults lists the faults that a capture can show, error codes aside.
func CaptureFaults() []Fault {
	return []Fault{
		Hang, Drip, Dies, Busy, NoBiometric, ErrorBeside, ServerError, NotJSON, TooLarge, Empty, ThreeOfFour,
		WrongFinger, RecordMismatch, BrokenRecord, WrongChain, MissingHash, BadSignature, ForeignIssuer,
		ForeignIdentity, WrongTransaction, WrongVersion, Score101, NoScore, ClockOff, OtherEnvironment,
	}
}

// StreamFaults lists the faults that a live stream can show.
func StreamFaults() []Fault { return []Fault{StreamDies, StreamHangs, StreamGarbage, StreamError} }

// Faults lists all of them.
func Faults() []Fault {
	return slices.Concat(CaptureFaults(), codeFaults(), StreamFaults(), []Fault{InfoHangs})
}

type plannedFault struct {
	fault Fault
	times int // left; below 0: for ever
}

// SetFault lets the device of a modality show a fault the next times that it
// can; times below zero means until [Service.Reset].
func (s *Service) SetFault(modality port.Modality, fault Fault, times int) error {
	if !slices.Contains(Faults(), fault) {
		return fmt.Errorf("unknown fault %q", fault)
	}
	d := s.device(modality)
	if d == nil {
		return fmt.Errorf("no device of type %q", modality)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.faults = append(d.faults, plannedFault{fault, times})
	return nil
}

// Reset makes every device whole again.
func (s *Service) Reset() {
	for _, d := range s.devices {
		d.mu.Lock()
		d.status, d.score, d.delay, d.faults = port.DeviceReady, "", 0, nil
		d.mu.Unlock()
	}
}

// take returns the first planned fault of the given kinds and uses it up.
func (d *device) take(kinds ...Fault) Fault {
	fault := d.planned(kinds)
	if fault != "" && d.shown != nil {
		d.shown(fault)
	}
	return fault
}

func (d *device) planned(kinds []Fault) Fault {
	d.mu.Lock()
	defer d.mu.Unlock()
	for i := range d.faults {
		p := &d.faults[i]
		if !slices.Contains(kinds, p.fault) {
			continue
		}
		fault := p.fault
		if p.times > 0 {
			if p.times--; p.times == 0 {
				d.faults = slices.Delete(d.faults, i, i+1)
			}
		}
		return fault
	}
	return ""
}
