package client_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"carddesk/app/port"
	"carddesk/sync/client"
	"carddesk/sync/packet"
	"carddesk/sync/protocol"

	"github.com/tus/tusd/v2/pkg/filestore"
	tusd "github.com/tus/tusd/v2/pkg/handler"
)

// Whatever goes wrong, the desk learns the plain cause.
func TestPlainCauses(t *testing.T) {
	problem := func(status int, code string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			writeJSON(w, protocol.Problem{Code: code})
		}
	}
	cases := []struct {
		name    string
		handler http.Handler
		change  func(*httptest.Server)
		ca      string // of somebody else
		url     func(*httptest.Server) string
		code    string
		state   port.SyncState
	}{
		{name: "server without the registry's time", handler: http.HandlerFunc(idle), code: protocol.CodeProxy, state: port.SyncUnreachable},
		{name: "sign-in page", handler: http.RedirectHandler("http://login.example/", http.StatusFound), code: protocol.CodeProxy, state: port.SyncUnreachable},
		{name: "impostor", handler: timed(0, idle), ca: otherCA(t), code: protocol.CodeImpostor, state: port.SyncUnreachable},
		{name: "wrong host", handler: timed(0, idle), code: protocol.CodeImpostor, state: port.SyncUnreachable,
			url: func(s *httptest.Server) string { return strings.Replace(s.URL, "127.0.0.1", "127.0.0.2", 1) },
			change: func(s *httptest.Server) {
				_ = s.Listener.Close()
				s.Listener, _ = net.Listen("tcp", ":0") // any address of this machine
			}},
		{name: "older TLS", handler: timed(0, idle), change: func(s *httptest.Server) { s.TLS = &tls.Config{MaxVersion: tls.VersionTLS12} },
			code: protocol.CodeImpostor, state: port.SyncUnreachable},
		{name: "nobody there", handler: timed(0, idle), url: func(*httptest.Server) string { return "https://127.0.0.1:1" },
			code: protocol.CodeNoLine, state: port.SyncUnreachable},
		{name: "unknown name", handler: timed(0, idle), url: func(*httptest.Server) string { return "https://registry.invalid:1" },
			code: protocol.CodeName, state: port.SyncUnreachable},
		{name: "answer cut off", handler: http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }),
			code: protocol.CodeLineCut, state: port.SyncUnreachable},
		{name: "revoked", handler: timed(0, problem(403, protocol.CodeRevoked)), code: protocol.CodeRevoked, state: port.SyncRefused},
		{name: "nonsense", handler: timed(0, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<html>")) }),
			code: protocol.CodeAnswer, state: port.SyncRefused},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			s := newStation(t)
			var change []func(*httptest.Server)
			if tc.change != nil {
				change = append(change, tc.change)
			}
			server := s.serve(tc.handler, change...)
			url, ca := server.URL, caOf(server)
			if tc.url != nil {
				url = tc.url(server)
			}
			if strings.HasPrefix(url, "https://[::]") {
				url = strings.Replace(url, "[::]", "127.0.0.2", 1)
			}
			if tc.ca != "" {
				ca = tc.ca
			}
			c := s.run(url, ca)
			eventually(t, tc.code, func() bool {
				got := c.Status()
				return got.Failure == tc.code && got.State == tc.state
			})
		})
	}
}

// otherCA returns the certificate of an authority that signed nothing here.
func otherCA(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "other-ca.pem"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestPlainHTTPIsNoRegistry(t *testing.T) {
	s := newStation(t)
	server := httptest.NewServer(timed(0, idle))
	defer server.Close()
	c := s.run(strings.Replace(server.URL, "http:", "https:", 1), otherCA(t))
	eventually(t, "proxy", func() bool { return c.Status().Failure == protocol.CodeProxy })
	opts := client.Options{Registry: protocol.RegistryFile{ID: "r", URL: server.URL}, Certificate: s.cert, Envelope: s.sealer, Outbox: s.box}
	if _, err := client.New(opts); err == nil {
		t.Error("a registry without TLS is accepted")
	}
}

// Nothing of a feed that is forged or meant for others gets into the inbox.
func TestHostileFeed(t *testing.T) {
	good := packet.Item{Registry: "reg", Office: "office-1", Seq: 1, Kind: port.ChangeAccepted, Body: []byte("{}")}
	change := func(f func(*packet.Item)) packet.Item {
		item := good
		f(&item)
		return item
	}
	cases := []struct {
		name string
		item func(*station) protocol.ChangeItem
		code string
	}{
		{"another office's", func(s *station) protocol.ChangeItem {
			return s.item(change(func(i *packet.Item) { i.Office = "office-2" }), s.registry)
		}, protocol.CodeFeed},
		{"another registry's", func(s *station) protocol.ChangeItem {
			return s.item(change(func(i *packet.Item) { i.Registry = "other" }), s.registry)
		}, protocol.CodeFeed},
		{"signed by somebody else", func(s *station) protocol.ChangeItem { return s.item(good, newStation(t).registry) }, protocol.CodeFeed},
		{"sealed to somebody else", func(s *station) protocol.ChangeItem { return newStation(t).item(good, s.registry) }, protocol.CodeFeed},
		{"another kind inside", func(s *station) protocol.ChangeItem {
			item := s.item(good, s.registry)
			item.Kind = port.ChangeRejected
			return item
		}, protocol.CodeFeed},
		{"replayed under a new number", func(s *station) protocol.ChangeItem {
			item := s.item(change(func(i *packet.Item) { i.Seq = 7 }), s.registry)
			item.Seq = 1
			return item
		}, protocol.CodeFeed},
		{"a gap before it", func(s *station) protocol.ChangeItem {
			return s.item(change(func(i *packet.Item) { i.Seq = 2 }), s.registry)
		}, protocol.CodeAnswer},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			s := newStation(t)
			item := tc.item(s)
			server := s.serve(timed(0, func(w http.ResponseWriter, _ *http.Request) {
				writeJSON(w, protocol.ChangesAnswer{Items: []protocol.ChangeItem{item}, Last: item.Seq})
			}))
			c := s.run(server.URL, caOf(server))
			eventually(t, tc.code, func() bool { return c.Status().Failure == tc.code })
			if n := s.box.received(); n != 0 {
				t.Errorf("%d items received", n)
			}
		})
	}
}

