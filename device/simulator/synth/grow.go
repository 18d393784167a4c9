package synth

import (
	"math"
	"math/rand/v2"
	"sync"
)

const (
	kernelRadius = 7
	kernelSide   = 2*kernelRadius + 1
	kernelTurns  = 36 // directions of the filter bank
	kernelSteps  = 12 // periods of the filter bank
	lowestPeriod = minPeriod * masterScale * 0.85
	topPeriod    = maxPeriod * masterScale * 1.20
)

// bank holds a ridge filter for every direction and period: a cosine across the
// ridge under a bell, with its mean taken out so that flat skin stays flat.
var bank = sync.OnceValue(func() *[kernelSteps][kernelTurns][]float32 {
	var out [kernelSteps][kernelTurns][]float32
	for s := range kernelSteps {
		period := lowestPeriod + (topPeriod-lowestPeriod)*float64(s)/(kernelSteps-1)
		for t := range kernelTurns {
			out[s][t] = kernel(period, math.Pi*float64(t)/kernelTurns)
		}
	}
	return &out
})

func kernel(period, direction float64) []float32 {
	k := make([]float64, kernelSide*kernelSide)
	sin, cos := math.Sincos(direction)
	var sum, bells float64
	bell := make([]float64, len(k))
	for y := -kernelRadius; y <= kernelRadius; y++ {
		for x := -kernelRadius; x <= kernelRadius; x++ {
			along := float64(x)*cos + float64(y)*sin
			across := -float64(x)*sin + float64(y)*cos
			a, b := along/(alongRidge*period), across/(acrossOne*period)
			i := (y+kernelRadius)*kernelSide + x + kernelRadius
			bell[i] = math.Exp(-(a*a + b*b) / 2)
			k[i] = bell[i] * math.Cos(2*math.Pi*across/period)
			sum += k[i]
			bells += bell[i]
		}
	}
	var energy float64
	for i := range k {
		k[i] -= sum / bells * bell[i]
		energy += math.Abs(k[i])
	}
	out := make([]float32, len(k))
	for i := range k {
		out[i] = float32(k[i] / energy)
	}
	return out
}

// grow turns noise into ridges by filtering it along the field, again and again.
func grow(r *rand.Rand, width, height int, directions, periods []float32) []float32 {
	filters := choose(directions, periods)
	// The picture has a rim of zeros so that the filter needs no border case.
	stride := width + 2*kernelRadius
	skin := make([]float32, stride*(height+2*kernelRadius))
	next := make([]float32, len(skin))
	for y := range height {
		for x := range width {
			skin[(y+kernelRadius)*stride+x+kernelRadius] = float32(r.Float64()*2 - 1)
		}
	}
	for pass := range growths {
		gain := float32(filterGain)
		if pass == 0 {
			gain *= 4 // noise answers weakly to the first filter
		}
		for y := range height {
			for x := range width {
				k := filters[y*width+x]
				var sum float32
				for j := range kernelSide {
					row := skin[(y+j)*stride+x : (y+j)*stride+x+kernelSide]
					weights := k[j*kernelSide : j*kernelSide+kernelSide]
					for i, w := range weights {
						sum += w * row[i]
					}
				}
				next[(y+kernelRadius)*stride+x+kernelRadius] = squash(gain * sum)
			}
		}
		skin, next = next, skin
	}
	out := make([]float32, width*height)
	for y := range height {
		copy(out[y*width:(y+1)*width], skin[(y+kernelRadius)*stride+kernelRadius:])
	}
	return out
}

// squash bounds a value to -1 … +1, steep in the middle.
func squash(x float32) float32 {
	if x < 0 {
		return x / (1 - x)
	}
	return x / (1 + x)
}

// choose returns the filter of each pixel.
func choose(directions, periods []float32) [][]float32 {
	filters := bank()
	out := make([][]float32, len(directions))
	for i, d := range directions {
		turns := float64(d) / math.Pi
		turns -= math.Floor(turns)
		step := (float64(periods[i]) - lowestPeriod) / (topPeriod - lowestPeriod) * (kernelSteps - 1)
		out[i] = filters[int(clamp(step+0.5, 0, kernelSteps-1))][int(turns*kernelTurns+0.5)%kernelTurns]
	}
	return out
}
