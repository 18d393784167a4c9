package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"carddesk/app/dossier"
	"carddesk/app/vault"
)

// keyCache bounds how many opened dossier keys are kept.
const keyCache = 256

// unlocked returns the office key, or ErrLocked.
func (s *Store) unlocked() (*vault.Office, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.office == nil {
		return nil, ErrLocked
	}
	return s.office, nil
}

// dataKey returns the data key of a dossier that exists.
func (s *Store) dataKey(ctx context.Context, id dossier.ID) (*vault.Dossier, error) {
	s.mu.RLock()
	key, office := s.keys[id], s.office
	s.mu.RUnlock()
	if office == nil {
		return nil, ErrLocked
	}
	if key != nil {
		return key, nil
	}
	var wrapped []byte
	err := s.reader.QueryRowContext(ctx, "SELECT wrapped FROM data_key WHERE dossier = ?", string(id)).Scan(&wrapped)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, s.noKey(ctx, id)
	}
	if err != nil {
		return nil, fmt.Errorf("reading a dossier key: %w", cause(err))
	}
	if key, err = office.Dossier(string(id), wrapped); err != nil {
		return nil, err
	}
	s.keepKey(office, id, key)
	return key, nil
}

// noKey says whether a dossier without a key was destroyed or never was.
func (s *Store) noKey(ctx context.Context, id dossier.ID) error {
	var n int
	err := s.reader.QueryRowContext(ctx, "SELECT count(*) FROM destroyed WHERE dossier = ?", string(id)).Scan(&n)
	if err != nil {
		return fmt.Errorf("reading the destruction list: %w", cause(err))
	}
	if n > 0 {
		return ErrDestroyed
	}
	return ErrNotFound
}

// keepKey caches a key unless the desk was locked meanwhile.
func (s *Store) keepKey(office *vault.Office, id dossier.ID, key *vault.Dossier) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.office != office {
		return
	}
	if len(s.keys) >= keyCache {
		for old := range s.keys {
			delete(s.keys, old)
			break
		}
	}
	s.keys[id] = key
}

func (s *Store) dropKey(id dossier.ID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.keys, id)
}
