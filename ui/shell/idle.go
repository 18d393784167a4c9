package shell

import (
	"fmt"
	"time"
)

// idleSaid is how often the coming lock is announced again, with the seconds
// that are left: a toast goes away by itself before.
const idleSaid = 4 * time.Second

// idleStep is what is to be done about an idle desk.
type idleStep int

const (
	idleStay idleStep = iota
	idleWarn          // say how long it is until the lock
	idleLock
)

// idleWatch decides when a desk that nobody touches is locked. It holds no
// timer: who owns it asks again and again.
type idleWatch struct {
	after time.Duration // without a touch until the lock; 0 never locks
	warn  time.Duration // so long before it is announced
	last  time.Time     // touch
	said  time.Time     // announcement since then; zero when none
}

// touch notes a key or click. It reports whether the lock had been announced.
func (w *idleWatch) touch(now time.Time) (announced bool) {
	announced = !w.said.IsZero()
	w.last, w.said = now, time.Time{}
	return announced
}

// look tells what to do now, and how long it is until the lock. A desk that is
// busy with a capture counts as touched. A clock that jumped back starts anew; a
// computer that slept wakes up locked.
func (w *idleWatch) look(now time.Time, busy bool) (step idleStep, left time.Duration) {
	if w.after <= 0 {
		return idleStay, 0
	}
	if busy || w.last.IsZero() || now.Before(w.last) {
		w.touch(now)
	}
	left = w.last.Add(w.after).Sub(now)
	switch {
	case left <= 0:
		return idleLock, 0
	case left > w.warn, !w.said.IsZero() && now.Sub(w.said) < idleSaid:
		return idleStay, left
	}
	w.said = now
	return idleWarn, left
}

func idleText(left time.Duration) string {
	return fmt.Sprintf("Bàn sẽ khóa sau %d giây, nhấn phím bất kỳ để làm tiếp.", int((left+time.Second-1)/time.Second))
}
