package store

import (
	"errors"
	mathrand "math/rand/v2"
	"os"
	"strconv"
	"testing"
)

// TestTwoStatementsFail fails two statements of the day that are drawn, near each
// other or far apart, so that the second also strikes the repetition of a step
// that the first struck. Each step is given again until it succeeds; the end is
// the same as without faults. CARDDESK_SEED repeats a run, CARDDESK_TORTURE takes
// many.
func TestTwoStatementsFail(t *testing.T) {
	points, want := dayWithoutFaults(t)
	seed, pairs := uint64(1), 12
	if v := os.Getenv("CARDDESK_SEED"); v != "" {
		var err error
		if seed, err = strconv.ParseUint(v, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	if os.Getenv("CARDDESK_TORTURE") != "" {
		pairs = 1000
	}
	random := mathrand.New(mathrand.NewPCG(seed, 5))
	both := 0
	for pair := range pairs {
		first := 1 + random.Int64N(points)
		second := first + 1 + random.Int64N(12)
		if random.IntN(2) == 0 {
			second = first + 1 + random.Int64N(points)
		}
		kinds := [2]int{random.IntN(len(faultKinds)), random.IntN(len(faultKinds))}
		f := &faults{}
		day := &faultDay{s: faultSetup(t, f)}
		f.plan = map[int64]fault{
			first:  {random.IntN(2) == 0, faultKinds[kinds[0]].err},
			second: {random.IntN(2) == 0, faultKinds[kinds[1]].err},
		}
		failures := 0
		for i, step := range day.steps() {
			for try := 1; ; try++ {
				err := step(t.Context())
				if err == nil {
					break
				}
				failures++
				if !errors.Is(err, faultKinds[kinds[0]].want) && !errors.Is(err, faultKinds[kinds[1]].want) || try > 2 {
					t.Fatalf("seed %d, pair %d (statements %d and %d), step %d, try %d: %v", seed, pair, first, second, i, try, err)
				}
			}
		}
		if failures == 2 {
			both++
		}
		if got := stateOf(t, day.s); got != want {
			t.Fatalf("seed %d, pair %d (statements %d and %d):\n%s\nwant\n%s", seed, pair, first, second, got, want)
		}
		if err := day.s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("seed %d: %d pairs of faults over %d statements, both felt in %d", seed, pairs, points, both)
	if both < pairs/3 {
		t.Errorf("both faults were felt in %d of %d pairs only", both, pairs)
	}
}
