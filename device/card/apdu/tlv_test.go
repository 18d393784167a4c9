package apdu

import (
	"bytes"
	"errors"
	"testing"

	"pgregory.net/rapid"
)

func TestParseHeader(t *testing.T) {
	for _, tt := range []struct {
		in             string
		tag            uint32
		header, length int
	}{
		{"8100", 0x81, 2, 0},
		{"601C5F01", 0x60, 2, 28},
		{"7F4981AB", 0x7F49, 4, 0xAB},
		{"758247C0", 0x75, 4, 0x47C0},
		{"7583012345", 0x75, 5, 0x012345},
		{"5F8F0101", 0x5F8F01, 4, 1},
		{"30847FFFFFFF", 0x30, 6, 1<<31 - 1},
	} {
		tag, header, length, err := ParseHeader(unhex(t, tt.in))
		if err != nil || tag != tt.tag || header != tt.header || length != tt.length {
			t.Errorf("%s: %X, %d, %d, %v", tt.in, tag, header, length, err)
		}
	}
	for _, short := range []string{"", "7F", "75", "7582", "758247", "7F49", "7F4982"} {
		if _, _, _, err := ParseHeader(unhex(t, short)); !errors.Is(err, ErrShortHeader) {
			t.Errorf("%q: %v, want incomplete", short, err)
		}
	}
	for _, bad := range []string{"3080", "30850000000001", "3084FFFFFFFF", "308480000000", "5F8F8F8F01"} {
		if _, _, _, err := ParseHeader(unhex(t, bad)); !errors.Is(err, ErrTLV) || errors.Is(err, ErrShortHeader) {
			t.Errorf("%q: %v, want malformed", bad, err)
		}
	}
}

func TestParseObjectsRefuses(t *testing.T) {
	for name, bad := range map[string][]byte{
		"value cut off":   unhex(t, "870501"),
		"length bomb":     unhex(t, "87847FFFFFFF01"),
		"second cut off":  unhex(t, "990290008E"),
		"too many":        bytes.Repeat([]byte{0x81, 0}, maxObjects+1),
		"indefinite form": unhex(t, "30800000"),
	} {
		if _, err := ParseObjects(bad); !errors.Is(err, ErrTLV) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestObjectRoundTrip(t *testing.T) {
	tags := []uint32{0x81, 0x87, 0x7C, 0x5F01, 0x7F49, 0x5F8F01}
	rapid.Check(t, func(t *rapid.T) {
		var raw []byte
		n := rapid.IntRange(0, 5).Draw(t, "objects")
		var want []Object
		for range n {
			o := Object{
				Tag:   rapid.SampledFrom(tags).Draw(t, "tag"),
				Value: make([]byte, rapid.OneOf(rapid.IntRange(0, 300), rapid.IntRange(65500, 65600)).Draw(t, "length")),
			}
			want = append(want, o)
			raw = AppendObject(raw, o.Tag, o.Value)
		}
		got, err := ParseObjects(raw)
		if err != nil || len(got) != n {
			t.Fatalf("%d objects, %v", len(got), err)
		}
		for i, o := range got {
			if o.Tag != want[i].Tag || !bytes.Equal(o.Value, want[i].Value) {
				t.Fatalf("object %d is %X of %d bytes", i, o.Tag, len(o.Value))
			}
		}
	})
}

func FuzzParseObjects(f *testing.F) {
	for _, seed := range []string{"8709019ff0ec34f9922651990290008e08ad55cc17140b2ded", "7c12801095a3a016522ee98d01e76cb6b98b42c3", "3084ffffffff", "5f8f8f8f"} {
		f.Add(unhex(f, seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		objects, err := ParseObjects(raw)
		if err != nil {
			return
		}
		var joined []byte
		for _, o := range objects {
			joined = append(joined, o.Raw...)
		}
		if !bytes.Equal(joined, raw) {
			t.Fatal("objects do not add up to what was parsed")
		}
	})
}
