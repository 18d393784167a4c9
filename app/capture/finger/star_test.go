package finger

import (
	"cmp"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"carddesk/device/simulator/synth"
)

// unbounded makes likeness look at every neighbour.
const unbounded = -1

// drawnTemplate is any print as far as the comparison can tell: minutiae
// anywhere, ridges that flow alike or turn, parts of them unknown.
func drawnTemplate(t *rapid.T) *Template {
	const side = 32 // blocks
	out := &Template{Width: side * block, Height: side * block, flowStride: side, flow: make([]uint8, side*side)}
	base, across, down := rapid.IntRange(0, 127).Draw(t, "flow"), rapid.IntRange(-3, 3).Draw(t, "across"), rapid.IntRange(-3, 3).Draw(t, "down")
	unknown := rapid.IntRange(0, side).Draw(t, "unknown columns")
	for i := range out.flow {
		out.flow[i] = uint8((base + across*(i%side) + down*(i/side)) & 127)
		if i%side < unknown {
			out.flow[i] = noFlow
		}
	}
	for range rapid.IntRange(0, 40).Draw(t, "minutiae") {
		out.Minutiae = append(out.Minutiae, Minutia{
			X: rapid.Float64Range(0, side*block-1).Draw(t, "x"), Y: rapid.Float64Range(0, side*block-1).Draw(t, "y"),
			Angle: rapid.Float64Range(0, 2*math.Pi).Draw(t, "angle"),
		})
	}
	out.prepare()
	return out
}

// disturbed is the same print once more: minutiae a little aside, some gone.
func disturbed(t *rapid.T, print *Template) *Template {
	out := &Template{Width: print.Width, Height: print.Height, flow: print.flow, flowStride: print.flowStride}
	most := rapid.Float64Range(0, 12).Draw(t, "most aside")
	for _, m := range print.Minutiae {
		if rapid.IntRange(0, 9).Draw(t, "gone") == 0 {
			continue
		}
		m.X += rapid.Float64Range(-most, most).Draw(t, "dx")
		m.Y += rapid.Float64Range(-most, most).Draw(t, "dy")
		m.Angle += rapid.Float64Range(-0.02*most, 0.02*most).Draw(t, "turn")
		out.Minutiae = append(out.Minutiae, m)
	}
	out.prepare()
	return out
}

func drawnPair(t *rapid.T) (a, b *Template) {
	a = drawnTemplate(t)
	if rapid.Bool().Draw(t, "same finger") {
		return a, disturbed(t, a)
	}
	return a, drawnTemplate(t)
}

// What comes above the floor is rated as if there were no floor; what does not
// stays at or below it. So whoever asks only for what is above the floor cannot
// tell that some pairs are left early.
func TestLeavingEarlyChangesNoRatingAboveTheFloor(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawnPair(t)
		floor := rapid.Float64Range(0, spokes+0.3).Draw(t, "floor")
		for i := range a.stars {
			for j := range b.stars {
				whole, bounded := likeness(&a.stars[i], &b.stars[j], unbounded), likeness(&a.stars[i], &b.stars[j], floor)
				switch {
				case whole > floor && bounded != whole:
					t.Fatalf("rated %v, with the floor %v %v", whole, floor, bounded)
				case whole <= floor && bounded > floor:
					t.Fatalf("rated %v above the floor %v, without it %v", bounded, floor, whole)
				}
			}
		}
	})
}

// allSeeds rates every pair of minutiae whole and takes the best.
func allSeeds(a, b *Template) []seed {
	var out []seed
	for i := range a.stars {
		for j := range b.stars {
			if value := likeness(&a.stars[i], &b.stars[j], unbounded); value > leastLikeness {
				out = append(out, seed{i, j, value})
			}
		}
	}
	slices.SortStableFunc(out, func(p, q seed) int { return cmp.Compare(q.value, p.value) })
	return out[:min(len(out), seedCount)]
}

// A comparison knows of two prints only their seeds: with the same seeds it gives
// the same score, bit for bit.
func TestLeavingEarlyChangesNoSeed(t *testing.T) {
	same := func(t interface{ Fatalf(string, ...any) }, a, b *Template) {
		if got, want := newMatcher(a, b).seeds(), allSeeds(a, b); !slices.Equal(got, want) {
			t.Fatalf("seeds %v, want %v", got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawnPair(t)
		same(t, a, b)
	})
	prints := prints(t, tuneSet, 4, 2, synth.Poor)
	for i := range prints {
		for j := range prints {
			same(t, prints[i][0], prints[j][1])
		}
	}
}
