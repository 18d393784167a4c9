package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"carddesk/app/vault"
)

// unlockTime is how long one try of a password takes on the computer that made
// the slot: as long as a clerk does not mind, as dear as that makes guessing.
const unlockTime = 500 * time.Millisecond

// cost is what a new password slot costs; measured where nothing says so yet.
func (s *Store) cost() vault.Params {
	s.mu.RLock()
	p := s.params
	s.mu.RUnlock()
	if p != (vault.Params{}) {
		return p
	}
	p = s.tune()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.params = p
	return p
}

// loadCost takes the cost of the dearest slot that is there, so that a later
// user's password is no cheaper to guess than the first ones.
func (s *Store) loadCost(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.params != (vault.Params{}) {
		return nil
	}
	var p vault.Params
	err := s.reader.QueryRowContext(ctx, `SELECT time_cost, memory_kib, threads FROM slot WHERE kind = ?
		ORDER BY time_cost * memory_kib DESC LIMIT 1`, vault.SlotPassword).Scan(&p.Time, &p.MemoryKiB, &p.Threads)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("reading the cost of a slot: %w", cause(err))
	}
	if p.Valid() {
		s.params = p // a forged slot must not make the next ones cheap or huge
	}
	return nil
}
