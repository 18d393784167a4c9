package registry_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"carddesk/app/port"
	"carddesk/sync/client"
	"carddesk/sync/registry"

	"pgregory.net/rapid"
)

// model drives a desk, a registry, a line and sticks in any order, and knows
// what must be true of them all the time and in the end.
type model struct {
	t      *testing.T
	c      *centre
	d      *desk
	people int
	events int
	want   map[string]int // version that will be accepted, by dossier
	handed map[string]bool
	sticks []string
}

// TestModel: whatever happens to line, registry, client and sticks, everything
// arrives once, and no dossier ever shows a false state.
func TestModel(t *testing.T) {
	checks := flag.Lookup("rapid.checks").Value
	before := checks.String()
	if before == "100" { // rapid's default; each check is a real exchange over TLS
		_ = checks.Set("6")
		defer func() { _ = checks.Set(before) }()
	}
	rapid.Check(t, func(rt *rapid.T) {
		m := &model{t: t, want: map[string]int{}, handed: map[string]bool{}}
		m.c = startCentre(t, registry.Options{})
		defer func() { m.c.stop() }()
		m.d = newDesk(t, m.c, "office-1", "station-1")
		rt.Repeat(map[string]func(*rapid.T){
			"put":       m.put,
			"recapture": m.recapture,
			"event":     m.event,
			"hand over": m.handOver,
			"line":      m.line,
			"restart":   m.restart,
			"power cut": m.powerCut,
			"stick out": m.stickOut,
			"stick in":  m.stickIn,
			"":          m.check,
		})
		m.settle()
	})
}

func (m *model) put(rt *rapid.T) {
	dossier := fmt.Sprintf("d%d", len(m.want))
	note, version := "", 1
	if rapid.Bool().Draw(rt, "to be captured again") {
		note, version = registry.NoteRecapture, 2
	}
	m.people++
	m.d.log(port.Event{})
	m.d.put(port.PacketID{Dossier: dossier, Version: 1}, citizen(fmt.Sprintf("0011900%05d", m.people), note), rapid.IntRange(0, 100_000).Draw(rt, "size"))
	m.want[dossier] = version
}

// recapture puts the second version of a dossier that is to be captured again;
// the first may not even have left.
func (m *model) recapture(rt *rapid.T) {
	for dossier, version := range m.want {
		id := port.PacketID{Dossier: dossier, Version: 2}
		first, _ := m.d.box.state(port.PacketID{Dossier: dossier, Version: 1})
		if version == 2 && m.d.box.deliveries[id] == nil {
			if first == port.DeliveryDecided && !slices.Contains(m.d.box.kinds(dossier), port.ChangeRecapture) {
				rt.Fatalf("%s was decided without a reason", dossier)
			}
			m.people++
			m.d.put(id, citizen(fmt.Sprintf("0011900%05d", m.people), ""), 1000)
			return
		}
	}
	rt.Skip("none waits for it")
}

func (m *model) event(*rapid.T) {
	m.events++
	m.d.log(port.Event{Type: "log-in", Actor: "can-bo-1"})
}

func (m *model) handOver(rt *rapid.T) {
	m.d.apply()
	for dossier := range m.want {
		card := m.d.box.change(dossier, port.ChangeShipped).Card
		if card != "" && !m.handed[dossier] {
			m.handed[dossier] = true
			m.events++
			m.d.log(port.Event{Type: "hand-over-card", Dossier: dossier, Card: card})
			return
		}
	}
	rt.Skip("no card is here")
}

// line lets a client run over a line that breaks, until it has nothing more to
// do or time is up; then the desk's program dies.
func (m *model) line(rt *rapid.T) {
	p := startProxy(m.t, m.c.addr, faults{
		atTurn: rapid.IntRange(0, 12).Draw(rt, "lost answer"),
		atByte: rapid.Int64Range(0, 100_000).Draw(rt, "cut at"),
		silent: rapid.Bool().Draw(rt, "silent"),
	})
	defer p.close()
	m.d.url = p.url()
	_, stop := m.d.start(func(o *client.Options) { o.Stall = 100 * time.Millisecond; o.MaxChunk = 20_000 })
	defer stop()
	deadline := time.Now().Add(time.Duration(rapid.IntRange(5, 150).Draw(rt, "milliseconds")) * time.Millisecond)
	for time.Now().Before(deadline) && !m.d.box.quiet() {
		time.Sleep(time.Millisecond)
	}
}

func (m *model) restart(*rapid.T) {
	m.c.stop()
	m.c.start()
}

