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

// openPostgres opens a PostgreSQL database, or an engine that speaks its wire
// protocol. Several registries may share one.
func openPostgres(url string) (*store, error) {
	db, err := sql.Open("pgx", url)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(16)
	return &store{write: db, read: db, loose: db, kind: engine{
		name:   "postgres",
		schema: func(text string) string { return text },
		run:    alone,
		lazy:   alone,
		retry: func(err error) bool {
			var e *pgconn.PgError
			return errors.As(err, &e) && postgresRetry[e.Code]
		},
	}}, nil
}
