package synth

import (
	"image"
	"math"
	"math/rand/v2"
)

// Size of every picture of an eye: the VGA size of ISO/IEC 19794-6.
const (
	EyeWidth  = 640
	EyeHeight = 480
)

const (
	irisRings = 96  // texture samples from pupil to white
	irisTurns = 512 // and around
)

// Eye is one eye: the texture of its iris and the shape of its lids.
type Eye struct {
	texture [irisRings * irisTurns]float64
	radius  float64 // of the iris, pixels
	lids    float64
	tilt    float64 // of the lids
}

// NewEye draws the iris of a person's eye.
func NewEye(person uint64, left bool) *Eye {
	thing := uint64(20)
	tilt := 1.0
	if left {
		thing, tilt = 21, -1
	}
	r := stream(person, thing)
	e := &Eye{radius: between(r, 108, 124), lids: between(r, 0.72, 0.9), tilt: tilt * between(r, 0.03, 0.12)}
	// Fibres run from the pupil outwards: noise fine around, coarse along,
	// over three sizes.
	for octave, size := range []float64{0.55, 0.3, 0.15} {
		around, along := 32<<octave, 5<<octave
		grid := make([]float64, around*(along+2))
		for i := range grid {
			grid[i] = r.Float64()*2 - 1
		}
		for ring := range irisRings {
			for turn := range irisTurns {
				e.texture[ring*irisTurns+turn] += size * gridAt(grid, around, along,
					float64(turn)*float64(around)/irisTurns, float64(ring)*float64(along)/irisRings)
			}
		}
	}
	e.addCrypts(r)
	return e
}

// gridAt interpolates a grid that closes around.
func gridAt(grid []float64, around, along int, x, y float64) float64 {
	ix, iy := int(x), min(int(y), along-1)
	tx, ty := x-float64(ix), y-float64(iy)
	cell := func(x, y int) float64 { return grid[y*around+x%around] }
	return (cell(ix, iy)*(1-tx)+cell(ix+1, iy)*tx)*(1-ty) + (cell(ix, iy+1)*(1-tx)+cell(ix+1, iy+1)*tx)*ty
}

// addCrypts darkens a few oval holes in the fibres.
func (e *Eye) addCrypts(r *rand.Rand) {
	for range 8 + r.IntN(10) {
		ring, turn := between(r, 10, 70), between(r, 0, irisTurns)
		tall, wide := between(r, 4, 11), between(r, 5, 14)
		for dr := -22; dr <= 22; dr++ {
			for dt := -28; dt <= 28; dt++ {
				at := int(ring) + dr
				if at < 0 || at >= irisRings {
					continue
				}
				depth := math.Exp(-(float64(dr*dr)/(tall*tall) + float64(dt*dt)/(wide*wide)))
				e.texture[at*irisTurns+(int(turn)+dt+irisTurns)%irisTurns] -= 0.8 * depth
			}
		}
	}
}

// Look is how an eye is seen.
type Look struct {
	Seed   uint64
	ShiftX float64
	ShiftY float64
	Turn   float64 // radians
	Pupil  float64 // radius as a share of the iris, 0: 0.38
	Blink  float64 // 0 open … 1 closed
}

// NewLook draws how an eye is seen, with small differences.
func NewLook(seed uint64) Look {
	r := stream(seed, 779)
	return Look{
		Seed: seed, ShiftX: between(r, -18, 18), ShiftY: between(r, -12, 12),
		Turn: between(r, -0.05, 0.05), Pupil: between(r, 0.33, 0.46),
	}
}

// Circle returns centre and radius of the iris in a picture taken with l.
func (e *Eye) Circle(l Look) (x, y, radius float64) {
	return EyeWidth/2 + l.ShiftX, EyeHeight/2 + l.ShiftY, e.radius
}

// Picture renders the eye under near infrared light: 8-bit grey, 640×480.
func (e *Eye) Picture(l Look) *image.Gray {
	out := image.NewGray(image.Rect(0, 0, EyeWidth, EyeHeight))
	r := stream(l.Seed, 780)
	cx, cy, radius := e.Circle(l)
	pupil := l.Pupil
	if pupil == 0 {
		pupil = 0.38
	}
	for y := range EyeHeight {
		for x := range EyeWidth {
			dx, dy := (float64(x)-cx)/radius, (float64(y)-cy)/radius
			level := e.level(dx, dy, pupil, l)
			if hypot := math.Hypot(dx+0.16, dy+0.14); hypot < 0.07 {
				level = 250 // reflection of the lamp
			}
			out.Pix[y*out.Stride+x] = grey(level + r.NormFloat64()*3)
		}
	}
	return out
}

func (e *Eye) level(dx, dy, pupil float64, l Look) float64 {
	distance := math.Hypot(dx, dy)
	var level float64
	switch {
	case distance < pupil:
		level = 22
	case distance < 1:
		ring := (distance - pupil) / (1 - pupil)
		turn := (math.Atan2(dy, dx) + l.Turn) / (2 * math.Pi)
		turn -= math.Floor(turn)
		at := int(ring*(irisRings-1))*irisTurns + int(turn*irisTurns)%irisTurns
		level = 108 + 34*e.texture[at] + 16*math.Exp(-math.Pow((ring-0.28)/0.12, 2)) - 30*math.Pow(ring, 6)
	default:
		level = 190 - 14*math.Abs(dx)
		level -= 60 * math.Exp(-(distance-1)/0.05)
	}
	return e.covered(level, dx, dy, l)
}

// covered lays lids over the eye.
func (e *Eye) covered(level, dx, dy float64, l Look) float64 {
	open := e.lids * (1 - l.Blink)
	along := dx * dx / 5.2
	upper := -open*(1-along) + e.tilt*dx
	lower := (open+0.12)*(1-along) + e.tilt*dx
	skin := 150 - 10*dy
	switch {
	case dy < upper-0.05 || dy > lower+0.03:
		return skin
	case dy < upper:
		return 70 // lashes
	case dy > lower:
		return 175
	}
	return level - 35*math.Exp(-(dy-upper)/0.08)
}
