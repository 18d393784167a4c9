package store

import (
	"context"
	"fmt"
	"sync"

	"carddesk/app/dossier"
	"carddesk/app/store/index"
	"carddesk/app/vault"
)

// buildIndex reads all summaries into the index; ended by Lock.
func (s *Store) buildIndex(ctx context.Context, office *vault.Office, built chan<- struct{}) {
	defer close(built)
	// An index that could not be read to the end stays usable as far as it
	// came; the next unlock builds it anew.
	_ = s.readSummaries(ctx, office)
}

// sealedSummary is a row of the summaries on its way to the index.
type sealedSummary struct {
	id              string
	revision        int64
	sealed, wrapped []byte
}

// readSummaries reads newest dossiers first and opens them beside the reading:
// unwrapping the keys is as much work as the database's.
func (s *Store) readSummaries(ctx context.Context, office *vault.Office) error {
	rs, err := s.reader.QueryContext(ctx, `SELECT s.dossier, s.revision, s.sealed, k.wrapped
		FROM summary s JOIN data_key k ON k.dossier = s.dossier ORDER BY s.rowid DESC`)
	if err != nil {
		return fmt.Errorf("reading summaries: %w", cause(err))
	}
	defer rs.Close()
	read := make(chan []sealedSummary, 2)
	var opening sync.WaitGroup
	opening.Go(func() {
		for batch := range read {
			for _, row := range batch {
				s.indexSealed(office, row)
			}
		}
	})
	defer opening.Wait()
	defer close(read)
	batch := make([]sealedSummary, 0, summaryBatch)
	for rs.Next() {
		var row sealedSummary
		if err := rs.Scan(&row.id, &row.revision, &row.sealed, &row.wrapped); err != nil {
			return fmt.Errorf("reading summaries: %w", cause(err))
		}
		if batch = append(batch, row); len(batch) == summaryBatch {
			read <- batch
			batch = make([]sealedSummary, 0, summaryBatch)
		}
	}
	read <- batch
	return cause(rs.Err())
}

// summaryBatch is how many summaries are handed over at once.
const summaryBatch = 512

// indexSealed opens one summary into the index. A damaged row hides one dossier,
// not all: VerifyLog names it.
func (s *Store) indexSealed(office *vault.Office, row sealedSummary) {
	key, err := office.Dossier(row.id, row.wrapped)
	if err != nil {
		return
	}
	if e, err := openSummary(key, row.id, row.revision, row.sealed); err == nil {
		s.indexOld(office, e)
	}
}

// indexOld adds an entry that the builder read, unless a command was faster.
func (s *Store) indexOld(office *vault.Office, e index.Entry) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.office == office {
		s.index.Add(e)
	}
}

// Indexed is closed when the index is whole; nil while locked. Search works
// before, on what is there.
func (s *Store) Indexed() <-chan struct{} {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.built
}

// Search finds dossiers in the in-memory index, best first. The desk logs the
// search itself: see dossier.SearchDossiers.
func (s *Store) Search(_ context.Context, text string, limit int) ([]index.Hit, error) {
	if !s.Unlocked() {
		return nil, ErrLocked
	}
	return s.index.Search(text, limit), nil
}

// SearchIn finds dossiers in the index among those of a filter, best first. A
// filter that leaves most of them is asked about the best hits only; one that
// leaves few says first which those are.
func (s *Store) SearchIn(ctx context.Context, text string, f Filter, limit int) ([]index.Hit, error) {
	if !s.Unlocked() {
		return nil, ErrLocked
	}
	hits := s.index.Search(text, index.MaxCandidates)
	kept, err := s.keepChosen(ctx, f, hits)
	if err != nil {
		return nil, err
	}
	if len(hits) < index.MaxCandidates || len(kept) >= limit {
		return kept[:min(limit, len(kept))], nil
	}
	ids, err := s.chosen(ctx, f)
	if err != nil {
		return nil, err
	}
	return s.index.SearchAmong(text, ids, limit), nil
}

// keepChosen keeps the hits that a filter leaves, in their order.
func (s *Store) keepChosen(ctx context.Context, f Filter, hits []index.Hit) ([]index.Hit, error) {
	if f.Among != nil {
		return nil, fmt.Errorf("searching among dossiers twice: %w", ErrMissing)
	}
	f.Among = make([]dossier.ID, 0, len(hits))
	for _, h := range hits {
		f.Among = append(f.Among, dossier.ID(h.Dossier))
	}
	ids, err := s.chosen(ctx, f)
	if err != nil {
		return nil, err
	}
	left := make(map[string]bool, len(ids))
	for _, id := range ids {
		left[id] = true
	}
	kept := hits[:0]
	for _, h := range hits {
		if left[h.Dossier] {
			kept = append(kept, h)
		}
	}
	return kept, nil
}

// Person returns the index entry of a dossier, for listings; false while locked
// or not yet indexed.
func (s *Store) Person(id dossier.ID) (index.Entry, bool) {
	return s.index.Get(string(id))
}
