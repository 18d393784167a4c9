package synth

import (
	"image"
	"testing"
)

// A missing finger changes the hand it is missing from, and only that.
func TestMissingFingerIsAStump(t *testing.T) {
	draw := func(missing map[int]bool) *image.RGBA {
		picture := image.NewRGBA(image.Rect(0, 0, 480, 640))
		RaiseHands(picture, missing)
		return picture
	}
	whole := draw(nil)
	for finger := 1; finger <= 10; finger++ {
		left, right := 0, 0
		got := draw(map[int]bool{finger: true})
		for i := 0; i < len(got.Pix); i += 4 {
			if got.Pix[i] == whole.Pix[i] && got.Pix[i+3] == whole.Pix[i+3] {
				continue
			}
			if i/4%480 < 240 {
				left++
			} else {
				right++
			}
		}
		// The person's right hand is on the left of the picture.
		if (finger <= 5) != (left > 100) || (finger > 5) != (right > 100) {
			t.Errorf("finger %d changes %d pixels on the left, %d on the right", finger, left, right)
		}
	}
}
