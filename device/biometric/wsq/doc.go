// Package wsq decodes fingerprints compressed by wavelet scalar quantisation,
// the coding of the FBI's "WSQ Gray-Scale Fingerprint Image Compression
// Specification" (IAFIS-IC-0110). Some readers deliver it; nothing here writes
// it.
//
// A file is a wavelet transform of the picture in 64 bands, of which 60 carry
// numbers. Each band's numbers are quantised and written as Huffman codes.
// Decoding undoes the three steps: codes to numbers, numbers to bands, bands to
// picture.
package wsq

import (
	"errors"
	"fmt"
	"image"
)

// Errors of decoding, wrapped with the part concerned.
var (
	ErrFormat      = errors.New("not a WSQ file")
	ErrUnsupported = errors.New("kind of WSQ file not supported")
	ErrTooLarge    = errors.New("picture is too large")
)

// Bounds on the size of a picture, checked before anything is allocated for it.
const (
	MinSide   = 64
	MaxPixels = 4 << 20
)

// Header is what a file says of its picture.
type Header struct {
	Width, Height int
	shift, scale  float64 // of the brightness
}

// DecodeHeader reads the size of the picture and no more than it must.
func DecodeHeader(data []byte) (Header, error) {
	r := reader{rest: data}
	if err := r.start(); err != nil {
		return Header{}, fmt.Errorf("reading a WSQ header: %w", err)
	}
	for {
		code, segment, err := r.segment()
		if err != nil {
			return Header{}, fmt.Errorf("reading a WSQ header: %w", err)
		}
		switch code {
		case markerFrame:
			header, err := readFrame(segment)
			if err != nil {
				return Header{}, fmt.Errorf("reading a WSQ header: %w", err)
			}
			return header, nil
		case markerBlock:
			return Header{}, fmt.Errorf("reading a WSQ header: data before the frame header: %w", ErrFormat)
		}
	}
}

// Decode decodes a picture: 8-bit grey.
func Decode(data []byte) (*image.Gray, error) {
	d := decoder{reader: reader{rest: data}}
	picture, err := d.decode()
	if err != nil {
		return nil, fmt.Errorf("decoding a WSQ picture: %w", err)
	}
	return picture, nil
}
