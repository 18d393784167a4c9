package registry

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// roomAfter is how long after its start a registry gives its log room: one that
// ends sooner needs none.
const roomAfter = time.Second

// errNoChange undoes the transaction that made room.
var errNoChange = errors.New("registry: nothing is changed")

// makeRoom gives SQLite's log the size that it grows to anyway, after a while. A
// commit that only writes over what the file has is durable twice as soon as one
// that makes it longer, which changes the file's inode and where its blocks are.
// The bytes get there by a transaction larger than the cache, which is undone.
func (s *store) makeRoom(ctx context.Context) error {
	if s.kind.room == "" {
		return nil
	}
	err := s.update(ctx, func(tx *sql.Tx) error {
		for _, statement := range []string{`CREATE TABLE room (x blob)`, s.kind.room} {
			if _, err := tx.ExecContext(ctx, statement); err != nil {
				return err
			}
		}
		return errNoChange
	})
	if !errors.Is(err, errNoChange) {
		return err
	}
	// The next commit takes all of it to the disk; it shall be nobody's.
	return s.update(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `PRAGMA user_version = 1`)
		return err
	})
}

// roomForLog makes room once.
func (r *Registry) roomForLog(ctx context.Context) {
	begin := time.NewTimer(roomAfter)
	defer begin.Stop()
	select {
	case <-begin.C:
	case <-ctx.Done():
		return
	}
	if err := r.store.makeRoom(ctx); err != nil && ctx.Err() == nil {
		r.log.Warn("no room for the database's log: commits take longer", "error", err)
	}
}
