package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/app/vault"
)

// PortalFile is a pre-registration of the public service portal: what somebody
// has typed at home, by the code of its file.
type PortalFile struct {
	Code     string
	Dossier  dossier.ID // the draft made of it; "" while it waits
	Received time.Time
	Identity json.RawMessage // fields of dossier.Identity; nil once taken, and while the desk is locked
}

// maxPortalFile and maxListPart bound what comes down, in bytes.
const (
	maxPortalFile = 128 << 10
	maxListPart   = 256 << 10
)

func portalPlace(code string) vault.Place {
	return vault.Place{Table: "portal_file", Row: code, Column: "content"}
}

func (a *applying) sealPortalFile() error {
	f := a.c.Portal
	if f == nil || a.c.Command != dossier.NoteChange {
		return nil
	}
	if f.Code == "" || len(f.Code) > 64 || len(f.Identity) == 0 || len(f.Identity) > maxPortalFile {
		return fmt.Errorf("%w: pre-registration", ErrMissing)
	}
	var err error
	if a.portal, err = a.office.Seal(portalPlace(f.Code), f.Identity); err != nil {
		return fmt.Errorf("sealing a pre-registration: %w", err)
	}
	return nil
}

// writePortalFile keeps a pre-registration that came, notes of which draft it has
// become, or that the portal was told. One that was taken is never taken again, also not when the portal
// sends it once more.
func (a *applying) writePortalFile() error {
	f := a.c.Portal
	if f == nil {
		return nil
	}
	if a.c.Command == dossier.NoteChange {
		_, err := a.t.exec(`INSERT INTO portal_file (code, received, content) VALUES (?, ?, ?)
			ON CONFLICT (code) DO UPDATE SET content = excluded.content, received = excluded.received WHERE dossier IS NULL`,
			f.Code, a.now.UnixMilli(), a.portal)
		if err != nil {
			return fmt.Errorf("keeping a pre-registration: %w", err)
		}
		return nil
	}
	if a.c.Command == dossier.TakePortalFile {
		_, err := a.t.exec("UPDATE portal_file SET told = 1 WHERE code = ?", f.Code)
		if err != nil {
			return fmt.Errorf("noting that the portal was told: %w", err)
		}
		return nil
	}
	// The content lives on in the draft; destroying that destroys all of it.
	n, err := a.t.exec("UPDATE portal_file SET dossier = ?, content = x'' WHERE code = ? AND dossier IS NULL", string(f.Dossier), f.Code)
	if err != nil {
		return fmt.Errorf("taking a pre-registration: %w", err)
	}
	if n != 1 {
		return fmt.Errorf("pre-registration: %w", ErrExists)
	}
	return nil
}

// PortalFiles lists pre-registrations, those that wait or all, newest first.
func (s *Store) PortalFiles(ctx context.Context, waiting bool) ([]PortalFile, error) {
	return s.portalFiles(ctx, "WHERE ? = 0 OR dossier IS NULL ORDER BY received DESC, code LIMIT 1000", waiting)
}

// CountPortalFiles counts the pre-registrations that wait, without opening them.
func (s *Store) CountPortalFiles(ctx context.Context) (int, error) {
	return s.count(ctx, "pre-registrations", "SELECT count(*) FROM portal_file WHERE dossier IS NULL")
}

// PortalFilesUntold lists those that were taken and of which the portal does not
// know yet, because the desk ended in between.
func (s *Store) PortalFilesUntold(ctx context.Context) ([]PortalFile, error) {
	return s.portalFiles(ctx, "WHERE dossier IS NOT NULL AND told = 0 ORDER BY code LIMIT 1000")
}

// PortalFile returns the pre-registration of a code, or ErrNotFound.
func (s *Store) PortalFile(ctx context.Context, code string) (PortalFile, error) {
	files, err := s.portalFiles(ctx, "WHERE code = ?", code)
	if err == nil && len(files) == 0 {
		err = fmt.Errorf("pre-registration: %w", ErrNotFound)
	}
	if err != nil {
		return PortalFile{}, err
	}
	return files[0], nil
}

