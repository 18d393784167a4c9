package store

import (
	"context"
	"errors"
	"fmt"

	"carddesk/app/vault"
)

// SetSealEvent gives the function that seals events to the registry and seals
// those that wait, when the desk is unlocked; else the next login does.
func (s *Store) SetSealEvent(ctx context.Context, seal SealEvent) error {
	s.mu.Lock()
	s.seal = seal
	s.mu.Unlock()
	return s.sealWaiting(ctx)
}

// sealBatch bounds how many events one transaction seals.
const sealBatch = 64

// sealWaiting seals the events that could not be sealed when they happened.
// Their content is taken from the log.
func (s *Store) sealWaiting(ctx context.Context) error {
	office, err := s.unlocked()
	if errors.Is(err, ErrLocked) || s.sealEvent() == nil {
		return nil
	}
	for {
		var n int
		err := s.writer.do(ctx, func(t *tx) error {
			n = 0
			return s.sealSome(t, office, &n)
		})
		if err != nil {
			return fmt.Errorf("sealing waiting events: %w", err)
		}
		if n < sealBatch {
			return nil
		}
	}
}

func (s *Store) sealSome(t *tx, office *vault.Office, done *int) error {
	st := s.Station()
	seal := s.sealEvent()
	for *done < sealBatch {
		r := logRow{}
		err := t.get([]any{&r.station, &r.seq, &r.time, &r.actor, &r.kind, &r.dossier, &r.section,
			&r.revision, &r.payload, &r.previous, &r.hash}, "SELECT "+logColumns+` FROM log WHERE station = ?
			AND seq = (SELECT min(seq) FROM event WHERE sealed IS NULL)`, st.ID)
		if errors.Is(err, ErrNotFound) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("reading a waiting event: %w", err)
		}
		var p logPayload // of an entry written while locked: nothing
		if r.payload != nil {
			if p, err = openPayload(office, &r); err != nil {
				return err
			}
		}
		sealed, err := seal(t.ctx, eventOf(st.Office, &r, p.Card, p.Event))
		if err != nil {
			return fmt.Errorf("event %d: %w", r.seq, err)
		}
		if _, err := t.exec("UPDATE event SET sealed = ? WHERE seq = ?", sealed, r.seq); err != nil {
			return err
		}
		*done++
	}
	return nil
}

// commandDays is how long results of commands are kept: a command is repeated
// within minutes, by a program that was killed after its commit.
const commandDays = 14

// pruneCommands forgets results of old commands.
func (s *Store) pruneCommands(ctx context.Context) error {
	err := s.writer.do(ctx, func(t *tx) error {
		_, err := t.exec(`DELETE FROM command WHERE seq < (SELECT min(seq) FROM log WHERE time >= ?)
			AND id NOT LIKE 'feed/%'`, s.now().AddDate(0, 0, -commandDays).UnixMilli())
		return err
	})
	if errors.Is(err, ErrReadOnly) || errors.Is(err, ErrDiskFull) || errors.Is(err, ErrBusy) {
		return nil // no reason to keep the desk closed: the next start prunes
	}
	if err != nil {
		return fmt.Errorf("pruning commands: %w", err)
	}
	return nil
}
