package ber

import (
	"bytes"
	"testing"
)

// FuzzTLV checks that whatever is read fits what was there, and that the
// definite form of it reads the same.
func FuzzTLV(f *testing.F) {
	for _, seed := range []string{
		"", "0403010203", "30800401AA0000", "308024800401AA00000000", "0484FFFFFFFF00",
		"5F1F024142", "7F6181020500", "1F8181818181", "A0803080048101AA00000000",
	} {
		f.Add(unhex(f, seed))
	}
	f.Add(bytes.Repeat([]byte{0x30, 0x80}, 200))
	f.Fuzz(func(t *testing.T, in []byte) {
		e, rest, err := Next(in)
		if err != nil {
			return
		}
		if len(e.Raw)+len(rest) != len(in) || !bytes.HasPrefix(in, e.Raw) || !bytes.Contains(e.Raw, e.Content) {
			t.Fatal("element is not part of the input")
		}
		definite, err := Definite(e)
		if err != nil {
			return
		}
		again, err := Only(definite)
		if err != nil {
			t.Fatalf("definite form does not read: %v", err)
		}
		twice, err := Definite(again)
		if err != nil || !bytes.Equal(twice, definite) {
			t.Fatal("definite form is not stable")
		}
		_, _ = e.OID()
		_, _ = e.Int()
		_, _ = e.Text()
		_, _ = e.Octets()
		_, _ = e.Time()
	})
}
