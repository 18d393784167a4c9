package lds

import (
	"bytes"
	"crypto"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"carddesk/app/port"
	"carddesk/device/card/ber"
	"carddesk/internal/shareddata"
)

const sample = "emrtd/synthetic_cccd/"

func TestNames(t *testing.T) {
	for n := 1; n <= LastGroup; n++ {
		got, ok := Number(Group(n))
		back, known := groupOfTag(GroupTag(n))
		if !ok || got != n || !known || back != n {
			t.Errorf("group %d: %d %v, tag %X of %d", n, got, ok, GroupTag(n), back)
		}
	}
	for _, name := range []port.CardFile{"", "DG", "DG0", "DG17", "DG01", "DG1x", "EF.COM", "dg1", "DG-1"} {
		if n, ok := Number(name); ok {
			t.Errorf("%q is group %d", name, n)
		}
	}
	if GroupTag(0) != 0 || GroupTag(17) != 0 {
		t.Error("tags of groups that do not exist")
	}
}

func TestCommon(t *testing.T) {
	raw := shareddata.Read(t, sample+"EF_COM.bin")
	common, err := ParseCommon(raw)
	if err != nil {
		t.Fatal(err)
	}
	want := Common{Version: "0108", Unicode: "040000", Groups: []int{1, 2, 13, 14, 15}}
	if !reflect.DeepEqual(common, want) {
		t.Errorf("%+v", common)
	}
	if got := BuildCommon(common.Groups); !bytes.Equal(got, raw) {
		t.Errorf("written %X", got)
	}
	odd, err := ParseCommon(ber.TLV(0x60, ber.TLV(0x5F01, []byte("1.8")), ber.TLV(0x5C, []byte{0x6F, 0x61, 0x61, 0x99})))
	if err != nil || odd.Version != "" || !slices.Equal(odd.Groups, []int{1, 15}) || !slices.Equal(odd.Unknown, []ber.Tag{0x99}) {
		t.Errorf("%+v %v", odd, err)
	}
	for name, bad := range map[string][]byte{
		"empty": nil, "other tag": ber.TLV(0x61), "no list": ber.TLV(0x60, ber.TLV(0x5F01, []byte("0108"))),
		"cut": raw[:20], "followed": append(bytes.Clone(raw), 0), "huge": ber.TLV(0x60, make([]byte, MaxFile)),
	} {
		if _, err := ParseCommon(bad); !errors.Is(err, ErrFile) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSecurityObject(t *testing.T) {
	for _, c := range []struct {
		file   string
		hash   crypto.Hash
		groups int
		certs  int
	}{
		{"SOD_ok_ec256_sha256.bin", crypto.SHA256, 5, 1},
		{"SOD_ok_lds_sha1.bin", crypto.SHA1, 5, 1},
		{"SOD_ok_lds_sha224.bin", crypto.SHA224, 5, 1},
		{"SOD_ok_lds_sha512_signer_sha256.bin", crypto.SHA512, 5, 1},
		{"SOD_ok_no_cert.bin", crypto.SHA256, 5, 0},
		{"SOD_bad_dg15_missing.bin", crypto.SHA256, 4, 1},
	} {
		t.Run(c.file, func(t *testing.T) {
			object, err := ParseSecurityObject(shareddata.Read(t, sample+c.file))
			if err != nil {
				t.Fatal(err)
			}
			if object.Hash != c.hash || len(object.Hashes) != c.groups || len(object.Signed.Certificates) != c.certs {
				t.Errorf("%v, %d groups, %d certificates", object.Hash, len(object.Hashes), len(object.Signed.Certificates))
			}
		})
	}
	whole := shareddata.Read(t, sample+"SOD_ok_ec256_sha256.bin")
	for n := range len(whole) {
		if _, err := ParseSecurityObject(whole[:n]); !errors.Is(err, ErrFile) {
			t.Fatalf("cut to %d bytes: %v", n, err)
		}
	}
}

// TestSecurityContent checks the inner structure, which a signer could get wrong.
func TestSecurityContent(t *testing.T) {
	sha256 := ber.Seq(ber.ObjectID("2.16.840.1.101.3.4.2.1"), ber.Null())
	entry := func(n int64, size int) []byte {
		return ber.Seq(ber.Integer(n), ber.TLV(ber.TagOctetString, make([]byte, size)))
	}
	versions := ber.Seq(ber.TLV(ber.TagPrintableString, []byte("0108")), ber.TLV(ber.TagPrintableString, []byte("040000")))
	for _, c := range []struct {
		name string
		raw  []byte
		ok   bool
	}{
		{"version 0", ber.Seq(ber.Integer(0), sha256, ber.Seq(entry(1, 32))), true},
		{"version 1", ber.Seq(ber.Integer(1), sha256, ber.Seq(entry(1, 32)), versions), true},
		{"version 2", ber.Seq(ber.Integer(2), sha256, ber.Seq(entry(1, 32))), false},
		{"negative version", ber.Seq([]byte{2, 1, 0xFF}, sha256, ber.Seq(entry(1, 32))), false},
		{"no hashes", ber.Seq(ber.Integer(0), sha256, ber.Seq()), false},
		{"group 0", ber.Seq(ber.Integer(0), sha256, ber.Seq(entry(0, 32))), false},
		{"group 17", ber.Seq(ber.Integer(0), sha256, ber.Seq(entry(17, 32))), false},
		{"group twice", ber.Seq(ber.Integer(0), sha256, ber.Seq(entry(1, 32), entry(1, 32))), false},
		{"short hash", ber.Seq(ber.Integer(0), sha256, ber.Seq(entry(1, 20))), false},
		{"empty hash", ber.Seq(ber.Integer(0), sha256, ber.Seq(entry(1, 0))), false},
		{"unknown hash", ber.Seq(ber.Integer(0), ber.Seq(ber.ObjectID("1.2.840.113549.2.5"), ber.Null()), ber.Seq(entry(1, 16))), false},
		{"more behind", append(ber.Seq(ber.Integer(0), sha256, ber.Seq(entry(1, 32))), 5, 0), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			var object SecurityObject
			if err := object.parseContent(c.raw); (err == nil) != c.ok {
				t.Errorf("error %v", err)
			}
			if c.name == "version 1" && (object.LDSVersion != "0108" || object.UnicodeVersion != "040000") {
				t.Errorf("versions %q %q", object.LDSVersion, object.UnicodeVersion)
			}
		})
	}
}

func TestPortrait(t *testing.T) {
	for _, c := range []struct{ file, picture, kind string }{
		{"DG2.bin", "face.jp2", "image/jp2"},
		{"DG2_jpeg.bin", "face.jpg", "image/jpeg"},
	} {
		raw, picture := shareddata.Read(t, sample+c.file), shareddata.Read(t, sample+c.picture)
		got, err := ParsePortrait(raw)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got.Image, picture) || got.Type != c.kind || got.Width != 240 || got.Height != 320 || got.Faces != 1 {
			t.Errorf("%s: %s %d×%d, %d bytes", c.file, got.Type, got.Width, got.Height, len(got.Image))
		}
		built, err := BuildPortrait(picture, got.Width, got.Height)
		if err != nil {
			t.Fatal(err)
		}
		back, err := ParsePortrait(built)
		if err != nil || !reflect.DeepEqual(back, got) {
			t.Errorf("%s: written and read: %v", c.file, err)
		}
		for n := range 120 {
			if _, err := ParsePortrait(raw[:n]); err == nil {
				t.Fatalf("%s cut to %d bytes accepted", c.file, n)
			}
		}
	}
	if _, err := BuildPortrait([]byte("GIF89a"), 1, 1); err == nil {
		t.Error("GIF written")
	}
}

