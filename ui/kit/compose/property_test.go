package compose_test

import (
	"testing"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"carddesk/ui/kit/compose"
)

var anyMethod = rapid.SampledFrom([]compose.Method{compose.Off, compose.Telex, compose.VNI})
var anyStyle = rapid.SampledFrom([]compose.Style{compose.Old, compose.New})

// anyKey favours the keys that do something.
var anyKey = rapid.OneOf(
	rapid.SampledFrom([]rune("aeiouydwsfrxjzAEIOUYDW0123456789")),
	rapid.RuneFrom([]rune("abcdefghijklmnopqrstuvwxyzQGNH")),
	rapid.SampledFrom([]rune("ễđăñ'ŏ\u0301")),
)

func TestBackspaceEmptiesTheWord(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, s := anyMethod.Draw(t, "method"), anyStyle.Draw(t, "style")
		var w compose.Word
		for _, k := range rapid.SliceOfN(anyKey, 0, 12).Draw(t, "keys") {
			shown := w.Type(k, m, s)
			if shown != w.String() {
				t.Fatalf("Type says %q, String %q", shown, w.String())
			}
			if !norm.NFC.IsNormalString(shown) {
				t.Fatalf("%q is not NFC", shown)
			}
		}
		shown := []rune(w.String())
		for n := len(shown); n > 0; n-- {
			w.Backspace()
			if got, want := w.String(), string(shown[:n-1]); got != want {
				t.Fatalf("backspace gives %q, want %q", got, want)
			}
		}
		if w.String() != "" {
			t.Fatalf("%q is left", w.String())
		}
	})
}

func TestLoadingAgainShowsTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, s := anyMethod.Draw(t, "method"), anyStyle.Draw(t, "style")
		var w compose.Word
		for _, k := range rapid.SliceOfN(anyKey, 0, 12).Draw(t, "keys") {
			w.Type(k, m, s)
		}
		again := compose.Load(w.String())
		if again.String() != w.String() {
			t.Fatalf("loaded %q shows %q", w.String(), again.String())
		}
		if again.Finish() != w.String() {
			t.Fatalf("a loaded word changed at its end: %q to %q", w.String(), again.Finish())
		}
	})
}

func TestOffIsTheKeysThemselves(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		keys := rapid.StringOfN(rapid.RuneFrom([]rune("abcdefgwsfrxj0123")), 0, 12, -1).Draw(t, "keys")
		var w compose.Word
		for _, k := range keys {
			w.Type(k, compose.Off, compose.Old)
		}
		if w.Finish() != keys {
			t.Fatalf("%q became %q", keys, w.Finish())
		}
	})
}

func FuzzType(f *testing.F) {
	f.Add("Nguyeenx", uint8(1), uint8(0))
	f.Add("hu7o7ng2", uint8(2), uint8(1))
	f.Add("ww\u0301dd", uint8(1), uint8(0))
	f.Fuzz(func(t *testing.T, keys string, method, style uint8) {
		var w compose.Word
		for _, k := range keys {
			w.Type(k, compose.Method(method%3), compose.Style(style%2))
		}
		if w.Finish() == "" && keys != "" {
			t.Errorf("%q vanished", keys)
		}
	})
}
