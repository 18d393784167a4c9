package kit

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

func TestSeenMovesNoMoreThanNeeded(t *testing.T) {
	for _, c := range []struct {
		name                              string
		offset, at, length, view, content float32
		want                              float32
	}{
		{"all fits", 0, 50, 20, 500, 300, 0},
		{"already seen", 100, 150, 20, 200, 900, 100},
		{"behind the end", 0, 400, 50, 300, 900, 158},
		{"before the beginning", 300, 100, 50, 300, 900, 92},
		{"wider than the view: its beginning", 0, 400, 500, 300, 1200, 392},
		{"the last", 0, 880, 20, 300, 900, 600},
	} {
		if got := seen(c.offset, c.at, c.length, c.view, c.content); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestFocusIsBroughtIntoViewSideways(t *testing.T) {
	d := newDesk(t)
	first, far := NewTextField("first"), NewTextField("far")
	space := container.NewGridWrap(fyne.NewSize(2000, 20), container.NewVBox())
	scroll := d.router.NewFollowScroll(container.NewHBox(first, space, far))
	d.win.SetContent(d.router.Wrap(scroll))
	d.win.Resize(fyne.NewSize(800, 400))
	d.scope.Fields(first, far)
	d.scope.Chain().First()
	if scroll.Offset.X != 0 {
		t.Errorf("offset %v at the first field", scroll.Offset)
	}
	d.press("Enter")
	d.wantFocus(far)
	if scroll.Offset.X < 1000 {
		t.Errorf("offset %v: the field is not seen", scroll.Offset)
	}
	d.press("Shift+Enter")
	if scroll.Offset.X > 8 {
		t.Errorf("offset %v after going back", scroll.Offset)
	}
	for range 20 {
		d.router.Scroll(1, 0)
	}
	if end := scroll.Content.Size().Width - scroll.Size().Width; scroll.Offset.X != end || scroll.Offset.Y != 0 {
		t.Errorf("offset %v at the right end, want %v", scroll.Offset, end)
	}
	d.wantFocus(first)
	d.router.ScrollHome()
	if !scroll.Offset.IsZero() {
		t.Errorf("offset %v back at the beginning", scroll.Offset)
	}
}

func TestStatusBarBreaksWhereTheWindowEnds(t *testing.T) {
	newDesk(t)
	var left, right []fyne.CanvasObject
	for range 6 {
		left = append(left, NewStatusPart(LevelOK, "Kết nối trung ương", nil))
		right = append(right, NewStatusPart(LevelNone, "08:41", nil))
	}
	bar := NewStatusBar(left, right)
	bar.Resize(fyne.NewSize(2000, 30))
	one := bar.MinSize()
	bar.Resize(fyne.NewSize(600, 30))
	two := bar.MinSize()
	if one.Width > 600 || two.Height < one.Height*1.8 {
		t.Errorf("wide %v, narrow %v", one, two)
	}
	bar.Resize(fyne.NewSize(600, two.Height))
	for _, o := range append(left, right...) {
		if end := o.Position().X + o.Size().Width; end > 600 {
			t.Errorf("a part ends at %v", end)
		}
	}
}
