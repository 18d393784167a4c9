package person

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestReceiptNumber(t *testing.T) {
	n, err := NewReceiptNumber("hn01", 2, 123)
	if err != nil {
		t.Fatal(err)
	}
	if want := "HN01-02-000123-"; !strings.HasPrefix(string(n), want) || len(n) != len(want)+2 {
		t.Fatalf("number %q", n)
	}
	if n.Office() != "HN01" || n.Station() != 2 || n.Sequence() != 123 {
		t.Errorf("parts %q %d %d", n.Office(), n.Station(), n.Sequence())
	}
	plain := strings.ReplaceAll(string(n), "-", "")
	for _, form := range []string{string(n), strings.ToLower(string(n)), plain, " " + strings.ReplaceAll(string(n), "-", " ") + "\n", n.QR(),
		strings.ToLower(n.QR()), strings.ReplaceAll(string(n), "-0", "-O")} {
		if got, err := ParseReceiptNumber(form); err != nil || got != n {
			t.Errorf("%q: %q, %v", form, got, err)
		}
	}
	if !IsReceiptQR(n.QR()) || IsReceiptQR(string(n)) || IsReceiptQR("001090000002|") || IsReceiptQR("") {
		t.Error("slip's QR code is not told from others")
	}
}

func TestReceiptNumberRefuses(t *testing.T) {
	for _, c := range []struct {
		office            string
		station, sequence int
	}{{"", 1, 1}, {"H", 1, 1}, {"HN0000001", 1, 1}, {"HÀ", 1, 1}, {"H-N", 1, 1}, {"1HN", 1, 1}, {"HN", 0, 1}, {"HN", 100, 1}, {"HN", 1, 0}, {"HN", 1, 1000000}} {
		if n, err := NewReceiptNumber(c.office, c.station, c.sequence); !errors.Is(err, ErrReceiptNumber) {
			t.Errorf("%+v: %q, %v", c, n, err)
		}
	}
	for _, bad := range []string{"", "GH:", "HN01", "HN01-02-000123-00", "HN01-02-00012x-47", strings.Repeat("1", 100), "HN01-00-000123-47"} {
		if n, err := ParseReceiptNumber(bad); !errors.Is(err, ErrReceiptNumber) {
			t.Errorf("%q: %q, %v", bad, n, err)
		}
	}
}

// Every single wrong character and every swap of two neighbours is found.
func TestReceiptNumberDetects(t *testing.T) {
	const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	rapid.Check(t, func(t *rapid.T) {
		n, err := NewReceiptNumber(rapid.StringMatching(`[A-Z][A-Z0-9]{1,7}`).Draw(t, "office"),
			rapid.IntRange(1, MaxReceiptStation).Draw(t, "station"), rapid.IntRange(1, MaxReceiptSequence).Draw(t, "sequence"))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := ParseReceiptNumber(n.QR()); err != nil || got != n {
			t.Fatalf("read back %q, %v", got, err)
		}
		plain := strings.ReplaceAll(string(n), "-", "")
		accepts := func(text string) bool {
			got, err := ParseReceiptNumber(text)
			return err == nil && got != n
		}
		for i := range plain {
			for _, c := range alphabet {
				if wrong := plain[:i] + string(c) + plain[i+1:]; accepts(wrong) {
					t.Fatalf("%s typed for %s passed", wrong, plain)
				}
			}
			if i > 0 {
				if wrong := plain[:i-1] + plain[i:i+1] + plain[i-1:i] + plain[i+1:]; accepts(wrong) {
					t.Fatalf("%s typed for %s passed", wrong, plain)
				}
			}
		}
	})
}

func FuzzParseReceiptNumber(f *testing.F) {
	for _, s := range []string{"HN01-02-000123-47", "GH:HN01-02-000123-47", "hn010200012347", "", "ſſſſ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := ParseReceiptNumber(s)
		if err != nil {
			return
		}
		again, err := NewReceiptNumber(n.Office(), n.Station(), n.Sequence())
		if err != nil || again != n {
			t.Fatalf("%q made again is %q, %v", n, again, err)
		}
	})
}
