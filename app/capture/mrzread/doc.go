// Package mrzread reads the machine-readable zone at the back of a card from a
// photograph or a scan: three lines of 30 characters in OCR-B (ICAO Doc 9303-3
// section 4, 9303-5 section 4.2), in any direction, a little askew and in
// perspective.
//
// Dark spots of one size are gathered into rows, rows into a grid of 3 × 30
// cells, and the grid, seen in perspective, is fitted as a whole: a character
// that is smeared or joined to its neighbour still has its cell. Each cell is
// compared with the shapes of the font that its place may hold. Check digits
// decide between shapes that look alike, and a zone of which one does not hold is
// not read at all: [Read] returns it never.
//
// What a picture holds is not believed: its size, the spots looked at and the
// grids tried are all bounded, and nothing panics.
package mrzread
