package biometric

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	_ "image/jpeg" // size of JPEG pictures
	_ "image/png"  // size of PNG pictures

	"carddesk/app/port"
	"carddesk/device/biometric/iso"
	"carddesk/device/biometric/wsq"
)

// fingerCodes are the positions of ISO/IEC 19794-4 by the names of SBI.
var fingerCodes = map[port.Position]byte{
	port.RightThumb: iso.FingerRightThumb, port.RightIndex: iso.FingerRightIndex,
	port.RightMiddle: iso.FingerRightMiddle, port.RightRing: iso.FingerRightRing,
	port.RightLittle: iso.FingerRightLittle, port.LeftThumb: iso.FingerLeftThumb,
	port.LeftIndex: iso.FingerLeftIndex, port.LeftMiddle: iso.FingerLeftMiddle,
	port.LeftRing: iso.FingerLeftRing, port.LeftLittle: iso.FingerLeftLittle,
}

// FingerCode returns the position code of ISO/IEC 19794-4 for a finger, 0
// (unknown) for anything else.
func FingerCode(p port.Position) byte { return fingerCodes[p] }

// Types of pictures that a record may hold.
const (
	typeJP2  = "image/jp2"
	typeJPEG = "image/jpeg"
	typePNG  = "image/png"
	typeWSQ  = "image/x-wsq"
	typeRaw  = "image/x-raw"
)

// fillFromRecord reads b.Record and fills in picture, size and resolution. The
// record must hold one picture of the finger or eye that the signed data names.
func fillFromRecord(b *port.Biometric) error {
	switch b.Modality {
	case port.Finger:
		return fillFinger(b)
	case port.Face:
		return fillFace(b)
	case port.Iris:
		return fillIris(b)
	}
	return errors.New("unknown kind of biometric")
}

func fillFinger(b *port.Biometric) error {
	record, err := iso.DecodeFinger(b.Record)
	if err != nil {
		return err
	}
	if len(record.Fingers) != 1 {
		return fmt.Errorf("%d fingers in one record", len(record.Fingers))
	}
	f := record.Fingers[0]
	if want := fingerCodes[b.Position]; f.Position != iso.FingerUnknown && f.Position != want {
		return errors.New("record is of another finger than the signed data")
	}
	if f.Depth != 8 || f.Compression == iso.FingerRawPacked {
		return fmt.Errorf("fingerprint of %d bits a pixel", f.Depth)
	}
	types := map[byte]string{
		iso.FingerRaw: typeRaw, iso.FingerWSQ: typeWSQ, iso.FingerJPEG: typeJPEG,
		iso.FingerJPEG2000: typeJP2, iso.FingerJPEG2000Lossless: typeJP2, iso.FingerPNG: typePNG,
	}
	b.Resolution = f.PixelsPerInch()
	b.Rolled = f.Impression == iso.ImpressionLiveRolled
	return setPicture(b, types[f.Compression], f.Image, int(f.Width), int(f.Height))
}

func fillFace(b *port.Biometric) error {
	record, err := iso.DecodeFace(b.Record)
	if err != nil {
		return err
	}
	if len(record.Faces) != 1 {
		return fmt.Errorf("%d faces in one record", len(record.Faces))
	}
	f := record.Faces[0]
	types := map[byte]string{
		iso.FaceJPEG: typeJPEG, iso.FaceJPEG2000: typeJP2, iso.FaceJPEG2000Lossless: typeJP2, iso.FacePNG: typePNG,
	}
	return setPicture(b, types[f.Coding], f.Image, int(f.Width), int(f.HeightPixels))
}

func fillIris(b *port.Biometric) error {
	record, err := iso.DecodeIris(b.Record)
	if err != nil {
		return err
	}
	if len(record.Irises) != 1 {
		return fmt.Errorf("%d eyes in one record", len(record.Irises))
	}
	f := record.Irises[0]
	eyes := map[byte]port.Position{iso.EyeLeft: port.LeftEye, iso.EyeRight: port.RightEye}
	if eye, known := eyes[f.Eye]; known && eye != b.Position {
		return errors.New("record is of another eye than the signed data")
	}
	types := map[byte]string{iso.IrisRaw: typeRaw, iso.IrisJPEG2000: typeJP2, iso.IrisPNG: typePNG}
	return setPicture(b, types[f.Format], f.Image, int(f.Width), int(f.Height))
}

// setPicture stores the picture after a look at its first bytes: the record's
// word on coding and size must be true. The size of JPEG 2000 is asserted by
// whoever decodes it. Raw pixels are handed on as PNG.
func setPicture(b *port.Biometric, kind string, picture []byte, width, height int) error {
	signatures := map[string][]string{
		typeJP2:  {"\x00\x00\x00\x0cjP  \r\n\x87\n", "\xff\x4f\xff\x51"},
		typeJPEG: {"\xff\xd8\xff"},
		typePNG:  {"\x89PNG\r\n\x1a\n"},
		typeWSQ:  {"\xff\xa0"},
		typeRaw:  {""},
	}
	known := false
	for _, signature := range signatures[kind] {
		known = known || bytes.HasPrefix(picture, []byte(signature))
	}
	if !known {
		return errors.New("picture is not in the coding that the record names")
	}
	if kind == typeJPEG || kind == typePNG {
		config, _, err := image.DecodeConfig(bytes.NewReader(picture))
		if err != nil {
			return fmt.Errorf("picture header: %w", err)
		}
		if config.Width != width || config.Height != height {
			return fmt.Errorf("picture is %d×%d, the record says %d×%d", config.Width, config.Height, width, height)
		}
	}
	if kind == typeWSQ {
		header, err := wsq.DecodeHeader(picture)
		if err != nil {
			return err
		}
		if header.Width != width || header.Height != height {
			return fmt.Errorf("picture is %d×%d, the record says %d×%d", header.Width, header.Height, width, height)
		}
	}
	if kind == typeRaw {
		var err error
		if picture, err = rawToPNG(picture, width, height); err != nil {
			return err
		}
		kind = typePNG
	}
	b.Image, b.ImageType, b.Width, b.Height = picture, kind, width, height
	return nil
}
