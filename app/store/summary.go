package store

import (
	"encoding/json"
	"errors"
	"fmt"

	"carddesk/app/dossier"
	"carddesk/app/store/index"
	"carddesk/app/vault"
)

func summaryPlace(id string, revision int64) vault.Place {
	return vault.Place{Table: "summary", Row: id, Column: "sealed", Revision: revision}
}

// writeSummary keeps the sealed summary from which the search index is built,
// when a section that it is made of was written.
func (a *applying) writeSummary() error {
	if !a.searched() {
		return nil
	}
	id := string(a.c.Dossier)
	var e index.Entry
	var revision int64
	var sealed []byte
	err := a.t.get([]any{&revision, &sealed}, "SELECT revision, sealed FROM summary WHERE dossier = ?", id)
	if err == nil {
		e, err = openSummary(a.key, id, revision, sealed)
	}
	if err != nil && !errors.Is(err, ErrNotFound) {
		return fmt.Errorf("reading the summary: %w", err)
	}
	e.Dossier = id
	for _, cell := range a.cells {
		if err := summarise(&e, cell); err != nil {
			return err
		}
	}
	plain, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("encoding the summary: %w", err)
	}
	revision++
	if sealed, err = a.key.Seal(summaryPlace(id, revision), plain); err != nil {
		return fmt.Errorf("sealing the summary: %w", err)
	}
	_, err = a.t.exec(`INSERT INTO summary (dossier, revision, sealed) VALUES (?, ?, ?)
		ON CONFLICT (dossier) DO UPDATE SET revision = excluded.revision, sealed = excluded.sealed`,
		id, revision, sealed)
	if err != nil {
		return fmt.Errorf("writing the summary: %w", err)
	}
	office := a.office
	a.t.onCommit(func() { a.s.indexEntry(office, e) })
	return nil
}

func openSummary(key *vault.Dossier, id string, revision int64, sealed []byte) (index.Entry, error) {
	plain, err := key.Open(summaryPlace(id, revision), sealed)
	if err != nil {
		return index.Entry{}, err
	}
	var e index.Entry
	if err := json.Unmarshal(plain, &e); err != nil {
		return index.Entry{}, fmt.Errorf("%w: summary: %w", ErrDamaged, err)
	}
	e.Dossier = id
	return e, nil
}

// summarise takes over what is searched of a section.
func summarise(e *index.Entry, cell sealedCell) error {
	switch cell.name {
	case dossier.SectionIdentity:
		var v dossier.Identity
		if err := json.Unmarshal(cell.plain, &v); err != nil {
			return fmt.Errorf("identity is not what the index reads: %w", err)
		}
		e.Name, e.OtherName, e.Number, e.Birth, e.Phone = v.Name, v.OtherName, v.PersonalNumber, v.Birth, v.Phone
		e.OldNumbers = v.OldNumbers
		if v.OldCard.Number != "" {
			e.OldNumbers = append(e.OldNumbers[:len(e.OldNumbers):len(e.OldNumbers)], v.OldCard.Number)
		}
	case dossier.SectionReview:
		var v dossier.Review
		if err := json.Unmarshal(cell.plain, &v); err != nil {
			return fmt.Errorf("review is not what the index reads: %w", err)
		}
		e.Receipt = v.ReceiptNumber
	}
	return nil
}

// indexEntry puts an entry into the index unless the desk was locked meanwhile.
func (s *Store) indexEntry(office *vault.Office, e index.Entry) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.office == office {
		s.index.Put(e)
	}
}
