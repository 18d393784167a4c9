package registry

import (
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// openSQLite opens a database file: one writing connection, so that writers
// queue inside the program instead of failing with "busy", and readers that
// cannot write.
func openSQLite(path string) (*store, error) {
	write, err := sql.Open("sqlite", sqliteURL(path, "rwc"))
	if err != nil {
		return nil, err
	}
	write.SetMaxOpenConns(1)
	if err := write.Ping(); err != nil { // makes the file, which readers need
		return nil, errors.Join(err, write.Close())
	}
	read, err := sql.Open("sqlite", sqliteURL(path, "ro"))
	if err != nil {
		return nil, errors.Join(err, write.Close())
	}
	read.SetMaxOpenConns(8)
	waits := true // what the writing connection does now
	return &store{write: write, read: read, kind: engine{
		name:   "sqlite",
		schema: strings.NewReplacer(" bigint", " INTEGER", " bytea", " BLOB", "/*strict*/", "STRICT").Replace,
		// In WAL mode NORMAL leaves out the fsync of a commit; the next durable one
		// makes up for it. One connection writes both kinds: two would throw each
		// other's pages away.
		durable: func(wait bool) error {
			if wait == waits {
				return nil
			}
			level := "NORMAL"
			if wait {
				level = "FULL"
			}
			_, err := write.Exec("PRAGMA synchronous = " + level)
			if err == nil {
				waits = wait
			}
			return err
		},
		room:  fmt.Sprintf(`INSERT INTO room VALUES (zeroblob(%d))`, walPages*pageSize+cached),
		retry: sqliteBusy,
	}}, nil
}

func sqliteURL(path, mode string) string {
	query := url.Values{
		"mode":    {mode},
		"_txlock": {"immediate"},
		"_pragma": {"busy_timeout(10000)", "foreign_keys(1)", "temp_store(2)", "trusted_schema(0)"},
	}
	if mode != "ro" {
		query["_pragma"] = append(query["_pragma"], "journal_mode(WAL)", "synchronous(FULL)", fmt.Sprintf("wal_autocheckpoint(%d)", walPages))
	}
	slashed := filepath.ToSlash(path)
	if !strings.HasPrefix(slashed, "/") {
		slashed = "/" + slashed // "C:/…" on Windows
		if !filepath.IsAbs(path) {
			slashed = slashed[1:]
		}
	}
	u := url.URL{Scheme: "file", Opaque: (&url.URL{Path: slashed}).EscapedPath(), RawQuery: query.Encode()}
	return u.String()
}

// walPages lets the log grow to 16 MiB before its pages are written to the
// database, which whoever commits then waits for.
const (
	walPages = 4096
	pageSize = 4096    // SQLite's own
	cached   = 2 << 20 // bytes that it keeps in memory before it writes into the log
)

// sqliteBusy reports whether another process held the database for longer than
// the busy timeout.
func sqliteBusy(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && e.Code()&0xff == sqlite3.SQLITE_BUSY
}
