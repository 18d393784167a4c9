package kit

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Dialog is a panel over the window. It opens with the focus on its first
// field or its safe button, Enter does its default, Esc closes it, and when it
// closes the focus returns to where it was.
type Dialog struct {
	router  *Router
	scope   *Scope
	overlay fyne.CanvasObject
	before  fyne.Focusable
	closed  bool
	// OnClosed is called after the dialog went away, however it did.
	OnClosed func()
	cancel   func()
}

// Scope is the scope of the dialog, for more verbs and fields.
func (d *Dialog) Scope() *Scope { return d.scope }

// NewDialog prepares an empty dialog; [Dialog.Open] shows it.
func NewDialog(router *Router, name string) *Dialog {
	d := &Dialog{router: router, scope: NewScope(name)}
	d.scope.layer = newLayer()
	d.scope.On("Esc", "", d.Cancel)
	return d
}

// OnCancel is what Esc does besides closing.
func (d *Dialog) OnCancel(f func()) { d.cancel = f }

// Cancel closes the dialog as Esc does.
func (d *Dialog) Cancel() {
	if d.closed {
		return
	}
	d.Close()
	if d.cancel != nil {
		d.cancel()
	}
}

// Open shows the panel in the middle of the window with a title above and the
// buttons below, and focuses first, or the first field when first is nil.
func (d *Dialog) Open(title string, level Level, body fyne.CanvasObject, buttons []fyne.CanvasObject, first Focusable) {
	canvasObject := d.router.canvas
	d.before = canvasObject.Focused()
	canvasObject.Unfocus()
	scrim := newScrim(func() { d.refocus(first) })
	panel := newDialogPanel(title, level, body, buttons)
	d.overlay = d.scope.layer.over(container.NewStack(scrim, container.NewCenter(panel)))
	canvasObject.Overlays().Add(d.overlay)
	d.overlay.Resize(canvasObject.Size())
	d.router.PushModal(d.scope)
	d.router.dialogs = append(d.router.dialogs, d)
	d.refocus(first)
}

func (d *Dialog) refocus(first Focusable) {
	if first != nil && Focus(first) {
		return
	}
	d.scope.chain.First()
}

// Close takes the dialog away and gives the focus back. It may be called more
// than once.
func (d *Dialog) Close() {
	if d.closed {
		return
	}
	d.closed = true
	d.router.Pop(d.scope)
	d.router.dialogs = slices.DeleteFunc(d.router.dialogs, func(open *Dialog) bool { return open == d })
	d.router.canvas.Overlays().Remove(d.overlay)
	if d.before != nil {
		d.router.canvas.Focus(d.before)
	}
	if d.OnClosed != nil {
		d.OnClosed()
	}
}

// Closed tells whether the dialog is gone.
func (d *Dialog) Closed() bool { return d.closed }

// newDialogPanel draws the panel of a dialog.
func newDialogPanel(title string, level Level, body fyne.CanvasObject, buttons []fyne.CanvasObject) fyne.CanvasObject {
	heading := canvas.NewText(title, Color(theme.ColorNameForeground))
	heading.TextSize, heading.TextStyle.Bold = theme.Size(theme.SizeNameSubHeadingText), true
	head := container.NewHBox(heading)
	if level != LevelNone {
		sign := newBadge()
		sign.set(level)
		head = container.NewHBox(Inset(gap/2, 0, container.NewCenter(sign)), heading)
	}
	ground := canvas.NewRectangle(Color(theme.ColorNameOverlayBackground))
	ground.CornerRadius = 8
	ground.StrokeColor, ground.StrokeWidth = Color(ColorBorder), 1
	row := container.NewHBox(append([]fyne.CanvasObject{spring()}, buttons...)...)
	content := container.New(&columnLayout{gap: 3 * gap, least: scaled(400)}, head, body, row)
	return container.NewStack(ground, container.New(insets{5 * gap, 4 * gap}, content))
}

// scrim dims the window behind a dialog and keeps the mouse away from it.
type scrim struct {
	widget.BaseWidget
	tapped func()
}

func newScrim(tapped func()) *scrim {
	s := &scrim{tapped: tapped}
	s.ExtendBaseWidget(s)
	return s
}

// Tapped gives the focus back to the dialog.
func (s *scrim) Tapped(*fyne.PointEvent) { s.tapped() }

// CreateRenderer draws the dimming.
func (s *scrim) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(canvas.NewRectangle(clear(0x0b1420, 0x73)))
}
