package registry_test

import (
	"cmp"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"carddesk/app/port"
	"carddesk/sync/client"
	"carddesk/sync/protocol"
	"carddesk/sync/registry"
)

// The whole form of the test is for `make torture`; every run has the short one.
const (
	envTorture = "CARDDESK_TORTURE" // not empty: the whole form
	envSeed    = "CARDDESK_SEED"    // of a run to be repeated

	wholeFast, shortFast = 10_000, 250 // packets over all fast faults together
	wholeSlow, shortSlow = 50, 2       // packets over each slow line
)

// ordeal is what packets go through.
type ordeal struct {
	name   string
	faults faults
	large  int                               // bytes of a packet at most; 400 besides its identity when 0
	stall  time.Duration                     // after which the desk takes the line for dead
	during func(*torture, *rand.Rand) func() // begins what happens meanwhile; ended by what it returns
	twice  bool                              // two clients over each outbox
	child  bool                              // the registry is a process of its own
	ends   bool                              // the registry ends at least once meanwhile
	clock  time.Duration                     // how far the desk's clock is off
}

var fastOrdeals = []ordeal{
	{name: "reset every 64 KiB", faults: faults{each: 64 << 10}, large: 10_000},
	{name: "reset anywhere", faults: faults{everyBytes: 40_000}},
	{name: "half-open", faults: faults{everyBytes: 60_000, silent: true}, stall: 200 * time.Millisecond},
	{name: "answers lost", faults: faults{everyTurns: 12}},
	{name: "two clients", faults: faults{everyTurns: 40}, twice: true},
	{name: "registry stopped and started", during: stopAndStart, ends: true},
	{name: "registry killed", during: killAndStart, child: true, ends: true},
	{name: "certificate ends", during: certificateEnds},
	{name: "clock a day ahead", faults: faults{each: 256 << 10}, clock: 24 * time.Hour},
	{name: "clock a day behind", faults: faults{each: 256 << 10}, clock: -24 * time.Hour},
}

var slowOrdeals = []ordeal{
	{name: "answers 2 s late", faults: faults{late: 2 * time.Second}, stall: 20 * time.Second},
	{name: "32 kbit/s", faults: faults{perSecond: 4000, down: 4000}, stall: 20 * time.Second},
}

