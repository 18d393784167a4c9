package kit

import (
	"image/color"

	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// SectionState is how far a section of a dossier is.
type SectionState struct {
	// Missing is the number of fields still to fill.
	Missing int
	// Attention marks something to look at (a warning, a conflict).
	Attention bool
	// Done marks a section with nothing left to do.
	Done bool
	// Hint is shown after the title in grey ("4 ngón phải").
	Hint string
}

// SectionHeader is a line of the list of sections: title, state, and whether
// it is the section in work. It takes the mouse; keys belong to the screen.
type SectionHeader struct {
	widget.BaseWidget
	title   string
	keys    string
	state   SectionState
	current bool
	hovered bool
	open    func()
}

// NewSectionHeader makes a header; keys ("Alt+1") is shown in grey, open is
// called by a click.
func NewSectionHeader(title, keys string, open func()) *SectionHeader {
	s := &SectionHeader{title: title, keys: keys, open: open}
	s.ExtendBaseWidget(s)
	return s
}

// SetState shows how far the section is.
func (s *SectionHeader) SetState(state SectionState) {
	if s.state != state {
		s.state = state
		s.Refresh()
	}
}

// State is the state shown.
func (s *SectionHeader) State() SectionState { return s.state }

// SetCurrent marks the section in work.
func (s *SectionHeader) SetCurrent(current bool) {
	if s.current != current {
		s.current = current
		s.Refresh()
	}
}

// Tapped opens the section.
func (s *SectionHeader) Tapped(*fyne.PointEvent) {
	if s.open != nil {
		s.open()
	}
}

// MouseIn shows that the line can be clicked.
func (s *SectionHeader) MouseIn(*desktop.MouseEvent) { s.hovered = true; s.Refresh() }

// MouseMoved does nothing.
func (s *SectionHeader) MouseMoved(*desktop.MouseEvent) {}

// MouseOut takes the hint away.
func (s *SectionHeader) MouseOut() { s.hovered = false; s.Refresh() }

// mark is the sign and the word of the state.
func (s *SectionHeader) mark() (Level, string) {
	switch {
	case s.state.Attention:
		return LevelWarning, missingWord(s.state.Missing)
	case s.state.Missing > 0:
		return LevelNone, missingWord(s.state.Missing)
	case s.state.Done:
		return LevelOK, ""
	}
	return LevelNone, ""
}

func missingWord(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("thiếu %d", n)
}

// CreateRenderer draws the line.
func (s *SectionHeader) CreateRenderer() fyne.WidgetRenderer {
	r := &sectionRenderer{s: s, ground: canvas.NewRectangle(nil), bar: canvas.NewRectangle(nil),
		title: canvas.NewText("", nil), keys: canvas.NewText("", nil), word: canvas.NewText("", nil), sign: newBadge()}
	r.Refresh()
	return r
}

type sectionRenderer struct {
	s                 *SectionHeader
	ground, bar       *canvas.Rectangle
	title, keys, word *canvas.Text
	sign              *badge
}

func (r *sectionRenderer) Destroy() {}
func (r *sectionRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ground, r.bar, r.title, r.keys, r.word, r.sign}
}

func (r *sectionRenderer) MinSize() fyne.Size {
	w := 3*gap + r.title.MinSize().Width + 2*gap + r.keys.MinSize().Width + 3*gap + r.tail() + 2*gap
	return fyne.NewSize(w, r.title.MinSize().Height+2*theme.InnerPadding()+2)
}

func (r *sectionRenderer) tail() float32 {
	w := float32(0)
	if r.word.Text != "" {
		w += r.word.MinSize().Width
	}
	if r.sign.Visible() {
		w += r.sign.MinSize().Width + gap
	}
	return w
}

func (r *sectionRenderer) Layout(size fyne.Size) {
	r.ground.Resize(size)
	r.bar.Resize(fyne.NewSize(3, size.Height))
	middle := func(h float32) float32 { return (size.Height - h) / 2 }
	x := float32(3 * gap)
	r.title.Move(fyne.NewPos(x, middle(r.title.MinSize().Height)))
	r.keys.Move(fyne.NewPos(x+r.title.MinSize().Width+2*gap, middle(r.keys.MinSize().Height)))
	x = size.Width - 2*gap - r.tail()
	if r.sign.Visible() {
		sign := r.sign.MinSize()
		r.sign.Resize(sign)
		r.sign.Move(fyne.NewPos(x, middle(sign.Height)))
		x += sign.Width + gap
	}
	r.word.Move(fyne.NewPos(x, middle(r.word.MinSize().Height)))
}

func (r *sectionRenderer) Refresh() {
	s := r.s
	r.ground.FillColor, r.ground.CornerRadius = color.Transparent, 4
	if s.hovered {
		r.ground.FillColor = Color(theme.ColorNameHover)
	}
	if s.current {
		r.ground.FillColor = Color(ColorTint)
	}
	r.bar.FillColor, r.bar.CornerRadius, r.bar.Hidden = Color(theme.ColorNamePrimary), 1.5, !s.current
	r.title.Text, r.title.TextSize, r.title.Color = s.title, theme.TextSize(), Color(theme.ColorNameForeground)
	r.title.TextStyle.Bold = s.current
	r.keys.Text, r.keys.TextSize, r.keys.Color = s.keys, theme.CaptionTextSize(), Color(ColorMuted)
	if s.state.Hint != "" {
		r.keys.Text = s.state.Hint
	}
	level, word := s.mark()
	r.sign.set(level)
	r.word.Text, r.word.TextSize, r.word.Color = word, theme.CaptionTextSize(), Color(ColorAttention)
	r.Layout(s.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
