package client_test

import (
	"bytes"
	"io"
	"net/http"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"carddesk/app/port"
	"carddesk/sync/client"
	"carddesk/sync/protocol"
)

// taker is a registry that wants the one packet and counts what comes.
type taker struct {
	size   int64
	got    atomic.Int64
	stored atomic.Bool
	events atomic.Int64
}

func (k *taker) serve(t testing.TB) http.Handler {
	return timed(0, func(w http.ResponseWriter, r *http.Request) {
		switch r.Method {
		case http.MethodGet:
			writeJSON(w, protocol.ChangesAnswer{})
		case http.MethodPut:
			k.events.Add(1)
			body, err := io.ReadAll(r.Body)
			if err != nil {
				return
			}
			answer := protocol.BatchAnswer{Batch: r.URL.Path[len(protocol.PathBatches):]}
			if bytes.Contains(body, []byte(`"dossier":"d1"`)) {
				answer.Packets = []protocol.PacketAnswer{{Dossier: "d1", Version: 1, Standing: protocol.StandingWanted}}
			}
			writeJSON(w, answer)
		case http.MethodPost:
			w.Header().Set("Location", protocol.PathUploads+"u1")
			w.WriteHeader(http.StatusCreated)
		case http.MethodPatch:
			n, err := io.Copy(io.Discard, r.Body)
			if err != nil {
				t.Errorf("reading a chunk: %v", err)
			}
			at := k.got.Add(n)
			w.Header().Set(protocol.HeaderUploadOffset, strconv.FormatInt(at, 10))
			w.WriteHeader(http.StatusNoContent)
			if at == k.size {
				k.stored.Store(true)
			}
		}
	})
}

// A bound of policy is kept within a tenth, and the status tells rate and rest.
func TestBandwidthBound(t *testing.T) {
	const size, bound = 512 << 10, 256 << 10
	s := newStation(t)
	s.box.put(bytes.Repeat([]byte{7}, size))
	k := &taker{size: size}
	server := s.serve(k.serve(t))
	begun := time.Now()
	c := s.run(server.URL, caOf(server), func(o *client.Options) {
		o.Limits = func(time.Time) port.LineLimits { return port.LineLimits{BytesPerSecond: bound} }
		o.Stall = 10 * time.Second
	})
	var sawRate, sawLeft, sawProgress atomic.Bool
	go func() {
		for status := range c.Watch(t.Context()) {
			if status.Rate > bound/2 && status.Rate < 2*bound {
				sawRate.Store(true)
			}
			if status.Left > 0 {
				sawLeft.Store(true)
			}
			if status.Current == (port.PacketID{Dossier: "d1", Version: 1}) && status.Sent > 0 && status.Sent < status.Size {
				sawProgress.Store(true)
			}
		}
	}()
	eventually(t, "the packet is stored", k.stored.Load)
	if took := time.Since(begun); took < size*time.Second/bound*8/10 {
		t.Errorf("%d bytes went in %v, faster than %d a second", size, took, bound)
	}
	if !sawRate.Load() || !sawLeft.Load() || !sawProgress.Load() {
		t.Errorf("status told rate %v, time left %v, progress %v", sawRate.Load(), sawLeft.Load(), sawProgress.Load())
	}
}

// Outside the hours of policy a packet waits, and a person's wish overrules them.
func TestHours(t *testing.T) {
	content := []byte("một gói")
	s := newStation(t)
	s.box.put(content)
	k := &taker{size: int64(len(content))}
	server := s.serve(k.serve(t))
	var closed atomic.Bool
	closed.Store(true)
	c := s.run(server.URL, caOf(server), func(o *client.Options) {
		o.Limits = func(time.Time) port.LineLimits { return port.LineLimits{Closed: closed.Load()} }
	})
	looks := s.box.looks()
	eventually(t, "the outbox is looked at again", func() bool { return s.box.looks() > looks+3 })
	if status := c.Status(); !status.Held || status.Dossiers != 1 || k.got.Load() != 0 {
		t.Fatalf("%+v, %d bytes went", status, k.got.Load())
	}
	c.SendNow()
	eventually(t, "the packet is stored", k.stored.Load)
	eventually(t, "nothing is held any more", func() bool { return !c.Status().Held })
}

// A registry that wants to be left alone is, whether it says seconds or a time by
// its own clock, which may be another than ours.
func TestRetryAfterByTheRegistrysClock(t *testing.T) {
	for name, text := range map[string]func(now time.Time) string{
		"seconds": func(time.Time) string { return "1800" },
		"time":    func(now time.Time) string { return now.Add(30 * time.Minute).UTC().Format(http.TimeFormat) },
	} {
		t.Run(name, func(t *testing.T) {
			s := newStation(t)
			s.box.put([]byte("x"))
			offset := 24 * time.Hour // its clock is a day ahead
			var asked atomic.Int64
			server := s.serve(timed(offset, func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodPut {
					asked.Add(1)
					w.Header().Set("Retry-After", text(time.Now().Add(offset)))
				}
				w.WriteHeader(http.StatusServiceUnavailable)
			}))
			c := s.run(server.URL, caOf(server))
			eventually(t, "the wait is told", func() bool {
				wait := time.Until(c.Status().Next)
				return wait > 28*time.Minute && wait < 31*time.Minute
			})
			if n := asked.Load(); n != 1 {
				t.Errorf("asked %d times", n)
			}
		})
	}
}
