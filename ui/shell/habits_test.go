package shell

import (
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"

	"carddesk/app/dossier"
	"carddesk/ui/kit"
	"carddesk/ui/kit/compose"
	"carddesk/ui/screen"
)

func TestHabitsSurviveARestart(t *testing.T) {
	folder := t.TempDir()
	keeper, err := NewHabitKeeper(folder)
	if err != nil {
		t.Fatal(err)
	}
	if got := keeper.Of("an"); got.Dark || got.Scale != 100 || got.Typing != nil {
		t.Errorf("somebody new is given %+v", got)
	}
	vni := compose.VNI
	keeper.Set("an", Habits{Dark: true, Scale: 150, Typing: &vni, Tones: compose.New})
	keeper.Set("binh", Habits{Scale: 900})
	if err := keeper.Save(); err != nil {
		t.Fatal(err)
	}
	again, err := NewHabitKeeper(folder)
	if err != nil {
		t.Fatal(err)
	}
	if got := again.Of("an"); !got.Dark || got.Scale != 150 || got.Typing == nil || *got.Typing != compose.VNI || got.Tones != compose.New {
		t.Errorf("kept %+v", got)
	}
	if got := again.Of("binh"); got.Dark || got.Scale != 200 || got.Typing != nil {
		t.Errorf("the other user has %+v", got)
	}
}