// TestTorture sends many small packets through everything that can happen to a
// line: they end exactly once and byte for byte, and whenever a desk shows a state
// of a dossier, it is true.
func TestTorture(t *testing.T) {
	fast, slow, desks := shortFast, shortSlow, 1
	if os.Getenv(envTorture) != "" {
		fast, slow, desks = wholeFast, wholeSlow, 4
	}
	seed := uint64(time.Now().UnixNano())
	if text := os.Getenv(envSeed); text != "" {
		var err error
		if seed, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%s=%d", envSeed, seed)
	for _, o := range slowOrdeals {
		t.Run(o.name, func(t *testing.T) {
			if testing.Short() {
				t.Skip("slow lines")
			}
			t.Parallel()
			o.run(t, seed, 1, slow)
		})
	}
	for _, o := range fastOrdeals {
		if fast == shortFast { // a line that carries less breaks more often, so that each breaks
			o.faults.everyBytes, o.faults.everyTurns = o.faults.everyBytes/3, o.faults.everyTurns/2
		}
		t.Run(o.name, func(t *testing.T) { o.run(t, seed, desks, (fast+len(fastOrdeals)-1)/len(fastOrdeals)) })
	}
}

// torture is one ordeal under way.
type torture struct {
	t     *testing.T
	c     *centre
	clock shiftedClock
	desks []*tortured
	child *exec.Cmd
	kills atomic.Int64 // how often the registry was ended, in order or not
}

// tortured is a desk with its line.
type tortured struct {
	*desk
	line  *proxy
	stop  []func()
	start func()
	seen  int // changes of the feed
}

func (o ordeal) run(t *testing.T, seed uint64, desks, packets int) {
	random := rand.New(rand.NewPCG(seed, uint64(len(o.name))))
	tt := &torture{t: t}
	options := registry.Options{Dir: t.TempDir(), Database: testDatabase(t), Training: true, Clock: &tt.clock}
	var file protocol.RegistryFile
	var code func() string
	if o.child {
		tt.c = &centre{t: t, opts: options, killed: true}
		tt.child, tt.c.addr = startChild(t, options.Dir, "127.0.0.1:0", options.Database)
		defer func() { kill(tt.child) }()
		code = func() string {
			known, code, err := client.ReadEnrolment(filepath.Join(options.Dir, protocol.EnrolFolder))
			if err != nil {
				t.Fatal(err)
			}
			file = known
			return code
		}
	} else {
		tt.c = startCentre(t, options)
		code = func() string { return tt.c.code() }
		file = tt.c.File(tt.c.url())
	}
	truth := tt.witness(options)
	for i := range desks {
		used := code()
		d := &tortured{desk: enrolWith(t, file, used, fmt.Sprintf("office-%d", i), fmt.Sprintf("station-%d", i))}
		d.box.watch = truth
		faults := o.faults
		faults.random = rand.New(rand.NewPCG(random.Uint64(), 0))
		p := startProxy(t, tt.c.addr, faults)
		d.url, d.line = p.url(), p
		deskClock := &movedClock{Clock: &tt.clock, by: o.clock}
		d.start = func() {
			for range 1 + map[bool]int{true: 1}[o.twice] {
				_, stop := d.desk.start(func(c *client.Options) { c.Clock, c.Stall = deskClock, cmp.Or(o.stall, c.Stall) })
				d.stop = append(d.stop, stop)
			}
		}
		tt.desks = append(tt.desks, d)
		t.Cleanup(func() { t.Log(d.station, p.report()) })
	}
	tt.send(o, random, packets)
	breaks := int(tt.kills.Load())
	for _, d := range tt.desks {
		breaks += d.line.broken()
	}
	if breaks == 0 && (o.faults != faults{late: o.faults.late, perSecond: o.faults.perSecond, down: o.faults.down} || o.child) && o.clock == 0 {
		t.Error("nothing broke")
	}
	if o.child {
		kill(tt.child)
		r, err := registry.New(t.Context(), options)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		tt.c.Registry = r
	}
	if o.during != nil {
		t.Logf("registry ended %d times", tt.kills.Load())
	}
	var all []*desk
	for _, d := range tt.desks {
		all = append(all, d.desk)
	}
	tt.c.exactlyOnceOf(all, packets)
}

// send puts packets into the outboxes, lets the clients run, hands every card
// over, and returns when nothing waits any more.
func (tt *torture) send(o ordeal, random *rand.Rand, packets int) {
	for i := range packets {
		d := tt.desks[i%len(tt.desks)]
		d.log(port.Event{})
		d.put(port.PacketID{Dossier: fmt.Sprintf("d%d", i), Version: 1}, citizen(fmt.Sprintf("0011%08d", i), ""), random.IntN(cmp.Or(o.large, 400)))
	}
	for _, d := range tt.desks {
		d.start()
	}
	end, ended := func() {}, func() bool { return true }
	if o.during != nil {
		end = o.during(tt, random)
	}
	if o.ends { // however quick the machine is
		ended = func() bool { return tt.kills.Load() > 0 }
	}
	handed := 0
	within(tt.t, 9*time.Minute, "everything handed over", func() bool {
		quiet := true
		for _, d := range tt.desks {
			for _, change := range d.box.changesAfter(d.seen) {
				d.seen++
				if change.Kind == port.ChangeShipped {
					handed++
					d.log(port.Event{Type: "hand-over-card", Dossier: change.Dossier, Card: change.Card})
				}
			}
			quiet = quiet && d.box.quiet()
		}
		return handed >= packets && quiet && ended()
	})
	end()
	for _, d := range tt.desks {
		for _, stop := range d.stop {
			stop()
		}
	}
}

// witness returns what compares each state that a desk shows with the registry's
// own tables, at the moment at which it is shown.
func (tt *torture) witness(options registry.Options) func(port.PacketID, string, port.DeliveryState) {
	driver, url := "pgx", options.Database
	if url == "" {
		driver, url = "sqlite", "file:"+filepath.Join(options.Dir, "registry.db")+"?mode=ro&_pragma=busy_timeout(10000)"
	}
	db, err := sql.Open(driver, url)
	if err != nil {
		tt.t.Fatal(err)
	}
	tt.t.Cleanup(func() { _ = db.Close() })
	return func(id port.PacketID, inner string, state port.DeliveryState) {
		query := `SELECT count(*) FROM packet p JOIN dossier d ON d.id = p.dossier WHERE p.dossier = $1 AND p.version = $2 AND p.inner_hash = $3`
		switch state {
		case port.DeliveryStored:
		case port.DeliveryAcknowledged:
			query += ` AND EXISTS (SELECT 1 FROM feed f WHERE f.office = d.office AND f.kind = 'packet-acknowledged')`
		case port.DeliveryDecided:
			query += ` AND d.state <> 'received'`
		case port.DeliverySetAside:
			tt.t.Errorf("%v is set aside", id)
			return
		default:
			return
		}
		var n int
		if err := db.QueryRow(query, id.Dossier, id.Version, inner).Scan(&n); err != nil || n != 1 {
			tt.t.Errorf("%v is shown as %s, which is not so: %v", id, state, err)
		}
	}
}

// stopAndStart ends the registry in order and starts it again, all the time.
func stopAndStart(tt *torture, random *rand.Rand) func() {
	return repeatedly(func() time.Duration { return time.Duration(30+random.IntN(300)) * time.Millisecond }, func() {
		tt.c.stop()
		tt.c.start()
		tt.kills.Add(1)
	})
}

// killAndStart kills the registry's process and starts another one.
func killAndStart(tt *torture, random *rand.Rand) func() {
	return repeatedly(func() time.Duration { return time.Duration(30+random.IntN(700)) * time.Millisecond }, func() {
		kill(tt.child)
		tt.kills.Add(1)
		tt.child, _ = startChild(tt.t, tt.c.opts.Dir, tt.c.addr, tt.c.opts.Database)
	})
}

// repeatedly does something after random whiles until what it returns is called.
func repeatedly(while func() time.Duration, do func()) func() {
	done := make(chan struct{})
	var ended sync.WaitGroup
	ended.Go(func() {
		for {
			timer := time.NewTimer(while())
			select {
			case <-done:
				timer.Stop()
				return
			case <-timer.C:
				do()
			}
		}
	})
	return func() {
		close(done)
		ended.Wait()
	}
}

// certificateEnds lets the certificates of all stations end while they send. Their
// desks show why; a code for the same keys brings a new one, and all goes on.
func certificateEnds(tt *torture, _ *rand.Rand) func() {
	t := tt.t
	within(t, time.Minute, "the first packets arrive", func() bool { return tt.c.count(`SELECT count(*) FROM packet`) > 0 })
	tt.clock.shift(100 * 24 * time.Hour)
	for _, d := range tt.desks {
		for _, stop := range d.stop {
			stop()
		}
		d.stop = nil
		cl, stop := d.desk.start(func(c *client.Options) { c.Clock = &tt.clock })
		eventually(t, "told why", func() bool { return cl.Status().Failure == protocol.CodeExpired })
		stop()
		cert, err := client.Enrol(t.Context(), d.enrolment(tt.c.code()))
		if err != nil {
			t.Fatal(err)
		}
		d.cert = cert
		d.start()
	}
	return func() {}
}

// movedClock is a clock that is off.
type movedClock struct {
	port.Clock
	by time.Duration
}

func (c *movedClock) Now() time.Time { return c.Clock.Now().Add(c.by) }

// code makes a code for a station.
func (c *centre) code() string {
	c.t.Helper()
	code, err := c.NewEnrolmentCode(c.t.Context())
	if err != nil {
		c.t.Fatal(err)
	}
	return code
}

// within is eventually for what takes long.
func within(t testing.TB, limit time.Duration, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(limit); !ok(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("never happened: %s", what)
		}
	}
}
