package kit

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"golang.org/x/text/unicode/norm"

	"carddesk/app/person"
	"carddesk/ui/kit/compose"
)

func TestNameFieldWritesCapitalsInVietnamese(t *testing.T) {
	d := telexDesk(t)
	name := NewNameField("Họ tên")
	var last string
	name.OnChanged = func(v string) { last = v }
	d.fields(name, NewTextField("next"))
	d.typed("nguyeenx  thij 3huowngf")
	d.press("Enter")
	if got := name.Value(); got != "NGUYỄN THỊ HƯỜNG" || last != got {
		t.Errorf("value %q, last change %q", got, last)
	}
}

func TestNameFieldTakesVNIDigits(t *testing.T) {
	d := telexDesk(t)
	d.router.Typing().Set(compose.VNI)
	name := NewNameField("Họ tên")
	d.fields(name)
	d.typed("d9o64 d9u71c ma65u9")
	if got := name.Value(); got != "ĐỖ ĐỨC MẬU" {
		t.Errorf("value %q", got)
	}
}

func TestComposerInTheMiddleOfAWord(t *testing.T) {
	d := telexDesk(t)
	f := NewTextField("a")
	d.fields(f)
	d.typed("hoan laf")
	d.press("Home", "Right", "Right", "Right", "Right")
	d.typed("f")
	if f.Value() != "hoàn là" {
		t.Errorf("value %q", f.Value())
	}
	d.press("End", "Backspace", "Backspace")
	d.typed("owj")
	if f.Value() != "hoàn ợ" {
		t.Errorf("value %q", f.Value())
	}
}

