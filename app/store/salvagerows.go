package store

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"strings"
)

// tableSaver copies the rows of one table that can be read.
type tableSaver struct {
	old, fresh *sql.Conn
	done       SalvagedTable
	read       string // SELECT of all columns, without conditions
	write      string // INSERT of them
	columns    int
}

// save copies the table. A table of rowids is walked by them: what stands behind
// a page that cannot be read is found by asking for higher ones. Of another
// table, whose order is its key, both ends are read.
func (t *tableSaver) save(ctx context.Context) error {
	columns, err := texts(ctx, t.fresh, "SELECT name FROM pragma_table_info(?)", t.done.Name)
	if err != nil {
		return err
	}
	t.columns = len(columns)
	list := strings.Join(columns, ", ")
	t.write = fmt.Sprintf("INSERT OR IGNORE INTO %s (%s) VALUES (?%s)", t.done.Name, list, strings.Repeat(", ?", t.columns-1))
	var rowids int
	err = t.fresh.QueryRowContext(ctx, "SELECT count(*) FROM pragma_table_list(?) WHERE wr = 0", t.done.Name).Scan(&rowids)
	if err != nil {
		return cause(err)
	}
	if rowids == 0 {
		t.read = fmt.Sprintf("SELECT 0, %s FROM %s", list, t.done.Name)
		return t.saveEnds(ctx)
	}
	t.read = fmt.Sprintf("SELECT rowid, %s FROM %s NOT INDEXED", list, t.done.Name)
	return t.saveRowids(ctx)
}

// saveEnds reads a table from both ends as far as it can be read.
func (t *tableSaver) saveEnds(ctx context.Context) error {
	_, whole, err := t.copyRows(ctx, t.read)
	if err != nil || whole {
		return err
	}
	t.done.Holes++
	keys, err := texts(ctx, t.fresh, "SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk", t.done.Name)
	if err != nil {
		return err
	}
	_, _, err = t.copyRows(ctx, t.read+" ORDER BY "+strings.Join(keys, " DESC, ")+" DESC")
	return err
}

func (t *tableSaver) saveRowids(ctx context.Context) error {
	for from := int64(math.MinInt64); ; {
		last, whole, err := t.copyRows(ctx, t.read+" WHERE rowid >= ? ORDER BY rowid", from)
		if err != nil || whole {
			return err
		}
		t.done.Holes++
		next, found := t.beyond(ctx, max(from, last))
		if !found {
			t.done.Beyond = true
			return nil
		}
		// A row that is read alone and not before others is passed over: every turn
		// must go on.
		from = max(next, from+1)
	}
}

// beyond finds the lowest rowid after a hole from which on rows can be read: in
// ever longer strides until one can, and then between the last two.
func (t *tableSaver) beyond(ctx context.Context, after int64) (int64, bool) {
	low, stride := max(after, 0), int64(1)
	for !t.readable(ctx, low+stride) {
		low += stride
		if stride > math.MaxInt64/4-low {
			return 0, false
		}
		stride *= 2
		if stride > 1<<40 {
			return 0, false
		}
	}
	high := low + stride
	for low+1 < high {
		if middle := low + (high-low)/2; t.readable(ctx, middle) {
			high = middle
		} else {
			low = middle
		}
	}
	return high, true
}

// readable reports whether the first row from a rowid on can be read.
func (t *tableSaver) readable(ctx context.Context, from int64) bool {
	_, into := t.row()
	return t.old.QueryRowContext(ctx, t.read+" WHERE rowid >= ? ORDER BY rowid LIMIT 1", from).Scan(into...) == nil
}

func (t *tableSaver) row() (values, into []any) {
	values, into = make([]any, t.columns+1), make([]any, t.columns+1)
	for i := range values {
		into[i] = &values[i]
	}
	return values, into
}

// copyRows copies what a query gives until it cannot be read any more. Last is
// the rowid of the last row that was read; an error is one of the new file.
func (t *tableSaver) copyRows(ctx context.Context, query string, args ...any) (last int64, whole bool, err error) {
	last = math.MinInt64
	if _, err := t.fresh.ExecContext(ctx, "BEGIN"); err != nil {
		return last, false, cause(err)
	}
	last, whole, err = t.copyOpen(ctx, query, args...)
	if err != nil {
		rollback(ctx, t.fresh)
		return last, false, err
	}
	_, err = t.fresh.ExecContext(ctx, "COMMIT")
	return last, whole, cause(err)
}

func (t *tableSaver) copyOpen(ctx context.Context, query string, args ...any) (last int64, whole bool, err error) {
	last = math.MinInt64
	rs, err := t.old.QueryContext(ctx, query, args...)
	if err != nil {
		return last, false, ctx.Err()
	}
	defer rs.Close()
	for rs.Next() {
		values, into := t.row()
		if err := rs.Scan(into...); err != nil {
			return last, false, ctx.Err()
		}
		if id, ok := values[0].(int64); ok {
			last = id
		}
		done, err := t.fresh.ExecContext(ctx, t.write, values[1:]...)
		if err != nil {
			if diskFull(err) || ctx.Err() != nil {
				return last, false, cause(err)
			}
			t.done.Unfit++ // breaks a rule of the table: its bytes were hurt
			continue
		}
		if n, err := done.RowsAffected(); err == nil && n > 0 {
			t.done.Rows++
		}
	}
	return last, rs.Err() == nil, ctx.Err()
}