// face wraps a record as DG2 does.
func face(count int64, data []byte) []byte {
	return ber.TLV(0x75, ber.TLV(0x7F61, ber.Integer(count), ber.TLV(0x7F60, ber.TLV(0xA1), data)))
}

func TestOddPortraits(t *testing.T) {
	jpeg := append([]byte{0xFF, 0xD8, 0xFF, 0xE1}, make([]byte, 40)...) // Exif
	codestream := append([]byte{0xFF, 0x4F, 0xFF, 0x51}, make([]byte, 40)...)
	record := func(features int, block, length uint32, picture []byte) []byte {
		b := append([]byte("FAC\x00010\x00"), byte(length>>24), byte(length>>16), byte(length>>8), byte(length), 0, 1)
		b = append(b, byte(block>>24), byte(block>>16), byte(block>>8), byte(block), byte(features>>8), byte(features))
		b = append(b, make([]byte, 14+8*min(features, 8)+12)...)
		return append(b, picture...)
	}
	size := func(features int, picture []byte) uint32 { return uint32(20 + 8*features + 12 + len(picture)) }
	plain := func(b []byte) []byte { return ber.TLV(0x5F2E, b) }
	for _, c := range []struct {
		name string
		raw  []byte
		kind string
		err  error
	}{
		{"Exif", face(1, plain(record(0, size(0, jpeg), 14+size(0, jpeg), jpeg))), "image/jpeg", nil},
		{"bare codestream", face(1, plain(record(0, size(0, codestream), 14+size(0, codestream), codestream))), "image/jp2", nil},
		{"feature points", face(1, plain(record(4, size(4, jpeg), 14+size(4, jpeg), jpeg))), "image/jpeg", nil},
		{"wrong record length", face(1, plain(record(0, size(0, jpeg), 99999, jpeg))), "image/jpeg", nil},
		{"record padded", face(1, plain(append(record(0, size(0, jpeg), 14+size(0, jpeg), jpeg), 0, 0, 0))), "image/jpeg", nil},
		{"constructed data", face(1, ber.TLV(0x7F2E, record(0, size(0, jpeg), 14+size(0, jpeg), jpeg))), "image/jpeg", nil},
		{"newer coding", face(1, ber.TLV(0x7F2E, ber.TLV(0x30, ber.Integer(1), ber.TLV(0xA0, ber.TLV(0x81, jpeg))))), "image/jpeg", nil},
		{"newer coding without picture", face(1, ber.TLV(0x7F2E, ber.TLV(0x30, ber.Integer(1)))), "", ErrNoPortrait},
		{"PNG", face(1, plain(record(0, size(0, []byte("\x89PNG0123456789")), 60, []byte("\x89PNG0123456789")))), "", ErrNoPortrait},
		{"block too long", face(1, plain(record(0, 0xFFFFFFFF, 100, jpeg))), "", ErrFile},
		{"too many feature points", face(1, plain(record(0xFFFF, size(0, jpeg), 100, jpeg))), "", ErrFile},
		{"no picture", face(1, plain(record(0, 32, 46, nil))), "", ErrFile},
		{"no face record", face(1, plain(make([]byte, 100))), "", ErrNoPortrait},
		{"count zero", face(0, plain(jpeg)), "", ErrFile},
		{"count 255", face(255, plain(jpeg)), "", ErrFile},
		{"no template", ber.TLV(0x75, ber.TLV(0x7F61, ber.Integer(1))), "", ErrFile},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := ParsePortrait(c.raw)
			if !errors.Is(err, c.err) || got.Type != c.kind {
				t.Errorf("%q, %v", got.Type, err)
			}
		})
	}
}

