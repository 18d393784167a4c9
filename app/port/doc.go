// Package port holds what a desk needs from the world outside: biometric
// devices, card readers, printers, the page renderer, the registry, the clock.
// Small interfaces and plain types only; it imports nothing of CardDesk but
// person, so that devices, sync and the use-cases can all meet here.
package port

import "time"

// Clock tells the time. Everything that records or compares instants takes one,
// so that tests and the training bench decide what time it is.
type Clock interface {
	Now() time.Time
}

// SystemClock is the machine's clock in UTC.
type SystemClock struct{}

// Now returns the machine's time in UTC.
func (SystemClock) Now() time.Time { return time.Now().UTC() }

// ClockFunc makes a [Clock] of a function.
type ClockFunc func() time.Time

// Now calls f.
func (f ClockFunc) Now() time.Time { return f() }
