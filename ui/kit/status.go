package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// StatusPart is one part of the status bar: a shape, a word, and what opens
// when it is clicked. The shape tells the state without colour: disc for good,
// square for attention, ring with a cross for a fault, ring for not known.
type StatusPart struct {
	widget.BaseWidget
	level   Level
	text    string
	hovered bool
	open    func()
}

var (
	_ fyne.Tappable     = (*StatusPart)(nil)
	_ desktop.Hoverable = (*StatusPart)(nil)
)

// NewStatusPart makes a part; open may be nil.
func NewStatusPart(level Level, text string, open func()) *StatusPart {
	p := &StatusPart{level: level, text: text, open: open}
	p.ExtendBaseWidget(p)
	return p
}

// Set changes state and word.
func (p *StatusPart) Set(level Level, text string) {
	if p.level == level && p.text == text {
		return
	}
	p.level, p.text = level, text
	p.Refresh()
}

// Text is the word shown.
func (p *StatusPart) Text() string { return p.text }

// Level is the state shown.
func (p *StatusPart) Level() Level { return p.level }

// Tapped opens the panel of the part.
func (p *StatusPart) Tapped(*fyne.PointEvent) {
	if p.open != nil {
		p.open()
	}
}

// MouseIn shows that the part can be clicked.
func (p *StatusPart) MouseIn(*desktop.MouseEvent) { p.hovered = p.open != nil; p.Refresh() }

// MouseMoved does nothing.
func (p *StatusPart) MouseMoved(*desktop.MouseEvent) {}

// MouseOut takes the hint away.
func (p *StatusPart) MouseOut() { p.hovered = false; p.Refresh() }

// CreateRenderer draws shape and word.
func (p *StatusPart) CreateRenderer() fyne.WidgetRenderer {
	r := &statusRenderer{p: p, ground: canvas.NewRectangle(nil), sign: newBadge(), text: canvas.NewText("", nil)}
	r.Refresh()
	return r
}

type statusRenderer struct {
	p      *StatusPart
	ground *canvas.Rectangle
	sign   *badge
	text   *canvas.Text
}

func (r *statusRenderer) Destroy() {}
func (r *statusRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ground, r.sign, r.text}
}

func (r *statusRenderer) signWidth() float32 {
	if r.p.level == LevelNone {
		return 0
	}
	return r.sign.MinSize().Width + gap
}

func (r *statusRenderer) MinSize() fyne.Size {
	text := r.text.MinSize()
	return fyne.NewSize(4*gap+r.signWidth()+text.Width, text.Height+2*gap)
}

func (r *statusRenderer) Layout(size fyne.Size) {
	r.ground.Resize(size)
	sign := r.sign.MinSize()
	r.sign.Resize(sign)
	r.sign.Move(fyne.NewPos(2*gap, (size.Height-sign.Height)/2))
	r.text.Move(fyne.NewPos(2*gap+r.signWidth(), (size.Height-r.text.MinSize().Height)/2))
}

func (r *statusRenderer) Refresh() {
	r.ground.FillColor = color.Transparent
	if r.p.hovered {
		r.ground.FillColor = Color(theme.ColorNameHover)
	}
	r.sign.set(r.p.level)
	r.text.Text, r.text.TextSize, r.text.Color = r.p.text, theme.CaptionTextSize(), Color(theme.ColorNameForeground)
	r.Layout(r.p.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}

// NewStatusBar lays parts out from the left, and the last parts, given in
// right, at the right edge; in more lines where one is too narrow for them.
func NewStatusBar(left, right []fyne.CanvasObject) fyne.CanvasObject {
	line := newThemed(canvas.NewRectangle(nil), func(r *canvas.Rectangle) {
		r.FillColor = Color(theme.ColorNameSeparator)
		r.SetMinSize(fyne.NewSize(1, 1))
	})
	parts := container.New(&statusLayout{left: len(left)}, append(append([]fyne.CanvasObject(nil), left...), right...)...)
	bar := container.NewBorder(line, nil, nil, nil, parts)
	return container.NewStack(newGround(ColorSurface, "", 0), bar)
}

// statusLayout lays parts side by side without gaps and begins a new line where
// the width ends. The parts from left on stand at the right edge of their line.
type statusLayout struct {
	left  int
	width float32
}

// lines parts the visible objects into lines of a width; without a width yet
// all of them are one line.
func (*statusLayout) lines(objects []fyne.CanvasObject, width float32) [][]int {
	lines, x := [][]int{nil}, float32(0)
	for i, o := range objects {
		if !o.Visible() {
			continue
		}
		w := o.MinSize().Width
		if x > 0 && width > 0 && x+w > width {
			lines, x = append(lines, nil), 0
		}
		lines[len(lines)-1] = append(lines[len(lines)-1], i)
		x += w
	}
	return lines
}

func (*statusLayout) lineHeight(objects []fyne.CanvasObject) float32 {
	height := float32(0)
	for _, o := range objects {
		height = max(height, o.MinSize().Height)
	}
	return height
}

func (l *statusLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := fyne.NewSize(0, float32(len(l.lines(objects, l.width)))*l.lineHeight(objects))
	for _, o := range objects {
		if o.Visible() {
			size.Width = max(size.Width, o.MinSize().Width)
		}
	}
	return size
}

func (l *statusLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	height := l.lineHeight(objects)
	for row, line := range l.lines(objects, size.Width) {
		free := size.Width
		for _, i := range line {
			free -= objects[i].MinSize().Width
		}
		x := float32(0)
		for n, i := range line {
			if i >= l.left && (n == 0 || line[n-1] < l.left) {
				x += max(0, free)
			}
			w := objects[i].MinSize().Width
			objects[i].Move(fyne.NewPos(x, float32(row)*height))
			objects[i].Resize(fyne.NewSize(w, height))
			x += w
		}
	}
}

// NewBanner makes the band under the title: training mode, or anything that
// holds for the whole window.
func NewBanner(text string) fyne.CanvasObject {
	label := newText(text, theme.SizeNameCaptionText, 1, true).In(ColorOnBand).Align(fyne.TextAlignCenter)
	return container.NewStack(newGround(ColorTraining, "", 0), Inset(0, 2, label))
}
