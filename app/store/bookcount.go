package store

import (
	"context"
	"fmt"
	"strings"
)

// CountBook counts entries of a book, from the plain columns alone: it works while
// the desk is locked. Limit and order of the filter say nothing here.
func (s *Store) CountBook(ctx context.Context, f BookFilter) (int, error) {
	where, args := f.where()
	return s.count(ctx, "the book "+string(f.Book), "SELECT count(*) FROM book_entry WHERE "+where, args...)
}

// CountBookKinds counts entries of a book by what their ids begin with, in the order
// of kinds. It is one pass over what the filter leaves: grouping would sort it.
func (s *Store) CountBookKinds(ctx context.Context, f BookFilter, kinds []string) ([]int, error) {
	counts, to := make([]int, len(kinds)), make([]any, len(kinds))
	sums, bounds := make([]string, len(kinds)), make([]any, 0, 2*len(kinds))
	for i, kind := range kinds {
		sums[i], to[i] = "coalesce(sum(id >= ? AND id < ?), 0)", &counts[i]
		bounds = append(bounds, kind+"/", kind+"0") // "0" follows "/"
	}
	where, args := f.where()
	err := s.reader.QueryRowContext(ctx, "SELECT "+strings.Join(sums, ", ")+" FROM book_entry WHERE "+where, append(bounds, args...)...).Scan(to...)
	if err != nil {
		return nil, fmt.Errorf("counting the book %s: %w", f.Book, cause(err))
	}
	return counts, nil
}

// Exceptions that a [Filter] chooses besides the single kinds.
const (
	AnyException = "any"  // whatever stands
	NoException  = "none" // nothing stands
)

// exceptionCondition says the choice of dossiers by their exceptions in SQL, over a
// table of dossiers named d.
func exceptionCondition(c *condition, kind string) {
	const whatever = `EXISTS (SELECT 1 FROM book_entry b WHERE b.dossier = d.id AND b.book = 'exception' AND b.amount > 0)`
	switch kind {
	case "":
	case AnyException:
		c.add(whatever)
	case NoException:
		c.add("NOT " + whatever)
	default:
		// At most one of a kind that intake judges, under the dossier's own id.
		c.add(`EXISTS (SELECT 1 FROM book_entry b WHERE b.book = 'exception' AND b.id = ? || '/' || d.id AND b.amount > 0)`, kind)
	}
}
