package kit

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// ToastTime is how long a toast without an action stays; UndoTime is how long
// an action can be taken back.
const (
	ToastTime = 4 * time.Second
	UndoTime  = 10 * time.Second
)

// UndoKey takes the last offered action back from anywhere on the screen.
const UndoKey = "Alt+Z"

// Toasts shows short messages in the upper right corner of the window, one at a
// time, without taking the focus.
type Toasts struct {
	router *Router
	runner Runner
	after  func(time.Duration, func()) (stop func() bool)
	bar    *toastBar
	stop   func() bool
	undo   func()
}

// NewToasts makes the toasts of a window. The undo key is registered in base,
// the lowest scope, so that it works on every screen.
func NewToasts(router *Router, base *Scope, runner Runner) *Toasts {
	t := &Toasts{router: router, runner: runner, after: timer}
	t.bar = newToastBar()
	t.bar.button.run = t.Undo
	base.On(UndoKey, "Hoàn tác", t.Undo).Enabled = func() bool { return t.undo != nil }
	return t
}

func timer(d time.Duration, f func()) func() bool { return time.AfterFunc(d, f).Stop }

// Show says something that needs no answer.
func (t *Toasts) Show(level Level, text string) { t.present(level, text, nil, ToastTime) }

// OfferUndo says what was done and lets it be taken back for [UndoTime].
func (t *Toasts) OfferUndo(text string, undo func()) {
	t.present(LevelOK, text, undo, UndoTime)
}

// Undo takes the offered action back; without an offer it does nothing.
func (t *Toasts) Undo() {
	undo := t.undo
	t.Hide()
	if undo != nil {
		undo()
	}
}

// Hide takes the toast away at once.
func (t *Toasts) Hide() {
	if t.stop != nil {
		t.stop()
		t.stop = nil
	}
	t.undo = nil
	t.router.layer.hide(t.bar)
}

// Visible tells whether a toast is shown, and its text.
func (t *Toasts) Visible() (string, bool) { return t.bar.text.text, t.bar.Visible() }

func (t *Toasts) present(level Level, text string, undo func(), long time.Duration) {
	t.Hide()
	t.undo = undo
	t.bar.set(level, text, undo != nil)
	window, size := t.router.canvas.Size(), t.bar.MinSize()
	// The upper right corner has nothing that is worked with; the foot has the
	// buttons of every screen.
	at := fyne.NewPos(window.Width-size.Width-3*gap, 2*gap)
	t.router.layer.show(t.bar, at, size)
	shown := t.after(long, func() { t.runner.Do(t.Hide) })
	t.stop = shown
}

// toastBar is a dark bar with a sign, a sentence and perhaps an undo button.
type toastBar struct {
	widget.BaseWidget
	sign   *badge
	text   *Text
	button *Button
	box    fyne.CanvasObject
}

func newToastBar() *toastBar {
	b := &toastBar{sign: newBadge(), text: NewText("").In(ColorToastText)}
	b.button = NewButton("Hoàn tác", Normal, nil)
	b.button.keys = UndoKey
	b.Hidden = true
	row := container.NewHBox(container.NewCenter(b.sign), b.text, b.button)
	b.box = container.NewStack(newGround(ColorToast, "", 6), Inset(4*gap, 2*gap, row))
	b.ExtendBaseWidget(b)
	return b
}

func (b *toastBar) set(level Level, text string, undo bool) {
	b.sign.set(level)
	b.text.SetText(text)
	b.button.Hidden = !undo
	b.Refresh()
}

// CreateRenderer draws the bar.
func (b *toastBar) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(b.box) }
