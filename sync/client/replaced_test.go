package client_test

import (
	"bytes"
	"net/http"
	"testing"

	"carddesk/app/port"
	"carddesk/sync/client"
)

// An edit while the old version is on its way ends the upload after the piece that
// is under way, and no late answer marks anything.
func TestReplacedWhileSending(t *testing.T) {
	const size, chunk = 400_000, 40_000
	s := newStation(t)
	s.box.put(bytes.Repeat([]byte{3}, size))
	k := &taker{size: size}
	inner := k.serve(t)
	server := s.serve(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPatch && k.got.Load() >= 2*chunk {
			s.box.replace()
		}
		inner.ServeHTTP(w, r)
	}))
	c := s.run(server.URL, caOf(server), func(o *client.Options) { o.MaxChunk = chunk })
	eventually(t, "the upload ends", func() bool {
		return s.box.now().State == port.DeliverySuperseded && c.Status().Uploading == 0
	})
	looks := s.box.looks()
	eventually(t, "the outbox is looked at again", func() bool { return s.box.looks() > looks+2 })
	if got := k.got.Load(); got != 3*chunk {
		t.Errorf("%d bytes went, want %d", got, 3*chunk)
	}
	if d := s.box.now(); d.State != port.DeliverySuperseded || d.Failure != "" || c.Status().Failure != "" {
		t.Errorf("%+v, status %+v", d, c.Status())
	}
}
