package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"carddesk/app/dossier"
)

// maxClaim bounds a claim: who left for lunch must not hold a section all day.
const maxClaim = 30 * time.Minute

// claim takes a section for the actor, or prolongs the actor's own claim. A
// claim of another user that has not ended is a *ClaimedError, unless it is the
// one that is knowingly taken over.
func (a *applying) claim() error {
	if a.c.Command != dossier.ClaimSection {
		return nil
	}
	c := a.c.Claim
	if a.row == nil || c == nil || !known(c.Section) {
		return fmt.Errorf("%w: dossier and section of the claim", ErrMissing)
	}
	until := c.Until
	if latest := a.now.Add(maxClaim); until.IsZero() || until.After(latest) {
		until = latest
	}
	have := Claim{Section: c.Section}
	var ends int64
	err := a.t.get([]any{&have.User, &have.Station, &ends},
		"SELECT user, station, until FROM claim WHERE dossier = ? AND section = ?", string(a.c.Dossier), string(c.Section))
	if err != nil && !errors.Is(err, ErrNotFound) {
		return fmt.Errorf("reading the claim: %w", err)
	}
	have.Until = time.UnixMilli(ends).UTC()
	if err == nil && have.User != a.c.Actor.User && have.User != c.From && a.now.Before(have.Until) {
		return &ClaimedError{have}
	}
	_, err = a.t.exec(`INSERT INTO claim (dossier, section, user, station, until) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (dossier, section) DO UPDATE SET user = excluded.user, station = excluded.station,
		until = excluded.until`, string(a.c.Dossier), string(c.Section), a.c.Actor.User, a.s.Station().ID, until.UnixMilli())
	if err != nil {
		return fmt.Errorf("writing the claim: %w", err)
	}
	return nil
}

// Claims lists the claims of a dossier that have not ended.
func (s *Store) Claims(ctx context.Context, id dossier.ID) ([]Claim, error) {
	return collect(ctx, s.reader, func(scan func(...any) error) (c Claim, err error) {
		var until int64
		err = scan(&c.Section, &c.User, &c.Station, &until)
		c.Until = time.UnixMilli(until).UTC()
		return c, err
	}, "SELECT section, user, station, until FROM claim WHERE dossier = ? AND until > ? ORDER BY section",
		string(id), s.now().UnixMilli())
}
