package burst_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"carddesk/ui/kit/burst"
)

// play feeds the keys of a recording to a detector and gives what Enter found,
// and how many keys were taken for a scanner's while they came.
func play(t *testing.T, text string) (typed, found string, ok bool, running int) {
	t.Helper()
	begin := time.Date(2026, 1, 2, 8, 0, 0, 0, time.UTC)
	var d burst.Detector
	for line := range strings.Lines(text) {
		stamp, key, tab := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		ms, err := strconv.ParseFloat(stamp, 64)
		if err != nil || !tab {
			t.Fatalf("line %q: %v", line, err)
		}
		at := begin.Add(time.Duration(ms * float64(time.Millisecond)))
		if key == "Enter" {
			found, ok = d.Enter(at)
			return typed, found, ok, running
		}
		r, _ := utf8.DecodeRuneInString(key)
		typed += key
		d.Rune(r, at)
		if d.Running(at) {
			running++
		}
	}
	t.Fatal("the recording has no Enter")
	return "", "", false, 0
}

func TestRecordedTimings(t *testing.T) {
	files, err := filepath.Glob("testdata/timings/*.txt")
	if err != nil || len(files) < 10 {
		t.Fatalf("%d recordings, %v", len(files), err)
	}
	for _, file := range files {
		name := filepath.Base(file)
		t.Run(name, func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			typed, found, ok, running := play(t, string(data))
			if hand := strings.HasPrefix(name, "hand-"); ok == hand {
				t.Fatalf("taken for a scanner: %v", ok)
			} else if hand && running > 0 {
				t.Errorf("%d keys of a hand were taken for a scanner's", running)
			}
			if ok && found != typed {
				t.Errorf("found %q of %q", found, typed)
			}
		})
	}
}

// Hands as fast as the fastest group of typists of the study and faster are not
// taken for scanners. Somebody who kept up 70 ms a key, more than 170 words a
// minute, would be once in a while, on a short line: that is why what was taken
// for a burst and is no code is put back as typed.
func TestGeneratedHands(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	const lines = 2500
	for _, hand := range []struct {
		mean  float64
		taken int // at most, of all lines
	}{{240, 0}, {120, 0}, {90, 0}, {70, lines / 100}} {
		taken := 0
		for range lines {
			if _, _, ok, _ := play(t, generated(random, hand.mean)); ok {
				taken++
			}
		}
		if taken > hand.taken {
			t.Errorf("%d of %d lines of a hand with a mean of %v ms were taken for a scanner's", taken, lines, hand.mean)
		}
	}
}

// generated is a line of a hand whose gaps have a log-normal distribution.
func generated(random *rand.Rand, mean float64) string {
	const spread, quickest = 0.45, 28
	var b strings.Builder
	at := 0.0
	for i := range burst.MinLength + random.IntN(30) {
		fmt.Fprintf(&b, "%.1f\t%c\n", at, 'a'+rune(i%26))
		at += max(quickest, mean*math.Exp(spread*random.NormFloat64()-spread*spread/2))
	}
	fmt.Fprintf(&b, "%.1f\tEnter\n", at)
	return b.String()
}
