package synth

import (
	"math"
	"math/rand/v2"
)

// Pattern is the type of a fingerprint.
type Pattern int

// Pattern types.
const (
	Arch Pattern = iota
	TentedArch
	LeftLoop
	RightLoop
	Whorl
	TwinLoop
)

func (p Pattern) String() string {
	return [...]string{"arch", "tented arch", "left loop", "right loop", "whorl", "twin loop"}[p]
}

type point struct{ x, y float64 }

// field is the direction of ridges over a finger: the zero-pole model, in which
// every core adds half the angle under which a point sees it and every delta
// takes half of its own. Angles are bent a little, because real ridges do not
// follow the model exactly.
type field struct {
	pattern Pattern
	cores   []point
	deltas  []point
	bend    [2]float64 // of the angles of cores and deltas
	rise    float64    // of arches, 0–1
	centre  float64    // x of an arch
	lean    float64    // turn of the whole pattern
	waves   [3]wave    // slow disturbance of the field
}

type wave struct{ kx, ky, phase, size float64 }

// newField draws a pattern. Coordinates are pixels of the finger, y downwards.
func newField(r *rand.Rand, hand side) field {
	f := field{
		pattern: drawPattern(r, hand),
		bend:    [2]float64{between(r, -0.12, 0.22), between(r, -0.15, 0.15)},
		rise:    between(r, 0.5, 1),
		centre:  fingerWidth/2 + between(r, -18, 18),
		lean:    between(r, -0.08, 0.08),
	}
	for i := range f.waves {
		f.waves[i] = wave{
			kx: between(r, -2.2, 2.2) * math.Pi / fingerWidth, ky: between(r, -2.2, 2.2) * math.Pi / fingerHeight,
			phase: between(r, 0, 2*math.Pi), size: between(r, 0.02, 0.09),
		}
	}
	x, y := f.centre, fingerHeight*between(r, 0.40, 0.47)
	switch f.pattern {
	case Arch:
	case TentedArch:
		f.cores = []point{{x, y + 25}}
		f.deltas = []point{{x + between(r, -8, 8), y + between(r, 100, 145)}}
	case LeftLoop:
		f.cores = []point{{x - between(r, 0, 18), y}}
		f.deltas = []point{{x + between(r, 75, 125), y + between(r, 90, 150)}}
	case RightLoop:
		f.cores = []point{{x + between(r, 0, 18), y}}
		f.deltas = []point{{x - between(r, 75, 125), y + between(r, 90, 150)}}
	case Whorl:
		gap := between(r, 6, 38)
		tilt := between(r, -10, 10)
		f.cores = []point{{x - tilt, y - gap/2}, {x + tilt, y + gap/2}}
		f.deltas = []point{{x - between(r, 90, 135), y + between(r, 80, 150)}, {x + between(r, 90, 135), y + between(r, 80, 150)}}
	case TwinLoop:
		gap, shift := between(r, 50, 80), between(r, 16, 30)
		if r.IntN(2) == 0 {
			shift = -shift
		}
		f.cores = []point{{x - shift, y - gap/2}, {x + shift, y + gap/2}}
		f.deltas = []point{{x - between(r, 95, 135), y + between(r, 100, 150)}, {x + between(r, 95, 135), y + between(r, 100, 150)}}
	}
	return f
}

func drawPattern(r *rand.Rand, hand side) Pattern {
	n := r.Float64()
	switch {
	case n < shareArch:
		return Arch
	case n < shareArch+shareTented:
		return TentedArch
	case n < shareArch+shareTented+shareWhorl:
		return Whorl
	case n < shareArch+shareTented+shareWhorl+shareTwin:
		return TwinLoop
	}
	// Loops open towards the little finger on nineteen fingers of twenty.
	towardsLittle := r.Float64() < 0.95
	if (hand == rightHand) == towardsLittle {
		return RightLoop
	}
	return LeftLoop
}

// at returns the ridge direction at a point, in radians, with y downwards.
func (f field) at(x, y float64) float64 {
	angle := f.lean
	for _, w := range f.waves {
		angle += w.size * math.Sin(w.kx*x+w.ky*y+w.phase)
	}
	if f.pattern == Arch {
		// Ridges rise to a hill in the middle, steepest a little below the
		// centre and flattening out above and below.
		down := (y - fingerHeight*0.52) / (fingerHeight * 0.22)
		hill := 1.15 * f.rise * math.Exp(-down*down/2)
		across := (x - f.centre) / (fingerWidth * 0.5)
		return angle + math.Atan(hill*math.Sin(clamp(across, -1, 1)*math.Pi)) + arching(across, y)
	}
	for _, c := range f.cores {
		angle -= 0.5 * bent(math.Atan2(-(y-c.y), x-c.x), f.bend[0])
	}
	for _, d := range f.deltas {
		angle += 0.5 * bent(math.Atan2(-(y-d.y), x-d.x), f.bend[1])
	}
	return angle
}

// arching bends the ridges of an arch around the tip of the finger.
func arching(across, y float64) float64 {
	up := clamp(1-y/(fingerHeight*0.5), 0, 1)
	return 0.9 * up * clamp(across, -1, 1)
}

// bent keeps an angle's turns and moves it in between: the sum over one turn
// stays, so that cores and deltas stay what they are.
func bent(a, amount float64) float64 { return a + amount*math.Sin(2*a) }
