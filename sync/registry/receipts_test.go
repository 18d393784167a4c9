//go:build !windows

package registry_test

import (
	"fmt"
	"sync"
	"testing"

	"carddesk/app/port"
	"carddesk/sync/registry"
)

// Packets that come at the same moment share a transaction, also where they have
// to do with each other: half of them are for one and the same person, who gets
// one open dossier, and some offices send a second version beside the first.
func TestPacketsAtTheSameTime(t *testing.T) {
	const offices = 12
	c := startRegistry(t, registry.Options{})
	var all sync.WaitGroup
	for i := range offices {
		number := "001199000001"
		if i%2 == 0 {
			number = fmt.Sprintf("0011990001%02d", i)
		}
		first := newDesk(t, c, fmt.Sprintf("office-%d", i), fmt.Sprintf("station-%d", i))
		second := newDesk(t, c, first.office, first.station+"-b")
		for version, d := range map[int]*desk{1: first, 2: second} {
			sent := d.put(port.PacketID{Dossier: fmt.Sprintf("d%d", i), Version: version}, citizen(number, ""), 1000)
			line := d.plainClient()
			defer line.CloseIdleConnections()
			all.Go(func() {
				if err := d.sendPackets(line, []port.Delivery{sent}); err != nil && version == 2 {
					t.Error(err) // the first one may come second and be superseded
				}
			})
		}
	}
	all.Wait()
	for query, want := range map[string]int{
		`SELECT count(*) FROM dossier WHERE version = 2`:                                                      offices,
		`SELECT count(*) FROM dossier WHERE open_person IS NOT NULL`:                                          offices/2 + 1,
		`SELECT count(*) FROM dossier WHERE state = 'rejected'`:                                               offices/2 - 1,
		`SELECT count(*) FROM packet WHERE version = 2`:                                                       offices,
		`SELECT count(*) FROM feed f JOIN office o ON o.id = f.office AND f.seq > o.feed_seq`:                 0,
		`SELECT count(*) FROM office o WHERE feed_seq <> (SELECT count(*) FROM feed f WHERE f.office = o.id)`: 0,
	} {
		if got := c.count(query); got != want {
			t.Errorf("%s: %d, want %d", query, got, want)
		}
	}
}
