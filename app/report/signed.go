package report

import (
	"bytes"
	"errors"
	"fmt"
	"image/png"

	"codeberg.org/go-pdf/fpdf"
)

// ErrSignature is returned for the picture of a signature that cannot be printed.
var ErrSignature = errors.New("signature cannot be printed")

// maxSignatureSide bounds the picture of a signature, in pixels.
const maxSignatureSide = 4096

// signedOn is printed below a signature that was not written on the paper.
const signedOn = "(Ký trên màn hình)"

// checkSignature reports whether a picture can be printed as a signature: PNG, of
// a sane size; none is right as well.
func checkSignature(data []byte) error {
	if len(data) == 0 {
		return nil
	}
	config, err := png.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return fmt.Errorf("%w: %w", ErrSignature, err)
	}
	if config.Width <= 0 || config.Height <= 0 || config.Width > maxSignatureSide || config.Height > maxSignatureSide {
		return fmt.Errorf("%w: %d by %d pixels", ErrSignature, config.Width, config.Height)
	}
	if _, err := png.Decode(bytes.NewReader(data)); err != nil {
		return fmt.Errorf("%w: %w", ErrSignature, err)
	}
	return nil
}

// signedHeight is how much room the name below a signature needs.
func (s *paper) signedHeight(c content, width float64) float64 {
	name := s.breakLines([]run{{clean(c.values[FieldName]), bold}}, signatureSize, width-2*nameGap, 0)
	return float64(len(name))*lineHeight(signatureSize) + lineHeight(thumbSize)
}

// signed draws a signature from the screen where it would be written, its
// writer's name below, and says that it is not of the paper.
func (s *paper) signed(c content, x, width, y float64) float64 {
	config, err := png.DecodeConfig(bytes.NewReader(c.signature))
	if err != nil {
		return y + signatureSpace // refused before
	}
	options := fpdf.ImageOptions{ImageType: "PNG"}
	s.pdf.RegisterImageOptionsReader("signature", options, bytes.NewReader(c.signature))
	scale := min((width-2*nameGap)/float64(config.Width), signatureSpace/float64(config.Height))
	w, h := scale*float64(config.Width), scale*float64(config.Height)
	s.pdf.ImageOptions("signature", x+(width-w)/2, y+(signatureSpace-h)/2, w, h, false, options, 0, "")
	y = s.centredLines(clean(c.values[FieldName]), bold, signatureSize, x+nameGap, width-2*nameGap, y+signatureSpace)
	return s.centredLines(signedOn, italic, thumbSize, x, width, y)
}
