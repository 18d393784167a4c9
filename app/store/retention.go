package store

import (
	"context"
	"time"

	"carddesk/app/dossier"
)

// Expired lists dossiers whose content may be destroyed: over, unchanged since
// before, not destroyed yet, with nothing of them on its way to the registry and
// no event about them that it lacks. How long after the registry's final word
// that is, policy says. Oldest first, at most limit.
func (s *Store) Expired(ctx context.Context, before time.Time, limit int) ([]dossier.ID, error) {
	return collect(ctx, s.reader, func(scan func(...any) error) (id dossier.ID, err error) {
		err = scan(&id)
		return id, err
	}, `SELECT d.id FROM dossier d
		WHERE d.state IN ('closed', 'cancelled', 'withdrawn') AND d.updated < ?
		AND EXISTS (SELECT 1 FROM data_key k WHERE k.dossier = d.id)
		AND NOT EXISTS (SELECT 1 FROM delivery v WHERE v.dossier = d.id AND v.state NOT IN ('decided', 'superseded'))
		AND NOT EXISTS (SELECT 1 FROM event e JOIN log l ON l.seq = e.seq WHERE l.dossier = d.id AND l.station = ?)
		ORDER BY d.updated, d.id LIMIT ?`, before.UnixMilli(), s.Station().ID, limit)
}
