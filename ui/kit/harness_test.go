package kit

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"carddesk/ui/kit/compose"
)

// desk is a window under test with a router whose modifiers and clock are set
// by the test. It delivers keys the way the GLFW driver does.
type desk struct {
	t      testing.TB
	win    fyne.Window
	router *Router
	scope  *Scope
	held   fyne.KeyModifier
	clock  time.Time
}

func newDesk(t testing.TB, content ...fyne.CanvasObject) *desk {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(NewTheme(false, 100))
	d := &desk{t: t, clock: time.Date(2026, 1, 2, 8, 0, 0, 0, time.UTC)}
	d.win = test.NewTempWindow(t, container.NewVBox())
	d.router = NewRouter(d.win.Canvas())
	d.router.mods = func() fyne.KeyModifier { return d.held }
	d.router.now = func() time.Time { return d.clock }
	d.win.SetContent(d.router.Wrap(container.NewVBox(content...)))
	d.win.Resize(fyne.NewSize(1366, 768))
	d.scope = NewScope("test")
	d.router.Push(d.scope)
	return d
}

// fields puts fields on the window and into the Enter order, and focuses the
// first.
func (d *desk) fields(fields ...Focusable) {
	box := container.NewVBox()
	for _, f := range fields {
		box.Add(f)
	}
	d.win.SetContent(d.router.Wrap(box))
	d.scope.Fields(fields...)
	if !d.scope.Chain().First() {
		d.t.Fatal("the first field took no focus")
	}
}

// press presses "F10", "Shift+Enter", "Ctrl+A": named keys reach the focused
// widget or the canvas as they do in a window.
func (d *desk) press(keys ...string) {
	d.t.Helper()
	for _, k := range keys {
		c := mustChord(k)
		d.clock = d.clock.Add(200 * time.Millisecond)
		d.held = c.Mods
		d.deliver(c)
		d.held = 0
	}
}

func (d *desk) deliver(c Chord) {
	canvas := d.win.Canvas()
	focused := canvas.Focused()
	if shortcut := canvasShortcut(c); shortcut != nil {
		if paste, ok := shortcut.(*fyne.ShortcutPaste); ok {
			paste.Clipboard = fyne.CurrentApp().Clipboard()
		}
		if s, ok := focused.(fyne.Shortcutable); ok {
			s.TypedShortcut(shortcut)
		} else {
			canvas.(fyne.Shortcutable).TypedShortcut(shortcut)
		}
		return
	}
	event := &fyne.KeyEvent{Name: c.Key}
	if focused == nil {
		canvas.OnTypedKey()(event)
		return
	}
	if k, ok := focused.(desktop.Keyable); ok && c.Mods == fyne.KeyModifierShift {
		k.KeyDown(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
		defer k.KeyUp(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	}
	focused.TypedKey(event)
}

// typed types text like a hand: key, then rune, 150 ms apart.
func (d *desk) typed(text string) { d.typedEvery(150*time.Millisecond, text) }

// scan types text like a scanner and ends it with Enter.
func (d *desk) scan(text string) {
	d.typedEvery(3*time.Millisecond, text)
	d.clock = d.clock.Add(3 * time.Millisecond)
	d.deliver(Chord{Key: fyne.KeyReturn})
}

func (d *desk) typedEvery(gap time.Duration, text string) {
	canvas := d.win.Canvas()
	for _, r := range text {
		d.clock = d.clock.Add(gap)
		name := fyne.KeyName("")
		if r == ' ' {
			name = fyne.KeySpace
		}
		event := &fyne.KeyEvent{Name: name}
		if f := canvas.Focused(); f != nil {
			f.TypedKey(event)
			if f = canvas.Focused(); f != nil {
				f.TypedRune(r)
			}
			continue
		}
		canvas.OnTypedKey()(event)
		canvas.OnTypedRune()(r)
	}
}

func (d *desk) focused(f Focusable) bool { return d.win.Canvas().Focused() == f.Target() }

func (d *desk) wantFocus(f Field) {
	d.t.Helper()
	if !d.focused(f) {
		d.t.Errorf("the focus is not in %q", f.Label())
	}
}

func telexDesk(t testing.TB) *desk {
	d := newDesk(t)
	d.router.SetTyping(&Typing{Method: compose.Telex})
	return d
}
