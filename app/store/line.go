package store

import (
	"context"
	"fmt"
	"time"
)

// LineFigures are what gates are judged by, of what the store knows itself.
type LineFigures struct {
	Contact     time.Time // when the registry was last reached; before the first time: when the station was set up
	Configured  time.Time // when policy or tables last came from the centre; zero: never
	LogUnsent   int       // log entries whose hashes the registry does not have
	Approvals   int       // dossiers that wait for approval
	OldestDraft time.Time // since when the oldest of them waits; zero: none waits
}

// NoteContact keeps when the registry was last reached, so that a restart does
// not forget how long ago that was. It needs no unlocked desk.
func (s *Store) NoteContact(ctx context.Context, at time.Time) error {
	err := s.writer.do(ctx, func(t *tx) error { return t.moveCursor("contact", at.UnixMilli()) })
	if err != nil {
		return fmt.Errorf("noting a contact: %w", err)
	}
	return nil
}

// LineFigures reads the figures.
func (s *Store) LineFigures(ctx context.Context) (LineFigures, error) {
	var f LineFigures
	var contact, configured, oldest int64
	err := s.reader.QueryRowContext(ctx, `SELECT
		coalesce((SELECT value FROM cursor WHERE name = 'contact'), (SELECT created FROM station WHERE id = ?1), 0),
		coalesce((SELECT max(received) FROM document WHERE kind IN ('policy', 'tables') AND state = 'in-force'), 0),
		coalesce((SELECT max(seq) FROM log WHERE station = ?1), 0) - coalesce((SELECT value FROM cursor WHERE name = 'log'), 0),
		(SELECT count(*) FROM dossier WHERE state IN ('captured', 'checked')),
		coalesce((SELECT min(updated) FROM dossier WHERE state IN ('captured', 'checked')), 0)`, s.Station().ID).
		Scan(&contact, &configured, &f.LogUnsent, &f.Approvals, &oldest)
	if err != nil {
		return f, fmt.Errorf("reading the figures of the line: %w", cause(err))
	}
	f.Contact, f.LogUnsent = time.UnixMilli(contact).UTC(), max(f.LogUnsent, 0)
	if configured > 0 {
		f.Configured = time.UnixMilli(configured).UTC()
	}
	if oldest > 0 {
		f.OldestDraft = time.UnixMilli(oldest).UTC()
	}
	return f, nil
}
