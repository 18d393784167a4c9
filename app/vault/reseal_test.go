package vault

import (
	"crypto/rand"
	"errors"
	"testing"
)

// TestReplace: the new key opens all that the old ones sealed, the old ones
// nothing that was wrapped anew.
func TestReplace(t *testing.T) {
	first, err := NewOffice(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	place := Place{Table: "user", Row: "u", Column: "profile"}
	name, err := first.Seal(place, []byte("tên"))
	if err != nil {
		t.Fatal(err)
	}
	_, wrapped, err := first.NewDossier("d")
	if err != nil {
		t.Fatal(err)
	}
	second, err := first.Replace()
	if err != nil {
		t.Fatal(err)
	}
	payload, err := second.SealLog(place, []byte("dòng"))
	if err != nil {
		t.Fatal(err)
	}
	third, err := second.Replace()
	if err != nil {
		t.Fatal(err)
	}
	anew, err := third.Rewrap("d", wrapped)
	if err != nil {
		t.Fatal(err)
	}
	for _, old := range []*Office{first, second} {
		if _, err := old.Dossier("d", anew); !errors.Is(err, ErrSealed) {
			t.Errorf("an old key opens what was wrapped anew: %v", err)
		}
	}
	// As after a login: the key from its slot, the older ones from their table.
	retired, err := third.Retired()
	if err != nil || len(retired) != 2 {
		t.Fatalf("%d retired keys, %v", len(retired), err)
	}
	again, err := officeOf(third.key, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := again.Open(place, name); !errors.Is(err, ErrSealed) {
		t.Errorf("opens without the retired keys: %v", err)
	}
	if err := again.OpenRetired([][]byte{retired[1], retired[0]}); !errors.Is(err, ErrSealed) {
		t.Errorf("swapped: %v", err)
	}
	if err := again.OpenRetired(retired); err != nil {
		t.Fatal(err)
	}
	if plain, err := again.Open(place, name); err != nil || string(plain) != "tên" {
		t.Errorf("name of the first key: %q, %v", plain, err)
	}
	if plain, err := again.OpenLog(place, payload); err != nil || string(plain) != "dòng" {
		t.Errorf("entry of the second key: %q, %v", plain, err)
	}
	for _, w := range [][]byte{wrapped, anew} {
		if _, err := again.Dossier("d", w); err != nil {
			t.Errorf("dossier key: %v", err)
		}
	}
}
