package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// TableColumn is one column of a table.
type TableColumn struct {
	// Key names the column for sorting and for kept widths.
	Key, Title string
	// Chars is the width in digits of the text size.
	Chars int
	// Stretch lets the column share what is left of the width.
	Stretch bool
	// Right aligns numbers.
	Right bool
	// NoSort leaves the header dead.
	NoSort bool
}

// Cell is what stands in one cell. A level adds its sign before the text.
type Cell struct {
	Text  string
	Level Level
	Muted bool
	Bold  bool
}

// Rows is where a table reads from. Both methods are called while drawing and
// must answer from memory; a row that is not there yet is reported as not
// loaded and drawn as a gap.
type Rows interface {
	Len() int
	Row(i int) (cells []Cell, loaded bool)
}

// Sort is the order of a table; an empty key is the order of the source.
type Sort struct {
	Key        string
	Descending bool
}

// Table shows rows of a fixed height and draws only those that are seen, so
// 200,000 of them scroll like twenty. It is worked by keyboard: arrows, Home,
// End, PgUp, PgDn move, Enter acts, Space marks, letters filter, Ctrl+C copies
// the row, Ctrl+1 to Ctrl+9 sort by a column.
type Table struct {
	widget.BaseWidget
	keyed
	columns []TableColumn
	widths  map[string]float32 // in digits of the text size
	rows    Rows
	at, top int
	sort    Sort
	filter  string
	empty   string
	hovered int

	// OnEnter acts on a row.
	OnEnter func(row int)
	// OnMove is called when another row is selected.
	OnMove func(row int)
	// OnMark is called by Space.
	OnMark func(row int)
	// OnSort is called when another order is wanted; nil lets no column sort.
	OnSort func(Sort)
	// OnWidths is called with the widths after the user changed one; they are a
	// copy, as [Table.Widths] gives it.
	OnWidths func(map[string]float32)
	// OnFilter is called with the text typed while the table has the focus;
	// nil passes letters on to the screen.
	OnFilter func(text string)

	layout tableLayout
}

var (
	_ Focusable           = (*Table)(nil)
	_ fyne.Scrollable     = (*Table)(nil)
	_ fyne.Tappable       = (*Table)(nil)
	_ fyne.DoubleTappable = (*Table)(nil)
	_ fyne.Draggable      = (*Table)(nil)
	_ desktop.Hoverable   = (*Table)(nil)
)

// NewTable makes a table; empty is the sentence shown while it has no rows and
// says what to do first.
func NewTable(columns []TableColumn, rows Rows, empty string) *Table {
	t := &Table{columns: columns, rows: rows, empty: empty, widths: map[string]float32{}, hovered: -1}
	t.onFocus = func(bool) { t.Refresh() }
	t.onChord = t.chord
	t.onRune = t.letter
	t.keep = func() func() {
		filter, at := t.filter, t.at
		return func() {
			if t.filter != filter {
				t.setFilter(filter)
			}
			t.Select(at)
		}
	}
	t.ExtendBaseWidget(t)
	return t
}

// Target is the table.
func (t *Table) Target() fyne.Focusable { return t }

// Disabled is always false: an empty table can be focused too.
func (t *Table) Disabled() bool { return false }

// SetRows changes the source and goes to its first row.
func (t *Table) SetRows(rows Rows) {
	t.rows, t.at, t.top = rows, 0, 0
	t.Refresh()
}

// Reload draws the rows anew after the source changed. The selection stays on
// the same number, or on the last row when there are fewer.
func (t *Table) Reload() {
	t.at = max(0, min(t.at, t.rows.Len()-1))
	t.follow()
	t.Refresh()
}

// Selected is the selected row; false when there are no rows.
func (t *Table) Selected() (int, bool) { return t.at, t.at < t.rows.Len() }

// Select goes to a row and brings it into view.
func (t *Table) Select(row int) {
	row = max(0, min(row, t.rows.Len()-1))
	moved := row != t.at
	t.at = row
	t.follow()
	t.Refresh()
	if moved && t.OnMove != nil {
		t.OnMove(row)
	}
}

// SetFilter shows the filter text without calling OnFilter.
func (t *Table) SetFilter(text string) {
	t.filter = text
	t.Refresh()
}

// Filter is the text typed so far.
func (t *Table) Filter() string { return t.filter }

// SetSort shows the order without calling OnSort.
func (t *Table) SetSort(s Sort) {
	t.sort = s
	t.Refresh()
}

func (t *Table) chord(c Chord) bool {
	page := max(1, t.layout.visible-1)
	switch c {
	case Chord{Key: fyne.KeyDown}:
		t.Select(t.at + 1)
	case Chord{Key: fyne.KeyUp}:
		t.Select(t.at - 1)
	case Chord{Key: fyne.KeyPageDown}:
		t.Select(t.at + page)
	case Chord{Key: fyne.KeyPageUp}:
		t.Select(t.at - page)
	case Chord{Key: fyne.KeyHome}:
		t.Select(0)
	case Chord{Key: fyne.KeyEnd}:
		t.Select(t.rows.Len() - 1)
	case Chord{Key: fyne.KeyReturn}:
		return t.act(t.OnEnter)
	case Chord{Key: fyne.KeySpace}:
		return t.filter == "" && t.act(t.OnMark) || t.letter(' ')
	case Chord{Key: fyne.KeyBackspace}:
		return t.erase()
	case Chord{Key: fyne.KeyEscape}:
		return t.clearFilter()
	case Chord{Key: fyne.KeyC, Mods: fyne.KeyModifierShortcutDefault}:
		t.copy()
	default:
		return t.sortChord(c)
	}
	return true
}

