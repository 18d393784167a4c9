package portrait

import (
	"image"
	"math"
	"slices"
)

// Measures are what is read off a portrait. Lengths are shares of the distance
// between the pupils unless said otherwise; brightness is 0–255.
type Measures struct {
	Pupils     float64 // distance between the pupils, pixels
	PupilShare float64 // the same as a share of the picture's width
	CentreX    float64 // middle between the pupils, share of width and height
	CentreY    float64
	Roll       float64 // degrees, positive: head leans to the right of the picture
	EyeOpening float64 // height of the dark of the smaller-looking eye
	Glare      float64 // share of blown-out pixels over the pupils
	Blur       float64 // spread of the sharpest edges around the eyes
	Skin       float64 // brightness of forehead and cheeks
	SkinBlown  float64 // share of skin pixels without detail, dark or bright
	SideLight  float64 // difference of brightness between the cheeks, share of their mean
	Ground     float64 // brightness of the background
	GroundTint float64 // colour of the background, 0 none … 255
	GroundVary float64 // unevenness of the background
	Ears       Ears    // how far skin reaches on both sides, as far as that is known
}

// alignedPupils is the distance between the pupils in the aligned picture.
const alignedPupils = 128

// aligned is the brightness of a face turned upright and brought to one size.
// The middle between the pupils is its origin.
type aligned struct {
	picture *image.RGBA
	mid     point
	ux, uy  float64 // one aligned pixel to the right, in pixels of the picture
}

func align(picture *image.RGBA, f face) aligned {
	dx, dy := f.right.x-f.left.x, f.right.y-f.left.y
	return aligned{
		picture: picture, mid: point{(f.left.x + f.right.x) / 2, (f.left.y + f.right.y) / 2},
		ux: dx / alignedPupils, uy: dy / alignedPupils,
	}
}

// at returns the brightness at a place of the aligned face, averaged over about
// one aligned pixel.
func (a aligned) at(x, y float64) float64 {
	px, py := a.mid.x+x*a.ux-y*a.uy, a.mid.y+x*a.uy+y*a.ux
	reach := int(math.Hypot(a.ux, a.uy)) / 2
	if reach == 0 {
		return bilinear(a.picture, px, py)
	}
	var sum, n float64
	for dy := -reach; dy <= reach; dy++ {
		for dx := -reach; dx <= reach; dx++ {
			sum += bilinear(a.picture, px+float64(dx), py+float64(dy))
			n++
		}
	}
	return sum / n
}

func bilinear(p *image.RGBA, x, y float64) float64 {
	x, y = x-float64(p.Rect.Min.X), y-float64(p.Rect.Min.Y)
	x = math.Min(math.Max(x, 0), float64(p.Rect.Dx()-1))
	y = math.Min(math.Max(y, 0), float64(p.Rect.Dy()-1))
	ix, iy := int(x), int(y)
	jx, jy := min(ix+1, p.Rect.Dx()-1), min(iy+1, p.Rect.Dy()-1)
	tx, ty := x-float64(ix), y-float64(iy)
	return (luma(p, ix, iy)*(1-tx)+luma(p, jx, iy)*tx)*(1-ty) + (luma(p, ix, jy)*(1-tx)+luma(p, jx, jy)*tx)*ty
}

// luma is the brightness of a pixel (ITU-R BT.601), counted from the corner.
func luma(p *image.RGBA, x, y int) float64 {
	i := y*p.Stride + 4*x
	return 0.299*float64(p.Pix[i]) + 0.587*float64(p.Pix[i+1]) + 0.114*float64(p.Pix[i+2])
}

func measure(picture *image.RGBA, f face) Measures {
	a := align(picture, f)
	width, height := float64(picture.Rect.Dx()), float64(picture.Rect.Dy())
	dx, dy := f.right.x-f.left.x, f.right.y-f.left.y
	m := Measures{
		Pupils: math.Hypot(dx, dy), PupilShare: math.Hypot(dx, dy) / width,
		CentreX: a.mid.x / width, CentreY: a.mid.y / height, Roll: math.Atan2(dy, dx) * 180 / math.Pi,
	}
	m.EyeOpening = math.Min(a.opening(-1), a.opening(1))
	m.Glare = math.Max(a.glare(-1), a.glare(1))
	m.Blur = a.blur()
	a.skin(&m)
	ground(picture, &m)
	m.Ears = a.ears(m.Skin, m.Ground)
	return m
}

