package client_test

import (
	"bytes"
	"crypto/rand"
	"net"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"carddesk/sync/client"
)

// countedListener counts what arrives at a server, TLS and all, and lets it come
// no faster than rate bytes a second.
type countedListener struct {
	net.Listener
	arrived atomic.Int64
	rate    int64 // 0: no bound
}

func (l *countedListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	if tcp, ok := conn.(*net.TCPConn); ok && l.rate > 0 {
		_ = tcp.SetReadBuffer(32 << 10) // else the system takes the line's place
	}
	return &countedConn{Conn: conn, l: l}, nil
}

// lineSlack is what a busy machine may oversleep.
const lineSlack = 50 * time.Millisecond

type countedConn struct {
	net.Conn
	l    *countedListener
	next time.Time
}

func (c *countedConn) Read(p []byte) (int, error) {
	if c.l.rate > 0 {
		time.Sleep(time.Until(c.next))
		p = p[:min(len(p), 8<<10)]
	}
	n, err := c.Conn.Read(p)
	c.l.arrived.Add(int64(n))
	// A sleep that was too long is made up for; a line that stood still is not.
	if oldest := time.Now().Add(-lineSlack); c.next.Before(oldest) {
		c.next = oldest
	}
	if c.l.rate > 0 {
		c.next = c.next.Add(time.Duration(int64(n) * int64(time.Second) / c.l.rate))
	}
	return n, err
}

// send sends one packet of size bytes over a line and returns how many bytes went
// over it and how long the packet took.
func send(t testing.TB, size int, rate int64) (wire int64, took time.Duration) {
	t.Helper()
	s := newStation(t)
	content := make([]byte, size)
	if _, err := rand.Read(content); err != nil {
		t.Fatal(err)
	}
	k := &taker{size: int64(size)}
	l := &countedListener{rate: rate}
	server := s.serve(k.serve(t), func(server *httptest.Server) {
		l.Listener = server.Listener
		server.Listener = l
	})
	s.box.put(bytes.Clone(content))
	begun := time.Now()
	s.run(server.URL, caOf(server), func(o *client.Options) { o.Stall, o.PollWait = 30*time.Second, 20*time.Second })
	for !k.stored.Load() {
		if time.Since(begun) > 2*time.Minute {
			t.Fatal("never arrives")
		}
		time.Sleep(time.Millisecond)
	}
	return l.arrived.Load(), time.Since(begun)
}

// A packet of 1 MB costs at most 2 % more than itself on the line: handshake,
// batch, requests and TLS records counted.
func TestOverhead(t *testing.T) {
	const size = 1 << 20
	wire, _ := send(t, size, 0)
	if over := float64(wire-size) / size; over > 0.02 {
		t.Errorf("%d bytes for a packet of %d: %.2f %% more", wire, size, 100*over)
	} else {
		t.Logf("%d bytes for a packet of %d: %.2f %% more", wire, size, 100*over)
	}
}

// BenchmarkLine sends a packet of 10 MB over a line of 10 Mbit/s and tells which
// part of the line it used.
func BenchmarkLine(b *testing.B) {
	const size, rate = 10 << 20, 10_000_000 / 8
	var took time.Duration
	for range b.N {
		_, one := send(b, size, rate)
		took += one
	}
	b.ReportMetric(100*float64(size)*float64(b.N)/took.Seconds()/rate, "%line")
}
