package handover

import (
	"context"
	"testing"
	"time"

	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"carddesk/app/desk"
	"carddesk/app/port"
	"carddesk/ui/kit"
	"carddesk/ui/screen"
)

// The key opens the panel for the record that is there, and only then; the screen
// comes back with the field of the next citizen.
func TestRecordInThePlaceOfTheScreen(t *testing.T) {
	test.NewTempApp(t)
	win := test.NewTempWindow(t, container.NewVBox())
	router := kit.NewRouter(win.Canvas())
	d := &desk.Desk{}
	d.Clock = port.ClockFunc(func() time.Time { return time.Date(2026, 11, 25, 1, 0, 0, 0, time.UTC) })
	s := New(screen.Env{Desk: d, Router: router, Context: t.Context(), Runner: held{}, Events: kit.NoEvents{}})
	s.presenter.desk = &fakeDesk{}
	win.SetContent(router.Wrap(s.Content()))
	router.Push(s.Scope())
	press := func(text string) {
		t.Helper()
		c, err := kit.ParseChord(text)
		if err != nil {
			t.Fatal(err)
		}
		if !router.HandleChord(c) {
			t.Errorf("%s does nothing", text)
		}
	}
	press("Ctrl+Shift+P")
	if s.place.Away() {
		t.Error("a panel without a record")
	}
	s.last = "d1"
	s.ShowPaper("Biên bản trả thẻ", refused)
	if !s.place.Away() {
		t.Error("the record is not shown")
	}
	press("Esc")
	if s.place.Away() || win.Canvas().Focused() != s.what.Target() || s.last != "d1" {
		t.Error("Esc does not go back to the screen as it was")
	}
	s.ShowPaper("Biên bản trả thẻ", refused)
	s.Hide()
	if s.place.Close() {
		t.Error("a screen that is left keeps its paper")
	}
}

// refused is a paper that cannot be made.
func refused(context.Context) (desk.ReportPaper, error) { return desk.ReportPaper{}, desk.ErrNoProof }

// held drops what is to be done on the UI goroutine: none of it matters here.
type held struct{}

func (held) Do(func()) {}
