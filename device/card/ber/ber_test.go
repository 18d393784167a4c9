package ber

import (
	"bytes"
	"encoding/asn1"
	"encoding/hex"
	"errors"
	"math/big"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestNext(t *testing.T) {
	for _, c := range []struct {
		name, in     string
		tag          Tag
		content, raw string
		rest         string
		err          error
	}{
		{"short", "0403 010203", 0x04, "010203", "0403010203", "", nil},
		{"rest", "0401 01 0500", 0x04, "01", "040101", "0500", nil},
		{"two-byte tag", "5F1F02 4142", 0x5F1F, "4142", "5F1F024142", "", nil},
		{"three-byte tag", "7F8101 00", 0x7F8101, "", "7F810100", "", nil},
		{"long length", "048103 010203", 0x04, "010203", "048103010203", "", nil},
		{"length with leading zeros", "0484 00000001 FF", 0x04, "FF", "048400000001FF", "", nil},
		{"indefinite", "3080 0401AA 0000 0500", 0x30, "0401AA", "30800401AA0000", "0500", nil},
		{"indefinite in indefinite", "3080 2480 0401AA 0000 0000", 0x30, "24800401AA0000", "308024800401AA00000000", "", nil},
		{"empty", "", 0, "", "", "", ErrTruncated},
		{"no length", "30", 0, "", "", "", ErrTruncated},
		{"zero tag", "0000", 0, "", "", "", ErrTag},
		{"endless tag", "1F8181818181", 0, "", "", "", ErrTag},
		{"cut tag", "1F81", 0, "", "", "", ErrTruncated},
		{"cut length", "0482 01", 0, "", "", "", ErrTruncated},
		{"cut content", "0403 0102", 0, "", "", "", ErrTruncated},
		{"length bomb", "0484 FFFFFFFF 00", 0, "", "", "", ErrLength},
		{"longer length bomb", "0488 0000000000000001 00", 0, "", "", "", ErrLength},
		{"indefinite primitive", "0480 00 0000", 0, "", "", "", ErrLength},
		{"no end mark", "3080 0401AA", 0, "", "", "", ErrTruncated},
		{"half end mark", "3080 00", 0, "", "", "", ErrTruncated},
		{"nested for ever", strings.Repeat("3080", 1000), 0, "", "", "", ErrDepth},
	} {
		t.Run(c.name, func(t *testing.T) {
			e, rest, err := Next(unhex(t, c.in))
			if !errors.Is(err, c.err) {
				t.Fatalf("error %v, want %v", err, c.err)
			}
			if err != nil {
				return
			}
			if e.Tag != c.tag || !bytes.Equal(e.Content, unhex(t, c.content)) || !bytes.Equal(e.Raw, unhex(t, c.raw)) || !bytes.Equal(rest, unhex(t, c.rest)) {
				t.Errorf("tag %X content %X raw %X rest %X", e.Tag, e.Content, e.Raw, rest)
			}
		})
	}
}

func TestManyElementsAreRefused(t *testing.T) {
	bomb := TLV(TagSequence, bytes.Repeat([]byte{5, 0}, MaxChildren+1))
	e, err := Only(bomb)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.Children(); !errors.Is(err, ErrCount) {
		t.Errorf("children: %v", err)
	}
	endless := append([]byte{0x30, 0x80}, bytes.Repeat([]byte{5, 0}, MaxChildren+2)...)
	if _, _, err := Next(endless); !errors.Is(err, ErrCount) {
		t.Errorf("indefinite: %v", err)
	}
}

func TestCursor(t *testing.T) {
	e, err := Only(Seq(Integer(7), ObjectID("2.23.136.1.1.1"), TLV(Context(0, true), Integer(1))))
	if err != nil {
		t.Fatal(err)
	}
	c := Walk(e, TagSequence)
	n, _ := c.Take(TagInteger).Small()
	if _, ok := c.Optional(TagSet); ok {
		t.Error("an absent element was read")
	}
	oid, _ := c.Take(TagOID).OID()
	inner, innerErr := c.Enter(Context(0, true)).Take(TagInteger).Small()
	if n != 7 || oid != "2.23.136.1.1.1" || inner != 1 || innerErr != nil || c.End() != nil {
		t.Errorf("%d %s %d %v", n, oid, inner, c.Err())
	}

	c = Walk(e, TagSequence)
	c.Take(TagInteger)
	if err := c.End(); !errors.Is(err, ErrTrailing) {
		t.Errorf("left over: %v", err)
	}
	c = Walk(e, TagSequence)
	c.Take(TagSet)
	c.Take(TagInteger)
	if err := c.Err(); !errors.Is(err, ErrUnexpected) || c.More() {
		t.Errorf("wrong tag: %v", err)
	}
	if err := Walk(e, TagSet).Err(); !errors.Is(err, ErrUnexpected) {
		t.Errorf("wrong start: %v", err)
	}
}

func TestValues(t *testing.T) {
	element := func(s string) Element {
		e, err := Only(unhex(t, s))
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	if n, err := element("0202 FF7F").Int(); err != nil || n.Int64() != -129 {
		t.Errorf("negative integer: %v %v", n, err)
	}
	if _, err := element("0205 0100000000").Small(); err == nil {
		t.Error("large integer taken as small")
	}
	if _, err := element("0200").Int(); err == nil {
		t.Error("empty integer taken")
	}
	if b, err := element("2480 0401AA 2403 0401BB 0000").Octets(); err != nil || !bytes.Equal(b, []byte{0xAA, 0xBB}) {
		t.Errorf("octets in pieces: %X %v", b, err)
	}
	if _, err := element("2402 0500").Octets(); err == nil {
		t.Error("null taken as octets")
	}
	if _, err := element("0302 0780").Bits(); err == nil {
		t.Error("unused bits taken as bytes")
	}
	for in, want := range map[string]string{
		"0C03 E1BAA1": "ạ", "1302 4142": "AB", "1401 E9": "é", "1E04 1EA10041": "ạA",
	} {
		if got, err := element(in).Text(); err != nil || got != want {
			t.Errorf("text %s: %q %v", in, got, err)
		}
	}
	for _, in := range []string{"0C01 FF", "1E01 41", "0401 41"} {
		if got, err := element(in).Text(); err == nil {
			t.Errorf("text %s: %q", in, got)
		}
	}
	if _, err := ParseOID(unhex(t, "8837")); err != nil {
		t.Error(err)
	}
	for _, in := range []string{"", "80", "2A86", "2AFFFFFFFFFFFFFFFFFFFF7F"} {
		if oid, err := ParseOID(unhex(t, in)); err == nil {
			t.Errorf("identifier %s: %s", in, oid)
		}
	}
}

func TestTime(t *testing.T) {
	for _, c := range []struct {
		tag  Tag
		text string
		want string
	}{
		{TagUTCTime, "261125013811Z", "2026-11-25T01:38:11Z"},
		{TagUTCTime, "491231235959Z", "2049-12-31T23:59:59Z"},
		{TagUTCTime, "500101000000Z", "1950-01-01T00:00:00Z"},
		{TagUTCTime, "000229000000Z", "2000-02-29T00:00:00Z"},
		{TagGeneralizedTime, "20521231235959Z", "2052-12-31T23:59:59Z"},
		{TagUTCTime, "2611250138Z", ""},
		{TagUTCTime, "261332013811Z", ""},
		{TagOctetString, "261125013811Z", ""},
	} {
		got, err := Element{Tag: c.tag, Content: []byte(c.text)}.Time()
		if (err == nil) != (c.want != "") || err == nil && got.Format(time.RFC3339) != c.want {
			t.Errorf("%s: %v %v", c.text, got, err)
		}
	}
}

func TestWriting(t *testing.T) {
	if got := SetOf([]byte{2, 1, 9}, []byte{2, 1, 1}); !bytes.Equal(got, unhex(t, "3106 020101 020109")) {
		t.Errorf("set %X", got)
	}
	for n, want := range map[int64]string{0: "020100", 127: "02017F", 128: "02020080", 256: "02020100"} {
		if got := Integer(n); !bytes.Equal(got, unhex(t, want)) {
			t.Errorf("%d: %X", n, got)
		}
	}
	e, err := Only(unhex(t, "A080 3080 048101AA 0000 0000"))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := Definite(e); err != nil || !bytes.Equal(got, unhex(t, "A005 3003 0401AA")) {
		t.Errorf("definite %X %v", got, err)
	}
}

// TestAgreesWithStandardLibrary writes with one and reads with the other.
func TestAgreesWithStandardLibrary(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(0, 1<<62).Draw(t, "number")
		octets := rapid.SliceOfN(rapid.Byte(), 0, 70000).Draw(t, "octets")
		arcs := append([]int{rapid.IntRange(0, 2).Draw(t, "top"), rapid.IntRange(0, 39).Draw(t, "second")},
			rapid.SliceOfN(rapid.IntRange(0, 1<<28), 0, 8).Draw(t, "arcs")...)
		type structure struct {
			N      *big.Int
			OID    asn1.ObjectIdentifier
			Octets []byte
		}
		theirs, err := asn1.Marshal(structure{big.NewInt(n), arcs, octets})
		if err != nil {
			t.Fatal(err)
		}
		e, err := Only(theirs)
		if err != nil {
			t.Fatal(err)
		}
		c := Walk(e, TagSequence)
		gotN, errN := c.Take(TagInteger).Int()
		gotOID, errOID := c.Take(TagOID).OID()
		gotOctets, errOctets := c.Take(TagOctetString).Octets()
		if err := errors.Join(errN, errOID, errOctets, c.End()); err != nil {
			t.Fatal(err)
		}
		if gotN.Int64() != n || string(gotOID) != asn1.ObjectIdentifier(arcs).String() || !bytes.Equal(gotOctets, octets) {
			t.Fatalf("read %v %v", gotN, gotOID)
		}
		ours := Seq(Integer(n), ObjectID(gotOID), TLV(TagOctetString, octets))
		if !bytes.Equal(ours, theirs) {
			t.Fatal("written differently")
		}
	})
}
