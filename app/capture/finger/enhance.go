package finger

import (
	"math"
	"slices"
	"sync"
)

const (
	filterRadius = 7
	filterSide   = 2*filterRadius + 1
	filterTurns  = 32
	minPeriod    = 5 // pixels
	maxPeriod    = 14
	periodSteps  = 2 // filters a pixel of period
	filterCount  = (maxPeriod-minPeriod)*periodSteps + 1
	usualPeriod  = 9
)

// filters are oriented band passes, one for each period and direction.
var filters = sync.OnceValue(func() *[filterCount][filterTurns][]float32 {
	var out [filterCount][filterTurns][]float32
	for p := range filterCount {
		for t := range filterTurns {
			out[p][t] = filter(minPeriod+float64(p)/periodSteps, math.Pi*float64(t)/filterTurns)
		}
	}
	return &out
})

func filter(period, direction float64) []float32 {
	sin, cos := math.Sincos(direction)
	values, bells := make([]float64, filterSide*filterSide), make([]float64, filterSide*filterSide)
	var sum, weight float64
	for y := -filterRadius; y <= filterRadius; y++ {
		for x := -filterRadius; x <= filterRadius; x++ {
			along := float64(x)*cos + float64(y)*sin
			across := -float64(x)*sin + float64(y)*cos
			i := (y+filterRadius)*filterSide + x + filterRadius
			bells[i] = math.Exp(-(along*along/(2*4.2*4.2) + across*across/(2*3.4*3.4)))
			values[i] = bells[i] * math.Cos(2*math.Pi*across/period)
			sum += values[i]
			weight += bells[i]
		}
	}
	out := make([]float32, len(values))
	for i := range values {
		out[i] = float32(values[i] - sum/weight*bells[i])
	}
	return out
}

// periods measures the ridge period around each block, in pixels.
func periods(even plane, f field) []float32 {
	out := make([]float32, len(f.inside))
	var known []float32
	for by := 0; by < f.height; by += 2 {
		for bx := 0; bx < f.width; bx += 2 {
			at := by*f.width + bx
			if !f.inside[at] || f.clear[at] < 0.4 {
				continue
			}
			if p := period(even, bx*block+block/2, by*block+block/2, float64(f.angle[at])); p > 0 {
				out[at] = p
				known = append(known, p)
			}
		}
	}
	usual := float32(usualPeriod)
	if len(known) > 0 {
		slices.Sort(known)
		usual = known[len(known)/2]
	}
	return spread(out, f, usual)
}

// spread gives every block the mean of the measured ones around it, drawn
// towards the usual period of the print.
func spread(measured []float32, f field, usual float32) []float32 {
	out := make([]float32, len(measured))
	for by := range f.height {
		for bx := range f.width {
			sum, n := 3*usual, float32(3)
			for y := max(by-4, 0); y <= min(by+4, f.height-1); y++ {
				for x := max(bx-4, 0); x <= min(bx+4, f.width-1); x++ {
					if p := measured[y*f.width+x]; p > 0.6*usual && p < 1.6*usual {
						sum += p
						n++
					}
				}
			}
			out[by*f.width+bx] = sum / n
		}
	}
	return out
}

// period looks for the distance at which the picture across the ridges repeats.
func period(even plane, x, y int, direction float64) float32 {
	const half, beside = 18, 6
	sin, cos := math.Sincos(direction)
	var profile [2*half + 1]float32
	for i := range profile {
		across := float64(i - half)
		for along := -beside; along <= beside; along += 2 {
			px := x + int(math.Round(float64(along)*cos-across*sin))
			py := y + int(math.Round(float64(along)*sin+across*cos))
			if px < 0 || py < 0 || px >= even.width || py >= even.height {
				return 0
			}
			profile[i] += even.pix[py*even.width+px]
		}
	}
	var likeness [maxPeriod + 2]float32
	for lag := range likeness {
		for i := lag; i < len(profile); i++ {
			likeness[lag] += profile[i] * profile[i-lag]
		}
		likeness[lag] /= float32(len(profile) - lag)
	}
	for lag := minPeriod - 1; lag <= maxPeriod; lag++ {
		before, here, after := likeness[lag-1], likeness[lag], likeness[lag+1]
		if here > before && here >= after && here > 0.25*likeness[0] {
			curve := before - 2*here + after
			if curve == 0 {
				return float32(lag)
			}
			return float32(lag) + (before-after)/(2*curve)
		}
	}
	return 0
}

