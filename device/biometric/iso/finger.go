package iso

import "fmt"

// Finger positions of ISO/IEC 19794-4:2011, table 6.
const (
	FingerUnknown     byte = 0
	FingerRightThumb  byte = 1
	FingerRightIndex  byte = 2
	FingerRightMiddle byte = 3
	FingerRightRing   byte = 4
	FingerRightLittle byte = 5
	FingerLeftThumb   byte = 6
	FingerLeftIndex   byte = 7
	FingerLeftMiddle  byte = 8
	FingerLeftRing    byte = 9
	FingerLeftLittle  byte = 10
)

// Image compressions of ISO/IEC 19794-4:2011, table 4.
const (
	FingerRaw              byte = 0 // not compressed, one byte a pixel
	FingerRawPacked        byte = 1
	FingerWSQ              byte = 2
	FingerJPEG             byte = 3
	FingerJPEG2000         byte = 4
	FingerJPEG2000Lossless byte = 5
	FingerPNG              byte = 6
)

// Impression types of ISO/IEC 19794-4:2011, table 7.
const (
	ImpressionLivePlain  byte = 0
	ImpressionLiveRolled byte = 1
)

// Finger is one picture of a finger with its header.
type Finger struct {
	Capture
	Position    byte
	View        byte   // number of this picture among those of the finger
	ScaleInches bool   // resolutions are per inch, otherwise per centimetre
	ScanX       uint16 // resolution of the device
	ScanY       uint16
	ImageX      uint16 // resolution of the picture
	ImageY      uint16
	Depth       byte // bits a pixel
	Compression byte
	Impression  byte
	Width       uint16
	Height      uint16
	Image       []byte
}

// PixelsPerInch returns the horizontal resolution of the picture.
func (f Finger) PixelsPerInch() int {
	if f.ScaleInches {
		return int(f.ImageX)
	}
	return (int(f.ImageX)*254 + 50) / 100
}

// FingerRecord is a finger image record (ISO/IEC 19794-4:2011).
type FingerRecord struct {
	Fingers []Finger
}

const (
	fingerFormat  = "FIR\x00"
	fingerVersion = "020\x00"
)

// DecodeFinger reads a finger image record. Segmentation, annotation and
// comment blocks after an image are passed over.
func DecodeFinger(record []byte) (FingerRecord, error) {
	c := &cursor{rest: record}
	n, certified := c.open(len(record), fingerFormat, fingerVersion)
	c.u8("number of finger positions")
	var out FingerRecord
	for i := range n {
		f, err := decodeFinger(c.representation(), certified)
		if c.err == nil && err != nil {
			c.fail(fmt.Errorf("representation %d: %w", i+1, err))
		}
		if c.err != nil {
			break
		}
		out.Fingers = append(out.Fingers, f)
	}
	if err := c.end(); err != nil {
		return FingerRecord{}, fmt.Errorf("reading a finger record: %w", err)
	}
	return out, nil
}

func decodeFinger(c *cursor, certified bool) (Finger, error) {
	f := Finger{Capture: c.capture()}
	if certified {
		c.skipCertificates()
	}
	f.Position = c.u8("finger position")
	f.View = c.u8("representation number")
	units := c.u8("scale units")
	f.ScaleInches = units == 1
	f.ScanX, f.ScanY = c.u16("scan resolution"), c.u16("scan resolution")
	f.ImageX, f.ImageY = c.u16("image resolution"), c.u16("image resolution")
	f.Depth = c.u8("bit depth")
	f.Compression = c.u8("compression")
	f.Impression = c.u8("impression type")
	f.Width, f.Height = c.u16("width"), c.u16("height")
	checkSize(c, f.Width, f.Height)
	f.Image = c.image()
	switch {
	case c.err != nil:
		return Finger{}, c.err
	case units != 1 && units != 2:
		return Finger{}, fmt.Errorf("scale units %d: %w", units, ErrValue)
	case f.Depth == 0 || f.Depth > 16:
		return Finger{}, fmt.Errorf("bit depth %d: %w", f.Depth, ErrValue)
	case f.Compression > FingerPNG:
		return Finger{}, fmt.Errorf("compression %d: %w", f.Compression, ErrValue)
	case f.Compression == FingerRaw && f.Depth == 8 && len(f.Image) != int(f.Width)*int(f.Height):
		return Finger{}, fmt.Errorf("%d bytes for %d×%d raw pixels: %w", len(f.Image), f.Width, f.Height, ErrLength)
	}
	return f, nil
}

// Encode writes the record, without certification or extended data blocks.
func (r FingerRecord) Encode() ([]byte, error) {
	w := &writer{}
	w.open(fingerFormat, fingerVersion, len(r.Fingers))
	positions := map[byte]bool{}
	for _, f := range r.Fingers {
		positions[f.Position] = true
	}
	w.bytes(byte(len(positions)))
	for _, f := range r.Fingers {
		if err := checkWritable(len(r.Fingers), f.Capture, int(f.Width), int(f.Height), len(f.Image)); err != nil {
			return nil, fmt.Errorf("writing a finger record: %w", err)
		}
		start := len(w.out)
		w.u32(0)
		w.capture(f.Capture)
		units := byte(2)
		if f.ScaleInches {
			units = 1
		}
		w.bytes(f.Position, f.View, units)
		w.u16(f.ScanX)
		w.u16(f.ScanY)
		w.u16(f.ImageX)
		w.u16(f.ImageY)
		w.bytes(f.Depth, f.Compression, f.Impression)
		w.u16(f.Width)
		w.u16(f.Height)
		w.u32(uint32(len(f.Image)))
		w.bytes(f.Image...)
		w.setU32(start, len(w.out)-start)
	}
	return w.close(len(r.Fingers))
}

func (w *writer) close(representations int) ([]byte, error) {
	if representations == 0 || representations > MaxRepresentations {
		return nil, fmt.Errorf("writing a record of %d representations: %w", representations, ErrLength)
	}
	if len(w.out) > MaxRecord {
		return nil, fmt.Errorf("writing a record of %d bytes: %w", len(w.out), ErrLength)
	}
	w.setU32(8, len(w.out))
	return w.out, nil
}
