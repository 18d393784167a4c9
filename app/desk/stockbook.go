package desk

import (
	"context"
	"encoding/json"
	"fmt"

	"carddesk/app/store"
)

// bookPage is one entry of a book with what it says.
type bookPage[T any] struct {
	store.BookEntry
	Says T
}

// says is what an entry of a book says. Its error wraps [store.ErrDamaged] and not
// that of encoding/json, which may quote a value; an entry whose content was
// destroyed with its dossier says nothing, and that is damage to whoever did not ask.
func says[T any](e store.BookEntry) (content T, err error) {
	if json.Unmarshal(e.Content, &content) != nil {
		return content, fmt.Errorf("reading the book %s: %w", e.Book, store.ErrDamaged)
	}
	return content, nil
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
		content, err := says[T](e)
		if err != nil {
			return nil, err
		}
		pages = append(pages, bookPage[T]{e, content})
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
