package client

import (
	"cmp"
	"context"
	"sync"
	"time"

	"carddesk/app/port"
)

// side is one of the two halves of the exchange. Each has its own last failure,
// so that the success of one does not hide the trouble of the other.
type side int

const (
	sending side = iota
	receiving
)

// board keeps the status and tells those who watch it.
type board struct {
	mu       sync.Mutex
	status   port.SyncStatus
	failures [2]string    // cause code by side, "" after success
	nexts    [2]time.Time // next try by side after a failure
	watchers map[chan port.SyncStatus]bool
	paused   bool
	resumed  chan struct{} // closed while not paused
	running  map[*context.CancelFunc]bool
}

func newBoard() *board {
	open := make(chan struct{})
	close(open)
	return &board{
		status: port.SyncStatus{State: port.SyncUnknown}, watchers: map[chan port.SyncStatus]bool{},
		resumed: open, running: map[*context.CancelFunc]bool{},
	}
}

// Status returns how the line is.
func (b *board) Status() port.SyncStatus {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.status
}

// change changes the status and tells the watchers if anything became different.
func (b *board) change(f func(*port.SyncStatus)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	before := b.status
	f(&b.status)
	if b.paused {
		b.status.State = port.SyncPaused
	}
	if b.status != before {
		b.tell()
	}
}

// failed notes how a side ended: with a cause code, or "" when all went well.
func (b *board) failed(which side, code string) {
	b.change(func(s *port.SyncStatus) {
		b.failures[which] = code
		s.Failure = cmp.Or(b.failures[sending], b.failures[receiving])
	})
}

// next notes when a side is tried again after a failure; zero after success.
func (b *board) next(which side, at time.Time) {
	b.change(func(s *port.SyncStatus) {
		b.nexts[which] = at
		s.Next = b.nexts[sending]
		if s.Next.IsZero() {
			s.Next = b.nexts[receiving]
		}
	})
}

// tell gives every watcher the newest status, dropping one not yet fetched.
func (b *board) tell() {
	for ch := range b.watchers {
		select {
		case <-ch:
		default:
		}
		ch <- b.status
	}
}

// Watch sends the status now and whenever it changes, until ctx ends; then the
// channel is closed. A slow reader misses what is no longer true.
func (b *board) Watch(ctx context.Context) <-chan port.SyncStatus {
	ch := make(chan port.SyncStatus, 1)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.watchers[ch] = true
	ch <- b.status
	context.AfterFunc(ctx, func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		delete(b.watchers, ch)
		close(ch)
	})
	return ch
}

// Pause ends what is under way and starts nothing new. What has arrived stays.
func (b *board) Pause() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.paused {
		return
	}
	b.paused = true
	b.resumed = make(chan struct{})
	b.status.State = port.SyncPaused
	for cancel := range b.running {
		(*cancel)()
	}
	b.tell()
}

// Resume goes on after [board.Pause].
func (b *board) Resume() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.paused {
		return
	}
	b.paused = false
	b.status.State = port.SyncUnknown
	close(b.resumed)
	b.tell()
}

// whileResumed waits until the client is not paused and runs f with a context
// that a pause ends. It reports whether f ended by a pause.
func (b *board) whileResumed(ctx context.Context, f func(context.Context) error) (paused bool, err error) {
	for {
		b.mu.Lock()
		if !b.paused {
			break
		}
		resumed := b.resumed
		b.mu.Unlock()
		select {
		case <-resumed:
		case <-ctx.Done():
			return false, ctx.Err()
		}
	}
	inner, cancel := context.WithCancel(ctx)
	b.running[&cancel] = true
	b.mu.Unlock()
	err = f(inner)
	b.mu.Lock()
	delete(b.running, &cancel)
	paused = inner.Err() != nil && ctx.Err() == nil
	b.mu.Unlock()
	cancel()
	return paused, err
}

// heard notes an answer of the registry.
func (b *board) heard(now time.Time, offset time.Duration) {
	b.change(func(s *port.SyncStatus) {
		s.LastContact, s.ClockOffset = now, offset.Round(time.Millisecond)
		s.State = port.SyncOnline
	})
}