func TestShiftInsideAWordDoesNotEndIt(t *testing.T) {
	d := telexDesk(t)
	f := NewTextField("a")
	d.fields(f)
	for _, r := range "TUYEENF" {
		f.edit.TypedKey(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
		d.typed(string(r))
	}
	if f.Value() != "TUYỀN" {
		t.Errorf("value %q", f.Value())
	}
}

func TestForeignWordIsGivenBackAtItsEnd(t *testing.T) {
	d := telexDesk(t)
	f := NewTextField("a")
	d.fields(f, NewTextField("b"))
	d.typed("Windows")
	d.press("Enter")
	if f.Value() != "Windows" {
		t.Errorf("value %q", f.Value())
	}
}

func TestTypingIsSwitchedByKey(t *testing.T) {
	d := telexDesk(t)
	f := NewTextField("a")
	d.fields(f)
	var words []string
	d.router.Typing().OnChange = func(t *Typing) { words = append(words, t.Word()) }
	d.press(TypingKey, TypingKey)
	d.typed("ass a1")
	if got := strings.Join(words, " "); got != "VNI KHÔNG DẤU" || f.Value() != "ass a1" {
		t.Errorf("words %q, value %q", got, f.Value())
	}
}

func TestStepsAsideForASystemInputMethod(t *testing.T) {
	d := telexDesk(t)
	f := NewTextField("a")
	d.fields(f)
	d.typed("a")
	// UniKey answers a second a by a backspace and a finished letter.
	f.edit.TypedKey(&fyne.KeyEvent{Name: fyne.KeyBackspace})
	f.edit.TypedRune('â')
	if !d.router.Typing().Aside() || f.Value() != "â" {
		t.Fatalf("aside %v, value %q", d.router.Typing().Aside(), f.Value())
	}
	d.typed("s")
	if f.Value() != "âs" {
		t.Errorf("the composer went on: %q", f.Value())
	}
	d.press(TypingKey)
	if d.router.Typing().Aside() || d.router.Typing().Method != compose.Telex {
		t.Error("the key does not take the method up again")
	}
}

func TestPaletteOfMinorityLetters(t *testing.T) {
	d := telexDesk(t)
	f := NewNameField("Họ tên")
	d.fields(f)
	d.typed("y bl nie")
	d.press("Left", "Left", "Left", "Left", PaletteKey)
	d.typed("o")
	d.press("Enter")
	d.wantFocus(f)
	if f.Value() != "Y BLŎ NIE" {
		t.Errorf("value %q", f.Value())
	}
	number := NewPersonalNumberField("Số")
	d.fields(number)
	d.press(PaletteKey)
	if len(d.win.Canvas().Overlays().List()) != 0 {
		t.Error("the palette opens over a field of digits")
	}
}

func TestTextLeavesTheFieldInNFC(t *testing.T) {
	d := newDesk(t)
	f := NewTextField("a")
	var last string
	f.OnChanged = func(v string) { last = v }
	d.fields(f)
	decomposed := norm.NFD.String("Nguyễn Đức")
	fyne.CurrentApp().Clipboard().SetContent(decomposed)
	d.press("Ctrl+V")
	if f.Value() != "Nguyễn Đức" || last != f.Value() {
		t.Errorf("pasted %q, told %q", f.Value(), last)
	}
	d.press("Backspace")
	if f.Value() != "Nguyễn Đứ" {
		t.Errorf("one backspace leaves %q", f.Value())
	}
	f.SetValue(decomposed)
	if f.Value() != "Nguyễn Đức" {
		t.Errorf("set %q", f.Value())
	}
	d.typed("e\u0302")
	if f.Value() != "Nguyễn Đứcê" {
		t.Errorf("typed combining mark gives %q", f.Value())
	}
}

func TestMultiLineEntersOnAltEnter(t *testing.T) {
	d := newDesk(t)
	f, next := NewMultiLine("a", 3), NewTextField("b")
	d.fields(f, next)
	d.typed("một")
	d.press("Alt+Enter")
	d.typed("hai")
	d.press("Enter")
	if f.Value() != "một\nhai" || !d.focused(next) {
		t.Errorf("value %q, moved on %v", f.Value(), d.focused(next))
	}
}

func TestDigitFieldsGroup(t *testing.T) {
	for _, c := range []struct {
		make              func() *DigitField
		keys, shown, want string
	}{
		{func() *DigitField { return NewPersonalNumberField("a") }, "001090000002", "001 090 000 002", "001090000002"},
		{func() *DigitField { return NewPersonalNumberField("a") }, "0010900000029", "001 090 000 002", "001090000002"},
		{func() *DigitField { return NewPersonalNumberField("a") }, "0010", "001 0", "0010"},
		{func() *DigitField { return NewPersonalNumberField("a") }, "00x1 0", "001 0", "0010"},
		{func() *DigitField { return NewOldNumberField("a") }, "012345678", "012 345 678", "012345678"},
		{func() *DigitField { return NewPhoneField("a") }, "0912345678", "0912 345 678", "0912345678"},
		{func() *DigitField { return NewPhoneField("a") }, "+84912345678", "0912 345 678", "0912345678"},
		{func() *DigitField { return NewMoneyField("a") }, "50000", "50.000", "50000"},
		{func() *DigitField { return NewMoneyField("a") }, "0050000", "50.000", "50000"},
		{func() *DigitField { return NewMoneyField("a") }, "1234567", "1.234.567", "1234567"},
		{func() *DigitField { return NewNumberField("a", 4) }, "12345", "1234", "1234"},
	} {
		d := newDesk(t)
		f := c.make()
		d.fields(f)
		d.typed(c.keys)
		if f.edit.Text != c.shown || f.Value() != c.want {
			t.Errorf("%q shows %q and holds %q", c.keys, f.edit.Text, f.Value())
		}
	}
}

func TestDigitFieldEditsInTheMiddle(t *testing.T) {
	d := newDesk(t)
	f := NewPersonalNumberField("a")
	d.fields(f)
	d.typed("001090000")
	d.press("Left", "Left", "Left", "Backspace") // over the blank: takes the digit before it
	if f.Value() != "00109000" || f.edit.Text != "001 090 00" {
		t.Errorf("value %q shown as %q", f.Value(), f.edit.Text)
	}
	d.press("Home")
	d.typed("9")
	if f.Value() != "900109000" || f.edit.CursorColumn != 1 {
		t.Errorf("value %q, cursor %d", f.Value(), f.edit.CursorColumn)
	}
	for range 12 {
		d.press("End", "Backspace")
	}
	if !f.Empty() {
		t.Errorf("%q is left after erasing all", f.edit.Text)
	}
}

func TestDateFieldNeverKeepsAStaleValue(t *testing.T) {
	d := newDesk(t)
	f := NewDateField("Ngày sinh").Pivot(func() int { return 2026 })
	next := NewTextField("b")
	d.fields(f, next)
	d.typed("010290")
	d.press("Enter")
	if f.Value() != (person.CivilDate{Year: 1990, Month: 2, Day: 1}) || f.Text() != "01/02/1990" {
		t.Fatalf("value %v, text %q", f.Value(), f.Text())
	}
	d.press("Shift+Enter", "Ctrl+A")
	d.typed("99/99/9999")
	if !f.Value().IsZero() {
		t.Errorf("an unreadable date still gives %v", f.Value())
	}
	d.press("Enter")
	if level, text := f.Message(); level != LevelError || text == "" {
		t.Errorf("no message: %v %q", level, text)
	}
	f.SetValue(person.CivilDate{Year: 1950})
	if level, _ := f.Message(); level != LevelNone {
		t.Error("the message stays after a new value")
	}
	if f.Validate() {
		t.Error("a year alone passes where a whole date is wanted")
	}
	if f.AllowPartial(); !f.Validate() {
		t.Error("a year alone is refused where parts may be unknown")
	}
}

func TestChoiceFieldPicksByTyping(t *testing.T) {
	for keys, want := range map[string]string{
		"hn": "01", "ha noi": "01", "HA N": "01", "Hà": "01", "hcm": "79", "minh": "79", "79": "79", "dak": "66", "lak": "66", "ld": "68", "d b": "11",
	} {
		d := newDesk(t)
		f, next := NewChoiceField("Tỉnh", sampleProvinces()), NewTextField("b")
		got := ""
		f.OnChanged = func(c Choice) { got = c.Code }
		d.fields(f, next)
		d.typed(keys)
		d.press("Enter")
		if f.Code() != want || got != want || !d.focused(next) {
			t.Errorf("%q picks %q, told %q, moved on %v", keys, f.Code(), got, d.focused(next))
		}
	}
}

func TestChoiceFieldByArrowKeys(t *testing.T) {
	d := newDesk(t)
	f, next := NewChoiceField("Tỉnh", sampleProvinces()), NewTextField("b")
	d.fields(f, next)
	d.press("Down", "Down", "Down", "Up", "Enter")
	if f.Code() != "79" || !d.focused(next) {
		t.Errorf("picked %q", f.Code())
	}
	d.press("Shift+Enter")
	d.typed("cao")
	d.press("Esc")
	if f.Code() != "79" || f.edit.Text != "TP. Hồ Chí Minh" {
		t.Errorf("Esc leaves %q, shown %q", f.Code(), f.edit.Text)
	}
	escaped := 0
	d.scope.On("Esc", "Ra", func() { escaped++ })
	d.press("Esc")
	if escaped != 1 {
		t.Error("Esc with the list closed does not reach the screen")
	}
}

func TestChoiceFieldNeverKeepsAStaleValue(t *testing.T) {
	d := newDesk(t)
	f, next := NewChoiceField("Tỉnh", sampleProvinces()), NewTextField("b")
	d.fields(f, next)
	f.SetCode("01")
	changes := 0
	f.OnChanged = func(Choice) { changes++ }
	d.press("Ctrl+A")
	d.typed("xyz")
	d.press("Tab")
	if level, _ := f.Message(); !f.Empty() || level != LevelError || changes != 1 {
		t.Errorf("value %v, level %v, %d changes", f.Value(), level, changes)
	}
	if f.SetCode("no such"); !f.Empty() {
		t.Error("an unknown code keeps a value")
	}
}

func TestRadioAndTickByKeyboard(t *testing.T) {
	d := newDesk(t)
	r := NewRadioRow("Giới tính", []Choice{{Code: "M", Text: "Nam"}, {Code: "F", Text: "Nữ"}})
	c := NewCheckField("", "Thu lại")
	d.fields(r, c)
	d.typed("2")
	if r.Code() != "F" {
		t.Errorf("2 picks %q", r.Code())
	}
	d.press("Left")
	if r.Code() != "M" {
		t.Errorf("Left picks %q", r.Code())
	}
	d.press("Enter", "Space")
	if !c.Value() {
		t.Error("Space does not tick")
	}
	d.press("Space")
	if c.Value() {
		t.Error("Space does not untick")
	}
}

func TestVerbFindsWhatWasTypedLast(t *testing.T) {
	d := telexDesk(t)
	choice, text := NewChoiceField("Tỉnh", sampleProvinces()), NewTextField("b")
	choice.SetCode("01")
	code, value := "", ""
	d.scope.On("F10", "Hoàn tất", func() { code, value = choice.Code(), text.Value() })
	d.fields(choice, text)
	d.typed("dien bien")
	if choice.Code() != "" {
		t.Errorf("half-typed text still means %q", choice.Code())
	}
	if d.press("F10"); code != "11" {
		t.Errorf("F10 finds %q", code)
	}
	d.press("Enter")
	d.typed("Windows")
	if d.press("F10"); value != "Windows" {
		t.Errorf("F10 finds %q", value)
	}
}
