package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"carddesk/app/port"
)

// Cursor is where the registry's change feed goes on.
func (s *Store) Cursor(ctx context.Context) (int64, error) {
	var value int64
	err := s.reader.QueryRowContext(ctx, "SELECT value FROM cursor WHERE name = 'feed'").Scan(&value)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, fmt.Errorf("reading the cursor: %w", cause(err))
	}
	return value, nil
}

// Receive stores the sealed items and moves the cursor in one transaction;
// items at or below the cursor are ignored.
func (s *Store) Receive(ctx context.Context, items []port.FeedItem, cursor int64) error {
	err := s.writer.do(ctx, func(t *tx) error {
		var have int64
		err := t.get([]any{&have}, "SELECT value FROM cursor WHERE name = 'feed'")
		if err != nil && !errors.Is(err, ErrNotFound) {
			return fmt.Errorf("reading the cursor: %w", err)
		}
		for _, item := range items {
			if item.Seq <= have {
				continue
			}
			_, err := t.exec("INSERT INTO inbox (seq, kind, sealed, received) VALUES (?, ?, ?, ?)",
				item.Seq, item.Kind, item.Sealed, s.now().UnixMilli())
			if err != nil {
				return fmt.Errorf("writing a feed item: %w", err)
			}
			have, cursor = item.Seq, max(cursor, item.Seq)
		}
		return t.moveCursor("feed", cursor)
	})
	if err != nil {
		return fmt.Errorf("receiving feed items: %w", err)
	}
	return nil
}

// PendingInbox lists feed items not applied yet, in order; limit 0 is all.
// Applying one is a Change whose Feed names it, which also marks it.
func (s *Store) PendingInbox(ctx context.Context, limit int) ([]FeedRow, error) {
	if limit <= 0 {
		limit = -1 // SQLite: no limit
	}
	return collect(ctx, s.reader, func(scan func(...any) error) (f FeedRow, err error) {
		var received int64
		err = scan(&f.Seq, &f.Kind, &f.Sealed, &received)
		f.Received = time.UnixMilli(received).UTC()
		return f, err
	}, "SELECT seq, kind, sealed, received FROM inbox WHERE applied IS NULL ORDER BY seq LIMIT ?", limit)
}

// InboxWaiting counts the feed items not applied yet.
func (s *Store) InboxWaiting(ctx context.Context) (int, error) {
	return s.count(ctx, "the inbox", "SELECT count(*) FROM inbox WHERE applied IS NULL")
}
