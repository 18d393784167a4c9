package registry

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"carddesk/app/port"
	"carddesk/sync/protocol"
)

// takeLog keeps the hashes of a station's log. They must follow each other
// without a gap and never change: a station whose log was cut or written anew
// is marked, which no later batch undoes.
func (r *Registry) takeLog(ctx context.Context, station stationRow, hashes []port.LogHash) (protocol.LogAnswer, error) {
	var result protocol.LogAnswer
	if len(hashes) == 0 {
		if err := r.store.read.QueryRowContext(ctx, `SELECT log_through FROM station WHERE id = $1`, station.id).Scan(&result.Through); err != nil {
			return result, fmt.Errorf("reading how far a log is here: %w", err)
		}
		return result, nil
	}
	err := r.inTx(ctx, func(e *effect) error {
		result = protocol.LogAnswer{}
		var fault string
		if err := e.row(`SELECT log_through, log_fault FROM station WHERE id = $1`, station.id).Scan(&result.Through, &fault); err != nil {
			return err
		}
		fresh, code, err := e.fits(station.id, hashes, result.Through)
		if err != nil {
			return err
		}
		if err := e.keepHashes(station.id, fresh); err != nil {
			return err
		}
		if result.Code = code; len(fresh) > 0 {
			result.Through = fresh[len(fresh)-1].Seq
		}
		if fault == "" && result.Code == protocol.CodeLogRewritten {
			fault = result.Code
		}
		return e.exec(`UPDATE station SET log_through = $1, log_fault = $2 WHERE id = $3`, result.Through, fault, station.id)
	})
	if err != nil {
		return result, fmt.Errorf("taking log hashes: %w", err)
	}
	if result.Code != "" {
		r.log.Warn("log does not fit", "station", station.id, "code", result.Code, "through", result.Through)
	}
	return result, nil
}

// fits returns those hashes, up to the first that does not fit, that are not here
// yet, and the code of why one does not fit: it leaves a gap, or is not what was
// told before, by a hash or by an event.
func (e *effect) fits(station string, hashes []port.LogHash, through int64) (fresh []port.LogHash, code string, err error) {
	first, last := hashes[0].Seq, hashes[len(hashes)-1].Seq
	rows, err := e.QueryContext(e.ctx, `SELECT seq, hash FROM log_hash WHERE station = $1 AND seq >= $2 AND seq <= $3`, station, first, min(last, through))
	known, err := collect(rows, err, func(rows *sql.Rows) (h port.LogHash, err error) { return h, rows.Scan(&h.Seq, &h.Hash) })
	if err != nil {
		return nil, "", err
	}
	told := map[int64]string{}
	for _, h := range known {
		told[h.Seq] = h.Hash
	}
	// An event may have told the hash of its entry, and of the one before.
	rows, err = e.QueryContext(e.ctx, `SELECT seq, hash, previous FROM event WHERE station = $1 AND seq > $2 AND seq <= $3`, station, through, last+1)
	events, err := collect(rows, err, func(rows *sql.Rows) (ev port.Event, err error) {
		return ev, rows.Scan(&ev.Seq, &ev.Hash, &ev.Previous)
	})
	if err != nil {
		return nil, "", err
	}
	for _, ev := range events {
		told[ev.Seq] = ev.Hash
	}
	for _, ev := range events {
		switch before, there := told[ev.Seq-1]; {
		case ev.Previous == "" || ev.Seq-1 <= through:
		case there && before != ev.Previous: // two events that do not fit each other: neither hash can
			told[ev.Seq-1] = ""
		default:
			told[ev.Seq-1] = ev.Previous
		}
	}
	for _, h := range hashes {
		if h.Seq > through+1 {
			return fresh, protocol.CodeLogGap, nil
		}
		if hash, there := told[h.Seq]; there && hash != h.Hash || !there && h.Seq <= through {
			return fresh, protocol.CodeLogRewritten, nil
		}
		if h.Seq > through {
			fresh, through = append(fresh, h), h.Seq
		}
	}
	return fresh, "", nil
}

// hashRows are how many hashes share a statement: few numbers, so that few
// statements are kept prepared.
var hashRows = []int{256, 16, 1}

// keepHashes writes hashes that are not here yet.
func (e *effect) keepHashes(station string, fresh []port.LogHash) error {
	for _, n := range hashRows {
		for ; len(fresh) >= n; fresh = fresh[n:] {
			var rows list
			for _, h := range fresh[:n] {
				rows.add(station, h.Seq, h.Hash)
			}
			if err := e.exec(`INSERT INTO log_hash (station, seq, hash) VALUES `+rows.text(), rows.args...); err != nil {
				return err
			}
		}
	}
	return nil
}

// chained compares an event with the log hashes that are here.
func chained(e *effect, ev port.Event) (bool, error) {
	for _, link := range []port.LogHash{{Seq: ev.Seq, Hash: ev.Hash}, {Seq: ev.Seq - 1, Hash: ev.Previous}} {
		var known string
		err := e.row(`SELECT hash FROM log_hash WHERE station = $1 AND seq = $2`, ev.Station, link.Seq).Scan(&known)
		if errors.Is(err, errNoRow) {
			continue // its batch is still to come; [effect.fits] compares then
		}
		if err != nil {
			return false, err
		}
		if known != link.Hash {
			return false, nil
		}
	}
	return true, nil
}
