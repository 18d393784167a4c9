package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"carddesk/app/dossier"
)

// Ticket is a number of the queue of one day.
type Ticket struct {
	Day      string // ISO date of the office
	Number   int    // from 1, given by the store
	Priority string // code of why it goes first, "" for none
	Taken    time.Time
	Called   time.Time  // zero while it waits
	Dossier  dossier.ID // begun for it, "" before
}

// keepTickets is how many days tickets are kept.
const keepTickets = 31

// writeTicket takes or calls a number of the queue, or notes which dossier was
// begun for one.
func (a *applying) writeTicket() error {
	t := a.c.Ticket
	needs := a.c.Command == dossier.TakeTicket || a.c.Command == dossier.CallTicket
	if t == nil && !needs {
		return nil
	}
	if t == nil || t.Day == "" {
		return fmt.Errorf("%w: ticket", ErrMissing)
	}
	switch a.c.Command {
	case dossier.TakeTicket:
		return a.takeTicket(t)
	case dossier.CallTicket:
		return a.oneTicket("UPDATE ticket SET called = ?3 WHERE day = ?1 AND number = ?2 AND called IS NULL", t.Day, t.Number, a.now.UnixMilli())
	case dossier.CreateDossier:
		return a.oneTicket("UPDATE ticket SET dossier = ?3 WHERE day = ?1 AND number = ?2 AND dossier IS NULL", t.Day, t.Number, string(a.c.Dossier))
	}
	return fmt.Errorf("%w: ticket of %s", ErrMissing, a.c.Command)
}

func (a *applying) takeTicket(t *Ticket) error {
	oldest := a.now.AddDate(0, 0, -keepTickets).Format(time.DateOnly)
	if _, err := a.t.exec("DELETE FROM ticket WHERE day < ?", oldest); err != nil {
		return fmt.Errorf("removing old tickets: %w", err)
	}
	var last int64
	if err := a.t.get([]any{&last}, "SELECT coalesce(max(number), 0) FROM ticket WHERE day = ?", t.Day); err != nil {
		return fmt.Errorf("reading the queue: %w", err)
	}
	_, err := a.t.exec("INSERT INTO ticket (day, number, priority, taken) VALUES (?, ?, ?, ?)", t.Day, last+1, t.Priority, a.now.UnixMilli())
	if err != nil {
		return fmt.Errorf("writing a ticket: %w", err)
	}
	a.result.Number = last + 1
	return nil
}

// oneTicket changes one ticket, or says that somebody was faster.
func (a *applying) oneTicket(statement string, args ...any) error {
	n, err := a.t.exec(statement, args...)
	if err != nil {
		return fmt.Errorf("writing a ticket: %w", err)
	}
	if n != 1 {
		return fmt.Errorf("ticket: %w", ErrExists)
	}
	return nil
}

// Queue lists the tickets of a day that wait: those with a priority first, each
// in the order in which they were taken.
func (s *Store) Queue(ctx context.Context, day string) ([]Ticket, error) {
	return collect(ctx, s.reader, func(scan func(...any) error) (t Ticket, err error) {
		var taken int64
		err = scan(&t.Number, &t.Priority, &taken)
		t.Day, t.Taken = day, time.UnixMilli(taken).UTC()
		return t, err
	}, "SELECT number, priority, taken FROM ticket WHERE day = ? AND called IS NULL ORDER BY priority = '', number", day)
}

// Ticket returns a ticket of a day, or ErrNotFound.
func (s *Store) Ticket(ctx context.Context, day string, number int) (Ticket, error) {
	t := Ticket{Day: day, Number: number}
	var taken int64
	var called sql.NullInt64
	err := s.reader.QueryRowContext(ctx, "SELECT priority, taken, called, coalesce(dossier, '') FROM ticket WHERE day = ? AND number = ?", day, number).
		Scan(&t.Priority, &taken, &called, &t.Dossier)
	if errors.Is(err, sql.ErrNoRows) {
		return t, fmt.Errorf("ticket: %w", ErrNotFound)
	}
	if err != nil {
		return t, fmt.Errorf("reading a ticket: %w", cause(err))
	}
	t.Taken = time.UnixMilli(taken).UTC()
	if called.Valid {
		t.Called = time.UnixMilli(called.Int64).UTC()
	}
	return t, nil
}
