package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// applicationID marks the file as the desk's ("CDK1"), so that another SQLite
// file put in its place is refused before anything is written to it.
const applicationID = 0x43444B31

type migration struct {
	version int
	name    string
	sql     string
}

// migrations returns the embedded steps in order. Their numbers have no gap.
func migrations(files fs.FS) ([]migration, error) {
	names, err := fs.Glob(files, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	var steps []migration
	for i, name := range names {
		base := filepath.Base(name)
		number, _, _ := strings.Cut(base, "_")
		version, err := strconv.Atoi(number)
		if err != nil || version != i+1 {
			return nil, fmt.Errorf("migration %q is out of order", base)
		}
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, fmt.Errorf("reading migration %q: %w", base, err)
		}
		steps = append(steps, migration{version: version, name: base, sql: string(text)})
	}
	return steps, nil
}

// migrate brings the file to the newest version. Each step is one transaction
// that also moves the version, so an interrupted migration goes on where it
// stopped. A file that holds data is copied before the first step.
func migrate(ctx context.Context, conn *sql.Conn, dir string, now time.Time, steps []migration) error {
	var id, version int
	if err := conn.QueryRowContext(ctx, "PRAGMA application_id").Scan(&id); err != nil {
		return fmt.Errorf("reading the kind of the file: %w", cause(err))
	}
	if err := conn.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return fmt.Errorf("reading the version of the file: %w", cause(err))
	}
	if version > 0 && id != applicationID {
		return fmt.Errorf("%w: not a file of this program", ErrDamaged)
	}
	if version > len(steps) {
		return fmt.Errorf("%w: version %d, this program knows %d", ErrNewer, version, len(steps))
	}
	if version > 0 && version < len(steps) {
		if err := copyBefore(ctx, conn, dir, version, now); err != nil {
			return err
		}
	}
	for _, step := range steps[version:] {
		script := fmt.Sprintf("BEGIN IMMEDIATE;\n%s\nPRAGMA application_id = %d;\nPRAGMA user_version = %d;\nCOMMIT;",
			step.sql, applicationID, step.version)
		if _, err := conn.ExecContext(ctx, script); err != nil {
			rollback(ctx, conn)
			return fmt.Errorf("migration %s: %w", step.name, cause(err))
		}
	}
	return guardStates(ctx, conn)
}

// copyBefore keeps the file as it was, whole and on the disk before the first
// step. Everything in it is sealed, so the copy is as safe as the original. To
// go back to it, put it in the place of desk.db and remove desk.db-wal and
// desk.db-shm, which belong to the newer file.
func copyBefore(ctx context.Context, conn *sql.Conn, dir string, version int, now time.Time) error {
	name := fmt.Sprintf("desk-v%d-%s", version, now.UTC().Format("20060102T150405"))
	path := filepath.Join(dir, name+".db")
	for n := 2; ; n++ {
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			break // a copy that an interrupted migration made stays
		} else if err != nil {
			return fmt.Errorf("copying the file before migration: %w", cause(err))
		}
		path = filepath.Join(dir, fmt.Sprintf("%s-%d.db", name, n))
	}
	err := vacuumInto(ctx, conn, path+".new")
	if err == nil {
		err = os.Rename(path+".new", path)
	}
	if err == nil {
		err = syncFolder(dir)
	}
	if err != nil {
		return fmt.Errorf("copying the file before migration: %w", cause(err))
	}
	return nil
}

// vacuumInto writes a compacted copy of one instant and syncs it: SQLite itself
// leaves that to the system.
func vacuumInto(ctx context.Context, db interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}, path string) error {
	if err := remove(path); err != nil {
		return err
	}
	if _, err := db.ExecContext(ctx, "VACUUM INTO ?", path); err != nil {
		return cause(err)
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Chmod(0o600), f.Sync(), f.Close())
}

func rollback(ctx context.Context, conn *sql.Conn) {
	// Fails when the error already ended the transaction: nothing is left to do.
	_, _ = conn.ExecContext(ctx, "ROLLBACK")
}
