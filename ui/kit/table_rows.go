package kit

import (
	"container/list"
	"context"
	"slices"
	"strings"
)

// TSV writes rows from start to before end with cells parted by tabs, for
// pasting into a sheet. Rows that are not loaded are left out, and tabs and
// line breaks inside cells become blanks.
func TSV(rows Rows, start, end int) string {
	var b strings.Builder
	clean := strings.NewReplacer("\t", " ", "\n", " ", "\r", " ")
	for i := max(0, start); i < min(end, rows.Len()); i++ {
		cells, ok := rows.Row(i)
		if !ok {
			continue
		}
		for c, cell := range cells {
			if c > 0 {
				b.WriteByte('\t')
			}
			b.WriteString(clean.Replace(cell.Text))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// ListRows holds all rows in memory and sorts and filters them by itself.
type ListRows struct {
	all   [][]Cell
	folds []string
	shown []int
	query string
	order func(a, b int) int
}

// NewListRows takes rows; they are not copied and must not be changed.
func NewListRows(rows [][]Cell) *ListRows {
	l := &ListRows{all: rows, folds: make([]string, len(rows))}
	for i, cells := range rows {
		var b strings.Builder
		for _, c := range cells {
			b.WriteString(Fold(c.Text))
			b.WriteByte('\n')
		}
		l.folds[i] = b.String()
	}
	l.rebuild()
	return l
}

// Len is the number of rows that pass the filter.
func (l *ListRows) Len() int { return len(l.shown) }

// Row gives a row in the order shown.
func (l *ListRows) Row(i int) ([]Cell, bool) {
	if i < 0 || i >= len(l.shown) {
		return nil, false
	}
	return l.all[l.shown[i]], true
}

// Index turns the number of a shown row into that of the row as given.
func (l *ListRows) Index(i int) int { return l.shown[i] }

// Filter keeps the rows that contain each word of text in some cell, without
// regard to accents.
func (l *ListRows) Filter(text string) {
	l.query = Fold(text)
	l.rebuild()
}

// SortBy orders by the text of a column; a negative column is the given order.
func (l *ListRows) SortBy(column int, descending bool) {
	l.order = nil
	if column >= 0 {
		keys := make([]string, len(l.all))
		for i, cells := range l.all {
			if column < len(cells) {
				keys[i] = sortKey(cells[column].Text)
			}
		}
		l.order = func(a, b int) int {
			n := strings.Compare(keys[a], keys[b])
			if descending {
				return -n
			}
			return n
		}
	}
	l.rebuild()
}

func (l *ListRows) rebuild() {
	l.shown = l.shown[:0]
	words := strings.Fields(l.query)
next:
	for i, f := range l.folds {
		for _, w := range words {
			if !strings.Contains(f, w) {
				continue next
			}
		}
		l.shown = append(l.shown, i)
	}
	if l.order != nil {
		slices.SortStableFunc(l.shown, l.order)
	}
}

// sortKey folds text for ordering and turns dates into year, month, day.
func sortKey(text string) string {
	if len(text) == 10 && text[2] == '/' && text[5] == '/' {
		return text[6:] + text[3:5] + text[:2]
	}
	return Fold(text)
}

// PagedRows reads rows page by page in the background and keeps the pages used
// last, so that a table over a large store holds little in memory. It is used
// on the UI goroutine only.
type PagedRows struct {
	owner   *Owner
	load    func(ctx context.Context, offset, limit int) ([][]Cell, error)
	changed func(error)
	length  int
	size    int
	keep    int
	epoch   int
	pages   map[int]*list.Element
	used    *list.List // of *page, last used first
	loading map[int]bool
}

type page struct {
	number int
	rows   [][]Cell
}

// NewPagedRows reads pages of size rows with load, which runs off the UI
// goroutine, and keeps at most keep pages. Changed is called when a page came
// or failed; it redraws the table.
func NewPagedRows(owner *Owner, size, keep int, load func(ctx context.Context, offset, limit int) ([][]Cell, error), changed func(error)) *PagedRows {
	p := &PagedRows{owner: owner, load: load, changed: changed, size: max(1, size), keep: max(2, keep)}
	p.Reset(0)
	return p
}

// Reset forgets all pages and takes a new length, after the filter or order of
// the store changed. Pages still on their way are dropped when they come.
func (p *PagedRows) Reset(length int) {
	p.length, p.epoch = length, p.epoch+1
	p.pages, p.loading, p.used = map[int]*list.Element{}, map[int]bool{}, list.New()
}

// Retry lets pages that failed be asked for again.
func (p *PagedRows) Retry() {
	p.epoch++
	p.loading = map[int]bool{}
}

// Len is the number of rows.
func (p *PagedRows) Len() int { return p.length }

// Row gives a row, or begins to load its page.
func (p *PagedRows) Row(i int) ([]Cell, bool) {
	if i < 0 || i >= p.length {
		return nil, false
	}
	number := i / p.size
	if e := p.pages[number]; e != nil {
		p.used.MoveToFront(e)
		rows := e.Value.(*page).rows
		if at := i % p.size; at < len(rows) {
			return rows[at], true
		}
		return nil, false
	}
	p.fetch(number)
	if e := p.pages[number]; e != nil && i%p.size < len(e.Value.(*page).rows) {
		return e.Value.(*page).rows[i%p.size], true
	}
	return nil, false
}

func (p *PagedRows) fetch(number int) {
	if p.loading[number] {
		return
	}
	p.loading[number] = true
	epoch := p.epoch
	Background(p.owner, func(ctx context.Context) ([][]Cell, error) {
		return p.load(ctx, number*p.size, p.size)
	}, func(rows [][]Cell, err error) {
		if epoch != p.epoch {
			return
		}
		if err == nil {
			delete(p.loading, number)
			p.store(number, rows)
		} // a page that failed is not asked for again before Retry or Reset
		if p.changed != nil {
			p.changed(err)
		}
	})
}

func (p *PagedRows) store(number int, rows [][]Cell) {
	p.pages[number] = p.used.PushFront(&page{number, rows})
	for p.used.Len() > p.keep {
		last := p.used.Back()
		delete(p.pages, last.Value.(*page).number)
		p.used.Remove(last)
	}
}
