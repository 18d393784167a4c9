package registry

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

// Errors of PostgreSQL after which the same transaction may well succeed:
// serialization failure, deadlock, and a unique key taken by a transaction that
// committed meanwhile (the next run sees its row).
var postgresRetry = map[string]bool{"40001": true, "40P01": true, "23505": true}

// postgresConns is how many connections one registry keeps for reading.
const postgresConns = 16

// openPostgres opens a PostgreSQL database, or an engine that speaks its wire
// protocol. Several registries may share one: the changes of one registry share
// transactions and so collide only with those of another.
func openPostgres(url string) (*store, error) {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, err
	}
	read := stdlib.OpenDB(*config)
	read.SetMaxOpenConns(postgresConns)
	read.SetMaxIdleConns(postgresConns) // a new connection costs the server a process
	// Changes take turns ([store.change]); one connection then has all of their
	// statements prepared.
	write := stdlib.OpenDB(*config)
	write.SetMaxOpenConns(1)
	loose := stdlib.OpenDB(*config, stdlib.OptionAfterConnect(func(ctx context.Context, conn *pgx.Conn) error {
		_, err := conn.Exec(ctx, "SET synchronous_commit = off")
		var unknown *pgconn.PgError
		if errors.As(err, &unknown) {
			return nil // an engine without it waits for the disk
		}
		return err
	}))
	loose.SetMaxOpenConns(1)
	return &store{write: write, read: read, loose: loose, kind: engine{
		name:   "postgres",
		schema: func(text string) string { return text },
		retry: func(err error) bool {
			var e *pgconn.PgError
			return errors.As(err, &e) && postgresRetry[e.Code]
		},
	}}, nil
}
