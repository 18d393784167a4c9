package render

import (
	"image"
	"testing"

	"pgregory.net/rapid"
)

// emptyCodestream is a JPEG 2000 codestream of w by h grey pixels without any
// coefficient: one tile, no wavelet levels, and one packet that says that it is
// empty (ITU-T T.800, annexes A and B). It decodes to even grey, at any size, in
// 80 bytes.
func emptyCodestream(w, h int) []byte {
	return emptyAt(0, 0, w, h)
}

// emptyAt is [emptyCodestream] with its corner off the origin of the reference grid.
func emptyAt(x, y, w, h int) []byte {
	segment := func(code byte, body ...[]byte) []byte {
		all := concat(body...)
		return concat([]byte{0xff, code}, u16(uint16(len(all)+2)), all)
	}
	tile := concat([]byte{0xff, 0x93}, []byte{0}) // SOD, one empty packet
	return concat(
		[]byte{0xff, 0x4f},
		segment(0x51, u16(0), u32(uint32(x+w)), u32(uint32(y+h)), u32(uint32(x)), u32(uint32(y)),
			u32(uint32(x+w)), u32(uint32(y+h)), u32(0), u32(0), u16(1), []byte{7, 1, 1}),
		segment(0x52, []byte{0, 0, 0, 1, 0, 0, 4, 4, 0, 1}),
		segment(0x5c, []byte{0x40, 8 << 3}),
		segment(0x90, u16(0), u32(uint32(12+len(tile))), []byte{0, 1}),
		tile,
		[]byte{0xff, 0xd9},
	)
}

// withResolution puts a codestream into a JP2 file that claims a resolution of
// so many pixels a metre: a decoder that shows pictures at their size on paper
// would scale it.
func withResolution(data []byte, w, h int, perMetre uint16) []byte {
	header := concat(
		box("ihdr", concat(u32(uint32(h)), u32(uint32(w)), u16(1), []byte{7, 7, 0, 0})),
		box("colr", concat([]byte{1, 0, 0}, u32(17))),
		box("res ", box("resc", concat(u16(perMetre), u16(1), u16(perMetre), u16(1), []byte{0, 0}))),
	)
	return concat(jp2Magic, box("ftyp", concat([]byte("jp2 "), u32(0), []byte("jp2 "))), box("jp2h", header), box("jp2c", data))
}

// Every picture comes at its codestream's own size, whatever the file says of
// its resolution: a fingerprint that is scaled is not at 500 pixels an inch.
func TestEveryJPEG2000SizeIsExact(t *testing.T) {
	p := newPool(t, WorkerCommand, Limits{})
	ctx := t.Context()
	check := func(t rapid.TB, w, h int, data []byte) {
		t.Helper()
		m, err := p.Picture(ctx, data)
		if err != nil {
			t.Fatalf("%d by %d: %v", w, h, err)
		}
		if m.Rect != image.Rect(0, 0, w, h) {
			t.Fatalf("%d by %d: got %v", w, h, m.Rect)
		}
		if c := m.RGBAAt(w-1, h-1); c.R < 120 || c.R > 136 || c.A != 255 {
			t.Fatalf("%d by %d: the last pixel is %v, not the grey of an empty picture", w, h, c)
		}
	}
	for side := 1; side <= 130; side++ {
		check(t, side, 131-side, emptyCodestream(side, 131-side))
	}
	for _, size := range [][2]int{{416, 560}, {480, 640}, {640, 480}, {800, 750}, {1600, 1500}, {1080, 1920}, {2362, 3543}} {
		check(t, size[0], size[1], emptyCodestream(size[0], size[1]))
	}
	rapid.Check(t, func(t *rapid.T) {
		w, h := rapid.IntRange(1, 900).Draw(t, "w"), rapid.IntRange(1, 900).Draw(t, "h")
		data := emptyAt(rapid.IntRange(0, 5).Draw(t, "x"), rapid.IntRange(0, 5).Draw(t, "y"), w, h)
		if n := rapid.Uint16Range(1, 60000).Draw(t, "pixels a metre"); rapid.Bool().Draw(t, "JP2") {
			data = withResolution(data, w, h, n)
		}
		check(t, w, h, data)
	})
}
