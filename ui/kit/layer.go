package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// Layer lies over the content of a window or dialog and carries what floats:
// lists under a choice, toasts. Unlike Fyne's overlays it leaves the focus
// where it is, so typing goes on in the field.
type Layer struct {
	box *fyne.Container
}

func newLayer() *Layer { return &Layer{box: container.NewWithoutLayout()} }

// over stacks the layer on content.
func (l *Layer) over(content fyne.CanvasObject) fyne.CanvasObject {
	return container.NewStack(content, l.box)
}

// show puts an object at an absolute place of the canvas.
func (l *Layer) show(o fyne.CanvasObject, at fyne.Position, size fyne.Size) {
	o.Resize(size)
	o.Move(at.Subtract(fyne.CurrentApp().Driver().AbsolutePositionForObject(l.box)))
	for _, have := range l.box.Objects {
		if have == o {
			o.Show()
			l.box.Refresh()
			return
		}
	}
	l.box.Add(o)
	o.Show()
}

func (l *Layer) hide(o fyne.CanvasObject) {
	o.Hide()
	l.box.Remove(o)
}

// Wrap returns content with the router's layer over it; the frame gives the
// result to the window.
func (r *Router) Wrap(content fyne.CanvasObject) fyne.CanvasObject { return r.layer.over(content) }

// layerOf finds the layer of a field: that of its dialog or of the window.
func layerOf(s *Scope) *Layer {
	switch {
	case s == nil:
		return nil
	case s.layer != nil:
		return s.layer
	case s.router != nil:
		return s.router.layer
	}
	return nil
}
