package store

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/port"
)

var (
	_ port.Outbox  = (*Store)(nil)
	_ port.Waiting = (*Store)(nil)
)

const deliveryColumns = `d.dossier, d.version, d.state, d.sha256, d.inner, d.size, d.not_before,
	d.upload_url, d.attempts, d.failure`

func scanDelivery(scan func(...any) error) (port.Delivery, error) {
	var d port.Delivery
	var notBefore int64
	err := scan(&d.Packet.Dossier, &d.Packet.Version, &d.State, &d.SHA256, &d.Inner, &d.Size, &notBefore,
		&d.UploadURL, &d.Attempts, &d.Failure)
	d.NotBefore = time.UnixMilli(notBefore).UTC()
	return d, err
}

// Due returns deliveries whose not-before has passed and that are not
// acknowledged, oldest first.
func (s *Store) Due(ctx context.Context, now time.Time, limit int) ([]port.Delivery, error) {
	return s.deliveries(ctx, `SELECT `+deliveryColumns+` FROM delivery d
		WHERE d.state IN ('sealed', 'offered', 'uploading', 'stored') AND d.not_before <= ?
		ORDER BY d.not_before, d.dossier, d.version LIMIT ?`, now.UnixMilli(), limit)
}

// Deliveries lists the versions of a dossier, newest first; of all dossiers
// when id is empty, last changed first, at most 500.
func (s *Store) Deliveries(ctx context.Context, id dossier.ID) ([]port.Delivery, error) {
	return s.deliveries(ctx, `SELECT `+deliveryColumns+` FROM delivery d
		WHERE ? IN ('', d.dossier) ORDER BY CASE ? WHEN '' THEN d.updated ELSE d.version END DESC LIMIT 500`,
		string(id), string(id))
}

func (s *Store) deliveries(ctx context.Context, query string, args ...any) ([]port.Delivery, error) {
	return collect(ctx, s.reader, scanDelivery, query, args...)
}

// collect reads all rows of a query with scan.
func collect[T any](ctx context.Context, db *sql.DB, scan func(func(...any) error) (T, error), query string, args ...any) ([]T, error) {
	rs, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("querying the store: %w", cause(err))
	}
	defer rs.Close()
	var all []T
	for rs.Next() {
		v, err := scan(rs.Scan)
		if err != nil {
			return nil, fmt.Errorf("reading a row: %w", cause(err))
		}
		all = append(all, v)
	}
	if err := rs.Err(); err != nil {
		return nil, fmt.Errorf("querying the store: %w", cause(err))
	}
	return all, nil
}

// PacketWaits reports whether a packet still waits for the registry: a version
// that was replaced or decided meanwhile does not.
func (s *Store) PacketWaits(ctx context.Context, id port.PacketID) (bool, error) {
	var n int
	err := s.reader.QueryRowContext(ctx, `SELECT count(*) FROM delivery WHERE dossier = ? AND version = ?
		AND state IN ('sealed', 'offered', 'uploading', 'stored')`, id.Dossier, id.Version).Scan(&n)
	if err != nil {
		return false, fmt.Errorf("reading a delivery: %w", cause(err))
	}
	return n > 0, nil
}

// OpenPacket opens the sealed bytes of a packet.
func (s *Store) OpenPacket(ctx context.Context, id port.PacketID) (io.ReadSeekCloser, error) {
	var blob string
	err := s.reader.QueryRowContext(ctx, "SELECT blob FROM delivery WHERE dossier = ? AND version = ?",
		id.Dossier, id.Version).Scan(&blob)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("packet: %w", ErrNotFound)
	}
	if err != nil {
		return nil, fmt.Errorf("reading a delivery: %w", cause(err))
	}
	if !validID(blob) {
		return nil, fmt.Errorf("packet: %w", ErrDamaged)
	}
	f, err := os.Open(s.blobPath(blob))
	if err != nil {
		return nil, fmt.Errorf("opening a packet: %w", cause(err))
	}
	return f, nil
}

// markCommand is the command by which the outbox brings a delivery to a state.
func markCommand(to port.DeliveryState) (dossier.Command, bool) {
	switch to {
	case port.DeliveryOffered:
		return dossier.OfferPacket, true
	case port.DeliveryUploading:
		return dossier.UploadPacket, true
	case port.DeliveryStored:
		return dossier.StorePacket, true
	case port.DeliveryAcknowledged:
		return dossier.AcknowledgePacket, true
	case port.DeliverySetAside:
		return dossier.SetPacketAside, true
	}
	return "", false
}