// ridges returns where ridges are, 1 or 0, after smoothing along their course.
func ridges(even plane, f field) []uint8 {
	bank := filters()
	spacing := periods(even, f)
	width, height := even.width, even.height
	stride := width + 2*filterRadius
	padded := make([]float32, stride*(height+2*filterRadius))
	for y := range height {
		copy(padded[(y+filterRadius)*stride+filterRadius:], even.pix[y*width:(y+1)*width])
	}
	turns := f.turns(width, height)
	out := make([]uint8, width*height)
	for y := range height {
		for x := range width {
			at := f.at(x, y)
			if !f.inside[at] {
				continue
			}
			step := min(max(int((spacing[at]-minPeriod)*periodSteps+0.5), 0), filterCount-1)
			kernel := bank[step][turns[(y/4)*((width+3)/4)+x/4]]
			if filtered(padded[y*stride+x:], stride, kernel) > 0 {
				out[y*width+x] = 1
			}
		}
	}
	return out
}

// filtered is the answer of a filter whose upper left corner lies on the first
// pixel. Four sums run side by side, for an addition must wait for the one
// before it: with one sum the processor idles three quarters of the time.
func filtered(pixels []float32, stride int, kernel []float32) float32 {
	var a, b, c, d float32
	for j := range filterSide {
		r, w := (*[filterSide]float32)(pixels[j*stride:]), (*[filterSide]float32)(kernel[j*filterSide:])
		a += w[0]*r[0] + w[4]*r[4]
		b += w[1]*r[1] + w[5]*r[5]
		c += w[2]*r[2] + w[6]*r[6]
		d += w[3]*r[3] + w[7]*r[7]
		a += w[8]*r[8] + w[12]*r[12]
		b += w[9]*r[9] + w[13]*r[13]
		c += w[10]*r[10] + w[14]*r[14]
		d += w[11] * r[11]
	}
	return (a + b) + (c + d)
}

// turns returns the filter direction for each 4×4 pixels, between the blocks'
// own directions.
func (f field) turns(width, height int) []uint8 {
	columns, rows := (width+3)/4, (height+3)/4
	sines, cosines := make([]float64, len(f.angle)), make([]float64, len(f.angle))
	for i, a := range f.angle {
		sines[i], cosines[i] = math.Sincos(2 * float64(a))
		sines[i] *= float64(f.clear[i]) + 0.01
		cosines[i] *= float64(f.clear[i]) + 0.01
	}
	out := make([]uint8, columns*rows)
	for y := range rows {
		for x := range columns {
			fx := min(max((float64(x)*4+2)/block-0.5, 0), float64(f.width-1))
			fy := min(max((float64(y)*4+2)/block-0.5, 0), float64(f.height-1))
			sin := between(sines, f.width, f.height, fx, fy)
			cos := between(cosines, f.width, f.height, fx, fy)
			angle := math.Atan2(sin, cos) / 2
			if angle < 0 {
				angle += math.Pi
			}
			out[y*columns+x] = uint8(int(angle/math.Pi*filterTurns+0.5) % filterTurns)
		}
	}
	return out
}

// between interpolates a map at a place between its values.
func between(values []float64, width, height int, x, y float64) float64 {
	ix, iy := int(x), int(y)
	jx, jy := min(ix+1, width-1), min(iy+1, height-1)
	tx, ty := x-float64(ix), y-float64(iy)
	top := values[iy*width+ix]*(1-tx) + values[iy*width+jx]*tx
	bottom := values[jy*width+ix]*(1-tx) + values[jy*width+jx]*tx
	return top*(1-ty) + bottom*ty
}
