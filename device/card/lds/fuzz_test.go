package lds

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"carddesk/app/port"
	"carddesk/internal/shareddata"
)

// addSeeds gives a fuzz target the sample files and their halves.
func addSeeds(f *testing.F, names ...string) {
	f.Helper()
	f.Add([]byte{})
	for _, name := range names {
		raw := shareddata.Read(f, sample+name)
		f.Add(raw)
		f.Add(raw[:len(raw)/2])
	}
}

func FuzzSOD(f *testing.F) {
	addSeeds(f, "SOD_ok_ec256_sha256.bin", "SOD_ok_rsapss_sha256.bin", "SOD_ok_ski_signer.bin", "SOD_ok_no_cert.bin")
	f.Fuzz(func(t *testing.T, raw []byte) {
		object, err := ParseSecurityObject(raw)
		if err != nil {
			return
		}
		for n, hash := range object.Hashes {
			if n < 1 || n > LastGroup || len(hash) != object.Hash.Size() {
				t.Fatalf("hash of group %d has %d bytes", n, len(hash))
			}
		}
		if len(object.Hashes) == 0 || len(object.Signed.Signers) == 0 {
			t.Fatal("accepted without hashes or signers")
		}
	})
}

func FuzzDG1(f *testing.F) {
	addSeeds(f, "DG1.bin")
	f.Fuzz(func(t *testing.T, raw []byte) {
		zone, err := ParseMRZ(raw)
		if err == nil && !bytes.HasSuffix(raw, []byte(strings.Join(zone.Lines, ""))) {
			t.Fatal("lines are not those of the file")
		}
	})
}

func FuzzDG2(f *testing.F) {
	addSeeds(f, "DG2.bin", "DG2_jpeg.bin")
	f.Fuzz(func(t *testing.T, raw []byte) {
		portrait, err := ParsePortrait(raw)
		if err == nil && (PictureType(portrait.Image) != portrait.Type || portrait.Type == "" || !bytes.Contains(raw, portrait.Image)) {
			t.Fatal("portrait is not a picture in the file")
		}
	})
}

func FuzzDG13(f *testing.F) {
	addSeeds(f, "DG13.bin")
	f.Fuzz(func(t *testing.T, raw []byte) {
		v, err := ParseVietnam(raw)
		if err != nil {
			return
		}
		for _, s := range v.Text {
			if !utf8.ValidString(s) || s == "" {
				t.Fatalf("field %q", s)
			}
		}
		data := port.ChipData{}
		addVietnam(&data, v)
	})
}

func FuzzDG14(f *testing.F) {
	addSeeds(f, "DG14.bin")
	f.Fuzz(func(t *testing.T, raw []byte) {
		security, err := ParseSecurity(raw)
		if err != nil {
			return
		}
		for _, key := range security.ChipKeys {
			if key.Key.Describe() == "" {
				t.Fatal("key of no kind")
			}
		}
	})
}

func FuzzDG15(f *testing.F) {
	addSeeds(f, "DG15.bin", "DG15_rsa2048.bin")
	f.Fuzz(func(t *testing.T, raw []byte) {
		if key, err := ParseActiveKey(raw); err == nil && (key.RSA == nil) == (key.EC == nil) {
			t.Fatal("not exactly one kind of key")
		}
	})
}

func FuzzSmallFiles(f *testing.F) {
	addSeeds(f, "EF_COM.bin", "EF_CardAccess.bin")
	f.Fuzz(func(t *testing.T, raw []byte) {
		if common, err := ParseCommon(raw); err == nil {
			for _, n := range common.Groups {
				if GroupTag(n) == 0 {
					t.Fatalf("group %d", n)
				}
			}
		}
		_, _ = ParseSecurityInfos(raw)
		_, _ = ParseHolderDetails(raw)
		_, _ = ParseDocumentDetails(raw)
	})
}
