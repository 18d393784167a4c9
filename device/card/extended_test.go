package card

import (
	"bytes"
	"encoding/hex"
	"testing"

	"carddesk/device/card/apdu"
	"carddesk/device/card/ber"
	"carddesk/device/simulator/chip"
)

// atrInfo is EF.ATR with the object that states the buffers.
func atrInfo(command, response int64) []byte {
	stated := apdu.AppendObject(nil, 0x7F66, append(ber.Integer(command), ber.Integer(response)...))
	return append(apdu.AppendObject(nil, 0x47, []byte{0x80}), stated...)
}

// TestExtendedLength reads a chip with buffers stated and not, over readers that
// take long answers and not, and a chip that promises what it does not keep.
func TestExtendedLength(t *testing.T) {
	image := personalised(t)
	image.Files["DG2"] = apdu.AppendObject(nil, 0x75, bytes.Repeat([]byte("portrait"), 2500))
	for _, tt := range []struct {
		name   string
		reader int
		atr    []byte
		faults chip.Faults
		atMost int // APDUs; above 100 means that reads stay short
	}{
		{"short reader", 256, atrInfo(4096, 4096), chip.Faults{}, 140},
		{"chip says nothing", 65533, nil, chip.Faults{}, 142},
		{"chip states short buffers", 65533, atrInfo(261, 258), chip.Faults{}, 142},
		{"chip states nonsense", 65533, []byte{0x7F, 0x66, 0x82, 0xFF}, chip.Faults{}, 142},
		{"both long", 65533, atrInfo(4096, 4096), chip.Faults{}, 50},
		{"reader of 1024", 1024, atrInfo(4096, 4096), chip.Faults{}, 65},
		{"promise not kept, bare", 65533, atrInfo(4096, 4096), chip.Faults{NakedOnExtended: true}, 160},
		{"promise not kept, protected", 65533, atrInfo(4096, 4096), chip.Faults{MaxLe: 231}, 150},
	} {
		t.Run(tt.name, func(t *testing.T) {
			delete(image.Files, "EF.ATR")
			if tt.atr != nil {
				image.Files["EF.ATR"] = tt.atr
			}
			d := &direct{card: chip.New(image, nil, tt.faults), most: tt.reader}
			var evidence Evidence
			reading, err := NewService(d, Config{Judge: gather(&evidence)}).ReadCard(t.Context(), directReader, syntheticKeys, nil)
			if err != nil {
				t.Fatal(err)
			}
			sameFiles(t, reading.Files, image, "EF.ATR")
			if reading.APDUs > tt.atMost {
				t.Errorf("%d APDUs, more than %d", reading.APDUs, tt.atMost)
			}
			if (tt.atMost > 100) != (reading.APDUs > 100) {
				t.Errorf("%d APDUs: not the length that was to be negotiated", reading.APDUs)
			}
		})
	}
}

func TestDriverFeatures(t *testing.T) {
	unhex := func(s string) []byte {
		raw, err := hex.DecodeString(s)
		if err != nil {
			t.Fatal(err)
		}
		return raw
	}
	for list, want := range map[string]uint32{
		"060442330006" + "120442330012": 0x42330012,
		"120442330012":                  0x42330012,
		"060442330006":                  0,
		"":                              0,
		"1204423300":                    0,
		"1203423300" + "120442330012":   0,
	} {
		if got, ok := featureCode(unhex(list), featureTLVProperties); got != want || ok != (want != 0) {
			t.Errorf("%q: %X, %v", list, got, ok)
		}
	}
	for properties, want := range map[string]int{
		"0a0400000100":         65536,
		"010200000a0404000100": 256, // beyond the standard
		"010200000a04fd000000": 256,
		"0a0400100000":         4096,
		"0a02ffff":             256,
		"0aff":                 256,
		"":                     256,
	} {
		if got := maxAPDU(unhex(properties)); got != want {
			t.Errorf("%q: %d, want %d", properties, got, want)
		}
	}
}
