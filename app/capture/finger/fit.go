package finger

import "math"

// fit returns the motion that brings the present pairs closest together: a turn
// and a shift for few pairs, an affine map, which takes up the stretching of
// skin, for many. A map that stretches more than skin does is refused.
func (m *matcher) fit(t motion) (motion, bool) {
	rigid, n := m.fitRigid()
	if n < 3 {
		return motion{}, false
	}
	if n < 8 {
		return rigid, true
	}
	affine, ok := m.fitAffine()
	if !ok {
		return rigid, true
	}
	return affine, true
}

func (m *matcher) fitRigid() (motion, int) {
	var n, ax, ay, bx, by float64
	m.each(func(p, q *Minutia) {
		n++
		ax, ay, bx, by = ax+p.X, ay+p.Y, bx+q.X, by+q.Y
	})
	if n == 0 {
		return motion{}, 0
	}
	ax, ay, bx, by = ax/n, ay/n, bx/n, by/n
	var dot, cross float64
	m.each(func(p, q *Minutia) {
		px, py, qx, qy := p.X-ax, p.Y-ay, q.X-bx, q.Y-by
		dot += px*qx + py*qy
		cross += px*qy - py*qx
	})
	turn := math.Atan2(cross, dot) // with y downwards: clockwise as seen
	sin, cos := math.Sincos(turn)
	t := motion{xx: cos, xy: -sin, yx: sin, yy: cos, turn: -turn}
	x, y := t.move(ax, ay)
	t.x0, t.y0 = bx-x, by-y
	return t, int(n)
}

func (m *matcher) fitAffine() (motion, bool) {
	var n, ax, ay, bx, by float64
	m.each(func(p, q *Minutia) {
		n++
		ax, ay, bx, by = ax+p.X, ay+p.Y, bx+q.X, by+q.Y
	})
	ax, ay, bx, by = ax/n, ay/n, bx/n, by/n
	var xx, xy, yy, ux, uy, vx, vy float64
	m.each(func(p, q *Minutia) {
		px, py, qx, qy := p.X-ax, p.Y-ay, q.X-bx, q.Y-by
		xx, xy, yy = xx+px*px, xy+px*py, yy+py*py
		ux, uy = ux+qx*px, uy+qx*py
		vx, vy = vx+qy*px, vy+qy*py
	})
	determinant := xx*yy - xy*xy
	if determinant < 1e-3*(xx+yy)*(xx+yy) { // pairs on one line say nothing across it
		return motion{}, false
	}
	t := motion{
		xx: (ux*yy - uy*xy) / determinant, xy: (uy*xx - ux*xy) / determinant,
		yx: (vx*yy - vy*xy) / determinant, yy: (vy*xx - vx*xy) / determinant,
	}
	area := t.xx*t.yy - t.xy*t.yx
	skew := math.Hypot(t.xx-t.yy, t.xy+t.yx)
	if area < 0.8 || area > 1.25 || skew > 0.2 {
		return motion{}, false
	}
	t.turn = math.Atan2(t.xy-t.yx, t.xx+t.yy)
	x, y := t.move(ax, ay)
	t.x0, t.y0 = bx-x, by-y
	return t, true
}

// each calls f with every pair.
func (m *matcher) each(f func(p, q *Minutia)) {
	for i, j := range m.partner {
		if j >= 0 {
			f(&m.a.Minutiae[i], &m.b.Minutiae[j])
		}
	}
}
