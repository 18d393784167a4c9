package report

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	_ "image/png" // portraits of the training devices

	"codeberg.org/go-pdf/fpdf"

	"github.com/boombuler/barcode/qr"
)

// maxPortraitPixels bounds a portrait before it is decoded.
const maxPortraitPixels = 16 << 20

// ErrPortrait is returned for a portrait that cannot be printed.
var ErrPortrait = errors.New("portrait cannot be printed")

// portrait draws the picture into its box, whole and undistorted, or an empty
// box to glue one in.
func (s *paper) portrait(data []byte, x, y float64) error {
	s.pdf.Rect(x, y, portraitWide, portraitHigh, "D")
	if len(data) == 0 {
		s.centredLines("Ảnh chân dung", italic, 10, x, portraitWide, y+portraitHigh/2-2)
		return nil
	}
	data, width, height, err := asJPEG(data)
	if err != nil {
		return err
	}
	s.pdf.RegisterImageOptionsReader("portrait", fpdf.ImageOptions{ImageType: "JPG"}, bytes.NewReader(data))
	scale := min(portraitWide/float64(width), portraitHigh/float64(height))
	w, h := scale*float64(width), scale*float64(height)
	s.pdf.ImageOptions("portrait", x+(portraitWide-w)/2, y+(portraitHigh-h)/2, w, h, false,
		fpdf.ImageOptions{ImageType: "JPG"}, 0, "")
	s.pdf.Rect(x, y, portraitWide, portraitHigh, "D")
	return nil
}

// asJPEG returns the picture as a JPEG that decodes, with its size.
func asJPEG(data []byte) ([]byte, int, int, error) {
	config, format, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return nil, 0, 0, fmt.Errorf("%w: %w", ErrPortrait, err)
	}
	if config.Width <= 0 || config.Height <= 0 || config.Width > maxPortraitPixels/config.Height {
		return nil, 0, 0, fmt.Errorf("%w: %d by %d pixels", ErrPortrait, config.Width, config.Height)
	}
	picture, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, 0, 0, fmt.Errorf("%w: %w", ErrPortrait, err)
	}
	if format == "jpeg" {
		return data, config.Width, config.Height, nil
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, picture, &jpeg.Options{Quality: 92}); err != nil {
		return nil, 0, 0, fmt.Errorf("%w: %w", ErrPortrait, err)
	}
	return out.Bytes(), config.Width, config.Height, nil
}

// qrCode draws text as a QR code (ISO/IEC 18004, level M) whose quiet zone of
// four modules lies inside the given square. Modules are drawn as bars: no
// printer driver blurs them.
func (s *paper) qrCode(text string, x, y, side float64) error {
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return fmt.Errorf("encoding QR: %w", err)
	}
	const quiet = 4
	modules := code.Bounds().Dx()
	unit := side / float64(modules+2*quiet)
	s.pdf.SetFillColor(0, 0, 0)
	for row := range modules {
		for from := 0; from < modules; from++ {
			to := from
			for to < modules && dark(code, to, row) {
				to++
			}
			if to > from {
				s.pdf.Rect(x+unit*float64(from+quiet), y+unit*float64(row+quiet),
					unit*float64(to-from), unit*1.02, "F") // overlaps: no hairlines between rows
				from = to
			}
		}
	}
	return nil
}

func dark(code image.Image, x, y int) bool {
	r, _, _, _ := code.At(x, y).RGBA()
	return r == 0
}
