// Package burst recognises a keyboard-wedge scanner among typed keys.
//
// A wedge scanner types its code faster than any hand and ends it with Enter.
// The package only judges times: it never sees fields, and it never swallows a
// key. What it takes for a burst is decided when Enter comes, so a hand that
// types fast loses nothing.
package burst

import "time"

const (
	// MinLength is the shortest code taken for a burst. Receipt numbers and
	// card codes are longer; shorter runs happen when the computer stalls and
	// then delivers several keys of a hand at once.
	MinLength = 8
	// MaxLength bounds the memory of a run; longer runs are no code of ours.
	MaxLength = 4096
	// MaxGap ends a run. Scanners need 1–15 ms a key; a slow screen may hold
	// keys back for some frames and then deliver them together.
	MaxGap = 500 * time.Millisecond
	// MaxMean is the mean gap of a burst. The fastest hands stay above 50 ms
	// over eight keys.
	MaxMean = 45 * time.Millisecond
	// MaxEnter is the longest time between the last character and Enter: some
	// scanners pause before the terminator.
	MaxEnter = 500 * time.Millisecond
	// HandGap is shorter than the gap between two keys of one hand that are
	// meant one after the other.
	HandGap = 35 * time.Millisecond
)

// Detector follows one stream of keys. The zero value is ready.
type Detector struct {
	text        []rune
	first, last time.Time
	tooLong     bool
	fast        int // characters in a row that came faster than a hand's
}

// Rune adds a typed rune and reports whether a new run began with it.
func (d *Detector) Rune(r rune, at time.Time) bool {
	if len(d.text) == 0 || gap(d.last, at) > MaxGap {
		d.text, d.first, d.last, d.tooLong, d.fast = append(d.text[:0], r), at, at, false, 0
		return true
	}
	if gap(d.last, at) < HandGap {
		d.fast++
	} else {
		d.fast = 0
	}
	d.last = at
	if len(d.text) < MaxLength {
		d.text = append(d.text, r)
	} else {
		d.tooLong = true
	}
	return false
}

// Enter ends the run. It gives the text and true when the run was a scanner's.
func (d *Detector) Enter(at time.Time) (string, bool) {
	n := len(d.text)
	fast := n >= MinLength && !d.tooLong && d.varied() && gap(d.last, at) <= MaxEnter &&
		gap(d.first, d.last) <= time.Duration(n-1)*MaxMean
	text := string(d.text)
	d.Reset()
	if !fast {
		return "", false
	}
	return text, true
}

// varied tells codes from a key that is held down.
func (d *Detector) varied() bool {
	for _, r := range d.text {
		if r != d.text[0] {
			return true
		}
	}
	return false
}

// Reset forgets the run: a key came that no scanner sends.
func (d *Detector) Reset() { d.text, d.tooLong, d.fast = d.text[:0], false, 0 }

// Running tells whether keys come faster than a hand's, so that a key that
// would act now belongs to a scanner. Two quick keys may be a hand's that a slow
// screen held back, so it takes three.
func (d *Detector) Running(now time.Time) bool {
	return d.fast >= 2 && gap(d.last, now) < HandGap
}

// gap is the time between two keys; a clock set back counts as no run.
func gap(from, to time.Time) time.Duration {
	g := to.Sub(from)
	if g < 0 {
		return time.Hour
	}
	return g
}
