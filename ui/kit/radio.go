package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// RadioRow chooses one of a few things that are all shown side by side. Arrow
// keys walk, the digits 1 to 9 pick, Enter goes on.
type RadioRow struct {
	field
	row     *radioBox
	choices []Choice
	// OnChanged is called with the choice after it changed.
	OnChanged func(Choice)
}

var _ Field = (*RadioRow)(nil)

// NewRadioRow makes a row of choices; nothing is chosen at first.
func NewRadioRow(label string, choices []Choice, options ...Option) *RadioRow {
	r := &RadioRow{choices: choices}
	r.row = newRadioBox(choices, r.take)
	r.row.restore = func(at int) {
		r.row.pick(at)
		if r.OnChanged != nil {
			r.OnChanged(r.Value())
		}
	}
	r.init(r, label, r.row, r.row, options)
	return r
}

func (r *RadioRow) take(i int) {
	if i == r.row.at {
		return
	}
	r.row.pick(i)
	r.SetMessage(LevelNone, "")
	if r.OnChanged != nil {
		r.OnChanged(r.Value())
	}
}

// Value is the choice; the zero Choice when nothing is chosen.
func (r *RadioRow) Value() Choice {
	if r.row.at < 0 {
		return Choice{}
	}
	return r.choices[r.row.at]
}

// Code is the code of the choice.
func (r *RadioRow) Code() string { return r.Value().Code }

// SetCode chooses by code; an unknown code chooses nothing. OnChanged is not
// called.
func (r *RadioRow) SetCode(code string) {
	at := -1
	for i, c := range r.choices {
		if c.Code == code {
			at = i
		}
	}
	r.row.pick(at)
}

// Empty tells whether nothing is chosen.
func (r *RadioRow) Empty() bool { return r.row.at < 0 }

// radioBox is the focusable row of circles.
type radioBox struct {
	widget.BaseWidget
	keyed
	boxes    []*tickMark
	at       int
	disabled bool
	take     func(int)
	restore  func(int)
}

func newRadioBox(choices []Choice, take func(int)) *radioBox {
	b := &radioBox{at: -1, take: take}
	for i, c := range choices {
		t := newTickMark(c.Text)
		t.onToggle = func() {
			if canvas := canvasOf(b); canvas != nil {
				canvas.Focus(b)
			}
			take(i)
		}
		b.boxes = append(b.boxes, t)
	}
	b.onFocus = func(bool) { b.Refresh() }
	b.onChord = b.chord
	b.onRune = func(r rune) bool {
		i := int(r - '1')
		if i >= 0 && i < len(b.boxes) && !b.disabled {
			b.take(i)
			return true
		}
		return false
	}
	b.keep = func() func() {
		at := b.at
		return func() {
			if b.at != at {
				b.restore(at)
			}
		}
	}
	b.ExtendBaseWidget(b)
	return b
}

func (b *radioBox) chord(c Chord) bool {
	if c.Mods != 0 || b.disabled {
		return false
	}
	switch c.Key {
	case fyne.KeyRight, fyne.KeyDown:
		b.take(min(b.at+1, len(b.boxes)-1))
	case fyne.KeyLeft, fyne.KeyUp:
		b.take(max(b.at-1, 0))
	case fyne.KeySpace:
		if b.at < 0 {
			b.take(0)
		}
	default:
		return false
	}
	return true
}

func (b *radioBox) pick(at int) {
	b.at = at
	for i, t := range b.boxes {
		t.on = i == at
		t.Refresh()
	}
	b.Refresh()
}

// Disable greys the row out.
func (b *radioBox) Disable() { b.setDisabled(true) }

// Enable takes it back into work.
func (b *radioBox) Enable() { b.setDisabled(false) }

// Disabled tells whether the row is greyed out.
func (b *radioBox) Disabled() bool { return b.disabled }

func (b *radioBox) setDisabled(disabled bool) {
	b.disabled = disabled
	for _, t := range b.boxes {
		t.disabled = disabled
		t.Refresh()
	}
}

// CreateRenderer lays the circles out side by side.
func (b *radioBox) CreateRenderer() fyne.WidgetRenderer {
	r := &radioRenderer{b: b, ring: canvas.NewRectangle(nil)}
	r.Refresh()
	return r
}

type radioRenderer struct {
	b    *radioBox
	ring *canvas.Rectangle
}

func (r *radioRenderer) Destroy() {}

func (r *radioRenderer) Objects() []fyne.CanvasObject {
	out := []fyne.CanvasObject{r.ring}
	for _, t := range r.b.boxes {
		out = append(out, t)
	}
	return out
}

func (r *radioRenderer) MinSize() fyne.Size {
	var size fyne.Size
	for _, t := range r.b.boxes {
		m := t.MinSize()
		size.Width += m.Width
		size.Height = max(size.Height, m.Height)
	}
	return size
}

func (r *radioRenderer) Layout(size fyne.Size) {
	x := float32(0)
	for _, t := range r.b.boxes {
		m := t.MinSize()
		t.Resize(fyne.NewSize(m.Width, size.Height))
		t.Move(fyne.NewPos(x, 0))
		x += m.Width
	}
	r.ring.Resize(fyne.NewSize(x, size.Height))
}

func (r *radioRenderer) Refresh() {
	r.ring.FillColor, r.ring.CornerRadius, r.ring.StrokeWidth = color.Transparent, 4, 0
	if r.b.focused {
		r.ring.StrokeColor, r.ring.StrokeWidth = Color(theme.ColorNamePrimary), 1.5
	}
	r.Layout(r.b.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
