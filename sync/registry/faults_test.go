package registry_test

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"carddesk/app/port"
	"carddesk/sync/client"
	"carddesk/sync/registry"
)

// wholeLife is what every fault test runs: two dossiers and a handover, through
// a spoilt line. It fails unless everything arrives exactly once.
func wholeLife(t *testing.T, c *centre, d *desk, size int, change ...func(*client.Options)) {
	t.Helper()
	numbers := []string{"079199000001", "001090000002"}
	for i, number := range numbers {
		d.log(port.Event{})
		d.put(port.PacketID{Dossier: fmt.Sprintf("d%d", i), Version: 1}, citizen(number, ""), size)
	}
	cl, stop := d.start(change...)
	defer stop()
	defer func() {
		if t.Failed() {
			t.Logf("status %+v, uploads %d, packets %d, steps %d, feed %d, cursor %d", cl.Status(), c.count(`SELECT count(*) FROM upload`),
				c.count(`SELECT count(*) FROM packet`), c.count(`SELECT count(*) FROM step`), c.count(`SELECT count(*) FROM feed`), d.box.cursor)
			for id, delivery := range d.box.deliveries {
				t.Logf("%v: %+v", id, *delivery)
			}
		}
	}()
	for i := range numbers {
		dossier := fmt.Sprintf("d%d", i)
		eventually(t, dossier+" shipped", func() bool { return slices.Contains(d.box.kinds(dossier), port.ChangeShipped) })
		d.log(port.Event{Type: "hand-over-card", Dossier: dossier, Card: d.box.change(dossier, port.ChangeShipped).Card})
	}
	eventually(t, "outbox empty", d.box.quiet)
	c.exactlyOnce(d, len(numbers))
}

// exactlyOnce checks the registry's tables and files against the desk's.
func (c *centre) exactlyOnce(d *desk, dossiers int) {
	c.t.Helper()
	c.exactlyOnceOf([]*desk{d}, dossiers)
}

// exactlyOnceOf is exactlyOnce for all the desks of a registry.
func (c *centre) exactlyOnceOf(desks []*desk, dossiers int) {
	c.t.Helper()
	sealed := map[port.PacketID][]byte{}
	for _, d := range desks {
		maps.Copy(sealed, d.box.files)
	}
	for query, want := range map[string]int{
		`SELECT count(*) FROM dossier WHERE state = 'accepted'`: dossiers,
		`SELECT count(*) FROM dossier`:                          dossiers,
		`SELECT count(*) FROM packet`:                           dossiers,
		`SELECT count(*) FROM card WHERE state = 'handed-over'`: dossiers,
		`SELECT count(*) FROM card`:                             dossiers,
		`SELECT count(*) FROM event WHERE effect = 'done'`:      dossiers,
		`SELECT count(*) FROM event`:                            dossiers,
		`SELECT count(*) FROM event_refused`:                    0,
		`SELECT count(*) FROM feed`:                             5 * dossiers,
		`SELECT count(*) FROM station WHERE log_fault <> ''`:    0,
		`SELECT count(*) FROM station s WHERE log_through <> (SELECT count(*) FROM log_hash h WHERE h.station = s.id)`: 0,
	} {
		if got := c.count(query); got != want {
			c.t.Errorf("%s: %d, want %d", query, got, want)
		}
	}
	rows, err := c.Database().Query(`SELECT dossier, version, blob FROM packet`)
	if err != nil {
		c.t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var id port.PacketID
		var blob string
		if err := rows.Scan(&id.Dossier, &id.Version, &blob); err != nil {
			c.t.Fatal(err)
		}
		content, err := os.ReadFile(filepath.Join(c.opts.Dir, blob))
		if err != nil || !bytes.Equal(content, sealed[id]) {
			c.t.Errorf("%s: bytes differ: %v", id.Dossier, err)
		}
	}
	if err := rows.Err(); err != nil {
		c.t.Fatal(err)
	}
	left, err := filepath.Glob(filepath.Join(c.opts.Dir, "uploads", "*"))
	if err != nil {
		c.t.Fatal(err)
	}
	for _, file := range left {
		// A kill may leave a file whose row was not written yet; it is swept later.
		id := strings.TrimSuffix(filepath.Base(file), ".part")
		if c.killed && c.count(`SELECT count(*) FROM upload WHERE id = $1`, id) == 0 {
			continue
		}
		c.t.Errorf("upload left behind: %s", file)
	}
}

