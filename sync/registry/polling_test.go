//go:build !windows

package registry_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"carddesk/app/port"
	"carddesk/sync/protocol"
	"carddesk/sync/registry"
)

// TestStationsPoll has a few stations wait at the same time; the benchmark has a
// thousand.
func TestStationsPoll(t *testing.T) { poll(t, 12, 24, 2) }

// BenchmarkPolling has 1,000 stations, two an office, wait for news over
// connections of their own, tells how long an item takes from the transaction of
// its effect to both, and how many packets of 1 MB a second come in meanwhile.
func BenchmarkPolling(b *testing.B) {
	notHeld(b)
	for range b.N {
		waits, perSecond, each := poll(b, 1000, 1000, 16)
		b.ReportMetric(float64(each)/1024, "KiB/station")
		b.ReportMetric(float64(waits[len(waits)/2].Microseconds())/1000, "p50-ms")
		b.ReportMetric(float64(waits[len(waits)*99/100].Microseconds())/1000, "p99-ms")
		b.ReportMetric(perSecond, "packets/s")
	}
	b.ReportMetric(0, "ns/op")
}

// poll has stations wait, sends items to their offices one after the other while
// some of them send packets, so many each, and returns how long the items took,
// sorted, the packets a second, and the memory of one that waits, both of its ends.
func poll(t testing.TB, stations, items, packets int) (waits []time.Duration, perSecond float64, each uint64) {
	c := startRegistry(t, registry.Options{})
	desks := make([]*desk, stations)
	lines := make([]*http.Client, stations)
	for i := range desks {
		desks[i] = newDesk(t, c, fmt.Sprintf("office-%d", i/2), fmt.Sprintf("station-%d", i))
		lines[i] = desks[i].plainClient()
		defer lines[i].CloseIdleConnections()
	}
	ctx, stop := context.WithCancel(t.Context())
	heard := make(chan string, 2*items)
	before := inUse()
	var polling sync.WaitGroup
	for i, d := range desks {
		polling.Go(func() {
			if err := d.listen(ctx, lines[i], heard); err != nil && ctx.Err() == nil {
				t.Error(err)
			}
		})
	}
	eventually(t, "all wait", func() bool { return c.WaitingForTest() == stations/2 })
	each = (inUse() - before) / uint64(stations)
	const senders = 16
	var sending sync.WaitGroup
	begun := time.Now()
	for i := range min(senders, stations/2) {
		sender := desks[2*i]
		var work []port.Delivery
		for n := range packets {
			work = append(work, sender.put(port.PacketID{Dossier: fmt.Sprintf("d%d-%d", i, n), Version: 1}, citizen(fmt.Sprintf("0011%04d%04d", i, n), ""), throughputSize))
		}
		sending.Go(func() {
			line := sender.plainClient()
			defer line.CloseIdleConnections()
			if err := sender.sendPackets(line, work); err != nil {
				t.Error(err)
			}
		})
	}
	sending.Wait()
	perSecond = float64(min(senders, stations/2)*packets) / time.Since(begun).Seconds()
	for n := range items {
		file := fmt.Sprintf("file-%d", n)
		sent := time.Now()
		if err := c.SendPreregistration(t.Context(), fmt.Sprintf("office-%d", n%(stations/2)), file, json.RawMessage(`{}`)); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			for name := ""; name != file; {
				select {
				case name = <-heard:
				case <-time.After(20 * time.Second):
					t.Fatal("an item is not heard")
				}
			}
		}
		waits = append(waits, time.Since(sent))
	}
	stop()
	polling.Wait()
	slices.Sort(waits)
	return waits, perSecond, each
}

// inUse is the memory in use after a collection.
func inUse() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapInuse + m.StackInuse
}

// listen keeps a long poll and tells the file of each pre-registration.
func (d *desk) listen(ctx context.Context, line *http.Client, heard chan<- string) error {
	for after := int64(0); ; {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, fmt.Sprintf("%s%s?after=%d&wait=50", d.url, protocol.PathChanges, after), nil)
		if err != nil {
			return err
		}
		resp, err := line.Do(req)
		if err != nil {
			return err
		}
		var changes protocol.ChangesAnswer
		err = json.NewDecoder(resp.Body).Decode(&changes)
		_ = resp.Body.Close()
		if err != nil {
			return err
		}
		for _, item := range changes.Items {
			after = item.Seq
			opened, err := d.sealer.OpenFeedItem(item.Sealed)
			if err != nil {
				return err
			}
			var change port.Change
			if err := json.Unmarshal(opened.Body, &change); err != nil {
				return err
			}
			if change.File != "" {
				heard <- change.File
			}
		}
	}
}
