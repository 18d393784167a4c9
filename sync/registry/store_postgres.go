package registry

import (
	"database/sql"
	"errors"

	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/jackc/pgx/v5/stdlib" // registers the driver "pgx"
)

// Errors of PostgreSQL after which the same transaction may well succeed:
// serialization failure, deadlock, and a unique key taken by a transaction that
// committed meanwhile (the next run sees its row).
var postgresRetry = map[string]bool{"40001": true, "40P01": true, "23505": true}

// postgresConns is how many connections one registry keeps.
const postgresConns = 16

// openPostgres opens a PostgreSQL database, or an engine that speaks its wire
// protocol. Several registries may share one.
func openPostgres(url string) (*store, error) {
	db, err := sql.Open("pgx", url)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(postgresConns)
	db.SetMaxIdleConns(postgresConns) // a new connection costs the server a process
	writers := &group{}
	return &store{write: db, read: db, loose: db, kind: engine{
		name:   "postgres",
		schema: func(text string) string { return text },
		// The changes of one registry never collide with each other this way, and
		// share the wait for the server's disk.
		run:  writers.run,
		lazy: writers.lazy,
		retry: func(err error) bool {
			var e *pgconn.PgError
			return errors.As(err, &e) && postgresRetry[e.Code]
		},
	}}, nil
}
