package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
)

// tableLayout is what drawing found out and the mouse needs.
type tableLayout struct {
	header, rowHeight float32
	visible           int
	widths            []float32
	width             float32
	drag              dragKind
	dragged           int
}

type dragKind int

const (
	dragNone dragKind = iota
	dragBar
	dragColumn
	dragNothing
)

func (l *tableLayout) columnAt(x float32) int {
	for i, w := range l.widths {
		if x < w {
			return i
		}
		x -= w
	}
	return -1
}

func (l *tableLayout) beginDrag(at fyne.Position) {
	l.drag = dragNothing
	if at.X > l.width-barWidth {
		l.drag = dragBar
		return
	}
	if at.Y > l.header {
		return
	}
	x := float32(0)
	for i, w := range l.widths {
		x += w
		if at.X > x-6 && at.X < x+6 {
			l.drag, l.dragged = dragColumn, i
			return
		}
	}
}

const barWidth = 12

// CreateRenderer draws header, rows and scroll bar.
func (t *Table) CreateRenderer() fyne.WidgetRenderer {
	r := &tableRenderer{t: t, ground: canvas.NewRectangle(nil), head: canvas.NewRectangle(nil),
		edge: canvas.NewRectangle(nil), mark: canvas.NewRectangle(nil), side: canvas.NewRectangle(nil),
		hover: canvas.NewRectangle(nil), bar: canvas.NewRectangle(nil), empty: canvas.NewText("", nil), filter: newBadgeText()}
	for range t.columns {
		title := canvas.NewText("", nil)
		title.TextStyle.Bold = true
		r.titles = append(r.titles, title)
	}
	r.Refresh()
	return r
}

type tableRow struct {
	line  *canvas.Rectangle
	texts []*canvas.Text
	signs []*badge
}

type tableRenderer struct {
	t                      *Table
	ground, head, edge     *canvas.Rectangle
	mark, side, hover, bar *canvas.Rectangle
	empty                  *canvas.Text
	titles                 []*canvas.Text
	pool                   []*tableRow
	filter                 *badgeText
	size                   fyne.Size
	objects                []fyne.CanvasObject
	laid                   bool
}

func (r *tableRenderer) Destroy() {}

func (r *tableRenderer) Objects() []fyne.CanvasObject { return r.objects }

func (r *tableRenderer) MinSize() fyne.Size {
	return fyne.NewSize(scaled(240), r.headHeight()+3*r.rowHeight())
}

func (r *tableRenderer) rowHeight() float32 { return float32(int(theme.TextSize()*1.4)) + 2*gap }

func (r *tableRenderer) headHeight() float32 {
	return float32(int(theme.CaptionTextSize()*1.4)) + 3*gap
}

// grow makes the pool large enough for the rows that can be seen.
func (r *tableRenderer) grow(n int) {
	for len(r.pool) < n {
		row := &tableRow{line: canvas.NewRectangle(nil)}
		for range r.t.columns {
			row.texts = append(row.texts, canvas.NewText("", nil))
			sign := newBadge()
			sign.set(LevelNone)
			row.signs = append(row.signs, sign)
		}
		r.pool = append(r.pool, row)
	}
	r.objects = []fyne.CanvasObject{r.ground, r.hover, r.mark, r.side}
	for _, row := range r.pool[:n] {
		r.objects = append(r.objects, row.line)
		for i := range row.texts {
			r.objects = append(r.objects, row.texts[i], row.signs[i])
		}
	}
	r.objects = append(r.objects, r.head)
	for _, title := range r.titles {
		r.objects = append(r.objects, title)
	}
	r.objects = append(r.objects, r.empty, r.bar, r.filter, r.edge)
}

func (r *tableRenderer) Layout(size fyne.Size) {
	r.size = size
	l := &r.t.layout
	l.header, l.rowHeight, l.width = r.headHeight(), r.rowHeight(), size.Width
	room := size.Height - l.header - 2
	if r.t.filter != "" {
		room -= r.filter.MinSize().Height + gap
	}
	l.visible = max(0, int(room/l.rowHeight))
	l.widths = r.t.columnWidths(size.Width - barWidth)
	r.t.top = max(0, min(r.t.top, r.t.rows.Len()-l.visible))
	if r.t.at >= r.t.top+l.visible && !r.laid && l.visible > 0 {
		r.t.follow()
	}
	r.laid = l.visible > 0
	r.grow(l.visible)
	r.fill()
}

func (r *tableRenderer) Refresh() {
	r.Layout(r.t.Size())
	canvas.Refresh(r.t)
}

// fill writes the rows that are seen into the pool.
func (r *tableRenderer) fill() {
	t, l := r.t, &r.t.layout
	r.frame()
	r.header()
	n := t.rows.Len()
	for i, row := range r.pool[:l.visible] {
		index := t.top + i
		y := l.header + float32(i)*l.rowHeight
		row.line.Hidden = index >= n
		row.line.FillColor = Color(theme.ColorNameSeparator)
		row.line.Resize(fyne.NewSize(r.size.Width-2, 1))
		row.line.Move(fyne.NewPos(1, y+l.rowHeight-1))
		var cells []Cell
		if index < n {
			loaded := false
			if cells, loaded = t.rows.Row(index); !loaded {
				cells = []Cell{{Text: "…", Muted: true}}
			}
		}
		r.row(row, cells, y)
	}
	r.selection(n)
	r.scrollBar(n)
}

