//go:build !windows

package store

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/vault"
)

// oldPassword opens the accounts of the folder in testdata/v1.
const oldPassword = "mật khẩu dài"

// oldFolder is a copy of the folder that the first version wrote, brought
// forward to version. The secret of its computer is a plain file: Windows, which
// wraps it, has no such folder.
func oldFolder(t *testing.T, version int, steps []migration) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("testdata", "v1"))); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", "file:"+filepath.ToSlash(filepath.Join(dir, databaseFile)))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, step := range steps[1:version] {
		script := fmt.Sprintf("BEGIN;\n%s\nPRAGMA user_version = %d;\nCOMMIT;", step.sql, step.version)
		if _, err := db.Exec(script); err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
	}
	return dir
}

func openOld(t *testing.T, dir string) *Store {
	t.Helper()
	s, err := Open(t.Context(), Options{Dir: dir, Params: vault.Params{Time: 1, MemoryKiB: 8, Threads: 1}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// TestEveryEarlierVersion opens a folder of each version that there was: it is
// copied first, all it held is there, the log vouches for every row, and work
// goes on.
func TestEveryEarlierVersion(t *testing.T) {
	steps, err := migrations(migrationFiles)
	if err != nil {
		t.Fatal(err)
	}
	for version := 1; version < len(steps); version++ {
		t.Run(fmt.Sprintf("version %d", version), func(t *testing.T) {
			dir := oldFolder(t, version, steps)
			s := openOld(t, dir)
			copies, err := filepath.Glob(filepath.Join(dir, fmt.Sprintf("desk-v%d-*.db", version)))
			if err != nil || len(copies) != 1 {
				t.Fatalf("copies before the migration: %v, %v", copies, err)
			}
			lookAtOld(t, s)
			// The copy is the file as it was: put back, it migrates again.
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			for _, companion := range []string{"-wal", "-shm"} {
				if err := remove(filepath.Join(dir, databaseFile+companion)); err != nil {
					t.Fatal(err)
				}
			}
			if err := os.Rename(copies[0], filepath.Join(dir, databaseFile)); err != nil {
				t.Fatal(err)
			}
			lookAtOld(t, openOld(t, dir))
		})
	}
}

// TestMigrationInterrupted stops the way from the first version after each step;
// the next start goes on.
func TestMigrationInterrupted(t *testing.T) {
	steps, err := migrations(migrationFiles)
	if err != nil {
		t.Fatal(err)
	}
	for stop := 2; stop <= len(steps); stop++ {
		dir := oldFolder(t, 1, steps)
		broken := append(steps[:stop-1:stop-1], migration{stop, "broken", "CREATE TABLE half (a INTEGER) STRICT; INSERT INTO nowhere VALUES (1);"})
		db, err := sql.Open("sqlite", "file:"+filepath.ToSlash(filepath.Join(dir, databaseFile)))
		if err != nil {
			t.Fatal(err)
		}
		conn, err := db.Conn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if err := migrate(t.Context(), conn, dir, time.Now(), broken); err == nil {
			t.Fatalf("step %d: a broken step passed", stop)
		}
		var version, half int
		if err := conn.QueryRowContext(t.Context(), "PRAGMA user_version").Scan(&version); err != nil {
			t.Fatal(err)
		}
		if err := conn.QueryRowContext(t.Context(), "SELECT count(*) FROM sqlite_master WHERE name = 'half'").Scan(&half); err != nil {
			t.Fatal(err)
		}
		if version != stop-1 || half != 0 {
			t.Errorf("step %d: version %d, %d half tables", stop, version, half)
		}
		if err := conn.Close(); err != nil {
			t.Fatal(err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		lookAtOld(t, openOld(t, dir))
	}
}

// lookAtOld reads all that the first version's folder holds and works on it.
func lookAtOld(t *testing.T, s *Store) {
	t.Helper()
	ctx := context.WithoutCancel(t.Context())
	session, err := s.Login(ctx, "canbo1", oldPassword)
	if err != nil {
		t.Fatal(err)
	}
	all, err := s.List(ctx, Filter{})
	if err != nil || len(all) != 2 {
		t.Fatalf("%d dossiers, %v", len(all), err)
	}
	for _, d := range all {
		c, err := s.Section(ctx, d.ID, dossier.SectionIdentity)
		if err != nil {
			t.Fatal(err)
		}
		if d.State != dossier.Draft {
			continue
		}
		_, err = s.Apply(ctx, Change{ID: "later", Actor: session.Actor(), Command: dossier.SaveSection, Dossier: d.ID,
			Section: &SectionChange{Name: dossier.SectionIdentity, BaseRevision: c.Revision, Content: c.JSON}})
		if err != nil {
			t.Error(err)
		}
	}
	report, err := s.VerifyLog(ctx)
	if err != nil || len(report.Problems) > 0 {
		t.Errorf("log: %+v, %v", report.Problems, err)
	}
	e, err := s.Examine(ctx)
	if err != nil || len(e.Findings) > 0 {
		t.Errorf("examination: %+v, %v", e.Findings, err)
	}
}
