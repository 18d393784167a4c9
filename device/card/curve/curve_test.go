package curve

import (
	"crypto/ecdh"
	"math/big"
	"math/rand"
	"testing"

	"pgregory.net/rapid"
)

// reader is a deterministic source for keys in tests.
func reader(seed int64) *rand.Rand { return rand.New(rand.NewSource(seed)) }

func TestParametersHold(t *testing.T) {
	seen := map[int]bool{}
	for _, c := range All() {
		t.Run(c.Name, func(t *testing.T) {
			if seen[c.ID] {
				t.Errorf("id %d twice", c.ID)
			}
			seen[c.ID] = true
			if !c.P.ProbablyPrime(20) || !c.N.ProbablyPrime(20) {
				t.Error("P or N is not prime")
			}
			if !c.Contains(c.G) {
				t.Error("base point not on the curve")
			}
			// (N-1)·G = -G, so N is the order: it is prime and G is not infinity.
			last := c.MulBase(new(big.Int).Sub(c.N, big.NewInt(1)))
			if !c.Add(last, c.G).Infinity() {
				t.Error("N times the base point is not infinity")
			}
		})
	}
	if len(seen) != 11 {
		t.Errorf("%d curves, want 11", len(seen))
	}
}

func TestAgreesWithStandardLibrary(t *testing.T) {
	for name, std := range map[string]ecdh.Curve{"P-256": ecdh.P256(), "P-384": ecdh.P384(), "P-521": ecdh.P521()} {
		t.Run(name, func(t *testing.T) {
			c, ok := ByName(name)
			if !ok {
				t.Fatal("unknown")
			}
			for i := range 8 {
				k, err := c.Scalar(reader(int64(i)))
				if err != nil {
					t.Fatal(err)
				}
				private, err := std.NewPrivateKey(k.FillBytes(make([]byte, c.Size())))
				if err != nil {
					t.Fatal(err)
				}
				if got, want := c.Marshal(c.MulBase(k)), private.PublicKey().Bytes(); string(got) != string(want) {
					t.Fatalf("public key %X, want %X", got, want)
				}
			}
		})
	}
}

func TestGroupLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.SampledFrom(All()).Draw(t, "curve")
		a := big.NewInt(rapid.Int64Range(0, 1<<40).Draw(t, "a"))
		b := big.NewInt(rapid.Int64Range(0, 1<<40).Draw(t, "b"))
		p, q := c.MulBase(a), c.MulBase(b)
		sum := c.MulBase(new(big.Int).Add(a, b))
		if !c.Add(p, q).Equal(sum) || !c.Add(q, p).Equal(sum) {
			t.Fatal("aG + bG is not (a+b)G")
		}
		if !c.Mul(b, p).Equal(c.Mul(a, q)) {
			t.Fatal("b(aG) is not a(bG)")
		}
	})
}

func TestUnmarshalRefuses(t *testing.T) {
	c, _ := ByName("brainpoolP256r1")
	good := c.Marshal(c.G)
	off := append([]byte(nil), good...)
	off[len(off)-1] ^= 1
	big1 := append([]byte(nil), good...)
	for i := 1; i <= c.Size(); i++ {
		big1[i] = 0xFF
	}
	compressed := append([]byte{2}, good[1:]...)
	for name, data := range map[string][]byte{
		"empty": nil, "infinity": {0}, "short": good[:64], "long": append(good, 0),
		"off the curve": off, "beyond the field": big1, "compressed": compressed,
	} {
		if _, err := c.Unmarshal(data); err == nil {
			t.Errorf("%s accepted", name)
		}
	}
	if p, err := c.Unmarshal(good); err != nil || !p.Equal(c.G) {
		t.Errorf("base point refused: %v", err)
	}
}

func TestByParameters(t *testing.T) {
	c, _ := ByName("brainpoolP256r1")
	if got, ok := ByParameters(c.P, c.A, c.B, c.G, c.N); !ok || got != c {
		t.Error("own parameters not recognised")
	}
	// A curve with a chosen base point is the forgery of CVE-2020-0601.
	if _, ok := ByParameters(c.P, c.A, c.B, c.MulBase(big.NewInt(2)), c.N); ok {
		t.Error("foreign base point accepted")
	}
}

func FuzzUnmarshal(f *testing.F) {
	for i, c := range All() {
		f.Add(i, c.Marshal(c.G))
	}
	f.Fuzz(func(t *testing.T, i int, data []byte) {
		c := All()[uint(i)%uint(len(All()))]
		p, err := c.Unmarshal(data)
		if err == nil && string(c.Marshal(p)) != string(data) {
			t.Error("point does not encode back")
		}
	})
}
