package store

import (
	"context"
	"os"
	"time"
)

// A scanner for viruses opens a file that was just written and keeps everybody
// else from renaming or opening it, for a fraction of a second as a rule. That is
// waited for; a file that is held longer is said to be (ErrBusy), and the same
// command can be given again.
const (
	heldTries = 8
	heldFirst = 10 * time.Millisecond // doubled after each try: 1.3 s in all
)

// patiently does a file operation again while another program holds the file.
func (s *Store) patiently(ctx context.Context, do func() error) error {
	wait := heldFirst
	for try := 1; ; try++ {
		err := do()
		if err == nil || !held(err) || try == heldTries {
			return err
		}
		if err := s.pause(ctx, wait); err != nil {
			return err
		}
		wait *= 2
	}
}

// rename gives a file its name.
func (s *Store) rename(ctx context.Context, from, to string) error {
	return s.patiently(ctx, func() error { return s.files.rename(from, to) })
}

// openFile opens a file to read.
func (s *Store) openFile(ctx context.Context, path string) (f *os.File, err error) {
	err = s.patiently(ctx, func() error {
		f, err = s.files.open(path)
		return err
	})
	return f, err
}

// files are the operations that another program can keep from being done; tests
// put faults between.
type files struct {
	rename func(from, to string) error
	open   func(path string) (*os.File, error)
}

// pause waits, unless the context ends before.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
