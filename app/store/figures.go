package store

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"strings"
)

// FactRows iterates over the facts of dossiers taken in on the days from to to,
// both "2006-01-02" and inclusive, oldest first. The error is the last value.
func (s *Store) FactRows(ctx context.Context, from, to string) iter.Seq2[FactRow, error] {
	return func(yield func(FactRow, error) bool) {
		rs, err := s.reader.QueryContext(ctx, `SELECT dossier, office, station, clerk, regime, kind, reason,
			age_band, sex, commune, hamlet, seconds, quality, exceptions, fee_code, fee_amount, rejection,
			day_created, day_captured, day_approved, day_returned, day_sent, day_acknowledged, day_accepted,
			day_rejected, day_arrived, day_handed_over, day_cancelled, day_due FROM fact
			WHERE day_created BETWEEN ? AND ? ORDER BY day_created, dossier`, from, to)
		if err != nil {
			yield(FactRow{}, fmt.Errorf("reading facts: %w", cause(err)))
			return
		}
		defer rs.Close()
		for rs.Next() {
			row, err := scanFact(rs.Scan)
			if !yield(row, err) || err != nil {
				return
			}
		}
		if err := rs.Err(); err != nil {
			yield(FactRow{}, fmt.Errorf("reading facts: %w", cause(err)))
		}
	}
}

func scanFact(scan func(...any) error) (FactRow, error) {
	var f FactRow
	var seconds, quality, exceptions []byte
	err := scan(&f.Dossier, &f.Office, &f.Station, &f.Clerk, &f.Regime, &f.Kind, &f.Reason, &f.AgeBand,
		&f.Sex, &f.Commune, &f.Hamlet, &seconds, &quality, &exceptions, &f.FeeCode, &f.Fee, &f.Rejection,
		&f.Days.Created, &f.Days.Captured, &f.Days.Approved, &f.Days.Returned, &f.Days.Sent,
		&f.Days.Acknowledged, &f.Days.Accepted, &f.Days.Rejected, &f.Days.Arrived, &f.Days.HandedOver,
		&f.Days.Cancelled, &f.Days.Due)
	if err != nil {
		return FactRow{}, fmt.Errorf("reading facts: %w", cause(err))
	}
	f.FeeAmount = &f.Fee
	for _, part := range []struct {
		text []byte
		to   any
	}{{seconds, &f.Seconds}, {quality, &f.Quality}, {exceptions, &f.Exceptions}} {
		if err := json.Unmarshal(part.text, part.to); err != nil {
			return FactRow{}, fmt.Errorf("%w: facts: %w", ErrDamaged, err)
		}
	}
	return f, nil
}

// figureSteps are the columns of days in the order of the counts of a Figure.
var figureSteps = []string{"day_created", "day_captured", "day_approved", "day_returned", "day_sent",
	"day_accepted", "day_rejected", "day_handed_over"}

// Figures counts the steps done on the days from to to, inclusive, by the clerk
// who took the dossier in, the station and its kind. A step is counted on its own day.
func (s *Store) Figures(ctx context.Context, from, to string) ([]Figure, error) {
	var columns, either []string
	var args []any
	for _, step := range figureSteps {
		columns = append(columns, "sum("+step+" BETWEEN ? AND ?)")
		args = append(args, from, to)
	}
	columns = append(columns, "sum(CASE WHEN day_created BETWEEN ? AND ? THEN fee_amount ELSE 0 END)")
	args = append(args, from, to)
	for _, step := range figureSteps {
		// The first half is what the indexes of the steps are made of.
		either = append(either, "("+step+" <> '' AND "+step+" BETWEEN ? AND ?)")
		args = append(args, from, to)
	}
	return collect(ctx, s.reader, func(scan func(...any) error) (f Figure, err error) {
		err = scan(&f.Clerk, &f.Station, &f.Kind, &f.Taken, &f.Captured, &f.Approved, &f.Returned, &f.Sent,
			&f.Accepted, &f.Rejected, &f.HandedOver, &f.Fees)
		return f, err
	}, "SELECT clerk, station, kind, "+strings.Join(columns, ", ")+" FROM fact WHERE "+strings.Join(either, " OR ")+
		" GROUP BY clerk, station, kind ORDER BY clerk, station, kind", args...)
}