func (r *tableRenderer) row(row *tableRow, cells []Cell, y float32) {
	l, x := &r.t.layout, float32(0)
	for c := range row.texts {
		var cell Cell
		if c < len(cells) {
			cell = cells[c]
		}
		text, sign := row.texts[c], row.signs[c]
		width, left := l.widths[c]-4*gap, x+2*gap
		sign.set(cell.Level)
		if cell.Level != LevelNone {
			s := sign.MinSize()
			sign.Resize(s)
			sign.Move(fyne.NewPos(left, y+(l.rowHeight-s.Height)/2))
			left, width = left+s.Width+gap, width-s.Width-gap
		}
		text.TextSize, text.TextStyle.Bold = theme.TextSize(), cell.Bold
		text.Color = Color(theme.ColorNameForeground)
		if cell.Muted {
			text.Color = Color(ColorMuted)
		}
		text.Text = shorten(cell.Text, text.TextSize, width)
		h := text.MinSize()
		if r.t.columns[c].Right {
			left += width - h.Width
		}
		text.Move(fyne.NewPos(left, y+(l.rowHeight-h.Height)/2))
		x += l.widths[c]
	}
}

func (r *tableRenderer) frame() {
	size, l := r.size, &r.t.layout
	r.ground.FillColor, r.ground.CornerRadius = Color(ColorSurface), 4
	r.ground.Resize(size)
	r.head.FillColor = Color(theme.ColorNameHeaderBackground)
	r.head.Resize(fyne.NewSize(size.Width-2, l.header-1))
	r.head.Move(fyne.NewPos(1, 1))
	r.edge.FillColor, r.edge.CornerRadius = color.Transparent, 4
	r.edge.StrokeColor, r.edge.StrokeWidth = Color(ColorBorder), 1
	if r.t.focused {
		r.edge.StrokeColor, r.edge.StrokeWidth = Color(theme.ColorNamePrimary), 1.5
	}
	r.edge.Resize(size)
	r.filter.set(r.t.filter)
	r.filter.Hidden = r.t.filter == ""
	m := r.filter.MinSize()
	r.filter.Resize(m)
	r.filter.Move(fyne.NewPos(size.Width-m.Width-barWidth-gap, size.Height-m.Height-gap))
}

func (r *tableRenderer) header() {
	l, x := &r.t.layout, float32(0)
	for i, title := range r.titles {
		col := r.t.columns[i]
		text := col.Title
		if r.t.sort.Key == col.Key && col.Key != "" {
			text += map[bool]string{false: " ↑", true: " ↓"}[r.t.sort.Descending]
		}
		title.TextSize, title.Color = theme.CaptionTextSize(), Color(ColorMuted)
		title.Text = shorten(text, title.TextSize, l.widths[i]-2*gap)
		left := x + 2*gap
		if col.Right {
			left = x + l.widths[i] - 2*gap - title.MinSize().Width
		}
		title.Move(fyne.NewPos(left, (l.header-title.MinSize().Height)/2))
		x += l.widths[i]
	}
}

func (r *tableRenderer) selection(n int) {
	t, l := r.t, &r.t.layout
	place := func(o *canvas.Rectangle, row int, width float32) {
		o.Hidden = row < t.top || row >= min(n, t.top+l.visible)
		o.Move(fyne.NewPos(1, l.header+float32(row-t.top)*l.rowHeight))
		o.Resize(fyne.NewSize(width, l.rowHeight-1))
	}
	r.mark.FillColor = Color(ColorTint)
	r.side.FillColor = Color(theme.ColorNamePrimary)
	r.hover.FillColor = Color(theme.ColorNameHover)
	place(r.mark, t.at, r.size.Width-2)
	place(r.side, t.at, 3)
	place(r.hover, t.hovered, r.size.Width-2)
	r.empty.Hidden = n > 0
	r.empty.Text, r.empty.TextSize, r.empty.Color = t.empty, theme.TextSize(), Color(ColorMuted)
	m := r.empty.MinSize()
	r.empty.Move(fyne.NewPos((r.size.Width-m.Width)/2, l.header+l.rowHeight))
}

func (r *tableRenderer) scrollBar(n int) {
	l := &r.t.layout
	r.bar.Hidden = n <= l.visible
	if r.bar.Hidden {
		return
	}
	track := r.size.Height - l.header - 4
	height := max(24, track*float32(l.visible)/float32(n))
	share := float32(r.t.top) / float32(max(1, n-l.visible))
	r.bar.FillColor, r.bar.CornerRadius = Color(theme.ColorNameScrollBar), 3
	r.bar.Resize(fyne.NewSize(6, height))
	r.bar.Move(fyne.NewPos(r.size.Width-9, l.header+2+share*(track-height)))
}
