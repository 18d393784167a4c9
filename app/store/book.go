package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/vault"
)

// BookChange writes one entry of a book of the office.
type BookChange struct {
	Book dossier.Book
	ID   string // within the book, at most 64 bytes, never personal: a random id, a number of a receipt
	// BaseRevision is the revision that the change was made from; 0: there is none yet.
	BaseRevision int
	Day          string     // ISO date of the office that it belongs to
	Dossier      dossier.ID // "" or that of the command: Content is then sealed under its key
	Owner        string     // user who answers for it
	Amount       int64      // đồng, or a count
	Content      any        // encoded as JSON and sealed; json.RawMessage is kept
}

// BookEntry is one entry of a book.
type BookEntry struct {
	Book     dossier.Book
	ID       string
	State    dossier.BookState
	Day      string // ISO date of the office
	Dossier  dossier.ID
	Owner    string
	Amount   int64
	Revision int
	Updated  time.Time
	Content  json.RawMessage // nil when its dossier was destroyed
}

// BookFilter chooses entries of one book. Zero fields choose all.
type BookFilter struct {
	Book    dossier.Book // required
	ID      string
	Prefix  string // of the id
	States  []dossier.BookState
	From    string // ISO date, inclusive
	To      string // ISO date, inclusive
	Dossier dossier.ID
	Owner   string
	// FirstID and LastID choose those whose id sorts between the two, inclusive.
	FirstID, LastID string
	// Standing chooses those with an amount whose content is there.
	Standing bool
	// Newest lists the newest day first.
	Newest bool
	Offset int
	Limit  int // default 1000; below 0: no limit
}

// StaleBookError says that an entry of a book was changed since it was read, or
// that another one has its id.
type StaleBookError struct {
	Book    dossier.Book
	Current int // newest revision
}

func (e *StaleBookError) Error() string {
	return fmt.Sprintf("entry of the book %s was changed meanwhile: revision %d", e.Book, e.Current)
}

func bookPlace(c BookChange) vault.Place {
	return vault.Place{Table: "book_entry", Row: string(c.Book) + "/" + c.ID, Column: "content", Revision: int64(c.BaseRevision) + 1}
}

// needsDossierKey reports whether an entry of a book is sealed under the key of
// the command's dossier.
func (c Change) needsDossierKey() bool {
	return len(c.Sections) > 0 || c.Card != nil && c.Card.Detail != nil ||
		slices.ContainsFunc(c.Books, func(b BookChange) bool { return b.Dossier != "" })
}

// sealBooks seals the entries of books that the command writes.
func (a *applying) sealBooks() error {
	for _, c := range a.c.Books {
		if c.Book == "" || c.ID == "" || c.Day == "" || c.Content == nil || c.Dossier != "" && c.Dossier != a.c.Dossier {
			return fmt.Errorf("%w: entry of a book", ErrMissing)
		}
		plain, err := encode(c.Content)
		if err != nil {
			return fmt.Errorf("encoding an entry of a book: %w", err)
		}
		seal := a.office.Seal
		if c.Dossier != "" {
			seal = a.key.Seal
		}
		sealed, err := seal(bookPlace(c), plain)
		if err != nil {
			return fmt.Errorf("sealing an entry of a book: %w", err)
		}
		a.books = append(a.books, sealed)
	}
	return nil
}

// writeBooks writes the entries of books, each by a row of its book's table.
func (a *applying) writeBooks() error {
	for i, c := range a.c.Books {
		if err := a.writeBook(c, a.books[i]); err != nil {
			return err
		}
	}
	return nil
}

func (a *applying) writeBook(c BookChange, sealed []byte) error {
	table, ok := dossier.BookTable(c.Book)
	if !ok {
		return fmt.Errorf("%w: the office has no book %q", ErrMissing, c.Book)
	}
	var state, of string
	var revision int
	err := a.t.get([]any{&state, &of, &revision}, "SELECT state, coalesce(dossier, ''), revision FROM book_entry WHERE book = ? AND id = ?", string(c.Book), c.ID)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return fmt.Errorf("reading a book: %w", err)
	}
	if revision != c.BaseRevision {
		return &StaleBookError{Book: c.Book, Current: revision}
	}
	if revision > 0 && of != string(c.Dossier) {
		return fmt.Errorf("%w: the entry's dossier", ErrMissing)
	}
	next, err := dossier.Next(table, dossier.BookState(state), a.c.Command, a.c.Actor.Role)
	if err != nil {
		return err
	}
	if row, _ := table.Find(dossier.BookState(state), a.c.Command); slices.Contains(row.Needs, dossier.NeedReason) && a.c.Reason == "" {
		return fmt.Errorf("%w: reason", ErrMissing)
	}
	id := sql.NullString{String: string(c.Dossier), Valid: c.Dossier != ""}
	_, err = a.t.exec(`INSERT INTO book_entry (book, id, state, day, dossier, owner, amount, revision, content, updated)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (book, id) DO UPDATE SET state = excluded.state, day = excluded.day, owner = excluded.owner,
			amount = excluded.amount, revision = excluded.revision, content = excluded.content, updated = excluded.updated`,
		string(c.Book), c.ID, string(next), c.Day, id, c.Owner, c.Amount, revision+1, sealed, a.now.UnixMilli())
	if err != nil {
		return fmt.Errorf("writing a book: %w", err)
	}
	a.payload.Rows.put(bookRow(c.Book, c.ID), string(next), c.Day, nullable(id), c.Owner, c.Amount, int64(revision+1), sealed)
	return nil
}

