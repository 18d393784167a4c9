package registry

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"strings"
	"time"
)

//go:embed migrations/*.sql
var migrations embed.FS

// store is the registry's database. All statements are written once, in the
// part of SQL that SQLite and PostgreSQL share; $1 is a parameter in both.
type store struct {
	write   *sql.DB // one connection; SQLite: immediate transactions
	read    *sql.DB
	loose   *sql.DB // PostgreSQL: whose commits need not wait for the disk; else nil
	kind    engine
	changes *gather[change]
}

// engine is what differs between the databases.
type engine struct {
	name string
	// schema turns the common text of a migration into the engine's own.
	schema func(string) string
	// durable makes the next transaction's commit wait for the disk, or not. It is
	// called while no transaction runs. Nil: the handle says it.
	durable func(wait bool) error
	// room is the statement that fills the log when it is undone; "" needs none.
	room string
	// retry reports whether a transaction failed only because of another one.
	retry func(error) bool
}

// timeFormat orders as text.
const timeFormat = "2006-01-02T15:04:05.000Z"

func stamp(t time.Time) string { return t.UTC().Format(timeFormat) }

// errNoRow says that a row looked for is not there.
var errNoRow = sql.ErrNoRows

// openStore opens the database at url: "postgres://…" or the path of a SQLite
// file.
func openStore(ctx context.Context, url string) (*store, error) {
	var s *store
	var err error
	if strings.HasPrefix(url, "postgres://") || strings.HasPrefix(url, "postgresql://") {
		s, err = openPostgres(url)
	} else {
		s, err = openSQLite(url)
	}
	if err != nil {
		return nil, fmt.Errorf("opening the registry's database: %w", err)
	}
	s.changes = newGather(maxGroup, s.together)
	if err := s.migrate(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("migrating the registry's database: %w", err), s.close())
	}
	return s, nil
}

func (s *store) close() error {
	err := errors.Join(s.read.Close(), s.write.Close())
	if s.loose != nil {
		err = errors.Join(err, s.loose.Close())
	}
	return err
}

// How often a transaction is tried again after a collision with another
// registry's, and how long it waits before: a random time, twice as long at each
// try, so that those who met do not meet again.
const (
	maxTries     = 12
	firstRetry   = 2 * time.Millisecond
	longestRetry = time.Second
)

// update runs f in a transaction and returns when it is durable, or f's error
// with everything of f undone. f may run several times: it must change nothing
// outside of the transaction before its last run has returned.
func (s *store) update(ctx context.Context, f func(*sql.Tx) error) error {
	return s.try(ctx, false, f)
}

// note is update for what need not be durable: it may be gone after a power cut
// (never after a crash of the program), with everything durable before it there.
func (s *store) note(ctx context.Context, f func(*sql.Tx) error) error {
	return s.try(ctx, true, f)
}

func (s *store) try(ctx context.Context, lazy bool, f func(*sql.Tx) error) error {
	for try := 1; ; try++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		err := s.change(f, lazy)
		if err == nil || try == maxTries || !s.kind.retry(err) {
			return err
		}
		wait := time.NewTimer(rand.N(min(firstRetry<<try, longestRetry)))
		select {
		case <-ctx.Done():
		case <-wait.C:
		}
		wait.Stop()
	}
}

// single runs f in one transaction. It is not ended by a context: transactions
// are short, and an interrupted statement would undo what it shares one with.
func (s *store) single(durable bool, f func(*sql.Tx) error) error {
	if s.kind.durable != nil {
		if err := s.kind.durable(durable); err != nil {
			return fmt.Errorf("beginning a transaction: %w", err)
		}
	}
	db := s.write
	if !durable && s.loose != nil {
		db = s.loose
	}
	tx, err := db.BeginTx(context.Background(), &sql.TxOptions{Isolation: sql.LevelSerializable})
	if err != nil {
		return fmt.Errorf("beginning a transaction: %w", err)
	}
	if err := f(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("committing: %w", err)
	}
	return nil
}

// migrate brings the schema up to date, one numbered file after the other.
func (s *store) migrate(ctx context.Context) error {
	const table = `CREATE TABLE IF NOT EXISTS migration (name text NOT NULL PRIMARY KEY)`
	if _, err := s.write.ExecContext(ctx, table); err != nil {
		return err
	}
	files, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return err
	}
	for _, name := range files {
		text, err := migrations.ReadFile(name)
		if err != nil {
			return err
		}
		if err := s.update(ctx, func(tx *sql.Tx) error { return s.apply(ctx, tx, name, string(text)) }); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

func (s *store) apply(ctx context.Context, tx *sql.Tx, name, text string) error {
	done, err := tx.ExecContext(ctx, `INSERT INTO migration (name) VALUES ($1) ON CONFLICT (name) DO NOTHING`, name)
	if err != nil {
		return err
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		return err
	}
	_, err = tx.ExecContext(ctx, s.kind.schema(text))
	return err
}
