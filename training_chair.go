//go:build !release

package main

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"sync"

	"carddesk/device/simulator/sbi"
)

// chair is the place before the training devices: who sits there is told by the
// desk for each dossier, perhaps before the device service runs.
type chair struct {
	mu      sync.Mutex
	service *sbi.Service
	seed    uint64
	woman   bool
	taken   bool
}

// serve lets whoever sits there be seen by a service.
func (c *chair) serve(service *sbi.Service) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.service = service
	if c.taken {
		service.Seat(c.seed, c.woman)
	}
}

// route adds the way to take the chair to those of next.
func (c *chair) route(next http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/", next)
	mux.HandleFunc("POST /seat", func(w http.ResponseWriter, r *http.Request) {
		seed, err := strconv.ParseUint(r.FormValue("person"), 10, 64)
		if err != nil {
			http.Error(w, "no such person", http.StatusBadRequest)
			return
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		c.seed, c.woman, c.taken = seed, r.FormValue("woman") != "", true
		if c.service != nil {
			c.service.Seat(c.seed, c.woman)
		}
		w.WriteHeader(http.StatusNoContent)
	})
	return mux
}

// Seat lets the citizen of a dossier sit down before the training devices.
func (b *bench) Seat(ctx context.Context, person uint64, woman bool) error {
	values := url.Values{"person": {strconv.FormatUint(person, 10)}}
	if woman {
		values.Set("woman", "yes")
	}
	return b.post(ctx, "/seat", values)
}
