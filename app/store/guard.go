package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"carddesk/app/dossier"
)

// guard is one trigger that holds a state column to its table.
type guard struct{ name, sql string }

// guards writes the triggers of the three state tables. They are made from the
// same Go data that the use-cases and the buttons read.
func guards() []guard {
	var all []guard
	all = append(all, guardsOf("dossier", dossier.Dossiers().Pairs())...)
	all = append(all, guardsOf("delivery", dossier.Deliveries().Pairs())...)
	all = append(all, guardsOf("card", dossier.Cards().Pairs())...)
	return all
}

func guardsOf[S ~string](table string, pairs []dossier.Pair[S]) []guard {
	var births, moves []string
	for _, p := range pairs {
		if p.From == "" {
			births = append(births, fmt.Sprintf("'%s'", p.To))
		} else {
			moves = append(moves, fmt.Sprintf("'%s>%s'", p.From, p.To))
		}
	}
	move, born := table+"_moves", table+"_begins"
	return []guard{
		{move, fmt.Sprintf("CREATE TRIGGER %s BEFORE UPDATE OF state ON %s\n"+
			"WHEN new.state <> old.state AND old.state || '>' || new.state NOT IN (%s)\n"+
			"BEGIN SELECT RAISE(ABORT, '%s: change of state not in the table'); END",
			move, table, strings.Join(moves, ", "), table)},
		{born, fmt.Sprintf("CREATE TRIGGER %s BEFORE INSERT ON %s\n"+
			"WHEN new.state NOT IN (%s)\n"+
			"BEGIN SELECT RAISE(ABORT, '%s: first state not in the table'); END",
			born, table, strings.Join(births, ", "), table)},
	}
}

// guardStates makes the triggers of the file those of this program.
func guardStates(ctx context.Context, conn *sql.Conn) error {
	for _, g := range guards() {
		var have string
		err := conn.QueryRowContext(ctx,
			"SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = ?", g.name).Scan(&have)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("reading the guard %s: %w", g.name, cause(err))
		}
		if have == g.sql {
			continue
		}
		script := fmt.Sprintf("BEGIN IMMEDIATE;\nDROP TRIGGER IF EXISTS %s;\n%s;\nCOMMIT;", g.name, g.sql)
		if _, err := conn.ExecContext(ctx, script); err != nil {
			rollback(ctx, conn)
			return fmt.Errorf("writing the guard %s: %w", g.name, cause(err))
		}
	}
	return nil
}
