package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"
)

// writer is the one goroutine that writes. It owns its connection and its
// prepared statements; jobs run one after another, each in a transaction of its
// own that ends before the next begins.
type writer struct {
	db    *sql.DB
	conn  *sql.Conn
	stmts map[string]*sql.Stmt
	jobs  chan *job
	quit  chan struct{}
	once  sync.Once
	done  chan struct{}
}

type job struct {
	run  func(*tx) error     // in a transaction
	raw  func(*writer) error // outside of one
	done chan error
	ctx  context.Context
}

// tx is one write transaction. Its statements run without the caller's context:
// once begun, a transaction ends whole or not at all, never in doubt.
type tx struct {
	w   *writer
	ctx context.Context
	// after runs once the commit is on the disk, in the writer goroutine.
	after []func()
}

func openWriter(ctx context.Context, o Options, now time.Time) (*writer, error) {
	pragmas := []string{
		"busy_timeout(5000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)",
		"temp_store(memory)", "secure_delete(1)", "trusted_schema(0)", "mmap_size(0)",
		"cell_size_check(1)",
	}
	if o.MaxPages > 0 {
		pragmas = append(pragmas, "max_page_count("+strconv.Itoa(o.MaxPages)+")")
	}
	// Made here because SQLite would let everybody read it; its companions take
	// the mode over.
	if f, err := os.OpenFile(filepath.Join(o.Dir, databaseFile), os.O_CREATE|os.O_RDWR, 0o600); err != nil {
		return nil, fmt.Errorf("opening the data file: %w", cause(err))
	} else if err := f.Close(); err != nil {
		return nil, fmt.Errorf("opening the data file: %w", cause(err))
	}
	db, err := o.openWriter(databaseURI(o.Dir, "rwc", url.Values{
		"_pragma": pragmas, "_txlock": {"immediate"}, "_defensive": {"1"}, "_dqs": {"0"},
	}))
	if err != nil {
		return nil, fmt.Errorf("opening the data file: %w", cause(err))
	}
	db.SetMaxOpenConns(1)
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("opening the data file: %w", cause(err)), db.Close())
	}
	steps, err := migrations(migrationFiles)
	if err == nil {
		err = migrate(ctx, conn, o.Dir, now, steps)
	}
	if err != nil {
		return nil, errors.Join(err, conn.Close(), db.Close())
	}
	w := &writer{
		db: db, conn: conn, stmts: make(map[string]*sql.Stmt),
		jobs: make(chan *job), quit: make(chan struct{}), done: make(chan struct{}),
	}
	go w.loop()
	return w, nil
}

func (w *writer) loop() {
	defer close(w.done)
	for {
		select {
		case <-w.quit:
			return
		case j := <-w.jobs:
			if err := j.ctx.Err(); err != nil {
				j.done <- err
				continue
			}
			if j.raw != nil {
				j.done <- j.raw(w)
				continue
			}
			j.done <- w.transact(j.run)
		}
	}
}

// do runs one job and waits for its end. A context that ends before the job
// began drops it; afterwards the job's own outcome is returned.
func (w *writer) do(ctx context.Context, run func(*tx) error) error {
	return w.submit(ctx, &job{run: run})
}

// raw runs a job outside of any transaction, in its turn.
func (w *writer) raw(ctx context.Context, run func(*writer) error) error {
	return w.submit(ctx, &job{raw: run})
}

func (w *writer) submit(ctx context.Context, j *job) error {
	j.done, j.ctx = make(chan error, 1), ctx
	select {
	case w.jobs <- j:
		return <-j.done
	case <-ctx.Done():
		return ctx.Err()
	case <-w.done:
		return ErrClosed
	}
}

func (w *writer) transact(run func(*tx) error) error {
	ctx := context.Background()
	t := &tx{w: w, ctx: ctx}
	if _, err := t.exec("BEGIN IMMEDIATE"); err != nil {
		rollback(ctx, w.conn) // begun all the same, if only the answer was lost
		return fmt.Errorf("beginning to write: %w", err)
	}
	if err := run(t); err != nil {
		rollback(ctx, w.conn)
		return err
	}
	if _, err := t.exec("COMMIT"); err != nil {
		rollback(ctx, w.conn)
		return fmt.Errorf("committing: %w", err)
	}
	for _, f := range t.after {
		f()
	}
	return nil
}

func (w *writer) close() error {
	w.once.Do(func() { close(w.quit) })
	<-w.done
	var errs []error
	for _, st := range w.stmts {
		errs = append(errs, st.Close())
	}
	clear(w.stmts)
	return errors.Join(append(errs, w.conn.Close(), w.db.Close())...)
}

// prepared returns the statement of query, prepared once.
func (t *tx) prepared(query string) (*sql.Stmt, error) {
	if st, ok := t.w.stmts[query]; ok {
		return st, nil
	}
	st, err := t.w.conn.PrepareContext(t.ctx, query)
	if err != nil {
		return nil, cause(err)
	}
	t.w.stmts[query] = st
	return st, nil
}

// exec runs a statement and returns how many rows it changed.
func (t *tx) exec(query string, args ...any) (int64, error) {
	st, err := t.prepared(query)
	if err != nil {
		return 0, err
	}
	res, err := st.ExecContext(t.ctx, args...)
	if err != nil {
		return 0, cause(err)
	}
	return res.RowsAffected()
}

// get reads one row into dest; [ErrNotFound] when there is none.
func (t *tx) get(dest []any, query string, args ...any) error {
	st, err := t.prepared(query)
	if err != nil {
		return err
	}
	err = st.QueryRowContext(t.ctx, args...).Scan(dest...)
	if errors.Is(err, sql.ErrNoRows) {
		return ErrNotFound
	}
	return cause(err)
}

// onCommit runs f once the transaction is on the disk.
func (t *tx) onCommit(f func()) { t.after = append(t.after, f) }
