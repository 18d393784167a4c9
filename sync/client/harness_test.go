package client_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"carddesk/app/port"
	"carddesk/sync/client"
	"carddesk/sync/packet"
	"carddesk/sync/protocol"

	"filippo.io/age"
)

// station is a desk with one packet in its outbox, and the keys of a registry
// that it trusts.
type station struct {
	t        testing.TB
	registry ed25519.PrivateKey
	sealer   *packet.Sealer
	inbox    *age.X25519Identity
	box      *box
	cert     tls.Certificate
}

func newStation(t testing.TB) *station {
	t.Helper()
	s := &station{t: t, box: &box{}}
	_, signing, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, s.registry, err = ed25519.GenerateKey(nil); err != nil {
		t.Fatal(err)
	}
	if s.inbox, err = age.GenerateX25519Identity(); err != nil {
		t.Fatal(err)
	}
	s.sealer, err = packet.NewSealer(packet.Config{Office: "office-1", Station: "station-1", Registry: "reg", Signing: signing,
		Recipients: []age.Recipient{s.inbox.Recipient()}, Inbox: []age.Identity{s.inbox},
		RegistryKey: s.registry.Public().(ed25519.PublicKey)})
	if err != nil {
		t.Fatal(err)
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	// The servers of these tests ask for no certificate; any bytes will do.
	s.cert = tls.Certificate{Certificate: [][]byte{{1}}, PrivateKey: key}
	return s
}

// serve starts an HTTPS server that the station takes for its registry.
func (s *station) serve(handler http.Handler, change ...func(*httptest.Server)) *httptest.Server {
	s.t.Helper()
	server := httptest.NewUnstartedServer(handler)
	server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	for _, f := range change {
		f(server)
	}
	server.StartTLS()
	s.t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})
	return server
}

// timed adds the server's time, by which a client knows its registry.
func timed(offset time.Duration, h http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set(protocol.HeaderTime, time.Now().Add(offset).UTC().Format(time.RFC3339Nano))
		h(w, r)
	})
}

// idle answers as a registry that has no news and wants nothing.
func idle(w http.ResponseWriter, r *http.Request) {
	switch r.Method {
	case http.MethodGet:
		writeJSON(w, protocol.ChangesAnswer{})
	default:
		w.WriteHeader(http.StatusServiceUnavailable)
	}
}

func writeJSON(w http.ResponseWriter, value any) { _ = json.NewEncoder(w).Encode(value) }

func caOf(server *httptest.Server) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}))
}

// run runs a client against url until the test ends.
func (s *station) run(url, ca string, change ...func(*client.Options)) *client.Client {
	s.t.Helper()
	opts := client.Options{
		Registry:    protocol.RegistryFile{ID: "reg", URL: url, CA: ca},
		Certificate: s.cert, Envelope: s.sealer, Outbox: s.box,
		Tick: 5 * time.Millisecond, Stall: time.Second, MinRetry: time.Millisecond, MaxRetry: 10 * time.Millisecond, PollWait: time.Millisecond,
	}
	for _, f := range change {
		f(&opts)
	}
	c, err := client.New(opts)
	if err != nil {
		s.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := c.Run(ctx); !errors.Is(err, context.Canceled) {
			s.t.Errorf("run: %v", err)
		}
	}()
	s.t.Cleanup(func() {
		cancel()
		<-ended
	})
	return c
}

// item seals a feed item as the registry does.
func (s *station) item(item packet.Item, key ed25519.PrivateKey) protocol.ChangeItem {
	s.t.Helper()
	sealed, err := packet.SealItem(item, key, []age.Recipient{s.inbox.Recipient()})
	if err != nil {
		s.t.Fatal(err)
	}
	return protocol.ChangeItem{Seq: item.Seq, Kind: item.Kind, Sealed: sealed}
}

// box is an outbox with at most one packet.
type box struct {
	mu       sync.Mutex
	delivery *port.Delivery
	content  []byte
	items    []port.FeedItem
	cursor   int64
	looked   int
}

func (b *box) put(content []byte) {
	b.mu.Lock()
	defer b.mu.Unlock()
	sum := sha256.Sum256(content)
	b.content = content
	b.delivery = &port.Delivery{Packet: port.PacketID{Dossier: "d1", Version: 1}, State: port.DeliverySealed,
		SHA256: hex.EncodeToString(sum[:]), Inner: hex.EncodeToString(sum[:]), Size: int64(len(content))}
}

func (b *box) now() port.Delivery {
	b.mu.Lock()
	defer b.mu.Unlock()
	return *b.delivery
}

func (b *box) received() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.items)
}

func (b *box) looks() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.looked
}

func (b *box) Due(context.Context, time.Time, int) ([]port.Delivery, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.looked++
	if b.delivery == nil {
		return nil, nil
	}
	switch b.delivery.State {
	case port.DeliverySealed, port.DeliveryOffered, port.DeliveryUploading:
		return []port.Delivery{*b.delivery}, nil
	}
	return nil, nil
}

type file struct{ *bytes.Reader }

func (file) Close() error { return nil }

func (b *box) OpenPacket(context.Context, port.PacketID) (io.ReadSeekCloser, error) {
	return file{bytes.NewReader(b.content)}, nil
}

func (b *box) Mark(_ context.Context, _ port.PacketID, m port.DeliveryMark) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.delivery.State == port.DeliverySuperseded {
		return nil // as the contract says
	}
	b.delivery.State, b.delivery.UploadURL, b.delivery.Failure = m.State, m.UploadURL, m.Failure
	return nil
}

// PacketWaits tells what replace has said.
func (b *box) PacketWaits(context.Context, port.PacketID) (bool, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.delivery.State != port.DeliverySuperseded, nil
}

// replace is an edit while the packet is on its way.
func (b *box) replace() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.delivery.State = port.DeliverySuperseded
}

func (b *box) Events(context.Context, int) ([]port.OutboxEvent, error) { return nil, nil }
func (b *box) EventsAcknowledged(context.Context, int64) error         { return nil }
func (b *box) LogHashes(context.Context, int) ([]port.LogHash, error)  { return nil, nil }
func (b *box) LogAcknowledged(context.Context, int64) error            { return nil }

func (b *box) Cursor(context.Context) (int64, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.cursor, nil
}

func (b *box) Receive(_ context.Context, items []port.FeedItem, cursor int64) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.items = append(b.items, items...)
	b.cursor = cursor
	return nil
}

// eventually waits until ok holds; the deadline only ends a test that failed.
func eventually(t testing.TB, what string, ok func() bool) {
	t.Helper()
	deadline := time.Now().Add(15 * time.Second)
	for !ok() {
		if time.Now().After(deadline) {
			t.Fatalf("never happened: %s", what)
		}
		time.Sleep(2 * time.Millisecond)
	}
}
