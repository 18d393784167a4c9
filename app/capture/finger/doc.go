// Package finger finds the minutiae of a fingerprint and compares two prints.
//
// It serves three questions at the desk: was one finger put down twice, were
// the hands swapped, and is the person who collects a card the one who applied.
// All work is on flat or rolled prints of 500 pixels per inch, 8-bit grey, dark
// ridges on a light ground.
//
// [Extract] smooths a print along its ridges, thins the ridges to lines and
// notes where lines end and fork. [Compare] looks for the turn and shift under
// which most minutiae of two prints fall together and says how surprising that
// number would be for two different fingers.
package finger

// Kind is what happens to the ridge at a minutia.
type Kind byte

// Kinds of minutiae, numbered as in ISO/IEC 19794-2.
const (
	Other       Kind = 0
	Ending      Kind = 1
	Bifurcation Kind = 2
)

// Minutia is one point where a ridge ends or forks.
type Minutia struct {
	X, Y    float64 // pixels from the upper left corner, y downwards
	Angle   float64 // radians, counter-clockwise from the x axis with y upwards (ISO/IEC 19794-2)
	Kind    Kind
	Quality int // 0–100
}

// Template is what is kept of a print for comparison.
type Template struct {
	Width, Height int // of the picture, pixels at 500 per inch
	Minutiae      []Minutia
	Quality       int // 0–100: share of the usual area that shows clear ridges

	// flow is the ridge direction of each 8×8 block, in steps of π/128, noFlow
	// outside the print. Templates read from ISO records have none.
	flow       []uint8
	flowStride int

	stars []star // built once for comparison
}

const (
	block  = 8
	noFlow = 255
	// MaxMinutiae is the number of minutiae kept of a print, the clearest first.
	MaxMinutiae = 100
	// MinSide and MaxSide bound the width and the height of a picture.
	MinSide = 64
	MaxSide = 2048
)
