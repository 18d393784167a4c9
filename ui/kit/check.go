package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// CheckField is one thing to tick. Space ticks it, Enter goes on.
type CheckField struct {
	field
	box *tickBox
	// OnChanged is called with the new state.
	OnChanged func(bool)
}

var _ Field = (*CheckField)(nil)

// NewCheckField makes a tick with its text behind it; label stands above and
// may be empty.
func NewCheckField(label, text string, options ...Option) *CheckField {
	c := &CheckField{box: newTickBox(text)}
	c.box.onToggle = func() {
		c.SetValue(!c.box.on)
		if c.OnChanged != nil {
			c.OnChanged(c.box.on)
		}
	}
	c.init(c, label, c.box, c.box, options)
	return c
}

// Value tells whether it is ticked.
func (c *CheckField) Value() bool { return c.box.on }

// SetValue ticks or unticks; OnChanged is not called.
func (c *CheckField) SetValue(on bool) {
	c.box.on = on
	c.box.Refresh()
}

// Empty tells that it is not ticked.
func (c *CheckField) Empty() bool { return !c.box.on }

// tickBox is a square to tick that takes the keyboard.
type tickBox struct {
	tickMark
	keyed
}

func newTickBox(text string) *tickBox {
	t := &tickBox{tickMark: tickMark{text: text}}
	t.onFocus = func(focused bool) {
		t.ring = focused
		t.Refresh()
	}
	t.onChord = func(c Chord) bool {
		if c == (Chord{Key: fyne.KeySpace}) {
			t.toggle()
			return true
		}
		return false
	}
	t.ExtendBaseWidget(t)
	return t
}

// Tapped takes the focus and toggles.
func (t *tickBox) Tapped(e *fyne.PointEvent) {
	if c := canvasOf(t); c != nil && !t.disabled {
		c.Focus(t)
	}
	t.tickMark.Tapped(e)
}

// tickMark draws a square or a circle with a text behind it.
type tickMark struct {
	widget.BaseWidget
	text     string
	round    bool
	on       bool
	ring     bool
	disabled bool
	onToggle func()
}

func newTickMark(text string) *tickMark {
	t := &tickMark{text: text, round: true}
	t.ExtendBaseWidget(t)
	return t
}

func (t *tickMark) toggle() {
	if !t.disabled && t.onToggle != nil {
		t.onToggle()
	}
}

// Tapped toggles.
func (t *tickMark) Tapped(*fyne.PointEvent) { t.toggle() }

// Disable greys the mark out.
func (t *tickMark) Disable() { t.disabled = true; t.Refresh() }

// Enable takes it back into work.
func (t *tickMark) Enable() { t.disabled = false; t.Refresh() }

// Disabled tells whether the mark is greyed out.
func (t *tickMark) Disabled() bool { return t.disabled }

// CreateRenderer draws box, tick and text.
func (t *tickMark) CreateRenderer() fyne.WidgetRenderer {
	r := &tickRenderer{t: t, box: canvas.NewRectangle(nil), dot: canvas.NewRectangle(nil),
		down: canvas.NewLine(nil), up: canvas.NewLine(nil), text: canvas.NewText("", nil), ring: canvas.NewRectangle(nil)}
	r.Refresh()
	return r
}

type tickRenderer struct {
	t              *tickMark
	ring, box, dot *canvas.Rectangle
	down, up       *canvas.Line
	text           *canvas.Text
}

func (r *tickRenderer) Destroy() {}
func (r *tickRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ring, r.box, r.dot, r.down, r.up, r.text}
}

func (r *tickRenderer) side() float32 { return scaled(16) }

func (r *tickRenderer) MinSize() fyne.Size {
	text := r.text.MinSize()
	return fyne.NewSize(gap+r.side()+2*gap+text.Width+2*gap, text.Height+2*theme.InnerPadding())
}

func (r *tickRenderer) Layout(size fyne.Size) {
	s := r.side()
	x, y := float32(gap), (size.Height-s)/2
	r.ring.Resize(fyne.NewSize(min(size.Width, r.MinSize().Width), size.Height))
	r.box.Resize(fyne.NewSquareSize(s))
	r.box.Move(fyne.NewPos(x, y))
	r.dot.Resize(fyne.NewSquareSize(s / 2))
	r.dot.Move(fyne.NewPos(x+s/4, y+s/4))
	r.down.Position1, r.down.Position2 = fyne.NewPos(x+s*.22, y+s*.52), fyne.NewPos(x+s*.42, y+s*.72)
	r.up.Position1, r.up.Position2 = fyne.NewPos(x+s*.42, y+s*.72), fyne.NewPos(x+s*.78, y+s*.28)
	r.text.Move(fyne.NewPos(x+s+2*gap, (size.Height-r.text.MinSize().Height)/2))
}

func (r *tickRenderer) Refresh() {
	t := r.t
	primary, ink := Color(theme.ColorNamePrimary), Color(theme.ColorNameForeground)
	if t.disabled {
		primary, ink = Color(theme.ColorNameDisabled), Color(theme.ColorNameDisabled)
	}
	r.box.StrokeWidth, r.box.StrokeColor = 1.5, Color(theme.ColorNameInputBorder)
	r.box.FillColor, r.box.CornerRadius = Color(theme.ColorNameInputBackground), 3
	if t.round {
		r.box.CornerRadius = r.side() / 2
	}
	if t.on {
		r.box.StrokeColor = primary
		if !t.round {
			r.box.FillColor = primary
		}
	}
	r.dot.FillColor, r.dot.CornerRadius = primary, r.side()/4
	r.dot.Hidden = !t.on || !t.round
	for _, l := range []*canvas.Line{r.down, r.up} {
		l.StrokeColor, l.StrokeWidth, l.Hidden = Color(theme.ColorNameForegroundOnPrimary), scaled(2), !t.on || t.round
	}
	r.ring.FillColor, r.ring.CornerRadius, r.ring.StrokeWidth = color.Transparent, 4, 0
	if t.ring {
		r.ring.StrokeColor, r.ring.StrokeWidth = Color(theme.ColorNamePrimary), 1.5
	}
	r.text.Text, r.text.TextSize, r.text.Color = t.text, theme.TextSize(), ink
	r.text.TextStyle.Bold = t.on && t.round
	r.Layout(t.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
