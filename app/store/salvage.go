package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"time"

	"carddesk/app/vault"
)

// Salvaged says what was saved of a hurt data file.
type Salvaged struct {
	Tables []SalvagedTable
	Blobs  int // files copied whole
	Lost   int // files that are gone or not what their row says
}

// SalvagedTable is what was read of one table. How many rows lay on the pages
// that cannot be read nobody knows: the log says which dossiers miss some.
type SalvagedTable struct {
	Name   string
	Rows   int
	Holes  int  // stretches of rows that could not be read
	Unfit  int  // rows that were read and are no rows of this table any more
	Beyond bool // an end of the table was not reached
}

// Whole reports whether nothing was found missing.
func (s Salvaged) Whole() bool {
	return s.Lost == 0 && !slices.ContainsFunc(s.Tables, func(t SalvagedTable) bool { return t.Holes > 0 || t.Unfit > 0 || t.Beyond })
}

// salvageFolder holds the copy of the hurt file while it is read.
const salvageFolder = "salvage"

// Salvage makes a new data folder of all that can be read of a hurt one, which it
// does not touch: every row on a page that is whole, every blob that is what its
// row says, and the secret of this computer. Nothing is decrypted and nothing
// made up. Which dossiers are hurt then, Examine says on the new folder: the log
// knows every row that there was.
func Salvage(ctx context.Context, from, to string) (Salvaged, error) {
	var s Salvaged
	if _, err := os.Stat(filepath.Join(to, databaseFile)); !errors.Is(err, fs.ErrNotExist) {
		return s, fmt.Errorf("salvaging: %w", errors.Join(ErrAlreadySetUp, err))
	}
	hurt := filepath.Join(to, salvageFolder)
	if err := copyHurt(from, hurt); err != nil {
		return s, fmt.Errorf("salvaging: %w", cause(err))
	}
	err := salvageRows(ctx, hurt, to, &s)
	if err == nil {
		err = salvageBlobs(ctx, from, to, &s)
	}
	if err == nil {
		err = vault.CopyMachine(from, to)
	}
	if err = errors.Join(err, os.RemoveAll(hurt)); err != nil {
		return s, fmt.Errorf("salvaging: %w", err)
	}
	return s, nil
}

// copyHurt copies the data file with its write-ahead log, in which the newest
// rows may lie. The index of that log is made anew.
func copyHurt(from, to string) error {
	if err := os.MkdirAll(to, 0o700); err != nil {
		return err
	}
	for _, name := range []string{databaseFile, databaseFile + "-wal"} {
		if err := copyWhole(filepath.Join(from, name), filepath.Join(to, name)); err != nil && (name == databaseFile || !errors.Is(err, fs.ErrNotExist)) {
			return err
		}
	}
	return nil
}

func copyWhole(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}

// salvageRows copies table by table into a fresh file of the same version; the
// next start brings it forward.
func salvageRows(ctx context.Context, hurt, to string, s *Salvaged) error {
	old, closeOld, err := openOne(ctx, hurt, "temp_store(memory)")
	if err != nil {
		return err
	}
	defer closeOld()
	if err := os.MkdirAll(filepath.Join(to, "blobs"), 0o700); err != nil {
		return err
	}
	fresh, closeFresh, err := openOne(ctx, to, "synchronous(FULL)", "foreign_keys(0)", "temp_store(memory)")
	if err != nil {
		return err
	}
	return errors.Join(fillFresh(ctx, old, fresh, to, s), closeFresh())
}

// openOne opens a data file by one connection.
func openOne(ctx context.Context, dir string, pragmas ...string) (*sql.Conn, func() error, error) {
	db, err := sql.Open("sqlite", databaseURI(dir, "rwc", url.Values{"_pragma": pragmas, "_dqs": {"0"}}))
	if err != nil {
		return nil, nil, err
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, nil, errors.Join(cause(err), db.Close())
	}
	return conn, func() error { return errors.Join(conn.Close(), db.Close()) }, nil
}

func fillFresh(ctx context.Context, old, fresh *sql.Conn, to string, s *Salvaged) error {
	steps, err := migrations(migrationFiles)
	if err != nil {
		return err
	}
	var version int
	if err := old.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return cause(err)
	}
	if version < 1 || version > len(steps) {
		return fmt.Errorf("%w: version %d", ErrDamaged, version)
	}
	if err := migrate(ctx, fresh, to, time.Time{}, steps[:version]); err != nil {
		return err
	}
	// The guards of a working desk stand against rows that are put back.
	guards, err := texts(ctx, fresh, "SELECT sql FROM sqlite_master WHERE type = 'trigger'")
	if err != nil {
		return err
	}
	names, err := texts(ctx, fresh, "SELECT name FROM sqlite_master WHERE type = 'trigger'")
	if err != nil {
		return err
	}
	for _, name := range names {
		if _, err := fresh.ExecContext(ctx, "DROP TRIGGER "+name); err != nil {
			return cause(err)
		}
	}
	tables, err := texts(ctx, fresh, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
	if err != nil {
		return err
	}
	for _, name := range tables {
		t := &tableSaver{old: old, fresh: fresh, done: SalvagedTable{Name: name}}
		if err := t.save(ctx); err != nil {
			return fmt.Errorf("table %s: %w", name, err)
		}
		s.Tables = append(s.Tables, t.done)
	}
	for _, guard := range guards {
		if _, err := fresh.ExecContext(ctx, guard); err != nil {
			return cause(err)
		}
	}
	return nil
}

// texts reads one text column by one connection.
func texts(ctx context.Context, conn *sql.Conn, query string, args ...any) ([]string, error) {
	rs, err := conn.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, cause(err)
	}
	defer rs.Close()
	var all []string
	for rs.Next() {
		var t string
		if err := rs.Scan(&t); err != nil {
			return nil, cause(err)
		}
		all = append(all, t)
	}
	return all, cause(rs.Err())
}

// salvageBlobs copies the files of the rows that were saved.
func salvageBlobs(ctx context.Context, from, to string, s *Salvaged) error {
	db, err := openCopy(filepath.Join(to, databaseFile))
	if err != nil {
		return err
	}
	defer db.Close()
	blobs, err := collect(ctx, db, func(scan func(...any) error) (b Blob, err error) {
		err = scan(&b.ID, &b.SHA256)
		return b, err
	}, "SELECT id, sha256 FROM blob ORDER BY id")
	if err != nil {
		return err
	}
	for _, b := range blobs {
		if err := ctx.Err(); err != nil {
			return err
		}
		if !validID(b.ID) {
			s.Lost++
			continue
		}
		name := filepath.Join("blobs", b.ID[:2], b.ID)
		_, err := copyBlob(filepath.Join(from, name), filepath.Join(to, name), b.SHA256)
		switch {
		case err == nil:
			s.Blobs++
		case diskFull(err):
			return cause(err)
		default:
			s.Lost++
		}
	}
	return nil
}
