package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// chevron is the small arrow inside a choice field. It takes the mouse but
// never the focus, so that Tab does not stop at it.
type chevron struct {
	widget.BaseWidget
	onTapped func()
}

func newChevron(onTapped func()) *chevron {
	c := &chevron{onTapped: onTapped}
	c.ExtendBaseWidget(c)
	return c
}

// Tapped opens or closes the list.
func (c *chevron) Tapped(*fyne.PointEvent) { c.onTapped() }

// CreateRenderer draws two strokes.
func (c *chevron) CreateRenderer() fyne.WidgetRenderer {
	r := &chevronRenderer{left: canvas.NewLine(nil), right: canvas.NewLine(nil)}
	r.Refresh()
	return r
}

type chevronRenderer struct{ left, right *canvas.Line }

func (r *chevronRenderer) Destroy() {}
func (r *chevronRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.left, r.right}
}
func (r *chevronRenderer) MinSize() fyne.Size { return fyne.NewSquareSize(scaled(20)) }

func (r *chevronRenderer) Layout(size fyne.Size) {
	x, y, d := size.Width/2, size.Height/2, scaled(4)
	r.left.Position1, r.left.Position2 = fyne.NewPos(x-d, y-d/2), fyne.NewPos(x, y+d/2)
	r.right.Position1, r.right.Position2 = fyne.NewPos(x, y+d/2), fyne.NewPos(x+d, y-d/2)
}

func (r *chevronRenderer) Refresh() {
	for _, l := range []*canvas.Line{r.left, r.right} {
		l.StrokeColor, l.StrokeWidth = Color(ColorMuted), 1.5
		l.Refresh()
	}
}
