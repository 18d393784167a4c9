package finger

import (
	"cmp"
	"errors"
	"fmt"
	"image"
	"math"
	"slices"
)

// ErrPicture means that a picture cannot be a fingerprint of 500 pixels an inch.
var ErrPicture = errors.New("picture is no fingerprint")

// Extract finds the minutiae of a print. A picture without a print gives a
// template of quality 0 without minutiae; [ErrPicture] is for impossible sizes.
func Extract(print *image.Gray) (Template, error) {
	width, height := print.Rect.Dx(), print.Rect.Dy()
	if width < MinSide || height < MinSide || width > MaxSide || height > MaxSide {
		return Template{}, fmt.Errorf("%d×%d pixels: %w", width, height, ErrPicture)
	}
	even, contrast := normalised(print.Pix, print.Stride, width, height)
	f := newField(even, contrast)
	t := Template{Width: width, Height: height, Quality: f.quality()}
	t.flow, t.flowStride = f.flow(), f.width
	lines := ridges(even, f)
	thin(lines, width, height)
	walk := walker{line: lines, width: width, height: height}
	t.Minutiae = clean(walk.minutiae(f), f, &walk)
	t.prepare()
	return t, nil
}

// quality rates the area of clear ridges: 12 square centimetres of a whole
// flat print of a thumb would be more than 100, a finger's tip of 2 is little.
func (f field) quality() int {
	var clear float64
	for i, inside := range f.inside {
		if inside {
			clear += math.Pow(float64(f.clear[i]), 1.5)
		}
	}
	const usual = 1100 // blocks of a flat finger
	return int(math.Min(100, 100*clear/usual))
}

func (f field) flow() []uint8 {
	out := make([]uint8, len(f.angle))
	for i, a := range f.angle {
		out[i] = noFlow
		if f.inside[i] {
			out[i] = uint8(int(float64(a)/math.Pi*128+0.5) % 128)
		}
	}
	return out
}

// walker follows thinned lines.
type walker struct {
	line          []uint8
	width, height int
}

// offsets go around a pixel, from above clockwise, as in [neighbours].
func (w *walker) offsets() [8]int {
	return [8]int{-w.width, -w.width + 1, 1, w.width + 1, w.width, w.width - 1, -1, -w.width - 1}
}

// crossings returns how often line and ground alternate around a pixel, halved:
// 1 at an end, 2 on a line, 3 at a fork.
func (w *walker) crossings(at int) int {
	around := neighbours(w.line, at, w.width)
	changes := 0
	for n := range 8 {
		if around>>n&1 != around>>((n+1)&7)&1 {
			changes++
		}
	}
	return changes / 2
}

// candidate is a place where a line ends or forks, before it is believed.
type candidate struct {
	at    int
	kind  Kind
	arms  [][]int // pixels along each line that leaves it, nearest first
	angle float64
	false bool
}

// minutiae finds all line ends and forks inside the print.
func (w *walker) minutiae(f field) []candidate {
	var out []candidate
	for y := 1; y < w.height-1; y++ {
		for x := 1; x < w.width-1; x++ {
			at := y*w.width + x
			if w.line[at] == 0 {
				continue
			}
			switch w.crossings(at) {
			case 1:
				out = append(out, candidate{at: at, kind: Ending})
			case 3:
				out = append(out, candidate{at: at, kind: Bifurcation})
			}
		}
	}
	for i := range out {
		out[i].arms = w.arms(out[i].at)
	}
	return out
}

// reach is how far lines are followed from a minutia.
const reach = 12

// arms follows each line that leaves a pixel.
func (w *walker) arms(at int) [][]int {
	var out [][]int
	offsets := w.offsets()
	around := neighbours(w.line, at, w.width)
	for n := range 8 {
		// One start for each piece of line around: straight neighbours first.
		if around>>n&1 == 0 || n%2 == 1 && (around>>((n+1)&7)&1 == 1 || around>>((n+7)&7)&1 == 1) {
			continue
		}
		out = append(out, w.follow(at, at+offsets[n]))
	}
	return out
}

// follow walks along a line until it ends, forks or has been followed far enough.
func (w *walker) follow(from, at int) []int {
	path := []int{at}
	offsets := w.offsets()
	for len(path) < reach && w.inner(at) {
		next := -1
		for _, n := range [8]int{0, 2, 4, 6, 1, 3, 5, 7} { // straight before diagonal
			to := at + offsets[n]
			if w.line[to] == 0 || to == from || w.touches(to, from) && len(path) > 1 || slices.Contains(path, to) {
				continue
			}
			if len(path) == 1 && w.touches(to, from) {
				continue
			}
			next = to
			break
		}
		if next < 0 || w.crossings(at) >= 3 {
			break
		}
		from, at = at, next
		path = append(path, at)
	}
	return path
}

func (w *walker) inner(at int) bool {
	x, y := at%w.width, at/w.width
	return x > 0 && y > 0 && x < w.width-1 && y < w.height-1
}

// touches reports whether two pixels are neighbours.
func (w *walker) touches(a, b int) bool {
	dx, dy := a%w.width-b%w.width, a/w.width-b/w.width
	return dx >= -1 && dx <= 1 && dy >= -1 && dy <= 1
}

