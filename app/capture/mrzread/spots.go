package mrzread

import (
	"image"
	"math"
)

// Sizes of a character on the step of the pyramid on which it is looked for, in
// pixels: the larger side of the box around its ink.
const (
	minSpot = 7
	maxSpot = 46
)

// maxSpots bounds what is looked at. A card has some five hundred characters.
const maxSpots = 9000

// reach is half the neighbourhood that a pixel is compared with: more than a
// character, less than the shadow of a hand.
const reach = 22

// A pixel is ink when it is darker than the mean of its neighbourhood by
// inkShare of how much that varies, and by inkLeast grey levels.
const (
	inkShare = 0.45
	inkLeast = 11
)

// spot is a piece of connected ink of a character's size.
type spot struct {
	at   point   // the middle of its box
	size float64 // the larger side of its box
}

// point is a place in a picture, in pixels, y downwards.
type point struct{ x, y float64 }

func (p point) minus(q point) point      { return point{p.x - q.x, p.y - q.y} }
func (p point) plus(q point) point       { return point{p.x + q.x, p.y + q.y} }
func (p point) times(f float64) point    { return point{p.x * f, p.y * f} }
func (p point) distance(q point) float64 { return math.Hypot(p.x-q.x, p.y-q.y) }

// ink marks the pixels that are darker than what lies around them.
func ink(g *image.Gray) []bool {
	w, h := g.Rect.Dx(), g.Rect.Dy()
	sums, squares := make([]int32, w), make([]int64, w) // of the columns of the window
	row := func(y int, sign int32) {
		for x, v := range g.Pix[y*g.Stride : y*g.Stride+w] {
			sums[x] += sign * int32(v)
			squares[x] += int64(sign) * int64(v) * int64(v)
		}
	}
	for y := range min(reach, h) {
		row(y, 1)
	}
	out := make([]bool, w*h)
	for y := range h {
		if y+reach < h {
			row(y+reach, 1)
		}
		if y-reach-1 >= 0 {
			row(y-reach-1, -1)
		}
		rows := min(y+reach, h-1) - max(y-reach, 0) + 1
		var sum, square int64
		for x := range min(reach, w) {
			sum, square = sum+int64(sums[x]), square+squares[x]
		}
		for x := range w {
			if x+reach < w {
				sum, square = sum+int64(sums[x+reach]), square+squares[x+reach]
			}
			if x-reach-1 >= 0 {
				sum, square = sum-int64(sums[x-reach-1]), square-squares[x-reach-1]
			}
			n := float64(rows * (min(x+reach, w-1) - max(x-reach, 0) + 1))
			mean := float64(sum) / n
			spread := math.Sqrt(max(float64(square)/n-mean*mean, 0))
			out[y*w+x] = mean-float64(g.Pix[y*g.Stride+x]) > max(inkLeast, inkShare*spread)
		}
	}
	return out
}

// spots finds the connected pieces of ink that have the size of a character.
func spots(g *image.Gray) []spot {
	w, h := g.Rect.Dx(), g.Rect.Dy()
	dark := ink(softened(g))
	var found []spot
	var stack []int32
	for start := range dark {
		if !dark[start] {
			continue
		}
		x0, y0, x1, y1, n := w, h, 0, 0, 0
		stack = append(stack[:0], int32(start))
		dark[start] = false
		for len(stack) > 0 {
			at := int(stack[len(stack)-1])
			stack = stack[:len(stack)-1]
			x, y := at%w, at/w
			x0, y0, x1, y1, n = min(x0, x), min(y0, y), max(x1, x), max(y1, y), n+1
			for ny := max(y-1, 0); ny <= min(y+1, h-1); ny++ {
				for nx := max(x-1, 0); nx <= min(x+1, w-1); nx++ {
					if next := ny*w + nx; dark[next] {
						dark[next] = false
						stack = append(stack, int32(next))
					}
				}
			}
		}
		wide, high := x1-x0+1, y1-y0+1
		if size := max(wide, high); size < minSpot || size > maxSpot || n < minSpot || 8*min(wide, high) < size {
			continue
		}
		found = append(found, spot{
			at:   point{float64(x0+x1) / 2, float64(y0+y1) / 2},
			size: float64(max(wide, high)),
		})
		if len(found) == maxSpots {
			break
		}
	}
	return found
}

// index finds the spots near a place.
type index struct {
	spots   []spot
	squares map[[2]int][]int32
}

// indexSide is the side of a square of the index, in pixels; squareSpots is how
// many spots of one are looked at, so that a picture full of specks costs no more
// than one full of text.
const (
	indexSide   = 32
	squareSpots = 24
)

func newIndex(all []spot) *index {
	x := &index{spots: all, squares: map[[2]int][]int32{}}
	for i, s := range all {
		key := squareOf(s.at)
		if len(x.squares[key]) < squareSpots {
			x.squares[key] = append(x.squares[key], int32(i))
		}
	}
	return x
}

func squareOf(p point) [2]int {
	return [2]int{int(math.Floor(p.x / indexSide)), int(math.Floor(p.y / indexSide))}
}

// near calls f with each spot no farther from p than distance, which is bounded
// by the largest character.
func (x *index) near(p point, distance float64, f func(i int)) {
	distance = min(distance, 3*maxSpot)
	low, high := squareOf(point{p.x - distance, p.y - distance}), squareOf(point{p.x + distance, p.y + distance})
	for sy := low[1]; sy <= high[1]; sy++ {
		for sx := low[0]; sx <= high[0]; sx++ {
			for _, i := range x.squares[[2]int{sx, sy}] {
				if x.spots[i].at.distance(p) <= distance {
					f(int(i))
				}
			}
		}
	}
}

// nearest is the spot nearest to p within distance; ok is false where there is
// none.
func (x *index) nearest(p point, distance float64) (i int, ok bool) {
	best := distance
	x.near(p, distance, func(j int) {
		if d := x.spots[j].at.distance(p); d <= best {
			i, best, ok = j, d, true
		}
	})
	return i, ok
}
