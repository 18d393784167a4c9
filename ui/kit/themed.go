package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// themed wraps a drawing primitive, which knows no theme, so that it takes its
// colours and sizes anew whenever the theme changes.
type themed[T fyne.CanvasObject] struct {
	widget.BaseWidget
	object T
	apply  func(T)
}

func newThemed[T fyne.CanvasObject](object T, apply func(T)) *themed[T] {
	t := &themed[T]{object: object, apply: apply}
	t.ExtendBaseWidget(t)
	apply(object)
	return t
}

// CreateRenderer draws the primitive.
func (t *themed[T]) CreateRenderer() fyne.WidgetRenderer {
	return &themedRenderer[T]{t}
}

type themedRenderer[T fyne.CanvasObject] struct{ t *themed[T] }

func (r *themedRenderer[T]) Destroy()                     {}
func (r *themedRenderer[T]) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.t.object} }
func (r *themedRenderer[T]) MinSize() fyne.Size           { return r.t.object.MinSize() }
func (r *themedRenderer[T]) Layout(size fyne.Size)        { r.t.object.Resize(size) }
func (r *themedRenderer[T]) Refresh() {
	r.t.apply(r.t.object)
	r.t.object.Refresh()
}

// Text is a line of text in a colour and size of the theme. It does not wrap.
type Text struct {
	widget.BaseWidget
	text  string
	color fyne.ThemeColorName
	size  fyne.ThemeSizeName
	times float32
	bold  bool
	cut   bool
	align fyne.TextAlign
}

// NewText makes a line in the text size.
func NewText(text string) *Text { return newText(text, theme.SizeNameText, 1, false) }

// NewBoldText makes a bold line in the text size.
func NewBoldText(text string) *Text { return newText(text, theme.SizeNameText, 1, true) }

// NewCaption makes a small grey line.
func NewCaption(text string) *Text {
	return newText(text, theme.SizeNameCaptionText, 1, false).In(ColorMuted)
}

// NewTitle makes a heading of a panel.
func NewTitle(text string) *Text { return newText(text, theme.SizeNameSubHeadingText, 1, true) }

// NewHeading makes the title of a screen.
func NewHeading(text string) *Text { return newText(text, theme.SizeNameHeadingText, 1, true) }

// NewBigText makes a line of 24 px and more, for what the citizen reads along.
func NewBigText(text string) *Text { return newText(text, theme.SizeNameText, 24.0/14, false) }

func newText(text string, size fyne.ThemeSizeName, times float32, bold bool) *Text {
	t := &Text{text: text, color: theme.ColorNameForeground, size: size, times: times, bold: bold}
	t.ExtendBaseWidget(t)
	return t
}

// In sets the colour and returns the text.
func (t *Text) In(color fyne.ThemeColorName) *Text {
	t.color = color
	return t
}

// Align sets the alignment and returns the text.
func (t *Text) Align(a fyne.TextAlign) *Text {
	t.align = a
	return t
}

// Cut lets the text be narrower than its words: what does not fit is cut with
// an ellipsis.
func (t *Text) Cut() *Text {
	t.cut = true
	return t
}

// SetText changes the words.
func (t *Text) SetText(text string) {
	if t.text != text {
		t.text = text
		t.Refresh()
	}
}

// SetColor changes the colour.
func (t *Text) SetColor(color fyne.ThemeColorName) {
	t.color = color
	t.Refresh()
}

// Text is the words.
func (t *Text) Text() string { return t.text }

// CreateRenderer draws the line.
func (t *Text) CreateRenderer() fyne.WidgetRenderer {
	r := &textRenderer{t: t, line: canvas.NewText("", nil)}
	r.Refresh()
	return r
}

type textRenderer struct {
	t    *Text
	line *canvas.Text
}

func (r *textRenderer) Destroy()                     {}
func (r *textRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.line} }

func (r *textRenderer) MinSize() fyne.Size {
	size := fyne.MeasureText(r.t.text, r.textSize(), fyne.TextStyle{Bold: r.t.bold})
	if r.t.cut {
		size.Width = 0
	}
	return size
}

func (r *textRenderer) textSize() float32 { return theme.Size(r.t.size) * r.t.times }

func (r *textRenderer) Layout(size fyne.Size) {
	if r.t.cut {
		r.line.Text = shorten(r.t.text, r.textSize(), size.Width)
	}
	h := r.line.MinSize().Height
	r.line.Resize(fyne.NewSize(size.Width, h))
	r.line.Move(fyne.NewPos(0, (size.Height-h)/2))
}

func (r *textRenderer) Refresh() {
	r.line.Text, r.line.Color, r.line.TextSize = r.t.text, Color(r.t.color), r.textSize()
	r.line.TextStyle.Bold, r.line.Alignment = r.t.bold, r.t.align
	r.Layout(r.t.Size())
	r.line.Refresh()
}
