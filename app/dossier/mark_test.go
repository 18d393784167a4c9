package dossier

import (
	"errors"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

func TestParseMark(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"Nốt ruồi C:3cm trên sau mép trái", "Nốt ruồi C:3cm trên sau mép trái"},
		{"Nốt ruồi C:3 cm trên sau mép trái", "Nốt ruồi C:3cm trên sau mép trái"},
		{"nốt ruồi c: 2cm dưới mép trái", "Nốt ruồi C:2cm dưới mép trái"},
		{"Nốt ruồi c:1,5cm trên sau mép phải", "Nốt ruồi C:1,5cm trên sau mép phải"},
		{"NỐT RUỒI C:0CM8 TRÊN TRƯỚC CÁNH MŨI TRÁI", "Nốt ruồi C:0,8cm trên trước cánh mũi trái"},
		{"SẸO CHẤM C:5 CM TRƯỚC ĐẦU MÀY PHẢI.", "Sẹo chấm C:5cm trước đầu mày phải"},
		{"Sẹo chấm C:2,5 cm trên trước đuôi lông mày phải", "Sẹo chấm C:2,5cm trên trước đuôi lông mày phải"},
		{"Sẹo chấm c: 1cm trên trán", "Sẹo chấm C:1cm trên trán"},
		{"  Nốt   ruồi C: 1.0cm dưới sau  đuôi mắt phải ", "Nốt ruồi C:1cm dưới sau đuôi mắt phải"},
		{norm.NFD.String("Nốt ruồi C:3cm trên sau mép trái"), "Nốt ruồi C:3cm trên sau mép trái"},
	} {
		m, err := ParseMark(c.text)
		if err != nil || m.String() != c.want {
			t.Errorf("%q: %q, %v", c.text, m, err)
		}
	}
	m, _ := ParseMark("Nốt ruồi C:3cm trên sau mép trái")
	if m != (Mark{"nốt ruồi", 30, "trên", "sau", "mép", "trái"}) {
		t.Errorf("%+v", m)
	}
	for _, text := range []string{
		"", "Nốt ruồi", "Nốt ruồi mép trái", "C:3cm trên mép", "Nốt ruồi C:0cm trên mép trái",
		"Nốt ruồi C:3cm mép trái", "Nốt ruồi C:3cm trên sau", "Nốt ruồi C:1,5cm3 trên mép", "Nốt ruồi C:123cm trên mép",
		"1 C:3cm trên mép", "Nốt ruồi C:3cm trên 5",
	} {
		if m, err := ParseMark(text); !errors.Is(err, ErrMark) {
			t.Errorf("%q passes as %+v", text, m)
		}
	}
}

func TestMarkRoundTrip(t *testing.T) {
	words := rapid.SampledFrom([]string{"nốt ruồi", "sẹo chấm", "sẹo", "bớt", "nốt ruồi son", "vết chàm c"})
	rapid.Check(t, func(t *rapid.T) {
		m := Mark{
			Feature:     words.Draw(t, "feature"),
			Millimetres: rapid.IntRange(1, 999).Draw(t, "mm"),
			Vertical:    rapid.SampledFrom([]string{"", "trên", "dưới"}).Draw(t, "vertical"),
			Depth:       rapid.SampledFrom([]string{"", "trước", "sau"}).Draw(t, "depth"),
			Landmark:    rapid.SampledFrom([]string{"mép", "đuôi mắt", "cánh mũi", "đầu mày", "trán", "cằm"}).Draw(t, "landmark"),
			Side:        rapid.SampledFrom([]string{"", "trái", "phải"}).Draw(t, "side"),
		}
		if m.Vertical == "" && m.Depth == "" {
			m.Depth = "sau"
		}
		back, err := ParseMark(m.String())
		if err != nil || back != m {
			t.Fatalf("%q: %+v, %v", m, back, err)
		}
	})
}

func FuzzParseMark(f *testing.F) {
	for _, seed := range []string{"Nốt ruồi C:3cm trên sau mép trái", "NỐT RUỒI C:0CM8 TRÊN TRƯỚC CÁNH MŨI TRÁI",
		"Sẹo chấm c: 1cm trên trán", "c:1cm", "\xff C:1cm trên x", "a C:99,9cm dưới sau đ phải", "İ c:1cm sau ßs"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		m, err := ParseMark(text)
		if err != nil {
			if !errors.Is(err, ErrMark) {
				t.Fatal("another error")
			}
			return
		}
		again, err := ParseMark(m.String())
		if err != nil || again != m {
			t.Fatalf("%q became %q: %+v, %v", text, m, again, err)
		}
	})
}

// A mark that is read can be printed and read again, however long it is.
func TestLongMarks(t *testing.T) {
	for n := 270; n < 310; n++ {
		text := strings.Repeat("a", n) + " c1cm trên b"
		m, err := ParseMark(text)
		if err != nil {
			continue
		}
		if again, err := ParseMark(m.String()); err != nil || again != m {
			t.Errorf("%d letters: %v", n, err)
		}
	}
	if _, err := ParseMark(strings.Repeat("a", 301) + " c:1cm trên b"); !errors.Is(err, ErrMark) {
		t.Errorf("too long: %v", err)
	}
	if _, err := ParseMark("\xff c:1cm trên b"); !errors.Is(err, ErrMark) {
		t.Errorf("no text: %v", err)
	}
}
