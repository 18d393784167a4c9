package finger

import "math"

// SameFinger is the score from which two prints are taken to be of one finger.
// docs/matching.md says how it was found and how often it errs.
const SameFinger = 7.0

// score rates the present pairs under the motion.
func (m *matcher) score(t motion) Comparison {
	overlap, apart, known := m.overlap(t)
	if overlap < 6*block*block {
		return Comparison{}
	}
	inA, inB := m.common(t)
	matched, weight := 0, 0.0
	for i, j := range m.partner {
		if j < 0 {
			continue
		}
		matched++
		q := &m.b.Minutiae[j]
		turned := math.Remainder(q.Angle-m.moved[i].angle, 2*math.Pi)
		weight += math.Exp(-float64(m.gap[j])/(2*6*6) - turned*turned/(2*0.25*0.25))
	}
	// The number of pairs that chance would give: each minutia finds one of the
	// others within the tolerance, pointing the same of two ways.
	area := overlap / (float64(inB) + 1)
	chance := float64(inA) * (1 - math.Exp(-math.Pi*tolerance*tolerance/area)) * 0.5
	out := Comparison{Matched: matched, Turn: math.Remainder(t.turn, 2*math.Pi)}
	if weight <= chance || chance <= 0 {
		return out
	}
	out.Score = weight*math.Log(weight/chance) - (weight - chance)
	if known > 20 {
		// Ridges of one finger flow alike over the whole overlap.
		out.Score *= math.Exp(-apart * apart / (2 * 0.16 * 0.16))
	}
	// Minutiae that are on only one of the prints count against it.
	out.Score *= math.Sqrt(float64(matched) / math.Max(float64(matched), 0.5*float64(inA+inB)))
	return out
}

// overlap measures the area, in square pixels, that both prints show, and the
// mean difference of ridge directions over it in radians.
func (m *matcher) overlap(t motion) (area, apart float64, known int) {
	if len(m.a.flow) == 0 || len(m.b.flow) == 0 {
		return m.boxOverlap(t), 0, 0
	}
	turn := int(math.Round(t.turn / math.Pi * 128))
	sum, count := 0, 0
	for by := 0; by*m.a.flowStride < len(m.a.flow); by += 2 {
		for bx := 0; bx < m.a.flowStride; bx += 2 {
			fa := m.a.flow[by*m.a.flowStride+bx]
			if fa == noFlow {
				continue
			}
			x, y := t.move(float64(bx*block+block/2), float64(by*block+block/2))
			fb := m.b.flowAt(x, y)
			if fb == noFlow {
				continue
			}
			count++
			d := (int(fa) - turn - int(fb)) & 127
			sum += min(d, 128-d)
		}
	}
	if count == 0 {
		return 0, 0, 0
	}
	return float64(count * 4 * block * block), float64(sum) / float64(count) * math.Pi / 128, count
}

// boxOverlap is the overlap of the boxes around the minutiae, for templates
// that know nothing else.
func (m *matcher) boxOverlap(t motion) float64 {
	left, top, right, bottom := m.b.box()
	minX, minY, maxX, maxY := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, p := range m.moved {
		minX, minY, maxX, maxY = min(minX, p.x), min(minY, p.y), max(maxX, p.x), max(maxY, p.y)
	}
	width, height := min(right, maxX)-max(left, minX), min(bottom, maxY)-max(top, minY)
	return max(width, 0) * max(height, 0)
}

func (t *Template) box() (left, top, right, bottom float64) {
	left, top, right, bottom = math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, p := range t.Minutiae {
		left, top, right, bottom = min(left, p.X), min(top, p.Y), max(right, p.X), max(bottom, p.Y)
	}
	return left, top, right, bottom
}

// common counts the minutiae of each print that lie where the other shows skin.
func (m *matcher) common(t motion) (inA, inB int) {
	if len(m.a.flow) == 0 || len(m.b.flow) == 0 {
		return m.commonBox()
	}
	for _, p := range m.moved {
		if m.b.flowAt(p.x, p.y) != noFlow {
			inA++
		}
	}
	area := t.xx*t.yy - t.xy*t.yx
	for _, q := range m.b.Minutiae {
		dx, dy := q.X-t.x0, q.Y-t.y0
		x, y := (t.yy*dx-t.xy*dy)/area, (t.xx*dy-t.yx*dx)/area
		if m.a.flowAt(x, y) != noFlow {
			inB++
		}
	}
	return inA, inB
}

func (m *matcher) commonBox() (inA, inB int) {
	left, top, right, bottom := m.b.box()
	minX, minY, maxX, maxY := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, p := range m.moved {
		if p.x >= left && p.x <= right && p.y >= top && p.y <= bottom {
			inA++
		}
		minX, minY, maxX, maxY = min(minX, p.x), min(minY, p.y), max(maxX, p.x), max(maxY, p.y)
	}
	for _, q := range m.b.Minutiae {
		if q.X >= minX && q.X <= maxX && q.Y >= minY && q.Y <= maxY {
			inB++
		}
	}
	return inA, inB
}
