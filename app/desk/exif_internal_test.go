package desk

import (
	"encoding/binary"
	"testing"
)

// exifJPEG is the beginning of a JPEG whose camera noted an orientation.
func exifJPEG(order binary.AppendByteOrder, mark string, orientation uint16) []byte {
	tiff := []byte(mark)
	tiff = order.AppendUint16(tiff, 42)
	tiff = order.AppendUint32(tiff, 8)
	tiff = order.AppendUint16(tiff, 2)
	for _, entry := range [][2]uint16{{0x010f, 1}, {0x0112, orientation}} {
		tiff = order.AppendUint16(tiff, entry[0])
		tiff = order.AppendUint16(tiff, 3)
		tiff = order.AppendUint32(tiff, 1)
		tiff = order.AppendUint16(tiff, entry[1])
		tiff = order.AppendUint16(tiff, 0)
	}
	body := append([]byte("Exif\x00\x00"), tiff...)
	data := []byte{0xff, 0xd8, 0xff, 0xe0, 0, 4, 'J', 'F', 0xff, 0xe1}
	data = binary.BigEndian.AppendUint16(data, uint16(len(body)+2))
	return append(data, body...)
}

func TestJPEGTurn(t *testing.T) {
	for orientation, want := range map[uint16]int{0: 0, 1: 0, 2: 0, 3: 2, 6: 1, 8: 3, 9: 0} {
		for _, data := range [][]byte{exifJPEG(binary.BigEndian, "MM", orientation), exifJPEG(binary.LittleEndian, "II", orientation)} {
			if got := jpegTurn(data); got != want {
				t.Errorf("orientation %d: %d quarter turns, want %d", orientation, got, want)
			}
			for n := range data {
				jpegTurn(data[:n]) // cut anywhere, it must not panic
			}
		}
	}
}

func FuzzJPEGTurn(f *testing.F) {
	f.Add(exifJPEG(binary.BigEndian, "MM", 6))
	f.Add(exifJPEG(binary.LittleEndian, "II", 8))
	f.Add([]byte{0xff, 0xd8, 0xff, 0xe1, 0, 2})
	f.Fuzz(func(t *testing.T, data []byte) {
		if turn := jpegTurn(data); turn < 0 || turn > 3 {
			t.Fatalf("%d quarter turns", turn)
		}
	})
}
