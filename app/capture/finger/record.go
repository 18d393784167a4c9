package finger

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

// ErrRecord means that bytes are no finger minutiae record of ISO/IEC 19794-2.
var ErrRecord = errors.New("not a finger minutiae record")

const (
	recordHead    = 24 // bytes before the first view
	viewHead      = 4
	minutiaSize   = 6
	perCentimetre = 197 // 500 pixels an inch
)

// Encode writes a template as a finger minutiae record (ISO/IEC 19794-2:2005,
// record format, one view). Position is that of ISO/IEC 19794-2, table 2: 0
// unknown, 1–5 right thumb to little finger, 6–10 left.
func (t *Template) Encode(position byte) ([]byte, error) {
	if position > 10 || t.Width < 1 || t.Height < 1 || t.Width > MaxSide || t.Height > MaxSide || len(t.Minutiae) > 255 {
		return nil, fmt.Errorf("writing a minutiae record: %w", ErrRecord)
	}
	length := recordHead + viewHead + minutiaSize*len(t.Minutiae) + 2
	out := make([]byte, 0, length)
	out = append(out, "FMR\x00 20\x00"...)
	out = binary.BigEndian.AppendUint32(out, uint32(length))
	out = binary.BigEndian.AppendUint16(out, 0) // equipment: unknown
	out = binary.BigEndian.AppendUint16(out, uint16(t.Width))
	out = binary.BigEndian.AppendUint16(out, uint16(t.Height))
	out = binary.BigEndian.AppendUint16(out, perCentimetre)
	out = binary.BigEndian.AppendUint16(out, perCentimetre)
	out = append(out, 1, 0)                                                          // one view, reserved
	out = append(out, position, 0, byte(min(t.Quality, 100)), byte(len(t.Minutiae))) // view 0, live plain
	for _, m := range t.Minutiae {
		out = binary.BigEndian.AppendUint16(out, uint16(m.Kind)<<14|uint16(clampInt(m.X, t.Width)))
		out = binary.BigEndian.AppendUint16(out, uint16(clampInt(m.Y, t.Height)))
		angle := int(math.Round(m.Angle/(2*math.Pi)*256)) & 255
		out = append(out, byte(angle), byte(min(max(m.Quality, 0), 100)))
	}
	return append(out, 0, 0), nil // no extended data
}

func clampInt(x float64, size int) int { return min(max(int(math.Round(x)), 0), size-1) }

// Decode reads the first view of a finger minutiae record (ISO/IEC
// 19794-2:2005, record format) at any resolution from 99 to 1000 pixels a
// centimetre, and brings it to [Resolution]. Position is as in
// [Template.Encode]. A template read so has no ridge directions; it compares a
// little less surely.
func Decode(record []byte) (t Template, position byte, err error) {
	fail := func(what string) (Template, byte, error) {
		return Template{}, 0, fmt.Errorf("reading a minutiae record: %s: %w", what, ErrRecord)
	}
	if len(record) < recordHead+viewHead || string(record[:8]) != "FMR\x00 20\x00" {
		return fail("identifier")
	}
	if int64(binary.BigEndian.Uint32(record[8:])) != int64(len(record)) {
		return fail("length")
	}
	width, height := int(binary.BigEndian.Uint16(record[14:])), int(binary.BigEndian.Uint16(record[16:]))
	resX, resY := binary.BigEndian.Uint16(record[18:]), binary.BigEndian.Uint16(record[20:])
	if resX < 99 || resX > 1000 || resY < 99 || resY > 1000 {
		return fail("resolution")
	}
	scaleX, scaleY := perCentimetre/float64(resX), perCentimetre/float64(resY)
	t.Width, t.Height = int(math.Round(float64(width)*scaleX)), int(math.Round(float64(height)*scaleY))
	if t.Width < 1 || t.Height < 1 || t.Width > MaxSide || t.Height > MaxSide {
		return fail("size")
	}
	if record[22] == 0 {
		return fail("no view")
	}
	view := record[recordHead:]
	position = view[0]
	count := int(view[3])
	t.Quality = min(int(view[2]), 100)
	if position > 10 || len(view) < viewHead+minutiaSize*count+2 {
		return fail("view")
	}
	for i := range count {
		m := view[viewHead+minutiaSize*i:]
		x, y := binary.BigEndian.Uint16(m), binary.BigEndian.Uint16(m[2:])
		kind := Kind(x >> 14)
		if kind > Bifurcation || int(x&0x3fff) >= width || int(y&0x3fff) >= height {
			return fail("minutia")
		}
		t.Minutiae = append(t.Minutiae, Minutia{
			X: float64(x&0x3fff) * scaleX, Y: float64(y&0x3fff) * scaleY, Kind: kind,
			Angle: float64(m[4]) / 256 * 2 * math.Pi, Quality: min(int(m[5]), 100),
		})
	}
	t.prepare()
	return t, position, nil
}
