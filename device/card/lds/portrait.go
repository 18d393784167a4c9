package lds

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"carddesk/device/card/ber"
)

// Portrait is the picture of data group 2.
type Portrait struct {
	Image  []byte // JPEG or JPEG 2000, in its own coding
	Type   string // "image/jpeg" or "image/jp2", told by the first bytes
	Width  int    // pixels as the record says, 0 when it says nothing
	Height int
	Faces  int // pictures in the file; the first is taken
}

// Tags of biometric templates (ISO/IEC 7816-11, ICAO 9303-10 section 4.7.2).
const (
	tagTemplates   ber.Tag = 0x7F61
	tagTemplate    ber.Tag = 0x7F60
	tagHeader      ber.Tag = 0xA1
	tagDataPlain   ber.Tag = 0x5F2E
	tagDataNested  ber.Tag = 0x7F2E
	faceMagic              = "FAC\x00"
	faceHeaderSize         = 14
	faceBlockSize          = 20
	featureSize            = 8
	imageInfoSize          = 12
	maxFaces               = 9
)

// ParsePortrait reads DG2: an ISO/IEC 19794-5 record, or, in newer chips, a
// record whose coding this program does not know but in which a picture lies as
// one element. A chip whose portrait cannot be found is still proven by its
// hashes, so callers treat [ErrNoPortrait] as a note.
func ParsePortrait(raw []byte) (Portrait, error) {
	file, err := open(raw, GroupTag(2))
	if err != nil {
		return Portrait{}, fmt.Errorf("reading DG2: %w", err)
	}
	group := ber.Walk(file, GroupTag(2)).Enter(tagTemplates)
	countElement := group.Take(ber.TagInteger)
	template := group.Enter(tagTemplate)
	if err := group.Err(); err != nil {
		return Portrait{}, fmt.Errorf("reading DG2: %w: %w", ErrFile, err)
	}
	count, err := countElement.Small()
	if err != nil || count < 1 || count > maxFaces {
		return Portrait{}, fmt.Errorf("reading DG2: %w: number of pictures", ErrFile)
	}
	template.Optional(tagHeader)
	data := template.Any()
	if err := template.Err(); err != nil {
		return Portrait{}, fmt.Errorf("reading DG2: %w: %w", ErrFile, err)
	}
	portrait, err := portraitData(data)
	if err != nil {
		return Portrait{}, fmt.Errorf("reading DG2: %w", err)
	}
	portrait.Faces = count
	return portrait, nil
}

func portraitData(data ber.Element) (Portrait, error) {
	switch data.Tag {
	case tagDataPlain:
		return parseFace(data.Content)
	case tagDataNested:
		if bytes.HasPrefix(data.Content, []byte(faceMagic)) {
			return parseFace(data.Content)
		}
		if picture := findPicture(data, 0); picture != nil {
			return Portrait{Image: picture, Type: PictureType(picture)}, nil
		}
	}
	return Portrait{}, ErrNoPortrait
}

// findPicture looks for a primitive element that starts like a picture.
func findPicture(e ber.Element, depth int) []byte {
	if !e.Tag.Constructed() {
		if PictureType(e.Content) != "" {
			return e.Content
		}
		return nil
	}
	if depth >= ber.MaxDepth {
		return nil
	}
	children, err := e.Children()
	if err != nil {
		return nil
	}
	for _, child := range children {
		if picture := findPicture(child, depth+1); picture != nil {
			return picture
		}
	}
	return nil
}

