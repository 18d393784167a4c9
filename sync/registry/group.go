package registry

import (
	"database/sql"
	"slices"
	"sync"
)

// maxGroup bounds how many changes share a transaction.
const maxGroup = 64

// group makes one transaction of the changes that arrive while another one
// commits, so that they share the wait for the disk. One that fails undoes
// itself and nothing else.
type group struct {
	turn    sync.Mutex // held by who runs a transaction
	mu      sync.Mutex
	waiting []*change
}

// change is one caller's part of a transaction.
type change struct {
	f    func(*sql.Tx) error
	lazy bool // need not be durable
	done bool
	err  error
}

// run makes a change that is durable when it returns.
func (g *group) run(s *store, f func(*sql.Tx) error) error { return g.join(s, &change{f: f}) }

// lazy makes a change whose loss in a power cut would do no harm. It waits for
// the disk only if it shares a transaction with one that must.
func (g *group) lazy(s *store, f func(*sql.Tx) error) error {
	return g.join(s, &change{f: f, lazy: true})
}

func (g *group) join(s *store, own *change) error {
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

// together runs changes in one transaction. Few ever fail, so that none has a
// savepoint of its own: when one fails, all are undone and run again one by one.
// An error of a change is kept in it.
func together(s *store, batch []*change) error {
	err := single(s.handle(batch), func(tx *sql.Tx) error {
		for _, c := range batch {
			if err := c.f(tx); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil || len(batch) == 1 {
		return err
	}
	for _, c := range batch {
		c.err = single(s.handle([]*change{c}), c.f)
	}
	return nil
}

// handle returns the handle whose commits are as durable as the changes ask for.
func (s *store) handle(batch []*change) *sql.DB {
	if slices.ContainsFunc(batch, func(c *change) bool { return !c.lazy }) {
		return s.write
	}
	return s.loose
}
