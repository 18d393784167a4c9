package iso

import (
	"bytes"
	"encoding/hex"
	"errors"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// A finger record written out field by field from ISO/IEC 19794-4:2011: two by
// three raw pixels of the right index finger at 500 pixels per inch.
const fingerHex = "46495200" + "30323000" + "00000044" + "0001" + "00" + "01" +
	"00000034" + "07ea" + "0b" + "19" + "03" + "0f" + "1e" + "007b" + // 2026-11-25 03:15:30.123
	"02" + "0011" + "0022" + "01" + "57" + "0033" + "0044" + // technology, vendor, type, one quality
	"02" + "01" + "01" + "01f4" + "01f4" + "01f4" + "01f4" + "08" + "00" + "00" + "0002" + "0003" +
	"00000006" + "00ff80402010"

func fingerKnown() FingerRecord {
	return FingerRecord{Fingers: []Finger{{
		Capture: Capture{
			Time: time.Date(2026, 11, 25, 3, 15, 30, 123_000_000, time.UTC), Technology: 2, Vendor: 0x11, DeviceType: 0x22,
			Qualities: []Quality{{Score: 0x57, Vendor: 0x33, Algorithm: 0x44}},
		},
		Position: FingerRightIndex, View: 1, ScaleInches: true, ScanX: 500, ScanY: 500, ImageX: 500, ImageY: 500,
		Depth: 8, Compression: FingerRaw, Width: 2, Height: 3, Image: []byte{0, 255, 0x80, 0x40, 0x20, 0x10},
	}}}
}

func TestFingerKnownBytes(t *testing.T) {
	want, err := hex.DecodeString(fingerHex)
	if err != nil {
		t.Fatal(err)
	}
	got, err := fingerKnown().Encode()
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("encoded\n%x, %v, want\n%x", got, err, want)
	}
	decoded, err := DecodeFinger(want)
	if err != nil || !reflect.DeepEqual(decoded, fingerKnown()) {
		t.Errorf("decoded %+v, %v", decoded, err)
	}
}

func TestFingerRefused(t *testing.T) {
	whole, err := fingerKnown().Encode()
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name   string
		change func(b []byte) []byte
		want   error
	}{
		{"other format", func(b []byte) []byte { b[0] = 'X'; return b }, ErrFormat},
		{"other version", func(b []byte) []byte { b[5] = '1'; return b }, ErrFormat},
		{"record length", func(b []byte) []byte { b[11]++; return b }, ErrLength},
		{"no representation", func(b []byte) []byte { b[13] = 0; return b }, ErrLength},
		{"many representations", func(b []byte) []byte { b[12] = 0xff; return b }, ErrLength},
		{"representation length", func(b []byte) []byte { b[19]--; return b }, ErrLength},
		{"representation of 4 GB", func(b []byte) []byte { b[16] = 0xff; return b }, ErrLength},
		{"quality count", func(b []byte) []byte { b[34] = 200; return b }, ErrLength},
		{"bit depth", func(b []byte) []byte { b[len(b)-6-11] = 0xff; return b }, ErrValue},
		{"wide", func(b []byte) []byte { b[len(b)-6-8] = 0xff; return b }, ErrValue},
		{"image length", func(b []byte) []byte { b[len(b)-6-4] = 0x7f; return b }, ErrLength},
		{"raw pixels missing", func(b []byte) []byte { b[len(b)-6-7]++; return b }, ErrLength},
		{"empty", func([]byte) []byte { return nil }, ErrLength},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := DecodeFinger(test.change(bytes.Clone(whole)))
			if !errors.Is(err, test.want) {
				t.Errorf("error %v, want %v", err, test.want)
			}
		})
	}
}

// No prefix of a record is a record.
func TestPrefixesRefused(t *testing.T) {
	records := map[string][]byte{}
	for name, encode := range map[string]func() ([]byte, error){
		"finger": fingerKnown().Encode, "face": faceSample().Encode, "iris": irisSample().Encode,
	} {
		record, err := encode()
		if err != nil {
			t.Fatal(err)
		}
		records[name] = record
	}
	for name, record := range records {
		for n := range record {
			if decodeAny(record[:n]) == nil {
				t.Errorf("%s record cut to %d of %d bytes was accepted", name, n, len(record))
			}
		}
		if err := decodeAny(record); err != nil {
			t.Errorf("whole %s record: %v", name, err)
		}
	}
}

// decodeAny returns nil if one of the three decoders accepts the record.
func decodeAny(record []byte) error {
	_, finger := DecodeFinger(record)
	_, face := DecodeFace(record)
	_, iris := DecodeIris(record)
	if finger == nil || face == nil || iris == nil {
		return nil
	}
	return errors.Join(finger, face, iris)
}

func faceSample() FaceRecord {
	return FaceRecord{Faces: []Face{{
		Capture: Capture{Time: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}, Gender: 1, Height: 170, Expression: 1,
		Properties: [3]byte{1, 2, 3}, Pose: [3]byte{4, 5, 6}, PoseUncertainty: [3]byte{7, 8, 9},
		Landmarks: []Landmark{{Type: 1, Code: 0xc1, X: 300, Y: 400, Z: 0}}, Type: FaceFullFrontal, Coding: FaceJPEG,
		Width: 480, HeightPixels: 640, ColourSpace: 1, Image: []byte{0xff, 0xd8, 0xff, 0xd9},
	}}}
}

