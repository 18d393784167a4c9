package render

import (
	"bytes"
	"image"
	"image/jpeg"
	"image/png"
	"testing"

	"pgregory.net/rapid"

	"carddesk/internal/shareddata"
)

func TestPictureSizeOfKnownPictures(t *testing.T) {
	for name, want := range map[string]Format{"face.jp2": JPEG2000, "face.jpg": JPEG, "face.png": PNG} {
		format, w, h, err := PictureSize(shareddata.Read(t, "emrtd/synthetic_cccd/"+name))
		if format != want || w != 240 || h != 320 || err != nil {
			t.Errorf("%s: %s %d by %d, %v", name, format, w, h, err)
		}
	}
}

func TestPictureSizeAgreesWithTheEncoders(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w, h := rapid.IntRange(1, 300).Draw(t, "w"), rapid.IntRange(1, 300).Draw(t, "h")
		m := image.NewGray(image.Rect(0, 0, w, h))
		b := new(bytes.Buffer)
		if rapid.Bool().Draw(t, "png") {
			png.Encode(b, m)
		} else {
			jpeg.Encode(b, m, nil)
		}
		if _, gotW, gotH, err := PictureSize(b.Bytes()); gotW != w || gotH != h || err != nil {
			t.Errorf("%d by %d: got %d by %d, %v", w, h, gotW, gotH, err)
		}
	})
}

func FuzzPictureSize(f *testing.F) {
	f.Add([]byte("\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x0b\x08\x00\x10\x00\x20\x01\x01\x11\x00"))
	f.Add([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x4e\x20\x00\x00\x4e\x20\x08\x02\x00\x00\x00abcd"))
	f.Add([]byte("\xff\x4f\xff\x51\x00\x2f\x00\x00\x00\x00\x00\xf0\x00\x00\x01\x40\x00\x00\x00\x00\x00\x00\x00\x00"))
	f.Add([]byte("\x00\x00\x00\x0cjP  \r\n\x87\n\x00\x00\x00\x01jp2c\xff\xff\xff\xff\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, data []byte) {
		_, w, h, err := PictureSize(data)
		if (err == nil) != (w > 0 && h > 0) {
			t.Errorf("%d by %d with %v", w, h, err)
		}
	})
}
