package registry

import (
	"context"
	"errors"
	"io"
	"net/http"
	"sync/atomic"
	"time"

	"carddesk/sync/protocol"
)

// Observer is told what happens, for figures. It is called by many goroutines at
// once and must not wait. What it hears are routes, codes, sizes and times: never a
// path, an id or a person.
type Observer interface {
	// Request tells of an answer. Route is the pattern that answered, code that of
	// its problem ("" without), in how many bytes of body came.
	Request(route string, status int, code string, in int64, took time.Duration)
	// Packet tells how a whole packet of size bytes ended: "" is acknowledged, else
	// the code of its refusal or failure.
	Packet(code string, size int64)
	// Durable tells of a wait for what keeps things: "packet" is a packet put on the
	// shelf, "record" a transaction.
	Durable(what string, took time.Duration)
	// Decided tells of a decision of the centre.
	Decided(outcome Outcome, reason string)
}

// unobserved is nobody.
type unobserved struct{}

func (unobserved) Request(string, int, string, int64, time.Duration) {}
func (unobserved) Packet(string, int64)                              {}
func (unobserved) Durable(string, time.Duration)                     {}
func (unobserved) Decided(Outcome, string)                           {}

// fsyncs counts the files and folders that this program has had made durable.
var fsyncs atomic.Int64

// Fsyncs returns how often this program has waited for a file or folder of the
// registry to be durable; the database's own are not among them.
func Fsyncs() int64 { return fsyncs.Load() }

// observePacket tells how a whole packet ended.
func (r *Registry) observePacket(u upload, err error) {
	code := ""
	var p *protocol.Problem
	switch {
	case err == nil:
	case errors.As(err, &p):
		code = p.Code
	default:
		code = protocol.CodeInternal
	}
	r.opts.Observer.Packet(code, u.packet.Size)
}

// observedShelf tells how long it takes to keep a packet.
type observedShelf struct {
	Shelf
	observer Observer
}

func (s observedShelf) Keep(ctx context.Context, file, name string) error {
	begun := time.Now()
	err := s.Shelf.Keep(ctx, file, name)
	s.observer.Durable("packet", time.Since(begun))
	return err
}

// observed answers a request and tells of it.
func (r *Registry) observed(w http.ResponseWriter, req *http.Request, handler http.Handler) {
	begun := time.Now()
	body := &countedBody{ReadCloser: req.Body}
	req.Body = body
	answer := &observedAnswer{ResponseWriter: w, status: http.StatusOK}
	handler.ServeHTTP(answer, req)
	route := req.Pattern
	if route == "" {
		route = "none"
	}
	r.opts.Observer.Request(route, answer.status, w.Header().Get(protocol.HeaderProblem), body.n, time.Since(begun))
}

// countedBody counts what comes in.
type countedBody struct {
	io.ReadCloser
	n int64
}

func (b *countedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.n += int64(n)
	return n, err
}

// observedAnswer remembers the status of an answer.
type observedAnswer struct {
	http.ResponseWriter
	status int
}

func (a *observedAnswer) WriteHeader(status int) {
	a.status = status
	a.ResponseWriter.WriteHeader(status)
}

// Unwrap lets the deadlines of the connection be reached.
func (a *observedAnswer) Unwrap() http.ResponseWriter { return a.ResponseWriter }
