package registry_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	mathrand "math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"carddesk/app/port"
	"carddesk/sync/client"
	"carddesk/sync/registry"
)

// A packet of 200 MB passes through sealing, client and registry in one process
// without being in memory.
func TestLargePacketStaysOutOfMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("writes some hundred megabytes")
	}
	const size, limit = 200 << 20, 64 << 20 // 32 MiB each side
	c := startCentre(t, registry.Options{})
	d := newDesk(t, c, "office-1", "station-1")
	path := filepath.Join(t.TempDir(), "packet.age")
	peak := heapPeak(t)
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	hash := sha256.New()
	counted := &countingWriter{}
	id := port.PacketID{Dossier: "d1", Version: 1}
	inner, err := d.sealer.SealPacket(t.Context(), io.MultiWriter(f, hash, counted), port.PacketManifest{Packet: id, Created: "2026-01-02T03:04:05Z"}, []port.PacketPart{
		{Name: "identity.json", Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(citizen("079199000001", ""))), nil }},
		{Name: "documents/scan", Open: func() (io.ReadCloser, error) {
			return io.NopCloser(io.LimitReader(mathrand.NewChaCha8([32]byte{1}), size)), nil
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	d.box.paths = map[port.PacketID]string{id: path}
	d.box.order = append(d.box.order, id)
	d.box.deliveries[id] = &port.Delivery{Packet: id, State: port.DeliverySealed, SHA256: hex.EncodeToString(hash.Sum(nil)), Inner: inner, Size: counted.n}
	d.start(func(o *client.Options) { o.Stall = time.Minute })
	eventually(t, "decided", func() bool { state, _ := d.box.state(id); return state == port.DeliveryDecided })
	if got := peak(); got > limit {
		t.Errorf("heap grew by %d MiB", got>>20)
	} else {
		t.Logf("heap grew by %d MiB at most", got>>20)
	}
}

type countingWriter struct{ n int64 }

func (w *countingWriter) Write(p []byte) (int, error) {
	w.n += int64(len(p))
	return len(p), nil
}

// heapPeak watches the heap until the function returned is called, which tells
// by how much it grew at most.
func heapPeak(t *testing.T) func() uint64 {
	t.Helper()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	start, top := m.HeapInuse, m.HeapInuse
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(5 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-done:
				return
			case <-tick.C:
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				top = max(top, m.HeapInuse)
			}
		}
	}()
	return func() uint64 {
		close(done)
		<-ended
		return top - start
	}
}
