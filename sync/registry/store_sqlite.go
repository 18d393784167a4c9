package registry

import (
	"database/sql"
	"errors"
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
	write, err := sql.Open("sqlite", sqliteURL(path, "rwc", "FULL"))
	if err != nil {
		return nil, err
	}
	write.SetMaxOpenConns(1)
	if err := write.Ping(); err != nil { // makes the file, which readers need
		return nil, errors.Join(err, write.Close())
	}
	// In WAL mode NORMAL leaves out the fsync of a commit; the next durable one
	// makes up for it.
	loose, err := sql.Open("sqlite", sqliteURL(path, "rw", "NORMAL"))
	if err != nil {
		return nil, errors.Join(err, write.Close())
	}
	loose.SetMaxOpenConns(1)
	read, err := sql.Open("sqlite", sqliteURL(path, "ro", ""))
	if err != nil {
		return nil, errors.Join(err, loose.Close(), write.Close())
	}
	read.SetMaxOpenConns(8)
	writers := &group{}
	return &store{write: write, read: read, loose: loose, kind: engine{
		name:   "sqlite",
		schema: strings.NewReplacer(" bigint", " INTEGER", " bytea", " BLOB", "/*strict*/", "STRICT").Replace,
		run:    writers.run,
		lazy:   writers.lazy,
		retry:  sqliteBusy,
	}}, nil
}

func sqliteURL(path, mode, synchronous string) string {
	query := url.Values{
		"mode":    {mode},
		"_txlock": {"immediate"},
		"_pragma": {"busy_timeout(10000)", "foreign_keys(1)", "temp_store(2)", "trusted_schema(0)"},
	}
	if mode != "ro" {
		query["_pragma"] = append(query["_pragma"], "journal_mode(WAL)", "synchronous("+synchronous+")")
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

// sqliteBusy reports whether another process held the database for longer than
// the busy timeout.
func sqliteBusy(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && e.Code()&0xff == sqlite3.SQLITE_BUSY
}
