package client

import (
	"context"
	"io"
	"sync"
	"time"

	"carddesk/app/port"
)

// meterSpan is the time over which the rate is measured: long enough for a slow
// line to be steady, short enough for a new one to show.
const meterSpan = 10 * time.Second

// showEvery is how often a rate that changes is shown.
const showEvery = time.Second

// meter measures how fast bytes leave. The zero meter is ready.
type meter struct {
	mu    sync.Mutex
	marks []mark
	shown time.Time
}

// mark is how many bytes had left since the first mark at a moment.
type mark struct {
	at    time.Time
	bytes int64
}

// begin forgets what was measured: nothing was to be sent between two packets.
func (m *meter) begin(now time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.marks = append(m.marks[:0], mark{at: now})
}

// add notes that n bytes have left and returns the bytes a second of late; show
// is true when it is time to show them.
func (m *meter) add(n int, now time.Time) (rate int64, show bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.marks) == 0 {
		m.marks = append(m.marks, mark{at: now})
	}
	last := m.marks[len(m.marks)-1]
	next := mark{at: now, bytes: last.bytes + int64(n)}
	// One mark in a tenth of a second is enough, whatever the size of the pieces.
	if len(m.marks) > 1 && now.Sub(m.marks[len(m.marks)-2].at) < meterSpan/100 {
		next.at = last.at
		m.marks[len(m.marks)-1] = next
	} else {
		m.marks = append(m.marks, next)
	}
	for len(m.marks) > 2 && now.Sub(m.marks[0].at) > meterSpan {
		m.marks = m.marks[1:]
	}
	first := m.marks[0]
	took := now.Sub(first.at)
	if took <= 0 || now.Sub(m.shown) < showEvery {
		return 0, false
	}
	m.shown = now
	return int64(float64(next.bytes-first.bytes) / took.Seconds()), true
}

// timeLeft is how long bytes take at a rate, in whole seconds; 0: not known.
func timeLeft(bytes, rate int64) time.Duration {
	if rate <= 0 || bytes <= 0 {
		return 0
	}
	return time.Duration(bytes/rate+1) * time.Second
}

// arrived shows how much of the packet under way the registry has.
func (c *Client) arrived(offset int64) {
	c.change(func(s *port.SyncStatus) {
		s.Bytes -= offset - s.Sent
		s.Sent = offset
		s.Left = timeLeft(s.Bytes, s.Rate)
	})
}

// paced reads no faster than policy allows and measures what goes.
func (c *Client) paced(ctx context.Context, in io.Reader) io.Reader {
	return &pacedReader{ctx: ctx, in: in, client: c}
}

type pacedReader struct {
	ctx    context.Context
	in     io.Reader
	client *Client
	next   time.Time // before it nothing more is read
}

// pieces a second are read under a bound, so that a bound is kept evenly.
const pieces = 8

func (r *pacedReader) Read(p []byte) (int, error) {
	bound := r.client.opts.Limits(r.client.opts.Clock.Now()).BytesPerSecond
	if bound > 0 {
		if wait := time.Until(r.next); wait > 0 {
			if err := pause(r.ctx, wait); err != nil {
				return 0, err
			}
		}
		p = p[:min(int64(len(p)), max(bound/pieces, 1))]
	}
	n, err := r.in.Read(p)
	now := time.Now()
	if bound > 0 {
		if r.next.Before(now) {
			r.next = now
		}
		r.next = r.next.Add(time.Duration(int64(n) * int64(time.Second) / bound))
	}
	if rate, show := r.client.meter.add(n, now); show {
		r.client.change(func(s *port.SyncStatus) { s.Rate, s.Left = rate, timeLeft(s.Bytes, rate) })
	}
	return n, err
}