func TestSpoiltHabitsKeepNobodyFromWork(t *testing.T) {
	for name, text := range map[string]string{
		"empty": "", "no JSON": "dark", "odd values": `{"format":1,"users":{"an":{"scale":-3,"typing":77,"tones":9,"tables":{"users":{"id":-1e9}}}}}`,
		"too long": string(make([]byte, maxHabits+1)),
	} {
		folder := t.TempDir()
		if err := os.WriteFile(filepath.Join(folder, habitsFile), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		keeper, err := NewHabitKeeper(folder)
		if (err == nil) != (name == "odd values") {
			t.Errorf("%s: error %v", name, err)
		}
		if got := keeper.Of("an"); got.Scale != 100 || got.Typing != nil || got.Tones != compose.Old || got.Tables != nil {
			t.Errorf("%s: %+v", name, got)
		}
		if err := keeper.Save(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// lookDesk is a frame with nothing but its keys and status bar, at which a user
// stands.
func lookDesk(t *testing.T, keeper *HabitKeeper, user string) *Frame {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(kit.NewTheme(false, 100))
	win := test.NewTempWindow(t, container.NewVBox())
	router := kit.NewRouter(win.Canvas())
	win.SetContent(router.Wrap(container.NewVBox()))
	owner := kit.NewOwner(t.Context(), kit.FyneRunner{})
	f := &Frame{
		env:   screen.Env{Router: router, Events: kit.NoEvents{}, Log: slog.New(slog.DiscardHandler)},
		owner: owner, base: kit.NewScope("frame"), in: true, user: dossier.User{ID: user},
		options: Options{Typing: &kit.Typing{Method: compose.Telex}, Habits: keeper},
	}
	router.SetTyping(f.options.Typing)
	router.Push(f.base)
	f.status = newStatusBar(owner, func(screen.Door, dossier.ID) {}, f.options.Typing, f.askLook)
	f.beginLook()
	return f
}

func TestTheDeskLooksAsItsUserLikes(t *testing.T) {
	folder := t.TempDir()
	keeper, err := NewHabitKeeper(folder)
	if err != nil {
		t.Fatal(err)
	}
	f := lookDesk(t, keeper, "an")
	f.useHabits(f.habits())
	vni := compose.VNI
	f.choose(Habits{Dark: true, Scale: 200, Typing: &vni})
	shown := func() *kit.Theme { return fyne.CurrentApp().Settings().Theme().(*kit.Theme) }
	if now := shown(); !now.Dark || now.Scale != 200 {
		t.Errorf("the desk shows %+v", *now)
	}
	if f.options.Typing.Method != compose.VNI {
		t.Error("the way of typing is not in use")
	}
	f.user = dossier.User{ID: "binh"} // the next user of the same desk
	f.useHabits(f.habits())
	if now := shown(); now.Dark || now.Scale != 100 {
		t.Errorf("the next user is shown %+v", *now)
	}
	f.user = dossier.User{ID: "an"}
	f.useHabits(f.habits())
	if now := shown(); !now.Dark || now.Scale != 200 {
		t.Errorf("the first user comes back to %+v", *now)
	}
}

func TestTypingSwitchedByKeyIsKeptForTheUser(t *testing.T) {
	keeper, err := NewHabitKeeper(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	f := lookDesk(t, keeper, "an")
	f.options.Typing.Next()
	if got := keeper.Of("an").Typing; got == nil || *got != f.options.Typing.Method {
		t.Errorf("kept %v", got)
	}
	if keeper.Of("binh").Typing != nil {
		t.Error("it is kept for another user too")
	}
}

func TestLookIsChosenByKeyboard(t *testing.T) {
	keeper, err := NewHabitKeeper(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	f := lookDesk(t, keeper, "an")
	chord, err := kit.ParseChord(lookKey)
	if err != nil {
		t.Fatal(err)
	}
	f.env.Router.HandleChord(chord)
	if !f.env.Router.Modal() {
		t.Fatalf("%s opens nothing", lookKey)
	}
	canvas := f.env.Router.Canvas()
	press := func(key fyne.KeyName) { canvas.Focused().TypedKey(&fyne.KeyEvent{Name: key}) }
	press(fyne.KeyRight) // dark
	press(fyne.KeyReturn)
	press(fyne.KeyRight) // 125 %
	for range 3 {        // size, way of typing and tones; the last one ends the choice
		press(fyne.KeyReturn)
	}
	if got := keeper.Of("an"); !got.Dark || got.Scale != 125 {
		t.Errorf("chosen %+v", got)
	}
	if f.env.Router.Modal() {
		t.Error("the choice stays open")
	}
}

// TestColumnWidthsSurviveARestart drags the border of a column, opens the desk
// anew with the same folder and looks at the table of the same user and another's.
func TestColumnWidthsSurviveARestart(t *testing.T) {
	folder := t.TempDir()
	opened := func(user string) (*Frame, *kit.Table) {
		keeper, err := NewHabitKeeper(folder)
		if err != nil {
			t.Fatal(err)
		}
		f := lookDesk(t, keeper, user)
		f.owner = kit.NewInlineOwner(t.Context()) // what is kept is on the disk at once
		f.env.Widths = tableWidths{f}
		table := kit.NewTable([]kit.TableColumn{{Key: "id", Chars: 12}, {Key: "name", Chars: 20, Stretch: true}}, kit.NewListRows(nil), "")
		f.env.Keep("users", table)
		table.Resize(fyne.NewSize(800, 300))
		test.WidgetRenderer(table).Layout(table.Size())
		return f, table
	}
	f, table := opened("an")
	if len(table.Widths()) != 0 {
		t.Fatalf("a new table has the widths %v", table.Widths())
	}
	digit := fyne.MeasureText("0", theme.TextSize(), fyne.TextStyle{}).Width
	border := 12*digit + 16 // the width of a column of twelve digits, with its margins
	table.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(border+50, 10)}, Dragged: fyne.NewDelta(50, 0)})
	table.DragEnd()
	wide := table.Widths()["id"]
	if want := (border + 50) / digit; wide < want-0.1 || wide > want+0.1 {
		t.Fatalf("dragged to %v digits, want %v", wide, want)
	}
	f.choose(Habits{Scale: 150, Tables: f.habits().Tables})
	f.askLook() // choosing a look by hand keeps them
	for range 4 {
		f.env.Router.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	}

	if _, again := opened("an"); again.Widths()["id"] != wide {
		t.Errorf("after a restart the column has %v digits, want %v", again.Widths()["id"], wide)
	}
	if _, other := opened("binh"); len(other.Widths()) != 0 {
		t.Errorf("another user has the widths %v", other.Widths())
	}
}