func (t *Table) act(f func(int)) bool {
	if f == nil || t.at >= t.rows.Len() {
		return false
	}
	f(t.at)
	return true
}

func (t *Table) sortChord(c Chord) bool {
	if c.Mods != fyne.KeyModifierShortcutDefault || len(c.Key) != 1 {
		return false
	}
	i := int(c.Key[0]) - '1'
	if i < 0 || i >= len(t.columns) || i > 8 {
		return false
	}
	return t.sortBy(i)
}

func (t *Table) sortBy(column int) bool {
	col := t.columns[column]
	if t.OnSort == nil || col.NoSort {
		return false
	}
	t.sort = Sort{Key: col.Key, Descending: t.sort.Key == col.Key && !t.sort.Descending}
	t.OnSort(t.sort)
	t.Refresh()
	return true
}

// letter adds to the filter.
func (t *Table) letter(r rune) bool {
	if t.OnFilter == nil {
		return false
	}
	if r == ' ' && t.filter == "" {
		return false
	}
	t.setFilter(t.filter + string(r))
	return true
}

func (t *Table) erase() bool {
	if t.filter == "" {
		return false
	}
	runes := []rune(t.filter)
	t.setFilter(string(runes[:len(runes)-1]))
	return true
}

func (t *Table) clearFilter() bool {
	if t.filter == "" {
		return false
	}
	t.setFilter("")
	return true
}

func (t *Table) setFilter(text string) {
	t.filter, t.at, t.top = text, 0, 0
	if t.OnFilter != nil {
		t.OnFilter(text)
	}
	t.Refresh()
}

// copy puts the selected row on the clipboard, cells parted by tabs.
func (t *Table) copy() {
	fyne.CurrentApp().Clipboard().SetContent(TSV(t.rows, t.at, t.at+1))
}

// Scrolled moves the rows under the mouse wheel.
func (t *Table) Scrolled(e *fyne.ScrollEvent) {
	step := 3
	if e.Scrolled.DY > 0 {
		step = -3
	}
	t.scrollTo(t.top + step)
}

func (t *Table) scrollTo(top int) {
	top = max(0, min(top, t.rows.Len()-t.layout.visible))
	if top != t.top {
		t.top = top
		t.Refresh()
	}
}

// follow scrolls so that the selected row is seen.
func (t *Table) follow() {
	n := max(1, t.layout.visible)
	t.top = max(0, min(t.top, t.at))
	if t.at >= t.top+n {
		t.top = t.at - n + 1
	}
}

// Tapped selects a row or sorts by a column.
func (t *Table) Tapped(e *fyne.PointEvent) {
	if canvas := canvasFor(t); canvas != nil {
		canvas.Focus(t)
	}
	if e.Position.Y < t.layout.header {
		if i := t.layout.columnAt(e.Position.X); i >= 0 {
			t.sortBy(i)
		}
		return
	}
	if row, ok := t.rowAt(e.Position.Y); ok {
		t.Select(row)
	}
}

// DoubleTapped acts on a row.
func (t *Table) DoubleTapped(e *fyne.PointEvent) {
	if row, ok := t.rowAt(e.Position.Y); ok {
		t.Select(row)
		t.act(t.OnEnter)
	}
}

func (t *Table) rowAt(y float32) (int, bool) {
	if y < t.layout.header || t.layout.rowHeight <= 0 {
		return 0, false
	}
	row := t.top + int((y-t.layout.header)/t.layout.rowHeight)
	return row, row < t.rows.Len()
}

// Dragged moves the scroll bar or the border of a column.
func (t *Table) Dragged(e *fyne.DragEvent) {
	start := e.Position.Subtract(fyne.NewPos(e.Dragged.DX, e.Dragged.DY))
	if t.layout.drag == dragNone {
		t.layout.beginDrag(start)
	}
	switch t.layout.drag {
	case dragBar:
		share := (e.Position.Y - t.layout.header) / max(1, t.Size().Height-t.layout.header)
		t.scrollTo(int(share*float32(t.rows.Len())) - t.layout.visible/2)
	case dragColumn:
		i := t.layout.dragged
		t.widths[t.columns[i].Key] = max(leastColumn, (t.layout.widths[i]+e.Dragged.DX)/digitWidth())
		t.Refresh()
	}
}

// DragEnd lets go.
func (t *Table) DragEnd() {
	dragged := t.layout.drag
	t.layout.drag = dragNone
	if dragged == dragColumn && t.OnWidths != nil {
		t.OnWidths(t.Widths())
	}
}

// MouseIn does nothing until the mouse moves.
func (t *Table) MouseIn(*desktop.MouseEvent) {}

// MouseMoved marks the row under the mouse.
func (t *Table) MouseMoved(e *desktop.MouseEvent) {
	row, ok := t.rowAt(e.Position.Y)
	if !ok {
		row = -1
	}
	if row != t.hovered {
		t.hovered = row
		t.Refresh()
	}
}

// MouseOut takes the mark away.
func (t *Table) MouseOut() {
	t.hovered = -1
	t.Refresh()
}
