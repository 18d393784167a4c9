package transfer

import (
	"context"
	"image/png"
	"log/slog"
	"os"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"carddesk/app/desk"
	"carddesk/app/port"
	"carddesk/ui/kit"
	"carddesk/ui/screen"
)

func TestZZLook(t *testing.T) {
	app := test.NewTempApp(t)
	app.Settings().SetTheme(kit.NewTheme())
	w := app.NewWindow("x")
	w.Resize(fyne.NewSize(1150, 700))
	f := &fake{status: port.SyncStatus{State: port.SyncOnline}}
	router := kit.NewRouter(w.Canvas())
	env := screen.Env{Context: context.Background(), Desk: &desk.Desk{Params: desk.Params{Sync: f, Clock: clock{}}}, Events: kit.NoEvents{}, Log: slog.New(slog.DiscardHandler), Router: router, Runner: kit.InlineRunner{}}
	s := New(env)
	router.Push(s.Scope())
	w.SetContent(router.Wrap(s.Content()))
	p, ff, _ := newPresenter(t)
	ff.parcels = []desk.Parcel{delivery("d1", port.DeliveryDecided, ""), delivery("d2", port.DeliverySetAside, "packet-conflict")}
	p.view = s
	p.Load()
	shoot(t, w, "/tmp/scale-transfer.png")
	p.Centre(0)
	shoot(t, w, "/tmp/scale-transfer2.png")
}

func shoot(t *testing.T, w fyne.Window, path string) {
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	_ = png.Encode(f, w.Canvas().Capture())
	_ = f.Close()
}
