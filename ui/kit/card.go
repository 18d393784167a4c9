package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// cardRadius rounds the corners of a card.
const cardRadius = 6

// Card is a white panel with a thin border.
func Card(content fyne.CanvasObject) fyne.CanvasObject {
	return container.NewStack(newCardGround(), Inset(3*gap, 3*gap, content))
}

// cardGround is the ground of a card. One rounded rectangle as large as the card
// would be simpler, but each of its pixels is then weighed against the corners,
// and cards cover most of the window: without a graphics processor that was a
// third of the time of a frame. So only the strips with the corners are rounded.
type cardGround struct{ widget.BaseWidget }

func newCardGround() *cardGround {
	g := &cardGround{}
	g.ExtendBaseWidget(g)
	return g
}

// CreateRenderer draws the card.
func (g *cardGround) CreateRenderer() fyne.WidgetRenderer {
	r := &cardRenderer{}
	for i := range r.parts {
		r.parts[i] = canvas.NewRectangle(nil)
	}
	r.Refresh()
	return r
}

// The parts of a card, in the order of drawing.
const (
	cardTop = iota
	cardBottom
	cardMiddle
	cardLeft
	cardRight
	cardParts
)

type cardRenderer struct{ parts [cardParts]*canvas.Rectangle }

func (r *cardRenderer) Destroy()           {}
func (r *cardRenderer) MinSize() fyne.Size { return fyne.NewSize(2*cardRadius, 2*cardRadius) }

func (r *cardRenderer) Objects() []fyne.CanvasObject {
	out := make([]fyne.CanvasObject, cardParts)
	for i, part := range r.parts {
		out[i] = part
	}
	return out
}

func (r *cardRenderer) Layout(size fyne.Size) {
	place := func(part int, x, y, width, height float32) {
		r.parts[part].Move(fyne.NewPos(x, y))
		r.parts[part].Resize(fyne.NewSize(max(0, width), max(0, height)))
	}
	middle := size.Height - 2*cardRadius
	place(cardTop, 0, 0, size.Width, 2*cardRadius)
	place(cardBottom, 0, size.Height-2*cardRadius, size.Width, 2*cardRadius)
	place(cardMiddle, 0, cardRadius, size.Width, middle)
	place(cardLeft, 0, cardRadius, 1, middle)
	place(cardRight, size.Width-1, cardRadius, 1, middle)
}

func (r *cardRenderer) Refresh() {
	for i, part := range r.parts {
		part.FillColor = Color(ColorSurface)
		switch i {
		case cardTop, cardBottom:
			part.CornerRadius, part.StrokeWidth, part.StrokeColor = cardRadius, 1, Color(ColorBorder)
		case cardLeft, cardRight:
			part.FillColor = Color(ColorBorder)
		}
		part.Refresh()
	}
}
