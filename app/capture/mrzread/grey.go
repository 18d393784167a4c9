package mrzread

import (
	"fmt"
	"image"
	"image/color"
)

// Bounds of a picture, in pixels. A zone is 76 mm wide: on the smallest side
// allowed its characters would have eight pixels.
const (
	minSide   = 160
	maxSide   = 8192
	maxPixels = 32 << 20
	// workSide is the longest side on which a zone is looked for.
	workSide = 2600
)

// pyramid returns a picture in grey, each step half the size of the one before,
// the first no longer than workSide. Characters that are too large for one step
// have their size on another.
func pyramid(picture image.Image) ([]*image.Gray, error) {
	b := picture.Bounds()
	w, h := b.Dx(), b.Dy()
	if w < minSide || h < minSide || w > maxSide || h > maxSide || w*h > maxPixels {
		return nil, fmt.Errorf("%d × %d pixels: %w", w, h, ErrPicture)
	}
	step := grey(picture)
	for max(step.Rect.Dx(), step.Rect.Dy()) > workSide {
		step = halved(step)
	}
	steps := []*image.Gray{step}
	for len(steps) < 3 && min(step.Rect.Dx(), step.Rect.Dy()) >= 2*minSide {
		step = halved(step)
		steps = append(steps, step)
	}
	return steps, nil
}

// grey copies a picture as 8-bit grey with its corner at 0,0.
func grey(picture image.Image) *image.Gray {
	b := picture.Bounds()
	out := image.NewGray(image.Rect(0, 0, b.Dx(), b.Dy()))
	for y := range b.Dy() {
		row := out.Pix[y*out.Stride : y*out.Stride+b.Dx()]
		switch p := picture.(type) {
		case *image.Gray:
			copy(row, p.Pix[p.PixOffset(b.Min.X, b.Min.Y+y):])
		case *image.RGBA:
			from := p.Pix[p.PixOffset(b.Min.X, b.Min.Y+y):]
			for x := range row {
				row[x] = luma(from[4*x], from[4*x+1], from[4*x+2])
			}
		default:
			for x := range row {
				row[x] = color.GrayModel.Convert(picture.At(b.Min.X+x, b.Min.Y+y)).(color.Gray).Y
			}
		}
	}
	return out
}

// luma weighs colours as ITU-R BT.601 does.
func luma(r, g, b uint8) uint8 {
	return uint8((299*uint32(r) + 587*uint32(g) + 114*uint32(b) + 500) / 1000)
}

// halved is a picture at half its size, each pixel the mean of four.
func halved(g *image.Gray) *image.Gray {
	w, h := g.Rect.Dx()/2, g.Rect.Dy()/2
	out := image.NewGray(image.Rect(0, 0, w, h))
	for y := range h {
		upper, lower := g.Pix[2*y*g.Stride:], g.Pix[(2*y+1)*g.Stride:]
		for x := range w {
			sum := int(upper[2*x]) + int(upper[2*x+1]) + int(lower[2*x]) + int(lower[2*x+1])
			out.Pix[y*out.Stride+x] = uint8((sum + 2) / 4)
		}
	}
	return out
}

// softened takes the single pixels of noise out of a picture: each becomes the
// weighted mean of its nine.
func softened(g *image.Gray) *image.Gray {
	w, h := g.Rect.Dx(), g.Rect.Dy()
	out := image.NewGray(g.Rect)
	copy(out.Pix, g.Pix)
	for y := 1; y < h-1; y++ {
		a, b, c := g.Pix[(y-1)*g.Stride:], g.Pix[y*g.Stride:], g.Pix[(y+1)*g.Stride:]
		for x := 1; x < w-1; x++ {
			sum := int(a[x-1]) + int(a[x+1]) + int(c[x-1]) + int(c[x+1]) +
				2*(int(a[x])+int(c[x])+int(b[x-1])+int(b[x+1])) + 4*int(b[x])
			out.Pix[y*out.Stride+x] = uint8((sum + 8) / 16)
		}
	}
	return out
}
