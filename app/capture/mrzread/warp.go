package mrzread

import "math"

// warp maps a plane into the picture as a camera sees it: a projective map,
// written as the rows of its matrix.
type warp [9]float64

// at is where a point of the plane lies in the picture.
func (m warp) at(p point) point {
	w := m[6]*p.x + m[7]*p.y + m[8]
	if math.Abs(w) < 1e-9 {
		return point{math.Inf(1), math.Inf(1)}
	}
	return point{(m[0]*p.x + m[1]*p.y + m[2]) / w, (m[3]*p.x + m[4]*p.y + m[5]) / w}
}

// after is the map that first does n, then m.
func (m warp) after(n warp) warp {
	var out warp
	for r := range 3 {
		for c := range 3 {
			for k := range 3 {
				out[3*r+c] += m[3*r+k] * n[3*k+c]
			}
		}
	}
	return out
}

// span is the mean and the reach of points, to bring them near 0 and 1: the
// equations of a fit are badly conditioned in pixels.
func span(points []point) (centre point, size float64) {
	for _, p := range points {
		centre = centre.plus(p)
	}
	centre = centre.times(1 / float64(len(points)))
	for _, p := range points {
		size += p.distance(centre)
	}
	return centre, max(size/float64(len(points)), 1e-6)
}

// fitWarp finds the map that brings the points of from to those of to, by least
// squares. Points that lie on one line fit many: then, and with fewer than four,
// ok is false.
func fitWarp(from, to []point) (m warp, ok bool) {
	if len(from) < 4 || len(from) != len(to) {
		return m, false
	}
	fromCentre, fromSize := span(from)
	toCentre, toSize := span(to)
	var a [8][9]float64 // normal equations, the right side in the last column
	add := func(row [8]float64, right float64) {
		for i, v := range row {
			if v == 0 {
				continue
			}
			for j, w := range row {
				a[i][j] += v * w
			}
			a[i][8] += v * right
		}
	}
	for i := range from {
		p, q := from[i].minus(fromCentre).times(1/fromSize), to[i].minus(toCentre).times(1/toSize)
		add([8]float64{p.x, p.y, 1, 0, 0, 0, -p.x * q.x, -p.y * q.x}, q.x)
		add([8]float64{0, 0, 0, p.x, p.y, 1, -p.x * q.y, -p.y * q.y}, q.y)
	}
	solved, ok := solve(&a)
	if !ok {
		return m, false
	}
	inner := warp{solved[0], solved[1], solved[2], solved[3], solved[4], solved[5], solved[6], solved[7], 1}
	before := warp{1 / fromSize, 0, -fromCentre.x / fromSize, 0, 1 / fromSize, -fromCentre.y / fromSize, 0, 0, 1}
	back := warp{toSize, 0, toCentre.x, 0, toSize, toCentre.y, 0, 0, 1}
	return back.after(inner).after(before), true
}

// solve solves eight linear equations by elimination with pivots.
func solve(a *[8][9]float64) (x [8]float64, ok bool) {
	const n = 8
	for i := range n {
		pivot := i
		for r := i + 1; r < n; r++ {
			if math.Abs(a[r][i]) > math.Abs(a[pivot][i]) {
				pivot = r
			}
		}
		if math.Abs(a[pivot][i]) < 1e-9 {
			return x, false
		}
		a[i], a[pivot] = a[pivot], a[i]
		for r := range n {
			if r == i {
				continue
			}
			f := a[r][i] / a[i][i]
			for c := i; c <= n; c++ {
				a[r][c] -= f * a[i][c]
			}
		}
	}
	for i := range n {
		x[i] = a[i][n] / a[i][i]
		if math.IsNaN(x[i]) || math.IsInf(x[i], 0) {
			return x, false
		}
	}
	return x, true
}
