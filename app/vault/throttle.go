package vault

import "time"

// Throttle slows guessing. The store keeps it beside the user and writes the
// failure before the password is tried, so that neither a restart nor a kill
// gives a free guess.
type Throttle struct {
	Failures int
	Last     time.Time // of the last failure
	// Free is how often a user may mistype before the first wait, and Longest the
	// longest wait; zero is 3 and a quarter of an hour. A wait ends by itself,
	// because a locked-out desk turns citizens away.
	Free    int
	Longest time.Duration
}

// Limits where none are set.
const (
	freeTries = 3
	maxDelay  = 15 * time.Minute
)

// Wait returns how long after now the next try is allowed; zero is at once. A
// clock set back does not lengthen the wait beyond the whole delay.
func (t Throttle) Wait(now time.Time) time.Duration {
	delay := t.delay()
	since := max(now.Sub(t.Last), 0)
	return max(delay-since, 0)
}

// delay doubles from two seconds with each failure after the free ones.
func (t Throttle) delay() time.Duration {
	free, longest := t.Free, t.Longest
	if free <= 0 {
		free = freeTries
	}
	if longest <= 0 {
		longest = maxDelay
	}
	over := t.Failures - free
	if over < 0 {
		return 0
	}
	if over > 16 {
		return longest
	}
	return min(2*time.Second<<over, longest)
}

// Fail returns t after one more failure at now.
func (t Throttle) Fail(now time.Time) Throttle {
	t.Failures, t.Last = t.Failures+1, now
	return t
}
