package store

import (
	"context"
	"errors"
	"fmt"

	"carddesk/app/dossier"
)

// destroy ends the readability of a dossier's content: its key is deleted, and
// with secure_delete its bytes; the destruction list keeps the id, so that a
// restored backup destroys it again. Facts and log stay.
func (a *applying) destroy() error {
	if a.c.Command != dossier.DestroyContent {
		return nil
	}
	if a.row == nil {
		return fmt.Errorf("%w: dossier", ErrMissing)
	}
	if a.row.before.Open() && (a.c.Actor.Role != dossier.RoleStation || a.c.Reason != reasonRestored) {
		return fmt.Errorf("dossier is %s: %w", a.row.before, dossier.ErrTransition)
	}
	id := string(a.c.Dossier)
	files, err := a.t.wipeDossier(id, a.payload.Rows)
	if err != nil {
		return err
	}
	_, err = a.t.exec("INSERT INTO destroyed (dossier, time, reason) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
		id, a.now.UnixMilli(), a.c.Reason)
	if err != nil {
		return fmt.Errorf("writing the destruction list: %w", err)
	}
	a.payload.Rows.put("destroyed/"+id, a.now.UnixMilli(), a.c.Reason)
	a.row.changed = true
	a.t.onCommit(func() {
		a.s.dropKey(a.c.Dossier)
		a.s.index.Remove(id)
		for _, f := range files {
			// Without its key a file left behind says nothing; the sweep of the
			// next start finds it without a row and tries again.
			_ = remove(a.s.blobPath(f))
		}
	})
	return nil
}

// wipeDossier deletes the key and the content of a dossier, notes in written
// what is gone, and returns the ids of its blobs.
func (t *tx) wipeDossier(id string, written rows) (files []string, err error) {
	for _, q := range []string{
		"SELECT 'section/' || dossier || '/' || section || '/' || revision FROM section WHERE dossier = ?",
		"SELECT 'blob/' || id FROM blob WHERE dossier = ?",
		"SELECT 'data_key/' || dossier FROM data_key WHERE dossier = ?",
	} {
		names, err := t.strings(q, id)
		if err != nil {
			return nil, fmt.Errorf("listing content: %w", err)
		}
		for _, name := range names {
			written.gone(name)
		}
	}
	if files, err = t.strings("SELECT id FROM blob WHERE dossier = ?", id); err != nil {
		return nil, fmt.Errorf("listing blobs: %w", err)
	}
	for _, statement := range []string{
		"DELETE FROM data_key WHERE dossier = ?", "DELETE FROM summary WHERE dossier = ?",
		"DELETE FROM section WHERE dossier = ?", "DELETE FROM blob WHERE dossier = ?",
		"UPDATE card SET detail = NULL WHERE dossier = ?",
	} {
		if _, err := t.exec(statement, id); err != nil {
			return nil, fmt.Errorf("destroying content: %w", err)
		}
	}
	if err := t.wipeBooks(id, written); err != nil {
		return nil, err
	}
	return files, t.noteCards(id, written)
}

// noteCards notes the rows of a dossier's cards as they are now.
func (t *tx) noteCards(id string, written rows) error {
	serials, err := t.strings("SELECT serial FROM card WHERE dossier = ?", id)
	if err != nil {
		return fmt.Errorf("listing cards: %w", err)
	}
	for _, serial := range serials {
		r, err := t.card(serial)
		if err != nil {
			return err
		}
		written.put("card/"+serial, r.values()...)
	}
	return nil
}

// strings reads one text column.
func (t *tx) strings(query string, args ...any) ([]string, error) {
	st, err := t.prepared(query)
	if err != nil {
		return nil, err
	}
	rs, err := st.QueryContext(t.ctx, args...)
	if err != nil {
		return nil, cause(err)
	}
	defer rs.Close()
	var all []string
	for rs.Next() {
		var v string
		if err := rs.Scan(&v); err != nil {
			return nil, cause(err)
		}
		all = append(all, v)
	}
	return all, cause(rs.Err())
}

// DestroyedNote is what the log keeps of a dossier beside its id when its content
// is destroyed: the number of the paper that the citizen was given, by which a
// certificate of destruction can be compared with the office's books.
type DestroyedNote struct {
	Receipt string `json:"receipt,omitempty"`
}

// Destroy destroys the content of a closed, cancelled or withdrawn dossier and
// empties the write-ahead log, in which older pages with the key may lie. It is
// the whole of destruction by key: Apply alone leaves those pages until the next
// checkpoint.
func (s *Store) Destroy(ctx context.Context, actor dossier.Actor, id dossier.ID, reason string) (Result, error) {
	change := Change{ID: "destroy/" + string(id), Actor: actor, Command: dossier.DestroyContent, Dossier: id, Reason: reason}
	if e, ok := s.Person(id); ok && e.Receipt != "" {
		change.Payload = DestroyedNote{Receipt: e.Receipt}
	}
	result, err := s.Apply(ctx, change)
	if err != nil {
		return Result{}, err
	}
	return result, s.emptyWAL(ctx)
}

// emptyWAL writes everything into the data file and cuts the log of SQLite to
// nothing. Readers that are still inside an older state are waited for.
func (s *Store) emptyWAL(ctx context.Context) error {
	err := s.writer.raw(ctx, func(w *writer) error {
		var busy, pages, done int
		err := w.conn.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &pages, &done)
		if err != nil {
			return cause(err)
		}
		if busy != 0 {
			return ErrBusy
		}
		return nil
	})
	if err != nil && !errors.Is(err, ErrBusy) {
		return fmt.Errorf("emptying the write-ahead log: %w", err)
	}
	return err
}
