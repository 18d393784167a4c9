package desk

import (
	"context"
	"fmt"
	"io"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/store"
)

// destroyedAtOnce bounds one round of destruction: each is a commit of its own
// and empties the write-ahead log, and people work meanwhile.
const destroyedAtOnce = 50

// StationActor is the program itself as the actor of housekeeping.
func StationActor(s *store.Store) dossier.Actor {
	return dossier.Actor{User: s.Station().ID, Role: dossier.RoleStation}
}

// ExportLog writes the log of a time, readable, for an inspector, and returns
// how many entries there were. That it was done is in the log before anything is
// written, and so in the export itself.
func ExportLog(ctx context.Context, s *store.Store, actor dossier.Actor, w io.Writer, from, to time.Time) (int, error) {
	id, err := s.NewCommandID()
	if err != nil {
		return 0, err
	}
	_, err = s.Apply(ctx, store.Change{
		ID: id, Actor: actor, Command: dossier.ExportFile,
		Payload: map[string]string{"paper": "log", "from": from.UTC().Format(time.RFC3339), "to": to.UTC().Format(time.RFC3339)},
	})
	if err != nil {
		return 0, fmt.Errorf("noting the export of the log: %w", err)
	}
	return s.ExportLog(ctx, w, from, to)
}

// Keep says how long content is kept after its dossier was over. Zero is until
// somebody decides: nothing is destroyed without a time that was set.
type Keep struct {
	Draft  time.Duration // nobody has touched the draft; it is cancelled then
	Closed time.Duration // the card was handed over
	Ended  time.Duration // cancelled or withdrawn
}

// reasonUntouched is why a draft that nobody touched was cancelled.
const reasonUntouched = "untouched"

// EndUntouched cancels drafts that nobody has touched for long enough, some in
// each call, and returns them. They are kept as long as other cancelled ones from
// then on. The desk must be unlocked.
func EndUntouched(ctx context.Context, s *store.Store, keep Keep, now time.Time) ([]dossier.ID, error) {
	if keep.Draft <= 0 {
		return nil, nil
	}
	const all = 1 << 20
	newest := store.Dossier{Updated: now.Add(-keep.Draft)}
	drafts, err := s.List(ctx, store.Filter{States: []dossier.State{dossier.Draft}, After: newest.Key(), Limit: all})
	if err != nil {
		return nil, err
	}
	var ended []dossier.ID
	for i := len(drafts) - 1; i >= 0 && len(ended) < destroyedAtOnce; i-- { // oldest first
		d := drafts[i]
		_, err := s.Apply(ctx, store.Change{ID: "untouched-" + string(d.ID), Actor: StationActor(s), Command: dossier.CancelDossier,
			Dossier: d.ID, Reason: reasonUntouched})
		if err != nil {
			return ended, fmt.Errorf("ending drafts that nobody touched: %w", err)
		}
		ended = append(ended, d.ID)
	}
	return ended, nil
}

// DestroyExpired destroys the content of dossiers that were kept long enough,
// some in each call, and returns them. What the registry has not finally
// answered stays (see store.Expired). The desk must be unlocked.
func DestroyExpired(ctx context.Context, s *store.Store, keep Keep, now time.Time) ([]dossier.ID, error) {
	expired, err := expiredBy(ctx, s, keep, now)
	if err != nil {
		return nil, err
	}
	for i, id := range expired {
		if _, err := s.Destroy(ctx, StationActor(s), id, "retention"); err != nil {
			return expired[:i], fmt.Errorf("destroying what was kept long enough: %w", err)
		}
	}
	return expired, nil
}

// expiredBy lists at most destroyedAtOnce dossiers whose time is over.
func expiredBy(ctx context.Context, s *store.Store, keep Keep, now time.Time) ([]dossier.ID, error) {
	const all = 1 << 20
	ended, err := s.List(ctx, store.Filter{States: []dossier.State{dossier.Cancelled, dossier.Withdrawn}, Limit: all})
	if err != nil {
		return nil, err
	}
	isEnded := make(map[dossier.ID]bool, len(ended))
	for _, d := range ended {
		isEnded[d.ID] = true
	}
	var expired []dossier.ID
	for _, kind := range []struct {
		keep  time.Duration
		ended bool
	}{{keep.Closed, false}, {keep.Ended, true}} {
		if kind.keep <= 0 {
			continue
		}
		over, err := s.Expired(ctx, now.Add(-kind.keep), all)
		if err != nil {
			return nil, err
		}
		for _, id := range over {
			if isEnded[id] == kind.ended && len(expired) < destroyedAtOnce {
				expired = append(expired, id)
			}
		}
	}
	return expired, nil
}
