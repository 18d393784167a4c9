package finger

import (
	"fmt"
	"image"
	"image/color"

	"golang.org/x/image/draw"
)

// Resolution is the number of pixels an inch that [Extract] expects.
const Resolution = 500

// Grey returns a picture as 8-bit grey at [Resolution]. Prints of other
// resolutions, given in pixels an inch, are scaled; 0 and anything within four
// per cent of 500 is taken as it is.
func Grey(picture image.Image, resolution int) (*image.Gray, error) {
	bounds := picture.Bounds()
	width, height := bounds.Dx(), bounds.Dy()
	if resolution != 0 && (resolution < 480 || resolution > 520) {
		if resolution < 250 || resolution > 2000 {
			return nil, fmt.Errorf("%d pixels an inch: %w", resolution, ErrPicture)
		}
		width, height = width*Resolution/resolution, height*Resolution/resolution
	}
	if width < MinSide || height < MinSide || width > MaxSide || height > MaxSide {
		return nil, fmt.Errorf("%d×%d pixels: %w", width, height, ErrPicture)
	}
	out := image.NewGray(image.Rect(0, 0, width, height))
	if width == bounds.Dx() && height == bounds.Dy() {
		copyGrey(out, picture)
		return out, nil
	}
	draw.CatmullRom.Scale(out, out.Rect, picture, bounds, draw.Src, nil)
	return out, nil
}

// copyGrey copies a picture of the same size, quickly where the renderer or a
// decoder made it.
func copyGrey(out *image.Gray, picture image.Image) {
	bounds := picture.Bounds()
	for y := range out.Rect.Dy() {
		row := out.Pix[y*out.Stride : y*out.Stride+out.Rect.Dx()]
		switch p := picture.(type) {
		case *image.Gray:
			copy(row, p.Pix[y*p.Stride:])
		case *image.RGBA:
			from := p.Pix[y*p.Stride:]
			for x := range row {
				// Weights of color.GrayModel, in 16 bits.
				r, g, b := uint32(from[4*x]), uint32(from[4*x+1]), uint32(from[4*x+2])
				row[x] = uint8((19595*r + 38470*g + 7471*b + 1<<15) >> 16)
			}
		default:
			for x := range row {
				row[x] = color.GrayModel.Convert(picture.At(bounds.Min.X+x, bounds.Min.Y+y)).(color.Gray).Y
			}
		}
	}
}

// Read makes the template of a picture of the given resolution in pixels an
// inch, 0 if unknown: [Grey], then [Extract].
func Read(picture image.Image, resolution int) (*Template, error) {
	print, err := Grey(picture, resolution)
	if err != nil {
		return nil, err
	}
	template, err := Extract(print)
	if err != nil {
		return nil, err
	}
	return &template, nil
}
