package citizen

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"carddesk/ui/kit"
)

// seen is all text that a window shows.
func seen(window fyne.Window) string {
	var all []string
	for _, o := range test.LaidOutObjects(window.Content()) {
		if text, ok := o.(*canvas.Text); ok {
			all = append(all, text.Text)
		}
	}
	return strings.Join(all, "\n")
}

func TestNothingOfTheCitizenStays(t *testing.T) {
	app := test.NewTempApp(t)
	clerk := app.NewWindow("clerk")
	clerk.Show()
	s := New(app)
	name := kit.Fact{Key: "Họ và tên", Value: "ĐỖ ĐỨC MẬU"}
	s.Show(name) // while it is closed
	if s.Step() != Windowed {
		t.Fatal("it did not open")
	}
	if !strings.Contains(seen(s.window), name.Value) {
		t.Fatalf("the citizen reads %q", seen(s.window))
	}
	s.Clear()
	if text := seen(s.window); strings.Contains(text, "MẬU") || text == "" {
		t.Errorf("cleared, and it shows %q", text)
	}
	s.Show(name)
	if s.Step() != FullScreen || !strings.Contains(seen(s.window), name.Value) {
		t.Error("filling the screen lost the values")
	}
	window := s.window
	if s.Step() != Closed || s.window != nil {
		t.Fatal("it did not close")
	}
	if strings.Contains(seen(window), "MẬU") {
		t.Error("the closed window still holds the name")
	}
	s.Step()
	if strings.Contains(seen(s.window), "MẬU") {
		t.Error("opened again it shows who was there before")
	}
	s.Close()
	s.Close() // twice is once
}
