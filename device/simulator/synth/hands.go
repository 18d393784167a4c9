package synth

import (
	"image"
	"image/color"
	"math"
)

// RaiseHands draws two palms beside the face, as the exception photo of the
// interface wants them; fingers in missing (1–10 as in ISO/IEC 19794-4) are
// stumps. The picture is changed.
func RaiseHands(picture *image.RGBA, missing map[int]bool) {
	width, height := float64(picture.Rect.Dx()), float64(picture.Rect.Dy())
	for _, right := range []bool{true, false} {
		// The person's right hand is on the left of the picture.
		x, out, first := width*0.13, -1.0, 1
		if !right {
			x, out, first = width*0.87, 1, 6
		}
		y := height * 0.80
		size := width * 0.055
		drawLimb(picture, point{x, y}, point{x, y + size*1.3}, size*1.1)
		for finger := range 5 {
			// Thumbs point inwards, the little finger is outermost.
			turn := out * (float64(finger) - 2.4) * 0.24
			length := size * []float64{1.7, 2.7, 3.0, 2.8, 2.3}[finger]
			if missing[first+finger] {
				length = size * 0.9
			}
			base := point{x + out*(float64(finger)-2)*size*0.5, y - size*0.4}
			if finger == 0 {
				turn, base.y = -out*0.9, y+size*0.4
			}
			tip := point{base.x + math.Sin(turn)*length, base.y - math.Cos(turn)*length}
			drawLimb(picture, base, tip, size*0.24)
		}
	}
}

// drawLimb draws a round-ended stroke with a darker rim.
func drawLimb(picture *image.RGBA, from, to point, radius float64) {
	skin, rim := color.RGBA{205, 165, 135, 255}, color.RGBA{160, 120, 95, 255}
	limb := scar{from: from, to: to, width: radius}
	reach := radius + 2
	for y := int(min(from.y, to.y) - reach); y <= int(max(from.y, to.y)+reach); y++ {
		for x := int(min(from.x, to.x) - reach); x <= int(max(from.x, to.x)+reach); x++ {
			if !(image.Point{x, y}).In(picture.Rect) {
				continue
			}
			switch away := limb.distance(float64(x), float64(y)); {
			case away < radius-2:
				picture.SetRGBA(x, y, skin)
			case away < radius:
				picture.SetRGBA(x, y, rim)
			}
		}
	}
}
