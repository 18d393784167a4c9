package registry

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// How long the registry remembers what desks have left behind.
const (
	batchLife  = 7 * 24 * time.Hour  // within which the same batch id is recognised
	uploadLife = 60 * 24 * time.Hour // of an upload, finished or not; packets have rows of their own
)

// tidyEvery is how often a registry that runs tidies; it does so at its start too.
const tidyEvery = 24 * time.Hour

// keepTidy tidies until ctx ends. At the start [New] has tidied the rows; the shelf,
// which may hold many packets, keeps nobody waiting.
func (r *Registry) keepTidy(ctx context.Context) {
	tick := time.NewTicker(tidyEvery)
	defer tick.Stop()
	err := r.tidyShelf(ctx)
	for {
		if err != nil && ctx.Err() == nil {
			r.log.Error("tidying", "error", err)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
		err = r.tidy(ctx)
	}
}

// tidy removes what is of no use any more: old batches and codes, uploads that
// nobody finished, and files that a crash left without a row.
func (r *Registry) tidy(ctx context.Context) error {
	if err := r.tidyRows(ctx); err != nil {
		return err
	}
	return r.tidyShelf(ctx)
}

func (r *Registry) tidyRows(ctx context.Context) error {
	now := r.clock.Now().UTC()
	err := r.inTx(ctx, func(e *effect) error {
		for statement, before := range map[string]time.Time{
			`DELETE FROM batch WHERE received < $1`:         now.Add(-batchLife),
			`DELETE FROM enrolment_code WHERE expires < $1`: now,
			`DELETE FROM upload WHERE created < $1`:         now.Add(-uploadLife),
		} {
			if err := e.exec(statement, stamp(before)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("tidying: %w", err)
	}
	files, err := os.ReadDir(r.spool.dir)
	if err != nil {
		return fmt.Errorf("tidying: %w", err)
	}
	for _, f := range files {
		id := strings.TrimSuffix(f.Name(), ".part")
		var known int
		if err := r.store.read.QueryRowContext(ctx, `SELECT count(*) FROM upload WHERE id = $1 AND state = $2`, id, uploadOpen).Scan(&known); err != nil {
			return fmt.Errorf("tidying: %w", err)
		}
		// A file younger than an hour may wait for its row: it is made first, and
		// another registry may share the folder.
		info, err := f.Info()
		if known > 0 || err != nil || now.Sub(info.ModTime()) < time.Hour {
			continue
		}
		if err := os.Remove(filepath.Join(r.spool.dir, f.Name())); err != nil {
			return fmt.Errorf("tidying: %w", err)
		}
	}
	return nil
}
