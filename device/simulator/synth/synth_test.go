package synth

import (
	"bytes"
	"image/jpeg"
	"math"
	"testing"
)

func TestSamePersonSameFinger(t *testing.T) {
	a, b := NewFinger(4, 2), NewFinger(4, 2)
	shot := NewImpression(9, Ordinary)
	if !bytes.Equal(a.Print(shot).Pix, b.Print(shot).Pix) {
		t.Error("the same seed and the same impression gave two pictures")
	}
	other := NewImpression(10, Ordinary)
	if bytes.Equal(a.Print(shot).Pix, a.Print(other).Pix) {
		t.Error("two impressions gave one picture")
	}
}

// Ridges must have the period of a finger at 500 ppi: the strongest period of
// the middle of a print, along both axes taken together, is 7 to 12 pixels.
func TestRidgePeriod(t *testing.T) {
	for number := 1; number <= 10; number++ {
		f := NewFinger(11, number)
		crossings, length := 0.0, 0.0
		for y := 150.0; y < 400; y += 7 {
			for x := 100.0; x < 316; x++ {
				left, _ := f.sample(x, y)
				right, _ := f.sample(x+1, y)
				below, _ := f.sample(x, y+1)
				// By Cauchy-Crofton, crossings along both axes count ridge length.
				if left*right < 0 {
					crossings++
				}
				if left*below < 0 {
					crossings++
				}
				length += 2
			}
		}
		// A pattern of period p has 2/p edges a pixel; seen along an axis, the
		// mean over directions is 2/π of that.
		period := 2 * length / crossings * 2 / math.Pi
		if period < 7 || period > 12 {
			t.Errorf("finger %d (%s): ridge period %.1f pixels", number, f.Pattern, period)
		}
	}
}

func TestPatternsTurnOnce(t *testing.T) {
	// Going once around cores and deltas, a ridge direction turns by half a
	// turn for each core more than deltas. All patterns end up level.
	for person := range uint64(40) {
		f := newField(stream(person, 1), rightHand)
		turned, last := 0.0, f.at(-2000, -2000)
		const steps = 4000
		for i := 1; i <= steps; i++ {
			angle := 2*math.Pi*float64(i)/steps - 3*math.Pi/4
			now := f.at(fingerWidth/2+3000*math.Cos(angle), 250+3000*math.Sin(angle))
			step := math.Remainder(now-last, math.Pi)
			if i > 1 {
				turned += step
			}
			last = now
		}
		if f.pattern != Arch && math.Abs(turned) > 0.5 {
			t.Errorf("person %d, %s: direction turns by %.2f far away", person, f.pattern, turned)
		}
	}
}

func TestScoreFollowsQuality(t *testing.T) {
	var careful, poor float64
	for seed := range uint64(50) {
		careful += NewImpression(seed, Careful).Score()
		poor += NewImpression(seed, Poor).Score()
	}
	if careful/50 < 80 || poor >= careful-500 {
		t.Errorf("mean scores %.0f (careful) and %.0f (poor)", careful/50, poor/50)
	}
}

func TestEveryPortraitLoads(t *testing.T) {
	for n := range Portraits {
		p, err := LoadPortrait(n)
		if err != nil {
			t.Fatal(err)
		}
		shot := p.Take(Shot{Width: 480, Height: 640, ShiftX: 0.01, ShiftY: 0.02})
		var out bytes.Buffer
		if err := jpeg.Encode(&out, shot, nil); err != nil || out.Len() < 5000 {
			t.Errorf("portrait %d: %d bytes, %v", n, out.Len(), err)
		}
	}
	if _, err := LoadPortrait(Portraits); err == nil {
		t.Error("a portrait beyond the last was found")
	}
}

func TestEyesDiffer(t *testing.T) {
	look := Look{Seed: 1}
	left, right := NewEye(5, true).Picture(look), NewEye(5, false).Picture(look)
	if bytes.Equal(left.Pix, right.Pix) {
		t.Error("left and right eye are one picture")
	}
	if !bytes.Equal(left.Pix, NewEye(5, true).Picture(look).Pix) {
		t.Error("one eye gave two pictures")
	}
}
