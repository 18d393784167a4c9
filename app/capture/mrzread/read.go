package mrzread

import (
	"context"
	"errors"
	"image"

	"carddesk/app/person"
)

// Errors of [Read].
var (
	// ErrPicture says that a picture is too small or too large to be looked at.
	ErrPicture = errors.New("picture too small or too large for a zone")
	// ErrNoZone says that no three lines of a zone were found.
	ErrNoZone = errors.New("no machine-readable zone in the picture")
	// ErrCheckDigits says that a zone is there and its check digits do not hold as
	// it was read.
	ErrCheckDigits = errors.New("machine-readable zone not read: check digits do not hold")

	errNoGlyph = errors.New("a character is missing")
)

// Reading is a zone whose check digits hold.
type Reading struct {
	Lines [3]string
	MRZ   person.MRZ
	// NameSure says that every character of the third line was clear. No check
	// digit covers it (ICAO Doc 9303-5, 4.2.4).
	NameSure bool
	// Repaired counts the characters that looked more like another one and were
	// decided by check digits.
	Repaired int
}

// Bounds of how much is tried on one picture.
const (
	mostRows  = 7 // of one direction
	mostTries = 12
)

// Read finds and reads the machine-readable zone of a card in a picture. What it
// returns without error has check digits that hold. It takes no longer than some
// seconds, and ends with ctx.
func Read(ctx context.Context, picture image.Image) (Reading, error) {
	steps, err := pyramid(picture)
	if err != nil {
		return Reading{}, err
	}
	set, err := shapes()
	if err != nil {
		return Reading{}, err
	}
	r := reader{steps: steps, shapes: set, failed: ErrNoZone}
	// From the middle of the pyramid: most pictures have characters of its size.
	order := []int{1, 0, 2}
	for _, step := range order {
		if step >= len(steps) {
			continue
		}
		if reading, ok := r.readStep(ctx, step); ok {
			return reading, nil
		}
		if ctx.Err() != nil {
			return Reading{}, ctx.Err()
		}
	}
	return Reading{}, r.failed
}

// reader tries the grids of one picture.
type reader struct {
	steps  []*image.Gray
	shapes shapeSet
	tries  int
	failed error
}

// readStep looks for a zone at one size.
func (r *reader) readStep(ctx context.Context, step int) (Reading, bool) {
	x := newIndex(spots(r.steps[step]))
	r.tries = 0
	for _, direction := range directions(x) {
		found := rows(x, direction)
		seen := map[int]bool{} // spots of grids that were tried
		for _, row := range found[:min(len(found), mostRows)] {
			if seen[row[0]] && seen[row[len(row)-1]] {
				continue
			}
			for i, g := range grow(x, row) {
				if ctx.Err() != nil || r.tries >= mostTries {
					return Reading{}, false
				}
				if i == 0 {
					r.mark(x, g, seen)
				}
				if reading, ok := r.readGrid(g, step); ok {
					return reading, true
				}
			}
		}
	}
	return Reading{}, false
}

// mark notes the spots of a grid: the rows beside the one that it grew from would
// grow into the same.
func (r *reader) mark(x *index, g grid, seen map[int]bool) {
	for row := range lines {
		for column := range columns {
			at := place{g.first.column + column, g.first.row + row}
			if i, ok := x.nearest(g.warp.at(at.point()), catch*pitchAt(g.warp, at)); ok {
				seen[i] = true
			}
		}
	}
}

// sampleFrom is the step of the pyramid in which a cell comes nearest to the size
// at which it is compared, and how many of its pixels are one of the step in
// which the grid was found.
func (r *reader) sampleFrom(g grid, step int) (*image.Gray, float64) {
	middle := place{g.first.column + columns/2, g.first.row + 1}
	pitch := pitchAt(g.warp, middle) * float64(int(1)<<step) // on the first step
	at := 0
	for at+1 < len(r.steps) && pitch/float64(int(2)<<at) >= 0.8*cellWide {
		at++
	}
	return r.steps[at], float64(int(1)<<step) / float64(int(1)<<at)
}

// readGrid reads a grid upright or upside down, as its first line says.
func (r *reader) readGrid(g grid, step int) (Reading, bool) {
	r.tries++
	from, scale := r.sampleFrom(g, step)
	if turned := g.flipped(); r.glance(turned, from, scale) > r.glance(g, from, scale) {
		g = turned
	}
	var cells [columns * lines]likeness
	var p patch
	for at := range cells {
		g.cut(from, scale, at%columns, at/columns, &p)
		cells[at] = compare(&p, r.shapes)
	}
	reading, err := decide(&cells)
	if err != nil {
		r.failed = worth(r.failed, err)
		return Reading{}, false
	}
	return reading, true
}

// glance says how like writing the cells of a grid are, by some of them.
func (r *reader) glance(g grid, from *image.Gray, scale float64) float32 {
	var p patch
	var sum float32
	for at := 0; at < columns*lines; at += 7 {
		g.cut(from, scale, at%columns, at/columns, &p)
		like := compare(&p, r.shapes)
		sum += like[like.best()]
	}
	return sum
}
