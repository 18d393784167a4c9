package chart

import (
	"fmt"
	"testing"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"pgregory.net/rapid"

	"carddesk/app/report/figures"
)

// letters measures as if every letter was 7 wide and 14 high.
func letters(text string) fyne.Size { return fyne.NewSize(7*float32(utf8.RuneCountInString(text)), 14) }

func series(t *rapid.T) figures.Series {
	s := figures.Series{Title: rapid.StringN(0, 60, -1).Draw(t, "title"), Time: rapid.Bool().Draw(t, "time")}
	for range rapid.IntRange(0, 40).Draw(t, "points") {
		value := rapid.Int64Range(0, 1_000_000).Draw(t, "value")
		s.Points = append(s.Points, figures.Point{Label: rapid.StringN(0, 40, -1).Draw(t, "label"), Value: value, Shown: fmt.Sprint(value)})
	}
	return s
}

// TestNothingLeavesTheChart: whatever is drawn lies inside, bars do not touch each
// other, and a larger value never has a smaller bar.
func TestNothingLeavesTheChart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := series(t)
		size := fyne.NewSize(float32(rapid.IntRange(10, 1200).Draw(t, "width")), float32(rapid.IntRange(10, 600).Draw(t, "height")))
		all := place(s, size, letters)
		inside := func(at fyne.Position, o fyne.Size, what string) {
			if at.X < 0 || at.Y < 0 || at.X+o.Width > size.Width+0.5 || at.Y+o.Height > size.Height+0.5 {
				t.Fatalf("%s at %v of %v leaves %v", what, at, o, size)
			}
		}
		for i, p := range all {
			inside(p.at, p.bar, "bar")
			for _, text := range p.texts {
				inside(text.at, letters(text.text), fmt.Sprintf("text %q", text.text))
			}
			if i < 2 { // the title comes first
				continue
			}
			before, v, w := all[i-1], s.Points[i-2].Value, s.Points[i-1].Value
			long := func(p placed) float32 {
				if s.Time {
					return p.bar.Height
				}
				return p.bar.Width
			}
			if (v < w) && long(before) > long(p)+0.01 || (v > w) && long(before)+0.01 < long(p) {
				t.Fatalf("values %d, %d have bars of %v, %v", v, w, long(before), long(p))
			}
			if s.Time && before.at.X+before.bar.Width > p.at.X || !s.Time && before.at.Y+before.bar.Height > p.at.Y {
				t.Fatalf("bars %v %v and %v %v touch", before.at, before.bar, p.at, p.bar)
			}
		}
	})
}

func TestLabelsOfAMonthAreThinned(t *testing.T) {
	s := figures.Series{Title: "Số hồ sơ theo ngày", Time: true}
	for day := range 30 {
		s.Points = append(s.Points, figures.Point{Label: fmt.Sprintf("%02d/11", day+1), Value: int64(day), Shown: fmt.Sprint(day)})
	}
	labels := 0
	right := float32(-1)
	for _, p := range place(s, fyne.NewSize(500, 200), letters)[1:] {
		for _, text := range p.texts {
			if !text.muted {
				continue
			}
			labels++
			if text.at.X < right {
				t.Errorf("%s lies over the label before", text.text)
			}
			right = text.at.X + letters(text.text).Width
		}
	}
	if labels < 8 || labels > 15 {
		t.Errorf("%d labels of 30 days", labels)
	}
}

func TestEmptySeriesDrawsNothing(t *testing.T) {
	if got := place(figures.Series{Title: "x"}, fyne.NewSize(500, 200), letters); got != nil {
		t.Errorf("drew %v", got)
	}
}