// The line breaks as an answer begins: what it answered has happened, and the
// desk does not know. Every answer of the exchange is lost once.
func TestEveryAnswerLostOnce(t *testing.T) {
	for turn := 1; ; turn++ {
		fired := false
		t.Run(fmt.Sprint("answer ", turn), func(t *testing.T) {
			c := startCentre(t, registry.Options{})
			p := startProxy(t, c.addr, faults{atTurn: turn})
			d := newDesk(t, c, "office-1", "station-1")
			d.url = p.url()
			wholeLife(t, c, d, 5_000)
			fired = p.hasFired()
		})
		if t.Failed() {
			return
		}
		if !fired || testing.Short() && turn == 6 {
			t.Logf("%d answers lost, one in each run", turn-1)
			return
		}
		if turn > 200 {
			t.Fatal("the exchange does not end")
		}
	}
}

// The line breaks at some byte on its way up.
func TestCutAtAnyByte(t *testing.T) {
	points := []int64{1, 300, 600, 1_500, 2_500, 4_000, 10_000, 50_000, 100_000, 300_000, 500_000, 700_000}
	for _, silent := range []bool{false, true} {
		for _, at := range points {
			t.Run(fmt.Sprintf("byte %d silent %v", at, silent), func(t *testing.T) {
				t.Parallel()
				c := startCentre(t, registry.Options{})
				p := startProxy(t, c.addr, faults{atByte: at, silent: silent})
				d := newDesk(t, c, "office-1", "station-1")
				d.url = p.url()
				wholeLife(t, c, d, 400_000, func(o *client.Options) { o.Stall = 300 * time.Millisecond })
			})
		}
	}
}

// Each connection dies after 64 KiB. A cut costs at most one chunk.
func TestResumeCostsAtMostOneChunk(t *testing.T) {
	const each, chunk, size = 64 << 10, 48 << 10, 1_000_000
	c := startCentre(t, registry.Options{})
	p := startProxy(t, c.addr, faults{each: each})
	d := newDesk(t, c, "office-1", "station-1")
	d.url = p.url()
	wholeLife(t, c, d, size, func(o *client.Options) { o.MaxChunk = chunk })
	total := int64(0)
	for _, content := range d.box.files {
		total += int64(len(content))
	}
	cuts := p.sent() / each
	// Besides the chunks: a handshake and the headers of each connection.
	const around = 6 << 10
	if limit := total + (cuts+1)*(chunk+around); p.sent() > limit {
		t.Errorf("%d bytes went up for %d, at most %d with %d cuts", p.sent(), total, limit, cuts)
	}
	t.Logf("%d bytes up for %d of packets over %d connections", p.sent(), total, cuts)
}

// More waits than fits through before each connection breaks: a batch goes whole or
// not at all, so that it has to become small enough.
func TestBatchesFitABrokenLine(t *testing.T) {
	c := startCentre(t, registry.Options{})
	p := startProxy(t, c.addr, faults{each: 40 << 10})
	d := newDesk(t, c, "office-1", "station-1")
	d.url = p.url()
	const events = 300
	payload := []byte(`"` + strings.Repeat("x", 800) + `"`)
	for range events {
		d.log(port.Event{Type: "log-in", Actor: "can-bo-1", Payload: payload})
	}
	_, stop := d.start()
	defer stop()
	eventually(t, "all arrive", d.box.quiet)
	if n := c.count(`SELECT count(*) FROM event`); n != events {
		t.Errorf("%d events", n)
	}
	if limit := int64(4 * events * 1400); p.sent() > limit {
		t.Errorf("%d bytes went up, at most %d", p.sent(), limit)
	}
	t.Logf("%d bytes up over %d broken lines", p.sent(), p.broken())
}

