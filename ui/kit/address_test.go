package kit

import (
	"strings"
	"testing"
	"time"
)

// fewPlaces is a country of two provinces.
type fewPlaces struct{}

var fewWards = []struct{ within, code, text string }{
	{"", "01", "Hà Nội"}, {"", "68", "Lâm Đồng"},
	{"01", "00004", "Ba Đình, Hà Nội"}, {"01", "09877", "Ba Vì, Hà Nội"}, {"01", "00070", "Hoàn Kiếm, Hà Nội"},
	{"68", "24769", "Xuân Hương - Đà Lạt, Lâm Đồng"}, {"68", "24778", "Ba Gia, Lâm Đồng"},
}

func (fewPlaces) FindPlaces(text, within string, limit int) []Place {
	var choices []Choice
	for _, w := range fewWards {
		if text == "" && w.within == within || text != "" && (within == "" || within == w.within) {
			choices = append(choices, Choice{Code: w.code, Text: w.text})
		}
	}
	var found []Place
	for _, i := range newMatcher(choices).find(text) {
		if len(found) < limit {
			found = append(found, Place{Code: choices[i].Code, Text: choices[i].Text, Open: len(choices[i].Code) == 2})
		}
	}
	return found
}

func (fewPlaces) Place(code string) (Place, bool) {
	for _, w := range fewWards {
		if w.code == code {
			return Place{Code: w.code, Text: w.text, Open: len(code) == 2}, true
		}
	}
	return Place{}, false
}

func TestAddressByAFewLettersThenTheLine(t *testing.T) {
	for _, c := range []struct {
		name   string
		typed  string
		keys   []string
		street string
		want   AddressValue
	}{
		{"accent-free", "ba dinh", nil, "so 5 ngo 12", AddressValue{"00004", "Ba Đình, Hà Nội", "so 5 ngo 12"}},
		{"initials", "bdhn", nil, "12", AddressValue{"00004", "Ba Đình, Hà Nội", "12"}},
		{"second match", "ba v", nil, "", AddressValue{"09877", "Ba Vì, Hà Nội", ""}},
		{"by arrow", "ba", []string{"Down", "Down"}, "", AddressValue{"24778", "Ba Gia, Lâm Đồng", ""}},
		{"first the province", "lam", []string{"Enter", "Down"}, "7", AddressValue{"24769", "Xuân Hương - Đà Lạt, Lâm Đồng", "7"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newDesk(t)
			a, next := NewAddressField("Nơi thường trú", fewPlaces{}), NewTextField("next")
			var told AddressValue
			a.OnChanged = func(v AddressValue) { told = v }
			d.fields(a, next)
			d.typed(c.typed)
			d.press(c.keys...)
			if c.name == "first the province" {
				d.press("Up") // the list of the province begins with its first ward
			}
			d.press("Enter")
			if !a.street.focused {
				t.Fatal("Enter in the place does not go to the line")
			}
			d.typed(c.street)
			if got := a.Value(); got != c.want || told != c.want {
				t.Errorf("value %+v, told %+v, want %+v", got, told, c.want)
			}
			d.press("Enter")
			d.wantFocus(next)
			d.press("Shift+Enter")
			if !a.place.focused {
				t.Error("Shift+Enter does not come back to the address")
			}
		})
	}
}

func TestAddressKeepsNoStalePlace(t *testing.T) {
	d := newDesk(t)
	a, next := NewAddressField("Nơi thường trú", fewPlaces{}), NewTextField("next")
	a.SetValue(AddressValue{Code: "00004", Place: "Ba Đình, Hà Nội", Street: "số 5"})
	var told []AddressValue
	a.OnChanged = func(v AddressValue) { told = append(told, v) }
	d.fields(a, next)
	d.typed("xyz")
	Focus(next)
	if got := a.Value(); got.Code != "" || got.Place != "" {
		t.Errorf("a place that was typed over counts: %+v", got)
	}
	if level, message := a.Message(); level != LevelError || message == "" {
		t.Error("text that names no place is not said")
	}
	if len(told) == 0 || told[len(told)-1].Code != "" {
		t.Errorf("the owner was told %+v", told)
	}
	// The name of one place, typed whole, is that place without choosing.
	Focus(a)
	d.typed("hoan kiem, ha noi")
	Focus(next)
	if a.Value().Code != "00070" {
		t.Errorf("value %+v", a.Value())
	}
}