func (s *Store) portalFiles(ctx context.Context, where string, args ...any) ([]PortalFile, error) {
	office, err := s.unlocked()
	if err != nil && !errors.Is(err, ErrLocked) {
		return nil, err
	}
	return collect(ctx, s.reader, func(scan func(...any) error) (f PortalFile, err error) {
		var at int64
		var sealed []byte
		if err := scan(&f.Code, &f.Dossier, &at, &sealed); err != nil {
			return f, err
		}
		f.Received = time.UnixMilli(at).UTC()
		if office != nil && len(sealed) > 0 {
			f.Identity, err = office.Open(portalPlace(f.Code), sealed)
		}
		return f, err
	}, "SELECT code, coalesce(dossier, ''), received, content FROM portal_file "+where, args...)
}

// ListPart is a part of a list of people that was fetched ahead.
type ListPart struct {
	List    string // id of the list
	Kind    string // "hamlet", "class"
	Code    string // of the hamlet or the class, the office's own
	Part    int    // from 1
	Parts   int
	AsOf    time.Time // age of the data
	Content []byte    // the feed's own JSON; nil while the desk is locked
}

func listPlace(list string, part int) vault.Place {
	return vault.Place{Table: "list_part", Row: list, Column: "content", Revision: int64(part)}
}

func (a *applying) sealListPart() error {
	p := a.c.List
	if p == nil {
		return nil
	}
	if p.List == "" || len(p.List) > 64 || len(p.Kind) > 64 || len(p.Code) > 64 || p.Part < 1 || p.Parts < p.Part || p.Parts > port.MaxListParts ||
		len(p.Content) == 0 || len(p.Content) > maxListPart {
		return fmt.Errorf("%w: part of a list", ErrMissing)
	}
	var err error
	if a.list, err = a.office.Seal(listPlace(p.List, p.Part), p.Content); err != nil {
		return fmt.Errorf("sealing a list: %w", err)
	}
	return nil
}

// writeListPart keeps a part. When a list of the same kind and code is whole,
// older ones of it go.
func (a *applying) writeListPart() error {
	p := a.c.List
	if p == nil {
		return nil
	}
	_, err := a.t.exec(`INSERT INTO list_part (list, part, parts, kind, code, as_of, received, content) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (list, part) DO UPDATE SET content = excluded.content, as_of = excluded.as_of, received = excluded.received`,
		p.List, p.Part, p.Parts, p.Kind, p.Code, p.AsOf.UnixMilli(), a.now.UnixMilli(), a.list)
	if err == nil {
		_, err = a.t.exec(`DELETE FROM list_part WHERE kind = ?1 AND code = ?2 AND list <> ?3 AND as_of <= ?4
			AND (SELECT count(*) FROM list_part WHERE list = ?3) = ?5`, p.Kind, p.Code, p.List, p.AsOf.UnixMilli(), p.Parts)
	}
	if err != nil {
		return fmt.Errorf("keeping a list: %w", err)
	}
	return nil
}

// DropLists forgets lists that are older than a day: the data is no longer worth
// keeping. It is housekeeping and leaves no entry.
func (s *Store) DropLists(ctx context.Context, before time.Time) error {
	err := s.writer.do(ctx, func(t *tx) error {
		_, err := t.exec("DELETE FROM list_part WHERE as_of < ?", before.UnixMilli())
		return err
	})
	if err != nil {
		return fmt.Errorf("dropping lists: %w", err)
	}
	return nil
}

// ListParts returns the parts of all lists, by list and part. While the desk is
// locked they have no content.
func (s *Store) ListParts(ctx context.Context) ([]ListPart, error) {
	office, err := s.unlocked()
	if err != nil && !errors.Is(err, ErrLocked) {
		return nil, err
	}
	return collect(ctx, s.reader, func(scan func(...any) error) (p ListPart, err error) {
		var asOf int64
		var sealed []byte
		if err := scan(&p.List, &p.Part, &p.Parts, &p.Kind, &p.Code, &asOf, &sealed); err != nil {
			return p, err
		}
		p.AsOf = time.UnixMilli(asOf).UTC()
		if office != nil {
			p.Content, err = office.Open(listPlace(p.List, p.Part), sealed)
		}
		return p, err
	}, "SELECT list, part, parts, kind, code, as_of, content FROM list_part ORDER BY list, part")
}
