package pen

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"math"
)

// thickness is half the width of a line, in units of the field.
const thickness = 5.0

// Picture draws strokes black on white, width pixels wide and a third as high.
func (s Strokes) Picture(width int) *image.Gray {
	scale := float64(width) / Width
	out := image.NewGray(image.Rect(0, 0, width, width*Height/Width))
	for i := range out.Pix {
		out.Pix[i] = 255
	}
	for _, stroke := range s {
		for i, to := range stroke {
			line(out, stroke[max(i-1, 0)], to, scale)
		}
	}
	return out
}

// line draws one line with round ends and soft edges. Where lines cross, the
// darker stays.
func line(out *image.Gray, from, to Point, scale float64) {
	ax, ay := float64(from.X)*scale, float64(from.Y)*scale
	bx, by := float64(to.X)*scale, float64(to.Y)*scale
	half := max(thickness*scale, 0.6)
	reach := half + 1
	for y := max(int(min(ay, by)-reach), 0); y <= min(int(max(ay, by)+reach), out.Rect.Dy()-1); y++ {
		for x := max(int(min(ax, bx)-reach), 0); x <= min(int(max(ax, bx)+reach), out.Rect.Dx()-1); x++ {
			d := fromLine(float64(x)-ax, float64(y)-ay, bx-ax, by-ay)
			shade := uint8(255 * min(max(d-half+0.5, 0), 1))
			at := y*out.Stride + x
			out.Pix[at] = min(out.Pix[at], shade)
		}
	}
}

// fromLine is how far the point p lies from the line that goes from 0,0 to v.
func fromLine(px, py, vx, vy float64) float64 {
	t, length := 0.0, vx*vx+vy*vy
	if length > 0 {
		t = min(max((px*vx+py*vy)/length, 0), 1)
	}
	return math.Hypot(px-t*vx, py-t*vy)
}

// PNG is the picture of strokes as it is kept with a dossier, 600 pixels wide: a
// few kilobytes.
func (s Strokes) PNG() ([]byte, error) {
	var out bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(&out, s.Picture(600)); err != nil {
		return nil, fmt.Errorf("drawing a signature: %w", err)
	}
	return out.Bytes(), nil
}
