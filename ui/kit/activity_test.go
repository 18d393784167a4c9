package kit

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
)

func TestActivityOfKeysAndMouse(t *testing.T) {
	test.NewTempApp(t)
	field := NewTextField("Họ tên")
	button := NewButton("Lưu", Main, func() {})
	h := test.NewTempWindow(t, field)
	router := NewRouter(h.Canvas())
	scope := NewScope("screen").Fields(field, button)
	router.Push(scope)
	felt := 0
	router.OnActivity(func() { felt++ })
	ground, ok := router.Feel(field).(*fyne.Container).Objects[0].(desktop.Hoverable)
	if !ok {
		t.Fatal("the ground does not feel the mouse")
	}
	for name, act := range map[string]func(){
		"letter in a field":        func() { field.Target().TypedRune('a') },
		"key in a field":           func() { field.Target().TypedKey(&fyne.KeyEvent{Name: fyne.KeyLeft}) },
		"key beside all fields":    func() { h.Canvas().OnTypedKey()(&fyne.KeyEvent{Name: fyne.KeyF5}) },
		"chord":                    func() { router.HandleChord(mustChord("Ctrl+N")) },
		"mouse over ground":        func() { ground.MouseMoved(&desktop.MouseEvent{}) },
		"mouse over a button":      func() { button.MouseIn(&desktop.MouseEvent{}) },
		"letter beside all fields": func() { h.Canvas().OnTypedRune()('x') },
	} {
		before := felt
		if act(); felt == before {
			t.Errorf("%s: not felt", name)
		}
	}
}

func TestCloseDialogs(t *testing.T) {
	test.NewTempApp(t)
	w := test.NewTempWindow(t, NewText(""))
	router := NewRouter(w.Canvas())
	router.Push(NewScope("screen"))
	answers := 0
	for range 2 {
		Confirm(router, Question{Title: "Hủy?", Text: "Hủy hồ sơ này?"}, func(yes bool) {
			if yes {
				t.Error("a closed question was answered with yes")
			}
			answers++
		})
	}
	router.CloseDialogs()
	if top := w.Canvas().Overlays().Top(); top != nil || answers != 2 || router.Top().Name() != "screen" {
		t.Errorf("left over: %v, %d answers, scope %q", top, answers, router.Top().Name())
	}
}
