package registry_test

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"sync"
	"testing"
	"time"
)

// proxy is a line between desk and registry that can be spoilt.
type proxy struct {
	t      testing.TB
	l      net.Listener
	target string
	faults faults

	mu     sync.Mutex
	conns  map[net.Conn]bool
	turns  int   // answers begun, over all connections
	breaks int   // so far
	next   int64 // of the repeated ones, the answer or byte at which the next comes
	up     int64 // bytes from desk to registry, over all connections
	fired  bool
	ended  bool
	closed sync.WaitGroup
}

// faults say when the line breaks. Those that fire do so once.
type faults struct {
	atTurn    int   // breaks as this answer begins: it is lost, its effect is not
	atByte    int64 // breaks when so many bytes have gone up
	each      int64 // breaks each connection after so many bytes up, again and again
	silent    bool  // "break" means that nothing passes any more, without a word
	perSecond int64 // bytes a second up
	down      int64 // bytes a second down

	// Again and again, at random places that are so far apart on the average:
	everyTurns int           // an answer is lost as it begins
	everyBytes int64         // the line breaks on its way up
	random     *rand.Rand    // draws the places
	late       time.Duration // everything takes so long on its way down
}

// due reports whether a repeated break comes at place, and draws the next one.
func (p *proxy) due(place, apart int64) bool {
	if apart == 0 {
		return false
	}
	if p.next == 0 {
		p.next = 1 + p.faults.random.Int64N(2*apart)
	}
	if place < p.next {
		return false
	}
	p.next = place + 1 + p.faults.random.Int64N(2*apart)
	return true
}

func startProxy(t testing.TB, target string, f faults) *proxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{t: t, l: l, target: target, faults: f, conns: map[net.Conn]bool{}}
	p.closed.Go(p.accept)
	t.Cleanup(p.close)
	return p
}

func (p *proxy) url() string { return "https://" + p.l.Addr().String() }

func (p *proxy) accept() {
	for {
		desk, err := p.l.Accept()
		if err != nil {
			return
		}
		registry, err := net.Dial("tcp", p.target)
		if err != nil {
			_ = desk.Close()
			continue
		}
		p.mu.Lock()
		if p.ended {
			_, _ = desk.Close(), registry.Close()
			p.mu.Unlock()
			return
		}
		p.conns[desk], p.conns[registry] = true, true
		p.mu.Unlock()
		link := &link{proxy: p, desk: desk, registry: registry}
		p.closed.Go(link.upwards)
		p.closed.Go(link.downwards)
	}
}

func (p *proxy) close() {
	_ = p.l.Close()
	p.mu.Lock()
	p.ended = true
	for c := range p.conns {
		_ = c.Close()
	}
	p.mu.Unlock()
	p.closed.Wait()
}

// sent returns how many bytes went up.
func (p *proxy) sent() int64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.up
}

// report tells what has passed.
func (p *proxy) report() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return fmt.Sprintf("%d answers, %d breaks, %d bytes up", p.turns, p.breaks, p.up)
}

// broken tells how often the line has broken.
func (p *proxy) broken() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.breaks
}

func (p *proxy) hasFired() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.fired
}

// link is one connection through the proxy.
type link struct {
	*proxy
	desk, registry net.Conn
	mine           int64 // bytes up
	asked          bool  // bytes went up since the last answer began
	dead           bool  // silent from now on
}

// cut ends the connection with a reset, or goes silent.
func (l *link) cut() {
	l.breaks++
	if l.faults.silent {
		l.dead = true
		return
	}
	for _, c := range []net.Conn{l.desk, l.registry} {
		_ = c.(*net.TCPConn).SetLinger(0)
		_ = c.Close()
	}
}

func (l *link) upwards() {
	l.pump(l.desk, l.registry, 4096, func(n int) bool {
		l.asked = true
		l.up += int64(n)
		l.mine += int64(n)
		once := !l.fired && l.faults.atByte > 0 && l.up >= l.faults.atByte
		if once {
			l.fired = true
		}
		return once || l.faults.each > 0 && l.mine >= l.faults.each || l.due(l.up, l.faults.everyBytes)
	})
}

func (l *link) downwards() {
	l.pump(l.registry, l.desk, 32<<10, func(int) bool {
		if !l.asked {
			return false
		}
		l.asked = false
		l.turns++
		if l.due(int64(l.turns), int64(l.faults.everyTurns)) {
			return true
		}
		if l.fired || l.faults.atTurn == 0 || l.turns < l.faults.atTurn {
			return false
		}
		l.fired = true
		return true
	})
}

// pump copies one direction; breaks reports, under the lock, whether the line
// breaks before these bytes pass.
func (l *link) pump(from, to net.Conn, size int, breaks func(int) bool) {
	defer func() {
		_ = from.Close()
		_ = to.Close()
		l.mu.Lock()
		delete(l.conns, from)
		l.mu.Unlock()
	}()
	perSecond, late := l.faults.perSecond, time.Duration(0)
	if from != l.desk {
		perSecond, late = l.faults.down, l.faults.late
	}
	out := io.WriteCloser(to)
	if late > 0 {
		out = delay(to, late)
		defer out.Close()
	}
	if perSecond > 0 {
		size = min(size, int(max(perSecond/8, 256)))
	}
	buf := make([]byte, size)
	for {
		n, err := from.Read(buf)
		if err != nil {
			return
		}
		l.mu.Lock()
		if breaks(n) {
			l.cut()
		}
		dead := l.dead
		l.mu.Unlock()
		if dead {
			_, _ = io.Copy(io.Discard, from)
			return
		}
		if perSecond > 0 {
			time.Sleep(time.Duration(n) * time.Second / time.Duration(perSecond))
		}
		if _, err := out.Write(buf[:n]); err != nil {
			return
		}
	}
}

// delayed writes to a connection after a while, however much is under way.
type delayed struct {
	late  time.Duration
	parts chan delayedPart
	ended chan struct{}
}

type delayedPart struct {
	at      time.Time
	content []byte
}

func delay(to net.Conn, late time.Duration) *delayed {
	d := &delayed{late: late, parts: make(chan delayedPart, 1024), ended: make(chan struct{})}
	go func() {
		defer close(d.ended)
		for part := range d.parts {
			time.Sleep(time.Until(part.at))
			if _, err := to.Write(part.content); err != nil {
				_ = to.Close() // the reader of the other side then ends too
			}
		}
	}()
	return d
}

func (d *delayed) Write(p []byte) (int, error) {
	d.parts <- delayedPart{at: time.Now().Add(d.late), content: bytes.Clone(p)}
	return len(p), nil
}

// Close waits until everything has arrived.
func (d *delayed) Close() error {
	close(d.parts)
	<-d.ended
	return nil
}
