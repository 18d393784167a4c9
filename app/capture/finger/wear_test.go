package finger

import (
	"image"
	"math"
	"math/rand/v2"
)

// gamma bends the brightness curve.
func gamma(v uint8, by float64) uint8 {
	return uint8(math.Round(255 * math.Pow(float64(v)/255, by)))
}

// soften takes the mean over a square around each pixel, first across, then down.
func soften(picture *image.Gray, radius int) {
	width, height := picture.Rect.Dx(), picture.Rect.Dy()
	mean := func(at func(int) *uint8, n int) {
		line := make([]int, n)
		for i := range n {
			line[i] = int(*at(i))
		}
		for i := range n {
			sum, count := 0, 0
			for j := max(0, i-radius); j <= min(n-1, i+radius); j++ {
				sum += line[j]
				count++
			}
			*at(i) = uint8(sum / count)
		}
	}
	for y := range height {
		mean(func(x int) *uint8 { return &picture.Pix[y*picture.Stride+x] }, width)
	}
	for x := range width {
		mean(func(y int) *uint8 { return &picture.Pix[y*picture.Stride+x] }, height)
	}
}

// spot puts a round dark or light spot of dirt somewhere on the glass.
func spot(picture *image.Gray, r *rand.Rand) {
	width, height := picture.Rect.Dx(), picture.Rect.Dy()
	cx, cy, radius := r.IntN(width), r.IntN(height), 2+r.IntN(7)
	level := uint8(30)
	if r.IntN(2) == 0 {
		level = 245
	}
	for y := max(0, cy-radius); y < min(height, cy+radius); y++ {
		for x := max(0, cx-radius); x < min(width, cx+radius); x++ {
			if (x-cx)*(x-cx)+(y-cy)*(y-cy) < radius*radius {
				picture.Pix[y*picture.Stride+x] = level
			}
		}
	}
}