func TestAddressEscAndUndoBringThePlaceBack(t *testing.T) {
	d := newDesk(t)
	a := NewAddressField("Nơi thường trú", fewPlaces{})
	a.SetValue(AddressValue{Code: "00004", Street: "số 5"})
	want := AddressValue{"00004", "Ba Đình, Hà Nội", "số 5"}
	if a.Value() != want {
		t.Fatalf("the source's name is not shown: %+v", a.Value())
	}
	d.fields(a)
	d.typed("b")
	d.press("Escape")
	if a.Value() != want || a.place.Text != want.Place {
		t.Errorf("after Esc %+v, shown %q", a.Value(), a.place.Text)
	}
	d.press("Ctrl+A")
	d.typed("l")
	d.press("Ctrl+Z")
	if a.Value() != want {
		t.Errorf("after undo %+v", a.Value())
	}
}

func TestAddressLeavesOnceAndAsOneField(t *testing.T) {
	d := newDesk(t)
	a, next := NewAddressField("Nơi thường trú", fewPlaces{}), NewTextField("next")
	left, done := 0, 0
	a.OnLeave = func() { left++ }
	d.scope.On("F10", "Hoàn tất", func() { done++ })
	d.fields(a, next)
	d.press("Enter")
	if left != 0 {
		t.Error("going to the line counts as leaving")
	}
	d.press("F10")
	d.press("Shift+Enter", "F10")
	if done != 2 {
		t.Errorf("F10 came %d times from the two parts", done)
	}
	d.press("Enter", "Enter")
	d.wantFocus(next)
	if left != 1 {
		t.Errorf("left %d times", left)
	}
	a.SetDisabled(true)
	d.press("Shift+Enter")
	d.wantFocus(next)
}

func TestAddressTakenAsOneText(t *testing.T) {
	d := newDesk(t)
	a := NewAddressField("Nơi thường trú", fewPlaces{})
	d.fields(a)
	old := "Thôn Đông, xã Ba Trại, huyện Ba Vì, Hà Tây"
	a.SetValue(AddressValue{Street: old})
	if got := a.Value(); got != (AddressValue{Street: old}) {
		t.Errorf("value %+v", got)
	}
	a.SetRecent([]Place{{Code: "09877", Text: "Ba Vì, Hà Nội", Detail: "gần đây"}})
	d.press("Down", "Enter")
	if got := a.Value(); got.Code != "09877" || got.Street != old {
		t.Errorf("the recent place was not taken: %+v", got)
	}
}

func TestAddressGivesScannerKeysBack(t *testing.T) {
	d := newDesk(t)
	a := NewAddressField("Nơi thường trú", fewPlaces{})
	want := AddressValue{"00004", "Ba Đình, Hà Nội", "số 5"}
	a.SetValue(want)
	got := ""
	d.router.OnBurst(func(text string) bool { got = text; return true })
	d.fields(a)
	for _, part := range []*edit{a.place, a.street} {
		d.win.Canvas().Focus(part)
		d.clock = d.clock.Add(time.Second)
		d.scan(cardCode)
		if got != cardCode || a.Value() != want || a.list.isOpen() {
			t.Errorf("delivered %q, value %+v, list open %v", got, a.Value(), a.list.isOpen())
		}
	}
}

func TestAddressComposesInTheLine(t *testing.T) {
	d := telexDesk(t)
	a := NewAddressField("Nơi thường trú", fewPlaces{})
	d.fields(a)
	d.typed("ba dinhf")
	d.press("Enter")
	d.typed("soos 5 ngox 12")
	if got := a.Value(); got.Street != "số 5 ngõ 12" || !strings.HasPrefix(got.Place, "Ba Đình") {
		t.Errorf("value %+v", got)
	}
}
