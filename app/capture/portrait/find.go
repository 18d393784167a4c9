package portrait

import (
	_ "embed"
	"fmt"
	"image"
	"math"
	"sync"

	pigo "github.com/esimov/pigo/core"
	"golang.org/x/image/draw"
)

//go:embed cascade/facefinder
var faceCascade []byte

//go:embed cascade/puploc
var pupilCascade []byte

// finder holds the unpacked cascades; they are read-only afterwards.
type finder struct {
	face  *pigo.Pigo
	pupil *pigo.PuplocCascade
}

var finders = sync.OnceValues(func() (finder, error) {
	face, err := pigo.NewPigo().Unpack(faceCascade)
	if err != nil {
		return finder{}, fmt.Errorf("unpacking the face cascade: %w", err)
	}
	pupil, err := pigo.NewPuplocCascade().UnpackCascade(pupilCascade)
	if err != nil {
		return finder{}, fmt.Errorf("unpacking the pupil cascade: %w", err)
	}
	return finder{face, pupil}, nil
})

const (
	// searchSide is the longer side of the picture in which faces are looked
	// for, without the margin around it.
	searchSide = 400
	// margin is added on every side, in the colour of the rim: a face that
	// fills the picture is still to be found, and told to move back.
	margin = 90
	// faceStrength is the least strength of a face. Drawn faces reach 100 and
	// more, the same ones badly lit as little as 7; walls and clothes give none.
	faceStrength = 6
)

// face is one face that was found, in pixels of the whole picture.
type face struct {
	x, y, size  float64 // centre and side of the square around it
	strength    float64
	left, right point // pupils: as seen, left of the picture first
}

type point struct{ x, y float64 }

// find looks for faces and their pupils: in the picture as it is, then with its
// contrast stretched, then with the head leaning to either side.
func find(picture image.Image) ([]face, error) {
	f, err := finders()
	if err != nil {
		return nil, err
	}
	search, shrink := searchPicture(picture)
	for _, attempt := range []struct {
		stretch bool
		turn    float64 // of the cascade, in whole turns
	}{{false, 0}, {true, 0}, {true, 0.04}, {true, 0.96}} {
		if attempt.stretch {
			stretch(search)
		}
		if found := f.search(search, shrink, attempt.turn); len(found) > 0 {
			return found, nil
		}
	}
	return nil, nil
}

// searchPicture returns the picture small and grey with its margin, and by how
// much it was shrunk.
func searchPicture(picture image.Image) (*image.Gray, float64) {
	bounds := picture.Bounds()
	shrink := math.Min(1, searchSide/float64(max(bounds.Dx(), bounds.Dy())))
	inner := image.Rect(margin, margin, margin+max(int(float64(bounds.Dx())*shrink), 1), margin+max(int(float64(bounds.Dy())*shrink), 1))
	out := image.NewGray(image.Rect(0, 0, inner.Max.X+margin, inner.Max.Y+margin))
	draw.ApproxBiLinear.Scale(out, inner, picture, bounds, draw.Src, nil)
	for y := range out.Rect.Dy() {
		row := out.Pix[y*out.Stride : (y+1)*out.Stride]
		source := min(max(y, inner.Min.Y), inner.Max.Y-1)
		copy(row[inner.Min.X:inner.Max.X], out.Pix[source*out.Stride+inner.Min.X:source*out.Stride+inner.Max.X])
		for x := range margin {
			row[x], row[inner.Max.X+x] = row[inner.Min.X], row[inner.Max.X-1]
		}
	}
	return out, shrink
}

// stretch spreads the brightness over the whole range, equally often.
func stretch(picture *image.Gray) {
	var count [256]int
	for _, v := range picture.Pix {
		count[v]++
	}
	var level [256]uint8
	sum := 0
	for v, n := range count {
		level[v] = uint8((sum + n/2) * 255 / len(picture.Pix))
		sum += n
	}
	for i, v := range picture.Pix {
		picture.Pix[i] = level[v]
	}
}

// search runs the cascade over one picture.
func (f finder) search(picture *image.Gray, shrink, turn float64) []face {
	parameters := pigo.ImageParams{Pixels: picture.Pix, Rows: picture.Rect.Dy(), Cols: picture.Rect.Dx(), Dim: picture.Stride}
	shorter := min(parameters.Rows, parameters.Cols)
	found := f.face.ClusterDetections(f.face.RunCascade(pigo.CascadeParams{
		MinSize: max((shorter-2*margin)/8, 20), MaxSize: shorter, ShiftFactor: 0.07, ScaleFactor: 1.1, ImageParams: parameters,
	}, turn), 0.1)
	var out []face
	for _, d := range found {
		if d.Q < faceStrength {
			continue
		}
		out = append(out, face{
			x: float64(d.Col-margin) / shrink, y: float64(d.Row-margin) / shrink, size: float64(d.Scale) / shrink, strength: float64(d.Q),
			left: f.pupilNear(parameters, d, -1, shrink), right: f.pupilNear(parameters, d, +1, shrink),
		})
	}
	return out
}

// pupilNear looks for a pupil where a face has one; side is -1 for the left of
// the picture. The cascade disturbs its start at random and takes the median,
// so the last pixel varies from call to call.
func (f finder) pupilNear(parameters pigo.ImageParams, d pigo.Detection, side int, shrink float64) point {
	start := pigo.Puploc{
		Row: d.Row - int(0.085*float64(d.Scale)), Col: d.Col + side*int(0.185*float64(d.Scale)),
		Scale: float32(d.Scale) * 0.4, Perturbs: 63,
	}
	got := f.pupil.RunDetector(start, parameters, 0, side > 0)
	return point{float64(got.Col-margin) / shrink, float64(got.Row-margin) / shrink}
}
