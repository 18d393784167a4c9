package store

import (
	"context"
	"time"

	"carddesk/app/dossier"
)

// Member is one of those that a number of a tally counts: a dossier, a card or an
// entry of the log.
type Member struct {
	Dossier dossier.ID // "" for an entry that is of none
	Card    string     // serial; only of OfCards
	Day     string     // of the step; "" for StepAny
	// Only of OfLog:
	Entry int64
	Time  time.Time
	Actor string
	Type  dossier.Command
}

// Members lists those that the measure m of a tally counts, the earliest day
// first; By and Count of q say nothing here. A dossier with several parts stands
// there once.
func (s *Store) Members(ctx context.Context, q Tally, m Measure, offset, limit int) ([]Member, error) {
	b, where, err := q.members(m)
	if err != nil {
		return nil, err
	}
	day := "''"
	if b.day != "" {
		day = b.day
	}
	query := "SELECT DISTINCT " + day + " AS member_day, " + b.subject.member + " FROM " + b.subject.from + where +
		" ORDER BY 1, 4, 2, 3 LIMIT " + b.bind(limit) + " OFFSET " + b.bind(offset)
	return collect(ctx, s.reader, func(scan func(...any) error) (one Member, err error) {
		var at int64
		err = scan(&one.Day, &one.Dossier, &one.Card, &one.Entry, &at, &one.Actor, &one.Type)
		if at != 0 {
			one.Time = time.UnixMilli(at).UTC()
		}
		return one, err
	}, query, b.args...)
}

// CountMembers is how many Members there are in all.
func (s *Store) CountMembers(ctx context.Context, q Tally, m Measure) (int, error) {
	b, where, err := q.members(m)
	if err != nil {
		return 0, err
	}
	return s.count(ctx, "the members of a figure",
		"SELECT count(*) FROM (SELECT DISTINCT "+b.subject.member+" FROM "+b.subject.from+where+")", b.args...)
}

func (q Tally) members(m Measure) (*tallyQuery, string, error) {
	b, err := q.begin()
	if err != nil {
		return nil, "", err
	}
	one, err := b.measure(m)
	if err != nil {
		return nil, "", err
	}
	where, err := b.where(q)
	if err != nil {
		return nil, "", err
	}
	if where == "" {
		return b, " WHERE " + one.row, nil
	}
	return b, where + " AND " + one.row, nil
}

// Oldest is how many dossiers are in one state, and since when the one waits that
// was changed longest ago.
type Oldest struct {
	State   dossier.State
	Count   int
	Dossier dossier.ID
	Since   time.Time
}

// OldestByState lists the states that dossiers are in.
func (s *Store) OldestByState(ctx context.Context) ([]Oldest, error) {
	return collect(ctx, s.reader, func(scan func(...any) error) (o Oldest, err error) {
		var since int64
		err = scan(&o.State, &o.Count, &since, &o.Dossier)
		o.Since = time.UnixMilli(since).UTC()
		return o, err
		// SQLite takes the bare column from the row that has the minimum.
	}, "SELECT state, count(*), min(updated), id FROM dossier GROUP BY state ORDER BY state")
}
