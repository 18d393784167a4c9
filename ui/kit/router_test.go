package kit

import (
	"testing"

	"fyne.io/fyne/v2"
)

func TestParseChord(t *testing.T) {
	for text, want := range map[string]Chord{
		"F10":         {Key: fyne.KeyF10},
		"Enter":       {Key: fyne.KeyReturn},
		"Ctrl+Enter":  {Key: fyne.KeyReturn, Mods: fyne.KeyModifierControl},
		"Shift+Enter": {Key: fyne.KeyReturn, Mods: fyne.KeyModifierShift},
		"Alt+1":       {Key: fyne.Key1, Mods: fyne.KeyModifierAlt},
		"Ctrl+k":      {Key: fyne.KeyK, Mods: fyne.KeyModifierControl},
		"Esc":         {Key: fyne.KeyEscape},
		"Ctrl+Alt+S":  {Key: fyne.KeyS, Mods: fyne.KeyModifierControl | fyne.KeyModifierAlt},
	} {
		got, err := ParseChord(text)
		if err != nil || got != want {
			t.Errorf("%q: %v, %v", text, got, err)
		}
		if again, err := ParseChord(got.String()); err != nil || again != want {
			t.Errorf("%q is shown as %q and read as %v, %v", text, got.String(), again, err)
		}
	}
	for _, text := range []string{"", "Ctrl+", "Hyper+A"} {
		if _, err := ParseChord(text); err == nil {
			t.Errorf("%q is taken for a key", text)
		}
	}
}

func TestVerbsWorkFromInsideEveryField(t *testing.T) {
	fields := map[string]func() Field{
		"text":     func() Field { return NewTextField("a") },
		"name":     func() Field { return NewNameField("a") },
		"number":   func() Field { return NewPersonalNumberField("a") },
		"phone":    func() Field { return NewPhoneField("a") },
		"date":     func() Field { return NewDateField("a") },
		"choice":   func() Field { return NewChoiceField("a", sampleProvinces()) },
		"several":  func() Field { return NewMultiLine("a", 3) },
		"password": func() Field { return NewPasswordField("a") },
		"tick":     func() Field { return NewCheckField("a", "b") },
		"radio":    func() Field { return NewRadioRow("a", sampleProvinces()[:2]) },
	}
	chords := []string{"F2", "F10", "F12", "Ctrl+Enter", "Ctrl+K", "Alt+1", "Ctrl+S", "Esc", "Alt+Z", "Shift+F4", "PgDn"}
	for name, make := range fields {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			ran := map[string]int{}
			for _, c := range chords {
				d.scope.On(c, c, func() { ran[c]++ })
			}
			d.fields(make(), NewTextField("next"))
			if name == "choice" || name == "several" {
				delete(d.scope.verbs, mustChord("PgDn")) // these use it themselves
				ran["PgDn"] = 1
			}
			d.press(chords...)
			for _, c := range chords {
				if ran[c] != 1 {
					t.Errorf("%s ran %d times", c, ran[c])
				}
			}
		})
	}
}

func TestVerbsWorkWithNothingFocused(t *testing.T) {
	d := newDesk(t)
	ran := map[string]int{}
	for _, c := range []string{"F2", "Ctrl+K", "Alt+1", "Esc", "Space", "Ctrl+Z"} {
		d.scope.On(c, c, func() { ran[c]++ })
	}
	d.scope.OnLetter('R', "Thu lại", func() { ran["r"]++ })
	d.press("F2", "Ctrl+K", "Alt+1", "Esc", "Space", "Ctrl+Z")
	d.typed("r")
	for _, c := range []string{"F2", "Ctrl+K", "Alt+1", "Esc", "Space", "Ctrl+Z", "r"} {
		if ran[c] != 1 {
			t.Errorf("%s ran %d times", c, ran[c])
		}
	}
}

func TestLettersInAFieldAreText(t *testing.T) {
	d := newDesk(t)
	ran := 0
	d.scope.OnLetter('r', "Thu lại", func() { ran++ })
	d.scope.On("Space", "Chụp", func() { ran++ })
	field := NewTextField("a")
	d.fields(field)
	d.typed("r r")
	if ran != 0 || field.Value() != "r r" {
		t.Errorf("%d verbs ran, the field holds %q", ran, field.Value())
	}
}

