package person

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

func TestParseName(t *testing.T) {
	for _, c := range []struct{ in, want, upper, title string }{
		{"Nguyễn Thị Vi Dư", "Nguyễn Thị Vi Dư", "NGUYỄN THỊ VI DƯ", "Nguyễn Thị Vi Dư"},
		{"  đỗ   đức\tmậu ", "đỗ đức mậu", "ĐỖ ĐỨC MẬU", "Đỗ Đức Mậu"},
		{norm.NFD.String("Hoà Bình"), "Hoà Bình", "HOÀ BÌNH", "Hoà Bình"},
		{"K'BRÊU", "K'BRÊU", "K'BRÊU", "K'Brêu"},
		{"Y-Blô Niê", "Y-Blô Niê", "Y-BLÔ NIÊ", "Y-Blô Niê"},
		{"H’Mai Kbŏr", "H’Mai Kbŏr", "H’MAI KBŎR", "H’Mai Kbŏr"},
		{"\u00d0\u1ed7 \u00f0\u1ee9c", "Đỗ đức", "ĐỖ ĐỨC", "Đỗ đức"},
		{"y - blô", "y - blô", "Y - BLÔ", "Y - Blô"},
		{"Ka Nguyễn\u200b", "Ka Nguyễn", "KA NGUYỄN", "Ka Nguyễn"},
		{"Č Ĕ Ĭ Ñ Ŭ", "Č Ĕ Ĭ Ñ Ŭ", "Č Ĕ Ĭ Ñ Ŭ", "Č Ĕ Ĭ Ñ Ŭ"},
	} {
		n, err := ParseName(c.in)
		if err != nil {
			t.Errorf("%q: %v", c.in, err)
			continue
		}
		if n.String() != c.want || n.Upper() != c.upper {
			t.Errorf("%q: got %q, upper %q", c.in, n, n.Upper())
		}
		if c.title != c.upper && n.Title() != c.title {
			t.Errorf("%q: title %q, want %q", c.in, n.Title(), c.title)
		}
	}
}

func TestParseNameRefuses(t *testing.T) {
	for _, in := range []string{"", "   ", "\u200b", "Nguyễn 2", "-A", "'", "a|b", "a\x00b", "ａｂｃ", "ﬁ", "Иван", "A ̀", "\u0301a",
		"a\xff", strings.Repeat("a", 121), strings.Repeat("a", 5000), strings.Repeat("ă", 60) + " " + strings.Repeat("ă", 60)} {
		if n, err := ParseName(in); !errors.Is(err, ErrName) || !n.IsZero() {
			t.Errorf("%q: got %q, %v", in, n, err)
		}
	}
	if _, err := ParseName(strings.Repeat("ệ", MaxNameLetters)); err != nil {
		t.Errorf("longest name refused: %v", err)
	}
}

func TestNameText(t *testing.T) {
	type record struct{ A, B Name }
	in, err := ParseName("Đỗ Đức Mậu")
	if err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(record{A: in})
	if err != nil {
		t.Fatal(err)
	}
	if want := `{"A":"Đỗ Đức Mậu","B":""}`; string(data) != want {
		t.Fatalf("got %s, want %s", data, want)
	}
	var out record
	if err := json.Unmarshal(data, &out); err != nil {
		t.Fatal(err)
	}
	if out.A != in || !out.B.IsZero() {
		t.Fatalf("read back %+v", out)
	}
	if err := json.Unmarshal([]byte(`{"A":"7"}`), &out); !errors.Is(err, ErrName) {
		t.Fatalf("nonsense read: %v", err)
	}
}

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"":                       "",
		"Hòa":                    "hoa",
		"hoà":                    "hoa",
		"Đắk Lắk":                "dak lak",
		"đ Đ":                    "d d",
		"Bà Rịa-Vũng Tàu":        "ba ria vung tau",
		"Bà Rịa - Vũng Tàu":      "ba ria vung tau",
		"H'Mông":                 "hmong",
		"H’Mông":                 "hmong",
		"K`Brêu":                 "kbreu",
		"TP. Hồ Chí Minh":        "tp ho chi minh",
		"Ŏ Ŭ Č Ĕ Ĭ Ñ":            "o u c e i n",
		"Số 12/3, Tổ 4":          "so 12 3 to 4",
		norm.NFD.String("Nguyễ"): "nguye",
		"  a  ":                  "a",
		"\xff\xfe":               "",
	} {
		if got := Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
	if got := Initials("nguyen thi vi du"); got != "ntvd" {
		t.Errorf("initials %q", got)
	}
}

func TestFoldProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "s")
		once := Fold(s)
		if twice := Fold(once); twice != once {
			t.Fatalf("Fold not idempotent: %q then %q", once, twice)
		}
		if Fold(norm.NFC.String(s)) != Fold(norm.NFD.String(s)) {
			t.Fatalf("composed and decomposed forms of %q fold differently", s)
		}
	})
}

func TestNameProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := genName().Draw(t, "name")
		for what, text := range map[string]string{"as written": n.String(), "decomposed": norm.NFD.String(n.String()),
			"spaced": "  " + strings.ReplaceAll(n.String(), " ", "\t ") + "\n"} {
			if again, err := ParseName(text); err != nil || again != n {
				t.Fatalf("%s: %q became %q, %v", what, n, again, err)
			}
		}
		if !norm.NFC.IsNormalString(n.String()) || !norm.NFC.IsNormalString(n.Upper()) || !norm.NFC.IsNormalString(n.Title()) {
			t.Fatalf("%q is not NFC in all forms", n)
		}
		for _, form := range []string{n.Upper(), n.Title()} {
			if Fold(form) != Fold(n.String()) {
				t.Fatalf("%q folds differently from %q", form, n)
			}
			if _, err := ParseName(form); err != nil {
				t.Fatalf("%q is no name: %v", form, err)
			}
		}
	})
}

func FuzzParseName(f *testing.F) {
	for _, s := range []string{"Nguyễn Thị Vi Dư", "K'Brêu", "Y-Blô", "a\u0301\u0301", "İ ß Ǆ", "\xff", "Å"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := ParseName(s)
		if err != nil {
			if strings.Contains(err.Error(), s) && len(s) > 3 && utf8.ValidString(s) && strings.Contains(s, "ễ") {
				t.Fatalf("error tells the name: %v", err)
			}
			return
		}
		if again, err := ParseName(n.String()); err != nil || again != n {
			t.Fatalf("%q became %q, %v", n, again, err)
		}
		if Fold(n.String()) == "" {
			t.Fatalf("%q folds to nothing", n)
		}
		line := MRZName(n, 30)
		if len(line) != 30 || line[0] < 'A' || line[0] > 'Z' || strings.Trim(line, "ABCDEFGHIJKLMNOPQRSTUVWXYZ<") != "" {
			t.Fatalf("%q in the MRZ: %q", n, line)
		}
	})
}
