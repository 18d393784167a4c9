package synth

import (
	"image"
	"math"
	"math/rand/v2"
)

// Impression says how a finger touches the glass. The zero value is a finger
// laid straight, evenly and moist in the middle of the picture.
type Impression struct {
	Seed       uint64  // of the noise
	Turn       float64 // radians, clockwise
	ShiftX     float64 // pixels
	ShiftY     float64
	Pressure   float64 // -1 light … +1 heavy: thin … thick ridges
	Dryness    float64 // 0 moist … 1 ridges broken into dots
	Stretch    float64 // largest displacement by the skin's stretching, pixels
	Contact    float64 // how much of the usual area touches, 0 (all) … 1 (none)
	Grain      float64 // sensor noise, grey levels
	Width      int     // of the picture, 0: 352
	Height     int     // of the picture, 0: 448
	NotScarred bool    // without the finger's scars: before the injury
	Rolled     bool    // from nail to nail: half as wide again
}

// Level is how much impressions of one finger differ.
type Level float64

// Levels of difference.
const (
	Careful  Level = 0.35 // placed by a clerk, cleaned glass
	Ordinary Level = 1
	Poor     Level = 1.8 // dry, turned, half on the glass
)

// NewImpression draws an impression of the given level.
func NewImpression(seed uint64, level Level) Impression {
	r := stream(seed, 777)
	l := float64(level)
	return Impression{
		Seed:     seed,
		Turn:     between(r, -0.20, 0.20) * l,
		ShiftX:   between(r, -16, 16) * l,
		ShiftY:   between(r, -22, 22) * l,
		Pressure: clamp(between(r, -0.5, 0.5)*l, -1, 1),
		Dryness:  clamp(between(r, 0, 0.35)*l, 0, 1),
		Stretch:  between(r, 0, 5) * l,
		Contact:  clamp(between(r, 0, 0.16)*l, 0, 0.9),
		Grain:    4 + 3*l,
	}
}

// Score is the quality, 0–100, that a device would report for the impression.
func (i Impression) Score() float64 {
	loss := 22*i.Dryness + 14*math.Abs(i.Pressure) + 60*i.Contact + 25*math.Abs(i.Turn) + 0.5*i.Stretch
	return math.Round(clamp(94-loss, 1, 100))
}

// Print renders the finger as it touches the glass: 8-bit grey, 500 ppi, dark
// ridges on a light ground.
func (f *Finger) Print(i Impression) *image.Gray {
	width, height := orInt(i.Width, 352), orInt(i.Height, 448)
	out := image.NewGray(image.Rect(0, 0, width, height))
	r := stream(i.Seed, 778)
	skin := newSkin(r, i)
	patches := newNoise(r, 26)
	grains := newNoise(r, 3.2)
	sin, cos := math.Sincos(i.Turn)
	for y := range height {
		for x := range width {
			dx, dy := float64(x)-float64(width)/2, float64(y)-float64(height)/2
			edge := skin.contact(dx, dy)
			ground := 248 + r.NormFloat64()*1.5
			if edge <= 0 {
				out.Pix[y*out.Stride+x] = grey(ground)
				continue
			}
			sx, sy := skin.stretch(dx-i.ShiftX, dy-i.ShiftY)
			fx := sx*cos + sy*sin + fingerWidth/2
			fy := -sx*sin + sy*cos + fingerHeight*0.47
			ridge := f.darkness(fx, fy, i, patches.at(dx, dy), grains.at(dx, dy))
			level := ground - 196*ridge*math.Min(1, edge*4) + r.NormFloat64()*i.Grain
			out.Pix[y*out.Stride+x] = grey(level)
		}
	}
	return out
}

// darkness returns how dark the print is at a point of the finger, 0–1.
func (f *Finger) darkness(x, y float64, i Impression, patch, grain float64) float64 {
	height, pore := f.sample(x, y)
	if !i.NotScarred {
		for _, s := range f.scars {
			height -= 2.2 * s.at(x, y)
		}
	}
	// Moist skin wets the glass in patches; dry skin touches only in grains.
	threshold := 0.05 - 0.32*i.Pressure - 0.18*patch + i.Dryness*(0.35+0.75*grain)
	dark := clamp((height-threshold)*1.9+0.5, 0, 1)
	return dark * (1 - 0.5*pore*(1-math.Max(0, i.Pressure)))
}

