package biometric

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"testing"

	"carddesk/app/port"
	"carddesk/device/biometric/iso"
	"carddesk/internal/shareddata"
)

func greyPicture(width, height int) *image.Gray {
	out := image.NewGray(image.Rect(0, 0, width, height))
	for i := range out.Pix {
		out.Pix[i] = uint8(i * 7)
	}
	return out
}

func encodePicture(t *testing.T, kind string, picture image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	var err error
	switch kind {
	case typePNG:
		err = png.Encode(&out, picture)
	case typeJPEG:
		err = jpeg.Encode(&out, picture, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func fingerOf(position, compression byte, width, height int, picture []byte) iso.FingerRecord {
	return iso.FingerRecord{Fingers: []iso.Finger{{
		Position: position, ScaleInches: true, ImageX: 500, ImageY: 500, Depth: 8, Compression: compression,
		Width: uint16(width), Height: uint16(height), Image: picture,
	}}}
}

func TestPictureOfFingerRecord(t *testing.T) {
	pngPicture := encodePicture(t, typePNG, greyPicture(20, 10))
	jpegPicture := encodePicture(t, typeJPEG, greyPicture(20, 10))
	jp2 := []byte("\x00\x00\x00\x0cjP  \r\n\x87\nrest")
	two := fingerOf(2, iso.FingerPNG, 20, 10, pngPicture)
	two.Fingers = append(two.Fingers, two.Fingers[0])
	deep := fingerOf(2, iso.FingerPNG, 20, 10, pngPicture)
	deep.Fingers[0].Depth = 16
	tests := []struct {
		name   string
		record iso.FingerRecord
		want   string // type, "" if refused
	}{
		{"PNG", fingerOf(2, iso.FingerPNG, 20, 10, pngPicture), typePNG},
		{"JPEG", fingerOf(2, iso.FingerJPEG, 20, 10, jpegPicture), typeJPEG},
		{"JPEG 2000", fingerOf(2, iso.FingerJPEG2000Lossless, 20, 10, jp2), typeJP2},
		{"raw", fingerOf(2, iso.FingerRaw, 20, 10, greyPicture(20, 10).Pix), typePNG},
		{"unknown finger", fingerOf(0, iso.FingerPNG, 20, 10, pngPicture), typePNG},
		{"another finger", fingerOf(3, iso.FingerPNG, 20, 10, pngPicture), ""},
		{"PNG called JPEG", fingerOf(2, iso.FingerJPEG, 20, 10, pngPicture), ""},
		{"PNG called JPEG 2000", fingerOf(2, iso.FingerJPEG2000, 20, 10, pngPicture), ""},
		{"another size", fingerOf(2, iso.FingerPNG, 20, 11, pngPicture), ""},
		{"broken PNG", fingerOf(2, iso.FingerPNG, 20, 10, pngPicture[:20]), ""},
		{"no WSQ", fingerOf(2, iso.FingerWSQ, 20, 10, []byte("\xff\xa0\xff\xa1")), ""},
		{"two fingers", two, ""},
		{"16 bits", deep, ""},
		{"packed", fingerOf(2, iso.FingerRawPacked, 20, 10, greyPicture(20, 10).Pix), ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			record, err := test.record.Encode()
			if err != nil {
				t.Fatal(err)
			}
			b := port.Biometric{Modality: port.Finger, Position: port.RightIndex, Record: record}
			err = fillFromRecord(&b)
			if (err == nil) != (test.want != "") {
				t.Fatalf("error %v", err)
			}
			if err == nil && (b.ImageType != test.want || b.Width != 20 || b.Height != 10 || b.Resolution != 500) {
				t.Errorf("type %s, %d×%d, %d", b.ImageType, b.Width, b.Height, b.Resolution)
			}
		})
	}
}

func TestRawPixelsAreKept(t *testing.T) {
	want := greyPicture(20, 10)
	record, err := fingerOf(2, iso.FingerRaw, 20, 10, want.Pix).Encode()
	if err != nil {
		t.Fatal(err)
	}
	b := port.Biometric{Modality: port.Finger, Position: port.RightIndex, Record: record}
	if err := fillFromRecord(&b); err != nil {
		t.Fatal(err)
	}
	got, err := png.Decode(bytes.NewReader(b.Image))
	if err != nil {
		t.Fatal(err)
	}
	for y := range 10 {
		for x := range 20 {
			if got.At(x, y) != (color.Gray{Y: want.GrayAt(x, y).Y}) {
				t.Fatalf("pixel %d,%d changed", x, y)
			}
		}
	}
}

// nothing is a renderer that must not be asked.
type nothing struct{ port.Renderer }

var errAsked = errors.New("asked")

func (nothing) Picture(context.Context, []byte) (*image.RGBA, error) { return nil, errAsked }

func TestWithWSQ(t *testing.T) {
	r := WithWSQ(nothing{})
	got, err := r.Picture(t.Context(), shareddata.Read(t, "fingerprint/SFinGe_Test01-0.75.wsq"))
	if err != nil || got.Rect.Dx() != 416 {
		t.Errorf("%v", err)
	}
	if _, err := r.Picture(t.Context(), []byte("\xff\xa0\xff\xa1")); !errors.Is(err, port.ErrRenderMalformed) {
		t.Errorf("broken WSQ: %v", err)
	}
	if _, err := r.Picture(t.Context(), []byte("\xff\xd8")); !errors.Is(err, errAsked) {
		t.Errorf("JPEG: %v", err)
	}
}

// FuzzRecord checks that no record makes the client panic.
func FuzzRecord(f *testing.F) {
	for _, r := range []iso.FingerRecord{fingerOf(2, iso.FingerRaw, 2, 2, []byte{1, 2, 3, 4}), fingerOf(2, iso.FingerWSQ, 64, 64, []byte("\xff\xa0\xff\xa2"))} {
		record, err := r.Encode()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(record)
	}
	f.Fuzz(func(t *testing.T, record []byte) {
		for _, m := range []port.Modality{port.Finger, port.Face, port.Iris} {
			b := port.Biometric{Modality: m, Position: port.RightIndex, Record: record}
			if err := fillFromRecord(&b); err == nil && (len(b.Image) == 0 || b.Width <= 0 || b.Height <= 0) {
				t.Fatalf("accepted without a picture: %+v", b)
			}
		}
	})
}
