package money

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestInWords(t *testing.T) {
	for n, want := range map[int64]string{
		0: "Không đồng", 5: "Năm đồng", 10: "Mười đồng", 15: "Mười lăm đồng", 21: "Hai mươi mốt đồng", 11: "Mười một đồng",
		100: "Một trăm đồng", 105: "Một trăm linh năm đồng", 115: "Một trăm mười lăm đồng",
		1005:          "Một nghìn không trăm linh năm đồng",
		15_000:        "Mười lăm nghìn đồng",
		25_000:        "Hai mươi lăm nghìn đồng",
		1_000_000:     "Một triệu đồng",
		1_250_500:     "Một triệu hai trăm năm mươi nghìn năm trăm đồng",
		2_000_070_000: "Hai tỷ không trăm bảy mươi nghìn đồng",
		-35_000:       "Âm ba mươi lăm nghìn đồng",
		1e12:          "Một nghìn tỷ đồng",
	} {
		if got := InWords(n); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}

func TestGrouped(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 999: "999", 1000: "1.000", 1234567: "1.234.567", -25000: "-25.000", math.MinInt64: "-9.223.372.036.854.775.808"} {
		if got := Grouped(n); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}

// TestInWordsTellsAmountsApart: two amounts never read alike, and any can be said.
func TestInWordsTellsAmountsApart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.Int64().Draw(t, "a"), rapid.Int64().Draw(t, "b")
		if a != b && InWords(a) == InWords(b) {
			t.Fatalf("%d and %d are both %q", a, b, InWords(a))
		}
		if text := InWords(a); !strings.HasSuffix(text, " đồng") || strings.Contains(text, "  ") {
			t.Fatalf("%d is %q", a, text)
		}
	})
}
