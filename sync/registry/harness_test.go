package registry_test

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
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"sync"
	"testing"
	"time"

	"carddesk/app/port"
	"carddesk/sync/client"
	"carddesk/sync/packet"
	"carddesk/sync/protocol"
	"carddesk/sync/registry"

	"filippo.io/age"
)

// centre is a registry under test that can be killed and started again at the
// same address.
type centre struct {
	t    testing.TB
	opts registry.Options
	addr string
	*registry.Registry
	stop   func()
	killed bool // at some time, without a chance to clean up
}

// startCentre starts a registry that plays the centre, as in training.
func startCentre(t testing.TB, opts registry.Options) *centre {
	t.Helper()
	opts.Training = true
	return startRegistry(t, opts)
}

func startRegistry(t testing.TB, opts registry.Options) *centre {
	t.Helper()
	if opts.Dir == "" {
		opts.Dir = t.TempDir()
	}
	if opts.Database == "" {
		opts.Database = testDatabase(t)
	}
	if opts.Log == nil {
		opts.Log = slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	}
	c := &centre{t: t, opts: opts, addr: "127.0.0.1:0"}
	c.start()
	t.Cleanup(func() { c.stop() })
	return c
}

func (c *centre) start() {
	c.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	r, err := registry.New(ctx, c.opts)
	if err != nil {
		cancel()
		c.t.Fatal(err)
	}
	l, err := net.Listen("tcp", c.addr)
	if err != nil {
		cancel()
		c.t.Fatal(err)
	}
	c.addr = l.Addr().String()
	c.Registry = r
	served := make(chan error, 1)
	go func() { served <- r.Serve(ctx, l) }()
	c.stop = func() {
		cancel()
		if err := errors.Join(<-served, r.Close()); err != nil {
			c.t.Errorf("registry: %v", err)
		}
		c.stop = func() {}
	}
}

func (c *centre) url() string { return "https://" + c.addr }

// count returns the number that a query of the registry's tables gives.
func (c *centre) count(query string, args ...any) int {
	c.t.Helper()
	var n int
	if err := c.Database().QueryRow(query, args...).Scan(&n); err != nil {
		c.t.Fatal(err)
	}
	return n
}

// desk is a station with its keys and its outbox; clients come and go.
type desk struct {
	t       testing.TB
	file    protocol.RegistryFile
	office  string
	station string
	url     string // where it believes the registry to be
	signing ed25519.PrivateKey
	tlsKey  *ecdsa.PrivateKey
	inbox   *age.X25519Identity
	cert    []byte
	sealer  *packet.Sealer
	box     *outbox
	seq     int64
	head    string
}

func newDesk(t testing.TB, c *centre, office, station string) *desk {
	t.Helper()
	code, err := c.NewEnrolmentCode(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return enrolWith(t, c.File(c.url()), code, office, station)
}

// enrolWith makes a station and enrols it.
func enrolWith(t testing.TB, file protocol.RegistryFile, code, office, station string) *desk {
	t.Helper()
	d := &desk{t: t, file: file, office: office, station: station, url: file.URL, box: newOutbox()}
	var err error
	if _, d.signing, err = ed25519.GenerateKey(nil); err != nil {
		t.Fatal(err)
	}
	if d.tlsKey, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
		t.Fatal(err)
	}
	if d.inbox, err = age.GenerateX25519Identity(); err != nil {
		t.Fatal(err)
	}
	if d.cert, err = client.Enrol(t.Context(), d.enrolment(code)); err != nil {
		t.Fatal(err)
	}
	d.sealer = d.newSealer(office, station)
	return d
}

func (d *desk) enrolment(code string) client.Enrolment {
	return client.Enrolment{Registry: d.registry(), Code: code, Office: d.office, Station: d.station,
		TLS: d.tlsKey, Signing: d.signing, Inbox: d.inbox.Recipient().String()}
}

// registry is what the desk knows of its registry.
func (d *desk) registry() protocol.RegistryFile {
	file := d.file
	file.URL = d.url
	return file
}

func (d *desk) newSealer(office, station string) *packet.Sealer {
	d.t.Helper()
	file := d.registry()
	recipients, err := packet.ParseRecipients(file.Recipients, false)
	if err != nil {
		d.t.Fatal(err)
	}
	s, err := packet.NewSealer(packet.Config{Office: office, Station: station, Registry: file.ID, Signing: d.signing,
		Recipients: recipients, Inbox: []age.Identity{d.inbox}, RegistryKey: file.Signing})
	if err != nil {
		d.t.Fatal(err)
	}
	return s
}

func (d *desk) options() client.Options {
	return client.Options{
		Registry:    d.registry(),
		Certificate: tls.Certificate{Certificate: [][]byte{d.cert}, PrivateKey: d.tlsKey},
		Envelope:    d.sealer, Outbox: d.box, OnReceived: d.apply,
		Tick: 20 * time.Millisecond, Stall: 2 * time.Second, MinRetry: 5 * time.Millisecond, MaxRetry: 50 * time.Millisecond,
		PollWait: time.Second, LogEvery: time.Millisecond,
	}
}

