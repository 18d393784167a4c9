package card

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"

	"carddesk/app/port"
)

// LoopbackReader is the name of the loopback reader.
const LoopbackReader = "Loopback PCD 00 00"

// Controls of the vpcd protocol that the reader's side sends.
const (
	vpcdPowerOff = 0x00
	vpcdPowerOn  = 0x01
	vpcdReset    = 0x02
)

// Loopback is a reader inside the program, for machines without PC/SC: it listens
// on a loopback port and speaks the reader's side of the vpcd protocol, so that
// the card process that connects to the driver of pcscd connects here as well.
// A connection is a card on the reader.
type Loopback struct {
	listener net.Listener
	ended    sync.WaitGroup

	mu         sync.Mutex
	card       *loopbackCard // nil when the reader is empty
	insertions uint32
	changed    chan struct{} // closed and replaced on every change
}

// NewLoopback listens on addr, for example "127.0.0.1:35963" or "127.0.0.1:0".
// Addresses that other machines reach are refused.
func NewLoopback(addr string) (*Loopback, error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, fmt.Errorf("loopback reader: %w", err)
	}
	if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() {
		return nil, errors.New("loopback reader: address is not a loopback address")
	}
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("loopback reader: %w", err)
	}
	l := &Loopback{listener: listener, changed: make(chan struct{})}
	l.ended.Add(1)
	go l.accept()
	return l, nil
}

// Addr is where the reader listens.
func (l *Loopback) Addr() string { return l.listener.Addr().String() }

// Close ends the reader; a card on it is cut off.
func (l *Loopback) Close() error {
	err := l.listener.Close()
	l.mu.Lock()
	if l.card != nil {
		_ = l.card.conn.Close()
	}
	l.mu.Unlock()
	l.ended.Wait()
	return err
}

// accept takes one card at a time; a second one is turned away, as two cards in
// the field would be.
func (l *Loopback) accept() {
	defer l.ended.Done()
	for {
		conn, err := l.listener.Accept()
		if err != nil {
			return // closed
		}
		l.mu.Lock()
		if l.card != nil {
			l.mu.Unlock()
			_ = conn.Close()
			continue
		}
		card := &loopbackCard{conn: conn, answers: make(chan []byte, 1), gone: make(chan struct{})}
		l.card = card
		l.insertions++
		l.signal()
		l.mu.Unlock()
		l.ended.Add(1)
		go l.receive(card)
	}
}

// receive hands over the card's answers until the card leaves.
func (l *Loopback) receive(card *loopbackCard) {
	defer l.ended.Done()
	in := bufio.NewReader(card.conn)
	for {
		answer, err := readVPCD(in)
		if err != nil {
			break
		}
		card.deliver(answer)
	}
	_ = card.conn.Close()
	close(card.gone)
	l.mu.Lock()
	l.card = nil
	l.signal()
	l.mu.Unlock()
}

// signal wakes the watchers. l.mu is held.
func (l *Loopback) signal() {
	close(l.changed)
	l.changed = make(chan struct{})
}

// snapshot lists the one reader, with the channel that the next change closes.
func (l *Loopback) snapshot() ([]port.Reader, <-chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	r := port.Reader{Name: LoopbackReader, CardPresent: l.card != nil, Insertion: l.insertions}
	r.InUse = l.card != nil && l.card.held
	return []port.Reader{r}, l.changed
}

// Readers lists the one reader.
func (l *Loopback) Readers(context.Context) ([]port.Reader, error) {
	readers, _ := l.snapshot()
	return readers, nil
}

// Watch sends the reader's state at once and whenever it changes.
func (l *Loopback) Watch(ctx context.Context) <-chan []port.Reader {
	out := make(chan []port.Reader)
	go func() {
		defer close(out)
		for {
			readers, changed := l.snapshot()
			select {
			case out <- readers:
			case <-ctx.Done():
				return
			}
			select {
			case <-changed:
			case <-ctx.Done():
				return
			}
		}
	}()
	return out
}

// Connect takes the card and resets it.
func (l *Loopback) Connect(_ context.Context, reader string) (Link, error) {
	if reader != LoopbackReader {
		return nil, fault(port.CardNoReader, "connect", nil)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.card == nil:
		return nil, fault(port.CardAbsent, "connect", nil)
	case l.card.held:
		return nil, fault(port.CardInUse, "connect", nil)
	}
	for _, control := range []byte{vpcdPowerOn, vpcdReset} {
		if err := writeVPCD(l.card.conn, []byte{control}); err != nil {
			return nil, fault(port.CardRemoved, "connect", err)
		}
	}
	l.card.held = true
	l.signal()
	return &loopbackLink{reader: l, card: l.card}, nil
}

// loopbackCard is a card on the reader.
type loopbackCard struct {
	conn    net.Conn
	answers chan []byte   // room for one
	gone    chan struct{} // closed when the card left
	held    bool          // guarded by the reader's mutex

	mu   sync.Mutex
	late int // answers still owed to transmissions that were given up
}

// deliver hands an answer to whoever waits. Late answers are dropped, and so is
// what a card says without being asked.
func (c *loopbackCard) deliver(answer []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.late > 0 {
		c.late--
		return
	}
	select {
	case c.answers <- answer:
	default:
	}
}

// giveUp makes sure that the answer of the present command meets nobody: it has
// just come, or it will be late.
func (c *loopbackCard) giveUp() {
	c.mu.Lock()
	defer c.mu.Unlock()
	select {
	case <-c.answers:
	default:
		c.late++
	}
}

// loopbackLink is the holder of a card.
type loopbackLink struct {
	reader *Loopback
	card   *loopbackCard
}

// Transmit sends the command and waits for its answer.
func (k *loopbackLink) Transmit(ctx context.Context, command []byte) ([]byte, error) {
	if len(command) < 4 {
		// One byte would be taken for a control.
		return nil, fmt.Errorf("command of %d bytes", len(command))
	}
	if err := writeVPCD(k.card.conn, command); err != nil {
		return nil, fault(port.CardRemoved, "", err)
	}
	select {
	case answer := <-k.card.answers:
		return answer, nil
	case <-k.card.gone:
		return nil, fault(port.CardRemoved, "", io.ErrUnexpectedEOF)
	case <-ctx.Done():
		k.card.giveUp()
		return nil, ctx.Err()
	}
}

// MaxAnswer is what a message of the protocol holds besides the status.
func (k *loopbackLink) MaxAnswer() int { return 0xFFFF - 2 }

// Close powers the card down and gives it back.
func (k *loopbackLink) Close() {
	k.reader.mu.Lock()
	defer k.reader.mu.Unlock()
	if k.card.held {
		k.card.held = false
		_ = writeVPCD(k.card.conn, []byte{vpcdPowerOff})
		k.reader.signal()
	}
}

// readVPCD reads one message: a big-endian length and that many bytes.
func readVPCD(in io.Reader) ([]byte, error) {
	var header [2]byte
	if _, err := io.ReadFull(in, header[:]); err != nil {
		return nil, err
	}
	payload := make([]byte, binary.BigEndian.Uint16(header[:]))
	_, err := io.ReadFull(in, payload)
	return payload, err
}

// writeVPCD writes one message in one segment.
func writeVPCD(out io.Writer, payload []byte) error {
	if len(payload) > 0xFFFF {
		return fmt.Errorf("message of %d bytes", len(payload))
	}
	message := make([]byte, 2, 2+len(payload))
	binary.BigEndian.PutUint16(message, uint16(len(payload)))
	_, err := out.Write(append(message, payload...))
	return err
}
