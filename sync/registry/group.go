package registry

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
)

// maxGroup bounds how many changes share a transaction.
const maxGroup = 64

// group makes one transaction of the changes that arrive while another one
// commits, so that they share the wait for the disk. Each lies in a savepoint of
// its own: one that fails undoes itself and nothing else.
type group struct {
	turn    sync.Mutex // held by who runs a transaction
	mu      sync.Mutex
	waiting []*change
}

// change is one caller's part of a transaction.
type change struct {
	f    func(*sql.Tx) error
	done bool
	err  error
}

func (g *group) run(s *store, f func(*sql.Tx) error) error {
	own := &change{f: f}
	g.mu.Lock()
	g.waiting = append(g.waiting, own)
	g.mu.Unlock()
	g.turn.Lock()
	defer g.turn.Unlock()
	for !own.done { // the one before may have done it already
		g.mu.Lock()
		n := min(len(g.waiting), maxGroup)
		batch := g.waiting[:n:n]
		g.waiting = g.waiting[n:]
		g.mu.Unlock()
		if err := together(s, batch); err != nil {
			for _, c := range batch {
				c.err = err
			}
		}
		for _, c := range batch {
			c.done = true
		}
	}
	return own.err
}

// lazy runs one change on the handle that does not wait for the disk. It takes
// its turn, so that the handles never wait for each other inside SQLite.
func (g *group) lazy(s *store, f func(*sql.Tx) error) error {
	g.turn.Lock()
	defer g.turn.Unlock()
	return single(s.loose, f)
}

// together runs changes in one transaction. An error of a change is kept in it;
// an error returned means that nothing at all was done.
func together(s *store, batch []*change) error {
	return single(s.write, func(tx *sql.Tx) error {
		for _, c := range batch {
			if err := savepoint(tx, c); err != nil {
				return err
			}
		}
		return nil
	})
}

func savepoint(tx *sql.Tx, c *change) error {
	exec := func(statement string) error {
		_, err := tx.ExecContext(context.Background(), statement)
		return err
	}
	if err := exec("SAVEPOINT change"); err != nil {
		return fmt.Errorf("beginning a change: %w", err)
	}
	if c.err = c.f(tx); c.err != nil {
		if err := exec("ROLLBACK TO change"); err != nil {
			return errors.Join(c.err, fmt.Errorf("undoing a change: %w", err))
		}
	}
	if err := exec("RELEASE change"); err != nil {
		return fmt.Errorf("ending a change: %w", err)
	}
	return nil
}
