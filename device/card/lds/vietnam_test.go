package lds

import (
	"bytes"
	"errors"
	"maps"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"carddesk/app/port"
	"carddesk/device/card/ber"
	"carddesk/internal/shareddata"
)

func TestVietnam(t *testing.T) {
	raw := shareddata.Read(t, sample+"DG13.bin")
	v, err := ParseVietnam(raw)
	if err != nil {
		t.Fatal(err)
	}
	want := map[int]string{
		FieldNumber: "001090000002", FieldName: "Đỗ Đức Mẫu", FieldBirth: "01/07/1990", FieldSex: "Nam",
		FieldNationality: "Việt Nam", FieldEthnic: "Kinh", FieldReligion: "Không",
		FieldOrigin: "Xã Thử Nghiệm, Huyện Mẫu, Hà Nội", FieldResidence: "Số 1 Phố Thử, Quận Mẫu, Hà Nội",
		FieldIdentification: "Nốt ruồi C:1cm dưới mép trái", FieldIssued: "01/07/2024", FieldExpires: "01/07/2030",
		FieldOldNumber: "012345678", FieldSerial: "0123456789ABCDEF",
	}
	if !maps.Equal(v.Text, want) || v.Father != "Đỗ Văn Thử" || v.Mother != "Trần Thị Mẹ" || v.Spouse != "" {
		t.Errorf("%+v", v)
	}
	if v.Unreadable || len(v.Unknown) > 0 {
		t.Errorf("unreadable %v, unknown %v", v.Unreadable, v.Unknown)
	}
	if got := BuildVietnam(v); !bytes.Equal(got, raw) {
		t.Errorf("written otherwise:\n%X\n%X", got, raw)
	}
}

// dg13 wraps fields as cards do.
func dg13(fields ...[]byte) []byte {
	return ber.TLV(0x6D, ber.Seq(ber.Integer(1), ber.ObjectID(OIDVietnam), ber.TLV(ber.TagSet, fields...)))
}

func text(s string) []byte { return ber.TLV(ber.TagUTF8String, []byte(s)) }

func TestOddVietnam(t *testing.T) {
	field := func(n int64, value ...[]byte) []byte {
		return ber.Seq(append([][]byte{ber.Integer(n)}, value...)...)
	}
	for _, c := range []struct {
		name       string
		raw        []byte
		text       map[int]string
		father     string
		spouse     string
		unknown    []int
		unreadable bool
	}{
		{"nothing", dg13(), nil, "", "", nil, false},
		{"left out", dg13(field(2, text("An")), field(3), field(7, ber.Null())), map[int]string{2: "An"}, "", "", nil, false},
		{"decomposed", dg13(field(2, text("A\u0302n"))), map[int]string{2: "Ân"}, "", "", nil, false},
		{"father only", dg13(field(13, ber.Seq(text("Ba")))), nil, "Ba", "", nil, false},
		{"no parents", dg13(field(13, ber.Seq())), nil, "", "", nil, false},
		{"spouse as text", dg13(field(14, text("Vợ"))), nil, "", "Vợ", nil, false},
		{"three parents", dg13(field(13, ber.Seq(text("a"), text("b"), text("c")))), nil, "", "", []int{13}, false},
		{"unknown number", dg13(field(17, text("x"))), nil, "", "", []int{17}, false},
		{"octets", dg13(field(9, ber.TLV(ber.TagOctetString, []byte{1, 2}))), nil, "", "", []int{9}, false},
		{"control characters", dg13(field(2, text("A\x1b[2J"))), nil, "", "", []int{2}, false},
		{"direction override", dg13(field(2, text("A\u202eB"))), nil, "", "", []int{2}, false},
		{"not UTF-8", dg13(field(2, ber.TLV(ber.TagUTF8String, []byte{0xC3}))), nil, "", "", []int{2}, false},
		{"endless text", dg13(field(2, text(strings.Repeat("a", maxFieldText+1)))), nil, "", "", []int{2}, false},
		{"twice", dg13(field(2, text("A")), field(2, text("B"))), map[int]string{2: "A"}, "", "", nil, true},
		{"field without number", dg13(ber.Seq(text("A")), field(2, text("B"))), map[int]string{2: "B"}, "", "", nil, true},
		{"field is no sequence", dg13(text("A"), field(2, text("B"))), map[int]string{2: "B"}, "", "", nil, true},
		{"cut after a field", dg13(field(2, text("B")), []byte{0x30, 0x7F}), map[int]string{2: "B"}, "", "", []int{0}, true},
		{"number of the rest", dg13(field(0, text("x"))), nil, "", "", nil, true},
		{"opaque", ber.TLV(0x6D, []byte{0x53, 0x02, 0xAB, 0xCD}), nil, "", "", []int{0}, true},
		{"random bytes", ber.TLV(0x6D, []byte{0xAB, 0xCD, 0xEF}), nil, "", "", []int{0}, true},
		{"empty", ber.TLV(0x6D), nil, "", "", nil, true},
		{"other identifier", ber.TLV(0x6D, ber.Seq(ber.Integer(1), ber.ObjectID("1.2.3"), ber.TLV(ber.TagSet))), nil, "", "", []int{0}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			v, err := ParseVietnam(c.raw)
			if err != nil {
				t.Fatal(err)
			}
			if !maps.Equal(v.Text, c.text) || v.Father != c.father || v.Spouse != c.spouse || v.Unreadable != c.unreadable {
				t.Errorf("%+v", v)
			}
			if len(v.Unknown) != len(c.unknown) {
				t.Errorf("unknown %v", v.Unknown)
			}
			for _, n := range c.unknown {
				if v.Unknown[n] == nil {
					t.Errorf("field %d not kept", n)
				}
			}
		})
	}
	for _, bad := range [][]byte{nil, {0x6D}, {0x6D, 5, 0}, {0x6E, 0}, append(dg13(), 0)} {
		if _, err := ParseVietnam(bad); !errors.Is(err, ErrFile) {
			t.Errorf("%X: %v", bad, err)
		}
	}
}

