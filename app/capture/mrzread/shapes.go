package mrzread

import (
	_ "embed"
	"fmt"
	"image"
	"math"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

//go:embed ocrb/OCRB.otf
var ocrB []byte

// alphabet are the characters of a zone (ICAO Doc 9303-3, 4.3).
const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<"

// A cell is compared at one size: its pitch is cellWide pixels, and it is high
// enough for a character and a little around it. slack is how far a character may
// sit from where the grid has it.
const (
	cellWide = 20
	cellHigh = 26
	cellSize = cellWide * cellHigh
	slack    = 3
)

// cellRow is how many pixels of a cell the lines are apart.
const cellRow = cellWide * rowStep

// sharpness are the blurs in which shapes are known, in pixels of a cell: a good
// scan, and a photograph out of focus.
var sharpness = []float64{0.8, 1.7}

// shape is a character's grey values around their mean, of length one, so that
// the product of two is their correlation.
type shape [cellSize]float32

// shapeSet holds the shapes of the alphabet, in its order, at each sharpness.
type shapeSet [][len(alphabet)]shape

// shapes are drawn from the font once.
var shapes = sync.OnceValues(func() (shapeSet, error) {
	const fine = 4 // a cell is drawn so many times larger, and made small
	parsed, err := opentype.Parse(ocrB)
	if err != nil {
		return nil, fmt.Errorf("reading the font OCR-B: %w", err)
	}
	face, err := faceOfPitch(parsed, fine*cellWide)
	if err != nil {
		return nil, err
	}
	defer face.Close()
	bounds, _, ok := face.GlyphBounds('H')
	if !ok {
		return nil, fmt.Errorf("font OCR-B: %w", errNoGlyph)
	}
	// The middle of a capital letter is the middle of the cell.
	baseline := fixed.I(fine*cellHigh/2) - (bounds.Min.Y+bounds.Max.Y)/2
	set := make(shapeSet, len(sharpness))
	for i, letter := range alphabet {
		large := image.NewGray(image.Rect(0, 0, fine*cellWide, fine*cellHigh))
		(&font.Drawer{Dst: large, Src: image.White, Face: face, Dot: fixed.Point26_6{Y: baseline}}).DrawString(string(letter))
		for at, blur := range sharpness {
			set[at][i] = newShape(large, fine, blur)
		}
	}
	return set, nil
})

// faceOfPitch is a font of one width at the size at which that is pitch pixels.
func faceOfPitch(parsed *opentype.Font, pitch float64) (font.Face, error) {
	const trial = 1000
	face, err := opentype.NewFace(parsed, &opentype.FaceOptions{Size: trial, DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		return nil, fmt.Errorf("font OCR-B: %w", err)
	}
	advance, ok := face.GlyphAdvance('0')
	if err := face.Close(); err != nil || !ok || advance <= 0 {
		return nil, fmt.Errorf("font OCR-B: %w", errNoGlyph)
	}
	size := trial * pitch / (float64(advance) / 64)
	if face, err = opentype.NewFace(parsed, &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingNone}); err != nil {
		return nil, fmt.Errorf("font OCR-B: %w", err)
	}
	return face, nil
}

// newShape makes a shape from a drawing fine times its size.
func newShape(large *image.Gray, fine int, blur float64) shape {
	var small [cellSize]float64
	for y := range cellHigh {
		for x := range cellWide {
			sum := 0
			for dy := range fine {
				for dx := range fine {
					sum += int(large.GrayAt(x*fine+dx, y*fine+dy).Y)
				}
			}
			small[y*cellWide+x] = float64(sum)
		}
	}
	blurred := blurredCell(small, blur)
	var out shape
	mean, length := 0.0, 0.0
	for _, v := range blurred {
		mean += v / cellSize
	}
	for _, v := range blurred {
		length += (v - mean) * (v - mean)
	}
	length = math.Sqrt(max(length, 1e-9))
	for i, v := range blurred {
		out[i] = float32((v - mean) / length)
	}
	return out
}

// blurredCell blurs by a Gaussian, first along, then across.
func blurredCell(cell [cellSize]float64, sigma float64) [cellSize]float64 {
	const most = 5
	var kernel [2*most + 1]float64
	total := 0.0
	for i := range kernel {
		d := float64(i - most)
		kernel[i] = math.Exp(-d * d / (2 * sigma * sigma))
		total += kernel[i]
	}
	var once, twice [cellSize]float64
	for y := range cellHigh {
		for x := range cellWide {
			for i, k := range kernel {
				if from := x + i - most; from >= 0 && from < cellWide {
					once[y*cellWide+x] += cell[y*cellWide+from] * k / total
				}
			}
		}
	}
	for y := range cellHigh {
		for x := range cellWide {
			for i, k := range kernel {
				if from := y + i - most; from >= 0 && from < cellHigh {
					twice[y*cellWide+x] += once[from*cellWide+x] * k / total
				}
			}
		}
	}
	return twice
}