func irisSample() IrisRecord {
	return IrisRecord{Irises: []Iris{{
		View: 1, Eye: EyeLeft, Type: IrisVGA, Format: IrisPNG, Properties: 5, Width: 640, Height: 480, Depth: 8,
		Range: 300, Roll: 0xffff, RollUncertainty: 0xffff, Centre: [4]uint16{310, 312, 240, 241},
		Diameter: [2]uint16{220, 224}, Image: []byte{1, 2, 3},
	}}}
}

func TestFaceAndIrisRoundTrip(t *testing.T) {
	record, err := faceSample().Encode()
	if err != nil {
		t.Fatal(err)
	}
	if got, err := DecodeFace(record); err != nil || !reflect.DeepEqual(got, faceSample()) {
		t.Errorf("face %+v, %v", got, err)
	}
	if record, err = irisSample().Encode(); err != nil {
		t.Fatal(err)
	}
	if got, err := DecodeIris(record); err != nil || !reflect.DeepEqual(got, irisSample()) {
		t.Errorf("iris %+v, %v", got, err)
	}
}

func TestFingerRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var record FingerRecord
		for range rapid.IntRange(1, 4).Draw(t, "fingers") {
			f := Finger{
				Capture: Capture{
					Time:       time.UnixMilli(rapid.Int64Range(0, 4e12).Draw(t, "time")).UTC(),
					Technology: rapid.Byte().Draw(t, "technology"), Vendor: rapid.Uint16().Draw(t, "vendor"),
				},
				Position: rapid.ByteRange(0, 10).Draw(t, "position"), ScaleInches: rapid.Bool().Draw(t, "inches"),
				ImageX: rapid.Uint16().Draw(t, "resolution"), Depth: 8, Compression: rapid.ByteRange(2, 6).Draw(t, "compression"),
				Width: rapid.Uint16Range(1, MaxSide).Draw(t, "width"), Height: rapid.Uint16Range(1, MaxSide).Draw(t, "height"),
				Image: rapid.SliceOfN(rapid.Byte(), 1, 200).Draw(t, "image"),
			}
			for range rapid.IntRange(0, 3).Draw(t, "qualities") {
				f.Qualities = append(f.Qualities, Quality{Score: rapid.Byte().Draw(t, "score"), Algorithm: rapid.Uint16().Draw(t, "algorithm")})
			}
			record.Fingers = append(record.Fingers, f)
		}
		encoded, err := record.Encode()
		if err != nil {
			t.Fatal(err)
		}
		decoded, err := DecodeFinger(encoded)
		if err != nil || !reflect.DeepEqual(decoded, record) {
			t.Fatalf("%v:\n%+v\n%+v", err, decoded, record)
		}
	})
}

func TestEncodeRefusesWhatDoesNotFit(t *testing.T) {
	for name, change := range map[string]func(*Finger){
		"no picture": func(f *Finger) { f.Image = nil },
		"no width":   func(f *Finger) { f.Width = 0 },
		"qualities":  func(f *Finger) { f.Qualities = make([]Quality, 256) },
		"year":       func(f *Finger) { f.Time = time.Date(12026, 1, 1, 0, 0, 0, 0, time.UTC) },
	} {
		record := fingerKnown()
		change(&record.Fingers[0])
		if _, err := record.Encode(); err == nil {
			t.Errorf("%s: encoded", name)
		}
	}
	if _, err := (FingerRecord{}).Encode(); !errors.Is(err, ErrLength) {
		t.Errorf("record of no finger: %v", err)
	}
}

func TestResolutionPerCentimetre(t *testing.T) {
	f := Finger{ImageX: 197}
	if got := f.PixelsPerInch(); got != 500 {
		t.Errorf("197 per centimetre is %d per inch", got)
	}
}

// FuzzDecode checks that no input makes a decoder panic and that what was
// accepted can be written and read again to the same value.
func FuzzDecode(f *testing.F) {
	finger, _ := hex.DecodeString(fingerHex)
	face, _ := faceSample().Encode()
	iris, _ := irisSample().Encode()
	f.Add(finger)
	f.Add(face)
	f.Add(iris)
	f.Add(append([]byte("FIR\x00020\x00\xff\xff\xff\xff\xff\xff"), 1, 255))
	f.Fuzz(func(t *testing.T, data []byte) {
		if a, err := DecodeFinger(data); err == nil {
			encoded, err := a.Encode()
			if err != nil {
				t.Fatalf("finger does not encode: %v", err)
			}
			if b, err := DecodeFinger(encoded); err != nil || !reflect.DeepEqual(a, b) {
				t.Fatalf("finger changed: %v", err)
			}
		}
		if a, err := DecodeFace(data); err == nil {
			encoded, err := a.Encode()
			if err != nil {
				t.Fatalf("face does not encode: %v", err)
			}
			if b, err := DecodeFace(encoded); err != nil || !reflect.DeepEqual(a, b) {
				t.Fatalf("face changed: %v", err)
			}
		}
		if a, err := DecodeIris(data); err == nil {
			encoded, err := a.Encode()
			if err != nil {
				t.Fatalf("iris does not encode: %v", err)
			}
			if b, err := DecodeIris(encoded); err != nil || !reflect.DeepEqual(a, b) {
				t.Fatalf("iris changed: %v", err)
			}
		}
	})
}