// at returns how deep the scar is at a point, 0–1.
func (s scar) at(x, y float64) float64 {
	away := s.distance(x, y)
	return math.Exp(-away * away / (2 * s.width * s.width))
}

// distance returns how far a point is from the scar's line.
func (s scar) distance(x, y float64) float64 {
	dx, dy := s.to.x-s.from.x, s.to.y-s.from.y
	t := 0.0
	if length := dx*dx + dy*dy; length > 0 {
		t = clamp(((x-s.from.x)*dx+(y-s.from.y)*dy)/length, 0, 1)
	}
	return math.Hypot(x-s.from.x-t*dx, y-s.from.y-t*dy)
}

// skin is how the fingertip lies and stretches on the glass.
type skin struct {
	centre     point
	halfWidth  float64
	halfHeight float64
	ragged     [4]wave
	pull       [4]wave
	cut        float64 // direction from which contact is missing
	missing    float64
}

func newSkin(r *rand.Rand, i Impression) skin {
	wide := 138 + 14*i.Pressure
	if i.Rolled {
		wide *= 1.4
	}
	s := skin{
		centre: point{i.ShiftX * 0.9, i.ShiftY * 0.9}, halfWidth: wide, halfHeight: (138 + 14*i.Pressure) * between(r, 1.28, 1.36),
		cut: between(r, 0, 2*math.Pi), missing: i.Contact,
	}
	for n := range s.ragged {
		s.ragged[n] = wave{kx: float64(n + 2), phase: between(r, 0, 2*math.Pi), size: between(r, 0, 0.035)}
		s.pull[n] = wave{
			kx: between(r, -1, 1) * math.Pi / 170, ky: between(r, -1, 1) * math.Pi / 170,
			phase: between(r, 0, 2*math.Pi), size: i.Stretch / 2,
		}
	}
	return s
}

// contact returns how far inside the touching area a point lies, 0–1.
func (s skin) contact(x, y float64) float64 {
	dx, dy := (x-s.centre.x)/s.halfWidth, (y-s.centre.y)/s.halfHeight
	turn := math.Atan2(dy, dx)
	limit := 1.0
	for _, w := range s.ragged {
		limit += w.size * math.Sin(w.kx*turn+w.phase)
	}
	inside := limit - math.Hypot(dx, dy)
	if s.missing > 0 {
		sin, cos := math.Sincos(s.cut)
		inside = math.Min(inside, 1-2*s.missing-(dx*cos+dy*sin))
	}
	return inside
}

func (s skin) stretch(x, y float64) (float64, float64) {
	for n, w := range s.pull {
		d := w.size * math.Sin(w.kx*x+w.ky*y+w.phase)
		if n%2 == 0 {
			x += d
		} else {
			y += d
		}
	}
	return x, y
}

// noise is smooth noise of a given grain size, about -1 … +1.
type noise struct {
	size float64
	grid [64 * 64]float64
}

func newNoise(r *rand.Rand, size float64) *noise {
	n := &noise{size: size}
	for i := range n.grid {
		n.grid[i] = r.Float64()*2 - 1
	}
	return n
}

func (n *noise) at(x, y float64) float64 {
	gx, gy := x/n.size+4096, y/n.size+4096
	ix, iy := int(gx), int(gy)
	tx, ty := gx-float64(ix), gy-float64(iy)
	tx, ty = tx*tx*(3-2*tx), ty*ty*(3-2*ty)
	cell := func(x, y int) float64 { return n.grid[(y&63)*64+x&63] }
	top := cell(ix, iy)*(1-tx) + cell(ix+1, iy)*tx
	bottom := cell(ix, iy+1)*(1-tx) + cell(ix+1, iy+1)*tx
	return top*(1-ty) + bottom*ty
}

func grey(level float64) uint8 { return uint8(clamp(level, 0, 255)) }

func orInt(n, other int) int {
	if n == 0 {
		return other
	}
	return n
}
