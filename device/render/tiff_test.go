package render

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"testing"

	"golang.org/x/image/tiff"

	"carddesk/app/port"
)

// directory is one page of a TIFF as its header describes it.
type directory struct{ width, height, samples uint32 }

// byteOrder reads and writes.
type byteOrder interface {
	binary.ByteOrder
	binary.AppendByteOrder
}

// headerTIFF writes a TIFF of directories without any picture, in either byte order.
func headerTIFF(order byteOrder, pages ...directory) []byte {
	b := []byte("MM\x00*\x00\x00\x00\x08")
	if order.Uint16([]byte{1, 0}) == 1 {
		b = []byte("II*\x00\x08\x00\x00\x00")
	}
	for i, page := range pages {
		entries := [][3]uint32{{tagWidth, typeLong, page.width}, {tagHeight, typeLong, page.height}, {tagSamples, typeLong, page.samples}}
		b = order.AppendUint16(b, uint16(len(entries)))
		for _, e := range entries {
			b = order.AppendUint16(order.AppendUint16(b, uint16(e[0])), uint16(e[1]))
			b = order.AppendUint32(order.AppendUint32(b, 1), e[2])
		}
		next := uint32(0)
		if i+1 < len(pages) {
			next = uint32(len(b) + 4)
		}
		b = order.AppendUint32(b, next)
	}
	return b
}

func TestCheckTIFF(t *testing.T) {
	limits := DefaultLimits()
	page := directory{2480, 3508, 1}
	circle := headerTIFF(binary.LittleEndian, page, page)
	binary.LittleEndian.PutUint32(circle[len(circle)-4:], 8)
	outside := headerTIFF(binary.BigEndian, page)
	binary.BigEndian.PutUint32(outside[len(outside)-4:], 1<<31)
	many := bytes.Clone(headerTIFF(binary.LittleEndian, page))
	binary.LittleEndian.PutUint16(many[8:], 0xffff)
	for _, c := range []struct {
		name  string
		data  []byte
		pages int
		want  error
	}{
		{"one page", headerTIFF(binary.LittleEndian, page), 1, nil},
		{"three pages, the other way round", headerTIFF(binary.BigEndian, page, page, page), 3, nil},
		{"black and white at 600 dpi", headerTIFF(binary.BigEndian, directory{4960, 7016, 1}), 1, nil},
		{"colour at 600 dpi", headerTIFF(binary.BigEndian, directory{4960, 7016, 3}), 0, port.ErrRenderTooLarge},
		{"a bomb", headerTIFF(binary.LittleEndian, directory{1 << 30, 1 << 30, 3}), 0, port.ErrRenderTooLarge},
		{"one line without an end", headerTIFF(binary.LittleEndian, directory{1<<31 - 1, 1, 1}), 0, port.ErrRenderTooLarge},
		{"many samples", headerTIFF(binary.LittleEndian, directory{8, 8, 65535}), 0, port.ErrRenderTooLarge},
		{"no width", headerTIFF(binary.LittleEndian, directory{0, 8, 1}), 0, port.ErrRenderMalformed},
		{"no page", []byte("II*\x00\x00\x00\x00\x00"), 0, port.ErrRenderMalformed},
		{"pages in a circle", circle, 0, port.ErrRenderMalformed},
		{"a page outside of the file", outside, 0, port.ErrRenderMalformed},
		{"a directory longer than the file", many, 0, port.ErrRenderMalformed},
		{"nothing", nil, 0, port.ErrRenderMalformed},
	} {
		if n, err := checkTIFF(c.data, limits); n != c.pages || !errors.Is(err, c.want) || c.want == nil && err != nil {
			t.Errorf("%s: %d pages, %v", c.name, n, err)
		}
	}
	full := make([]directory, limits.Pages+1)
	for i := range full {
		full[i] = page
	}
	if _, err := checkTIFF(headerTIFF(binary.LittleEndian, full...), limits); !errors.Is(err, port.ErrRenderTooLarge) {
		t.Errorf("%d pages: %v", len(full), err)
	}
}

// FuzzCheckTIFF: whatever a file says, it is judged without a panic and without
// end, and what is let through is within the limits.
func FuzzCheckTIFF(f *testing.F) {
	f.Add(headerTIFF(binary.LittleEndian, directory{8, 8, 1}, directory{9, 9, 3}))
	f.Add(headerTIFF(binary.BigEndian, directory{2480, 3508, 4}))
	f.Add([]byte("II*\x00\x08\x00\x00\x00\xff\xff"))
	f.Add([]byte("MM\x00*\xff\xff\xff\xff"))
	limits := DefaultLimits()
	f.Fuzz(func(t *testing.T, data []byte) {
		pages, err := checkTIFF(data, limits)
		switch {
		case err == nil && (pages < 1 || pages > limits.Pages):
			t.Errorf("%d pages let through", pages)
		case err != nil && !errors.Is(err, port.ErrRenderMalformed) && !errors.Is(err, port.ErrRenderTooLarge):
			t.Error(err)
		}
	})
}

// TestTIFFAndPNGArePages: a scan in TIFF and a picture in PNG are rendered by the
// child at the asked width.
func TestTIFFAndPNGArePages(t *testing.T) {
	p := newPool(t, WorkerCommand, Limits{})
	scan := image.NewRGBA(image.Rect(0, 0, 200, 300))
	for y := range 300 {
		for x := range 200 {
			scan.SetRGBA(x, y, color.RGBA{200, uint8(y / 2), 0, 255})
		}
	}
	for _, kind := range []tiff.CompressionType{tiff.Uncompressed, tiff.Deflate} {
		var b bytes.Buffer
		if err := tiff.Encode(&b, scan, &tiff.Options{Compression: kind}); err != nil {
			t.Fatal(err)
		}
		if n, err := p.PageCount(t.Context(), b.Bytes()); n != 1 || err != nil {
			t.Fatalf("compression %d: %d pages, %v", kind, n, err)
		}
		m, err := p.Page(t.Context(), b.Bytes(), 0, 100)
		if err != nil {
			t.Fatalf("compression %d: %v", kind, err)
		}
		at := m.RGBAAt(50, m.Rect.Dy()/2)
		if m.Rect.Dx() != 100 || m.Rect.Dy() < 148 || m.Rect.Dy() > 152 || at.R < 190 || at.G < 65 || at.G > 85 || at.B > 10 {
			t.Errorf("compression %d: %v, middle %v", kind, m.Rect, at)
		}
	}
	if _, err := p.Page(t.Context(), headerTIFF(binary.LittleEndian, directory{1 << 20, 1 << 20, 1}), 0, 100); !errors.Is(err, port.ErrRenderTooLarge) {
		t.Errorf("a bomb: %v", err)
	}
}
