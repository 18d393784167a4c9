// Package vpcd puts virtual cards on the virtual reader of vsmartcard: it is the
// card's side of the vpcd protocol, spoken with the driver inside pcscd or with
// the desk's own loopback reader.
//
// The protocol (virtualsmartcard, src/vpcd/vpcd.c): the card connects by TCP;
// every message of either side is a big-endian 16 bit length and that many
// bytes; one byte is a control (power off, power on, reset, get ATR), anything
// else a command APDU answered by a response APDU. A closed connection is a
// card taken off the reader.
package vpcd

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"time"
)

// DefaultPort is where the driver listens for the card of its first slot.
const DefaultPort = 35963

// Controls of the protocol.
const (
	ctlPowerOff = 0x00
	ctlPowerOn  = 0x01
	ctlReset    = 0x02
	ctlGetATR   = 0x04
)

// maxMessage is the largest payload that the 16 bit length can announce.
const maxMessage = 65535

// Card is what lies on the reader. Calls come one at a time.
type Card interface {
	// ATR is the answer to reset, 2 to 33 bytes.
	ATR() []byte
	// Reset forgets the volatile state: selected file, keys of a session. It is
	// called for power on, power off and reset.
	Reset()
	// Transmit answers a command APDU with at most 65535 bytes. An answer of
	// zero bytes says that the card was pulled in the middle of the command.
	Transmit(command []byte) []byte
}

// Serve keeps the card on the reader at addr until ctx ends: it connects,
// answers, and connects again when the reader service goes away and returns.
// It returns ctx's error, or nil when the card pulled itself.
func Serve(ctx context.Context, addr string, card Card) error {
	return serve(ctx, addr, card, func() {})
}

// retryDelay is how long Serve waits before it looks for the reader again.
const retryDelay = 200 * time.Millisecond

// serve is [Serve] with a hook that is called on each connection.
func serve(ctx context.Context, addr string, card Card, connected func()) error {
	var dialer net.Dialer
	for {
		conn, err := dialer.DialContext(ctx, "tcp", addr)
		if err == nil {
			connected()
			err = talk(ctx, conn, card)
			if errors.Is(err, errPulled) {
				return nil
			}
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(retryDelay):
		}
	}
}

// errPulled says that the card left the reader by itself.
var errPulled = errors.New("card pulled")

// talk answers on one connection until it ends, which it closes.
func talk(ctx context.Context, conn net.Conn, card Card) error {
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	defer func() { _ = conn.Close() }()
	in := bufio.NewReader(conn)
	for {
		payload, err := readMessage(conn, in)
		if err != nil {
			return err
		}
		var answer []byte
		switch {
		case len(payload) == 0:
			continue
		case len(payload) > 1:
			if answer = card.Transmit(payload); len(answer) == 0 {
				return errPulled
			}
		case payload[0] == ctlGetATR:
			answer = card.ATR()
		case payload[0] == ctlPowerOff, payload[0] == ctlPowerOn, payload[0] == ctlReset:
			card.Reset()
			continue
		default:
			continue
		}
		if err := writeMessage(conn, answer); err != nil {
			return err
		}
	}
}

// readMessage reads one message. The driver of Debian 12 sends length and
// payload in two segments; with delayed acknowledgement every message then
// costs 40 ms, so the acknowledgement is asked for at once, each time, since
// the kernel forgets the wish.
func readMessage(conn net.Conn, in *bufio.Reader) ([]byte, error) {
	quickAck(conn)
	var header [2]byte
	if _, err := io.ReadFull(in, header[:]); err != nil {
		return nil, fmt.Errorf("reading length: %w", err)
	}
	quickAck(conn)
	payload := make([]byte, binary.BigEndian.Uint16(header[:]))
	if _, err := io.ReadFull(in, payload); err != nil {
		return nil, fmt.Errorf("reading payload: %w", err)
	}
	return payload, nil
}

// writeMessage sends length and payload in one segment.
func writeMessage(conn net.Conn, payload []byte) error {
	if len(payload) > maxMessage {
		return fmt.Errorf("answer of %d bytes does not fit a message", len(payload))
	}
	out := make([]byte, 2, 2+len(payload))
	binary.BigEndian.PutUint16(out, uint16(len(payload)))
	if _, err := conn.Write(append(out, payload...)); err != nil {
		return fmt.Errorf("writing answer: %w", err)
	}
	return nil
}