func TestScopesStack(t *testing.T) {
	d := newDesk(t)
	var ran []string
	note := func(s string) func() { return func() { ran = append(ran, s) } }
	d.scope.On("F2", "khung", note("frame F2"))
	d.scope.On("F3", "khung", note("frame F3"))
	screen := NewScope("screen")
	screen.On("F3", "màn hình", note("screen F3"))
	d.router.Push(screen)
	d.press("F2", "F3")
	modal := NewScope("dialog")
	modal.On("Esc", "", note("dialog Esc"))
	d.router.PushModal(modal)
	d.press("F2", "F3", "Esc")
	d.router.Pop(modal)
	other := NewScope("other")
	d.router.Replace(screen, other)
	d.press("F3")
	want := []string{"frame F2", "screen F3", "dialog Esc", "frame F3"}
	if len(ran) != len(want) {
		t.Fatalf("ran %v, want %v", ran, want)
	}
	for i := range want {
		if ran[i] != want[i] {
			t.Errorf("ran %v, want %v", ran, want)
		}
	}
}

func TestDisabledVerbFallsThrough(t *testing.T) {
	d := newDesk(t)
	ran := ""
	d.scope.On("F10", "dưới", func() { ran += "lower " })
	screen := NewScope("screen")
	button := screen.Button("F10", "trên", Main, func() { ran += "upper " })
	d.router.Push(screen)
	d.press("F10")
	button.SetDisabled(true)
	d.press("F10")
	if ran != "upper lower " {
		t.Errorf("ran %q", ran)
	}
}

func TestVerbsListsWhatCanBeReached(t *testing.T) {
	d := newDesk(t)
	d.scope.On("F1", "Trợ giúp", func() {})
	d.scope.On("F3", "Trả thẻ", func() {})
	d.scope.On("Esc", "", func() {})
	screen := NewScope("screen")
	screen.On("F3", "Thu lại", func() {})
	screen.OnLetter('m', "Không thu được", func() {})
	d.router.Push(screen)
	got := ""
	for _, v := range d.router.Verbs() {
		got += v.Keys() + "=" + v.Label + " "
	}
	if want := "F3=Thu lại M=Không thu được F1=Trợ giúp "; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestEnterWalksInOrderOfThePaper(t *testing.T) {
	d := newDesk(t)
	a, b, c := NewTextField("a"), NewDateField("b"), NewRadioRow("c", sampleProvinces()[:2])
	off, hidden, last := NewTextField("off"), NewTextField("hidden"), NewMultiLine("last", 2)
	off.SetDisabled(true)
	hidden.Hide()
	ended := 0
	d.fields(a, off, b, hidden, c, last)
	d.scope.Chain().OnEnd = func() { ended++ }
	moved := 0
	d.scope.Chain().OnMoved = func(Focusable) { moved++ }
	for _, f := range []Field{b, c, last} {
		d.press("Enter")
		d.wantFocus(f)
	}
	d.press("Enter")
	d.wantFocus(last)
	if ended != 1 {
		t.Errorf("the end was reached %d times", ended)
	}
	for _, f := range []Field{c, b, a, a} {
		d.press("Shift+Enter")
		d.wantFocus(f)
	}
	if moved != 6 {
		t.Errorf("%d moves, want 6", moved)
	}
	d.press("Shift+Tab")
	d.wantFocus(last)
	d.press("Tab")
	d.wantFocus(a)
}

func TestOnceIgnoresASecondPress(t *testing.T) {
	var once Once
	var finish func()
	starts := 0
	begin := func(release func()) { starts++; finish = release }
	if !once.Start(begin) || once.Start(begin) || starts != 1 || !once.Busy() {
		t.Fatalf("%d starts while the first ran", starts)
	}
	finish()
	finish()
	if !once.Start(begin) || starts != 2 {
		t.Fatalf("%d starts after the first ended", starts)
	}
}
