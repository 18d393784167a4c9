package finger

import (
	"image"
	"math"
	"math/rand/v2"
	"testing"

	"golang.org/x/image/draw"

	"carddesk/device/simulator/synth"
	"carddesk/internal/racing"
)

// seenThrough changes the brightness of each pixel of a print.
func seenThrough(change func(v float64, x, y int, r *rand.Rand) float64) func(*image.Gray) *image.Gray {
	return func(print *image.Gray) *image.Gray {
		r := rand.New(rand.NewPCG(uint64(print.Pix[len(print.Pix)/2]), 9))
		out := image.NewGray(print.Rect)
		for y := range out.Rect.Dy() {
			for x := range out.Rect.Dx() {
				v := change(float64(print.Pix[y*print.Stride+x]), x, y, r)
				out.Pix[y*out.Stride+x] = uint8(min(max(v, 0), 255))
			}
		}
		return out
	}
}

// ofSize gives a print wider or narrower ridges: of a child, of a large man.
func ofSize(by float64) func(*image.Gray) *image.Gray {
	return func(print *image.Gray) *image.Gray {
		out := image.NewGray(image.Rect(0, 0, int(float64(print.Rect.Dx())*by), int(float64(print.Rect.Dy())*by)))
		draw.CatmullRom.Scale(out, out.Rect, print, print.Rect, draw.Src, nil)
		return out
	}
}

// readers are what readers and fingers do to prints that the generator does not
// know: ridges from 6 to 11 pixels apart (a child's are closer than a man's), low
// contrast, noise, light from one side, a ground that is not white, two colours.
var readers = map[string]func(*image.Gray) *image.Gray{
	"child":          ofSize(0.7),
	"large man":      ofSize(1.25),
	"quarter":        seenThrough(func(v float64, _, _ int, _ *rand.Rand) float64 { return 190 + (v-248)/4 }),
	"noise":          seenThrough(func(v float64, _, _ int, r *rand.Rand) float64 { return v + 45*r.NormFloat64() }),
	"light one side": seenThrough(func(v float64, x, _ int, _ *rand.Rand) float64 { return v * (0.35 + 0.65*float64(x)/352) }),
	"ground": seenThrough(func(v float64, x, y int, _ *rand.Rand) float64 {
		return 0.6*v + 40 + 30*math.Sin(float64(x)/40)*math.Sin(float64(y)/33)
	}),
	"two colours": seenThrough(func(v float64, _, _ int, _ *rand.Rand) float64 {
		if v < 150 {
			return 0
		}
		return 255
	}),
}

// Fingers are told apart whatever the reader makes of them, as long as both prints
// come from one like it.
func TestOtherReaders(t *testing.T) {
	if racing.Enabled {
		t.Skip("arithmetic in one goroutine; make test runs this without the race detector")
	}
	const fingers = 6
	var raw [][2]*image.Gray
	for k := range fingers {
		finger := synth.NewFinger(tuneSet, k+1)
		raw = append(raw, [2]*image.Gray{
			finger.Print(synth.NewImpression(uint64(k*100), synth.Ordinary)), finger.Print(synth.NewImpression(uint64(k*100+1), synth.Ordinary)),
		})
	}
	for name, reader := range readers {
		var first, second []*Template
		for _, prints := range raw {
			first, second = append(first, extracted(t, reader(prints[0]))), append(second, extracted(t, reader(prints[1])))
		}
		for i := range first {
			for j := range second {
				if score := Compare(first[i], second[j]).Score; (score >= SameFinger) != (i == j) {
					t.Errorf("%s: fingers %d and %d score %.1f", name, i+1, j+1, score)
				}
			}
		}
	}
}
