package access

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestPasswordsRefuse(t *testing.T) {
	for _, fields := range [][3]string{
		{"", "900701", "300701"}, {strings.Repeat("1", 23), "900701", "300701"},
		{"090000002", "90070", "300701"}, {"090000002", "900701", "20300701"},
		{"09000000-", "900701", "300701"}, {"090000002", "9007 1", "300701"}, {"090000002", "900701", "30070á"},
	} {
		if _, err := MRZPassword(fields[0], fields[1], fields[2]); !errors.Is(err, ErrPassword) {
			t.Errorf("%q: %v", fields, err)
		}
	}
	for _, can := range []string{"", "12345", "1234567", "12345a", "12 456"} {
		if _, err := CANPassword(can); !errors.Is(err, ErrPassword) {
			t.Errorf("CAN %q: %v", can, err)
		}
	}
	can, err := CANPassword("123456")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := NewBACKeys(can); !errors.Is(err, ErrPassword) {
		t.Errorf("BAC with a CAN: %v", err)
	}
}

func TestPasswordHidesItself(t *testing.T) {
	can, err := CANPassword("123456")
	if err != nil {
		t.Fatal(err)
	}
	mrz, err := MRZPassword("090000002", "900701", "300701")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []Password{can, mrz} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
			if shown := fmt.Sprintf(verb, p); strings.ContainsAny(shown, "0123456789") {
				t.Errorf("%s shows %s", verb, shown)
			}
		}
	}
}

// TestCheckDigitCatchesSlips checks what the digit is for: any single wrong
// digit changes it.
func TestCheckDigitCatchesSlips(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		field := []byte(rapid.StringMatching(`[0-9]{9}`).Draw(t, "field"))
		before, err := checkDigit(string(field))
		if err != nil {
			t.Fatal(err)
		}
		i := rapid.IntRange(0, 8).Draw(t, "place")
		field[i] = '0' + (field[i]-'0'+byte(rapid.IntRange(1, 9).Draw(t, "slip")))%10
		after, err := checkDigit(string(field))
		if err != nil || after == before {
			t.Fatalf("digit stays %c (%v)", before, err)
		}
	})
}
