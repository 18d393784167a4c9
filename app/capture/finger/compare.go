package finger

import (
	"cmp"
	"math"
	"slices"
)

// Comparison is how alike two prints are.
type Comparison struct {
	// Score says how surprising the agreement would be between two different
	// fingers: about the natural logarithm of the odds against it. 0 is no
	// agreement; see [SameFinger].
	Score   float64
	Matched int     // minutiae that fall together
	Turn    float64 // radians by which the first print is turned onto the second, counter-clockwise
}

const (
	seedCount  = 24 // alignments that are tried
	finalists  = 3  // of them that are refined
	tolerance  = 9  // pixels between minutiae of one finger after alignment
	angleLimit = 0.42
	// leastLikeness is what ridges that flow alike give alone: a pair of minutiae
	// is worth trying only where neighbours fit besides.
	leastLikeness = 0.3
)

// Compare compares two prints. The order of the prints does not matter beyond
// small differences; templates without minutiae score 0.
func Compare(a, b *Template) Comparison {
	if len(a.Minutiae) < 4 || len(b.Minutiae) < 4 {
		return Comparison{}
	}
	var best Comparison
	tried := make([]trial, 0, seedCount)
	m := newMatcher(a, b)
	for _, s := range m.seeds() {
		t := motionOf(a.Minutiae[s.i], b.Minutiae[s.j])
		m.pair(t, a.Minutiae[s.i], 1.3)
		tried = append(tried, trial{t, m.weight()})
	}
	slices.SortFunc(tried, func(p, q trial) int { return cmp.Compare(q.weight, p.weight) })
	for _, t := range tried[:min(len(tried), finalists)] {
		if c := m.refine(t.motion); c.Score > best.Score {
			best = c
		}
	}
	return best
}

type trial struct {
	motion motion
	weight float64
}

// motion moves points of the first print onto the second: a turn and a shift,
// or, after refinement, any affine map close to it. y is downwards.
type motion struct {
	xx, xy, x0 float64
	yx, yy, y0 float64
	turn       float64 // counter-clockwise, as seen
}

func (t motion) move(x, y float64) (float64, float64) {
	return t.xx*x + t.xy*y + t.x0, t.yx*x + t.yy*y + t.y0
}

func motionOf(a, b Minutia) motion {
	turn := b.Angle - a.Angle
	sin, cos := math.Sincos(turn)
	t := motion{xx: cos, xy: sin, yx: -sin, yy: cos, turn: math.Remainder(turn, 2*math.Pi)}
	x, y := t.move(a.X, a.Y)
	t.x0, t.y0 = b.X-x, b.Y-y
	return t
}

// matcher holds what one comparison needs again and again.
type matcher struct {
	a, b    *Template
	partner []int32   // for each minutia of a, that of b, or -1
	owner   []int32   // for each minutia of b, that of a, or -1
	gap     []float32 // squared distance of the pair, by minutia of b
	moved   []place   // minutiae of a where they fall
	shift   []point   // by how much the skin's stretching moves them besides
}

type point struct{ x, y float64 }

type place struct{ x, y, angle float64 }

func newMatcher(a, b *Template) *matcher {
	return &matcher{
		a: a, b: b, partner: make([]int32, len(a.Minutiae)), owner: make([]int32, len(b.Minutiae)),
		gap: make([]float32, len(b.Minutiae)), moved: make([]place, len(a.Minutiae)),
		shift: make([]point, len(a.Minutiae)),
	}
}

type seed struct {
	i, j  int
	value float64
}

// seeds returns the pairs of minutiae whose surroundings are most alike.
func (m *matcher) seeds() []seed {
	best := make([]seed, 0, seedCount)
	for i := range m.a.stars {
		for j := range m.b.stars {
			floor := leastLikeness
			if len(best) == seedCount {
				floor = max(floor, best[seedCount-1].value)
			}
			value := likeness(&m.a.stars[i], &m.b.stars[j], floor)
			if value <= floor {
				continue
			}
			if len(best) < seedCount {
				best = append(best, seed{})
			}
			at := len(best) - 1
			for ; at > 0 && best[at-1].value < value; at-- {
				best[at] = best[at-1]
			}
			best[at] = seed{i, j, value}
		}
	}
	return best
}