// clean drops what only looks like a minutia and describes the rest.
func clean(found []candidate, f field, w *walker) []Minutia {
	dropShortLines(found, w)
	for i := range found {
		c := &found[i]
		x, y := c.at%w.width, c.at/w.width
		if !f.deep(x, y, 14) || !c.direct(f, w) {
			c.false = true
		}
	}
	dropGaps(found, w)
	dropCrowds(found, w)
	var out []Minutia
	for _, c := range found {
		if c.false {
			continue
		}
		x, y := c.at%w.width, c.at/w.width
		clear := float64(f.clear[f.at(x, y)])
		out = append(out, Minutia{
			X: float64(x), Y: float64(y), Angle: c.angle, Kind: c.kind, Quality: int(math.Min(100, 110*clear*clear)),
		})
	}
	slices.SortStableFunc(out, func(a, b Minutia) int { return cmp.Compare(b.Quality, a.Quality) })
	return out[:min(len(out), MaxMinutiae)]
}

// dropShortLines drops spurs, islands and bridges: both ends of a line that is
// shorter than a ridge's width or so.
func dropShortLines(found []candidate, w *walker) {
	index := make(map[int]int, len(found))
	for i, c := range found {
		index[c.at] = i
	}
	for i := range found {
		for _, arm := range found[i].arms {
			end := arm[len(arm)-1]
			other, ok := index[end]
			if !ok {
				other, ok = w.nearFork(end, index)
			}
			if ok && other != i && len(arm) < reach-1 {
				found[i].false, found[other].false = true, true
			}
			if !ok && len(arm) < reach-2 && w.crossings(end) <= 1 {
				found[i].false = true // a line that ends without a candidate: at the rim
			}
		}
	}
}

// nearFork finds a candidate beside a pixel: forks are several pixels wide.
func (w *walker) nearFork(at int, index map[int]int) (int, bool) {
	for _, o := range w.offsets() {
		if i, ok := index[at+o]; ok {
			return i, true
		}
	}
	return 0, false
}

// direct finds the direction of a candidate from its lines and snaps it to the
// ridge direction around; it reports whether the two agree.
func (c *candidate) direct(f field, w *walker) bool {
	x, y := c.at%w.width, c.at/w.width
	var course float64 // y downwards
	switch {
	case c.kind == Ending && len(c.arms) == 1 && len(c.arms[0]) >= reach/2:
		course = w.bearing(c.at, c.arms[0])
	case c.kind == Bifurcation && len(c.arms) == 3:
		// The valley that ends here lies between the two lines closest in course.
		var bearings [3]float64
		for i, arm := range c.arms {
			bearings[i] = w.bearing(c.at, arm)
		}
		closest := math.Inf(1)
		for i := range 3 {
			a, b := bearings[i], bearings[(i+1)%3]
			if turn := math.Abs(math.Remainder(a-b, 2*math.Pi)); turn < closest {
				closest = turn
				course = a - math.Remainder(a-b, 2*math.Pi)/2
			}
		}
		if closest > 2*math.Pi/3 {
			return false
		}
	default:
		return false
	}
	ridge := float64(f.angle[f.at(x, y)])
	turn := math.Remainder(course-ridge, math.Pi)
	if math.Abs(turn) > math.Pi/4 {
		return false
	}
	c.angle = math.Mod(-(course-turn)+4*math.Pi, 2*math.Pi)
	return true
}

// bearing returns the course from a pixel to the far end of a line.
func (w *walker) bearing(from int, path []int) float64 {
	to := path[len(path)-1]
	return math.Atan2(float64(to/w.width-from/w.width), float64(to%w.width-from%w.width))
}

// dropGaps drops pairs of ends that face each other across a short gap: one
// ridge, interrupted by a scar, a crease or dryness.
func dropGaps(found []candidate, w *walker) {
	for i := range found {
		a := &found[i]
		if a.false || a.kind != Ending {
			continue
		}
		for j := i + 1; j < len(found); j++ {
			b := &found[j]
			if b.false || b.kind != Ending {
				continue
			}
			dx, dy := float64(b.at%w.width-a.at%w.width), float64(b.at/w.width-a.at/w.width)
			distance := math.Hypot(dx, dy)
			if distance > 14 {
				continue
			}
			// Angles point along the ridges, away from the gap.
			opposite := math.Abs(math.Remainder(a.angle-b.angle-math.Pi, 2*math.Pi)) < math.Pi/5
			gap := math.Atan2(-dy, dx)
			ahead := math.Abs(math.Remainder(gap-a.angle-math.Pi, 2*math.Pi)) < math.Pi/4
			if opposite && (ahead || distance < 5) {
				a.false, b.false = true, true
			}
		}
	}
}

// dropCrowds drops minutiae that stand closer together than ridges do.
func dropCrowds(found []candidate, w *walker) {
	close := make([]int, len(found))
	for i, a := range found {
		if a.false {
			continue
		}
		for j, b := range found[:i] {
			if !b.false && math.Hypot(float64(a.at%w.width-b.at%w.width), float64(a.at/w.width-b.at/w.width)) < 7 {
				close[i]++
				close[j]++
			}
		}
	}
	for i := range found {
		if close[i] > 0 {
			found[i].false = true
		}
	}
}
