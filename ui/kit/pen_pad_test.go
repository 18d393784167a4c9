package kit

import (
	"image"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// padHands holds a pad 600 by 200 and a pen over it.
type padHands struct {
	*PenPad
	changes int
	drawn   int // strokes in the picture made last
}

func newPad(t *testing.T) *padHands {
	h := &padHands{}
	h.PenPad = NewPenPad(fyne.NewSize(600, 200), func(s [][]PenPoint) image.Image {
		h.drawn = len(s)
		return image.NewGray(image.Rect(0, 0, 3, 1))
	})
	h.OnChanged(func() { h.changes++ })
	newDesk(t, h.PenPad)
	h.Resize(fyne.NewSize(600, 200))
	return h
}

func (h *padHands) down(x, y float32) {
	h.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, y)}, Button: desktop.MouseButtonPrimary})
}

func (h *padHands) drag(x, y float32) {
	h.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, y)}})
}

func (h *padHands) up() {
	h.DragEnd()
	h.MouseUp(&desktop.MouseEvent{Button: desktop.MouseButtonPrimary})
}

func TestPadTakesStrokes(t *testing.T) {
	h := newPad(t)
	h.down(60, 100)
	h.drag(300, 150)
	h.drag(540, 100)
	h.up()
	h.down(300, 20) // a dot
	h.up()
	got := h.Strokes()
	if len(got) != 2 || len(got[0]) != 3 || len(got[1]) != 1 {
		t.Fatalf("strokes %v", got)
	}
	if got[0][0] != (PenPoint{0.1, 0.5}) || got[0][1] != (PenPoint{0.5, 0.75}) || got[1][0] != (PenPoint{0.5, 0.1}) {
		t.Errorf("places %v", got)
	}
	if h.changes != 4 || h.drawn != 2 {
		t.Errorf("%d changes, %d strokes drawn", h.changes, h.drawn)
	}
	h.Clear()
	if len(h.Strokes()) != 0 || h.picture.Image != nil {
		t.Error("clearing left ink")
	}
}

func TestPadLeftAndEnteredAgain(t *testing.T) {
	h := newPad(t)
	h.down(500, 100)
	h.drag(700, 100) // beyond the field
	h.drag(580, 50)
	h.up()
	if got := h.Strokes(); len(got) != 2 || len(got[0]) != 1 || got[1][0] != (PenPoint{580.0 / 600, 0.25}) {
		t.Errorf("strokes %v", got)
	}
}

func TestPadIsNoWiderThanItsPaper(t *testing.T) {
	h := newPad(t)
	h.Resize(fyne.NewSize(900, 200)) // the field stays 600 wide, in the middle
	h.down(100, 100)
	h.up()
	if len(h.Strokes()) != 0 {
		t.Error("ink beside the paper")
	}
	h.down(450, 100)
	h.up()
	if got := h.Strokes(); len(got) != 1 || got[0][0] != (PenPoint{0.5, 0.5}) {
		t.Errorf("strokes %v", got)
	}
}

func TestPadTakesThePrimaryButtonOnly(t *testing.T) {
	h := newPad(t)
	h.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(100, 100)}, Button: desktop.MouseButtonSecondary})
	if len(h.Strokes()) != 0 || h.changes != 0 {
		t.Error("the other button wrote")
	}
}

// TestStrokesOfBefore: what was handed out is not changed by what is written after.
func TestStrokesOfBefore(t *testing.T) {
	h := newPad(t)
	h.down(60, 100)
	h.up()
	before := h.Strokes()
	h.down(90, 100)
	h.drag(120, 120)
	h.up()
	if len(before) != 1 || len(before[0]) != 1 {
		t.Errorf("what was handed out has become %v", before)
	}
}
