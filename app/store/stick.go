package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/port"
)

// Stick is a USB stick that a supervisor has registered: the id that lies on it
// and the volume that it lies on, so that a copy of the file on another stick is
// told apart.
type Stick struct {
	ID         string // 32 hex digits
	Volume     string
	Registered time.Time
	By         string // user id
}

func (a *applying) writeStick() error {
	s := a.c.Stick
	if (s != nil) != (a.c.Command == dossier.RegisterStick) {
		return fmt.Errorf("%w: stick", ErrMissing)
	}
	if s == nil {
		return nil
	}
	if !validID(s.ID) || s.Volume == "" {
		return fmt.Errorf("%w: stick", ErrMissing)
	}
	_, err := a.t.exec("INSERT INTO stick (id, volume, registered, actor) VALUES (?, ?, ?, ?)",
		s.ID, s.Volume, a.now.UnixMilli(), a.c.Actor.User)
	if err != nil {
		return fmt.Errorf("registering a stick: %w", err)
	}
	a.payload.Rows.put("stick/"+s.ID, s.Volume, a.now.UnixMilli(), a.c.Actor.User)
	return nil
}

// Stick returns the registered stick of an id, or ErrNotFound.
func (s *Store) Stick(ctx context.Context, id string) (Stick, error) {
	stick := Stick{ID: id}
	var at int64
	err := s.reader.QueryRowContext(ctx, "SELECT volume, registered, actor FROM stick WHERE id = ?", id).Scan(&stick.Volume, &at, &stick.By)
	if errors.Is(err, sql.ErrNoRows) {
		return stick, ErrNotFound
	}
	if err != nil {
		return stick, fmt.Errorf("reading the sticks: %w", cause(err))
	}
	stick.Registered = time.UnixMilli(at).UTC()
	return stick, nil
}

// maxProof bounds the registry's signed word for one packet, in bytes.
const maxProof = 64 << 10

// writeProof keeps the registry's signed word that it has a packet; the first one
// stays.
func (a *applying) writeProof() error {
	if len(a.c.Proof) == 0 {
		return nil
	}
	if a.c.Dossier == "" || a.c.Version < 1 || len(a.c.Proof) > maxProof {
		return fmt.Errorf("%w: packet of the proof", ErrMissing)
	}
	_, err := a.t.exec("INSERT INTO proof (dossier, version, frame, received) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
		string(a.c.Dossier), a.c.Version, a.c.Proof, a.now.UnixMilli())
	if err != nil {
		return fmt.Errorf("keeping a proof of receipt: %w", err)
	}
	return nil
}

// Proof returns the registry's signed word that it has a packet and when it came,
// or ErrNotFound.
func (s *Store) Proof(ctx context.Context, id port.PacketID) (frame []byte, received time.Time, err error) {
	var at int64
	err = s.reader.QueryRowContext(ctx, "SELECT frame, received FROM proof WHERE dossier = ? AND version = ?", id.Dossier, id.Version).Scan(&frame, &at)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, time.Time{}, fmt.Errorf("proof of receipt: %w", ErrNotFound)
	}
	if err != nil {
		return nil, time.Time{}, fmt.Errorf("reading a proof of receipt: %w", cause(err))
	}
	return frame, time.UnixMilli(at).UTC(), nil
}
