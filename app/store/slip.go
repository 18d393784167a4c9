package store

import (
	"context"
	"fmt"
	"time"

	"carddesk/app/dossier"
)

// SlipMark says what became of the paper of a data slip.
type SlipMark string

// What becomes of the paper of a data slip.
const (
	SlipOut  SlipMark = "out"  // signed, its scan is not back
	SlipBack SlipMark = "back" // scanned, or no longer wanted
)

// OutSlip is a dossier whose signed data slip is not back.
type OutSlip struct {
	Dossier dossier.ID
	Since   time.Time
}

// markSlip keeps the list of slips that are not back. It is a convenience that
// can be read from the review sections again, so the log vouches for those alone.
func (a *applying) markSlip() error {
	var err error
	switch a.c.Slip {
	case SlipOut:
		_, err = a.t.exec("INSERT INTO slip_out (dossier, since) VALUES (?, ?) ON CONFLICT (dossier) DO UPDATE SET since = excluded.since",
			string(a.c.Dossier), a.now.UnixMilli())
	case SlipBack:
		_, err = a.t.exec("DELETE FROM slip_out WHERE dossier = ?", string(a.c.Dossier))
	}
	if err != nil {
		return fmt.Errorf("marking a slip: %w", err)
	}
	return nil
}

// SlipsOut lists dossiers whose signed slip is not back, the oldest first. Those
// that ended without a card, and those whose content is gone, want none.
func (s *Store) SlipsOut(ctx context.Context, limit int) ([]OutSlip, error) {
	return collect(ctx, s.reader, func(scan func(...any) error) (o OutSlip, err error) {
		var since int64
		err = scan(&o.Dossier, &since)
		o.Since = time.UnixMilli(since).UTC()
		return o, err
	}, "SELECT o.dossier, o.since"+slipsWanted+" ORDER BY o.since, o.dossier LIMIT ?", limit)
}

// slipsWanted are the slips that may still come back.
const slipsWanted = ` FROM slip_out o JOIN dossier d ON d.id = o.dossier JOIN data_key k ON k.dossier = o.dossier
	WHERE d.state NOT IN ('cancelled', 'withdrawn')`

// CountSlipsOut counts what SlipsOut lists.
func (s *Store) CountSlipsOut(ctx context.Context) (int, error) {
	return s.count(ctx, "slips", "SELECT count(*)"+slipsWanted)
}
