package wsq

import (
	"encoding/binary"
	"fmt"
	"math"
)

// Markers of the specification.
const (
	markerStart     = 0xffa0
	markerEnd       = 0xffa1
	markerFrame     = 0xffa2
	markerBlock     = 0xffa3
	markerTransform = 0xffa4
	markerQuantiser = 0xffa5
	markerHuffman   = 0xffa6
	markerRestart   = 0xffa7
	markerComment   = 0xffa8
)

// reader walks over the marker segments of a file.
type reader struct{ rest []byte }

func (r *reader) start() error {
	if len(r.rest) < 2 || binary.BigEndian.Uint16(r.rest) != markerStart {
		return fmt.Errorf("start marker: %w", ErrFormat)
	}
	r.rest = r.rest[2:]
	return nil
}

// segment returns the next marker and the bytes of its segment, without the
// length. The end marker has no segment.
func (r *reader) segment() (uint16, []byte, error) {
	if len(r.rest) < 2 {
		return 0, nil, fmt.Errorf("marker: %w", ErrFormat)
	}
	code := binary.BigEndian.Uint16(r.rest)
	r.rest = r.rest[2:]
	switch {
	case code == markerEnd:
		return code, nil, nil
	case code < markerStart || code > markerComment:
		return 0, nil, fmt.Errorf("marker %04x: %w", code, ErrFormat)
	case len(r.rest) < 2:
		return 0, nil, fmt.Errorf("segment length: %w", ErrFormat)
	}
	length := int(binary.BigEndian.Uint16(r.rest))
	if length < 2 || length > len(r.rest) {
		return 0, nil, fmt.Errorf("segment of %d bytes: %w", length, ErrFormat)
	}
	segment := r.rest[2:length]
	r.rest = r.rest[length:]
	return code, segment, nil
}

// decimal reads a number of 2 or 4 bytes that stands behind its decimal
// exponent: value × 10^-exponent.
func decimal(b []byte, size int) float64 {
	var value float64
	if size == 4 {
		value = float64(binary.BigEndian.Uint32(b[1:]))
	} else {
		value = float64(binary.BigEndian.Uint16(b[1:]))
	}
	return value * math.Pow10(-int(b[0]))
}

func readFrame(b []byte) (Header, error) {
	if len(b) < 12 {
		return Header{}, fmt.Errorf("frame header of %d bytes: %w", len(b), ErrFormat)
	}
	h := Header{
		Height: int(binary.BigEndian.Uint16(b[2:])), Width: int(binary.BigEndian.Uint16(b[4:])),
		shift: decimal(b[6:], 2), scale: decimal(b[9:], 2),
	}
	switch {
	case h.Width < MinSide || h.Height < MinSide:
		return Header{}, fmt.Errorf("%d×%d pixels: %w", h.Width, h.Height, ErrUnsupported)
	case h.Width*h.Height > MaxPixels:
		return Header{}, fmt.Errorf("%d×%d pixels: %w", h.Width, h.Height, ErrTooLarge)
	}
	return h, nil
}

// transform holds the synthesis filters from their middle outwards; both are
// symmetric and of odd length.
type transform struct {
	low, high []float32
}

// readTransform reads the analysis filters and turns them into the synthesis
// filters: each is the other one with every second sign changed.
func readTransform(b []byte) (transform, error) {
	if len(b) < 2 {
		return transform{}, fmt.Errorf("transform table: %w", ErrFormat)
	}
	lowTaps, highTaps := int(b[0]), int(b[1])
	if lowTaps%2 == 0 || highTaps%2 == 0 || lowTaps > 31 || highTaps > 31 {
		return transform{}, fmt.Errorf("filters of %d and %d taps: %w", lowTaps, highTaps, ErrUnsupported)
	}
	b = b[2:]
	const tap = 6 // sign, exponent, value
	half := func(taps int) []float32 {
		var out []float32
		for n := 0; n <= taps/2 && len(b) >= tap; n++ {
			value := decimal(b[1:], 4)
			if b[0] != 0 {
				value = -value
			}
			if n%2 == 1 {
				value = -value
			}
			out = append(out, float32(value))
			b = b[tap:]
		}
		return out
	}
	t := transform{high: half(lowTaps)}
	t.low = half(highTaps)
	if len(t.high) != lowTaps/2+1 || len(t.low) != highTaps/2+1 {
		return transform{}, fmt.Errorf("transform table is cut short: %w", ErrFormat)
	}
	return t, nil
}

// bandCount is the number of bands that a file describes.
const bandCount = 64

// quantiser says for each band how numbers were rounded.
type quantiser struct {
	centre float32
	bin    [bandCount]float32 // width of a step; 0: the band holds nothing
	zero   [bandCount]float32 // width of the step around zero
}

func readQuantiser(b []byte) (quantiser, error) {
	var q quantiser
	if len(b) < 3+6*bandCount {
		return q, fmt.Errorf("quantisation table of %d bytes: %w", len(b), ErrFormat)
	}
	q.centre = float32(decimal(b, 2))
	for band := range bandCount {
		at := b[3+6*band:]
		q.bin[band], q.zero[band] = float32(decimal(at, 2)), float32(decimal(at[3:], 2))
	}
	return q, nil
}

// restore undoes the rounding of one number.
func (q *quantiser) restore(band int, value int32) float32 {
	switch {
	case value > 0:
		return q.bin[band]*(float32(value)-q.centre) + q.zero[band]/2
	case value < 0:
		return q.bin[band]*(float32(value)+q.centre) - q.zero[band]/2
	}
	return 0
}
