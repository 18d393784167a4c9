package iso

import "fmt"

// Face image codings of ISO/IEC 19794-5:2011, image data type.
const (
	FaceJPEG             byte = 0
	FaceJPEG2000         byte = 1
	FaceJPEG2000Lossless byte = 2
	FacePNG              byte = 3
)

// Face image types of ISO/IEC 19794-5:2011.
const (
	FaceBasic       byte = 0
	FaceFullFrontal byte = 1
	FaceToken       byte = 2
)

// Landmark is one feature point of a face, in pixels of the picture.
type Landmark struct {
	Type byte
	Code byte
	X, Y uint16
	Z    uint16
}

// Face is one picture of a face with its header.
type Face struct {
	Capture
	Gender          byte // 0 unspecified, 1 male, 2 female, 255 unknown
	EyeColour       byte
	HairColour      byte
	Height          byte    // of the person, in centimetres, 0 unspecified
	Properties      [3]byte // property mask
	Expression      uint16
	Pose            [3]byte // yaw, pitch, roll
	PoseUncertainty [3]byte
	Landmarks       []Landmark
	Type            byte // FaceFullFrontal, …
	Coding          byte // FaceJPEG, …
	Width           uint16
	HeightPixels    uint16
	Sampling        byte
	PostAcquisition uint16
	CrossReference  byte
	ColourSpace     byte // 1: 24-bit RGB, 3: 8-bit grey
	Image           []byte
}

// FaceRecord is a face image record (ISO/IEC 19794-5:2011).
type FaceRecord struct {
	Temporal uint16 // temporal sequence flags; 0: one picture
	Faces    []Face
}

const (
	faceFormat   = "FAC\x00"
	faceVersion  = "030\x00"
	maxLandmarks = 1024
)

// DecodeFace reads a face image record. A three-dimensional part after the
// picture is passed over.
func DecodeFace(record []byte) (FaceRecord, error) {
	c := &cursor{rest: record}
	n, certified := c.open(len(record), faceFormat, faceVersion)
	out := FaceRecord{Temporal: c.u16("temporal sequence flags")}
	for i := range n {
		f, err := decodeFace(c.representation(), certified)
		if c.err == nil && err != nil {
			c.fail(fmt.Errorf("representation %d: %w", i+1, err))
		}
		if c.err != nil {
			break
		}
		out.Faces = append(out.Faces, f)
	}
	if err := c.end(); err != nil {
		return FaceRecord{}, fmt.Errorf("reading a face record: %w", err)
	}
	return out, nil
}

func decodeFace(c *cursor, certified bool) (Face, error) {
	f := Face{Capture: c.capture()}
	if certified {
		c.skipCertificates()
	}
	landmarks := int(c.u16("number of landmarks"))
	if c.err == nil && landmarks > maxLandmarks {
		c.fail(fmt.Errorf("%d landmarks: %w", landmarks, ErrLength))
	}
	f.Gender = c.u8("gender")
	f.EyeColour = c.u8("eye colour")
	f.HairColour = c.u8("hair colour")
	f.Height = c.u8("height")
	copy(f.Properties[:], c.take(3, "property mask"))
	f.Expression = c.u16("expression")
	copy(f.Pose[:], c.take(3, "pose"))
	copy(f.PoseUncertainty[:], c.take(3, "pose uncertainty"))
	for range landmarks {
		p := Landmark{Type: c.u8("landmark"), Code: c.u8("landmark"), X: c.u16("landmark"), Y: c.u16("landmark"), Z: c.u16("landmark")}
		if c.err != nil {
			break
		}
		f.Landmarks = append(f.Landmarks, p)
	}
	f.Type = c.u8("face image type")
	f.Coding = c.u8("image data type")
	f.Width, f.HeightPixels = c.u16("width"), c.u16("height")
	checkSize(c, f.Width, f.HeightPixels)
	f.Sampling = c.u8("spatial sampling rate")
	f.PostAcquisition = c.u16("post-acquisition processing")
	f.CrossReference = c.u8("cross reference")
	f.ColourSpace = c.u8("colour space")
	f.Image = c.image()
	switch {
	case c.err != nil:
		return Face{}, c.err
	case f.Coding > FacePNG:
		return Face{}, fmt.Errorf("image data type %d: %w", f.Coding, ErrValue)
	}
	return f, nil
}

// Encode writes the record, without certification blocks.
func (r FaceRecord) Encode() ([]byte, error) {
	w := &writer{}
	w.open(faceFormat, faceVersion, len(r.Faces))
	w.u16(r.Temporal)
	for _, f := range r.Faces {
		if err := checkWritable(len(r.Faces), f.Capture, int(f.Width), int(f.HeightPixels), len(f.Image)); err != nil {
			return nil, fmt.Errorf("writing a face record: %w", err)
		}
		if len(f.Landmarks) > maxLandmarks {
			return nil, fmt.Errorf("writing a face record: %d landmarks: %w", len(f.Landmarks), ErrLength)
		}
		start := len(w.out)
		w.u32(0)
		w.capture(f.Capture)
		w.u16(uint16(len(f.Landmarks)))
		w.bytes(f.Gender, f.EyeColour, f.HairColour, f.Height)
		w.bytes(f.Properties[:]...)
		w.u16(f.Expression)
		w.bytes(f.Pose[:]...)
		w.bytes(f.PoseUncertainty[:]...)
		for _, p := range f.Landmarks {
			w.bytes(p.Type, p.Code)
			w.u16(p.X)
			w.u16(p.Y)
			w.u16(p.Z)
		}
		w.bytes(f.Type, f.Coding)
		w.u16(f.Width)
		w.u16(f.HeightPixels)
		w.bytes(f.Sampling)
		w.u16(f.PostAcquisition)
		w.bytes(f.CrossReference, f.ColourSpace)
		w.u32(uint32(len(f.Image)))
		w.bytes(f.Image...)
		w.setU32(start, len(w.out)-start)
	}
	return w.close(len(r.Faces))
}