// opening measures how tall the dark of an eye is through its pupil.
func (a aligned) opening(side float64) float64 {
	var skin []float64
	for x := -20.0; x <= 20; x += 4 {
		skin = append(skin, a.at(side*alignedPupils/2+x, 34))
	}
	slices.Sort(skin)
	dark := skin[len(skin)/2] * 0.55
	best := 0.0
	for x := -8.0; x <= 8; x += 2 {
		run, gap := 0.0, 0
		for y := -20.0; y <= 20; y++ {
			switch {
			case a.at(side*alignedPupils/2+x, y) < dark:
				run++
				gap = 0
			case gap < 4: // the light's reflection in the pupil
				gap++
			default:
				best = math.Max(best, run)
				run = 0
			}
		}
		best = math.Max(best, run)
	}
	return best / alignedPupils
}

func (a aligned) glare(side float64) float64 {
	const radius = 11
	blown, n := 0.0, 0.0
	for y := -radius; y <= radius; y++ {
		for x := -radius; x <= radius; x++ {
			if x*x+y*y > radius*radius {
				continue
			}
			n++
			if a.at(side*alignedPupils/2+float64(x), float64(y)) > 244 {
				blown++
			}
		}
	}
	return blown / n
}

// blur estimates how far the sharpest edges around the eyes are spread: a step
// of height h blurred by a bell of width s has the slope h/(s√2π). Upright and
// level edges are taken apart and the worse counts, since a head that moved is
// blurred one way only.
func (a aligned) blur() float64 {
	const halfWidth, halfHeight = 100, 26
	const width = 2*halfWidth + 3
	values := make([]float64, 0, width*(2*halfHeight+3))
	for y := -halfHeight - 1; y <= halfHeight+1; y++ {
		for x := -halfWidth - 1; x <= halfWidth+1; x++ {
			values = append(values, a.at(float64(x), float64(y)))
		}
	}
	var across, down []float64
	for y := 1; y <= 2*halfHeight+1; y++ {
		for x := 1; x <= 2*halfWidth+1; x++ {
			at := y*width + x
			across = append(across, math.Abs(values[at+1]-values[at-1])/2)
			down = append(down, math.Abs(values[at+width]-values[at-width])/2)
		}
	}
	slices.Sort(values)
	slices.Sort(across)
	slices.Sort(down)
	height := values[len(values)*99/100] - values[len(values)/100]
	slope := math.Min(across[len(across)*995/1000], down[len(down)*995/1000])
	if slope < 0.5 || height < 20 {
		return 1
	}
	return height / (slope * math.Sqrt(2*math.Pi)) / alignedPupils
}

// skin looks at forehead and cheeks.
func (a aligned) skin(m *Measures) {
	patch := func(cx, cy, rx, ry float64) (mean, lost float64) {
		var sum, n float64
		for y := -ry; y <= ry; y += 2 {
			for x := -rx; x <= rx; x += 2 {
				v := a.at(cx+x, cy+y)
				sum += v
				n++
				if v > 250 || v < 12 {
					lost++
				}
			}
		}
		return sum / n, lost / n
	}
	left, lostLeft := patch(-62, 62, 18, 18)
	right, lostRight := patch(62, 62, 18, 18)
	nose, lostNose := patch(0, 34, 14, 14)
	m.Skin = (left + right + nose) / 3
	m.SkinBlown = (lostLeft + lostRight + lostNose) / 3
	if left+right > 0 {
		m.SideLight = math.Abs(left-right) / ((left + right) / 2)
	}
}

// ground looks at the background: strips along both sides above the shoulders
// and along the top.
func ground(p *image.RGBA, m *Measures) {
	width, height := p.Rect.Dx(), p.Rect.Dy()
	const cell = 16
	var means []float64
	var sum, tint, n float64
	add := func(left, top, right, bottom int) {
		for y := top; y+cell <= bottom; y += cell {
			for x := left; x+cell <= right; x += cell {
				var cellSum float64
				var r, g, b float64
				for dy := range cell {
					for dx := range cell {
						i := (y+dy)*p.Stride + 4*(x+dx)
						cellSum += luma(p, x+dx, y+dy)
						r, g, b = r+float64(p.Pix[i]), g+float64(p.Pix[i+1]), b+float64(p.Pix[i+2])
					}
				}
				means = append(means, cellSum/(cell*cell))
				sum += cellSum / (cell * cell)
				tint += (math.Max(r, math.Max(g, b)) - math.Min(r, math.Min(g, b))) / (cell * cell)
				n++
			}
		}
	}
	side := max(width*8/100, cell)
	add(0, 0, side, height*45/100)
	add(width-side, 0, width, height*45/100)
	add(side, 0, width-side, max(height*4/100, cell))
	if n == 0 {
		return
	}
	m.Ground, m.GroundTint = sum/n, tint/n
	slices.Sort(means)
	m.GroundVary = means[len(means)*95/100] - means[len(means)*5/100]
}