func TestSecurity(t *testing.T) {
	security, err := ParseSecurity(shareddata.Read(t, sample+"DG14.bin"))
	if err != nil {
		t.Fatal(err)
	}
	if len(security.Infos) != 3 || len(security.Chip) != 1 || len(security.ChipKeys) != 1 {
		t.Fatalf("%d infos, %d variants, %d keys", len(security.Infos), len(security.Chip), len(security.ChipKeys))
	}
	if want := (ChipAuthentication{OIDChipECDH + ".2", 1, 1}); security.Chip[0] != want {
		t.Errorf("%+v", security.Chip[0])
	}
	key := security.ChipKeys[0]
	if key.KeyID != 1 || key.Key.Describe() != "EC brainpoolP256r1" || !key.Key.EC.Explicit {
		t.Errorf("%+v", key)
	}
	if security.ActiveAlgorithm == nil || security.ActiveAlgorithm.Hash != crypto.SHA256 {
		t.Errorf("active authentication %+v", security.ActiveAlgorithm)
	}
	infos, err := ParseSecurityInfos(shareddata.Read(t, sample+"EF_CardAccess.bin"))
	if err != nil || len(infos) != 3 || infos[2].Protocol != "0.4.0.127.0.7.2.2.4.2.2" {
		t.Errorf("EF.CardAccess: %+v, %v", infos, err)
	}
}

