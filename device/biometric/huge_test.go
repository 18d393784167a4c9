package biometric

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/jpeg"
	"image/png"
	"runtime"
	"testing"

	"carddesk/app/port"
	"carddesk/device/biometric/iso"
)

// hugeSide is the side of a picture that nobody takes and any header can claim.
const hugeSide = 20_000

// A record, or the picture in it, that claims 20,000×20,000 pixels is refused
// before memory is taken for them, whatever its coding.
func TestHugeHeadersCostNoMemory(t *testing.T) {
	small := image.NewGray(image.Rect(0, 0, 16, 16))
	var pngFile, jpegFile bytes.Buffer
	if err := errors.Join(png.Encode(&pngFile, small), jpeg.Encode(&jpegFile, small, nil)); err != nil {
		t.Fatal(err)
	}
	hugePNG := bytes.Clone(pngFile.Bytes())
	binary.BigEndian.PutUint32(hugePNG[16:], hugeSide)
	binary.BigEndian.PutUint32(hugePNG[20:], hugeSide)
	binary.BigEndian.PutUint32(hugePNG[29:], crc32.ChecksumIEEE(hugePNG[12:29]))
	hugeJPEG := bytes.Clone(jpegFile.Bytes())
	at := bytes.Index(hugeJPEG, []byte{0xff, 0xc0}) + 5
	binary.BigEndian.PutUint16(hugeJPEG[at:], hugeSide)
	binary.BigEndian.PutUint16(hugeJPEG[at+2:], hugeSide)
	hugeWSQ := append([]byte{0xff, 0xa0, 0xff, 0xa2, 0, 17, 0, 0xff}, 0x4e, 0x20, 0x4e, 0x20, 0, 0, 0, 0, 0, 0, 0)

	type claim struct {
		compression byte
		picture     []byte
	}
	for name, c := range map[string]claim{
		"PNG": {iso.FingerPNG, hugePNG}, "JPEG": {iso.FingerJPEG, hugeJPEG}, "WSQ": {iso.FingerWSQ, hugeWSQ},
		"raw": {iso.FingerRaw, make([]byte, 256)}, "JPEG 2000": {iso.FingerJPEG2000, []byte("\xff\x4f\xff\x51")},
	} {
		// The record is honest and small; then its own width and height lie too.
		record, err := fingerOf(2, c.compression, 16, 16, c.picture).Encode()
		if err != nil {
			t.Fatal(err)
		}
		lying := bytes.Clone(record)
		size := bytes.LastIndex(lying, c.picture) - 8
		binary.BigEndian.PutUint16(lying[size:], hugeSide)
		binary.BigEndian.PutUint16(lying[size+2:], hugeSide)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if err := fillFromRecord(&port.Biometric{Modality: port.Finger, Position: port.RightIndex, Record: lying}); err == nil {
			t.Errorf("%s: a record of 20,000×20,000 pixels passes", name)
		}
		b := &port.Biometric{Modality: port.Finger, Position: port.RightIndex, Record: record}
		if err := fillFromRecord(b); err == nil && name != "JPEG 2000" && name != "raw" {
			t.Errorf("%s: a picture that says 20,000×20,000 passes for 16×16", name)
		}
		runtime.ReadMemStats(&after)
		if used := after.TotalAlloc - before.TotalAlloc; used > 2<<20 {
			t.Errorf("%s: %d bytes were taken", name, used)
		}
	}
}
