package portrait

import (
	"errors"
	"image"
	"image/color"
	"math"
)

// ErrTight means that a face stands too close to the rim of its picture to be
// cropped to the proportions of the card.
var ErrTight = errors.New("face is too close to the rim of the picture")

// Proportions of a cropped portrait.
type Proportions struct {
	Width, Height float64 // only their ratio counts
	Pupils        float64 // distance between the pupils, share of the width
	EyeLine       float64 // of the eyes below the upper rim, share of the height
}

// CardProportions are those of the portrait printed on the card, 20 by 30 mm
// (the size is from the public descriptions of the card), with the face as
// ISO/IEC 19794-5 places it.
func CardProportions() Proportions {
	return Proportions{Width: 20, Height: 30, Pupils: 0.24, EyeLine: 0.42}
}

// Crop turns a portrait upright and crops it, at the resolution that it has.
// The picture itself is not changed. Where the face stands a little too near,
// the crop is made smaller by up to a quarter; where that is not enough, the
// error is [ErrTight].
func Crop(picture *image.RGBA, report Report, p Proportions) (*image.RGBA, error) {
	if report.Faces == 0 || report.Measures.Pupils <= 0 {
		return nil, ErrPicture
	}
	dx, dy := report.right.x-report.left.x, report.right.y-report.left.y
	length := math.Hypot(dx, dy)
	ux, uy := dx/length, dy/length
	mid := point{(report.left.x + report.right.x) / 2, (report.left.y + report.right.y) / 2}
	for shrink := 1.0; shrink >= 0.75; shrink -= 0.05 {
		width := length / p.Pupils * shrink
		height := width * p.Height / p.Width
		corner := func(x, y float64) point {
			x, y = x-width/2, y-height*p.EyeLine
			return point{mid.x + x*ux - y*uy, mid.y + x*uy + y*ux}
		}
		if !within(picture.Rect, corner(0, 0), corner(width, 0), corner(0, height), corner(width, height)) {
			continue
		}
		out := image.NewRGBA(image.Rect(0, 0, int(math.Round(width)), int(math.Round(height))))
		for y := range out.Rect.Dy() {
			for x := range out.Rect.Dx() {
				at := corner(float64(x)+0.5, float64(y)+0.5)
				out.SetRGBA(x, y, mix(picture, at.x-0.5, at.y-0.5))
			}
		}
		return out, nil
	}
	return nil, ErrTight
}

func within(r image.Rectangle, corners ...point) bool {
	for _, c := range corners {
		if c.x < float64(r.Min.X) || c.y < float64(r.Min.Y) || c.x > float64(r.Max.X) || c.y > float64(r.Max.Y) {
			return false
		}
	}
	return true
}

// mix interpolates the colour between four pixels.
func mix(p *image.RGBA, x, y float64) color.RGBA {
	x = math.Min(math.Max(x, float64(p.Rect.Min.X)), float64(p.Rect.Max.X-1))
	y = math.Min(math.Max(y, float64(p.Rect.Min.Y)), float64(p.Rect.Max.Y-1))
	ix, iy := int(math.Floor(x)), int(math.Floor(y))
	jx, jy := min(ix+1, p.Rect.Max.X-1), min(iy+1, p.Rect.Max.Y-1)
	tx, ty := x-float64(ix), y-float64(iy)
	a, b, c, d := p.RGBAAt(ix, iy), p.RGBAAt(jx, iy), p.RGBAAt(ix, jy), p.RGBAAt(jx, jy)
	blend := func(a, b, c, d uint8) uint8 {
		top := float64(a)*(1-tx) + float64(b)*tx
		bottom := float64(c)*(1-tx) + float64(d)*tx
		return uint8(math.Round(top*(1-ty) + bottom*ty))
	}
	return color.RGBA{blend(a.R, b.R, c.R, d.R), blend(a.G, b.G, c.G, d.G), blend(a.B, b.B, c.B, d.B), 255}
}
