package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// menuRows is how many entries a list under a field shows at once.
const menuRows = 8

type menuItem struct {
	index        int
	text, detail string
}

// menuList is the list under a choice field. It never has the focus: the field
// moves its mark. It draws only the rows that are seen.
type menuList struct {
	widget.BaseWidget
	items    []menuItem
	at, top  int
	moved    bool
	opened   bool
	onPicked func(index int)
}

func newMenuList(onPicked func(int)) *menuList {
	m := &menuList{onPicked: onPicked}
	m.ExtendBaseWidget(m)
	m.Hidden = true
	return m
}

func (m *menuList) setItems(items []menuItem, start int) {
	m.items, m.at, m.top, m.moved = items, start, 0, false
	m.follow()
}

func (m *menuList) isOpen() bool      { return m.opened }
func (m *menuList) setOpen(open bool) { m.opened = open }

func (m *menuList) current() (int, bool) {
	if m.at < 0 || m.at >= len(m.items) {
		return 0, false
	}
	return m.items[m.at].index, true
}

func (m *menuList) move(by int) {
	m.moved = true
	m.at = max(0, min(m.at+by, len(m.items)-1))
	m.follow()
	m.Refresh()
}

func (m *menuList) follow() {
	if m.at < m.top {
		m.top = m.at
	}
	if m.at >= m.top+menuRows {
		m.top = m.at - menuRows + 1
	}
	m.top = max(0, min(m.top, len(m.items)-menuRows))
}

func (m *menuList) rowHeight() float32 { return theme.TextSize()*1.4 + 2*theme.InnerPadding() - 2 }

// showUnder places the list under the field, or above it where there is no
// room below.
func (m *menuList) showUnder(layer *Layer, under fyne.CanvasObject, textSize float32) {
	m.opened = true
	width := max(under.Size().Width, m.widest(textSize)+4*theme.InnerPadding())
	size := fyne.NewSize(width, m.MinSize().Height)
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(under)
	canvasSize := fyne.CurrentApp().Driver().CanvasForObject(under).Size()
	below := at.Y + under.Size().Height + 2
	if below+size.Height > canvasSize.Height && at.Y-size.Height-2 > 0 {
		below = at.Y - size.Height - 2
	}
	at.X = max(0, min(at.X, canvasSize.Width-width-gap))
	layer.show(m, fyne.NewPos(at.X, below), size)
	m.Refresh()
}

func (m *menuList) widest(textSize float32) float32 {
	widest := float32(0)
	for i := m.top; i < min(len(m.items), m.top+menuRows); i++ {
		w := fyne.MeasureText(m.items[i].text, textSize, fyne.TextStyle{}).Width
		if m.items[i].detail != "" {
			w += 3*gap + fyne.MeasureText(m.items[i].detail, textSize, fyne.TextStyle{}).Width
		}
		widest = max(widest, w)
	}
	return widest
}

// Tapped picks the row under the mouse.
func (m *menuList) Tapped(e *fyne.PointEvent) {
	row := m.top + int((e.Position.Y-2)/m.rowHeight())
	if row >= 0 && row < len(m.items) {
		m.onPicked(m.items[row].index)
	}
}

// Scrolled moves the rows under the mouse wheel.
func (m *menuList) Scrolled(e *fyne.ScrollEvent) {
	step := 1
	if e.Scrolled.DY > 0 {
		step = -1
	}
	m.top = max(0, min(m.top+step, len(m.items)-menuRows))
	m.at = max(m.top, min(m.at, m.top+menuRows-1))
	m.Refresh()
}

// CreateRenderer draws the rows.
func (m *menuList) CreateRenderer() fyne.WidgetRenderer {
	r := &menuRenderer{m: m, ground: canvas.NewRectangle(nil), mark: canvas.NewRectangle(nil), foot: canvas.NewText("", nil)}
	for i := range r.texts {
		r.texts[i], r.details[i] = canvas.NewText("", nil), canvas.NewText("", nil)
	}
	r.Refresh()
	return r
}

type menuRenderer struct {
	m       *menuList
	ground  *canvas.Rectangle
	mark    *canvas.Rectangle
	foot    *canvas.Text
	texts   [menuRows]*canvas.Text
	details [menuRows]*canvas.Text
}

func (r *menuRenderer) Destroy() {}

func (r *menuRenderer) Objects() []fyne.CanvasObject {
	out := []fyne.CanvasObject{r.ground, r.mark}
	for i := range r.texts {
		out = append(out, r.texts[i], r.details[i])
	}
	return append(out, r.foot)
}

func (r *menuRenderer) MinSize() fyne.Size {
	rows := max(1, min(len(r.m.items), menuRows))
	height := float32(rows)*r.m.rowHeight() + 4
	if len(r.m.items) > menuRows {
		height += r.m.rowHeight()
	}
	return fyne.NewSize(80, height)
}

func (r *menuRenderer) Layout(size fyne.Size) {
	r.ground.Resize(size)
	h, pad := r.m.rowHeight(), 2*theme.InnerPadding()
	for i := range r.texts {
		y := 2 + float32(i)*h + (h-r.texts[i].MinSize().Height)/2
		r.texts[i].Move(fyne.NewPos(pad, y))
		r.details[i].Move(fyne.NewPos(size.Width-pad-r.details[i].MinSize().Width, y))
	}
	r.mark.Resize(fyne.NewSize(size.Width-4, h))
	r.mark.Move(fyne.NewPos(2, 2+float32(r.m.at-r.m.top)*h))
	r.foot.Move(fyne.NewPos(pad, 2+menuRows*h+(h-r.foot.MinSize().Height)/2))
}

func (r *menuRenderer) Refresh() {
	m := r.m
	r.ground.FillColor, r.ground.StrokeColor = Color(theme.ColorNameMenuBackground), Color(theme.ColorNameInputBorder)
	r.ground.StrokeWidth, r.ground.CornerRadius = 1, 4
	r.mark.FillColor, r.mark.CornerRadius = Color(theme.ColorNameSelection), 3
	r.mark.Hidden = len(m.items) == 0
	for i := range r.texts {
		var item menuItem
		if m.top+i < len(m.items) {
			item = m.items[m.top+i]
		}
		if len(m.items) == 0 && i == 0 {
			item.text = "Không tìm thấy"
		}
		r.texts[i].Text, r.texts[i].TextSize, r.texts[i].Color = item.text, theme.TextSize(), Color(theme.ColorNameForeground)
		r.details[i].Text, r.details[i].TextSize, r.details[i].Color = item.detail, theme.TextSize(), Color(ColorMuted)
	}
	r.foot.Hidden = len(m.items) <= menuRows
	r.foot.Text = countWord(m.at+1, len(m.items))
	r.foot.TextSize, r.foot.Color = theme.CaptionTextSize(), Color(ColorMuted)
	r.Layout(m.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
