package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"carddesk/app/dossier"
)

// Kinds of findings of Examine.
const (
	FindDatabase  = "database"   // the data file itself is damaged
	FindReference = "reference"  // a row belongs to none
	FindBlobGone  = "blob-gone"  // a file is missing
	FindBlobBytes = "blob-bytes" // a file is not what its row says
	FindSection   = "section"    // a section does not open
	FindLog       = "log"        // a problem of VerifyLog
)

// Finding is one thing that is wrong, and whose dossier it hurts.
type Finding struct {
	Kind    string
	Dossier dossier.ID // "" where it concerns none, or it cannot be told
	Where   string     // table and ids, never content
}

// Examination is what Examine found. A desk without findings is whole.
type Examination struct {
	Findings []Finding
	Dossiers int
	Blobs    int
	Entries  int64 // of the log; 0 while locked
	Unlocked bool  // sections and log were looked at too
}

// Hurt lists the dossiers with findings, each once.
func (e Examination) Hurt() []dossier.ID {
	var ids []dossier.ID
	for _, f := range e.Findings {
		if f.Dossier != "" && !slices.Contains(ids, f.Dossier) {
			ids = append(ids, f.Dossier)
		}
	}
	return ids
}

// Examine checks the data file, every blob to its last byte, and while unlocked
// every section and the log, and says exactly which dossiers are hurt. It only
// reads.
func (s *Store) Examine(ctx context.Context) (Examination, error) {
	var e Examination
	for _, step := range []func(context.Context, *Examination) error{
		s.examineDatabase, s.examineBlobs, s.examineSections, s.examineLog,
	} {
		if err := step(ctx, &e); err != nil {
			return e, fmt.Errorf("examining the data folder: %w", err)
		}
	}
	return e, nil
}

func (e *Examination) find(kind string, id dossier.ID, where string) {
	e.Findings = append(e.Findings, Finding{Kind: kind, Dossier: id, Where: where})
}

func (s *Store) examineDatabase(ctx context.Context, e *Examination) error {
	texts := func(scan func(...any) error) (t string, err error) { err = scan(&t); return t, err }
	verdicts, err := collect(ctx, s.reader, texts, "PRAGMA integrity_check")
	if errors.Is(err, ErrDamaged) {
		e.find(FindDatabase, "", "file")
		return nil
	}
	if err != nil {
		return err
	}
	for _, v := range verdicts {
		if v != "ok" {
			e.find(FindDatabase, "", v)
		}
	}
	orphans, err := collect(ctx, s.reader, func(scan func(...any) error) (t string, err error) {
		var row sql.NullInt64
		var parent string
		var key int
		err = scan(&t, &row, &parent, &key)
		return fmt.Sprintf("%s row %d", t, row.Int64), err
	}, "PRAGMA foreign_key_check")
	for _, o := range orphans {
		e.find(FindReference, "", o)
	}
	return err
}

func (s *Store) examineBlobs(ctx context.Context, e *Examination) error {
	blobs, err := collect(ctx, s.reader, func(scan func(...any) error) (b Blob, err error) {
		err = scan(&b.ID, &b.Dossier, &b.SHA256)
		return b, err
	}, "SELECT id, dossier, sha256 FROM blob ORDER BY dossier, id")
	if err != nil {
		return err
	}
	for _, b := range blobs {
		if err := ctx.Err(); err != nil {
			return err
		}
		e.Blobs++
		where := "blob/" + b.ID
		if !validID(b.ID) {
			e.find(FindReference, b.Dossier, where)
			continue
		}
		sum, _, err := hashFile(s.blobPath(b.ID))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			e.find(FindBlobGone, b.Dossier, where)
		case err != nil || sum != b.SHA256:
			e.find(FindBlobBytes, b.Dossier, where)
		}
	}
	return nil
}

// examineSections opens the newest revision of every section.
func (s *Store) examineSections(ctx context.Context, e *Examination) error {
	var err error
	if e.Dossiers, err = s.count(ctx, "rows", "SELECT count(*) FROM dossier"); err != nil {
		return err
	}
	if !s.Unlocked() {
		return nil
	}
	e.Unlocked = true
	type section struct {
		id   dossier.ID
		name dossier.Section
	}
	all, err := collect(ctx, s.reader, func(scan func(...any) error) (c section, err error) {
		err = scan(&c.id, &c.name)
		return c, err
	}, "SELECT DISTINCT dossier, section FROM section ORDER BY dossier, section")
	if err != nil {
		return err
	}
	for _, c := range all {
		if _, err := s.Section(ctx, c.id, c.name); err != nil {
			if errors.Is(err, ErrLocked) || ctx.Err() != nil {
				return err
			}
			e.find(FindSection, c.id, "section/"+string(c.id)+"/"+string(c.name))
		}
	}
	return nil
}

func (s *Store) examineLog(ctx context.Context, e *Examination) error {
	if !e.Unlocked {
		return nil
	}
	report, err := s.VerifyLog(ctx)
	if err != nil {
		return err
	}
	e.Entries = report.Entries
	for _, p := range report.Problems {
		e.find(FindLog, p.Dossier(), fmt.Sprintf("%s at %s %d", p.Kind, p.Where, p.Seq))
	}
	return nil
}

// count reads one number; what says in an error what was counted.
func (s *Store) count(ctx context.Context, what, query string, args ...any) (n int, err error) {
	if err := s.reader.QueryRowContext(ctx, query, args...).Scan(&n); err != nil {
		return 0, fmt.Errorf("counting %s: %w", what, cause(err))
	}
	return n, nil
}
