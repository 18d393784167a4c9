package portrait

import (
	"image"
	"image/color"
	"maps"
	"math"
	"slices"
	"testing"

	"carddesk/device/simulator/synth"
)

// hair lets dark hair fall from the brow to the shoulder on the given sides,
// over the ear and the rim of the cheek.
func hair(p *image.RGBA, r Report, sides ...int) *image.RGBA {
	left, right, _ := r.Pupils()
	d := float64(right.X - left.X)
	middle := point{float64(left.X+right.X) / 2, float64(left.Y+right.Y) / 2}
	for _, side := range sides {
		inner, outer := middle.x+float64(side)*0.85*d, middle.x+float64(side)*1.7*d
		fill(p, image.Rect(int(inner), int(middle.y-0.9*d), int(outer), int(middle.y+1.6*d)).Canon(), color.RGBA{30, 24, 22, 255})
	}
	return p
}

// turnedHead moves eyes, nose and mouth against the outline of the head, as a
// head does that is turned by about ten degrees.
func turnedHead(p *image.RGBA, r Report, side float64) *image.RGBA {
	left, right, _ := r.Pupils()
	d := float64(right.X - left.X)
	middle := float64(left.X+right.X) / 2
	out := image.NewRGBA(p.Rect)
	for y := range p.Rect.Dy() {
		for x := range p.Rect.Dx() {
			// Whole in the middle of the face, nothing from the cheeks on.
			away := math.Abs(float64(x)-middle) / d
			share := math.Min(1, math.Max(0, (1.05-away)/0.3))
			out.SetRGBA(x, y, mix(p, float64(x)-side*0.2*d*share, float64(y)))
		}
	}
	return out
}

func hidden() map[string]func(p *image.RGBA, r Report) *image.RGBA {
	return map[string]func(p *image.RGBA, r Report) *image.RGBA{
		"hair over the left ear":     func(p *image.RGBA, r Report) *image.RGBA { return hair(p, r, -1) },
		"hair over the right ear":    func(p *image.RGBA, r Report) *image.RGBA { return hair(p, r, 1) },
		"hair or cloth over both":    func(p *image.RGBA, r Report) *image.RGBA { return hair(p, r, -1, 1) },
		"head turned to the left":    func(p *image.RGBA, r Report) *image.RGBA { return turnedHead(p, r, -1) },
		"head turned to the right":   func(p *image.RGBA, r Report) *image.RGBA { return turnedHead(p, r, 1) },
		"right ear and turned to it": func(p *image.RGBA, r Report) *image.RGBA { return hair(turnedHead(p, r, 1), r, 1) },
	}
}

// A hidden ear is hinted at on every face; it refuses nothing, and has a sentence.
func TestHiddenEars(t *testing.T) {
	for n := range faces() {
		good := drawn(t, n, synth.Shot{Width: 720, Height: 960})
		report, err := Check(good, DefaultLimits())
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range slices.Sorted(maps.Keys(hidden())) {
			spoilt := image.NewRGBA(good.Rect)
			copy(spoilt.Pix, good.Pix)
			got, err := Check(hidden()[name](spoilt, report), DefaultLimits())
			if err != nil || !got.Good() || !slices.Equal(got.Hints, []Hint{EarHidden}) {
				t.Errorf("portrait %d, %s: %v, %v, %v, %+v", n, name, got.Defects, got.Hints, err, got.Measures.Ears)
			}
		}
	}
	if EarHidden.Sentence() == "" {
		t.Error("the hint has no sentence")
	}
}

// Nothing is hinted where skin cannot be told from the background, nor of a
// portrait that is to be taken again anyway.
func TestEarsAreNotGuessedAt(t *testing.T) {
	face := aligned{picture: image.NewRGBA(image.Rect(0, 0, 400, 400)), mid: point{200, 200}, ux: 1}
	if got := face.ears(230, 240); got.Known || got.hidden() {
		t.Errorf("skin as light as the wall: %+v", got)
	}
	good := drawn(t, 0, synth.Shot{Width: 720, Height: 960})
	report, err := Check(good, DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	if got, err := Check(closeEyes(hair(good, report, -1, 1), report), DefaultLimits()); err != nil || got.Good() || len(got.Hints) != 0 {
		t.Errorf("eyes closed and ears hidden: %v, %v, %v", got.Defects, got.Hints, err)
	}
}
