package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// meter is a bar filled to a share, with a mark at a threshold.
type meter struct {
	widget.BaseWidget
	value, threshold float32
	color            fyne.ThemeColorName
}

func newMeter() *meter {
	m := &meter{threshold: -1, color: theme.ColorNamePrimary}
	m.ExtendBaseWidget(m)
	return m
}

func (m *meter) set(value, threshold float32, color fyne.ThemeColorName) {
	m.value, m.threshold, m.color = max(0, min(value, 1)), threshold, color
	m.Refresh()
}

// CreateRenderer draws track, filling and mark.
func (m *meter) CreateRenderer() fyne.WidgetRenderer {
	r := &meterRenderer{m: m, track: canvas.NewRectangle(nil), fill: canvas.NewRectangle(nil), mark: canvas.NewRectangle(nil)}
	r.Refresh()
	return r
}

type meterRenderer struct {
	m                 *meter
	track, fill, mark *canvas.Rectangle
}

func (r *meterRenderer) Destroy() {}
func (r *meterRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.track, r.fill, r.mark}
}
func (r *meterRenderer) MinSize() fyne.Size { return fyne.NewSize(scaled(80), scaled(12)) }

func (r *meterRenderer) Layout(size fyne.Size) {
	y, h := float32(2), size.Height-4
	r.track.Resize(fyne.NewSize(size.Width, h))
	r.track.Move(fyne.NewPos(0, y))
	r.fill.Resize(fyne.NewSize(size.Width*r.m.value, h))
	r.fill.Move(fyne.NewPos(0, y))
	r.mark.Resize(fyne.NewSize(2, size.Height))
	r.mark.Move(fyne.NewPos(size.Width*r.m.threshold-1, 0))
}

func (r *meterRenderer) Refresh() {
	r.track.FillColor, r.track.CornerRadius = Color(theme.ColorNameSeparator), 3
	r.fill.FillColor, r.fill.CornerRadius = Color(r.m.color), 3
	r.fill.Hidden = r.m.value == 0
	r.mark.FillColor, r.mark.Hidden = Color(theme.ColorNameForeground), r.m.threshold < 0
	r.Layout(r.m.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