// start runs a client until the function returned is called.
func (d *desk) start(change ...func(*client.Options)) (c *client.Client, stop func()) {
	d.t.Helper()
	opts := d.options()
	for _, f := range change {
		f(&opts)
	}
	c, err := client.New(opts)
	if err != nil {
		d.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = c.Run(ctx)
	}()
	stopped := false
	stop = func() {
		if !stopped {
			stopped = true
			cancel()
			<-ended
		}
	}
	d.t.Cleanup(stop)
	return c, stop
}

// citizen makes the identity part of a dossier.
func citizen(number, note string) []byte {
	content, err := json.Marshal(map[string]any{
		"request":        map[string]string{"regime": "2023", "kind": "first-issue", "note": note},
		"personalNumber": number, "name": "Nguyễn Thị Vi Dư", "birth": "1999-01-15", "sex": "F",
		"permanent": map[string]string{"text": "Tổ 1, Phường 2, Thành phố Hồ Chí Minh"},
	})
	if err != nil {
		panic(err)
	}
	return content
}

// jpeg is enough of a picture for the registry, which only looks at its magic.
var jpeg = append([]byte{0xff, 0xd8, 0xff, 0xe0}, bytes.Repeat([]byte("x"), 300)...)

// put seals a dossier version into the outbox.
func (d *desk) put(id port.PacketID, identity []byte, size int) port.Delivery {
	d.t.Helper()
	padding := make([]byte, size)
	_, _ = rand.Read(padding)
	return d.putParts(id, map[string][]byte{"identity.json": identity, "portrait.jpg": jpeg, "fingerprints/Right Thumb.fir": padding})
}

func (d *desk) putParts(id port.PacketID, contents map[string][]byte) port.Delivery {
	d.t.Helper()
	var parts []port.PacketPart
	for _, name := range []string{"identity.json", "portrait.jpg", "fingerprints/Right Thumb.fir"} {
		if content, ok := contents[name]; ok {
			parts = append(parts, port.PacketPart{Name: name, Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(content)), nil }})
		}
	}
	return d.putSealed(id, d.sealer, parts)
}

func (d *desk) putSealed(id port.PacketID, sealer *packet.Sealer, parts []port.PacketPart) port.Delivery {
	d.t.Helper()
	var sealed bytes.Buffer
	inner, err := sealer.SealPacket(d.t.Context(), &sealed, port.PacketManifest{Packet: id, Created: "2026-01-02T03:04:05Z"}, parts)
	if err != nil {
		d.t.Fatal(err)
	}
	return d.box.add(id, inner, sealed.Bytes())
}

// log appends an entry to the station's log, and its event when it has a type.
func (d *desk) log(event port.Event) {
	d.t.Helper()
	previous := d.head
	d.seq++
	sum := sha256.Sum256([]byte(fmt.Sprint(previous, d.station, d.seq, event.Type)))
	d.head = hex.EncodeToString(sum[:])
	d.box.addHash(port.LogHash{Seq: d.seq, Hash: d.head})
	if event.Type == "" {
		return
	}
	event.Seq, event.Previous, event.Hash, event.Time = d.seq, previous, d.head, time.Now()
	sealed, err := d.sealer.SealEvent(d.t.Context(), event)
	if err != nil {
		d.t.Fatal(err)
	}
	d.box.addEvent(port.OutboxEvent{Seq: d.seq, Sealed: sealed})
}

// apply opens what has arrived, as a desk does after unlocking.
func (d *desk) apply() {
	for _, item := range d.box.unopened() {
		body, err := d.sealer.OpenItem(context.Background(), item.Sealed)
		if err != nil {
			d.t.Errorf("opening an item: %v", err)
			continue
		}
		var change port.Change
		if err := json.Unmarshal(body, &change); err != nil {
			d.t.Errorf("reading a change: %v", err)
			continue
		}
		d.box.apply(change)
	}
}

// eventually waits until ok holds; the deadline only ends a test that failed.
func eventually(t testing.TB, what string, ok func() bool) {
	t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for !ok() {
		if time.Now().After(deadline) {
			t.Fatalf("never happened: %s", what)
		}
		time.Sleep(2 * time.Millisecond)
	}
}

// postgresServer is the PostgreSQL server that tests use; "" is SQLite.
var postgresServer = os.Getenv("CARDDESK_TEST_POSTGRES")

// testDatabase returns a database of its own on that server, or "" for SQLite.
func testDatabase(t testing.TB) string {
	t.Helper()
	if postgresServer == "" {
		return ""
	}
	return freshPostgres(t, postgresServer)
}

// safeLog writes the registry's log into out, under a lock of the test's.
func safeLog(mu *sync.Mutex, out io.Writer) *slog.Logger {
	return slog.New(slog.NewTextHandler(lockedWriter{mu, out}, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

type lockedWriter struct {
	mu  *sync.Mutex
	out io.Writer
}

func (w lockedWriter) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.out.Write(p)
}
