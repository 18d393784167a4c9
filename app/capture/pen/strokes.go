package pen

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"math"
)

// A signature is written in a field of Width × Height units, three times as wide
// as high, whatever the screen.
const (
	Width  = 1800
	Height = 600
)

// Bounds of a signature. A long one has some twenty strokes and a thousand points.
const (
	MaxStrokes = 128
	MaxPoints  = 6000
	// leastInk is the length of ink, in units, below which nobody has signed: a
	// dot, or a pen that was put down by mistake.
	leastInk = 400
	// leastStep is how far the pen must move before its place is kept.
	leastStep = 4
)

// ErrStrokes says that a text is not the compact form of strokes.
var ErrStrokes = errors.New("not the strokes of a pen")

// Point is a place in the field, from its top left corner.
type Point struct{ X, Y int }

// Strokes are the lines of a signature in the order in which they were written; a
// stroke of one point is a dot.
type Strokes [][]Point

// Tidy is a signature as it is kept: inside the field, without points that say
// nothing, and within the bounds. Where a bound is passed, what comes later is
// left out.
func (s Strokes) Tidy() Strokes {
	var out Strokes
	points := 0
	for _, stroke := range s {
		var kept []Point
		for i, p := range stroke {
			p = Point{min(max(p.X, 0), Width-1), min(max(p.Y, 0), Height-1)}
			last := i == len(stroke)-1
			if len(kept) > 0 && (p == kept[len(kept)-1] || !last && distance(p, kept[len(kept)-1]) < leastStep) {
				continue
			}
			if points == MaxPoints {
				break
			}
			kept = append(kept, p)
			points++
		}
		if len(kept) > 0 && len(out) < MaxStrokes {
			out = append(out, kept)
		}
	}
	return out
}

func distance(a, b Point) float64 { return math.Hypot(float64(a.X-b.X), float64(a.Y-b.Y)) }

// Ink is how long the lines are together, in units.
func (s Strokes) Ink() float64 {
	ink := 0.0
	for _, stroke := range s {
		for i := 1; i < len(stroke); i++ {
			ink += distance(stroke[i-1], stroke[i])
		}
	}
	return ink
}

// Written reports whether there is enough ink to be a signature.
func (s Strokes) Written() bool { return s.Ink() >= leastInk }

// form is the first byte of the compact form.
const form = 1

// Compact writes strokes as a short text: a form byte, the number of strokes, and
// of each the number of points and the steps between them, as variable-length
// numbers in base64. The strokes must be tidy.
func (s Strokes) Compact() string {
	out := []byte{form}
	out = binary.AppendUvarint(out, uint64(len(s)))
	for _, stroke := range s {
		out = binary.AppendUvarint(out, uint64(len(stroke)))
		var at Point
		for _, p := range stroke {
			out = binary.AppendVarint(out, int64(p.X-at.X))
			out = binary.AppendVarint(out, int64(p.Y-at.Y))
			at = p
		}
	}
	return base64.RawStdEncoding.EncodeToString(out)
}

// maxCompact is longer than the compact form of any tidy strokes: four bytes a
// point, two a stroke, in base64.
const maxCompact = (4*MaxPoints + 3*MaxStrokes + 8) * 4 / 3

// Parse reads the compact form. What is not within the bounds is ErrStrokes.
func Parse(text string) (Strokes, error) {
	if len(text) > maxCompact {
		return nil, ErrStrokes
	}
	data, err := base64.RawStdEncoding.DecodeString(text)
	if err != nil || len(data) == 0 || data[0] != form {
		return nil, ErrStrokes
	}
	r := reader{data: data[1:]}
	count := r.unsigned(MaxStrokes)
	out, points := make(Strokes, 0, count), 0
	for range count {
		n := r.unsigned(MaxPoints - points)
		points += n
		if r.failed || n == 0 {
			return nil, ErrStrokes
		}
		stroke := make([]Point, 0, min(n, len(r.data)))
		var at Point
		for range n {
			at = Point{at.X + r.signed(Width), at.Y + r.signed(Height)}
			if r.failed || at.X < 0 || at.Y < 0 || at.X >= Width || at.Y >= Height {
				return nil, ErrStrokes
			}
			stroke = append(stroke, at)
		}
		out = append(out, stroke)
	}
	if r.failed || len(r.data) > 0 {
		return nil, ErrStrokes
	}
	return out, nil
}

// reader takes numbers off data; failed says that one was not there or too large.
type reader struct {
	data   []byte
	failed bool
}

func (r *reader) unsigned(most int) int {
	v, n := binary.Uvarint(r.data)
	if n <= 0 || v > uint64(most) {
		r.failed = true
		return 0
	}
	r.data = r.data[n:]
	return int(v)
}

func (r *reader) signed(most int) int {
	v, n := binary.Varint(r.data)
	if n <= 0 || v > int64(most) || v < -int64(most) {
		r.failed = true
		return 0
	}
	r.data = r.data[n:]
	return int(v)
}
