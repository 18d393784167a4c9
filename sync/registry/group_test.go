package registry

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

var errWanted = errors.New("wanted")

func insertPerson(ctx context.Context, tx *sql.Tx, number string) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO population (number, record, as_of) VALUES ($1, '{}', '')`, number)
	return err
}

// Changes that share a transaction fail each for itself, and what has returned
// is there for every reader.
func TestGroupedChanges(t *testing.T) {
	s, err := openStore(t.Context(), filepath.Join(t.TempDir(), "test.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.close()
	const writers = 200
	var all sync.WaitGroup
	for i := range writers {
		all.Go(func() {
			number := fmt.Sprint(i)
			err := s.update(t.Context(), func(tx *sql.Tx) error {
				if err := insertPerson(t.Context(), tx, number); err != nil {
					return err
				}
				switch i % 4 {
				case 0: // fails after it has written
					return errWanted
				case 1: // fails in the database
					return insertPerson(t.Context(), tx, number)
				}
				return nil
			})
			if failed := err != nil; failed != (i%4 < 2) || i%4 == 0 && !errors.Is(err, errWanted) {
				t.Errorf("change %d: %v", i, err)
			}
			var there int
			if err := s.read.QueryRow(`SELECT count(*) FROM population WHERE number = $1`, number).Scan(&there); err != nil {
				t.Error(err)
			}
			if want := i % 4 / 2; there != want {
				t.Errorf("change %d: %d rows, want %d", i, there, want)
			}
		})
	}
	all.Wait()
	var n int
	if err := s.read.QueryRow(`SELECT count(*) FROM population`).Scan(&n); err != nil || n != writers/2 {
		t.Errorf("%d rows, %v", n, err)
	}
}

// Room for the log leaves nothing in the database and undoes nothing of others.
func TestRoomForTheLog(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	s, err := openStore(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer s.close()
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			if err := s.update(t.Context(), func(tx *sql.Tx) error { return insertPerson(t.Context(), tx, fmt.Sprint(i)) }); err != nil {
				t.Error(err)
			}
		})
	}
	if err := s.makeRoom(t.Context()); err != nil {
		t.Error(err)
	}
	all.Wait()
	if info, err := os.Stat(path + "-wal"); err != nil || info.Size() < walPages*pageSize {
		t.Errorf("the log has no room: %v, %v", info.Size(), err)
	}
	var people, pages int
	if err := s.read.QueryRow(`SELECT count(*) FROM population`).Scan(&people); err != nil || people != 20 {
		t.Errorf("%d rows, %v", people, err)
	}
	if err := s.read.QueryRow(`PRAGMA page_count`).Scan(&pages); err != nil || pages > 1000 {
		t.Errorf("the database has %d pages, %v", pages, err)
	}
	if _, err := s.read.Exec(`SELECT * FROM room`); err == nil {
		t.Error("the table is still there")
	}
}

func TestUpdateEndsWithItsContext(t *testing.T) {
	s, err := openStore(t.Context(), filepath.Join(t.TempDir(), "test.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.close()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.update(ctx, func(*sql.Tx) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("update: %v", err)
	}
}

// The pragmas that durability and safety rest on are in force on both handles.
func TestSQLitePragmas(t *testing.T) {
	s, err := openStore(t.Context(), filepath.Join(t.TempDir(), "with space", "..", "test?.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.close()
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "temp_store": "2"} {
		var got string
		if err := s.write.QueryRow("PRAGMA " + pragma).Scan(&got); err != nil || got != want {
			t.Errorf("%s = %s, %v", pragma, got, err)
		}
	}
	if _, err := s.read.Exec(`DELETE FROM population`); err == nil {
		t.Error("the reading handle writes")
	}
}
