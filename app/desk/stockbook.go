package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"carddesk/app/store"
)

// bookPage is one entry of a book with what it says.
type bookPage[T any] struct {
	store.BookEntry
	Says T
}

// pagesOf reads entries of a book of the stock. Those whose content was destroyed
// with their dossier are left out.
func pagesOf[T any](ctx context.Context, d *Desk, f store.BookFilter) ([]bookPage[T], error) {
	entries, err := d.Store.Book(ctx, f)
	if err != nil {
		return nil, err
	}
	pages := make([]bookPage[T], 0, len(entries))
	for _, e := range entries {
		if e.Content == nil {
			continue
		}
		page := bookPage[T]{BookEntry: e}
		if err := json.Unmarshal(e.Content, &page.Says); err != nil {
			return nil, fmt.Errorf("reading the book %s: %w", f.Book, store.ErrDamaged)
		}
		pages = append(pages, page)
	}
	return pages, nil
}

// pageOf reads one entry; its error wraps [store.ErrNotFound] when there is none.
func pageOf[T any](ctx context.Context, d *Desk, f store.BookFilter) (bookPage[T], error) {
	pages, err := pagesOf[T](ctx, d, f)
	if err != nil {
		return bookPage[T]{}, err
	}
	if len(pages) == 0 {
		return bookPage[T]{}, fmt.Errorf("entry of the book %s: %w", f.Book, store.ErrNotFound)
	}
	return pages[0], nil
}

// stockCommand is the id of a command that is done once, however often it is tried.
func stockCommand(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "/")))
	return hex.EncodeToString(sum[:16])
}

// write does a command that writes into books, by who is logged in. id makes the
// command idempotent; "" draws one.
func (d *Desk) write(ctx context.Context, what, id string, change store.Change) error {
	actor, err := d.actor()
	if err != nil {
		return err
	}
	if id == "" {
		if id, err = d.randomID(); err != nil {
			return err
		}
	}
	change.ID, change.Actor = id, actor
	if _, err := d.Store.Apply(ctx, change); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}
