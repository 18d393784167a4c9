package burst_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"carddesk/ui/kit/burst"
)

const card = "001090000002|012345678|Đỗ Đức Mậu|01071990|Nam|Thôn Đông|31122021"

// feed types text with the given gaps in milliseconds, repeated as needed, and
// presses Enter after enterGap.
func feed(d *burst.Detector, text string, gaps []int, enterGap int) (string, bool) {
	at := time.Date(2026, 1, 2, 8, 0, 0, 0, time.UTC)
	for i, r := range []rune(text) {
		if i > 0 {
			at = at.Add(time.Duration(gaps[i%len(gaps)]) * time.Millisecond)
		}
		d.Rune(r, at)
	}
	return d.Enter(at.Add(time.Duration(enterGap) * time.Millisecond))
}

func TestEnterDecides(t *testing.T) {
	for _, c := range []struct {
		name  string
		text  string
		gaps  []int
		enter int
		want  bool
	}{
		{"usb scanner", card, []int{1}, 1, true},
		{"usual scanner", card, []int{8, 9, 7, 10}, 9, true},
		{"slow bluetooth scanner", card, []int{15, 25, 20}, 20, true},
		{"scanner behind slow frames", card, []int{0, 0, 0, 100, 0, 0}, 0, true},
		{"scanner behind very slow frames", card, []int{0, 0, 0, 0, 0, 0, 0, 0, 0, 250}, 0, true},
		{"scanner that pauses before Enter", card, []int{5}, 250, true},
		{"receipt number", "HN012600000123", []int{6}, 6, true},
		{"too short", "1234567", []int{5}, 5, false},
		{"Enter much later", card, []int{5}, 900, false},
		// hands: gaps of a fast typist with rollover, in milliseconds
		{"fast hand", "nguyen thi huong", []int{95, 70, 110, 60, 85, 130}, 150, false},
		{"rolling hand", "nguyen van an", []int{35, 60, 45, 90, 55}, 60, false},
		{"number row by heart", "001090000002", []int{80, 55, 60, 70}, 90, false},
		{"key held down", strings.Repeat("a", 20), []int{25}, 200, false},
		{"stall that delivers six keys at once", "nguyen van", []int{0, 0, 0, 0, 0, 600}, 90, false},
	} {
		var d burst.Detector
		text, ok := feed(&d, c.text, c.gaps, c.enter)
		if ok != c.want {
			t.Errorf("%s: burst %v, want %v", c.name, ok, c.want)
		}
		if ok && text != c.text {
			t.Errorf("%s: text %q, want %q", c.name, text, c.text)
		}
	}
}

func TestBurstBehindAHandIsCutOff(t *testing.T) {
	var d burst.Detector
	at := time.Date(2026, 1, 2, 8, 0, 0, 0, time.UTC)
	for _, r := range "abc" {
		d.Rune(r, at)
		at = at.Add(100 * time.Millisecond)
	}
	at = at.Add(time.Second)
	began := 0
	for _, r := range card {
		if d.Rune(r, at) {
			began++
		}
		at = at.Add(5 * time.Millisecond)
	}
	text, ok := d.Enter(at)
	if !ok || text != card || began != 1 {
		t.Errorf("got %q, %v, %d beginnings", text, ok, began)
	}
}

func TestRunningTellsScannerFromHand(t *testing.T) {
	at := time.Date(2026, 1, 2, 8, 0, 0, 0, time.UTC)
	var d burst.Detector
	d.Rune('r', at)
	if d.Running(at) {
		t.Error("a single key is taken for a scanner")
	}
	d.Rune('r', at.Add(110*time.Millisecond))
	if d.Running(at.Add(110 * time.Millisecond)) {
		t.Error("the second key of a hand is taken for a scanner")
	}
	d.Rune('1', at.Add(115*time.Millisecond))
	if d.Running(at.Add(115 * time.Millisecond)) {
		t.Error("two keys held back by a slow screen are taken for a scanner")
	}
	d.Rune('1', at.Add(120*time.Millisecond))
	if !d.Running(at.Add(125*time.Millisecond)) || d.Running(at.Add(200*time.Millisecond)) {
		t.Error("the third key 5 ms after another is not taken for a scanner, or for too long")
	}
}

func TestHandsAreNeverTaken(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var d burst.Detector
		gaps := rapid.SliceOfN(rapid.IntRange(46, 400), 1, 40).Draw(t, "gaps")
		text := strings.Repeat("an", len(gaps)+burst.MinLength)
		if got, ok := feed(&d, text, gaps, 40); ok {
			t.Fatalf("a hand with gaps %v was taken for a scanner: %q", gaps, got)
		}
	})
}

func TestEndlessRunIsBounded(t *testing.T) {
	var d burst.Detector
	if _, ok := feed(&d, strings.Repeat("xy", burst.MaxLength), []int{1}, 1); ok {
		t.Error("a run longer than any code was delivered")
	}
	if _, ok := feed(&d, card, []int{1}, 1); !ok {
		t.Error("the run after it was lost")
	}
}
