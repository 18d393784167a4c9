package store

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/app/vault"
)

// logPayload is the sealed part of a log entry.
type logPayload struct {
	Role     dossier.Role    `json:"role"`
	Card     string          `json:"card,omitempty"`
	From     string          `json:"from,omitempty"`
	To       string          `json:"to,omitempty"`
	CardFrom string          `json:"cardFrom,omitempty"`
	CardTo   string          `json:"cardTo,omitempty"`
	Reason   string          `json:"reason,omitempty"`
	Rows     rows            `json:"rows,omitempty"`
	Data     json.RawMessage `json:"data,omitempty"`
	Event    json.RawMessage `json:"event,omitempty"`
}

// logRow is one entry as it lies.
type logRow struct {
	station  string
	seq      int64
	time     int64 // milliseconds
	actor    string
	kind     string
	dossier  string // "" is NULL
	section  string // "" is NULL
	revision int64  // 0 is NULL
	payload  []byte // nil is NULL
	previous []byte
	hash     []byte
}

func (r *logRow) sum() [sha256.Size]byte {
	return digest(r.station, r.seq, r.time, r.actor, r.kind, r.dossier, r.section, r.revision,
		r.payload, r.previous)
}

func logPlace(station string, seq int64) vault.Place {
	return vault.Place{Table: "log", Row: station, Column: "payload", Revision: seq}
}

// entry is one log entry to be written.
type entry struct {
	actor    dossier.Actor
	command  dossier.Command
	dossier  dossier.ID
	section  dossier.Section
	revision int
	payload  logPayload
	skip     int64 // numbers left out before this entry, of restore-backup
	// told goes to the registry in place of the payload's event and is not logged.
	told json.RawMessage
}

// appendLog writes the one entry of a command and its event, where it concerns
// the registry. While locked (office nil) the payload stays empty: only
// transport marks and failed logins are logged then.
func (s *Store) appendLog(t *tx, office *vault.Office, now time.Time, e entry) (Result, error) {
	return s.appendLogAs(t, s.Station(), office, now, e)
}

// appendLogAs is appendLog for a station that may not be in use yet.
func (s *Store) appendLogAs(t *tx, st StationInfo, office *vault.Office, now time.Time, e entry) (Result, error) {
	r := logRow{
		station: st.ID, time: now.UnixMilli(), actor: e.actor.User, kind: string(e.command),
		dossier: string(e.dossier), section: string(e.section), revision: int64(e.revision),
	}
	var last int64
	err := t.get([]any{&last, &r.previous},
		"SELECT seq, hash FROM log WHERE station = ? ORDER BY seq DESC LIMIT 1", st.ID)
	if errors.Is(err, ErrNotFound) {
		r.previous, err = make([]byte, sha256.Size), nil
	}
	if err != nil {
		return Result{}, fmt.Errorf("reading the head of the log: %w", err)
	}
	r.seq = last + 1 + e.skip
	if office != nil {
		e.payload.Role = e.actor.Role
		plain, err := json.Marshal(e.payload)
		if err != nil {
			return Result{}, fmt.Errorf("encoding a log entry: %w", err)
		}
		if r.payload, err = office.SealLog(logPlace(st.ID, r.seq), plain); err != nil {
			return Result{}, fmt.Errorf("sealing a log entry: %w", err)
		}
	}
	sum := r.sum()
	r.hash = sum[:]
	_, err = t.exec(`INSERT INTO log (station, seq, time, actor, type, dossier, section, revision,
		payload, previous, hash) VALUES (?, ?, ?, ?, ?, nullif(?, ''), nullif(?, ''), nullif(?, 0), ?, ?, ?)`,
		r.station, r.seq, r.time, r.actor, r.kind, r.dossier, r.section, r.revision, r.payload,
		r.previous, r.hash)
	if err != nil {
		return Result{}, fmt.Errorf("writing a log entry: %w", err)
	}
	if r.dossier != "" {
		if _, err := t.exec("UPDATE dossier SET head = ? WHERE id = ?", r.hash, r.dossier); err != nil {
			return Result{}, fmt.Errorf("writing the head of a dossier: %w", err)
		}
	}
	if err := s.appendEvent(t, st.Office, &r, e); err != nil {
		return Result{}, err
	}
	return Result{Seq: r.seq, Hash: hex.EncodeToString(r.hash), Time: now}, nil
}

// appendEvent queues the entry for the registry. An event that cannot be sealed
// now, because the desk is not enrolled yet, waits in the log; one whose content
// the log does not have is refused then.
func (s *Store) appendEvent(t *tx, office string, r *logRow, e entry) error {
	kind, _ := dossier.Entry(dossier.Command(r.kind))
	if !kind.ConcernsRegistry {
		return nil
	}
	payload := e.payload.Event
	if e.told != nil {
		payload = e.told
	}
	var sealed []byte
	if seal := s.sealEvent(); seal != nil {
		var err error
		if sealed, err = seal(t.ctx, eventOf(office, r, e.payload.Card, payload)); err != nil {
			sealed = nil
		}
	}
	if sealed == nil && e.told != nil {
		return fmt.Errorf("%w: key of the registry", ErrMissing)
	}
	if _, err := t.exec("INSERT INTO event (seq, sealed) VALUES (?, ?)", r.seq, sealed); err != nil {
		return fmt.Errorf("queueing an event: %w", err)
	}
	return nil
}

func eventOf(office string, r *logRow, card string, payload json.RawMessage) port.Event {
	return port.Event{
		Station: r.station, Seq: r.seq, Time: time.UnixMilli(r.time).UTC(), Type: r.kind,
		Office: office, Actor: r.actor, Dossier: r.dossier, Card: card,
		Previous: hex.EncodeToString(r.previous), Hash: hex.EncodeToString(r.hash),
		Payload: payload,
	}
}

func (s *Store) sealEvent() SealEvent {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.seal
}
