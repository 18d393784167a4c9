package store

import (
	"context"
	"encoding/hex"
	"fmt"
	"time"

	"carddesk/app/dossier"
)

// LogQuery chooses entries for reading on a screen, newest first. Zero fields
// leave nothing out.
type LogQuery struct {
	From, To time.Time         // From and later, before To
	Actor    string            // who left the entry, a user id
	Types    []dossier.Command // one of them
	Dossiers []dossier.ID      // one of them; empty but not nil chooses nothing
	// Mark holds a list still while entries are added: see [Store.LogMark].
	Mark int64
}

// LogMark is a mark behind the newest entry: queries with it do not see what is
// added later, so that the pages of a list fit together. 0 while the log is empty.
func (s *Store) LogMark(ctx context.Context) (int64, error) {
	var mark int64
	if err := s.reader.QueryRowContext(ctx, "SELECT coalesce(max(rowid), 0) FROM log").Scan(&mark); err != nil {
		return 0, fmt.Errorf("reading the end of the log: %w", cause(err))
	}
	return mark, nil
}

// CountLog is how many entries a query chooses.
func (s *Store) CountLog(ctx context.Context, q LogQuery) (int, error) {
	c := q.condition()
	return s.count(ctx, "entries of the log", "SELECT count(*) FROM log"+c.where(), c.args...)
}

// LogPage reads a page of the entries that a query chooses, newest first.
// Payloads are opened while unlocked. Only the index is walked to the page, so a
// page far down a long log comes as soon as the first one.
func (s *Store) LogPage(ctx context.Context, q LogQuery, offset, limit int) ([]Entry, error) {
	c := q.condition()
	all, err := collect(ctx, s.reader, scanLog, "SELECT "+logColumns+" FROM log WHERE rowid IN (SELECT rowid FROM log"+c.where()+
		" ORDER BY time DESC, rowid DESC LIMIT ? OFFSET ?) ORDER BY time DESC, rowid DESC", append(c.args, limit, offset)...)
	if err != nil {
		return nil, err
	}
	return s.openEntries(all, true)
}

func (q LogQuery) condition() condition {
	var c condition
	if !q.From.IsZero() {
		c.add("time >= ?", q.From.UnixMilli())
	}
	if !q.To.IsZero() {
		c.add("time < ?", q.To.UnixMilli())
	}
	if q.Mark > 0 {
		c.add("rowid <= ?", q.Mark)
	}
	if q.Actor != "" {
		c.add("actor = ?", q.Actor)
	}
	in(&c, "type", q.Types)
	if q.Dossiers != nil && len(q.Dossiers) == 0 {
		c.add("0")
	}
	in(&c, "dossier", q.Dossiers)
	return c
}

// openEntries opens the payloads of entries while unlocked. With broken, one that
// does not open is told by its entry and hides no others.
func (s *Store) openEntries(rows []logRow, broken bool) ([]Entry, error) {
	office, _ := s.unlocked()
	entries := make([]Entry, 0, len(rows))
	for _, r := range rows {
		e := Entry{
			Station: r.station, Seq: r.seq, Time: time.UnixMilli(r.time).UTC(),
			Actor: dossier.Actor{User: r.actor}, Type: dossier.Command(r.kind), Dossier: dossier.ID(r.dossier),
			Section: dossier.Section(r.section), Revision: int(r.revision),
			Previous: hex.EncodeToString(r.previous), Hash: hex.EncodeToString(r.hash),
		}
		if office != nil && r.payload != nil {
			p, err := openPayload(office, &r)
			if err != nil && !broken {
				return nil, err
			}
			e.Broken = err != nil
			e.Actor.Role, e.Payload, e.Reason, e.Card = p.Role, p.Data, p.Reason, p.Card
		}
		entries = append(entries, e)
	}
	return entries, nil
}
