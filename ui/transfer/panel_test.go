package transfer

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

// The panel stands in the place of the list, and the list comes back with the keys.
func TestPanelStandsInThePlaceOfTheList(t *testing.T) {
	test.NewTempApp(t)
	win := test.NewTempWindow(t, container.NewVBox())
	router := kit.NewRouter(win.Canvas())
	d := &desk.Desk{}
	d.Clock = port.ClockFunc(func() time.Time { return now })
	env := screen.Env{
		Desk: d, Router: router, Context: t.Context(),
		Runner: held{}, Events: kit.NoEvents{},
	}
	s := New(env)
	win.SetContent(router.Wrap(s.Content()))
	router.Push(s.Scope())
	s.ShowPaper("Xác nhận đã nhận", func(context.Context) (desk.ReportPaper, error) { return desk.ReportPaper{}, desk.ErrNoProof })
	if !s.place.Away() {
		t.Error("the paper is not shown")
	}
	if !router.HandleChord(chord(t, "Esc")) || s.place.Away() || win.Canvas().Focused() != s.table {
		t.Error("Esc does not go back to the list")
	}
	s.ShowPaper("Xác nhận đã nhận", func(context.Context) (desk.ReportPaper, error) { return desk.ReportPaper{}, desk.ErrNoProof })
	s.Hide()
	if s.place.Close() {
		t.Error("a screen that is left keeps its paper")
	}
}

// held drops what is to be done on the UI goroutine: none of it matters here.
type held struct{}

func (held) Do(func()) {}

func chord(t *testing.T, text string) kit.Chord {
	t.Helper()
	c, err := kit.ParseChord(text)
	if err != nil {
		t.Fatal(err)
	}
	return c
}
