package finger

import "math"

// plane is a picture of numbers, row by row.
type plane struct {
	width, height int
	pix           []float32
}

func newPlane(width, height int) plane {
	return plane{width, height, make([]float32, width*height)}
}

// normalised returns the print with its local brightness and contrast evened
// out: ridges positive, valleys negative, about ±1; and the local contrast in
// grey levels.
func normalised(grey []uint8, stride, width, height int) (even, contrast plane) {
	const reach = 9 // half the window: a ridge and a half to each side
	even, contrast = newPlane(width, height), newPlane(width, height)
	sums := make([]int64, (width+1)*(height+1))
	squares := make([]int64, (width+1)*(height+1))
	for y := range height {
		var row, rowSquare int64
		for x := range width {
			v := int64(grey[y*stride+x])
			row += v
			rowSquare += v * v
			at := (y+1)*(width+1) + x + 1
			sums[at] = sums[at-width-1] + row
			squares[at] = squares[at-width-1] + rowSquare
		}
	}
	for y := range height {
		top, bottom := max(y-reach, 0)*(width+1), min(y+reach+1, height)*(width+1)
		rows := min(y+reach+1, height) - max(y-reach, 0)
		for x := range width {
			left, right := max(x-reach, 0), min(x+reach+1, width)
			n := float32(rows * (right - left))
			mean := float32(sums[bottom+right]-sums[bottom+left]-sums[top+right]+sums[top+left]) / n
			square := float32(squares[bottom+right]-squares[bottom+left]-squares[top+right]+squares[top+left]) / n
			deviation := float32(math.Sqrt(float64(max(square-mean*mean, 0))))
			at := y*width + x
			contrast.pix[at] = deviation
			// Flat ground keeps its flatness: contrast below a few grey levels is noise.
			even.pix[at] = (mean - float32(grey[y*stride+x])) / max(deviation, 6)
		}
	}
	return even, contrast
}

// field is the direction of ridges in blocks of 8×8 pixels.
type field struct {
	width, height int       // in blocks
	angle         []float32 // 0 … π, y downwards
	clear         []float32 // coherence, 0–1
	inside        []bool    // belongs to the print
}

// newField measures ridge directions by the gradients of the picture, smoothed
// over a few blocks, and decides what is print and what is ground.
func newField(even, contrast plane) field {
	f := field{width: (even.width + block - 1) / block, height: (even.height + block - 1) / block}
	n := f.width * f.height
	xx, yy, xy, strength := make([]float32, n), make([]float32, n), make([]float32, n), make([]float32, n)
	for y := 1; y < even.height-1; y++ {
		row := even.pix[y*even.width : (y+1)*even.width]
		above := even.pix[(y-1)*even.width : y*even.width]
		below := even.pix[(y+1)*even.width : (y+2)*even.width]
		for x := 1; x < even.width-1; x++ {
			dx := above[x+1] + 2*row[x+1] + below[x+1] - above[x-1] - 2*row[x-1] - below[x-1]
			dy := below[x-1] + 2*below[x] + below[x+1] - above[x-1] - 2*above[x] - above[x+1]
			at := (y/block)*f.width + x/block
			xx[at] += dx * dx
			yy[at] += dy * dy
			xy[at] += dx * dy
			strength[at] += contrast.pix[y*even.width+x]
		}
	}
	for _, values := range [][]float32{xx, yy, xy} {
		smooth(values, f.width, f.height)
	}
	f.angle, f.clear = make([]float32, n), make([]float32, n)
	for i := range f.angle {
		difference, twice := float64(xx[i]-yy[i]), 2*float64(xy[i])
		// Ridges run across the gradient.
		angle := math.Atan2(twice, difference)/2 + math.Pi/2
		f.angle[i] = float32(math.Mod(angle+math.Pi, math.Pi))
		if total := float64(xx[i] + yy[i]); total > 0 {
			f.clear[i] = float32(math.Hypot(difference, twice) / total)
		}
	}
	f.inside = f.segment(strength)
	return f
}

// smooth blurs a block map with a bell of about two blocks, in place.
func smooth(values []float32, width, height int) {
	weights := [5]float32{0.09, 0.24, 0.34, 0.24, 0.09}
	line := make([]float32, max(width, height))
	pass := func(count, length, step, stride int) {
		for i := range count {
			base := i * stride
			for j := range length {
				var sum float32
				for k, w := range weights {
					sum += w * values[base+min(max(j+k-2, 0), length-1)*step]
				}
				line[j] = sum
			}
			for j := range length {
				values[base+j*step] = line[j]
			}
		}
	}
	pass(height, width, 1, width)
	pass(width, height, width, 1)
}

// segment marks the blocks with clear ridges of enough contrast, closes small
// holes and keeps the largest piece.
func (f field) segment(strength []float32) []bool {
	var strongest float32
	for _, s := range strength {
		strongest = max(strongest, s)
	}
	inside := make([]bool, len(strength))
	for i, s := range strength {
		inside[i] = s > max(10*block*block, 0.28*strongest) && f.clear[i] > 0.22
	}
	for range 3 {
		inside = f.majority(inside)
	}
	return f.largest(inside)
}

// majority lets each block follow most of its neighbours.
func (f field) majority(in []bool) []bool {
	out := make([]bool, len(in))
	for y := range f.height {
		for x := range f.width {
			votes := 0
			for dy := -1; dy <= 1; dy++ {
				for dx := -1; dx <= 1; dx++ {
					if ny, nx := y+dy, x+dx; ny >= 0 && nx >= 0 && ny < f.height && nx < f.width && in[ny*f.width+nx] {
						votes++
					}
				}
			}
			out[y*f.width+x] = votes >= 5
		}
	}
	return out
}

func (f field) largest(in []bool) []bool {
	piece := make([]int, len(in))
	best, bestSize, pieces := 0, 0, 0
	var stack []int
	for i := range in {
		if !in[i] || piece[i] != 0 {
			continue
		}
		pieces++
		size := 0
		stack = append(stack[:0], i)
		piece[i] = pieces
		for len(stack) > 0 {
			at := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			size++
			for _, next := range f.around(at) {
				if in[next] && piece[next] == 0 {
					piece[next] = pieces
					stack = append(stack, next)
				}
			}
		}
		if size > bestSize {
			best, bestSize = pieces, size
		}
	}
	out := make([]bool, len(in))
	for i := range in {
		out[i] = in[i] && piece[i] == best
	}
	return out
}

func (f field) around(at int) []int {
	out := make([]int, 0, 4)
	x, y := at%f.width, at/f.width
	if x > 0 {
		out = append(out, at-1)
	}
	if x+1 < f.width {
		out = append(out, at+1)
	}
	if y > 0 {
		out = append(out, at-f.width)
	}
	if y+1 < f.height {
		out = append(out, at+f.width)
	}
	return out
}

// at returns the block of a pixel.
func (f field) at(x, y int) int { return (y/block)*f.width + x/block }

// deep reports whether a pixel and everything around it within the given
// distance is print.
func (f field) deep(x, y, distance int) bool {
	for _, d := range [8][2]int{{1, 0}, {-1, 0}, {0, 1}, {0, -1}, {1, 1}, {1, -1}, {-1, 1}, {-1, -1}} {
		nx, ny := x+d[0]*distance, y+d[1]*distance
		if nx < 0 || ny < 0 || nx >= f.width*block || ny >= f.height*block || !f.inside[f.at(nx, ny)] {
			return false
		}
	}
	return f.inside[f.at(x, y)]
}
