package synth

import (
	"math"
	"math/rand/v2"
)

type side int

const (
	leftHand side = iota
	rightHand
)

// Finger is the skin of one finger: its ridges as they are, before anything
// touches a glass. It is not changed after it has been grown.
type Finger struct {
	Pattern Pattern
	period  float64
	width   int       // of the master
	height  int       // of the master
	ridges  []float32 // -1 valley … +1 ridge
	scars   []scar
	pores   []float32 // brightness of pores, same size as ridges
}

type scar struct {
	from, to point
	width    float64
}

// NewFinger grows a finger; number is 1–10 as in ISO/IEC 19794-4, 1–5 of the
// right hand.
func NewFinger(person uint64, number int) *Finger {
	r := stream(person, uint64(number))
	hand := leftHand
	if number <= 5 {
		hand = rightHand
	}
	f := newField(r, hand)
	out := &Finger{Pattern: f.pattern, period: between(stream(person, 100), minPeriod, maxPeriod) * between(r, 0.97, 1.03), width: masterWidth, height: masterHeight}
	directions, periods := out.maps(f, r)
	out.ridges = grow(r, masterWidth, masterHeight, directions, periods)
	out.pores = drawPores(r, out.ridges)
	for r.Float64() < 0.15 && len(out.scars) < 2 {
		x, y := between(r, 90, 320), between(r, 120, 420)
		turn, length := between(r, 0, math.Pi), between(r, 30, 110)
		out.scars = append(out.scars, scar{point{x, y}, point{x + length*math.Cos(turn), y + length*math.Sin(turn)}, between(r, 2, 5)})
	}
	return out
}

// maps returns ridge direction and period for each pixel of the master.
func (f *Finger) maps(shape field, r *rand.Rand) (directions, periods []float32) {
	directions = make([]float32, f.width*f.height)
	periods = make([]float32, f.width*f.height)
	phase, slope := between(r, 0, 2*math.Pi), between(r, 0, 0.07)
	for y := range f.height {
		for x := range f.width {
			fx, fy := float64(x)/masterScale, float64(y)/masterScale
			directions[y*f.width+x] = float32(shape.at(fx, fy))
			// Ridges are wider below the pattern and vary slowly elsewhere.
			p := f.period * (1 + slope*(fy/fingerHeight-0.5)*2 + 0.04*math.Sin(fx/70+phase)*math.Cos(fy/85+phase))
			periods[y*f.width+x] = float32(p * masterScale)
		}
	}
	return directions, periods
}

// drawPores places pores along ridges, a fifth of a millimetre apart or more.
func drawPores(r *rand.Rand, ridges []float32) []float32 {
	pores := make([]float32, len(ridges))
	for i, v := range ridges {
		if v > 0.8 && r.Float64() < 0.05 {
			pores[i] = float32(between(r, 0.3, 0.9))
		}
	}
	return pores
}

// sample returns the height of the skin at a point of the finger, by cubic
// interpolation, and the pore brightness there. Outside it is deep valley.
func (f *Finger) sample(x, y float64) (height, pore float64) {
	mx, my := x*masterScale, y*masterScale
	ix, iy := int(math.Floor(mx)), int(math.Floor(my))
	if ix < 1 || iy < 1 || ix+2 >= f.width || iy+2 >= f.height {
		return -1, 0
	}
	wx, wy := cubic(mx-float64(ix)), cubic(my-float64(iy))
	base := (iy-1)*f.width + ix - 1
	for j := range 4 {
		row := f.ridges[base+j*f.width : base+j*f.width+4]
		height += wy[j] * (wx[0]*float64(row[0]) + wx[1]*float64(row[1]) + wx[2]*float64(row[2]) + wx[3]*float64(row[3]))
	}
	nearest := int(my+0.5)*f.width + int(mx+0.5)
	return height, float64(f.pores[nearest])
}

// cubic returns Catmull-Rom weights for a position between two samples.
func cubic(t float64) [4]float64 {
	return [4]float64{
		((-0.5*t+1)*t - 0.5) * t,
		(1.5*t-2.5)*t*t + 1,
		((-1.5*t+2)*t + 0.5) * t,
		(0.5*t - 0.5) * t * t,
	}
}
