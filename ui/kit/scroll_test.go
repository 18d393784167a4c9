package kit

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

func TestFormOfThirtyFieldsFollowsTheFocus(t *testing.T) {
	d := newDesk(t)
	var fields []Focusable
	box := Column()
	for range 30 {
		f := NewTextField("Ô nhập")
		fields = append(fields, f)
		box.Add(f)
	}
	scroll := NewFormScroll(d.scope, box)
	d.win.SetContent(d.router.Wrap(container.NewStack(scroll)))
	d.win.Resize(fyne.NewSize(800, 400))
	d.scope.Fields(fields...)
	d.scope.Chain().First()
	seen := func(i int) bool {
		driver := fyne.CurrentApp().Driver()
		y := driver.AbsolutePositionForObject(fields[i]).Y
		return y >= 0 && y+fields[i].Size().Height <= 400
	}
	for i := range fields {
		if !d.focused(fields[i]) || !seen(i) {
			t.Fatalf("field %d: focused %v, in view %v", i, d.focused(fields[i]), seen(i))
		}
		d.press("Enter")
	}
	for range fields {
		d.press("Shift+Enter")
	}
	if !d.focused(fields[0]) || !seen(0) {
		t.Error("the way back does not end at the first field")
	}
}

func TestWrapText(t *testing.T) {
	newDesk(t)
	long := "Không kết nối được máy thu vân tay. Hồ sơ đã lưu lúc 08:41."
	lines := wrapText(long, 14, 150)
	if len(lines) < 3 {
		t.Errorf("%d lines", len(lines))
	}
	joined := ""
	for i, l := range lines {
		if !fits(l, 14, 150) {
			t.Errorf("line %q is too wide", l)
		}
		if i > 0 {
			joined += " "
		}
		joined += l
	}
	if joined != long {
		t.Errorf("words were lost: %q", joined)
	}
	if got := wrapText("a\n\nb", 14, 0); len(got) != 3 {
		t.Errorf("line breaks: %q", got)
	}
}
