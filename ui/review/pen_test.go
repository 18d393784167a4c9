package review

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"carddesk/app/capture/pen"
	"carddesk/app/dossier"
	"carddesk/ui/kit"
)

func TestSignedWithAPen(t *testing.T) {
	p, d, v := start(t)
	strokes := pen.Strokes{{{X: 100, Y: 300}, {X: 1500, Y: 320}}, {{X: 700, Y: 100}}}
	p.ConfirmByPen(strokes)
	if len(d.did) != 0 {
		t.Fatal("confirmed before the slip was printed")
	}
	p.Proceed()
	p.Proceed()
	p.ConfirmByPen(strokes)
	if d.did[2] != "confirm pen 2" || p.Act() != Pay {
		t.Fatalf("done %q, act %d", d.did, p.Act())
	}
	if v.done != "Công dân đã ký trên màn hình. V: ký lại. Ctrl+P: in phiếu có chữ ký." {
		t.Errorf("the clerk is told %q", v.done)
	}
	p.Again()
	if !slices.Equal(d.did[3:], []string{"print slip"}) || p.Act() != Pay {
		t.Errorf("printing the signed slip: %q, act %d", d.did[3:], p.Act())
	}
	p.ConfirmByPen(strokes[:1]) // once more
	if d.did[4] != "confirm pen 1" || p.Act() != Pay {
		t.Errorf("signing again: %q, act %d", d.did[4:], p.Act())
	}
}

// TestPenAfterPaper: who signed on paper does not sign on the screen as well.
func TestPenAfterPaper(t *testing.T) {
	p, d, _ := start(t)
	for range 3 {
		p.Proceed()
	}
	p.ConfirmByPen(pen.Strokes{{{X: 100, Y: 300}, {X: 1500, Y: 320}}})
	if p.Act() != Pay || slices.ContainsFunc(d.did, func(what string) bool { return what == "confirm pen 1" }) {
		t.Errorf("done %q", d.did)
	}
}

// pads finds the fields to sign in that a window shows.
func pads(o fyne.CanvasObject) []*kit.PenPad {
	var found []*kit.PenPad
	for _, o := range test.LaidOutObjects(o) {
		if pad, ok := o.(*kit.PenPad); ok {
			found = append(found, pad)
		}
	}
	return found
}

// sign writes a line over a pad with the mouse.
func sign(pad *kit.PenPad) {
	size := pad.Size()
	at := func(x, y float32) fyne.PointEvent {
		return fyne.PointEvent{Position: fyne.NewPos(size.Width*x, size.Height*y)}
	}
	pad.MouseDown(&desktop.MouseEvent{PointEvent: at(0.2, 0.5), Button: desktop.MouseButtonPrimary})
	for _, x := range []float32{0.3, 0.5, 0.7} {
		pad.Dragged(&fyne.DragEvent{PointEvent: at(x, 0.5+x/10)})
	}
	pad.DragEnd()
	pad.MouseUp(&desktop.MouseEvent{Button: desktop.MouseButtonPrimary})
}

// window is a review at the act of confirming, in a window.
func window(t *testing.T) (*Panel, *fakeDesk, fyne.Window) {
	t.Helper()
	test.NewTempApp(t)
	win := test.NewTempWindow(t, container.NewVBox())
	router := kit.NewRouter(win.Canvas())
	d := &fakeDesk{state: dossier.Draft}
	p := NewPanel(router, d, kit.NewInlineOwner(t.Context()), kit.NoEvents{}, nil, nil, nil, func() {})
	t.Cleanup(p.Close)
	win.SetContent(router.Wrap(p.Content()))
	win.Resize(fyne.NewSize(1366, 768))
	router.Push(p.Scope())
	opened, _ := d.Open(t.Context(), "d1")
	p.Presenter().Begin(opened)
	settle(p)
	for range 2 {
		p.Presenter().Proceed()
		settle(p)
	}
	if p.Presenter().Act() != Confirm {
		t.Fatalf("at act %d", p.Presenter().Act())
	}
	return p, d, win
}

func settle(p *Panel) { p.presenter.owner.Wait() }

func TestSigningInTheClerksWindow(t *testing.T) {
	p, d, win := window(t)
	p.pen.Press()
	top := win.Canvas().Overlays().Top()
	if top == nil || len(pads(top)) != 1 {
		t.Fatal("no field to sign in")
	}
	pad := pads(top)[0]
	press := func(key fyne.KeyName) { win.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: key}) }
	press(fyne.KeyReturn) // nothing is written yet
	settle(p)
	if slices.Contains(d.did, "confirm pen 0") || win.Canvas().Overlays().Top() == nil {
		t.Fatalf("an empty field was taken: %q", d.did)
	}
	sign(pad)
	win.Canvas().OnTypedRune()('x') // once more
	if len(pad.Strokes()) != 0 {
		t.Error("signing again left the ink of before")
	}
	sign(pad)
	press(fyne.KeyReturn)
	settle(p)
	if d.did[len(d.did)-1] != "confirm pen 1" || p.Presenter().Act() != Pay || win.Canvas().Overlays().Top() != nil {
		t.Errorf("done %q, act %d", d.did, p.Presenter().Act())
	}
}

func TestSigningOnTheCitizensScreen(t *testing.T) {
	p, d, win := window(t)
	p.turnSecond()
	p.pen.Press()
	windows := fyne.CurrentApp().Driver().AllWindows()
	second := windows[len(windows)-1]
	if second == win || len(pads(second.Content())) != 1 {
		t.Fatal("the citizen has no field to sign in")
	}
	sign(pads(second.Content())[0])
	mirror := pads(win.Canvas().Overlays().Top())[0]
	if len(mirror.Strokes()) != 1 {
		t.Fatal("the clerk does not see what was written")
	}
	win.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyReturn})
	settle(p)
	if d.did[len(d.did)-1] != "confirm pen 1" {
		t.Errorf("done %q", d.did)
	}
	if len(pads(second.Content())) != 0 {
		t.Error("the signature stays on the citizen's screen")
	}
}
