// Package synth makes the people of the training desk: fingers, irises and
// faces of nobody. A seed is a person; the same seed always gives the same ten
// fingers and two eyes, while every picture of them differs as pictures of a
// living finger do: turned, shifted, stretched, pressed, dry, partly on the
// glass.
//
// Fingers come from an orientation field with cores and deltas, in which noise
// is filtered along the field until ridges stand. Parameters of fingers and
// impressions are in params.go, in one place, so that measurements of a matcher
// can name the state of the generator that they were made with.
package synth

import "math/rand/v2"

// stream returns the random numbers of one thing of one person. Things do not
// disturb each other: a new one leaves the others as they were.
func stream(person uint64, thing uint64) *rand.Rand {
	return rand.New(rand.NewPCG(person^0x9e3779b97f4a7c15, thing*0xbf58476d1ce4e5b9+1))
}

// between returns a number evenly spread between low and high.
func between(r *rand.Rand, low, high float64) float64 { return low + r.Float64()*(high-low) }

func clamp(x, low, high float64) float64 { return min(max(x, low), high) }
