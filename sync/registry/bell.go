package registry

import "sync"

// bell wakes all who wait when it is rung.
type bell struct {
	mu sync.Mutex
	ch chan struct{}
}

func newBell() *bell { return &bell{ch: make(chan struct{})} }

// wait returns a channel that is closed at the next ring. Take it before
// looking at what the bell tells of, or a ring in between is missed.
func (b *bell) wait() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.ch
}

func (b *bell) ring() {
	b.mu.Lock()
	defer b.mu.Unlock()
	close(b.ch)
	b.ch = make(chan struct{})
}

// bells are one bell an office, so that what happens in one wakes nobody else.
type bells struct {
	mu      sync.Mutex
	waiting map[string]chan struct{}
}

func newBells() *bells { return &bells{waiting: map[string]chan struct{}{}} }

// wait returns a channel that is closed at the office's next ring; see [bell.wait].
func (b *bells) wait(office string) <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	ch := b.waiting[office]
	if ch == nil {
		ch = make(chan struct{})
		b.waiting[office] = ch
	}
	return ch
}

func (b *bells) ring(office string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if ch := b.waiting[office]; ch != nil {
		close(ch)
		delete(b.waiting, office)
	}
}

// exclusive lets one request at a time write to an upload. A newcomer asks the
// one inside to end: it is most likely a connection that died unnoticed.
type exclusive struct {
	mu      sync.Mutex
	holders map[string]*holder
}

type holder struct {
	interrupt func()
	gone      chan struct{}
}

func newExclusive() *exclusive { return &exclusive{holders: map[string]*holder{}} }

// enter waits for its turn until done is closed. interrupt is called when
// somebody else wants to enter.
func (x *exclusive) enter(done <-chan struct{}, key string, interrupt func()) (leave func(), ok bool) {
	for {
		x.mu.Lock()
		present := x.holders[key]
		if present == nil {
			h := &holder{interrupt: interrupt, gone: make(chan struct{})}
			x.holders[key] = h
			x.mu.Unlock()
			return func() {
				x.mu.Lock()
				delete(x.holders, key)
				x.mu.Unlock()
				close(h.gone)
			}, true
		}
		// Still locked: the holder cannot leave meanwhile, so the interrupt
		// cannot reach the next request of its connection.
		present.interrupt()
		x.mu.Unlock()
		select {
		case <-present.gone:
		case <-done:
			return nil, false
		}
	}
}