func bookRow(book dossier.Book, id string) string { return "book_entry/" + string(book) + "/" + id }

func nullable(s sql.NullString) any {
	if !s.Valid {
		return nil
	}
	return s.String
}

// wipeBooks empties the entries of books that tell of a dossier whose content is
// destroyed; that they were there, their days and amounts stay.
func (t *tx) wipeBooks(id string, written rows) error {
	names, err := t.strings("SELECT book || '/' || id FROM book_entry WHERE dossier = ? AND content IS NOT NULL", id)
	if err != nil {
		return fmt.Errorf("listing the entries of books: %w", err)
	}
	for _, name := range names {
		book, entry, _ := strings.Cut(name, "/")
		var state, day, owner string
		var amount, revision int64
		err := t.get([]any{&state, &day, &owner, &amount, &revision},
			"SELECT state, day, owner, amount, revision FROM book_entry WHERE book = ? AND id = ?", book, entry)
		if err == nil {
			_, err = t.exec("UPDATE book_entry SET content = NULL WHERE book = ? AND id = ?", book, entry)
		}
		if err != nil {
			return fmt.Errorf("emptying an entry of a book: %w", err)
		}
		written.put(bookRow(dossier.Book(book), entry), state, day, id, owner, amount, revision, nil)
	}
	return nil
}

// Book lists entries of a book by day and id; it needs the desk unlocked.
func (s *Store) Book(ctx context.Context, f BookFilter) ([]BookEntry, error) {
	office, err := s.unlocked()
	if err != nil {
		return nil, err
	}
	where, args := f.where()
	order := "day, id"
	if f.Newest {
		order = "day DESC, id"
	}
	limit := f.Limit
	if limit == 0 {
		limit = 1000
	}
	type row struct {
		BookEntry
		sealed []byte
	}
	rows, err := collect(ctx, s.reader, func(scan func(...any) error) (r row, err error) {
		var of sql.NullString
		var updated int64
		err = scan(&r.ID, &r.State, &r.Day, &of, &r.Owner, &r.Amount, &r.Revision, &r.sealed, &updated)
		r.Book, r.Dossier, r.Updated = f.Book, dossier.ID(of.String), time.UnixMilli(updated).UTC()
		return r, err
	}, "SELECT id, state, day, dossier, owner, amount, revision, content, updated FROM book_entry WHERE "+where+" ORDER BY "+order+" LIMIT ? OFFSET ?",
		append(args, limit, f.Offset)...)
	if err != nil {
		return nil, fmt.Errorf("reading the book %s: %w", f.Book, err)
	}
	entries := make([]BookEntry, len(rows))
	for i, r := range rows {
		if r.Content, err = s.openBook(ctx, office, r.BookEntry, r.sealed); err != nil {
			return nil, fmt.Errorf("opening an entry of the book %s: %w", f.Book, err)
		}
		entries[i] = r.BookEntry
	}
	return entries, nil
}

func (f BookFilter) where() (string, []any) {
	where, args := []string{"book = ?"}, []any{string(f.Book)}
	for _, c := range []struct{ column, value string }{
		{"id = ?", f.ID}, {"id >= ?", f.FirstID}, {"id <= ?", f.LastID}, {"day >= ?", f.From}, {"day <= ?", f.To}, {"dossier = ?", string(f.Dossier)}, {"owner = ?", f.Owner},
	} {
		if c.value != "" {
			where, args = append(where, c.column), append(args, c.value)
		}
	}
	if f.Prefix != "" { // ids are ASCII: nothing lies between the prefix and its last letter plus one
		after := []byte(f.Prefix)
		after[len(after)-1]++
		where, args = append(where, "id >= ? AND id < ?"), append(args, f.Prefix, string(after))
	}
	if len(f.States) > 0 {
		where = append(where, "state IN (?"+strings.Repeat(", ?", len(f.States)-1)+")")
		for _, state := range f.States {
			args = append(args, string(state))
		}
	}
	if f.Standing {
		where = append(where, standing)
	}
	return strings.Join(where, " AND "), args
}

// standing are the entries that still tell of something.
const standing = "amount > 0 AND content IS NOT NULL"

func (s *Store) openBook(ctx context.Context, office *vault.Office, e BookEntry, sealed []byte) (json.RawMessage, error) {
	if sealed == nil {
		return nil, nil
	}
	place := bookPlace(BookChange{Book: e.Book, ID: e.ID, BaseRevision: e.Revision - 1})
	if e.Dossier == "" {
		return office.Open(place, sealed)
	}
	key, err := s.dataKey(ctx, e.Dossier)
	if errors.Is(err, ErrDestroyed) { // between reading the row and the key
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return key.Open(place, sealed)
}
