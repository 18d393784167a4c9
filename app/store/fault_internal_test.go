package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"modernc.org/sqlite"

	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/app/vault"
	"carddesk/internal/racing"
)

// faults counts the statements of the writing handle and fails those of a plan.
type faults struct {
	count atomic.Int64
	plan  map[int64]fault // by the number of the statement, from 1
}

// fault is how one statement fails.
type fault struct {
	after bool // after it was done: its answer is lost
	err   error
}

// faultKinds are an I/O error, a full disk and a file that another program holds,
// and what the desk says of each. An ordinary run takes them in turn,
// CARDDESK_TORTURE all for every statement.
var faultKinds = []struct{ err, want error }{
	{errIO, ErrDisk}, {errFull, ErrDiskFull}, {errHeld, ErrBusy},
}

// hit runs one statement, or fails it before or after.
func (f *faults) hit(run func() error) error {
	n := f.count.Add(1)
	fault, ok := f.plan[n]
	if !ok {
		return run()
	}
	if fault.after {
		if err := run(); err != nil {
			return err
		}
	}
	return fault.err
}

func (f *faults) open(uri string) (*sql.DB, error) {
	base, err := sqlite.NewConnector(uri)
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(&faultConnector{base, f}), nil
}

type faultConnector struct {
	driver.Connector
	faults *faults
}

func (c *faultConnector) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &faultConn{conn, c.faults}, nil
}

type faultConn struct {
	driver.Conn
	faults *faults
}

func (c *faultConn) Unwrap() driver.Conn { return c.Conn }

func (c *faultConn) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	st, err := c.Conn.(driver.ConnPrepareContext).PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	return &faultStmt{st, c.faults}, nil
}

func (c *faultConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	return c.Conn.(driver.ExecerContext).ExecContext(ctx, query, args)
}

func (c *faultConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	return c.Conn.(driver.QueryerContext).QueryContext(ctx, query, args)
}

func (c *faultConn) BeginTx(ctx context.Context, o driver.TxOptions) (driver.Tx, error) {
	return c.Conn.(driver.ConnBeginTx).BeginTx(ctx, o)
}

type faultStmt struct {
	driver.Stmt
	faults *faults
}

func (s *faultStmt) ExecContext(ctx context.Context, args []driver.NamedValue) (r driver.Result, err error) {
	err = s.faults.hit(func() (err error) {
		r, err = s.Stmt.(driver.StmtExecContext).ExecContext(ctx, args)
		return err
	})
	return r, err
}

func (s *faultStmt) QueryContext(ctx context.Context, args []driver.NamedValue) (r driver.Rows, err error) {
	err = s.faults.hit(func() (err error) {
		r, err = s.Stmt.(driver.StmtQueryContext).QueryContext(ctx, args)
		return err
	})
	if err != nil && r != nil {
		err = errors.Join(err, r.Close())
		r = nil
	}
	return r, err
}

// faultSetup opens a desk whose writer goes through f.
func faultSetup(t *testing.T, f *faults) *Store {
	t.Helper()
	ctx := t.Context()
	// Time passes, so that a password given again is not told to wait.
	var looks atomic.Int64
	now := func() time.Time {
		return time.Date(2026, 11, 25, 1, 0, 0, 0, time.UTC).Add(time.Duration(looks.Add(1)) * 10 * time.Second)
	}
	s, err := Open(ctx, Options{Dir: t.TempDir(), openWriter: f.open, Params: vault.Params{Time: 1, MemoryKiB: 8, Threads: 1},
		Clock: port.ClockFunc(now)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	err = s.FirstStart(ctx, Setup{Office: "X", Users: []NewUser{
		{User: dossier.User{ID: "canbo", Role: dossier.RoleClerk}, Password: "password"},
		{User: dossier.User{ID: "chihuy", Role: dossier.RoleSupervisor}, Password: "password"},
		{User: dossier.User{ID: "quantri", Role: dossier.RoleAdministrator}, Password: "password"}}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Login(ctx, "canbo", "password"); err != nil {
		t.Fatal(err)
	}
	f.count.Store(0)
	return s
}

// dayWithoutFaults counts the statements of the day and describes its end.
func dayWithoutFaults(t *testing.T) (points int64, end string) {
	t.Helper()
	clean := &faults{}
	day := &faultDay{s: faultSetup(t, clean)}
	for i, step := range day.steps() {
		if err := step(t.Context()); err != nil {
			t.Fatalf("step %d without faults: %v", i, err)
		}
	}
	points = clean.count.Load()
	if points < 200 {
		t.Fatalf("only %d statements", points)
	}
	return points, stateOf(t, day.s)
}

// TestEveryStatementFailsOnce fails each statement of the day, before it was done
// and after, with each kind of fault, repeats the step, and expects the same end.
func TestEveryStatementFailsOnce(t *testing.T) {
	points, want := dayWithoutFaults(t)
	t.Logf("%d statements, each failed before and after, with each kind of fault", points)
	stride := int64(11) // a sample; the whole is for make torture
	if os.Getenv("CARDDESK_TORTURE") != "" {
		stride = 1
	} else if racing.Enabled {
		stride = 41
	}
	for round := range int64(2 * len(faultKinds)) {
		after := round%2 == 1
		if stride > 1 && round > 1 {
			break
		}
		for at := int64(1); at <= points; at += stride {
			kind := faultKinds[(at/stride+round/2)%int64(len(faultKinds))]
			f := &faults{}
			day := &faultDay{s: faultSetup(t, f)}
			f.plan = map[int64]fault{at: {after, kind.err}}
			failures := 0
			for i, step := range day.steps() {
				err := step(t.Context())
				if err == nil {
					continue
				}
				failures++
				if !errors.Is(err, kind.want) {
					t.Fatalf("statement %d, step %d: %v, want %v", at, i, err, kind.want)
				}
				if err := step(t.Context()); err != nil {
					t.Fatalf("statement %d, step %d again: %v", at, i, err)
				}
			}
			// A replaced office key is found on the disk although its answer was lost.
			if failures > 1 || failures == 0 && !after {
				t.Fatalf("statement %d: %d steps failed", at, failures)
			}
			if got := stateOf(t, day.s); got != want {
				t.Fatalf("statement %d, after %v:\n%s\nwant\n%s", at, after, got, want)
			}
			if err := day.s.Close(); err != nil {
				t.Fatal(err)
			}
		}
	}
}
