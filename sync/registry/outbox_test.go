package registry_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"sync"
	"time"

	"carddesk/app/port"
)

// outbox is the store of a desk in memory. It survives clients, as a database
// survives the program.
type outbox struct {
	mu         sync.Mutex
	deliveries map[port.PacketID]*port.Delivery
	files      map[port.PacketID][]byte
	paths      map[port.PacketID]string // of packets too large for memory
	order      []port.PacketID
	events     []port.OutboxEvent
	hashes     []port.LogHash
	cursor     int64
	inbox      []port.FeedItem
	opened     int
	changes    []port.Change
	// watch is told of every state that a delivery is shown in; it may be nil.
	watch func(id port.PacketID, inner string, state port.DeliveryState)
}

var _ port.Outbox = (*outbox)(nil)

func newOutbox() *outbox {
	return &outbox{deliveries: map[port.PacketID]*port.Delivery{}, files: map[port.PacketID][]byte{}}
}

func (o *outbox) add(id port.PacketID, inner string, sealed []byte) port.Delivery {
	o.mu.Lock()
	defer o.mu.Unlock()
	sum := sha256.Sum256(sealed)
	d := &port.Delivery{Packet: id, State: port.DeliverySealed, SHA256: hex.EncodeToString(sum[:]), Inner: inner, Size: int64(len(sealed))}
	if o.deliveries[id] == nil {
		o.order = append(o.order, id)
	}
	o.deliveries[id], o.files[id] = d, sealed
	for other, older := range o.deliveries {
		if other.Dossier == id.Dossier && other.Version < id.Version && older.State != port.DeliveryDecided {
			older.State = port.DeliverySuperseded
		}
	}
	return *d
}

func (o *outbox) addHash(h port.LogHash) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.hashes = append(o.hashes, h)
}

func (o *outbox) addEvent(e port.OutboxEvent) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.events = append(o.events, e)
}

func (o *outbox) Due(_ context.Context, now time.Time, limit int) ([]port.Delivery, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	var out []port.Delivery
	for _, id := range o.order {
		d := o.deliveries[id]
		switch d.State {
		case port.DeliverySealed, port.DeliveryOffered, port.DeliveryUploading, port.DeliveryStored:
			if !d.NotBefore.After(now) && len(out) < limit {
				out = append(out, *d)
			}
		}
	}
	return out, nil
}

// moves are the transitions that a desk allows the sync client, as its table of
// deliveries has them.
var moves = map[port.DeliveryState][]port.DeliveryState{
	port.DeliveryOffered:      {port.DeliverySealed, port.DeliveryUploading, port.DeliveryStored},
	port.DeliveryUploading:    {port.DeliverySealed, port.DeliveryOffered},
	port.DeliveryStored:       {port.DeliverySealed, port.DeliveryOffered, port.DeliveryUploading},
	port.DeliveryAcknowledged: {port.DeliverySealed, port.DeliveryOffered, port.DeliveryUploading, port.DeliveryStored},
	port.DeliverySetAside:     {port.DeliverySealed, port.DeliveryOffered, port.DeliveryUploading, port.DeliveryStored},
}

type packetFile struct{ *bytes.Reader }

func (packetFile) Close() error { return nil }

func (o *outbox) OpenPacket(_ context.Context, id port.PacketID) (io.ReadSeekCloser, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if path := o.paths[id]; path != "" {
		return os.Open(path)
	}
	content, ok := o.files[id]
	if !ok {
		return nil, errors.New("no such packet")
	}
	return packetFile{bytes.NewReader(content)}, nil
}

func (o *outbox) Mark(_ context.Context, id port.PacketID, m port.DeliveryMark) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	d := o.deliveries[id]
	switch d.State {
	case port.DeliverySuperseded, port.DeliveryDecided:
		return nil
	case port.DeliveryAcknowledged:
		if m.State != port.DeliveryDecided {
			return nil
		}
	}
	if m.State != d.State && !slices.Contains(moves[m.State], d.State) {
		return fmt.Errorf("from %s to %s", d.State, m.State)
	}
	if m.Failure != "" {
		d.Attempts++
	}
	if m.State == port.DeliveryOffered || m.UploadURL != "" {
		d.UploadURL = m.UploadURL
	}
	d.State, d.Failure = m.State, m.Failure
	o.show(d)
	return nil
}

// show tells of a delivery as it is shown now.
func (o *outbox) show(d *port.Delivery) {
	if o.watch != nil {
		o.watch(d.Packet, d.Inner, d.State)
	}
}

func (o *outbox) Events(_ context.Context, limit int) ([]port.OutboxEvent, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.events[:min(limit, len(o.events))]), nil
}

func (o *outbox) EventsAcknowledged(_ context.Context, through int64) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.events = slices.DeleteFunc(o.events, func(e port.OutboxEvent) bool { return e.Seq <= through })
	return nil
}

func (o *outbox) LogHashes(_ context.Context, limit int) ([]port.LogHash, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.hashes[:min(limit, len(o.hashes))]), nil
}

func (o *outbox) LogAcknowledged(_ context.Context, through int64) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.hashes = slices.DeleteFunc(o.hashes, func(h port.LogHash) bool { return h.Seq <= through })
	return nil
}

func (o *outbox) Cursor(context.Context) (int64, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.cursor, nil
}

func (o *outbox) Receive(_ context.Context, items []port.FeedItem, cursor int64) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, item := range items {
		if item.Seq > o.cursor {
			o.inbox = append(o.inbox, item)
			o.cursor = item.Seq
		}
	}
	if o.cursor < cursor { // further than that: a stick, or the line, was quicker
		return errors.New("cursor does not fit the items")
	}
	return nil
}

// unopened hands out what has arrived since the last call.
func (o *outbox) unopened() []port.FeedItem {
	o.mu.Lock()
	defer o.mu.Unlock()
	out := slices.Clone(o.inbox[o.opened:])
	o.opened = len(o.inbox)
	return out
}

func (o *outbox) apply(c port.Change) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.changes = append(o.changes, c)
	d := o.deliveries[port.PacketID{Dossier: c.Dossier, Version: c.Version}]
	if d == nil || d.State == port.DeliverySuperseded || d.State == port.DeliveryDecided {
		return
	}
	switch c.Kind {
	case port.ChangeAcknowledged:
		d.State = port.DeliveryAcknowledged
	case port.ChangeAccepted, port.ChangeRejected, port.ChangeRecapture:
		d.State = port.DeliveryDecided
	}
	o.show(d)
}

// changesAfter returns the changes behind the first n.
func (o *outbox) changesAfter(n int) []port.Change {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.changes[n:])
}

// state returns how a delivery stands, and its last failure.
func (o *outbox) state(id port.PacketID) (port.DeliveryState, string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.deliveries[id].State, o.deliveries[id].Failure
}

// kinds returns the kinds of changes of a dossier in the order they came.
func (o *outbox) kinds(dossier string) []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	var out []string
	for _, c := range o.changes {
		if c.Dossier == dossier {
			out = append(out, c.Kind)
		}
	}
	return out
}

// change returns the first change of a kind.
func (o *outbox) change(dossier, kind string) port.Change {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, c := range o.changes {
		if c.Dossier == dossier && c.Kind == kind {
			return c
		}
	}
	return port.Change{}
}

// quiet reports whether nothing waits any more.
func (o *outbox) quiet() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, d := range o.deliveries {
		switch d.State {
		case port.DeliveryDecided, port.DeliverySuperseded, port.DeliverySetAside:
		default:
			return false
		}
	}
	return len(o.events) == 0 && len(o.hashes) == 0
}
