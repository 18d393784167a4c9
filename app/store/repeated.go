package store

import (
	"errors"
	"fmt"

	"carddesk/app/dossier"
)

// afterRepeat brings what is kept in memory to where a repeated command left the
// disk. The first time it may have been committed and its answer lost, by a disk
// that fails at the wrong moment: then nothing in memory knows of it.
func (a *applying) afterRepeat() error {
	id := a.c.Dossier
	if a.c.Command == dossier.DestroyContent {
		a.t.onCommit(func() {
			a.s.dropKey(id)
			a.s.index.Remove(string(id))
		})
		return nil
	}
	if !a.searched() {
		return nil
	}
	var wrapped, sealed []byte
	var revision int64
	err := a.t.get([]any{&wrapped, &revision, &sealed}, `SELECT k.wrapped, s.revision, s.sealed
		FROM summary s JOIN data_key k ON k.dossier = s.dossier WHERE s.dossier = ?`, string(id))
	if errors.Is(err, ErrNotFound) {
		return nil // destroyed since
	}
	if err != nil {
		return fmt.Errorf("reading the summary: %w", err)
	}
	// Of a new dossier a.key is a fresh one; the one on the disk counts.
	key, err := a.office.Dossier(string(id), wrapped)
	if err != nil {
		return err
	}
	e, err := openSummary(key, string(id), revision, sealed)
	if err != nil {
		return err
	}
	a.t.onCommit(func() { a.s.indexEntry(a.office, e) })
	return nil
}

// searched reports whether the command writes a section that the index is made of.
func (a *applying) searched() bool {
	for _, cell := range a.cells {
		if cell.name == dossier.SectionIdentity || cell.name == dossier.SectionReview {
			return true
		}
	}
	return false
}
