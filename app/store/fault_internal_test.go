package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"modernc.org/sqlite"

	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/app/vault"
)

// faults counts the statements of the writing handle and fails one of them.
type faults struct {
	count atomic.Int64
	at    int64 // the statement to fail, 0 is none
	after bool  // fail it after it was done: its answer is lost
	err   error
}

var errInjected = errors.New("disk I/O error (injected)")

// faultKinds are an I/O error, a full disk and a file that another program holds,
// and what the desk says of each. An ordinary run takes them in turn,
// CARDDESK_TORTURE all for every statement.
var faultKinds = []struct{ err, want error }{
	{errInjected, errInjected}, {errFull, ErrDiskFull}, {errHeld, ErrBusy},
}

// hit runs one statement, or fails it before or after.
func (f *faults) hit(run func() error) error {
	n := f.count.Add(1)
	if f.at == 0 || n != f.at {
		return run()
	}
	if f.after {
		if err := run(); err != nil {
			return err
		}
	}
	return f.err
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

// faultDay is one dossier's life, each step as often repeatable as need be.
type faultDay struct {
	s *Store
}

const faultID = dossier.ID("0123456789abcdef0123456789abcdef")

func (d *faultDay) steps() []func(context.Context) error {
	clerk := dossier.Actor{User: "canbo", Role: dossier.RoleClerk}
	chief := dossier.Actor{User: "chihuy", Role: dossier.RoleSupervisor}
	registry := dossier.Actor{User: "registry", Role: dossier.RoleRegistry}
	packet := port.PacketID{Dossier: string(faultID), Version: 1}
	apply := func(id string, c Change) func(context.Context) error {
		c.ID = id
		if c.Dossier == "" {
			c.Dossier = faultID
		}
		return func(ctx context.Context) error { _, err := d.s.Apply(ctx, c); return err }
	}
	mark := func(to port.DeliveryState) func(context.Context) error {
		return func(ctx context.Context) error { return d.s.Mark(ctx, packet, port.DeliveryMark{State: to}) }
	}
	feed := func(seq int64, c Change) func(context.Context) error {
		c.Actor, c.Feed = registry, seq
		return func(ctx context.Context) error {
			if err := d.s.Receive(ctx, []port.FeedItem{{Seq: seq, Kind: "k", Sealed: []byte("x")}}, seq); err != nil {
				return err
			}
			return apply(FeedCommandID(seq), c)(ctx)
		}
	}
	card := func(c CardChange) *CardChange { c.Serial = "C1"; return &c }
	return []func(context.Context) error{
		apply("1", Change{Actor: clerk, Command: dossier.CreateDossier, Facts: &Facts{Kind: "exchange"},
			Section: &SectionChange{Name: dossier.SectionIdentity, Content: dossier.Identity{Name: "A"}}}),
		apply("2", Change{Actor: clerk, Command: dossier.SaveSection,
			Section: &SectionChange{Name: dossier.SectionIdentity, BaseRevision: 1, Content: dossier.Identity{Name: "B"}}}),
		func(ctx context.Context) error {
			b, err := d.s.PutBlob(ctx, faultID, BlobPicture, strings.NewReader("picture"))
			if err != nil {
				return err
			}
			return apply("3", Change{Actor: clerk, Command: dossier.SaveSection, Blobs: []Blob{b},
				Section: &SectionChange{Name: dossier.SectionPortrait, Content: dossier.Portrait{}}})(ctx)
		},
		apply("4", Change{Actor: clerk, Command: dossier.TakeNumber, Numbers: "receipt"}),
		apply("5", Change{Actor: clerk, Command: dossier.FinishCapture}),
		func(ctx context.Context) error {
			b, err := d.s.PutPacket(ctx, faultID, func(w io.Writer) (string, error) {
				_, err := io.WriteString(w, "packet")
				return "inner", err
			})
			if err != nil {
				return err
			}
			return apply("6", Change{Actor: chief, Command: dossier.ApproveDossier, Delivery: &NewDelivery{Blob: b, Version: 1}})(ctx)
		},
		mark(port.DeliveryOffered), mark(port.DeliveryUploading), mark(port.DeliveryStored),
		feed(1, Change{Command: dossier.AcknowledgePacket}),
		feed(2, Change{Command: dossier.AcceptDossier}),
		feed(3, Change{Command: dossier.OrderCard, Card: card(CardChange{Detail: &CardDetail{Document: "1"}})}),
		feed(4, Change{Command: dossier.ShipCard, Card: card(CardChange{Box: "B"})}),
		apply("7", Change{Actor: clerk, Command: dossier.ReceiveCard, Card: card(CardChange{Shelf: "A"})}),
		apply("8", Change{Actor: clerk, Command: dossier.HandOverCard, Card: card(CardChange{})}),
		func(ctx context.Context) error { return d.s.EventsAcknowledged(ctx, 3) },
		func(ctx context.Context) error { return d.s.LogAcknowledged(ctx, 5) },
	}
}

// faultSetup opens a desk whose writer goes through f.
func faultSetup(t *testing.T, f *faults) *Store {
	t.Helper()
	ctx := t.Context()
	s, err := Open(ctx, Options{Dir: t.TempDir(), openWriter: f.open, Params: vault.Params{Time: 1, MemoryKiB: 8, Threads: 1},
		Clock: port.ClockFunc(func() time.Time { return time.Date(2026, 11, 25, 8, 0, 0, 0, time.UTC) })})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	err = s.FirstStart(ctx, Setup{Office: "X", Users: []NewUser{
		{User: dossier.User{ID: "canbo", Role: dossier.RoleClerk}, Password: "password"},
		{User: dossier.User{ID: "chihuy", Role: dossier.RoleSupervisor}, Password: "password"}}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Login(ctx, "canbo", "password"); err != nil {
		t.Fatal(err)
	}
	f.count.Store(0)
	return s
}

// TestEveryStatementFailsOnce fails each statement of a dossier's life, before
// it was done and after, with each kind of fault, repeats the step, and expects the same end.
func TestEveryStatementFailsOnce(t *testing.T) {
	clean := &faults{}
	day := &faultDay{s: faultSetup(t, clean)}
	for i, step := range day.steps() {
		if err := step(t.Context()); err != nil {
			t.Fatalf("step %d without faults: %v", i, err)
		}
	}
	points := clean.count.Load()
	want := stateOf(t, day.s)
	if points < 100 {
		t.Fatalf("only %d statements", points)
	}
	t.Logf("%d statements, each failed before and after, with each kind of fault", points)
	stride := int64(11) // a sample; the whole is for make torture
	if os.Getenv("CARDDESK_TORTURE") != "" {
		stride = 1
	}
	for round := range int64(2 * len(faultKinds)) {
		after := round%2 == 1
		if stride > 1 && round > 1 {
			break
		}
		for at := int64(1); at <= points; at += stride {
			kind := faultKinds[(at/stride+round/2)%int64(len(faultKinds))]
			f := &faults{after: after, err: kind.err}
			day := &faultDay{s: faultSetup(t, f)}
			f.at = at
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
			if failures != 1 {
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

// stateOf describes what a day leaves, without ids and hashes.
func stateOf(t *testing.T, s *Store) string {
	t.Helper()
	ctx := t.Context()
	report, err := s.VerifyLog(ctx)
	if err != nil || len(report.Problems) > 0 {
		t.Fatalf("%+v, %v", report, err)
	}
	d, err := s.Dossier(ctx, faultID)
	if err != nil {
		t.Fatal(err)
	}
	var blobs, commands, waiting, numbers int
	err = s.reader.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM blob), (SELECT count(*) FROM command),
		(SELECT count(*) FROM inbox WHERE applied IS NULL), (SELECT next FROM counter)`).Scan(&blobs, &commands, &waiting, &numbers)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(report.Entries, d.State, d.Version, d.Delivery.State, len(d.Sections), d.Sections[0].Revision,
		d.Cards[0].State, d.Cards[0].Detail, blobs, commands, waiting, numbers)
}
