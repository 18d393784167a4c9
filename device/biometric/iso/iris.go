package iso

import "fmt"

// Eye labels of ISO/IEC 19794-6:2011.
const (
	EyeUnknown byte = 0
	EyeRight   byte = 1
	EyeLeft    byte = 2
)

// Iris image formats of ISO/IEC 19794-6:2011.
const (
	IrisRaw      byte = 0x02 // 8-bit grey
	IrisJPEG2000 byte = 0x0A
	IrisPNG      byte = 0x0E
)

// Iris image types of ISO/IEC 19794-6:2011.
const (
	IrisUncropped byte = 1
	IrisVGA       byte = 2
	IrisCropped   byte = 3
)

// Iris is one picture of an eye with its header.
type Iris struct {
	Capture
	View            uint16
	Eye             byte
	Type            byte
	Format          byte
	Properties      byte // orientation and compression history, two bits each
	Width           uint16
	Height          uint16
	Depth           byte
	Range           uint16    // lens to eye in millimetres, 0 unassigned
	Roll            uint16    // 0xffff: undefined
	RollUncertainty uint16    // 0xffff: undefined
	Centre          [4]uint16 // smallest x, largest x, smallest y, largest y
	Diameter        [2]uint16 // smallest, largest
	Image           []byte
}

// IrisRecord is an iris image record (ISO/IEC 19794-6:2011).
type IrisRecord struct {
	Irises []Iris
}

const (
	irisFormat  = "IIR\x00"
	irisVersion = "020\x00"
)

// DecodeIris reads an iris image record.
func DecodeIris(record []byte) (IrisRecord, error) {
	c := &cursor{rest: record}
	n, certified := c.open(len(record), irisFormat, irisVersion)
	c.u8("number of eyes")
	var out IrisRecord
	for i := range n {
		f, err := decodeIris(c.representation(), certified)
		if c.err == nil && err != nil {
			c.fail(fmt.Errorf("representation %d: %w", i+1, err))
		}
		if c.err != nil {
			break
		}
		out.Irises = append(out.Irises, f)
	}
	if err := c.end(); err != nil {
		return IrisRecord{}, fmt.Errorf("reading an iris record: %w", err)
	}
	return out, nil
}

func decodeIris(c *cursor, certified bool) (Iris, error) {
	f := Iris{Capture: c.capture()}
	if certified {
		// The iris format reserves the flag and defines no blocks for it.
		c.fail(fmt.Errorf("certification flag set: %w", ErrValue))
	}
	f.View = c.u16("representation number")
	f.Eye = c.u8("eye label")
	f.Type = c.u8("image type")
	f.Format = c.u8("image format")
	f.Properties = c.u8("image properties")
	f.Width, f.Height = c.u16("width"), c.u16("height")
	checkSize(c, f.Width, f.Height)
	f.Depth = c.u8("bit depth")
	f.Range = c.u16("range")
	f.Roll = c.u16("roll angle")
	f.RollUncertainty = c.u16("roll angle uncertainty")
	for i := range f.Centre {
		f.Centre[i] = c.u16("iris centre")
	}
	for i := range f.Diameter {
		f.Diameter[i] = c.u16("iris diameter")
	}
	f.Image = c.image()
	switch {
	case c.err != nil:
		return Iris{}, c.err
	case f.Eye > EyeLeft:
		return Iris{}, fmt.Errorf("eye label %d: %w", f.Eye, ErrValue)
	case f.Format == IrisRaw && f.Depth == 8 && len(f.Image) != int(f.Width)*int(f.Height):
		return Iris{}, fmt.Errorf("%d bytes for %d×%d raw pixels: %w", len(f.Image), f.Width, f.Height, ErrLength)
	}
	return f, nil
}

// Encode writes the record.
func (r IrisRecord) Encode() ([]byte, error) {
	w := &writer{}
	w.open(irisFormat, irisVersion, len(r.Irises))
	eyes := map[byte]bool{}
	for _, f := range r.Irises {
		eyes[f.Eye] = true
	}
	w.bytes(byte(len(eyes)))
	for _, f := range r.Irises {
		if err := checkWritable(len(r.Irises), f.Capture, int(f.Width), int(f.Height), len(f.Image)); err != nil {
			return nil, fmt.Errorf("writing an iris record: %w", err)
		}
		start := len(w.out)
		w.u32(0)
		w.capture(f.Capture)
		w.u16(f.View)
		w.bytes(f.Eye, f.Type, f.Format, f.Properties)
		w.u16(f.Width)
		w.u16(f.Height)
		w.bytes(f.Depth)
		w.u16(f.Range)
		w.u16(f.Roll)
		w.u16(f.RollUncertainty)
		for _, n := range f.Centre {
			w.u16(n)
		}
		for _, n := range f.Diameter {
			w.u16(n)
		}
		w.u32(uint32(len(f.Image)))
		w.bytes(f.Image...)
		w.setU32(start, len(w.out)-start)
	}
	return w.close(len(r.Irises))
}
