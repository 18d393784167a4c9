package render

import (
	"bytes"
	"encoding/binary"

	"carddesk/app/port"
)

// Format is the coding of a picture, recognised by its first bytes.
type Format string

// Picture codings that a desk meets.
const (
	JPEG     Format = "image/jpeg"
	PNG      Format = "image/png"
	JPEG2000 Format = "image/jp2" // JP2 container or bare codestream
)

var (
	jpegMagic = []byte("\xff\xd8\xff")
	pngMagic  = []byte("\x89PNG\r\n\x1a\n")
	jp2Magic  = []byte("\x00\x00\x00\x0cjP  \r\n\x87\n")
	j2kMagic  = []byte("\xff\x4f\xff\x51")
)

// PictureSize reads the coding and the size in pixels from the header of a
// picture, without decoding it. Errors are port.ErrRenderMalformed. The size
// may be absurd: the caller bounds it.
func PictureSize(data []byte) (format Format, width, height int, err error) {
	var ok bool
	switch {
	case bytes.HasPrefix(data, jpegMagic):
		format = JPEG
		width, height, ok = jpegSize(data)
	case bytes.HasPrefix(data, pngMagic):
		format = PNG
		width, height, ok = pngSize(data)
	case bytes.HasPrefix(data, j2kMagic):
		format = JPEG2000
		width, height, ok = codestreamSize(data)
	case bytes.HasPrefix(data, jp2Magic):
		format = JPEG2000
		width, height, ok = jp2Size(data)
	}
	if !ok || width <= 0 || height <= 0 {
		return format, 0, 0, port.ErrRenderMalformed
	}
	return format, width, height, nil
}

// jpegSize finds the first frame header (ITU-T T.81, B.2.2).
func jpegSize(data []byte) (w, h int, ok bool) {
	at := 2
	for at+4 <= len(data) {
		if data[at] != 0xff {
			return 0, 0, false
		}
		marker := data[at+1]
		if marker == 0xff { // fill byte
			at++
			continue
		}
		if marker == 0x01 || marker >= 0xd0 && marker <= 0xd7 { // no length
			at += 2
			continue
		}
		length := int(binary.BigEndian.Uint16(data[at+2:]))
		if marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc {
			if length < 8 || at+9 > len(data) {
				return 0, 0, false
			}
			h = int(binary.BigEndian.Uint16(data[at+5:]))
			w = int(binary.BigEndian.Uint16(data[at+7:]))
			return w, h, true
		}
		if length < 2 || marker == 0xda || marker == 0xd9 {
			return 0, 0, false
		}
		at += 2 + length
	}
	return 0, 0, false
}

// pngSize reads the IHDR chunk, which must come first (ISO/IEC 15948, 11.2.2).
func pngSize(data []byte) (w, h int, ok bool) {
	if len(data) < 33 || string(data[12:16]) != "IHDR" {
		return 0, 0, false
	}
	return size32(data[16:], data[20:])
}

// codestreamSize reads the SIZ segment, which must come first (ITU-T T.800,
// A.5.1): the picture is the reference grid without its offset.
func codestreamSize(data []byte) (w, h int, ok bool) {
	if len(data) < 24 || !bytes.HasPrefix(data, j2kMagic) {
		return 0, 0, false
	}
	x, y, ok := size32(data[8:], data[12:])
	left, top := binary.BigEndian.Uint32(data[16:]), binary.BigEndian.Uint32(data[20:])
	if !ok || uint32(x) <= left || uint32(y) <= top {
		return 0, 0, false
	}
	return x - int(left), y - int(top), true
}

// jp2Size walks the boxes of a JP2 file (ITU-T T.800, annex I). The size in its
// image header box and the one in its codestream must agree: decoders differ in
// which of the two they allocate for.
func jp2Size(data []byte) (w, h int, ok bool) {
	declared := [2]int{}
	for rest := data; ; {
		kind, body, next, ok := nextBox(rest)
		if !ok {
			return 0, 0, false
		}
		switch kind {
		case "jp2h":
			kind, header, _, ok := nextBox(body)
			if !ok || kind != "ihdr" || len(header) < 14 {
				return 0, 0, false
			}
			declared[1], declared[0], ok = size32(header, header[4:])
			if !ok {
				return 0, 0, false
			}
		case "jp2c":
			w, h, ok := codestreamSize(body)
			return w, h, ok && declared == [2]int{w, h}
		}
		rest = next
	}
}

// nextBox splits the first box off data.
func nextBox(data []byte) (kind string, body, rest []byte, ok bool) {
	if len(data) < 8 {
		return "", nil, nil, false
	}
	kind = string(data[4:8])
	head, length := 8, uint64(binary.BigEndian.Uint32(data))
	switch length {
	case 0: // to the end of the file
		length = uint64(len(data))
	case 1: // long form
		if len(data) < 16 {
			return "", nil, nil, false
		}
		head, length = 16, binary.BigEndian.Uint64(data[8:])
	}
	if length < uint64(head) || length > uint64(len(data)) {
		return "", nil, nil, false
	}
	return kind, data[head:length], data[length:], true
}

// size32 reads two 32-bit sizes that fit an int on every machine.
func size32(a, b []byte) (int, int, bool) {
	x, y := binary.BigEndian.Uint32(a), binary.BigEndian.Uint32(b)
	return int(x), int(y), x <= 1<<31-1 && y <= 1<<31-1
}
