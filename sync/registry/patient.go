package registry

import (
	"errors"
	"io"
	"net/http"
	"sync"
	"time"
)

// patient wraps the body of a request.
func (r *Registry) patient(w http.ResponseWriter, req *http.Request) *patientReader {
	return &patientReader{in: req.Body, control: http.NewResponseController(w), idle: r.opts.IdleTimeout}
}

// patientReader gives a connection a while for each piece instead of a while
// for the whole, and keeps the body's own error apart from those of the disk.
type patientReader struct {
	in      io.ReadCloser
	control *http.ResponseController
	idle    time.Duration
	err     error

	mu          sync.Mutex
	reading     bool
	interrupted bool
}

// errInterrupted ends a body whose upload another request asks for.
var errInterrupted = errors.New("registry: upload asked for by another request")

// interrupt ends the reading, now or at its next piece. A request that has read
// all it needs is left alone: an expired deadline would end its connection, and
// what asks may itself be the late echo of a dead one.
func (p *patientReader) interrupt() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.interrupted = true
	if p.reading {
		_ = p.control.SetReadDeadline(time.Unix(1, 0))
	}
}

// begin marks the begin of reading a piece. A server without deadlines, as in a
// test, waits as long as it likes.
func (p *patientReader) begin() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.interrupted {
		return errInterrupted
	}
	p.reading = true
	_ = p.control.SetReadDeadline(time.Now().Add(p.idle))
	return nil
}

// end marks its end. After the last piece the deadline is lifted: what follows
// is the registry's own work.
func (p *patientReader) end(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.reading = false
	if err != nil {
		p.err = err
		_ = p.control.SetReadDeadline(time.Time{})
	}
}

func (p *patientReader) Read(buf []byte) (int, error) {
	if err := p.begin(); err != nil {
		p.end(err)
		return 0, err
	}
	n, err := p.in.Read(buf)
	p.end(err)
	return n, err
}

// Close closes the body.
func (p *patientReader) Close() error { return p.in.Close() }

// more reports whether the body goes on after the last byte announced.
func (p *patientReader) more() bool {
	var one [1]byte
	n, _ := p.Read(one[:])
	return n > 0
}