// A kind that this program does not know is kept for one that does.
func TestUnknownKindIsKept(t *testing.T) {
	s := newStation(t)
	items := []protocol.ChangeItem{
		s.item(packet.Item{Registry: "reg", Office: "office-1", Seq: 1, Kind: "invented-later", Body: []byte("?")}, s.registry),
		s.item(packet.Item{Registry: "reg", Office: "office-1", Seq: 2, Kind: port.ChangeAccepted, Body: []byte("{}")}, s.registry),
	}
	server := s.serve(timed(0, func(w http.ResponseWriter, r *http.Request) {
		answer := protocol.ChangesAnswer{}
		if r.URL.Query().Get("after") == "0" {
			answer.Items = items
		}
		writeJSON(w, answer)
	}))
	s.run(server.URL, caOf(server))
	eventually(t, "both received", func() bool { return s.box.received() == 2 })
}

// The bytes of a packet go to the registry and to nobody else.
func TestUploadStaysAtTheRegistry(t *testing.T) {
	s := newStation(t)
	s.box.put(make([]byte, 1000))
	var elsewhere atomic.Int64
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { elsewhere.Add(1) }))
	defer other.Close()
	server := s.serve(timed(0, func(w http.ResponseWriter, r *http.Request) {
		switch r.Method {
		case http.MethodPut:
			id := strings.TrimPrefix(r.URL.Path, protocol.PathBatches)
			writeJSON(w, protocol.BatchAnswer{Batch: id, Packets: []protocol.PacketAnswer{{Dossier: "d1", Version: 1, Standing: protocol.StandingWanted}}})
		case http.MethodPost:
			w.Header().Set("Location", other.URL+"/v1/uploads/x")
			w.WriteHeader(http.StatusCreated)
		default:
			idle(w, r)
		}
	}))
	s.run(server.URL, caOf(server))
	eventually(t, "refused", func() bool { return s.box.now().Failure == protocol.CodeAnswer })
	if elsewhere.Load() != 0 {
		t.Error("another server was called")
	}
}

// Our client sends to the tus server of other people.
func TestUploadToTusd(t *testing.T) {
	s := newStation(t)
	content := bytes.Repeat([]byte("carddesk"), 200_000)
	s.box.put(content)
	dir := t.TempDir()
	composer := tusd.NewStoreComposer()
	filestore.New(dir).UseIn(composer)
	uploads, err := tusd.NewHandler(tusd.Config{BasePath: protocol.PathUploads, StoreComposer: composer})
	if err != nil {
		t.Fatal(err)
	}
	tus := http.StripPrefix(strings.TrimSuffix(protocol.PathUploads, "/"), uploads)
	var mu sync.Mutex
	patches := 0
	server := s.serve(timed(0, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasPrefix(r.URL.Path, protocol.PathUploads):
			mu.Lock()
			defer mu.Unlock()
			if r.Method == http.MethodPatch {
				// Each third request breaks after some of its bytes.
				if patches++; patches%3 == 2 {
					r.Body = &brokenBody{ReadCloser: r.Body, left: 10_000}
				}
			}
			tus.ServeHTTP(w, r)
		case r.Method == http.MethodPut:
			id := strings.TrimPrefix(r.URL.Path, protocol.PathBatches)
			writeJSON(w, protocol.BatchAnswer{Batch: id, Packets: []protocol.PacketAnswer{{Dossier: "d1", Version: 1, Standing: protocol.StandingWanted}}})
		default:
			idle(w, r)
		}
	}))
	s.run(server.URL, caOf(server), func(o *client.Options) { o.MaxChunk = 300_000 })
	eventually(t, "stored", func() bool { return s.box.now().State == port.DeliveryStored })
	id := s.box.now().UploadURL
	stored, err := os.ReadFile(filepath.Join(dir, filepath.Base(id)))
	if err != nil || !bytes.Equal(stored, content) {
		t.Errorf("stored %d bytes of %d: %v", len(stored), len(content), err)
	}
}

