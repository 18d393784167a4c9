package render

import (
	"bytes"
	"encoding/binary"
	"fmt"
)

// picturePDF is a PDF of one page of w by h points that shows the JPEG 2000
// data (ISO 32000-1, 7.4.9 JPXDecode) over the whole page.
func picturePDF(data []byte, w, h int) []byte {
	var b bytes.Buffer
	var offsets []int
	object := func(format string, a ...any) {
		offsets = append(offsets, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n", len(offsets))
		fmt.Fprintf(&b, format, a...)
	}
	content := fmt.Sprintf("%d 0 0 %d 0 0 cm /P Do", w, h)
	b.WriteString("%PDF-1.5\n")
	object("<</Type/Catalog/Pages 2 0 R>>\nendobj\n")
	object("<</Type/Pages/Count 1/Kids[3 0 R]>>\nendobj\n")
	object("<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]"+
		"/Resources<</XObject<</P 5 0 R>>>>/Contents 4 0 R>>\nendobj\n", w, h)
	object("<</Length %d>>\nstream\n%s\nendstream\nendobj\n", len(content), content)
	object("<</Type/XObject/Subtype/Image/Width %d/Height %d/Filter/JPXDecode/Length %d>>\nstream\n", w, h, len(data))
	b.Write(data)
	b.WriteString("\nendstream\nendobj\n")
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, at := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(offsets)+1, xref)
	return b.Bytes()
}

// wrapCodestream puts a bare JPEG 2000 codestream into a JP2 file (ITU-T T.800,
// annex I). A codestream does not say what its components mean and decoders
// guess CMYK for four; in a portrait they are grey or RGB, and the second or
// fourth is opacity.
func wrapCodestream(data []byte, w, h int) []byte {
	components := 0
	if len(data) >= 42 {
		components = int(binary.BigEndian.Uint16(data[40:])) // SIZ, Csiz
	}
	colour := uint32(16) // sRGB
	if components < 3 {
		colour = 17 // greyscale
	}
	header := box("ihdr", concat(
		u32(uint32(h)), u32(uint32(w)), u16(uint16(components)),
		// 255: depths may vary and are those of the codestream; 7: wavelets
		[]byte{255, 7, 0, 0}))
	header = append(header, box("colr", concat([]byte{1, 0, 0}, u32(colour)))...)
	if components == 2 || components == 4 {
		header = append(header, channels(components)...)
	}
	return concat(
		jp2Magic,
		box("ftyp", concat([]byte("jp2 "), u32(0), []byte("jp2 "))),
		box("jp2h", header),
		box("jp2c", data),
	)
}

// channels says that of n components all but the last are colours, in their
// order, and the last is opacity.
func channels(n int) []byte {
	body := u16(uint16(n))
	for i := range n - 1 {
		body = concat(body, u16(uint16(i)), u16(0), u16(uint16(i+1)))
	}
	return box("cdef", concat(body, u16(uint16(n-1)), u16(1), u16(0)))
}

func box(kind string, body []byte) []byte {
	return concat(u32(uint32(8+len(body))), []byte(kind), body)
}

func concat(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

func u16(v uint16) []byte { return binary.BigEndian.AppendUint16(nil, v) }

func u32(v uint32) []byte { return binary.BigEndian.AppendUint32(nil, v) }
