package registry

import (
	"context"
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
	err := r.inTx(ctx, func(e *effect) error {
		result = protocol.LogAnswer{}
		var fault string
		if err := e.row(`SELECT log_through, log_fault FROM station WHERE id = $1`, station.id).Scan(&result.Through, &fault); err != nil {
			return err
		}
		for _, h := range hashes {
			code, err := takeHash(e, station.id, h, result.Through)
			if err != nil {
				return err
			}
			if code != "" {
				result.Code = code
				break
			}
			result.Through = max(result.Through, h.Seq)
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

// takeHash keeps one hash, or returns the code of why it does not fit.
func takeHash(e *effect, station string, h port.LogHash, through int64) (code string, err error) {
	if h.Seq > through+1 {
		return protocol.CodeLogGap, nil
	}
	if h.Seq <= through {
		var known string
		if err := e.row(`SELECT hash FROM log_hash WHERE station = $1 AND seq = $2`, station, h.Seq).Scan(&known); err != nil {
			return "", err
		}
		if known != h.Hash {
			return protocol.CodeLogRewritten, nil
		}
		return "", nil
	}
	// An event may have told the hash of this entry, or of the one before.
	var told int
	if err := e.row(`SELECT count(*) FROM event WHERE station = $1 AND ((seq = $2 AND hash <> $3) OR (seq = $2 + 1 AND previous <> '' AND previous <> $3))`,
		station, h.Seq, h.Hash).Scan(&told); err != nil {
		return "", err
	}
	if told > 0 {
		return protocol.CodeLogRewritten, nil
	}
	return "", e.exec(`INSERT INTO log_hash (station, seq, hash) VALUES ($1, $2, $3)`, station, h.Seq, h.Hash)
}

// chained compares an event with the log hashes that are here.
func chained(e *effect, ev port.Event) (bool, error) {
	for _, link := range []port.LogHash{{Seq: ev.Seq, Hash: ev.Hash}, {Seq: ev.Seq - 1, Hash: ev.Previous}} {
		var known string
		err := e.row(`SELECT hash FROM log_hash WHERE station = $1 AND seq = $2`, ev.Station, link.Seq).Scan(&known)
		if errors.Is(err, errNoRow) {
			continue // its batch is still to come; takeHash compares then
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