// brokenBody breaks after some bytes, as a line does.
type brokenBody struct {
	io.ReadCloser
	left int
}

func (b *brokenBody) Read(p []byte) (int, error) {
	if b.left == 0 {
		return 0, io.ErrUnexpectedEOF
	}
	n, err := b.ReadCloser.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}

// After "come again later" the client does.
func TestRetryAfter(t *testing.T) {
	s := newStation(t)
	var calls atomic.Int64
	server := s.serve(timed(0, func(w http.ResponseWriter, _ *http.Request) {
		calls.Add(1)
		w.Header().Set("Retry-After", "3600")
		w.WriteHeader(http.StatusServiceUnavailable)
	}))
	c := s.run(server.URL, caOf(server))
	eventually(t, "refused", func() bool { return c.Status().Failure == protocol.CodeBusy })
	before := s.box.looks()
	eventually(t, "sender goes on", func() bool { return s.box.looks() > before+5 })
	if n := calls.Load(); n != 1 {
		t.Errorf("%d calls", n)
	}
}

func TestClockOffset(t *testing.T) {
	s := newStation(t)
	for _, offset := range []time.Duration{24 * time.Hour, -24 * time.Hour} {
		server := s.serve(timed(offset, idle))
		c := s.run(server.URL, caOf(server))
		eventually(t, "online", func() bool { return c.Status().State == port.SyncOnline })
		if got := c.Status().ClockOffset - offset; got.Abs() > 5*time.Second {
			t.Errorf("offset %v measured as %v", offset, c.Status().ClockOffset)
		}
	}
}

func TestPauseAndResume(t *testing.T) {
	s := newStation(t)
	var calls atomic.Int64
	server := s.serve(timed(0, func(w http.ResponseWriter, r *http.Request) {
		calls.Add(1)
		idle(w, r)
	}))
	c := s.run(server.URL, caOf(server))
	ctx, cancel := context.WithCancel(t.Context())
	states := c.Watch(ctx)
	eventually(t, "online", func() bool { return c.Status().State == port.SyncOnline })
	c.Pause()
	c.Pause()
	eventually(t, "paused told", func() bool { return (<-states).State == port.SyncPaused })
	before := s.box.looks()
	c.Wake()
	time.Sleep(30 * time.Millisecond) // several ticks, in which nothing may happen
	if after := s.box.looks(); after > before+1 {
		t.Errorf("looked %d times while paused", after-before)
	}
	quiet := calls.Load()
	c.Resume()
	eventually(t, "calls again", func() bool { return calls.Load() > quiet })
	cancel()
	eventually(t, "watch closed", func() bool { _, open := <-states; return !open })
}

// Nothing is left running when the client has ended, whatever it was doing.
func TestNothingLeftRunning(t *testing.T) {
	s := newStation(t)
	hang := make(chan struct{})
	server := s.serve(timed(0, func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // only then the server notices that the client leaves
		select {
		case <-hang:
		case <-r.Context().Done():
		}
	}))
	defer close(hang)
	s.box.put(make([]byte, 100))
	c, err := client.New(client.Options{Registry: protocol.RegistryFile{ID: "reg", URL: server.URL, CA: caOf(server)},
		Certificate: s.cert, Envelope: s.sealer, Outbox: s.box})
	if err != nil {
		t.Fatal(err)
	}
	before := runtime.NumGoroutine()
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	watched := c.Watch(ctx)
	if err := c.Run(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("run: %v", err)
	}
	for range watched {
	}
	// The server's side of the connections ends a moment later.
	eventually(t, "goroutines gone", func() bool { return runtime.NumGoroutine() <= before })
}

func TestLookUpFailures(t *testing.T) {
	s := newStation(t)
	server := s.serve(timed(0, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != protocol.PathLookups {
			idle(w, r)
			return
		}
		writeJSON(w, port.PopulationRecord{PersonalNumber: "001090000002"})
	}))
	c := s.run(server.URL, caOf(server))
	if _, err := c.LookUp(t.Context(), "079199000001"); !errors.Is(err, port.ErrRegistryRefused) {
		t.Errorf("record of another person: %v", err)
	}
	server.CloseClientConnections()
	server.Close()
	if _, err := c.LookUp(t.Context(), "079199000001"); !errors.Is(err, port.ErrRegistryUnreachable) || errors.Is(err, port.ErrRegistryRefused) {
		t.Errorf("nobody there: %v", err)
	}
	if strings.Contains(errText(c.LookUp(t.Context(), "079199000001")), "079199000001") {
		t.Error("error names the person")
	}
}

func errText(_ port.PopulationRecord, err error) string { return err.Error() }