func TestOddSecurity(t *testing.T) {
	dg14 := func(infos ...[]byte) []byte { return ber.TLV(0x6E, ber.TLV(ber.TagSet, infos...)) }
	dhKey := ber.Seq(ber.ObjectID(OIDChipKeyDH), ber.Seq(ber.Seq(ber.ObjectID("1.2.840.10046.2.1"), ber.Seq()), ber.BitString([]byte{2, 1, 5})))
	for _, c := range []struct {
		name string
		raw  []byte
		keys int
		ok   bool
	}{
		{"empty set", dg14(), 0, true},
		{"key of unknown kind", dg14(dhKey), 0, true},
		{"unknown protocol", dg14(ber.Seq(ber.ObjectID("1.2.3.4"), ber.TLV(0x0C, []byte("x")))), 0, true},
		{"unknown signature", dg14(ber.Seq(ber.ObjectID(OIDActive), ber.Integer(1), ber.ObjectID("1.2.3"))), 0, true},
		{"three parameters", dg14(ber.Seq(ber.ObjectID("1.2.3"), ber.Null(), ber.Null(), ber.Null())), 0, false},
		{"no parameter", dg14(ber.Seq(ber.ObjectID("1.2.3"))), 0, false},
		{"version is text", dg14(ber.Seq(ber.ObjectID(OIDChipECDH+".2"), ber.TLV(0x0C, []byte("1")))), 0, false},
		{"negative key id", dg14(ber.Seq(ber.ObjectID(OIDChipECDH+".2"), ber.Integer(1), []byte{2, 1, 0xFE})), 0, false},
		{"sequence instead of set", ber.TLV(0x6E, ber.Seq()), 0, false},
		{"nothing", ber.TLV(0x6E), 0, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			security, err := ParseSecurity(c.raw)
			if (err == nil) != c.ok || len(security.ChipKeys) != c.keys {
				t.Errorf("%d keys, %v", len(security.ChipKeys), err)
			}
		})
	}
}

func TestActiveKey(t *testing.T) {
	for file, want := range map[string]string{"DG15.bin": "EC P-256", "DG15_rsa2048.bin": "RSA 2048"} {
		key, err := ParseActiveKey(shareddata.Read(t, sample+file))
		if err != nil || key.Describe() != want {
			t.Errorf("%s: %s, %v", file, key.Describe(), err)
		}
	}
	for _, bad := range [][]byte{nil, {0x6F, 0}, {0x6E, 2, 0x30, 0}, {0x6F, 2, 0x30, 0}} {
		if _, err := ParseActiveKey(bad); err == nil {
			t.Errorf("%X accepted", bad)
		}
	}
}

func TestDetails(t *testing.T) {
	holder, err := ParseHolderDetails(ber.TLV(0x6B,
		ber.TLV(0x5C, []byte{0x5F, 0x0E}), ber.TLV(0x5F0E, []byte("NGUYEN<<VAN<AN")),
		ber.TLV(0xA0, ber.Integer(1), ber.TLV(0x5F0F, []byte("NGUYEN<BA"))),
		ber.TLV(0x5F2B, []byte{0x19, 0x90, 0x07, 0x00}), ber.TLV(0x5F42, []byte("SO 1<HA NOI")),
		ber.TLV(0x5F12, []byte{0x1B, '[', '2', 'J'}), ber.TLV(0x5F14, []byte("x"))))
	if err != nil {
		t.Fatal(err)
	}
	want := HolderDetails{
		Name: "NGUYEN VAN AN", OtherNames: []string{"NGUYEN BA"}, Birth: "19900700",
		Address: "SO 1 HA NOI", Unknown: []ber.Tag{0x5F14},
	}
	if !reflect.DeepEqual(holder, want) {
		t.Errorf("%+v", holder)
	}
	document, err := ParseDocumentDetails(ber.TLV(0x6C, ber.TLV(0x5F19, []byte("CUC A")), ber.TLV(0x5F26, []byte("20240701")), ber.TLV(0x5F55, []byte{1})))
	if err != nil || document.Authority != "CUC A" || document.Issued != "20240701" || len(document.Unknown) != 1 {
		t.Errorf("%+v %v", document, err)
	}
	if _, err := ParseHolderDetails([]byte{0x6B, 1, 0x5F}); !errors.Is(err, ErrFile) {
		t.Error(err)
	}
	if got := dashed("19900700"); got != "1990-07" {
		t.Errorf("partial date %q", got)
	}
}

func TestDetailTextProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := rapid.SliceOf(rapid.Byte()).Draw(t, "bytes")
		out := detailText(in)
		if strings.ContainsAny(out, "<\x00\x1b\n") || strings.TrimSpace(out) != out {
			t.Fatalf("%q", out)
		}
	})
}