// parseFace reads an ISO/IEC 19794-5:2005 face record: header, one block with
// its feature points, image information, picture.
func parseFace(b []byte) (Portrait, error) {
	if len(b) < faceHeaderSize+faceBlockSize || string(b[:4]) != faceMagic {
		return Portrait{}, fmt.Errorf("%w: no face record", ErrNoPortrait)
	}
	recordLength := uint64(binary.BigEndian.Uint32(b[8:]))
	blockLength := uint64(binary.BigEndian.Uint32(b[14:]))
	features := int(binary.BigEndian.Uint16(b[18:]))
	// Some issuers count the record wrongly; the block must lie in what is there.
	if recordLength < faceHeaderSize || blockLength > uint64(len(b)-faceHeaderSize) {
		return Portrait{}, fmt.Errorf("%w: face record of %d bytes in %d", ErrFile, recordLength, len(b))
	}
	block := b[faceHeaderSize : faceHeaderSize+blockLength]
	start := faceBlockSize + features*featureSize + imageInfoSize
	if len(block) <= start {
		return Portrait{}, fmt.Errorf("%w: face block of %d bytes", ErrFile, len(block))
	}
	info := block[start-imageInfoSize : start]
	portrait := Portrait{
		Image:  block[start:],
		Width:  int(binary.BigEndian.Uint16(info[2:])),
		Height: int(binary.BigEndian.Uint16(info[4:])),
	}
	// The coding byte of the record is often wrong; the picture knows better.
	if portrait.Type = PictureType(portrait.Image); portrait.Type == "" {
		return Portrait{}, fmt.Errorf("%w: unknown picture coding", ErrNoPortrait)
	}
	return portrait, nil
}

// PictureType tells the coding of a picture by its first bytes: "image/jpeg",
// "image/jp2" (container or bare codestream), or "" for anything else.
func PictureType(b []byte) string {
	switch {
	case bytes.HasPrefix(b, []byte{0xFF, 0xD8, 0xFF}):
		return "image/jpeg"
	case bytes.HasPrefix(b, []byte{0, 0, 0, 0x0C, 0x6A, 0x50, 0x20, 0x20}),
		bytes.HasPrefix(b, []byte{0xFF, 0x4F, 0xFF, 0x51}):
		return "image/jp2"
	}
	return ""
}

// BuildPortrait writes DG2 with one frontal face of the given size in pixels.
func BuildPortrait(image []byte, width, height int) ([]byte, error) {
	kind := PictureType(image)
	if kind == "" || width < 1 || height < 1 || width > 0xFFFF || height > 0xFFFF {
		return nil, fmt.Errorf("writing DG2: %w", ErrNoPortrait)
	}
	if len(image) > MaxFile-1024 {
		return nil, fmt.Errorf("writing DG2: %w: %d bytes", ErrFile, len(image))
	}
	block := make([]byte, faceBlockSize+imageInfoSize, faceBlockSize+imageInfoSize+len(image))
	binary.BigEndian.PutUint32(block, uint32(cap(block)))
	info := block[faceBlockSize:]
	info[0] = 1 // full frontal
	if kind == "image/jp2" {
		info[1] = 1
	}
	binary.BigEndian.PutUint16(info[2:], uint16(width))
	binary.BigEndian.PutUint16(info[4:], uint16(height))
	info[6], info[7] = 1, 2 // sRGB 24 bit; static picture of a digital camera
	block = append(block, image...)

	record := make([]byte, faceHeaderSize, faceHeaderSize+len(block))
	copy(record, faceMagic+"010\x00")
	binary.BigEndian.PutUint32(record[8:], uint32(faceHeaderSize+len(block)))
	binary.BigEndian.PutUint16(record[12:], 1)
	record = append(record, block...)

	// Header of the template: version, facial features, format owner and type
	// of ISO/IEC JTC1 SC37 (ICAO 9303-10 table 47).
	header := ber.TLV(tagHeader,
		ber.TLV(0x80, []byte{1, 1}), ber.TLV(0x81, []byte{2}),
		ber.TLV(0x87, []byte{1, 1}), ber.TLV(0x88, []byte{0, 8}))
	return ber.TLV(GroupTag(2), ber.TLV(tagTemplates,
		ber.Integer(1), ber.TLV(tagTemplate, header, ber.TLV(tagDataPlain, record)))), nil
}
