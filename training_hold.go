//go:build !release

package main

import (
	"context"
	"net/http"
	"sync"
)

// hold keeps the training device service from answering until it is told to
// start, as a device maker's service that starts long after the desk.
type hold struct {
	once  sync.Once
	start chan struct{}
}

func newHold(held bool) *hold {
	h := &hold{start: make(chan struct{})}
	if !held {
		h.release()
	}
	return h
}

func (h *hold) release() { h.once.Do(func() { close(h.start) }) }

func (h *hold) released() bool {
	select {
	case <-h.start:
		return true
	default:
		return false
	}
}

// wait reports whether the service was told to start before ctx ended.
func (h *hold) wait(ctx context.Context) bool {
	select {
	case <-h.start:
		return true
	case <-ctx.Done():
		return false
	}
}

// route adds the way to start the service to those of next.
func (h *hold) route(next http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/", next)
	mux.HandleFunc("POST /sbi/start", func(w http.ResponseWriter, _ *http.Request) {
		h.release()
		w.WriteHeader(http.StatusNoContent)
	})
	return mux
}
