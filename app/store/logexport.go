package store

import (
	"bufio"
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"carddesk/app/dossier"
)

// exportedEntry is one line of an exported log. Hash is the SHA-256 of the
// entry with its sealed payload, so an inspector can check the chain without a
// key and read the opened payload beside it.
type exportedEntry struct {
	Station  string          `json:"station"`
	Seq      int64           `json:"seq"`
	Time     time.Time       `json:"time"`
	Actor    string          `json:"actor"`
	Role     dossier.Role    `json:"role,omitempty"`
	Type     string          `json:"type"`
	Dossier  string          `json:"dossier,omitempty"`
	Section  string          `json:"section,omitempty"`
	Revision int64           `json:"revision,omitempty"`
	Card     string          `json:"card,omitempty"`
	Reason   string          `json:"reason,omitempty"`
	From     string          `json:"from,omitempty"`
	To       string          `json:"to,omitempty"`
	Data     json.RawMessage `json:"data,omitempty"`
	Sealed   []byte          `json:"sealed,omitempty"`
	Previous string          `json:"previous"`
	Hash     string          `json:"hash"`
}

// ExportLog writes the entries of a time as JSON lines for an inspector and
// returns how many there were. What it writes is readable: the desk asks for the
// place and logs the export first (dossier.ExportFile).
func (s *Store) ExportLog(ctx context.Context, w io.Writer, from, to time.Time) (n int, err error) {
	office, err := s.unlocked()
	if err != nil {
		return 0, err
	}
	rs, err := s.reader.QueryContext(ctx, "SELECT "+logColumns+" FROM log WHERE station = ? AND time >= ? AND time < ? ORDER BY seq",
		s.Station().ID, from.UnixMilli(), to.UnixMilli())
	if err != nil {
		return 0, fmt.Errorf("exporting the log: %w", cause(err))
	}
	defer rs.Close()
	out := bufio.NewWriter(w)
	lines := json.NewEncoder(out)
	for rs.Next() {
		r, err := scanLog(rs.Scan)
		if err != nil {
			return n, fmt.Errorf("exporting the log: %w", cause(err))
		}
		var p logPayload
		if r.payload != nil {
			if p, err = openPayload(office, &r); err != nil {
				return n, err
			}
		}
		err = lines.Encode(exportedEntry{
			Station: r.station, Seq: r.seq, Time: time.UnixMilli(r.time).UTC(), Actor: r.actor, Role: p.Role, Type: r.kind,
			Dossier: r.dossier, Section: r.section, Revision: r.revision, Card: p.Card, Reason: p.Reason,
			From: p.From, To: p.To, Data: p.Data, Sealed: r.payload,
			Previous: hex.EncodeToString(r.previous), Hash: hex.EncodeToString(r.hash),
		})
		if err != nil {
			return n, fmt.Errorf("exporting the log: %w", err)
		}
		n++
	}
	if err := rs.Err(); err != nil {
		return n, fmt.Errorf("exporting the log: %w", cause(err))
	}
	if err := out.Flush(); err != nil {
		return n, fmt.Errorf("exporting the log: %w", err)
	}
	return n, nil
}
