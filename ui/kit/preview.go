package kit

import (
	"image"
	"sync"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Preview shows a live picture with one sentence of guidance over it. Frames
// may come from any goroutine and faster than they can be shown: only the
// latest is drawn, and one texture is used for all.
type Preview struct {
	widget.BaseWidget
	runner   Runner
	picture  *canvas.Image
	guidance *Text
	band     *fyne.Container
	empty    *Text
	frame    *frameShape
	least    fyne.Size

	mu      sync.Mutex
	next    image.Image
	pending bool
}

// NewPreview makes an empty preview of at least the given size.
func NewPreview(runner Runner, least fyne.Size) *Preview {
	p := &Preview{runner: runner, least: least}
	p.picture = canvas.NewImageFromImage(nil)
	p.picture.FillMode = canvas.ImageFillContain
	p.picture.ScaleMode = canvas.ImageScaleFastest
	p.empty = NewText("Chưa có hình").In(ColorRailText).Align(fyne.TextAlignCenter)
	p.guidance = newText("", theme.SizeNameSubHeadingText, 1, true).In(ColorRailText).Align(fyne.TextAlignCenter).Cut()
	p.band = container.NewStack(canvas.NewRectangle(clear(0x0b1420, 0xb8)), Inset(3*gap, 2*gap, p.guidance))
	p.band.Hide()
	p.frame = newFrameShape()
	p.frame.Hide()
	p.ExtendBaseWidget(p)
	return p
}

// Push hands over a frame; it may be called from any goroutine. The image must
// not be changed afterwards.
func (p *Preview) Push(frame image.Image) {
	p.mu.Lock()
	p.next = frame
	waiting := p.pending
	p.pending = true
	p.mu.Unlock()
	if !waiting {
		p.runner.Do(p.draw)
	}
}

func (p *Preview) draw() {
	p.mu.Lock()
	frame := p.next
	p.next, p.pending = nil, false
	p.mu.Unlock()
	if frame != nil { // else a still picture came in between
		p.show(frame)
	}
}

// SetPicture shows a still picture, or nothing for nil; it is called on the UI
// goroutine.
func (p *Preview) SetPicture(picture image.Image) {
	p.mu.Lock()
	p.next = nil
	p.mu.Unlock()
	p.show(picture)
}

func (p *Preview) show(picture image.Image) {
	p.picture.Image = picture
	p.empty.Hidden = picture != nil
	p.picture.Refresh()
	p.empty.Refresh()
}

// Guide shows one polite sentence to the citizen over the picture; empty takes
// it away.
func (p *Preview) Guide(sentence string) {
	if p.guidance.text == sentence && p.band.Visible() == (sentence != "") {
		return
	}
	p.guidance.SetText(sentence)
	if sentence == "" {
		p.band.Hide()
	} else {
		p.band.Show()
	}
	p.Refresh()
}

// Frame shows or hides the oval that a face is to fill.
func (p *Preview) Frame(shown bool) { p.frame.Hidden = !shown; p.Refresh() }

// CreateRenderer draws picture, oval and guidance.
func (p *Preview) CreateRenderer() fyne.WidgetRenderer {
	return &previewRenderer{p: p, ground: canvas.NewRectangle(hex(0x10161d))}
}

type previewRenderer struct {
	p      *Preview
	ground *canvas.Rectangle
}

func (r *previewRenderer) Destroy() {}
func (r *previewRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ground, r.p.picture, r.p.empty, r.p.frame, r.p.band}
}
func (r *previewRenderer) MinSize() fyne.Size { return r.p.least }

func (r *previewRenderer) Layout(size fyne.Size) {
	r.ground.CornerRadius = 4
	r.ground.Resize(size)
	r.p.picture.Resize(size)
	r.p.empty.Resize(size)
	r.p.frame.Resize(size)
	if times := r.guideTimes(size.Width - 6*gap); times != r.p.guidance.times {
		r.p.guidance.times = times
		r.p.guidance.Refresh()
	}
	h := r.p.band.MinSize().Height
	r.p.band.Resize(fyne.NewSize(size.Width, h))
	r.p.band.Move(fyne.NewPos(0, size.Height-h))
}

// guideTimes makes a long sentence smaller, so that at large text sizes its end is
// not lost: it is for the citizen, whose picture keeps its size.
func (r *previewRenderer) guideTimes(width float32) float32 {
	const least, step = 0.5, 0.05
	g := r.p.guidance
	// Letters are not exactly as wide as their size, so each size is measured.
	times := float32(1)
	for times > least && fyne.MeasureText(g.text, theme.Size(g.size)*times, fyne.TextStyle{Bold: true}).Width > width {
		times -= step
	}
	return times
}

func (r *previewRenderer) Refresh() {
	r.Layout(r.p.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}

// frameShape is the oval a face is to fill.
type frameShape struct {
	widget.BaseWidget
	oval *canvas.Circle
}

func newFrameShape() *frameShape {
	f := &frameShape{oval: canvas.NewCircle(nil)}
	f.oval.StrokeColor, f.oval.StrokeWidth = clear(0xffffff, 0xc0), 2
	f.ExtendBaseWidget(f)
	return f
}

// CreateRenderer draws the oval.
func (f *frameShape) CreateRenderer() fyne.WidgetRenderer { return &frameRenderer{f} }

type frameRenderer struct{ f *frameShape }

func (r *frameRenderer) Destroy()                     {}
func (r *frameRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.f.oval} }
func (r *frameRenderer) MinSize() fyne.Size           { return fyne.Size{} }
func (r *frameRenderer) Refresh()                     { r.f.oval.Refresh() }
func (r *frameRenderer) Layout(size fyne.Size) {
	h := size.Height * 0.62
	w := h * 0.75
	r.f.oval.Resize(fyne.NewSize(w, h))
	r.f.oval.Move(fyne.NewPos((size.Width-w)/2, (size.Height-h)/2-size.Height*0.04))
}
