package card

import (
	"bytes"
	"testing"

	"carddesk/app/port"
	"carddesk/device/card/apdu"
	"carddesk/device/simulator/chip"
)

// midReading is a command in the middle of a reading of the synthetic card, well
// after access control.
const midReading = 30

// from spoils every answer from the n-th on.
func from(n int, change func(answer []byte) []byte) func(int, []byte) []byte {
	return func(i int, answer []byte) []byte {
		if i < n {
			return answer
		}
		return change(answer)
	}
}

// recorded is what a chip answered in an earlier reading with the same keys.
func recorded(t testing.TB, image chip.Image) [][]byte {
	t.Helper()
	var answers [][]byte
	_, _, err := run(t, image, chip.Faults{Spoil: func(_ int, answer []byte) []byte {
		answers = append(answers, bytes.Clone(answer))
		return answer
	}}, syntheticKeys)
	if err != nil {
		t.Fatal(err)
	}
	return answers
}

// TestTamperingOnTheWire sits between the chip and the reader in whole readings:
// whatever is done there ends the reading with an error, and soon.
func TestTamperingOnTheWire(t *testing.T) {
	image := personalised(t)
	earlier := recorded(t, image)
	wrongCAN := port.CardKeys{CAN: "000003"}
	var last []byte
	for _, tt := range []struct {
		name   string
		keys   port.CardKeys
		change func(*chip.Image)
		spoil  func(int, []byte) []byte
		want   port.CardFault
	}{
		{name: "wrong CAN", keys: wrongCAN, want: port.CardAccess},
		{name: "wrong MAC", spoil: from(midReading, func(a []byte) []byte {
			a = bytes.Clone(a)
			a[len(a)-3] ^= 1 // the last byte of the MAC, before the bare status
			return a
		}), want: port.CardProtocol},
		{name: "the answer before once more", spoil: func(i int, a []byte) []byte {
			if i == midReading {
				return last
			}
			last = bytes.Clone(a)
			return a
		}, want: port.CardProtocol},
		{name: "answers of an earlier reading", spoil: func(i int, a []byte) []byte {
			if i < midReading {
				return a
			}
			return earlier[i-1]
		}, want: port.CardProtocol},
		{name: "the whole of an earlier reading", spoil: func(i int, a []byte) []byte { return earlier[min(i, len(earlier))-1] }, want: port.CardProtocol},
		{name: "an answer without protection", spoil: from(midReading, func([]byte) []byte {
			return []byte{0x61, 0x02, 0x01, 0x02, 0x90, 0x00}
		}), want: port.CardProtocol},
		{name: "more to come, for ever", spoil: from(midReading, func([]byte) []byte {
			return append(make([]byte, 254), 0x61, 0x00)
		}), want: port.CardProtocol},
		{name: "a file without end", change: func(m *chip.Image) {
			m.Files["DG13"] = apdu.AppendObject(nil, 0x6D, make([]byte, 8<<20))
		}, want: port.CardTooLarge},
	} {
		t.Run(tt.name, func(t *testing.T) {
			image := personalised(t)
			if tt.change != nil {
				tt.change(&image)
			}
			keys := tt.keys
			if keys.CAN == "" {
				keys = syntheticKeys
			}
			backend := &direct{card: chip.New(image, nil, chip.Faults{Spoil: tt.spoil})}
			var evidence Evidence
			_, err := NewService(backend, Config{Judge: gather(&evidence)}).ReadCard(t.Context(), directReader, keys, nil)
			wantFault(t, err, tt.want)
			if len(evidence.Files) > 0 {
				t.Error("files come home all the same")
			}
			if backend.commands > 1000 {
				t.Errorf("%d commands until then", backend.commands)
			}
		})
	}
}
