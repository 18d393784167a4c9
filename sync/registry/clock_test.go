package registry_test

import (
	"context"
	"crypto/tls"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"carddesk/app/port"
	"carddesk/sync/client"
	"carddesk/sync/protocol"
	"carddesk/sync/registry"
)

// shiftedClock is the machine's clock, off by a time that tests change.
type shiftedClock struct{ by atomic.Int64 }

func (c *shiftedClock) Now() time.Time { return time.Now().Add(time.Duration(c.by.Load())).UTC() }

func (c *shiftedClock) shift(d time.Duration) { c.by.Store(int64(d)) }

// A desk whose clock is a day off works, and knows by how much.
func TestDeskClockIsADayOff(t *testing.T) {
	for _, off := range []time.Duration{24 * time.Hour, -24 * time.Hour} {
		t.Run(off.String(), func(t *testing.T) {
			c := startCentre(t, registry.Options{})
			d := newDesk(t, c, "office-1", "station-1")
			clock := &shiftedClock{}
			clock.shift(off)
			wholeLife(t, c, d, 1000, func(o *client.Options) { o.Clock = clock })
			cl, _ := d.start(func(o *client.Options) { o.Clock = clock })
			eventually(t, "online", func() bool { return cl.Status().State == port.SyncOnline })
			if got := cl.Status().ClockOffset + off; got.Abs() > time.Minute {
				t.Errorf("offset %v measured as %v", -off, cl.Status().ClockOffset)
			}
		})
	}
}

// A certificate is renewed before it ends; a station that missed that is told
// the plain cause.
func TestCertificateEnds(t *testing.T) {
	clock := &shiftedClock{}
	c := startCentre(t, registry.Options{Clock: clock})
	renewing, missing := newDesk(t, c, "office-1", "station-1"), newDesk(t, c, "office-1", "station-2")
	var renewed atomic.Int64
	start := func(d *desk, renews bool) (*client.Client, func()) {
		return d.start(func(o *client.Options) {
			o.Clock = clock
			if renews {
				o.OnCertificate = func(_ context.Context, der []byte) error {
					renewed.Add(1)
					d.cert = der
					return nil
				}
			}
		})
	}
	_, stop := start(renewing, true)
	renewing.put(port.PacketID{Dossier: "d1", Version: 1}, citizen("079199000001", ""), 10)
	eventually(t, "decided", renewing.box.quiet)
	if renewed.Load() != 0 {
		t.Error("renewed a fresh certificate")
	}
	clock.shift(70 * 24 * time.Hour)
	eventually(t, "renewed", func() bool { return renewed.Load() > 0 })
	stop()
	if n := renewed.Load(); n != 1 {
		t.Errorf("renewed %d times", n)
	}
	clock.shift(100 * 24 * time.Hour)
	start(renewing, true)
	renewing.put(port.PacketID{Dossier: "d2", Version: 1}, citizen("001090000002", ""), 10)
	eventually(t, "decided with the new certificate", renewing.box.quiet)
	cl, _ := start(missing, false)
	eventually(t, "told", func() bool { return cl.Status().Failure == protocol.CodeExpired })
}

// A line of 128 kbit/s carries everything; nothing is taken for dead.
func TestSlowLine(t *testing.T) {
	t.Parallel()
	c := startCentre(t, registry.Options{})
	p := startProxy(t, c.addr, faults{perSecond: 16_000})
	d := newDesk(t, c, "office-1", "station-1")
	d.url = p.url()
	id := port.PacketID{Dossier: "d1", Version: 1}
	delivery := d.put(id, citizen("079199000001", ""), 50_000)
	d.start(func(o *client.Options) { o.Stall = 8 * time.Second })
	eventually(t, "shipped", func() bool { return slices.Contains(d.box.kinds("d1"), port.ChangeShipped) })
	// Handshakes, headers and polls besides the packet, sent once.
	if over := p.sent() - delivery.Size; over > 20_000 {
		t.Errorf("%d bytes besides the packet", over)
	}
}

// Certificates of one station do not open another's connection.
func TestStolenCertificateWithoutItsKey(t *testing.T) {
	c := startCentre(t, registry.Options{})
	a, b := newDesk(t, c, "office-1", "station-a"), newDesk(t, c, "office-2", "station-b")
	mixed := tls.Certificate{Certificate: [][]byte{a.cert}, PrivateKey: b.tlsKey}
	if status, text, _ := b.raw("GET", protocol.PathChanges+"?after=0", nil, nil, &mixed); status != 0 {
		t.Errorf("answered %d %s", status, text)
	}
}
