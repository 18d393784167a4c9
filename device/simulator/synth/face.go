package synth

import (
	"bytes"
	"embed"
	"fmt"
	"image"
	"image/draw"
	"image/jpeg"

	xdraw "golang.org/x/image/draw"
)

//go:embed faces/*.jpg
var faceFiles embed.FS

// Portraits is the number of drawn faces: even numbers men, odd numbers women.
const Portraits = 12

func portraitOf(seed uint64, woman bool) int {
	n := int(seed%(Portraits/2)) * 2
	if woman {
		n++
	}
	return n
}

// Portrait is the drawing of a face, full frontal on a white background.
type Portrait struct {
	picture *image.RGBA
}

// LoadPortrait decodes drawing number 0 to [Portraits]-1.
func LoadPortrait(number int) (*Portrait, error) {
	data, err := faceFiles.ReadFile(fmt.Sprintf("faces/portrait%02d.jpg", number))
	if err != nil {
		return nil, fmt.Errorf("reading a drawn face: %w", err)
	}
	decoded, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("decoding a drawn face: %w", err)
	}
	out := image.NewRGBA(decoded.Bounds())
	draw.Draw(out, out.Bounds(), decoded, decoded.Bounds().Min, draw.Src)
	return &Portrait{picture: out}, nil
}

// Shot is how a camera sees a face.
type Shot struct {
	Width, Height  int     // of the picture
	ShiftX, ShiftY float64 // of the person, as a share of the picture's width
	Nearness       float64 // 1: as drawn
}

// Take renders the face as the camera sees it. What lies outside the drawing
// repeats its edge: the background above, the clothes below.
func (p *Portrait) Take(s Shot) *image.RGBA {
	out := image.NewRGBA(image.Rect(0, 0, s.Width, s.Height))
	draw.Draw(out, out.Bounds(), image.NewUniform(p.picture.At(2, 2)), image.Point{}, draw.Src)
	near := s.Nearness
	if near == 0 {
		near = 1
	}
	width := float64(s.Width) * near
	height := width * float64(p.picture.Bounds().Dy()) / float64(p.picture.Bounds().Dx())
	x := (float64(s.Width)-width)/2 + s.ShiftX*float64(s.Width)
	y := (float64(s.Height)-height)/2 + s.ShiftY*float64(s.Width)
	target := image.Rect(int(x), int(y), int(x+width), int(y+height))
	xdraw.ApproxBiLinear.Scale(out, target, p.picture, p.picture.Bounds(), xdraw.Src, nil)
	for y := max(target.Max.Y, 1); y < s.Height; y++ {
		copy(out.Pix[y*out.Stride:(y+1)*out.Stride], out.Pix[(target.Max.Y-1)*out.Stride:target.Max.Y*out.Stride])
	}
	return out
}

// Size returns the size of the drawing in pixels.
func (p *Portrait) Size() (width, height int) {
	return p.picture.Bounds().Dx(), p.picture.Bounds().Dy()
}
