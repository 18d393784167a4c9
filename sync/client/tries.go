package client

import (
	"sync"

	"carddesk/app/port"
)

// tries counts the failures of packets. Sending and writing a stick may look at
// it at the same time.
type tries struct {
	mu     sync.Mutex
	counts map[port.PacketID]int
}

func (t *tries) of(id port.PacketID) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.counts[id]
}

func (t *tries) count(id port.PacketID) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.counts == nil {
		t.counts = map[port.PacketID]int{}
	}
	t.counts[id]++
}

func (t *tries) forget(id port.PacketID) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.counts, id)
}