// powerCut takes what was not durable yet of the uploads under way: all of it, a
// part, or what the bytes were.
func (m *model) powerCut(rt *rapid.T) {
	m.c.stop()
	defer m.c.start()
	parts, err := filepath.Glob(filepath.Join(m.c.opts.Dir, "uploads", "*.part"))
	if err != nil {
		rt.Fatal(err)
	}
	for _, part := range parts {
		info, err := os.Stat(part)
		if err != nil {
			rt.Fatal(err)
		}
		left := rapid.Int64Range(0, info.Size()).Draw(rt, "bytes that are left")
		if rapid.Bool().Draw(rt, "spoilt") {
			err = os.WriteFile(part, make([]byte, left), 0o600)
		} else {
			err = os.Truncate(part, left)
		}
		if err != nil {
			rt.Fatal(err)
		}
	}
}

func (m *model) stickOut(rt *rapid.T) {
	stick := m.t.TempDir()
	if _, err := m.d.idleClient().WriteStick(m.t.Context(), stick); err != nil {
		rt.Fatal(err)
	}
	m.sticks = append(m.sticks, stick)
}

// stickIn brings any stick ever written to the registry or back, or both.
func (m *model) stickIn(rt *rapid.T) {
	if len(m.sticks) == 0 {
		rt.Skip("no stick")
	}
	stick := rapid.SampledFrom(m.sticks).Draw(rt, "stick")
	if rapid.Bool().Draw(rt, "to the registry") {
		if _, err := m.c.TakeStick(m.t.Context(), stick); err != nil {
			rt.Fatal(err)
		}
	}
	if _, err := m.d.idleClient().ReadStick(m.t.Context(), stick); err != nil {
		rt.Fatal(err)
	}
}

// check compares what the desk shows with what the registry has.
func (m *model) check(rt *rapid.T) {
	m.d.apply()
	for id, delivery := range m.d.box.deliveries {
		state, failure := m.d.box.state(id)
		switch state {
		case port.DeliverySetAside:
			rt.Fatalf("%v set aside: %s", id, failure)
		case port.DeliveryStored, port.DeliveryAcknowledged, port.DeliveryDecided:
			if m.c.count(`SELECT count(*) FROM packet WHERE dossier = $1 AND version = $2 AND inner_hash = $3`, id.Dossier, id.Version, delivery.Inner) != 1 {
				rt.Fatalf("%v shows %s, the registry does not have it", id, state)
			}
		}
	}
	for dossier := range m.want {
		kinds := m.d.box.kinds(dossier)
		for _, kind := range []string{port.ChangeAccepted, port.ChangeOrdered, port.ChangeProduced, port.ChangeShipped, port.ChangeRecapture} {
			if strings.Count(strings.Join(kinds, " "), kind) > 1 {
				rt.Fatalf("%s twice for %s: %v", kind, dossier, kinds)
			}
		}
	}
	if n := m.c.count(`SELECT count(*) FROM (SELECT dossier FROM card GROUP BY dossier HAVING count(*) > 1) twice`); n > 0 {
		rt.Fatalf("%d dossiers with two cards", n)
	}
}

// settle gives everybody a good line and looks at the end.
func (m *model) settle() {
	m.d.url = m.c.url()
	_, stop := m.d.start()
	defer stop()
	for dossier, version := range m.want {
		if version == 2 && m.d.box.deliveries[port.PacketID{Dossier: dossier, Version: 2}] == nil {
			m.people++
			m.d.put(port.PacketID{Dossier: dossier, Version: 2}, citizen(fmt.Sprintf("0011900%05d", m.people), ""), 1000)
		}
		eventually(m.t, dossier+" shipped", func() bool { return m.d.box.change(dossier, port.ChangeShipped).Card != "" })
		if got := m.d.box.change(dossier, port.ChangeShipped).Version; got != version {
			m.t.Fatalf("%s: card of version %d, want %d", dossier, got, version)
		}
	}
	eventually(m.t, "nothing waits", m.d.box.quiet)
	for query, want := range map[string]int{
		`SELECT count(*) FROM dossier WHERE state = 'accepted'`: len(m.want),
		`SELECT count(*) FROM card`:                             len(m.want),
		`SELECT count(*) FROM card WHERE state = 'handed-over'`: len(m.handed),
		`SELECT count(*) FROM event`:                            m.events,
		`SELECT count(*) FROM event_refused`:                    0,
		`SELECT count(*) FROM log_hash`:                         int(m.d.seq),
		`SELECT count(*) FROM station WHERE log_fault <> ''`:    0,
	} {
		if got := m.c.count(query); got != want {
			m.t.Fatalf("%s: %d, want %d", query, got, want)
		}
	}
}
