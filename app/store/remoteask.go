package store

import (
	"context"
	"fmt"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/app/vault"
)

// RemoteAsk is a dossier of another office that a supervisor here is asked to
// judge.
type RemoteAsk struct {
	Ask      string // id, 32 hex digits
	Office   string // that asks
	Dossier  string // id at that office
	Received time.Time
	Content  []byte // JSON of port.ApprovalAsk; nil once answered, and while the desk is locked
}

func remotePlace(ask string) vault.Place {
	return vault.Place{Table: "remote_ask", Row: ask, Column: "content"}
}

func (a *applying) sealRemoteAsk() error {
	r := a.c.RemoteAsk
	if r == nil || a.c.Command != dossier.NoteChange {
		return nil
	}
	if !validID(r.Ask) || r.Office == "" || len(r.Office) > 64 || len(r.Dossier) > 64 ||
		len(r.Content) == 0 || len(r.Content) > port.MaxApprovalAsk {
		return fmt.Errorf("%w: dossier of another office", ErrMissing)
	}
	var err error
	if a.remote, err = a.office.Seal(remotePlace(r.Ask), r.Content); err != nil {
		return fmt.Errorf("sealing a dossier of another office: %w", err)
	}
	return nil
}

// writeRemoteAsk keeps a question that came, or empties one that is answered. One
// that was answered stays so, also when it comes again.
func (a *applying) writeRemoteAsk() error {
	r := a.c.RemoteAsk
	if r == nil {
		return nil
	}
	if a.c.Command == dossier.NoteChange {
		_, err := a.t.exec(`INSERT INTO remote_ask (ask, office, dossier, received, content) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (ask) DO NOTHING`, r.Ask, r.Office, r.Dossier, a.now.UnixMilli(), a.remote)
		if err != nil {
			return fmt.Errorf("keeping a dossier of another office: %w", err)
		}
		return nil
	}
	n, err := a.t.exec("UPDATE remote_ask SET answered = ?, content = x'' WHERE ask = ? AND answered IS NULL", a.now.UnixMilli(), r.Ask)
	if err != nil {
		return fmt.Errorf("answering another office: %w", err)
	}
	if n != 1 {
		return fmt.Errorf("dossier of another office: %w", ErrNotFound)
	}
	return nil
}

// RemoteAsks lists the questions of other offices that wait for an answer, oldest
// first.
func (s *Store) RemoteAsks(ctx context.Context) ([]RemoteAsk, error) {
	office, _ := s.unlocked()
	return collect(ctx, s.reader, func(scan func(...any) error) (r RemoteAsk, err error) {
		var at int64
		var sealed []byte
		if err := scan(&r.Ask, &r.Office, &r.Dossier, &at, &sealed); err != nil {
			return r, err
		}
		r.Received = time.UnixMilli(at).UTC()
		if office != nil {
			r.Content, err = office.Open(remotePlace(r.Ask), sealed)
		}
		return r, err
	}, "SELECT ask, office, dossier, received, content FROM remote_ask WHERE answered IS NULL ORDER BY received, ask LIMIT 1000")
}

// DropRemoteAsks empties questions that nobody has answered since before: the
// office that asked has gone on by itself meanwhile. It is housekeeping and leaves
// no entry.
func (s *Store) DropRemoteAsks(ctx context.Context, before time.Time) error {
	err := s.writer.do(ctx, func(t *tx) error {
		_, err := t.exec("UPDATE remote_ask SET answered = ?, content = x'' WHERE answered IS NULL AND received < ?",
			s.now().UnixMilli(), before.UnixMilli())
		return err
	})
	if err != nil {
		return fmt.Errorf("dropping questions of other offices: %w", err)
	}
	return nil
}
