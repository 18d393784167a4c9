package store

import (
	"context"
	"encoding/json"
	"fmt"

	"carddesk/app/vault"
)

const logColumns = `station, seq, time, actor, type, coalesce(dossier, ''), coalesce(section, ''),
	coalesce(revision, 0), payload, previous, hash`

func scanLog(scan func(...any) error) (r logRow, err error) {
	err = scan(&r.station, &r.seq, &r.time, &r.actor, &r.kind, &r.dossier, &r.section, &r.revision,
		&r.payload, &r.previous, &r.hash)
	return r, err
}

// Log lists entries, oldest first. Payloads are opened while unlocked.
func (s *Store) Log(ctx context.Context, f LogFilter) ([]Entry, error) {
	var c condition
	c.add("station = ? AND seq > ?", s.Station().ID, f.After)
	in(&c, "type", f.Types)
	if f.Dossier != "" {
		c.add("dossier = ?", string(f.Dossier))
	}
	if !f.From.IsZero() {
		c.add("time >= ?", f.From.UnixMilli())
	}
	if !f.To.IsZero() {
		c.add("time < ?", f.To.UnixMilli())
	}
	if f.Limit <= 0 {
		f.Limit = 1000
	}
	all, err := collect(ctx, s.reader, scanLog, "SELECT "+logColumns+" FROM log"+c.where()+
		" ORDER BY seq LIMIT ?", append(c.args, f.Limit)...)
	if err != nil {
		return nil, err
	}
	return s.openEntries(all, false)
}

func openPayload(office *vault.Office, r *logRow) (logPayload, error) {
	var p logPayload
	plain, err := office.OpenLog(logPlace(r.station, r.seq), r.payload)
	if err != nil {
		return p, fmt.Errorf("opening log entry %d: %w", r.seq, err)
	}
	if err := json.Unmarshal(plain, &p); err != nil {
		return p, fmt.Errorf("%w: log entry %d: %w", ErrDamaged, r.seq, err)
	}
	return p, nil
}
