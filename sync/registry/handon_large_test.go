package registry_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"carddesk/app/port"
	"carddesk/sync/registry"
	"carddesk/sync/registry/osia"
)

// A large dossier is handed on while it is read: what lives in memory does not grow
// with it.
func TestLargeDossierIsHandedOnInPieces(t *testing.T) {
	if testing.Short() {
		t.Skip("moves many megabytes")
	}
	const size = 48 << 20
	live := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	var before, most, came atomic.Uint64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		piece := make([]byte, 4<<20)
		for {
			n, err := io.ReadFull(req.Body, piece)
			came.Add(uint64(n))
			most.Store(max(most.Load(), live()))
			if err != nil {
				break
			}
		}
		w.WriteHeader(http.StatusNoContent)
	}))
	t.Cleanup(server.Close)
	client, err := osia.New(osia.Options{URL: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	c := startCentre(t, registry.Options{Manual: true, HandOn: &registry.HandOn{Enrollment: client, Credentials: client, Workers: 1, MinRetry: 10 * time.Millisecond}})
	d := newDesk(t, c, "office-1", "station-1")
	d.put(port.PacketID{Dossier: "d1", Version: 1}, citizen("079199000001", ""), size)
	_, stop := d.start()
	eventually(t, "received", func() bool { return c.count(`SELECT count(*) FROM dossier`) == 1 })
	stop()
	runtime.GC() // twice: what pools keep goes with the second
	before.Store(live())
	if err := c.DecideDossier(t.Context(), "d1", 1, registry.Decision{Outcome: registry.Accepted}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "handed on", func() bool {
		return c.count(`SELECT count(*) FROM hand_on WHERE id = 'enrollment/d1' AND state = 'done'`) == 1
	})
	runtime.KeepAlive(d) // its outbox was alive before, and is so after
	if came.Load() < size {
		t.Errorf("%d bytes came", came.Load())
	}
	grown := int64(most.Load()) - int64(before.Load())
	t.Logf("%d MiB handed on, %d MiB more alive at most", came.Load()>>20, grown>>20)
	if grown > 24<<20 { // the back end's piece of 4 MiB is among them
		t.Errorf("%d MiB alive while %d MiB were handed on", grown>>20, size>>20)
	}
}
