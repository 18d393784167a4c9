package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// badge is a small sign of a level: a shape with a mark in it, so that it can
// be read without seeing colours. LevelOK is a disc, LevelWarning a square,
// LevelError a disc with a cross, LevelInfo a ring.
type badge struct {
	widget.BaseWidget
	level Level
	size  float32 // text size it was drawn at
}

func newBadge() *badge {
	b := &badge{}
	b.ExtendBaseWidget(b)
	return b
}

func (b *badge) set(level Level) {
	b.Hidden = level == LevelNone
	if size := theme.TextSize(); b.level != level || b.size != size {
		b.level, b.size = level, size
		b.Refresh()
	}
}

// CreateRenderer draws shape and mark.
func (b *badge) CreateRenderer() fyne.WidgetRenderer {
	r := &badgeRenderer{b: b, shape: canvas.NewRectangle(nil), mark: canvas.NewText("", nil)}
	r.mark.TextStyle.Bold = true
	r.mark.Alignment = fyne.TextAlignCenter
	r.Refresh()
	return r
}

type badgeRenderer struct {
	b     *badge
	shape *canvas.Rectangle
	mark  *canvas.Text
}

func (r *badgeRenderer) Destroy() {}
func (r *badgeRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.shape, r.mark}
}
func (r *badgeRenderer) MinSize() fyne.Size { return fyne.NewSquareSize(scaled(14)) }

func (r *badgeRenderer) Layout(size fyne.Size) {
	r.shape.Resize(size)
	h := r.mark.MinSize().Height
	r.mark.Resize(fyne.NewSize(size.Width, h))
	r.mark.Move(fyne.NewPos(0, (size.Height-h)/2))
}

func (r *badgeRenderer) Refresh() {
	level := r.b.level
	r.mark.Text, r.mark.TextSize = level.sign(), scaled(10)
	r.shape.CornerRadius = scaled(7)
	if level == LevelWarning {
		r.shape.CornerRadius = 2
	}
	r.shape.StrokeWidth, r.shape.StrokeColor = 0, nil
	switch level {
	case LevelInfo, LevelNone:
		r.shape.FillColor, r.shape.StrokeColor, r.shape.StrokeWidth = Color(ColorSurface), Color(ColorMuted), 1
		r.mark.Color = Color(ColorMuted)
	case LevelOK:
		r.shape.FillColor, r.mark.Color = Color(ColorOK), Color(theme.ColorNameForegroundOnSuccess)
	case LevelWarning:
		r.shape.FillColor, r.mark.Color = Color(ColorAttention), Color(theme.ColorNameForegroundOnWarning)
	case LevelError:
		r.shape.FillColor, r.mark.Color = Color(ColorFault), Color(theme.ColorNameForegroundOnError)
	}
	r.Layout(r.b.Size())
	r.shape.Refresh()
	r.mark.Refresh()
}
