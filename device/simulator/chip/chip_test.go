package chip

import (
	"bytes"
	"encoding/hex"
	"os"
	"path/filepath"
	"testing"

	"carddesk/device/card/apdu"
)

func sample() Image {
	return Image{
		Files: map[string][]byte{
			"EF.CardAccess": {0x31, 0x00},
			"EF.COM":        {0x60, 0x05, 0x5C, 0x03, 0x61, 0x75, 0x63},
			"DG1":           {0x61, 0x02, 0x5F, 0x1F},
			"DG3":           {0x63, 0x00},
		},
		Profile: Profile{
			MRZInfo: "090000002990070133007011", CAN: "000002",
			AAKey: []byte{1, 2, 3}, CAKey: &CAKey{Curve: "P-256", D: "01", KeyID: 1},
		},
	}
}

func TestFolderRoundTrip(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "card")
	in := sample()
	if err := in.Save(dir); err != nil {
		t.Fatal(err)
	}
	out, err := Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	if out.Profile.MRZInfo != in.Profile.MRZInfo || out.Profile.CAN != in.Profile.CAN ||
		!bytes.Equal(out.Profile.AAKey, in.Profile.AAKey) || *out.Profile.CAKey != *in.Profile.CAKey {
		t.Errorf("profile came back as %+v", out.Profile)
	}
	if len(out.Files) != len(in.Files) {
		t.Errorf("%d files, want %d", len(out.Files), len(in.Files))
	}
	for name, want := range in.Files {
		if !bytes.Equal(out.Files[name], want) {
			t.Errorf("%s differs", name)
		}
	}
}

func TestFolderRefusals(t *testing.T) {
	if err := (Image{Files: map[string][]byte{"../DG1": nil}}).Save(t.TempDir()); err == nil {
		t.Error("a name outside the chip is written")
	}
	if _, err := Load(t.TempDir()); err == nil {
		t.Error("a folder without profile loads")
	}
	dir := t.TempDir()
	if err := sample().Save(dir); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, ProfileName), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(dir); err == nil {
		t.Error("a broken profile loads")
	}
	if err := sample().Save(dir); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "DG2"), make([]byte, maxFile+1), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(dir); err == nil {
		t.Error("a file beyond every bound loads")
	}
}

// TestAnswers holds a chip's answers before access control to the standard.
func TestAnswers(t *testing.T) {
	const selectApplication = "00a4040c07a0000002471001"
	for _, tt := range []struct {
		name     string
		commands []string
		want     string // of the last
	}{
		{"not a command", []string{"00a404"}, "6700"},
		{"unknown instruction", []string{"00ff0000"}, "6d00"},
		{"another application", []string{"00a4040c07a0000000031010"}, "6a82"},
		{"application", []string{selectApplication}, "9000"},
		{"application with Le", []string{selectApplication + "00"}, "6a88"},
		{"master file", []string{"00a4000c023f00"}, "9000"},
		{"EF.CardAccess", []string{"00a4020c02011c", "00b0000002"}, "31009000"},
		{"EF.CardAccess by short identifier", []string{"00b09c0002"}, "31009000"},
		{"EF.CardAccess, more than there is", []string{"00b09c0008"}, "31006282"},
		{"behind the end", []string{"00a4020c02011c", "00b0000a01"}, "6b00"},
		{"file of the application before it", []string{"00a4020c02011e"}, "6a82"},
		{"file before access", []string{selectApplication, "00a4020c02011e"}, "6982"},
		{"read without a file", []string{selectApplication, "00b0000004"}, "6986"},
		{"read by short identifier before access", []string{selectApplication, "00b09e0004"}, "6982"},
		{"challenge without application", []string{"0084000008"}, "6985"},
		{"challenge of another length", []string{selectApplication, "0084000010"}, "6700"},
		{"authentication without challenge", []string{selectApplication, "0082000028" + hex.EncodeToString(make([]byte, 40)) + "28"}, "6985"},
		{"authentication without Le", []string{selectApplication, "0084000008", "0082000028" + hex.EncodeToString(make([]byte, 40))}, "6a88"},
		{"wrong authentication", []string{selectApplication, "0084000008", "0082000028" + hex.EncodeToString(make([]byte, 40)) + "28"}, "6300"},
		{"active authentication before access", []string{selectApplication, "0088000008010203040506070800"}, "6982"},
		{"protected without keys", []string{selectApplication, "0cb000000d9701048e08010203040506070800"}, "6988"},
		{"PACE that is not offered", []string{"0022c1a40f800a04007f00070202040202830101"}, "6a80"},
		{"step without a protocol", []string{"10860000027c0000"}, "6985"},
		{"chip authentication before access", []string{"002241a40c800a04007f00070202030202"}, "6a88"},
		{"rest of nothing", []string{"00c0000010"}, "6985"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			card := New(sample(), nil, Faults{})
			var got string
			for _, c := range tt.commands {
				raw, err := hex.DecodeString(c)
				if err != nil {
					t.Fatal(err)
				}
				got = hex.EncodeToString(card.Transmit(raw))
			}
			if got != tt.want {
				t.Errorf("%s, want %s", got, tt.want)
			}
			if card.Commands() != len(tt.commands) {
				t.Errorf("%d commands counted", card.Commands())
			}
		})
	}
}

// TestResetForgets checks that the selection does not outlive a reset.
func TestResetForgets(t *testing.T) {
	card := New(sample(), nil, Faults{Open: true})
	for _, c := range []apdu.Command{{INS: 0xA4, P1: 4, P2: 0x0C, Data: []byte(AID)}, {INS: 0xA4, P1: 2, P2: 0x0C, Data: []byte{1, 1}}, {INS: 0xB0, Ne: 4}} {
		raw, err := c.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		if got := card.Transmit(raw); got[len(got)-2] != 0x90 {
			t.Fatalf("%02X answered %X", c.INS, got)
		}
	}
	card.Reset()
	if got := hex.EncodeToString(card.Transmit([]byte{0, 0xB0, 0, 0, 4})); got != "6986" {
		t.Errorf("after a reset: %s", got)
	}
}

// FuzzTransmit checks that no command makes the chip panic or answer without a
// status.
func FuzzTransmit(f *testing.F) {
	for _, seed := range []string{"00a4040c07a0000002471001", "00b09c0008", "10860000027c0000", "0cb000000d9701048e08010203040506070800", "00b100000454020000ff"} {
		raw, err := hex.DecodeString(seed)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		card := New(sample(), nil, Faults{Open: true})
		for _, c := range [][]byte{{0, 0xA4, 4, 0x0C, 7, 0xA0, 0, 0, 2, 0x47, 0x10, 1}, raw, raw} {
			if got := card.Transmit(c); len(got) < 2 {
				t.Fatalf("answer %X", got)
			}
		}
	})
}
