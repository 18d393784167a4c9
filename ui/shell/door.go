package shell

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"carddesk/ui/kit"
)

// doorLine is one line of the rail: F-key, word, and how much waits behind it.
// It takes the mouse; its key belongs to the frame.
type doorLine struct {
	widget.BaseWidget
	key, title string
	waiting    int
	current    bool
	hovered    bool
	open       func()
}

var (
	_ fyne.Tappable     = (*doorLine)(nil)
	_ desktop.Hoverable = (*doorLine)(nil)
)

func newDoorLine(key, title string, open func()) *doorLine {
	d := &doorLine{key: key, title: strings.TrimSpace(title), open: open}
	d.ExtendBaseWidget(d)
	return d
}

func (d *doorLine) set(current bool, waiting int) {
	if d.current != current || d.waiting != waiting {
		d.current, d.waiting = current, waiting
		d.Refresh()
	}
}

// Tapped opens the door.
func (d *doorLine) Tapped(*fyne.PointEvent) { d.open() }

// MouseIn shows that the line can be clicked.
func (d *doorLine) MouseIn(*desktop.MouseEvent) { d.hovered = true; d.Refresh() }

// MouseMoved does nothing.
func (d *doorLine) MouseMoved(*desktop.MouseEvent) {}

// MouseOut takes the hint away.
func (d *doorLine) MouseOut() { d.hovered = false; d.Refresh() }

// CreateRenderer draws the line.
func (d *doorLine) CreateRenderer() fyne.WidgetRenderer {
	r := &doorRenderer{
		door: d, ground: canvas.NewRectangle(nil), mark: canvas.NewRectangle(nil),
		key: canvas.NewText(d.key, nil), title: canvas.NewText(d.title, nil), count: canvas.NewText("", nil),
	}
	r.count.Alignment = fyne.TextAlignTrailing
	r.Refresh()
	return r
}

type doorRenderer struct {
	door         *doorLine
	ground, mark *canvas.Rectangle
	key, title   *canvas.Text
	count        *canvas.Text
}

func (r *doorRenderer) Destroy() {}

func (r *doorRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ground, r.mark, r.key, r.title, r.count}
}

// MinSize has room for the title of a door that is open.
func (r *doorRenderer) MinSize() fyne.Size {
	size := theme.TextSize()
	title := fyne.MeasureText(r.door.title, size, fyne.TextStyle{Bold: true}).Width
	return fyne.NewSize(max(size*12, margin+size*(indent(r.door.key)+behind)+title), size*leastLine)
}

func (r *doorRenderer) Layout(size fyne.Size) {
	r.ground.Resize(size)
	r.mark.Resize(fyne.NewSize(4, size.Height))
	line := r.title.MinSize().Height
	y := (size.Height - line) / 2
	r.key.Move(fyne.NewPos(margin, y+2))
	r.title.Move(fyne.NewPos(margin+theme.TextSize()*indent(r.door.key), y))
	r.count.Resize(fyne.NewSize(size.Width-12, line))
	r.count.Move(fyne.NewPos(0, y))
}

// doorColors are ground and ink of a line, which is marked while its door is open
// or the mouse is over it.
func doorColors(marked bool) (ground, ink fyne.ThemeColorName) {
	if marked {
		return theme.ColorNamePrimary, theme.ColorNameForegroundOnPrimary
	}
	return kit.ColorRail, kit.ColorRailText
}

// Refresh picks colours and words of the state.
func (r *doorRenderer) Refresh() {
	d := r.door
	ground, ink := doorColors(d.current || d.hovered)
	r.ground.FillColor, r.mark.FillColor = kit.Color(ground), kit.Color(ground)
	if d.current {
		r.mark.FillColor = kit.Color(ink)
	}
	for _, text := range []*canvas.Text{r.key, r.title, r.count} {
		text.Color = kit.Color(ink)
		text.TextSize = theme.TextSize()
	}
	r.key.TextSize = theme.TextSize() - 2
	r.title.TextStyle.Bold = d.current
	r.count.Text = ""
	if d.waiting > 0 {
		r.count.Text = fmt.Sprint(d.waiting)
	}
	for _, object := range r.Objects() {
		object.Refresh()
	}
}