// pair gives each minutia of the first print the nearest one of the second that
// lies and points alike under the motion; slack widens the tolerance away from
// the given centre, where a turn that is slightly wrong shows most.
func (m *matcher) pair(t motion, centre Minutia, slack float64) {
	for j := range m.owner {
		m.owner[j] = -1
	}
	for i, p := range m.a.Minutiae {
		m.partner[i] = -1
		x, y := t.move(p.X, p.Y)
		x, y = x+m.shift[i].x, y+m.shift[i].y
		angle := p.Angle + t.turn
		m.moved[i] = place{x, y, angle}
		limit := float64(tolerance)
		if slack > 1 {
			limit = min(tolerance*slack+0.05*math.Hypot(p.X-centre.X, p.Y-centre.Y), 2*tolerance)
		}
		nearest, at := limit*limit, -1
		for j := range m.b.Minutiae {
			q := &m.b.Minutiae[j]
			dx, dy := q.X-x, q.Y-y
			if d := dx*dx + dy*dy; d < nearest && gapOf(q.Angle, angle) < angleLimit {
				nearest, at = d, j
			}
		}
		if at < 0 {
			continue
		}
		if rival := m.owner[at]; rival >= 0 {
			if float64(m.gap[at]) <= nearest {
				continue
			}
			m.partner[rival] = -1
		}
		m.partner[i], m.owner[at], m.gap[at] = int32(at), int32(i), float32(nearest)
	}
}

// gapOf returns the size of the turn between two angles.
func gapOf(a, b float64) float64 {
	d := math.Abs(a - b)
	for d > math.Pi {
		d = math.Abs(d - 2*math.Pi)
	}
	return d
}

// weight counts the pairs, close ones fully.
func (m *matcher) weight() float64 {
	sum := 0.0
	for _, j := range m.partner {
		if j >= 0 {
			sum += 1 / (1 + float64(m.gap[j])/(tolerance*tolerance))
		}
	}
	return sum
}

// refine fits the motion to its pairs, pairs anew, and scores the result. Skin
// stretches differently from place to place, so at last each minutia also
// follows the pairs around it.
func (m *matcher) refine(t motion) Comparison {
	clear(m.shift)
	m.pair(t, Minutia{X: float64(m.a.Width) / 2, Y: float64(m.a.Height) / 2}, 1.3)
	for range 2 {
		fitted, ok := m.fit(t)
		if !ok {
			return Comparison{}
		}
		t = fitted
		m.pair(t, Minutia{}, 1)
	}
	for range 3 {
		m.stretch(t)
		m.pair(t, Minutia{}, 1)
	}
	c := m.score(t)
	clear(m.shift)
	return c
}

// stretch moves each minutia as the pairs around it are off, its own pair not
// counted: a wrong pair must not prove itself right.
func (m *matcher) stretch(t motion) {
	const (
		spread = 55.0 // pixels over which skin moves together
		doubt  = 0.7  // weight of not moving at all
	)
	for i, p := range m.a.Minutiae {
		var x, y float64
		weight := doubt
		for k, j := range m.partner {
			if j < 0 || k == i {
				continue
			}
			o, q := &m.a.Minutiae[k], &m.b.Minutiae[j]
			dx, dy := o.X-p.X, o.Y-p.Y
			distance := (dx*dx + dy*dy) / (2 * spread * spread)
			if distance > 4 {
				continue
			}
			w := math.Exp(-distance)
			mx, my := t.move(o.X, o.Y)
			x, y, weight = x+w*(q.X-mx), y+w*(q.Y-my), weight+w
		}
		m.shift[i] = point{x / weight, y / weight}
	}
}
