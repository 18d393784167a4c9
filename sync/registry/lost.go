package registry

import (
	"encoding/json"

	"carddesk/app/port"
)

// eventStationLost reports a station of the same office stolen or lost.
const eventStationLost = "report-station-lost"

// lostStation is the payload of eventStationLost.
type lostStation struct {
	Station string `json:"station"`
	Reason  string `json:"reason"`
}

// shutOut refuses a station from now on that another one of its office reported.
// A station cannot shut itself out: its report would be the last thing heard of
// the office.
func shutOut(e *effect, ev port.Event) (string, error) {
	var lost lostStation
	if err := json.Unmarshal(ev.Payload, &lost); err != nil || lost.Station == "" || lost.Station == ev.Station {
		return effectNoted, nil
	}
	done, err := e.ExecContext(e.ctx, `UPDATE station SET state = $1 WHERE id = $2 AND office = $3 AND state = $4`,
		stationRevoked, lost.Station, ev.Office, stationActive)
	if err != nil {
		return "", err
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		return effectAlready, err
	}
	return effectDone, nil
}
