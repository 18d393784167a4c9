package pen

import (
	"bytes"
	"errors"
	"image/png"
	"math"
	"reflect"
	"testing"

	"pgregory.net/rapid"
)

// wave is a signature of nobody.
func wave(strokes, points int) Strokes {
	var s Strokes
	for k := range strokes {
		var stroke []Point
		for i := range points {
			t := float64(i) / float64(points)
			stroke = append(stroke, Point{100 + int(1500*t), 300 + k*40 + int(120*math.Sin(9*t))})
		}
		s = append(s, stroke)
	}
	return s
}

func TestCompactForm(t *testing.T) {
	tests := []struct {
		name string
		s    Strokes
	}{
		{"nothing", Strokes{}},
		{"a dot", Strokes{{{3, 4}}}},
		{"corners", Strokes{{{0, 0}, {Width - 1, Height - 1}}, {{Width - 1, 0}, {0, Height - 1}}}},
		{"a signature", wave(3, 120).Tidy()},
	}
	for _, test := range tests {
		got, err := Parse(test.s.Compact())
		if err != nil || !reflect.DeepEqual(got, test.s) {
			t.Errorf("%s: %v, error %v", test.name, got, err)
		}
	}
	if size := len(wave(3, 120).Tidy().Compact()); size > 1200 {
		t.Errorf("a signature takes %d bytes", size)
	}
}

func TestParseRefuses(t *testing.T) {
	tooMany := make(Strokes, MaxStrokes+1)
	for i := range tooMany {
		tooMany[i] = []Point{{1, 1}}
	}
	for name, text := range map[string]string{
		"empty": "", "no base64": "é", "another form": "Ag", "cut": wave(1, 9).Compact()[:8], "too many strokes": tooMany.Compact(),
		"outside": Strokes{{{Width, 0}}}.Compact(), "a stroke of nothing": Strokes{{}}.Compact(),
		"too long": string(bytes.Repeat([]byte("A"), maxCompact+1)), "more behind": Strokes{{{1, 1}}}.Compact() + "AAAA",
	} {
		if got, err := Parse(text); !errors.Is(err, ErrStrokes) {
			t.Errorf("%s: %v, error %v", name, got, err)
		}
	}
}

func TestTidy(t *testing.T) {
	s := Strokes{{{-5, 10}, {1, 10}, {2, 10}, {3, 700}}, {}, {{9, 9}}}
	want := Strokes{{{0, 10}, {3, Height - 1}}, {{9, 9}}}
	if got := s.Tidy(); !reflect.DeepEqual(got, want) {
		t.Errorf("tidy: %v", got)
	}
	points := 0
	for _, stroke := range wave(200, 100).Tidy() {
		points += len(stroke)
	}
	if n := len(wave(200, 100).Tidy()); n > MaxStrokes || points > MaxPoints {
		t.Errorf("%d strokes, %d points", n, points)
	}
}

func TestWritten(t *testing.T) {
	for name, test := range map[string]struct {
		s    Strokes
		want bool
	}{
		"nothing": {nil, false}, "a dot": {Strokes{{{3, 4}}}, false}, "a slip of the pen": {Strokes{{{3, 4}, {60, 80}}}, false},
		"a signature": {wave(1, 60), true},
	} {
		if got := test.s.Written(); got != test.want {
			t.Errorf("%s: written is %v", name, got)
		}
	}
}

func TestPicture(t *testing.T) {
	s := Strokes{{{300, 300}, {1500, 300}}}
	picture := s.Picture(600)
	if picture.Rect.Dx() != 600 || picture.Rect.Dy() != 200 {
		t.Fatalf("the picture is %v", picture.Rect)
	}
	if picture.GrayAt(300, 100).Y != 0 || picture.GrayAt(300, 90).Y != 255 || picture.GrayAt(90, 100).Y != 255 {
		t.Error("the line is not where it was written")
	}
	data, err := wave(4, 200).Tidy().PNG()
	if err != nil || len(data) > 16<<10 {
		t.Errorf("%d bytes, error %v", len(data), err)
	}
	if _, err := png.Decode(bytes.NewReader(data)); err != nil {
		t.Error(err)
	}
}

func TestTidyStrokesComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		point := rapid.Custom(func(t *rapid.T) Point {
			return Point{rapid.IntRange(-50, Width+50).Draw(t, "x"), rapid.IntRange(-50, Height+50).Draw(t, "y")}
		})
		s := Strokes(rapid.SliceOfN(rapid.SliceOfN(point, 0, 40), 0, 20).Draw(t, "strokes")).Tidy()
		got, err := Parse(s.Compact())
		if err != nil || len(got) != len(s) || len(s) > 0 && !reflect.DeepEqual(got, s) {
			t.Fatalf("%v came back as %v, error %v", s, got, err)
		}
		if again := s.Tidy(); len(s) > 0 && !reflect.DeepEqual(again, s) {
			t.Fatalf("tidied twice: %v", again)
		}
	})
}

// FuzzParse reads hostile texts: what is read is within the bounds and is written
// as it was read.
func FuzzParse(f *testing.F) {
	f.Add(wave(2, 40).Tidy().Compact())
	f.Add("AQEBAgI")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := Parse(text)
		if err != nil {
			return
		}
		again, err := Parse(s.Compact())
		if err != nil || len(again) != len(s) || s.Picture(60).Rect.Dy() != 20 {
			t.Errorf("%q: read as %v, then %v, error %v", text, s, again, err)
		}
	})
}
