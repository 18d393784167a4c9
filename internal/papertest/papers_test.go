package papertest

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// pdf writes a PDF of n pages of 200 by 300 points, each showing one content
// stream with a filter, and more objects that the resources of the pages name.
func pdf(n int, filter string, content []byte, resources string, more ...string) []byte {
	var b bytes.Buffer
	var offsets []int
	object := func(text string) {
		offsets = append(offsets, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", len(offsets), text)
	}
	b.WriteString("%PDF-1.4\n")
	object("<</Type/Catalog/Pages 2 0 R>>")
	var kids strings.Builder
	for i := range n {
		fmt.Fprintf(&kids, "%d 0 R ", 4+len(more)+i)
	}
	object(fmt.Sprintf("<</Type/Pages/Count %d/Kids[%s]>>", n, kids.String()))
	object(fmt.Sprintf("<</Length %d%s>>\nstream\n%s\nendstream", len(content), filter, content))
	for _, text := range more { // the first is object 4
		object(text)
	}
	for range n {
		object("<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 300]/Contents 3 0 R/Resources<<" + resources + ">>>>")
	}
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, at := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(offsets)+1, xref)
	return b.Bytes()
}

// plainPDF is an ordinary paper.
func plainPDF(pages int) []byte { return pdf(pages, "", []byte("0 0 0 rg 20 20 60 60 re f"), "") }

// deflated is a zlib stream of n times 16 MB of one byte. Blocks that end on a
// byte and look back at nothing before them can stand behind each other.
func deflated(t *testing.T, of byte, n int) []byte {
	t.Helper()
	var block bytes.Buffer
	w, err := flate.NewWriter(&block, flate.BestCompression)
	if err == nil {
		_, err = w.Write(bytes.Repeat([]byte{of}, 16<<20))
	}
	if err == nil {
		err = w.Flush()
	}
	if err != nil {
		t.Fatal(err)
	}
	return append([]byte{0x78, 0xda}, bytes.Repeat(block.Bytes(), n)...)
}

// textBomb is a page whose drawing is 12 GB of spaces.
func textBomb(t *testing.T) []byte {
	return pdf(1, "/Filter/FlateDecode", deflated(t, ' ', 768), "")
}

// pictureBomb is a page with a picture of 65,000 by 65,000 points in colour, 12 GB.
func pictureBomb(t *testing.T) []byte {
	picture := deflated(t, 0, 760)
	return pdf(1, "", []byte("200 0 0 300 0 0 cm /P Do"), "/XObject<</P 4 0 R>>",
		fmt.Sprintf("<</Type/XObject/Subtype/Image/Width 65000/Height 65000/BitsPerComponent 8/ColorSpace/DeviceRGB"+
			"/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream", len(picture), picture))
}

// nested is a page of forms that draw each other ten times, ten deep.
func nested() []byte {
	var forms []string
	for i := range 10 {
		draw := strings.Repeat("/F Do ", 10)
		if i == 9 {
			draw = "0 0 9 9 re f"
		}
		forms = append(forms, fmt.Sprintf("<</Type/XObject/Subtype/Form/BBox[0 0 200 300]/Resources<</XObject<</F %d 0 R>>>>"+
			"/Length %d>>\nstream\n%s\nendstream", 5+i, len(draw), draw))
	}
	return pdf(1, "", []byte("/F Do"), "/XObject<</F 4 0 R>>", forms...)
}

// groups is a page of transparent groups that lie in each other, each of which takes
// the memory of a page while the ones in it are drawn.
func groups() []byte {
	const deep = 120
	var forms []string
	for i := range deep {
		draw := "/G gs /F Do"
		if i == deep-1 {
			draw = "0 0 200 300 re f"
		}
		forms = append(forms, fmt.Sprintf("<</Type/XObject/Subtype/Form/BBox[0 0 200 300]/Group<</S/Transparency/K true>>"+
			"/Resources<</ExtGState<</G<</ca 0.5/BM/Multiply>>>>/XObject<</F %d 0 R>>>>/Length %d>>\nstream\n%s\nendstream", 5+i, len(draw), draw))
	}
	return pdf(1, "", []byte("/G gs /F Do"), "/ExtGState<</G<</ca 0.5/BM/Multiply>>>>/XObject<</F 4 0 R>>", forms...)
}

// fatalPDF has a page that is its own parent: the library that looks for what it
// inherits ends its process.
func fatalPDF() []byte {
	return bytes.Replace(plainPDF(1), []byte("/Parent 2 0 R/MediaBox[0 0 200 300]"), []byte("/Parent 4 0 R"), 1)
}

func encodeJPEG(t *testing.T, picture image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, picture, &jpeg.Options{Quality: 90}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// noise is a picture that compresses badly, as scans of forms with a background do.
func noise(w, h int) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	state := uint32(1)
	for i := 0; i < len(m.Pix); i += 4 {
		state = state*1664525 + 1013904223
		m.Pix[i], m.Pix[i+1], m.Pix[i+2], m.Pix[i+3] = byte(state>>24), byte(state>>22), byte(state>>20), 255
	}
	return m
}

func encodePNG(t *testing.T, picture image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&b, picture); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// pngBomb says of itself that it has 60,000 by 60,000 points.
func pngBomb(t *testing.T) []byte {
	data := encodePNG(t, image.NewGray(image.Rect(0, 0, 8, 8)))
	binary.BigEndian.PutUint32(data[16:], 60000)
	binary.BigEndian.PutUint32(data[20:], 60000)
	return data
}

