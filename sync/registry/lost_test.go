package registry_test

import (
	"encoding/json"
	"testing"

	"carddesk/app/port"
	"carddesk/sync/client"
	"carddesk/sync/protocol"
	"carddesk/sync/registry"
)

// TestStationReportedLost: another station of the office shuts a stolen one out;
// the desk comes back on new hardware with a code of its own, the thief does not.
func TestStationReportedLost(t *testing.T) {
	c := startCentre(t, registry.Options{})
	stolen := newDesk(t, c, "office-1", "station-1")
	other := newDesk(t, c, "office-1", "station-2")
	foreign := newDesk(t, c, "office-2", "station-3")
	state := func(station, want string) bool {
		return c.count(`SELECT count(*) FROM station WHERE id = $1 AND state = $2`, station, want) == 1
	}
	report := func(d *desk, station string) {
		payload, err := json.Marshal(map[string]string{"station": station, "reason": "stolen"})
		if err != nil {
			t.Fatal(err)
		}
		d.log(port.Event{Type: "report-station-lost", Actor: "quantri", Payload: payload})
		_, stop := d.start()
		eventually(t, "the report is taken", func() bool {
			return c.count(`SELECT count(*) FROM event WHERE station = $1 AND type = 'report-station-lost'`, d.station) > 0
		})
		stop()
	}
	report(foreign, "station-1")
	if !state("station-1", "active") {
		t.Fatal("another office shuts a station out")
	}
	report(other, "station-1")
	if !state("station-1", "revoked") || !state("station-2", "active") {
		t.Fatal("the reported station is not the one that is refused")
	}
	if status, code, _ := stolen.raw("GET", protocol.PathChanges+"?after=0", nil, nil, stolen.own()); status != 403 || code != protocol.CodeRevoked {
		t.Errorf("the stolen station is answered %d %s", status, code)
	}
	if _, err := client.Enrol(t.Context(), stolen.enrolment("AAAA")); err == nil {
		t.Error("comes back without a code")
	}
	moved := newDesk(t, c, "office-1", "station-1")
	if !state("station-1", "active") {
		t.Error("the desk does not come back on new hardware")
	}
	if status, _, _ := moved.raw("GET", protocol.PathChanges+"?after=0", nil, nil, moved.own()); status != 200 {
		t.Errorf("the new hardware is answered %d", status)
	}
	if status, _, _ := stolen.raw("GET", protocol.PathChanges+"?after=0", nil, nil, stolen.own()); status != 403 {
		t.Errorf("the stolen one is answered %d again", status)
	}
}
