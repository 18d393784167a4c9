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
		for y := range height {
			for x := range width {
				out.SetGray(x, y, color.GrayModel.Convert(picture.At(bounds.Min.X+x, bounds.Min.Y+y)).(color.Gray))
			}
		}
		return out, nil
	}
	draw.CatmullRom.Scale(out, out.Rect, picture, bounds, draw.Src, nil)
	return out, nil
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
