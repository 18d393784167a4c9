package kit

import (
	"image"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// padRatio is how many times wider than high the field of a pad is.
const padRatio = 3

// PenPoint is a place in the field of a pad: 0,0 is its top left corner, 1,1 its
// bottom right.
type PenPoint struct{ X, Y float32 }

// PenPad takes what is written with a pen, a finger on a touch screen or the
// mouse. It is paper, white in every theme.
type PenPad struct {
	widget.BaseWidget
	least   fyne.Size
	draw    func([][]PenPoint) image.Image
	changed func()

	strokes [][]PenPoint
	writing bool
	picture *canvas.Image
	ground  *canvas.Rectangle
	rule    *canvas.Line
}

var (
	_ fyne.Draggable    = (*PenPad)(nil)
	_ desktop.Mouseable = (*PenPad)(nil)
)

// NewPenPad makes an empty pad of at least the given size. draw makes the picture
// of strokes, three times as wide as high.
func NewPenPad(least fyne.Size, draw func([][]PenPoint) image.Image) *PenPad {
	p := &PenPad{least: least, draw: draw, changed: func() {}}
	p.picture = canvas.NewImageFromImage(nil)
	p.picture.ScaleMode = canvas.ImageScaleSmooth
	p.ground = canvas.NewRectangle(color.White)
	p.ground.StrokeWidth = 1
	p.rule = canvas.NewLine(color.Gray{0xb8})
	p.ExtendBaseWidget(p)
	return p
}

// OnChanged is called after each change.
func (p *PenPad) OnChanged(f func()) { p.changed = f }

// Strokes are the lines as they were written. They are not changed afterwards.
func (p *PenPad) Strokes() [][]PenPoint { return p.strokes }

// SetStrokes shows lines that were written elsewhere, on the pad that is turned
// to the citizen.
func (p *PenPad) SetStrokes(strokes [][]PenPoint) {
	p.strokes, p.writing = strokes, false
	p.show()
}

// Clear takes everything off the pad.
func (p *PenPad) Clear() { p.SetStrokes(nil) }

// MouseDown begins a line.
func (p *PenPad) MouseDown(e *desktop.MouseEvent) {
	if e.Button != desktop.MouseButtonPrimary {
		return
	}
	at, inside := p.at(e.Position)
	if !inside {
		return
	}
	p.strokes, p.writing = append(p.strokes[:len(p.strokes):len(p.strokes)], []PenPoint{at}), true
	p.show()
}

// MouseUp ends a line.
func (p *PenPad) MouseUp(*desktop.MouseEvent) { p.writing = false }

// Dragged goes on with a line. Who leaves the field and comes back begins another.
func (p *PenPad) Dragged(e *fyne.DragEvent) {
	at, inside := p.at(e.Position)
	switch {
	case !inside:
		p.writing = false
		return
	case p.writing:
		last := p.strokes[len(p.strokes)-1]
		p.strokes[len(p.strokes)-1] = append(last, at)
	default:
		p.strokes, p.writing = append(p.strokes[:len(p.strokes):len(p.strokes)], []PenPoint{at}), true
	}
	p.show()
}

// DragEnd ends a line.
func (p *PenPad) DragEnd() { p.writing = false }

func (p *PenPad) show() {
	p.Refresh()
	p.changed()
}

// field is where the field lies in the widget.
func (p *PenPad) field() (fyne.Position, fyne.Size) {
	size := p.Size()
	width := min(size.Width, size.Height*padRatio)
	field := fyne.NewSize(width, width/padRatio)
	return fyne.NewPos((size.Width-field.Width)/2, (size.Height-field.Height)/2), field
}

func (p *PenPad) at(pos fyne.Position) (at PenPoint, inside bool) {
	corner, size := p.field()
	if size.Width <= 0 {
		return at, false
	}
	at = PenPoint{(pos.X - corner.X) / size.Width, (pos.Y - corner.Y) / size.Height}
	return at, at.X >= 0 && at.Y >= 0 && at.X <= 1 && at.Y <= 1
}

// CreateRenderer draws paper, a line to sign on, and what was written.
func (p *PenPad) CreateRenderer() fyne.WidgetRenderer { return &padRenderer{p} }

type padRenderer struct{ p *PenPad }

func (r *padRenderer) Destroy()           {}
func (r *padRenderer) MinSize() fyne.Size { return r.p.least }
func (r *padRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.p.ground, r.p.picture, r.p.rule}
}

func (r *padRenderer) Layout(fyne.Size) {
	corner, size := r.p.field()
	r.p.ground.Move(corner)
	r.p.ground.Resize(size)
	const edge = 1 // stays in sight around what is written
	r.p.picture.Move(corner.AddXY(edge, edge))
	r.p.picture.Resize(size.SubtractWidthHeight(2*edge, 2*edge))
	y := corner.Y + size.Height*0.8
	r.p.rule.Position1, r.p.rule.Position2 = fyne.NewPos(corner.X+size.Width*0.06, y), fyne.NewPos(corner.X+size.Width*0.94, y)
}

func (r *padRenderer) Refresh() {
	r.p.ground.StrokeColor = Color(ColorBorder)
	r.p.picture.Image = nil
	if len(r.p.strokes) > 0 {
		r.p.picture.Image = r.p.draw(r.p.strokes)
	}
	r.Layout(r.p.Size())
	for _, o := range r.Objects() {
		o.Refresh()
	}
}
