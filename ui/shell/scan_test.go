package shell

import (
	"testing"

	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"carddesk/ui/kit"
	"carddesk/ui/screen"
)

// scanTaker is a screen that takes whatever it is given.
type scanTaker struct {
	screen.Screen
	taken []string
}

func (s *scanTaker) Scanned(text string) bool {
	s.taken = append(s.taken, text)
	return true
}

func TestOnlyCodesAreScans(t *testing.T) {
	test.NewTempApp(t)
	window := test.NewTempWindow(t, container.NewWithoutLayout())
	router := kit.NewRouter(window.Canvas())
	taker := &scanTaker{}
	f := &Frame{
		env: screen.Env{Router: router}, in: true, open: screen.DoorHandover,
		screens: map[screen.Door]screen.Screen{screen.DoorHandover: taker},
	}
	for text, want := range map[string]bool{
		"001090000002|012345678|Đỗ Đức Mậu|01071990|Nam|Thôn Một, Xã Hai, Hà Nội|31122021": true,
		"001090000002":      true,
		"doi chieu ban goc": false, // a hand on a machine that stood still
		"0912345678":        false,
		"":                  false,
	} {
		if got := f.scanned(text); got != want {
			t.Errorf("scanned(%q) = %v, want %v", text, got, want)
		}
	}
	dialog := kit.NewScope("dialog")
	router.PushModal(dialog)
	if f.scanned("001090000002") {
		t.Error("a scan into a dialog went to the screen below")
	}
	router.Pop(dialog)
	if !f.scanned("001090000002") {
		t.Error("after the dialog the screen gets no scans")
	}
	if len(taker.taken) != 3 {
		t.Errorf("the screen was given %q", taker.taken)
	}
}
