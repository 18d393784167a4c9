package vpcd

import (
	"context"
	"sync"
	"time"
)

// Slot is one place on a reader, on which a card can be laid and from which it
// can be taken. The zero value is not usable; see [NewSlot]. Its methods may be
// called from several goroutines.
type Slot struct {
	// Gap is how long the reader stays empty between two cards. The driver of
	// pcscd looks every 0.4 s and takes a new connection in the same look, so a
	// quicker swap would be one that no program can see. Set it before use; zero
	// suits readers that watch the connection.
	Gap time.Duration

	addr string

	mu      sync.Mutex
	cancel  context.CancelFunc // takes the present card off, nil when empty
	done    chan struct{}      // closed when the present card's goroutine ended
	removed time.Time          // when the last card was taken off
}

// defaultGap lets pcscd's driver look twice.
const defaultGap = 900 * time.Millisecond

// NewSlot is the place behind the vpcd address, for example "127.0.0.1:35963".
func NewSlot(addr string) *Slot { return &Slot{addr: addr, Gap: defaultGap} }

// Place lays the card on the reader, in place of the one that lies there, after
// as long a gap as the reader needs to notice. It returns when the reader has
// taken it, or when ctx ends: then the reader was not there and nothing is
// placed. The card stays until [Slot.Remove].
func (s *Slot) Place(ctx context.Context, card Card) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.remove()
	if err := s.awaitGap(ctx); err != nil {
		return err
	}
	// The card outlives the call that placed it.
	life, cancel := context.WithCancel(context.WithoutCancel(ctx))
	connected := make(chan struct{})
	done := make(chan struct{})
	var once sync.Once
	go func() {
		defer close(done)
		_ = serve(life, s.addr, card, func() { once.Do(func() { close(connected) }) })
	}()
	s.cancel, s.done = cancel, done
	select {
	case <-connected:
		return nil
	case <-ctx.Done():
		s.remove()
		return ctx.Err()
	}
}

// awaitGap waits until the last removal is long enough ago.
func (s *Slot) awaitGap(ctx context.Context) error {
	if s.removed.IsZero() {
		return nil
	}
	timer := time.NewTimer(time.Until(s.removed.Add(s.Gap)))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Remove takes the card off and returns when the reader can know it. Removing
// nothing is no error.
func (s *Slot) Remove() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.remove()
}

func (s *Slot) remove() {
	if s.cancel == nil {
		return
	}
	s.cancel()
	<-s.done
	s.cancel, s.done, s.removed = nil, nil, time.Now()
}
