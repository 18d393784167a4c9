package vpcd

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"sync/atomic"
	"testing"
	"time"
)

// echo is a card that says back what it hears and counts its resets.
type echo struct {
	resets atomic.Int32
	pulled bool
}

func (e *echo) ATR() []byte { return []byte{0x3B, 0x80, 0x80, 0x01, 0x01} }
func (e *echo) Reset()      { e.resets.Add(1) }
func (e *echo) Transmit(command []byte) []byte {
	if e.pulled {
		return nil
	}
	return append(bytes.Clone(command), 0x90, 0x00)
}

// driver is the reader's side: it listens as vpcd does.
type driver struct {
	t        *testing.T
	listener *net.TCPListener
}

func newDriver(t *testing.T) driver {
	t.Helper()
	l, err := net.ListenTCP("tcp", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	if err := l.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	return driver{t, l}
}

func (d driver) addr() string { return d.listener.Addr().String() }

func (d driver) accept() net.Conn {
	d.t.Helper()
	conn, err := d.listener.Accept()
	if err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() { _ = conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		d.t.Fatal(err)
	}
	return conn
}

// send writes length and payload in two segments, as the driver of Debian does.
func send(t *testing.T, conn net.Conn, payload ...byte) {
	t.Helper()
	for _, part := range [][]byte{{byte(len(payload) >> 8), byte(len(payload))}, payload} {
		if _, err := conn.Write(part); err != nil {
			t.Fatal(err)
		}
	}
}

func receive(t *testing.T, conn net.Conn) []byte {
	t.Helper()
	header := make([]byte, 2)
	if _, err := io.ReadFull(conn, header); err != nil {
		t.Fatal(err)
	}
	payload := make([]byte, int(header[0])<<8|int(header[1]))
	if _, err := io.ReadFull(conn, payload); err != nil {
		t.Fatal(err)
	}
	return payload
}

func TestServe(t *testing.T) {
	d, card := newDriver(t), &echo{}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- Serve(ctx, d.addr(), card) }()
	conn := d.accept()
	send(t, conn, ctlPowerOn)
	send(t, conn, ctlReset)
	send(t, conn, ctlGetATR)
	if got := receive(t, conn); !bytes.Equal(got, card.ATR()) {
		t.Errorf("ATR %X", got)
	}
	if got := card.resets.Load(); got != 2 {
		t.Errorf("%d resets, want 2", got)
	}
	send(t, conn, 0x77) // unknown controls are passed over
	send(t, conn)       // so is nothing at all
	long := bytes.Repeat([]byte{0xA5}, maxMessage-2)
	for _, command := range [][]byte{{0x00, 0xA4, 0x04, 0x0C}, long} {
		send(t, conn, command...)
		if got := receive(t, conn); !bytes.Equal(got, append(bytes.Clone(command), 0x90, 0x00)) {
			t.Errorf("%d bytes came back as %d", len(command), len(got))
		}
	}
	// The reader service dies and comes back: the card is still on the reader.
	_ = conn.Close()
	again := d.accept()
	send(t, again, ctlGetATR)
	if got := receive(t, again); !bytes.Equal(got, card.ATR()) {
		t.Errorf("ATR %X after the return", got)
	}
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("ended with %v", err)
	}
	if _, err := again.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
		t.Errorf("connection stays: %v", err)
	}
}

func TestServeEndsWhenPulled(t *testing.T) {
	d, card := newDriver(t), &echo{pulled: true}
	ended := make(chan error, 1)
	go func() { ended <- Serve(t.Context(), d.addr(), card) }()
	conn := d.accept()
	send(t, conn, 0x00, 0x84, 0x00, 0x00, 0x08)
	if err := <-ended; err != nil {
		t.Errorf("ended with %v", err)
	}
	if _, err := conn.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
		t.Errorf("connection stays: %v", err)
	}
}

func TestServeTooLongAnswer(t *testing.T) {
	d := newDriver(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() { _ = Serve(ctx, d.addr(), &echo{}) }()
	conn := d.accept()
	send(t, conn, bytes.Repeat([]byte{1}, maxMessage)...)
	if _, err := conn.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
		t.Errorf("an answer that cannot be framed does not end the connection: %v", err)
	}
}

func TestSlot(t *testing.T) {
	d := newDriver(t)
	slot := NewSlot(d.addr())
	slot.Gap = 0
	slot.Remove() // nothing there: nothing happens
	first, second := &echo{}, &echo{}
	for _, card := range []*echo{first, second} {
		if err := slot.Place(t.Context(), card); err != nil {
			t.Fatal(err)
		}
		conn := d.accept()
		send(t, conn, ctlReset)
		send(t, conn, ctlGetATR)
		receive(t, conn)
		if card == second {
			slot.Remove()
			if _, err := conn.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
				t.Errorf("removed card is still connected: %v", err)
			}
		}
	}
	if first.resets.Load() != 1 || second.resets.Load() != 1 {
		t.Errorf("%d and %d resets: cards were mixed up", first.resets.Load(), second.resets.Load())
	}
}

// TestGap checks that a card is not swapped faster than the driver looks.
func TestGap(t *testing.T) {
	d := newDriver(t)
	slot := NewSlot(d.addr())
	slot.Gap = time.Hour
	if err := slot.Place(t.Context(), &echo{}); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if err := slot.Place(ctx, &echo{}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("swapped within the gap: %v", err)
	}
	slot.Remove()
}

func TestPlaceWithoutReader(t *testing.T) {
	d := newDriver(t)
	addr := d.addr()
	_ = d.listener.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	slot := NewSlot(addr)
	if err := slot.Place(ctx, &echo{}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("placed on nothing: %v", err)
	}
}
