package registry_test

import (
	"io"
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
		return once || l.faults.each > 0 && l.mine >= l.faults.each
	})
}

func (l *link) downwards() {
	l.pump(l.registry, l.desk, 32<<10, func(int) bool {
		if !l.asked {
			return false
		}
		l.asked = false
		l.turns++
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
		if l.faults.perSecond > 0 && from == l.desk {
			time.Sleep(time.Duration(n) * time.Second / time.Duration(l.faults.perSecond))
		}
		if _, err := to.Write(buf[:n]); err != nil {
			return
		}
	}
}
