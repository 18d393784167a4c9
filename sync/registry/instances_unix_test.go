//go:build !windows

package registry_test

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"carddesk/app/port"
	"carddesk/sync/client"
	"carddesk/sync/registry"
	"carddesk/sync/registry/objects/objectstest"
)

// turns is one address behind which several registries answer, each connection at
// the next one that is there.
type turns struct {
	l       net.Listener
	targets []string

	mu    sync.Mutex
	next  int
	taken []int // connections by target
	conns map[net.Conn]bool
	done  sync.WaitGroup
}

func takeTurns(t *testing.T, targets ...string) *turns {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	b := &turns{l: l, targets: targets, taken: make([]int, len(targets)), conns: map[net.Conn]bool{}}
	b.done.Go(b.accept)
	t.Cleanup(func() {
		_ = l.Close()
		b.mu.Lock()
		for c := range b.conns {
			_ = c.Close()
		}
		b.mu.Unlock()
		b.done.Wait()
	})
	return b
}

func (b *turns) url() string { return "https://" + b.l.Addr().String() }

func (b *turns) accept() {
	for {
		desk, err := b.l.Accept()
		if err != nil {
			return
		}
		var target net.Conn
		b.mu.Lock()
		for range b.targets {
			at := b.next % len(b.targets)
			b.next++
			if target, err = net.Dial("tcp", b.targets[at]); err == nil {
				b.taken[at]++
				break
			}
		}
		if target == nil {
			_ = desk.Close()
		} else {
			b.conns[desk], b.conns[target] = true, true
			b.done.Go(func() { b.carry(desk, target) })
			b.done.Go(func() { b.carry(target, desk) })
		}
		b.mu.Unlock()
	}
}

func (b *turns) carry(from, to net.Conn) {
	buf := make([]byte, 16<<10)
	for {
		n, err := from.Read(buf)
		if n > 0 {
			if _, err := to.Write(buf[:n]); err != nil {
				break
			}
		}
		if err != nil {
			break
		}
	}
	_, _ = from.Close(), to.Close()
}

// oneRequestEach has the registries of a test end each connection after one
// answer, so that the next request goes to the next registry.
func oneRequestEach(t *testing.T) {
	t.Helper()
	var before func(http.Handler) http.Handler
	before = registry.WrapHandler(func(h http.Handler) http.Handler {
		inner := before(h)
		return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
			w.Header().Set("Connection", "close")
			inner.ServeHTTP(w, req)
		})
	})
	t.Cleanup(func() { registry.WrapHandler(before) })
}

// TestSeveralRegistries puts registries on one PostgreSQL behind one address.
func TestSeveralRegistries(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a database server")
	}
	if postgresServer == "" {
		postgresServer = startPostgres(t, "off")
		defer func() { postgresServer = "" }()
	}
	t.Run("request by request", requestByRequest)
	t.Run("own folders", ownFolders)
}

// requestByRequest: two registries share database and folder; each request of each
// desk goes to the other one, also in the midst of an upload, and each is stopped
// and started meanwhile.
func requestByRequest(t *testing.T) {
	oneRequestEach(t)
	first := startCentre(t, registry.Options{Poll: 20 * time.Millisecond})
	second := startCentre(t, first.opts)
	address := takeTurns(t, first.addr, second.addr)
	desks := []*desk{newDesk(t, first, "office-1", "station-1"), newDesk(t, second, "office-2", "station-2")}
	const each = 3
	for i, d := range desks {
		d.url = address.url()
		for n := range each {
			d.log(port.Event{})
			d.put(port.PacketID{Dossier: fmt.Sprintf("d%d-%d", i, n), Version: 1}, citizen(fmt.Sprintf("0011900000%d%d", i, n), ""), 300_000)
		}
		d.start(func(o *client.Options) { o.MaxChunk = 16 << 10 })
	}
	for stop := range 6 { // one after the other, while the other one answers
		time.Sleep(60 * time.Millisecond)
		c := []*centre{first, second}[stop%2]
		c.stop()
		c.start()
	}
	for i, d := range desks {
		for n := range each {
			dossier := fmt.Sprintf("d%d-%d", i, n)
			eventually(t, dossier+" shipped", func() bool { return slices.Contains(d.box.kinds(dossier), port.ChangeShipped) })
			d.log(port.Event{Type: "hand-over-card", Dossier: dossier, Card: d.box.change(dossier, port.ChangeShipped).Card})
		}
		eventually(t, "outbox empty", d.box.quiet)
	}
	first.exactlyOnceOf(desks, 2*each)
	address.mu.Lock()
	defer address.mu.Unlock()
	if slices.Min(address.taken) < 40 {
		t.Errorf("the registries did not take turns: %v", address.taken)
	}
	t.Logf("requests by registry: %v", address.taken)
}

// ownFolders: the registries share database and object store, and each has its own
// folder of uploads. An upload that began at one and goes on at the other begins
// anew, and ends once.
func ownFolders(t *testing.T) {
	store := objectstest.New(t)
	first := startCentre(t, registry.Options{Poll: 20 * time.Millisecond, Shelf: bucket(t, store)})
	options := first.opts
	options.Dir = t.TempDir()
	for _, name := range []string{"keys", "ca"} { // one registry, whoever answers
		if err := os.CopyFS(filepath.Join(options.Dir, name), os.DirFS(filepath.Join(first.opts.Dir, name))); err != nil {
			t.Fatal(err)
		}
	}
	second := startCentre(t, options)
	d := newDesk(t, first, "office-1", "station-1")
	const dossiers = 4
	for n := range dossiers {
		d.put(port.PacketID{Dossier: fmt.Sprintf("d%d", n), Version: 1}, citizen(fmt.Sprintf("00119000000%d", n), ""), 400_000)
	}
	address := takeTurns(t, first.addr, second.addr)
	slow := startProxy(t, address.l.Addr().String(), faults{each: 150_000}) // breaks in the midst of each upload
	d.url = slow.url()
	d.start(func(o *client.Options) { o.MaxChunk = 64 << 10 })
	eventually(t, "the first is there", func() bool { return first.count(`SELECT count(*) FROM packet`) > 0 })
	first.stop() // for good
	for n := range dossiers {
		eventually(t, "shipped", func() bool { return slices.Contains(d.box.kinds(fmt.Sprintf("d%d", n)), port.ChangeShipped) })
	}
	for n := range dossiers {
		if kinds := d.box.kinds(fmt.Sprintf("d%d", n)); len(kinds) != 5 {
			t.Errorf("d%d: %v", n, kinds)
		}
	}
	if n, cards := second.count(`SELECT count(*) FROM packet`), second.count(`SELECT count(*) FROM card`); n != dossiers || cards != dossiers || len(store.Objects()) != dossiers {
		t.Errorf("%d packets, %d cards, %d objects", n, cards, len(store.Objects()))
	}
	address.mu.Lock()
	defer address.mu.Unlock()
	if slices.Min(address.taken) == 0 {
		t.Errorf("only one registry was asked: %v", address.taken)
	}
}
