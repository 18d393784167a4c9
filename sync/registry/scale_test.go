package registry_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"carddesk/app/port"
	"carddesk/sync/client"
	"carddesk/sync/protocol"
	"carddesk/sync/registry"

	"github.com/tus/tusd/v2/pkg/filestore"
	tusd "github.com/tus/tusd/v2/pkg/handler"
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

// The bytes of packets in these benchmarks.
const benchSize = 1_000_000

// benchDesks send at the same time.
const benchDesks = 4

// BenchmarkRegistry sends packets of 1 MB from four desks to the registry.
func BenchmarkRegistry(b *testing.B) {
	c := startRegistry(b, registry.Options{}) // without the centre's own work
	var desks []*desk
	for i := range benchDesks {
		desks = append(desks, newDesk(b, c, fmt.Sprintf("office-%d", i), fmt.Sprintf("station-%d", i)))
	}
	for i := range b.N {
		d := desks[i%benchDesks]
		d.put(port.PacketID{Dossier: fmt.Sprintf("d%d", i), Version: 1}, citizen(fmt.Sprintf("0011%08d", i), ""), benchSize)
	}
	b.SetBytes(benchSize)
	b.ResetTimer()
	for _, d := range desks {
		d.start(func(o *client.Options) { o.OnReceived = nil })
	}
	stored := func() bool {
		for _, d := range desks {
			if due, _ := d.box.Due(context.Background(), time.Now(), 10_000); len(due) > 0 {
				for _, one := range due {
					if one.State != port.DeliveryStored {
						return false
					}
				}
			}
		}
		return true
	}
	for !stored() {
		time.Sleep(time.Millisecond)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "packets/s")
}

// BenchmarkBareTusd is what it is measured by: the tusd server over TLS with an
// fsync of file and folder after each upload, and nothing else.
func BenchmarkBareTusd(b *testing.B) {
	dir := b.TempDir()
	composer := tusd.NewStoreComposer()
	filestore.New(dir).UseIn(composer)
	uploads, err := tusd.NewHandler(tusd.Config{BasePath: protocol.PathUploads, StoreComposer: composer, PreFinishResponseCallback: func(hook tusd.HookEvent) (tusd.HTTPResponse, error) {
		for _, path := range []string{filepath.Join(dir, hook.Upload.ID), dir} {
			f, err := os.Open(path)
			if err != nil {
				return tusd.HTTPResponse{}, err
			}
			if err := f.Sync(); err != nil {
				return tusd.HTTPResponse{}, err
			}
			_ = f.Close()
		}
		return tusd.HTTPResponse{}, nil
	}})
	if err != nil {
		b.Fatal(err)
	}
	server := httptest.NewTLSServer(http.StripPrefix(strings.TrimSuffix(protocol.PathUploads, "/"), uploads))
	defer server.Close()
	content := make([]byte, benchSize)
	_, _ = rand.Read(content)
	b.SetBytes(benchSize)
	b.ResetTimer()
	var all sync.WaitGroup
	for desk := range benchDesks {
		all.Go(func() {
			for i := desk; i < b.N; i += benchDesks {
				if err := tusUpload(server, content); err != nil {
					b.Error(err)
				}
			}
		})
	}
	all.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "packets/s")
}

// tusUpload sends content in one piece.
func tusUpload(server *httptest.Server, content []byte) error {
	send := func(method, url string, header map[string]string, body []byte) (*http.Response, error) {
		req, err := http.NewRequest(method, url, bytes.NewReader(body))
		if err != nil {
			return nil, err
		}
		req.Header.Set(protocol.HeaderTusResumable, protocol.TusVersion)
		for k, v := range header {
			req.Header.Set(k, v)
		}
		resp, err := server.Client().Do(req)
		if err != nil {
			return nil, err
		}
		_, _ = io.Copy(io.Discard, resp.Body)
		_ = resp.Body.Close()
		if resp.StatusCode >= 300 {
			return nil, fmt.Errorf("%s: %s", method, resp.Status)
		}
		return resp, nil
	}
	created, err := send("POST", server.URL+protocol.PathUploads, map[string]string{protocol.HeaderUploadLength: strconv.Itoa(len(content))}, nil)
	if err != nil {
		return err
	}
	_, err = send("PATCH", created.Header.Get("Location"), map[string]string{"Content-Type": protocol.TypeOffset, protocol.HeaderUploadOffset: "0"}, content)
	return err
}
