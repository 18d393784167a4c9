package kit

import (
	"testing"

	"fyne.io/fyne/v2"
)

// A letter that opens a list and is held a little long repeats. The repeats are no
// search; the same letter pressed again is.
func TestRepeatsOfTheLetterThatOpenedAListAreNoText(t *testing.T) {
	d := newDesk(t)
	picked := ""
	d.scope.OnLetter('m', "Không thu được", func() {
		Choose(d.router, "Phần nào?", sampleProvinces(), func(c Choice) { picked = c.Code })
	})
	d.typed("m")
	list, ok := d.win.Canvas().Focused().(*edit)
	if !ok {
		t.Fatal("the list has no focus")
	}
	for range 4 {
		list.TypedRune('m') // as the driver repeats: without another press
	}
	if list.Text != "" {
		t.Errorf("repeats were typed: %q", list.Text)
	}
	list.KeyUp(&fyne.KeyEvent{Name: fyne.KeyM})
	list.KeyDown(&fyne.KeyEvent{Name: fyne.KeyM})
	list.TypedRune('m')
	if list.Text != "m" {
		t.Errorf("a letter pressed anew gave %q", list.Text)
	}
	d.press("Backspace", "Enter")
	if picked != sampleProvinces()[0].Code {
		t.Errorf("picked %q", picked)
	}
}
