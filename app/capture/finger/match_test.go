package finger

import (
	"runtime"
	"slices"
	"sync"
	"testing"

	"carddesk/device/simulator/synth"
	"carddesk/internal/racing"
	"carddesk/internal/shareddata"
)

// Sets of people that nobody is in twice: one to tune the matcher on, one to
// report on. Only the report set counts.
const (
	tuneSet   = 0
	reportSet = 1_000_000
)

// prints makes templates of n fingers, shots impressions each. Fingers of one
// person follow one another.
func prints(t testing.TB, set, n, shots int, level synth.Level) [][]*Template {
	t.Helper()
	out := make([][]*Template, n)
	var group sync.WaitGroup
	next := make(chan int)
	for range runtime.GOMAXPROCS(0) {
		group.Add(1)
		go func() {
			defer group.Done()
			for k := range next {
				finger := synth.NewFinger(uint64(set+k/10), k%10+1)
				for shot := range shots {
					print := finger.Print(synth.NewImpression(uint64(set)+uint64(k*100+shot), level))
					template, err := Extract(print)
					if err != nil {
						t.Error(err)
					}
					out[k] = append(out[k], &template)
				}
			}
		}()
	}
	for k := range n {
		next <- k
	}
	close(next)
	group.Wait()
	return out
}

// scores compares every first impression with the second one of every finger
// and returns the scores of the same and of different fingers, ascending.
func scores(all [][]*Template) (same, different []float64) {
	for i := range all {
		same = append(same, Compare(all[i][0], all[i][1]).Score)
		for j := range i {
			different = append(different, Compare(all[i][0], all[j][1]).Score)
		}
	}
	slices.Sort(same)
	slices.Sort(different)
	return same, different
}

// below returns the share of sorted values below a threshold.
func below(sorted []float64, threshold float64) float64 {
	n, _ := slices.BinarySearch(sorted, threshold)
	return float64(n) / float64(len(sorted))
}

func TestSmallSetIsToldApart(t *testing.T) {
	fingers := 16
	if racing.Enabled {
		fingers = 4
	}
	same, different := scores(prints(t, tuneSet, fingers, 2, synth.Ordinary))
	if below(same, SameFinger) != 0 {
		t.Errorf("of %d equal pairs the weakest scores %.1f", len(same), same[0])
	}
	if below(different, SameFinger) != 1 {
		t.Errorf("of %d different pairs the strongest scores %.1f", len(different), different[len(different)-1])
	}
}

func BenchmarkExtract(b *testing.B) {
	print := synth.NewFinger(1, 2).Print(synth.NewImpression(1, synth.Ordinary))
	for b.Loop() {
		if _, err := Extract(print); err != nil {
			b.Fatal(err)
		}
	}
}

// NIST's examples are larger than what a slap reader cuts out.
func BenchmarkExtractNIST(b *testing.B) {
	for _, name := range []string{"01", "02", "03", "04", "05"} {
		b.Run(name, func(b *testing.B) {
			print := readPGM(b, shareddata.Read(b, "fingerprint/SFinGe_Test"+name+".pgm"))
			for b.Loop() {
				if _, err := Extract(print); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkTenFingers is the check of ten fingers against one another.
func BenchmarkTenFingers(b *testing.B) {
	prints := captured(b, 4, 1)[0]
	for b.Loop() {
		Twice(prints)
	}
}

func BenchmarkCompare(b *testing.B) {
	all := prints(b, tuneSet, 2, 2, synth.Ordinary)
	for b.Loop() {
		Compare(all[0][0], all[1][1])
	}
}
