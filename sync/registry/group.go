package registry

import (
	"database/sql"
	"slices"
)

// maxGroup bounds how many changes share a transaction.
const maxGroup = 64

// change is one caller's part of a transaction.
type change struct {
	f    func(*sql.Tx) error
	lazy bool // its loss in a power cut would do no harm
	err  error
}

// change makes a change in a transaction that it may share with others which
// came meanwhile, so that they share the wait for the disk. A lazy one waits for
// the disk only if it shares a transaction with one that must.
func (s *store) change(f func(*sql.Tx) error, lazy bool) error {
	c := change{f: f, lazy: lazy}
	s.changes.join(&c)
	return c.err
}

// together runs changes in one transaction. Few ever fail, so that none has a
// savepoint of its own: when one fails, all are undone and run again one by one.
func (s *store) together(batch []*change) {
	durable := slices.ContainsFunc(batch, func(c *change) bool { return !c.lazy })
	err := s.single(durable, func(tx *sql.Tx) error {
		for _, c := range batch {
			if err := c.f(tx); err != nil {
				return err
			}
		}
		return nil
	})
	for _, c := range batch {
		if c.err = err; err != nil && len(batch) > 1 {
			c.err = s.single(!c.lazy, c.f)
		}
	}
}