// Bytes already at the registry are not sent again, even by another client
// after a restart of both sides.
func TestResumeAcrossRestarts(t *testing.T) {
	const size = 600_000
	c := startCentre(t, registry.Options{})
	first := startProxy(t, c.addr, faults{atByte: 400_000, silent: true})
	d := newDesk(t, c, "office-1", "station-1")
	id := port.PacketID{Dossier: "d0", Version: 1}
	d.put(id, citizen("079199000001", ""), size)
	d.url = first.url()
	_, stop := d.start(func(o *client.Options) { o.MaxChunk = 32 << 10; o.Stall = time.Minute })
	eventually(t, "half-way", first.hasFired)
	stop()
	if state, _ := d.box.state(id); state != port.DeliveryUploading {
		t.Fatalf("state %s", state)
	}
	c.stop()
	c.start()
	second := startProxy(t, c.addr, faults{})
	d.url = second.url()
	d.start()
	eventually(t, "decided", func() bool { state, _ := d.box.state(id); return state == port.DeliveryDecided })
	if second.sent() > size-400_000+2*(32<<10)+20_000 {
		t.Errorf("%d bytes sent after the restart", second.sent())
	}
}

// What a power cut can do to bytes that were not durable yet: gone, cut, or
// full of nothing. The packet arrives all the same, and as it was.
func TestUploadSpoiltByAPowerCut(t *testing.T) {
	for name, spoil := range map[string]func(path string, size int64) error{
		"gone":  func(path string, _ int64) error { return os.Remove(path) },
		"cut":   func(path string, size int64) error { return os.Truncate(path, size/2) },
		"zeros": func(path string, size int64) error { return os.WriteFile(path, make([]byte, size), 0o600) },
		"garbage": func(path string, size int64) error {
			return os.WriteFile(path, bytes.Repeat([]byte("x"), int(size)), 0o600)
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := startCentre(t, registry.Options{})
			p := startProxy(t, c.addr, faults{atByte: 200_000, silent: true})
			d := newDesk(t, c, "office-1", "station-1")
			d.url = p.url()
			d.put(port.PacketID{Dossier: "d0", Version: 1}, citizen("079199000001", ""), 400_000)
			_, stop := d.start(func(o *client.Options) { o.MaxChunk = 32 << 10; o.Stall = time.Minute })
			eventually(t, "half-way", p.hasFired)
			stop()
			c.stop()
			parts, err := filepath.Glob(filepath.Join(c.opts.Dir, "uploads", "*.part"))
			if err != nil || len(parts) != 1 {
				t.Fatalf("uploads: %v %v", parts, err)
			}
			info, err := os.Stat(parts[0])
			if err != nil || info.Size() == 0 {
				t.Fatalf("nothing arrived: %v", err)
			}
			if err := spoil(parts[0], info.Size()); err != nil {
				t.Fatal(err)
			}
			c.start()
			d.url = c.url()
			d.start()
			eventually(t, "shipped", func() bool { return slices.Contains(d.box.kinds("d0"), port.ChangeShipped) })
			d.log(port.Event{Type: "hand-over-card", Dossier: "d0", Card: d.box.change("d0", port.ChangeShipped).Card})
			eventually(t, "outbox empty", d.box.quiet)
			c.exactlyOnce(d, 1)
		})
	}
}

// Two clients over the same outbox, as after an adopted copy: nothing doubles.
func TestDuplicateClients(t *testing.T) {
	c := startCentre(t, registry.Options{})
	d := newDesk(t, c, "office-1", "station-1")
	d.start()
	wholeLife(t, c, d, 200_000)
}

// The registry goes away and comes back all the time.
func TestRegistryRestarts(t *testing.T) {
	c := startCentre(t, registry.Options{StepDelay: 20 * time.Millisecond})
	d := newDesk(t, c, "office-1", "station-1")
	done := make(chan struct{})
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for {
			select {
			case <-done:
				return
			case <-time.After(60 * time.Millisecond):
				c.stop()
				c.start()
			}
		}
	}()
	numbers := []string{"079199000001", "001090000002"}
	for i, number := range numbers {
		d.put(port.PacketID{Dossier: fmt.Sprintf("d%d", i), Version: 1}, citizen(number, ""), 300_000)
	}
	d.start(func(o *client.Options) { o.MaxChunk = 16 << 10 })
	for i := range numbers {
		dossier := fmt.Sprintf("d%d", i)
		eventually(t, dossier, func() bool { return slices.Contains(d.box.kinds(dossier), port.ChangeShipped) })
		d.log(port.Event{Type: "hand-over-card", Dossier: dossier, Card: d.box.change(dossier, port.ChangeShipped).Card})
	}
	eventually(t, "outbox empty", d.box.quiet)
	close(done)
	<-ended
	c.exactlyOnce(d, len(numbers))
}
