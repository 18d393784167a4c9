package mjpeg

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"math/rand/v2"
	"testing"
	"testing/iotest"
)

func picture(t testing.TB, side int) []byte {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, side, side))
	r := rand.New(rand.NewPCG(uint64(side), 1))
	for i := range img.Pix {
		img.Pix[i] = uint8(r.Uint32())
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func part(boundary string, length int, content []byte) string {
	return fmt.Sprintf("%s\r\nContent-Type:image/jpeg\r\nContent-Length:%d\r\n\r\n%s\r\n\r\n", boundary, length, content)
}

func TestPicturesAreFound(t *testing.T) {
	a, b := picture(t, 40), picture(t, 64)
	// A picture with another one inside a segment, as cameras store previews.
	nested := append([]byte{0xff, 0xd8, 0xff, 0xe1, byte((len(a) + 2) >> 8), byte(len(a) + 2)}, a...)
	nested = append(nested, b[2:]...)
	tests := []struct {
		name   string
		stream string
		want   [][]byte
	}{
		{"boundary as announced", part("--BoundaryString", len(a), a) + part("--BoundaryString", len(b), b), [][]byte{a, b}},
		{"strict boundary", part("----BoundaryString", len(a), a), [][]byte{a}},
		{"no headers at all", string(a) + string(b), [][]byte{a, b}},
		{"length too small", part("--B", 3, a) + part("--B", len(b), b), [][]byte{a, b}},
		{"length too large", part("--B", 1<<30, a) + part("--B", len(b), b), [][]byte{a, b}},
		{"picture within", part("--B", len(nested), nested), [][]byte{nested}},
		{"fill bytes before a marker", "\xff\xd8\xff\xff" + string(a[3:]), [][]byte{append([]byte{0xff, 0xd8, 0xff, 0xff}, a[3:]...)}},
		{"cut at the end", string(a) + string(b[:len(b)-1]), [][]byte{a}},
		{"cut in the scan", string(a[:len(a)-100]) + part("--B", len(b), b), [][]byte{b}},
		// A cut segment swallows what follows by its own length; the stream goes on.
		{"cut in a segment", string(a[:30]) + "\xff\x00" + part("--B", len(b), b) + part("--B", len(a), a), [][]byte{a}},
		{"nothing", "", nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			for name, in := range map[string]io.Reader{
				"at once": bytes.NewReader([]byte(test.stream)), "byte by byte": iotest.OneByteReader(bytes.NewReader([]byte(test.stream))),
			} {
				r := NewReader(in, 1<<20)
				for i, want := range test.want {
					got, err := r.Next()
					if err != nil || !bytes.Equal(got, want) {
						t.Fatalf("%s: picture %d: %d bytes, %v, want %d bytes", name, i, len(got), err, len(want))
					}
				}
				if got, err := r.Next(); !errors.Is(err, io.EOF) {
					t.Errorf("%s: after the last picture: %d bytes, %v", name, len(got), err)
				}
			}
		})
	}
}

func TestTrailerIsKept(t *testing.T) {
	a := picture(t, 16)
	r := NewReader(bytes.NewReader([]byte(part("--B", len(a), a)+`{"error":{"errorCode":"110"}}`)), 1<<20)
	if _, err := r.Next(); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Next(); !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	if !bytes.HasSuffix(r.Trailer(), []byte(`{"error":{"errorCode":"110"}}`)) {
		t.Errorf("trailer %q", r.Trailer())
	}
}

// endless gives the same byte for ever and counts what was taken.
type endless struct {
	value byte
	taken int
}

func (e *endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = e.value
	}
	e.taken += len(p)
	return len(p), nil
}

func TestGarbageEnds(t *testing.T) {
	for _, prefix := range []string{"", "\xff\xd8\xff\xe0", "\xff\xd8\xff\xda\x00\x02"} {
		source := &endless{value: 'x'}
		r := NewReader(io.MultiReader(bytes.NewReader([]byte(prefix)), source), 100<<10)
		if _, err := r.Next(); !errors.Is(err, ErrNoPicture) {
			t.Errorf("after % x: %v", prefix, err)
		}
		if source.taken > 1<<20 {
			t.Errorf("after % x: read %d bytes of garbage", prefix, source.taken)
		}
	}
}

func TestReadErrorIsKept(t *testing.T) {
	broken := errors.New("line cut")
	a := picture(t, 16)
	r := NewReader(io.MultiReader(bytes.NewReader(a[:len(a)/2]), iotest.ErrReader(broken)), 1<<20)
	if _, err := r.Next(); !errors.Is(err, broken) {
		t.Errorf("error %v", err)
	}
}

// FuzzNext checks that no stream makes the reader panic or run on for ever, and
// that whatever it returns begins and ends as a JPEG picture.
func FuzzNext(f *testing.F) {
	a := picture(f, 8)
	f.Add([]byte(part("--BoundaryString", len(a), a)))
	f.Add(append(a[:len(a)-4:len(a)-4], a...))
	f.Add([]byte("\xff\xd8\xff\xda\x00\x02\xff\xd0\xff\x00\xff\xff\xd9"))
	f.Add([]byte("\xff\xd8\xff\xe0\xff\xff"))
	f.Fuzz(func(t *testing.T, data []byte) {
		r := NewReader(bytes.NewReader(data), 64<<10)
		total := 0
		for {
			got, err := r.Next()
			if err != nil {
				break
			}
			total += len(got)
			if !bytes.HasPrefix(got, []byte{0xff, 0xd8, 0xff}) || !bytes.HasSuffix(got, []byte{0xff, 0xd9}) || total > len(data) {
				t.Fatalf("picture % x out of %d bytes", got, len(data))
			}
		}
	})
}
