package mrzread

import (
	"image"
	"math"
)

// patch is a cell as it lies in the picture, dark ink as large numbers, with
// slack pixels around it.
const (
	patchWide = cellWide + 2*slack
	patchHigh = cellHigh + 2*slack
)

type patch [patchWide * patchHigh]float32

// flipped turns a grid's plane upside down around the middle of its lines.
func (g grid) flipped() grid {
	// column' = first+29 − (column−first), row' = first+2 − (row−first)
	turn := warp{-1, 0, float64(2*g.first.column + columns - 1), 0, -1, float64(2*g.first.row + lines - 1), 0, 0, 1}
	g.warp = g.warp.after(turn)
	return g
}

// cut takes one cell out of a picture. scale is how many pixels of the picture
// that the grid was found in are one of this.
func (g grid) cut(from *image.Gray, scale float64, column, line int, out *patch) {
	x0, y0 := float64(g.first.column+column), float64(g.first.row+line)
	for j := range patchHigh {
		dy := (float64(j) - (patchHigh-1)/2.0) / cellRow
		for i := range patchWide {
			dx := (float64(i) - (patchWide-1)/2.0) / cellWide
			p := g.warp.at(point{x0 + dx, y0 + dy})
			// Pixel middles lie at whole numbers of both pictures.
			out[j*patchWide+i] = 255 - float32(grayAt(from, (p.x+0.5)*scale-0.5, (p.y+0.5)*scale-0.5))
		}
	}
}

// grayAt is the grey between pixels; outside it is that of the nearest.
func grayAt(g *image.Gray, x, y float64) float64 {
	w, h := g.Rect.Dx(), g.Rect.Dy()
	if math.IsNaN(x) || math.IsNaN(y) {
		return 0
	}
	x, y = min(max(x, 0), float64(w-1)), min(max(y, 0), float64(h-1))
	x0, y0 := min(int(x), w-2), min(int(y), h-2)
	fx, fy := x-float64(x0), y-float64(y0)
	at := y0*g.Stride + x0
	upper := float64(g.Pix[at])*(1-fx) + float64(g.Pix[at+1])*fx
	lower := float64(g.Pix[at+g.Stride])*(1-fx) + float64(g.Pix[at+g.Stride+1])*fx
	return upper*(1-fy) + lower*fy
}

// likeness says of each character of the alphabet how like it a cell is: their
// correlation, −1 to 1.
type likeness [len(alphabet)]float32

// best is the character that a cell is most like.
func (l *likeness) best() (at int) {
	for i := range l {
		if l[i] > l[at] {
			at = i
		}
	}
	return at
}

// compare says how like each character a cell is, at the best of the places that
// slack allows: first every other one, then those around the best.
func compare(p *patch, set shapeSet) likeness {
	var out likeness
	for i := range out {
		out[i] = -1
	}
	var done [2*slack + 1][2*slack + 1]bool
	bestAt, best := [2]int{slack, slack}, float32(-2)
	try := func(dx, dy int) {
		if dx < 0 || dy < 0 || dx > 2*slack || dy > 2*slack || done[dy][dx] {
			return
		}
		done[dy][dx] = true
		if top := compareAt(p, dx, dy, set, &out); top > best {
			best, bestAt = top, [2]int{dx, dy}
		}
	}
	for dy := 1; dy <= 2*slack; dy += 2 {
		for dx := 1; dx <= 2*slack; dx += 2 {
			try(dx, dy)
		}
	}
	around := bestAt
	for dy := -1; dy <= 1; dy++ {
		for dx := -1; dx <= 1; dx++ {
			try(around[0]+dx, around[1]+dy)
		}
	}
	return out
}

// flat is how little the grey of a cell may vary, in levels, and still be
// looked at.
const flat = 2.5

// compareAt compares a cell at one place and returns the best likeness there.
func compareAt(p *patch, dx, dy int, set shapeSet, out *likeness) float32 {
	var window shape
	var sum, square float32
	for y := range cellHigh {
		row := p[(y+dy)*patchWide+dx:][:cellWide]
		copy(window[y*cellWide:], row)
		for _, v := range row {
			sum += v
			square += v * v
		}
	}
	mean := sum / cellSize
	length := float32(math.Sqrt(float64(max(square-sum*mean, 0))))
	if length < flat*float32(math.Sqrt(cellSize)) {
		return -1
	}
	best := float32(-1)
	for s := range set {
		for i := range set[s] {
			// The shapes have no mean, so that of the window falls out.
			l := dot(&window, &set[s][i]) / length
			if l > out[i] {
				out[i] = l
			}
			best = max(best, l)
		}
	}
	return best
}

// dot is the product of two cells, four numbers at a time.
func dot(a, b *shape) float32 {
	var s0, s1, s2, s3 float32
	for i := 0; i < cellSize; i += 4 {
		s0 += a[i] * b[i]
		s1 += a[i+1] * b[i+1]
		s2 += a[i+2] * b[i+2]
		s3 += a[i+3] * b[i+3]
	}
	return s0 + s1 + s2 + s3
}
