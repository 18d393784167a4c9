package desk

import (
	"bytes"
	"encoding/binary"
)

// turnOf are the quarter turns clockwise that show a picture upright, by the
// orientation that its camera noted (Exif 2.3, table 4: tag 0112). Mirrored
// orientations, which no camera writes, are shown as they lie.
var turnOf = map[uint16]int{3: 2, 6: 1, 8: 3}

// jpegTurn reads from a JPEG how it must be turned to stand upright, 0 where it
// does not say.
func jpegTurn(data []byte) int {
	if !bytes.HasPrefix(data, []byte("\xff\xd8")) {
		return 0
	}
	for at := 2; at+4 <= len(data) && data[at] == 0xff; {
		marker, length := data[at+1], int(binary.BigEndian.Uint16(data[at+2:]))
		if length < 2 || marker == 0xda || at+2+length > len(data) {
			return 0
		}
		body := data[at+4 : at+2+length]
		if tiff, ok := bytes.CutPrefix(body, []byte("Exif\x00\x00")); marker == 0xe1 && ok {
			return turnOf[orientation(tiff)]
		}
		at += 2 + length
	}
	return 0
}

// orientation finds the orientation in the first directory of a TIFF header, 0
// where there is none.
func orientation(tiff []byte) uint16 {
	if len(tiff) < 8 {
		return 0
	}
	var order binary.ByteOrder = binary.BigEndian
	switch string(tiff[:2]) {
	case "II":
		order = binary.LittleEndian
	case "MM":
	default:
		return 0
	}
	at := uint64(order.Uint32(tiff[4:]))
	if at+2 > uint64(len(tiff)) {
		return 0
	}
	entries := uint64(order.Uint16(tiff[at:]))
	for i := range entries {
		entry := at + 2 + 12*i
		if entry+12 > uint64(len(tiff)) {
			return 0
		}
		if order.Uint16(tiff[entry:]) == 0x0112 {
			return order.Uint16(tiff[entry+8:])
		}
	}
	return 0
}
