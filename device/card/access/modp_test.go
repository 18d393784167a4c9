package access

import (
	"errors"
	"math/big"
	"testing"
)

// TestGroupsOfNumbers checks the compiled parameters and the membership test.
func TestGroupsOfNumbers(t *testing.T) {
	if len(modpGroups()) != 3 {
		t.Fatalf("%d groups", len(modpGroups()))
	}
	for _, g := range modpGroups() {
		t.Run(g.name, func(t *testing.T) {
			if !g.p.ProbablyPrime(20) || !g.q.ProbablyPrime(20) {
				t.Error("p or q is not prime")
			}
			if !g.Neutral(g.Power(g.Base(), g.q)) || g.Neutral(g.Base()) {
				t.Error("generator has not the order q")
			}
			last := new(big.Int).Sub(g.p, big.NewInt(1)) // of order two
			for name, bad := range map[string][]byte{
				"nothing": nil, "one": {1}, "of order two": last.Bytes(), "the modulus": g.p.Bytes(),
				"too long": make([]byte, 1000), "beyond": append([]byte{1}, g.p.Bytes()...),
			} {
				if _, err := g.Decode(bad); !errors.Is(err, errElement) {
					t.Errorf("%s: %v", name, err)
				}
			}
			if e, err := g.Decode(g.Encode(g.Base())); err != nil || !e.Equal(g.Base()) {
				t.Errorf("generator refused: %v", err)
			}
		})
	}
}