func TestVietnamReadsWhatItWrites(t *testing.T) {
	words := rapid.SampledFrom([]string{"", "Đỗ Đức Mẫu", "K’Brêu", "01/07/1990", "ABCDEF", "Hà Nội, Việt Nam"})
	rapid.Check(t, func(t *rapid.T) {
		v := Vietnam{Text: map[int]string{}, Unknown: map[int][]byte{}}
		for n := FieldNumber; n <= FieldSerial; n++ {
			if w := words.Draw(t, "text"); w != "" && n != FieldParents && n != FieldSpouse {
				v.Text[n] = w
			}
		}
		v.Father, v.Mother, v.Spouse = words.Draw(t, "father"), words.Draw(t, "mother"), words.Draw(t, "spouse")
		got, err := ParseVietnam(BuildVietnam(v))
		if err != nil || !reflect.DeepEqual(got, v) {
			t.Fatalf("%+v\n%+v\n%v", v, got, err)
		}
	})
}

func TestSummarise(t *testing.T) {
	files := map[port.CardFile][]byte{}
	for _, n := range []int{1, 2, 13} {
		files[Group(n)] = shareddata.Read(t, sample+string(Group(n))+".bin")
	}
	got, err := Summarise(files)
	if err != nil {
		t.Fatal(err)
	}
	portrait := shareddata.Read(t, sample+"face.jp2")
	zone, err := ParseMRZ(files["DG1"])
	if err != nil {
		t.Fatal(err)
	}
	want := port.ChipData{
		DocumentNumber: "090000002", PersonalNumber: "001090000002", Name: "Đỗ Đức Mẫu", MRZName: "DO DUC MAU",
		MRZ: zone.Text(), Birth: "1990-07-01", Sex: "M", Nationality: "Việt Nam", Ethnic: "Kinh", Religion: "Không",
		Origin: "Xã Thử Nghiệm, Huyện Mẫu, Hà Nội", Residence: "Số 1 Phố Thử, Quận Mẫu, Hà Nội",
		Identification: "Nốt ruồi C:1cm dưới mép trái", Issued: "2024-07-01", Expires: "2030-07-01",
		Father: "Đỗ Văn Thử", Mother: "Trần Thị Mẹ", OldNumber: "012345678", Serial: "0123456789ABCDEF",
		Portrait: portrait, PortraitType: "image/jp2",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v", got)
	}
	if _, err := Summarise(nil); !errors.Is(err, ErrFile) {
		t.Errorf("no DG1: %v", err)
	}

	// What the other groups lack or spoil is left out, with DG1 to fall back on.
	files["DG2"], files["DG13"] = []byte{0x75, 0}, []byte{0x6D, 9}
	got, err = Summarise(files)
	if err != nil || got.Portrait != nil || !got.Unreadable || got.Birth != "1990-07-01" || got.Expires != "2030-07-01" || got.Nationality != "VNM" {
		t.Errorf("%+v %v", got, err)
	}
}

func TestSummariseOddFields(t *testing.T) {
	field := func(n int64, s string) []byte { return ber.Seq(ber.Integer(n), text(s)) }
	files := map[port.CardFile][]byte{
		"DG1": shareddata.Read(t, sample+"DG1.bin"),
		"DG13": dg13(field(3, "1990"), field(4, "Nữ"), field(11, "hôm qua"), field(12, "Không thời hạn"),
			field(16, "987654321"), field(20, "lạ")),
	}
	got, err := Summarise(files)
	if err != nil {
		t.Fatal(err)
	}
	if got.Birth != "1990" || got.Sex != "F" || got.Issued != "" || got.Expires != "" || got.OldNumber != "987654321" || got.Serial != "" {
		t.Errorf("%+v", got)
	}
	if len(got.Unknown) != 2 || string(got.Unknown[FieldIssued]) != "hôm qua" || got.Unknown[20] == nil {
		t.Errorf("unknown %v", got.Unknown)
	}
}

// TestSummariseOtherLayouts: chips without DG13 say in DG11 and DG12 what a desk
// wants to know.
func TestSummariseOtherLayouts(t *testing.T) {
	files := map[port.CardFile][]byte{
		"DG1": BuildMRZ([]string{
			"I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
		}),
		"DG11": ber.TLV(0x6B, ber.TLV(0x5F0E, []byte("ERIKSSON<<ANNA<MARIÄ")), ber.TLV(0x5F2B, []byte("19740812")),
			ber.TLV(0x5F10, []byte("7408-1")), ber.TLV(0x5F42, []byte("ROAD 1<CITY"))),
		"DG12": ber.TLV(0x6C, ber.TLV(0x5F26, []byte("20070415"))),
	}
	got, err := Summarise(files)
	if err != nil {
		t.Fatal(err)
	}
	if got.Name != "ERIKSSON ANNA MARIÄ" || got.Birth != "1974-08-12" || got.PersonalNumber != "7408-1" ||
		got.Residence != "ROAD 1 CITY" || got.Issued != "2007-04-15" || got.Expires != "2012-04-15" || got.Nationality != "UTO" {
		t.Errorf("%+v", got)
	}
	files["DG11"], files["DG12"] = []byte{0x6B, 3}, nil
	got, err = Summarise(files)
	if err != nil || got.Name != "" || got.Birth != "" || got.MRZName != "ERIKSSON ANNA MARIA" {
		t.Errorf("%+v %v", got, err)
	}
}
