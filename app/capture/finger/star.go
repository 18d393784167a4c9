package finger

import "math"

const (
	spokes      = 8   // neighbours that describe a minutia
	nearest     = 9.0 // pixels; closer ones are too uncertain
	farthest    = 130.0
	flowSamples = 36 // ridge directions that describe the surroundings
)

// star is how a minutia sees its surroundings, whatever the turn of the print:
// its nearest neighbours and the ridge directions on three circles around it.
type star struct {
	n    int
	near [spokes]spoke
	flow [flowSamples]uint8 // relative to the minutia, steps of π/128, or noFlow
}

// spoke is one neighbour.
type spoke struct {
	distance float32
	bearing  float32 // of the neighbour, relative to the minutia's own angle
	turn     float32 // of the neighbour's angle against the minutia's
}

// circles are radius and number of samples of the flow circles.
var circles = [...]struct {
	radius float64
	count  int
}{{26, 8}, {50, 12}, {78, 16}}

// prepare describes every minutia by its surroundings.
func (t *Template) prepare() {
	t.stars = make([]star, len(t.Minutiae))
	for i := range t.Minutiae {
		s := &t.stars[i]
		t.findSpokes(i, s)
		t.sampleFlow(t.Minutiae[i], s)
	}
}

func (t *Template) findSpokes(i int, s *star) {
	m := t.Minutiae[i]
	for j, other := range t.Minutiae {
		dx, dy := other.X-m.X, m.Y-other.Y
		distance := math.Hypot(dx, dy)
		if i == j || distance < nearest || distance > farthest {
			continue
		}
		next := spoke{
			distance: float32(distance),
			bearing:  float32(math.Remainder(math.Atan2(dy, dx)-m.Angle, 2*math.Pi)),
			turn:     float32(math.Remainder(other.Angle-m.Angle, 2*math.Pi)),
		}
		// Insertion into the sorted list of the nearest.
		at := s.n
		if s.n < spokes {
			s.n++
		} else if s.near[spokes-1].distance <= next.distance {
			continue
		} else {
			at = spokes - 1
		}
		for ; at > 0 && s.near[at-1].distance > next.distance; at-- {
			s.near[at] = s.near[at-1]
		}
		s.near[at] = next
	}
}

func (t *Template) sampleFlow(m Minutia, s *star) {
	own := int(math.Round(m.Angle / math.Pi * 128))
	n := 0
	for _, c := range circles {
		for k := range c.count {
			sin, cos := math.Sincos(m.Angle + 2*math.Pi*float64(k)/float64(c.count))
			s.flow[n] = noFlow
			if f := t.flowAt(m.X+c.radius*cos, m.Y-c.radius*sin); f != noFlow {
				// Flow is kept with y downwards: its sign turns.
				s.flow[n] = uint8((-int(f) - own) & 127)
			}
			n++
		}
	}
}

// flowAt returns the flow at a place, or noFlow.
func (t *Template) flowAt(x, y float64) uint8 {
	if x < 0 || y < 0 || len(t.flow) == 0 {
		return noFlow
	}
	bx, by := int(x)/block, int(y)/block
	if bx >= t.flowStride || by*t.flowStride+bx >= len(t.flow) {
		return noFlow
	}
	return t.flow[by*t.flowStride+bx]
}

// likeness rates how alike two minutiae's surroundings are, 0 and more. What
// cannot come above floor, even if all neighbours met, is not looked at further
// and rated 0.
func likeness(a, b *star, floor float64) float64 {
	agreement := flowAgreement(a, b)
	if (float64(min(a.n, b.n))+0.3)*agreement <= floor {
		return 0
	}
	return (met(a, b) + 0.3) * agreement
}

// flowAgreement rates how alike the ridges around two minutiae flow, 0 to 1.
func flowAgreement(a, b *star) float64 {
	const unknown = 0.6
	apart, both := 0, 0
	for i, fa := range a.flow {
		fb := b.flow[i]
		if fa == noFlow || fb == noFlow {
			continue
		}
		both++
		d := int(fa-fb) & 127
		apart += min(d, 128-d)
	}
	if both < 10 {
		return unknown
	}
	mean := float64(apart) / float64(both)
	if mean > 18 {
		return 0
	}
	return math.Exp(-mean * mean / 98)
}

// met counts the neighbours of one minutia that meet one of the other, each at
// most once and by how well they do.
func met(a, b *star) float64 {
	matched := 0.0
	var used [spokes]bool
	for i := range a.n {
		p := &a.near[i]
		best, at := float32(0), -1
		limit := 6 + 0.08*p.distance
		for j := range b.n {
			q := &b.near[j]
			if q.distance > p.distance+limit {
				break // neighbours are sorted by distance
			}
			if used[j] || q.distance < p.distance-limit {
				continue
			}
			stretch := abs32(p.distance - q.distance)
			sideways := turnBetween(p.bearing, q.bearing) * p.distance
			turned := turnBetween(p.turn, q.turn)
			if sideways > 8+0.12*p.distance || turned > 0.6 {
				continue
			}
			close := 1 - stretch/(12+0.16*p.distance) - sideways/(16+0.24*p.distance) - turned/2
			if close > best {
				best, at = close, j
			}
		}
		if at >= 0 {
			used[at] = true
			matched += float64(best)
		}
	}
	return matched
}

func abs32(x float32) float32 { return max(x, -x) }

// turnBetween returns the size of the turn from one angle to another, both
// within a turn of each other.
func turnBetween(a, b float32) float32 {
	d := abs32(a - b)
	if d > math.Pi {
		d = abs32(2*math.Pi - d)
	}
	return d
}
