package render

import (
	"bytes"
	"encoding/binary"
	"math"

	"carddesk/app/port"
)

// Tags of a TIFF directory that say how much memory its picture takes (TIFF 6.0,
// sections 3 to 8).
const (
	tagWidth    = 256
	tagHeight   = 257
	tagSamples  = 277 // of a pixel
	typeShort   = 3
	typeLong    = 4
	headTIFF    = 8
	entryTIFF   = 12
	mostTIFF    = 512 // entries of one directory; writers make some twenty
	mostSamples = 8
)

// isTIFF reports whether data begins like a TIFF of either byte order. Files of
// the 64-bit kind do not: no scanner of a desk writes them.
func isTIFF(data []byte) bool {
	return bytes.HasPrefix(data, []byte("II*\x00")) || bytes.HasPrefix(data, []byte("MM\x00*"))
}

// checkTIFF walks the directories of a TIFF, one a page, before a decoder sees
// it: a file that says of itself that it is larger than the limits is refused as
// too large, one whose directories lead in a circle or out of it as malformed.
// It returns how many pages there are.
func checkTIFF(data []byte, limits Limits) (int, error) {
	if len(data) < headTIFF || !isTIFF(data) {
		return 0, port.ErrRenderMalformed
	}
	var order binary.ByteOrder = binary.BigEndian
	if data[0] == 'I' {
		order = binary.LittleEndian
	}
	seen := map[uint32]bool{}
	pages := 0
	for at := order.Uint32(data[4:]); at != 0; pages++ {
		if pages >= limits.Pages {
			return 0, port.ErrRenderTooLarge
		}
		if seen[at] {
			return 0, port.ErrRenderMalformed
		}
		seen[at] = true
		next, err := checkDirectory(data, order, at, limits)
		if err != nil {
			return 0, err
		}
		at = next
	}
	if pages == 0 {
		return 0, port.ErrRenderMalformed
	}
	return pages, nil
}

// checkDirectory judges the picture of one directory and returns where the next
// one lies, 0 after the last.
func checkDirectory(data []byte, order binary.ByteOrder, at uint32, limits Limits) (next uint32, err error) {
	start := uint64(at)
	if start+2 > uint64(len(data)) {
		return 0, port.ErrRenderMalformed
	}
	entries := uint64(order.Uint16(data[start:]))
	end := start + 2 + entryTIFF*entries
	if entries > mostTIFF || end+4 > uint64(len(data)) {
		return 0, port.ErrRenderMalformed
	}
	values := map[uint16]uint64{tagSamples: 1}
	for i := range entries {
		entry := data[start+2+entryTIFF*i:]
		switch tag := order.Uint16(entry); tag {
		case tagWidth, tagHeight, tagSamples:
			values[tag] = entryValue(entry, order)
		}
	}
	w, h, samples := values[tagWidth], values[tagHeight], values[tagSamples]
	if w == 0 || h == 0 || samples == 0 || w > math.MaxInt32 || h > math.MaxInt32 {
		return 0, port.ErrRenderMalformed
	}
	// A decoder holds the samples as they lie in the file and once more in bytes.
	if samples > mostSamples || w > uint64(limits.Memory) || h > uint64(limits.Memory)/w/samples/tiffShare {
		return 0, port.ErrRenderTooLarge
	}
	return order.Uint32(data[end:]), nil
}

// tiffShare is which part of a child's memory the samples of one page may take,
// a byte each: 54 MB, an A4 page in black and white at 600 dpi, or in colour at
// 400.
const tiffShare = 4

// entryValue is the one value of a directory's entry, 0 where it has none that
// counts pixels.
func entryValue(entry []byte, order binary.ByteOrder) uint64 {
	switch order.Uint16(entry[2:]) {
	case typeShort:
		return uint64(order.Uint16(entry[8:]))
	case typeLong:
		return uint64(order.Uint32(entry[8:]))
	}
	return 0
}
