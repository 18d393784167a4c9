package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Weight is how much a button stands out.
type Weight int

// The weights. A screen has at most one Main button; Danger is for what cannot
// be undone.
const (
	Normal Weight = iota
	Main
	Danger
	Quiet
)

// Button is an action with its key written on it. Enter and Space press it
// while it has the focus; the key works from everywhere when it was made with
// [Scope.Button].
type Button struct {
	widget.BaseWidget
	keyed
	text     string
	keys     string
	weight   Weight
	disabled bool
	hovered  bool
	run      func()
	once     Once
}

var (
	_ Focusable         = (*Button)(nil)
	_ fyne.Focusable    = (*Button)(nil)
	_ fyne.Shortcutable = (*Button)(nil)
	_ desktop.Hoverable = (*Button)(nil)
)

// NewButton makes a button without a key of its own.
func NewButton(text string, weight Weight, run func()) *Button {
	b := &Button{text: text, weight: weight, run: run}
	b.onChord = func(c Chord) bool {
		if c == (Chord{Key: fyne.KeyReturn}) || c == (Chord{Key: fyne.KeySpace}) {
			b.Press()
			return true
		}
		return false
	}
	b.onFocus = func(bool) { b.Refresh() }
	b.ExtendBaseWidget(b)
	return b
}

// Button makes a button and registers its chord ("F10") as a verb of the
// scope; disabling the button disables the verb.
func (s *Scope) Button(chord, text string, weight Weight, run func()) *Button {
	b := NewButton(text, weight, run)
	v := s.On(chord, text, b.Press)
	v.Enabled = func() bool { return !b.disabled }
	b.keys = v.Keys()
	b.setKeys(s)
	return b
}

// LetterButton is [Scope.Button] for a verb on a plain letter.
func (s *Scope) LetterButton(letter rune, text string, weight Weight, run func()) *Button {
	b := NewButton(text, weight, run)
	v := s.OnLetter(letter, text, b.Press)
	v.Enabled = func() bool { return !b.disabled }
	b.keys = v.Keys()
	b.setKeys(s)
	return b
}

// Press does the action. A press while the action before still runs in the
// same call chain is ignored.
func (b *Button) Press() {
	if b.disabled || b.run == nil {
		return
	}
	b.once.Start(func(release func()) {
		defer release()
		b.run()
	})
}

// SetText changes the word on the button.
func (b *Button) SetText(text string) {
	b.text = text
	b.Refresh()
}

// Text is the word on the button.
func (b *Button) Text() string { return b.text }

// SetWeight changes how much the button stands out.
func (b *Button) SetWeight(w Weight) {
	b.weight = w
	b.Refresh()
}

// SetDisabled greys the button out.
func (b *Button) SetDisabled(disabled bool) {
	if b.disabled != disabled {
		b.disabled = disabled
		b.Refresh()
	}
}

// Disabled tells whether the button is greyed out.
func (b *Button) Disabled() bool { return b.disabled }

// Target is the button.
func (b *Button) Target() fyne.Focusable { return b }

// Tapped presses the button.
func (b *Button) Tapped(*fyne.PointEvent) { b.Press() }

// MouseIn shows that the button can be pressed.
func (b *Button) MouseIn(*desktop.MouseEvent) { b.hover(true) }

// MouseMoved does nothing.
func (b *Button) MouseMoved(*desktop.MouseEvent) {}

// MouseOut takes the hint away.
func (b *Button) MouseOut() { b.hover(false) }

func (b *Button) hover(on bool) {
	if r := b.router(); r != nil {
		r.active() // a dialog hides the ground of the window
	}
	b.hovered = on
	b.Refresh()
}

// CreateRenderer draws ground, word and key.
func (b *Button) CreateRenderer() fyne.WidgetRenderer {
	r := &buttonRenderer{b: b, ground: canvas.NewRectangle(nil), over: canvas.NewRectangle(nil),
		text: canvas.NewText("", nil), keys: canvas.NewText("", nil)}
	r.text.TextStyle.Bold = true
	r.Refresh()
	return r
}

type buttonRenderer struct {
	b            *Button
	ground, over *canvas.Rectangle
	text, keys   *canvas.Text
}

func (r *buttonRenderer) Destroy() {}
func (r *buttonRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ground, r.over, r.keys, r.text}
}

func (r *buttonRenderer) padding() float32 { return 2*theme.InnerPadding() + 2 }

func (r *buttonRenderer) MinSize() fyne.Size {
	text := r.text.MinSize()
	width := text.Width + 2*r.padding()
	if r.b.keys != "" {
		width += r.keys.MinSize().Width + 2*gap
	}
	return fyne.NewSize(width, text.Height+2*theme.InnerPadding()+2)
}

func (r *buttonRenderer) Layout(size fyne.Size) {
	r.ground.Resize(size)
	r.over.Resize(size)
	text, keys := r.text.MinSize(), r.keys.MinSize()
	total := text.Width
	if r.b.keys != "" {
		total += keys.Width + 2*gap
	}
	x := (size.Width - total) / 2
	if r.b.keys != "" {
		r.keys.Move(fyne.NewPos(x, (size.Height-keys.Height)/2))
		x += keys.Width + 2*gap
	}
	r.text.Move(fyne.NewPos(x, (size.Height-text.Height)/2))
}

// Refresh picks the colours of weight and state.
func (r *buttonRenderer) Refresh() {
	b := r.b
	ground, ink, key := Color(theme.ColorNameButton), Color(theme.ColorNameForeground), Color(ColorMuted)
	switch b.weight {
	case Main:
		ground, ink = Color(theme.ColorNamePrimary), Color(theme.ColorNameForegroundOnPrimary)
		key = ink
	case Danger:
		ground, ink = Color(theme.ColorNameError), Color(theme.ColorNameForegroundOnError)
		key = ink
	case Quiet:
		ground, ink = color.Transparent, Color(theme.ColorNamePrimary)
	}
	if b.disabled {
		ground, ink = Color(theme.ColorNameDisabledButton), Color(theme.ColorNameDisabled)
		key = ink
	}
	r.ground.FillColor, r.ground.CornerRadius = ground, 4
	r.ground.StrokeWidth = 0
	if b.weight == Normal && !b.disabled {
		r.ground.StrokeColor, r.ground.StrokeWidth = Color(ColorBorder), 1
	}
	r.over.FillColor, r.over.CornerRadius = color.Transparent, 4
	if b.hovered && !b.disabled {
		r.over.FillColor = Color(theme.ColorNameHover)
	}
	r.over.StrokeWidth = 0
	if b.focused {
		r.over.StrokeColor, r.over.StrokeWidth = focusRing(b.weight), 2
	}
	r.text.Text, r.text.TextSize, r.text.Color = b.text, theme.TextSize(), ink
	r.keys.Text, r.keys.TextSize, r.keys.Color = b.keys, theme.CaptionTextSize(), key
	r.keys.Hidden = b.keys == ""
	r.Layout(b.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