// turnedJPEG is wider than high, and its camera says that it must be turned by a
// quarter clockwise (Exif 2.3, orientation 6).
func turnedJPEG(t *testing.T, w, h int) []byte {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{255, 255, 255, 255}
			if x < w/2 {
				c = color.RGBA{200, 0, 0, 255} // the left half, upright the upper one
			}
			m.SetRGBA(x, y, c)
		}
	}
	data := encodeJPEG(t, m)
	exif := []byte("Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06\x00\x00\x00\x00\x00\x00")
	segment := append([]byte{0xff, 0xe1, 0, byte(len(exif) + 2)}, exif...)
	return append(append(data[:2:2], segment...), data[2:]...)
}

// cmykJPEG is a JPEG of four inks in one flat colour, written as printing programs
// do: each ink inverted, with the marker of Adobe (ITU-T T.81, annex B; T.872).
// Pictures of w by h points have one block of 8 by 8 for each ink.
func cmykJPEG(w, h int, ink [4]byte) []byte {
	var b bytes.Buffer
	segment := func(marker byte, body ...byte) {
		b.Write([]byte{0xff, marker, byte((len(body) + 2) >> 8), byte(len(body) + 2)})
		b.Write(body)
	}
	b.Write([]byte{0xff, 0xd8})
	segment(0xee, append([]byte("Adobe"), 0, 100, 0, 0, 0, 0, 0)...) // no transform
	segment(0xdb, append([]byte{0}, bytes.Repeat([]byte{8}, 64)...)...)
	frame := []byte{8, byte(h >> 8), byte(h), byte(w >> 8), byte(w), 4}
	scan := []byte{4}
	for c := byte(1); c <= 4; c++ {
		frame, scan = append(frame, c, 0x11, 0), append(scan, c, 0)
	}
	segment(0xc0, frame...)
	// Both tables have codes of four bits: of the sizes 0 to 11, and for the end of
	// a block.
	lengths := make([]byte, 16)
	lengths[3] = 12
	segment(0xc4, append(append([]byte{0x00}, lengths...), 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)...)
	lengths[3] = 1
	segment(0xc4, append(append([]byte{0x10}, lengths...), 0)...)
	segment(0xda, append(scan, 0, 63, 0)...)
	var bits bitWriter
	for block := range (w + 7) / 8 * ((h + 7) / 8) {
		for _, amount := range ink {
			// A quantiser of 8 makes the mean of a block its first coefficient.
			diff := 0
			if block == 0 {
				diff = int(255-amount) - 128
			}
			size := 0
			for v := max(diff, -diff); v > 0; v >>= 1 {
				size++
			}
			bits.write(uint(size), 4)
			if diff < 0 {
				diff += 1<<size - 1
			}
			bits.write(uint(diff), size)
			bits.write(0, 4) // end of the block
		}
	}
	bits.write(0x7f, 7) // to the end of a byte
	b.Write(bits.out)
	b.Write([]byte{0xff, 0xd9})
	return b.Bytes()
}

// bitWriter writes coded data: after a byte of ones stands one of zeros.
type bitWriter struct {
	out   []byte
	value uint
	n     int
}

func (b *bitWriter) write(value uint, n int) {
	for i := n - 1; i >= 0; i-- {
		b.value, b.n = b.value<<1|value>>i&1, b.n+1
		if b.n == 8 {
			b.out = append(b.out, byte(b.value))
			if b.value == 0xff {
				b.out = append(b.out, 0)
			}
			b.value, b.n = 0, 0
		}
	}
}

// tiff writes one page of grey for each size, uncompressed (TIFF 6.0, section 4):
// page i is grey 40*i. declared, where not zero, is the size that the first page
// says it has.
func tiff(declared image.Point, pages ...image.Point) []byte {
	b := []byte("II*\x00\x00\x00\x00\x00")
	link := 4 // where the offset of the next directory belongs
	for i, size := range pages {
		strip := len(b)
		b = append(b, bytes.Repeat([]byte{byte(40 * i)}, size.X*size.Y)...)
		if len(b)%2 == 1 {
			b = append(b, 0)
		}
		binary.LittleEndian.PutUint32(b[link:], uint32(len(b)))
		said := size
		if i == 0 && declared != (image.Point{}) {
			said = declared
		}
		entries := [][3]uint32{ // tag, type, value
			{256, 4, uint32(said.X)}, {257, 4, uint32(said.Y)}, {258, 3, 8}, {259, 3, 1}, {262, 3, 1},
			{273, 4, uint32(strip)}, {277, 3, 1}, {278, 4, uint32(said.Y)}, {279, 4, uint32(size.X * size.Y)},
		}
		b = binary.LittleEndian.AppendUint16(b, uint16(len(entries)))
		for _, e := range entries {
			b = binary.LittleEndian.AppendUint16(b, uint16(e[0]))
			b = binary.LittleEndian.AppendUint16(b, uint16(e[1]))
			b = binary.LittleEndian.AppendUint32(b, 1)
			b = binary.LittleEndian.AppendUint32(b, e[2])
		}
		link = len(b)
		b = append(b, 0, 0, 0, 0)
	}
	return b
}

// endlessTIFF is one whose last page is followed by its first.
func endlessTIFF() []byte {
	b := tiff(image.Point{}, image.Pt(8, 8), image.Pt(8, 8))
	copy(b[len(b)-4:], b[4:8])
	return b
}

func write(t *testing.T, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// hole is a file of n bytes that takes no room on the disk.
func hole(t *testing.T, name string, n int64) string {
	t.Helper()
	path := write(t, name, []byte("%PDF-1.7\n"))
	if err := os.Truncate(path, n); err != nil {
		t.Fatal(err)
	}
	return path
}
