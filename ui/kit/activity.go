package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// OnActivity names who is told, on the UI goroutine, of every key, click and
// movement of the mouse in the window.
func (r *Router) OnActivity(f func()) { r.activity = f }

func (r *Router) active() {
	if r.activity != nil {
		r.activity()
	}
}

// CloseDialogs closes all dialogs, the topmost first, as Esc does. One that
// answers by opening another is not followed for ever.
func (r *Router) CloseDialogs() {
	for range 16 {
		if len(r.dialogs) == 0 {
			return
		}
		r.dialogs[len(r.dialogs)-1].Cancel()
	}
}

// ground lies under everything and feels the mouse wherever no widget does: on
// the way from one to another it is crossed.
type ground struct {
	widget.BaseWidget
	felt func()
}

var (
	_ desktop.Hoverable = (*ground)(nil)
	_ desktop.Mouseable = (*ground)(nil)
)

// Feel puts content on ground that tells [Router.OnActivity] of the mouse.
func (r *Router) Feel(content fyne.CanvasObject) fyne.CanvasObject {
	g := &ground{felt: r.active}
	g.ExtendBaseWidget(g)
	return container.NewStack(g, content)
}

// MouseIn counts as a movement.
func (g *ground) MouseIn(*desktop.MouseEvent) { g.felt() }

// MouseMoved tells of it.
func (g *ground) MouseMoved(*desktop.MouseEvent) { g.felt() }

// MouseOut counts as a movement.
func (g *ground) MouseOut() { g.felt() }

// MouseDown tells of a click beside all widgets.
func (g *ground) MouseDown(*desktop.MouseEvent) { g.felt() }

// MouseUp does nothing.
func (g *ground) MouseUp(*desktop.MouseEvent) {}

// CreateRenderer draws nothing.
func (g *ground) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(canvas.NewRectangle(color.Transparent))
}
