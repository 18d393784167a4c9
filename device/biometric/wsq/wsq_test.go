package wsq

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"runtime"
	"testing"

	"carddesk/internal/shareddata"
)

// Every file that NIST's encoder made decodes to within one grey level of what
// NIST's decoder makes of it.
func TestAgainstNIST(t *testing.T) {
	for n := 1; n <= 5; n++ {
		for _, rate := range []string{"0.75", "2.25"} {
			name := fmt.Sprintf("fingerprint/SFinGe_Test0%d-%s", n, rate)
			t.Run(name, func(t *testing.T) {
				got, err := Decode(shareddata.Read(t, name+".wsq"))
				if err != nil {
					t.Fatal(err)
				}
				want := readPGM(t, shareddata.Read(t, name+".decoded.pgm"))
				if got.Rect != want.Rect {
					t.Fatalf("%v, want %v", got.Rect, want.Rect)
				}
				worst, differing := 0, 0
				for i := range got.Pix {
					d := int(got.Pix[i]) - int(want.Pix[i])
					if d != 0 {
						differing++
					}
					worst = max(worst, d, -d)
				}
				t.Logf("largest difference %d, %d of %d pixels differ", worst, differing, len(got.Pix))
				if worst > 1 {
					t.Errorf("differs by %d grey levels", worst)
				}
			})
		}
	}
}

func readPGM(t *testing.T, data []byte) *image.Gray {
	t.Helper()
	var width, height, top int
	if _, err := fmt.Sscanf(string(data[:20]), "P5\n%d %d\n%d", &width, &height, &top); err != nil || top != 255 || len(data) < width*height {
		t.Fatalf("PGM header: %v", err)
	}
	return &image.Gray{Pix: data[len(data)-width*height:], Stride: width, Rect: image.Rect(0, 0, width, height)}
}

// The bands cover the picture without a gap or an overlap, whatever its size.
func TestBandsCoverThePicture(t *testing.T) {
	for _, size := range []image.Point{{64, 64}, {65, 64}, {416, 560}, {101, 333}, {127, 129}, {500, 499}} {
		_, bands := layout(size.X, size.Y)
		if len(bands) != bandCount {
			t.Fatalf("%v: %d bands", size, len(bands))
		}
		covered := make([]bool, size.X*size.Y)
		for n, a := range bands {
			for y := a.y; y < a.y+a.height; y++ {
				for x := a.x; x < a.x+a.width; x++ {
					if covered[y*size.X+x] {
						t.Fatalf("%v: band %d covers %d,%d again", size, n, x, y)
					}
					covered[y*size.X+x] = true
				}
			}
		}
		for i, c := range covered {
			if !c {
				t.Fatalf("%v: pixel %d is in no band", size, i)
			}
		}
	}
}

func TestRefused(t *testing.T) {
	good := shareddata.Read(t, "fingerprint/SFinGe_Test01-0.75.wsq")
	frame := bytes.Index(good, []byte{0xff, 0xa2}) + 4
	at := func(offset int, values ...byte) func([]byte) []byte {
		return func(b []byte) []byte {
			copy(b[frame+offset:], values)
			return b
		}
	}
	for name, test := range map[string]struct {
		change func([]byte) []byte
		want   error
	}{
		"empty":         {func([]byte) []byte { return nil }, ErrFormat},
		"other file":    {func([]byte) []byte { return []byte("\xff\xd8\xff\xe0abcdef") }, ErrFormat},
		"cut in half":   {func(b []byte) []byte { return b[:len(b)/2] }, ErrFormat},
		"cut at header": {func(b []byte) []byte { return b[:frame+3] }, ErrFormat},
		"20000 square":  {at(2, 0x4e, 0x20, 0x4e, 0x20), ErrTooLarge},
		"no width":      {at(4, 0, 0), ErrUnsupported},
	} {
		if _, err := Decode(test.change(bytes.Clone(good))); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", name, err, test.want)
		}
	}
}

func TestHugeHeaderCostsNothing(t *testing.T) {
	good := shareddata.Read(t, "fingerprint/SFinGe_Test01-0.75.wsq")
	frame := bytes.Index(good, []byte{0xff, 0xa2}) + 4
	huge := bytes.Clone(good)
	copy(huge[frame+2:], []byte{0x4e, 0x20, 0x4e, 0x20})
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := Decode(huge); !errors.Is(err, ErrTooLarge) {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; used > 1<<20 {
		t.Errorf("a header of 20000×20000 pixels took %d bytes", used)
	}
}

func TestDecodeHeader(t *testing.T) {
	h, err := DecodeHeader(shareddata.Read(t, "fingerprint/SFinGe_Test03-2.25.wsq"))
	if err != nil || h.Width != 416 || h.Height != 560 {
		t.Errorf("%+v, %v", h, err)
	}
}

// FuzzDecode checks that no file makes the decoder panic, and that what decodes
// has the size that its header says.
func FuzzDecode(f *testing.F) {
	f.Add([]byte{0xff, 0xa0, 0xff, 0xa1})
	f.Add(tiny())
	f.Fuzz(func(t *testing.T, data []byte) {
		header, headerErr := DecodeHeader(data)
		picture, err := Decode(data)
		if err == nil && (headerErr != nil || picture.Rect.Dx() != header.Width || picture.Rect.Dy() != header.Height) {
			t.Fatalf("%v of a header that says %+v, %v", picture.Rect, header, headerErr)
		}
	})
}

// tiny makes a whole file of a grey picture of 64×64 pixels by hand: every
// number is zero, coded as runs.
func tiny() []byte {
	out := []byte{0xff, 0xa0}
	segment := func(code byte, content ...byte) {
		out = append(out, 0xff, code, byte((len(content)+2)>>8), byte(len(content)+2))
		out = append(out, content...)
	}
	segment(0xa4, 3, 3, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 5, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 5)
	quantiser := []byte{2, 0, 44}
	for range bandCount {
		quantiser = append(quantiser, 0, 0, 2, 0, 0, 2)
	}
	segment(0xa5, quantiser...)
	segment(0xa2, 0, 255, 0, 64, 0, 64, 0, 0, 128, 0, 0, 1, 0, 0, 0)
	// One table: symbol 1 (one zero) has the code 0, symbol 100 the code 10.
	segment(0xa6, append([]byte{0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, 1, 100)...)
	_, bands := layout(64, 64)
	band := 0
	for _, end := range blockEnds {
		segment(0xa3, 0)
		n := 0
		for ; band < end; band++ {
			n += bands[band].width * bands[band].height
		}
		out = append(out, make([]byte, (n+7)/8)...) // code 0, n times
	}
	return append(out, 0xff, 0xa1)
}

func TestTinyFile(t *testing.T) {
	picture, err := Decode(tiny())
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range picture.Pix {
		if v != 128 {
			t.Fatalf("pixel %d is %d", i, v)
		}
	}
}

func BenchmarkDecode(b *testing.B) {
	data := shareddata.Read(b, "fingerprint/SFinGe_Test01-0.75.wsq")
	for b.Loop() {
		if _, err := Decode(data); err != nil {
			b.Fatal(err)
		}
	}
}
