package kit

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Paragraph is text that wraps at the width it is given. Unlike Fyne's label it
// has no margin, so it lines up with what stands above and below.
type Paragraph struct {
	widget.BaseWidget
	text  string
	color fyne.ThemeColorName
	width float32
}

// NewParagraph makes text that wraps.
func NewParagraph(text string) *Paragraph {
	p := &Paragraph{text: text, color: theme.ColorNameForeground}
	p.ExtendBaseWidget(p)
	return p
}

// In sets the colour and returns the paragraph.
func (p *Paragraph) In(color fyne.ThemeColorName) *Paragraph {
	p.color = color
	return p
}

// SetText changes the words.
func (p *Paragraph) SetText(text string) {
	if p.text != text {
		p.text = text
		p.Refresh()
	}
}

// Text is the words.
func (p *Paragraph) Text() string { return p.text }

// CreateRenderer draws one text object a line.
func (p *Paragraph) CreateRenderer() fyne.WidgetRenderer {
	r := &paragraphRenderer{p: p}
	r.Refresh()
	return r
}

type paragraphRenderer struct {
	p     *Paragraph
	lines []*canvas.Text
	drawn string
	at    float32
	size  float32
}

func (r *paragraphRenderer) Destroy() {}

func (r *paragraphRenderer) Objects() []fyne.CanvasObject {
	out := make([]fyne.CanvasObject, len(r.lines))
	for i, l := range r.lines {
		out[i] = l
	}
	return out
}

func (r *paragraphRenderer) lineHeight() float32 {
	return fyne.MeasureText("Ấg", theme.TextSize(), fyne.TextStyle{}).Height
}

func (r *paragraphRenderer) MinSize() fyne.Size {
	r.wrap(r.p.width)
	return fyne.NewSize(scaled(80), float32(max(1, len(r.lines)))*r.lineHeight())
}

func (r *paragraphRenderer) Layout(size fyne.Size) {
	r.p.width = size.Width
	r.wrap(size.Width)
	for i, l := range r.lines {
		l.Move(fyne.NewPos(0, float32(i)*r.lineHeight()))
	}
}

func (r *paragraphRenderer) Refresh() {
	r.drawn = "\x00"
	r.Layout(r.p.Size())
	canvas.Refresh(r.p)
}

// wrap breaks the text anew when text, width or size changed.
func (r *paragraphRenderer) wrap(width float32) {
	size := theme.TextSize()
	if r.drawn == r.p.text && r.at == width && r.size == size {
		return
	}
	r.drawn, r.at, r.size, r.lines = r.p.text, width, size, nil
	for _, line := range wrapText(r.p.text, size, width) {
		t := canvas.NewText(line, Color(r.p.color))
		t.TextSize = size
		r.lines = append(r.lines, t)
	}
}

// wrapText breaks text at blanks into lines of at most width, and at its own
// line breaks; words longer than a line stand alone. Without a width only the
// line breaks count.
func wrapText(text string, size, width float32) []string {
	var out []string
	for part := range strings.SplitSeq(text, "\n") {
		line := ""
		for word := range strings.FieldsSeq(part) {
			next := strings.TrimSpace(line + " " + word)
			if line != "" && width > 0 && !fits(next, size, width) {
				out = append(out, line)
				next = word
			}
			line = next
		}
		out = append(out, line)
	}
	return out
}