// Mark moves a delivery. A change of state is logged; a new upload place or a
// failed attempt in the same state is bookkeeping and is not. A late answer (of
// a superseded, decided or acknowledged version) changes nothing and is no error.
func (s *Store) Mark(ctx context.Context, id port.PacketID, mark port.DeliveryMark) error {
	err := s.writer.do(ctx, func(t *tx) error { return s.mark(t, id, mark) })
	if err != nil {
		return fmt.Errorf("marking a delivery: %w", err)
	}
	return nil
}

func (s *Store) mark(t *tx, id port.PacketID, mark port.DeliveryMark) error {
	state, _, err := t.deliveryState(dossier.ID(id.Dossier), id.Version)
	if err != nil || late(state) {
		return err
	}
	to, now := mark.State, s.now()
	if to == "" {
		to = state
	}
	failed := 0
	if mark.Failure != "" {
		failed = 1
	}
	if to != state {
		command, ok := markCommand(to)
		if !ok {
			return fmt.Errorf("to %q: %w", to, dossier.ErrTransition)
		}
		if to, err = dossier.Next(dossier.Deliveries(), state, command, dossier.RoleStation); err != nil {
			return err
		}
		if err := s.logMark(t, dossier.ID(id.Dossier), id.Version, command, now); err != nil {
			return err
		}
	}
	_, err = t.exec(`UPDATE delivery SET state = ?, upload_url = CASE WHEN ? IN ('sealed', 'offered') OR ? <> ''
		THEN ? ELSE upload_url END, failure = ?, attempts = attempts + ?, updated = ?
		WHERE dossier = ? AND version = ?`, string(to), string(to), mark.UploadURL, mark.UploadURL,
		mark.Failure, failed, now.UnixMilli(), id.Dossier, id.Version)
	if err != nil {
		return fmt.Errorf("writing the delivery: %w", err)
	}
	return nil
}

func (s *Store) logMark(t *tx, id dossier.ID, version int, command dossier.Command, now time.Time) error {
	s.mu.RLock()
	office := s.office
	s.mu.RUnlock()
	e := entry{actor: dossier.Actor{User: s.Station().ID, Role: dossier.RoleStation}, command: command,
		dossier: id, revision: version}
	result, err := s.appendLog(t, office, now, e)
	if err != nil {
		return err
	}
	if err := t.dateFact(id, command, now); err != nil {
		return err
	}
	if s.notify != nil {
		t.onCommit(func() { s.notify(Commit{Seq: result.Seq, Command: command, Dossier: id}) })
	}
	return nil
}

// Events returns the oldest events that wait, without a gap: behind one that
// could not be sealed yet nothing is sent.
func (s *Store) Events(ctx context.Context, limit int) ([]port.OutboxEvent, error) {
	return collect(ctx, s.reader, func(scan func(...any) error) (e port.OutboxEvent, err error) {
		err = scan(&e.Seq, &e.Sealed)
		return e, err
	}, `SELECT seq, sealed FROM event WHERE seq < coalesce((SELECT min(seq) FROM event WHERE sealed IS NULL),
		9223372036854775807) ORDER BY seq LIMIT ?`, limit)
}

// EventsAcknowledged forgets the events that the registry has.
func (s *Store) EventsAcknowledged(ctx context.Context, through int64) error {
	err := s.writer.do(ctx, func(t *tx) error {
		_, err := t.exec("DELETE FROM event WHERE seq <= ? AND sealed IS NOT NULL", through)
		return err
	})
	if err != nil {
		return fmt.Errorf("acknowledging events: %w", err)
	}
	return nil
}

// LogHashes returns the hashes of the oldest entries that the registry has not
// acknowledged.
func (s *Store) LogHashes(ctx context.Context, limit int) ([]port.LogHash, error) {
	return collect(ctx, s.reader, func(scan func(...any) error) (h port.LogHash, err error) {
		var hash []byte
		err = scan(&h.Seq, &hash)
		h.Hash = hex.EncodeToString(hash)
		return h, err
	}, `SELECT seq, hash FROM log WHERE station = ? AND seq >
		coalesce((SELECT value FROM cursor WHERE name = 'log'), 0) ORDER BY seq LIMIT ?`, s.Station().ID, limit)
}

// LogAcknowledged records that the registry has the hashes up to through.
func (s *Store) LogAcknowledged(ctx context.Context, through int64) error {
	err := s.writer.do(ctx, func(t *tx) error { return t.moveCursor("log", through) })
	if err != nil {
		return fmt.Errorf("acknowledging log hashes: %w", err)
	}
	return nil
}

// moveCursor moves a cursor forward, never back.
func (t *tx) moveCursor(name string, value int64) error {
	_, err := t.exec(`INSERT INTO cursor (name, value) VALUES (?, ?)
		ON CONFLICT (name) DO UPDATE SET value = max(value, excluded.value)`, name, value)
	return err
}
