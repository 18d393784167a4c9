// Package curve is arithmetic on the elliptic curves of the eMRTD protocols:
// the NIST and the Brainpool prime curves, by the numbers of ICAO 9303-11.
//
// The standard library hides point addition (which PACE mapping needs) and has
// no Brainpool curves, so this is short Weierstrass arithmetic over math/big in
// Jacobian coordinates. It is not constant-time: the desk's scalars live for
// one reading of one card, and an observer of its timing would already sit
// inside the desk.
package curve

import (
	"errors"
	"fmt"
	"io"
	"math/big"
	"sync"
)

// ErrPoint marks bytes that are no point of the curve, or the point at infinity
// where a protocol forbids it.
var ErrPoint = errors.New("not a point of the curve")

// Curve is y² = x³ + Ax + B over the field of P, with a base point of prime
// order N and cofactor one. Do not change the numbers.
type Curve struct {
	Name       string // "P-256", "brainpoolP256r1"
	ID         int    // standardised domain parameters of ICAO 9303-11
	OID        string // named curve, dotted
	P, A, B, N *big.Int
	G          Point
}

// Point is an affine point. The zero value, with nil coordinates, is infinity.
type Point struct{ X, Y *big.Int }

// Infinity reports whether the point is the neutral element.
func (p Point) Infinity() bool { return p.X == nil }

// Equal reports whether two points are the same.
func (p Point) Equal(q Point) bool {
	if p.Infinity() || q.Infinity() {
		return p.Infinity() && q.Infinity()
	}
	return p.X.Cmp(q.X) == 0 && p.Y.Cmp(q.Y) == 0
}

// All lists the known curves in the order of their ids.
var All = sync.OnceValue(func() []*Curve {
	curves := make([]*Curve, len(definitions))
	for i, d := range definitions {
		curves[i] = &Curve{
			Name: d.name, ID: d.id, OID: d.oid,
			P: hexInt(d.p), A: hexInt(d.a), B: hexInt(d.b), N: hexInt(d.n),
			G: Point{hexInt(d.x), hexInt(d.y)},
		}
	}
	return curves
})

// hexInt reads a number of the compiled table.
func hexInt(s string) *big.Int {
	n, ok := new(big.Int).SetString(s, 16)
	if !ok {
		panic("curve: bad constant " + s)
	}
	return n
}

// ByID finds a curve by its standardised domain parameters.
func ByID(id int) (*Curve, bool) {
	return find(func(c *Curve) bool { return c.ID == id })
}

// ByName finds a curve by its name.
func ByName(name string) (*Curve, bool) {
	return find(func(c *Curve) bool { return c.Name == name })
}

// ByOID finds a curve by its dotted object identifier.
func ByOID(oid string) (*Curve, bool) {
	return find(func(c *Curve) bool { return c.OID == oid })
}

// ByParameters finds the known curve with exactly these explicit parameters.
// Cards carry explicit parameters; believing them would let a card choose a
// curve on which it can forge, so they only ever select a known one.
func ByParameters(p, a, b *big.Int, g Point, n *big.Int) (*Curve, bool) {
	return find(func(c *Curve) bool {
		return c.P.Cmp(p) == 0 && c.A.Cmp(a) == 0 && c.B.Cmp(b) == 0 && c.N.Cmp(n) == 0 && c.G.Equal(g)
	})
}

func find(match func(*Curve) bool) (*Curve, bool) {
	for _, c := range All() {
		if match(c) {
			return c, true
		}
	}
	return nil, false
}

// Size is the length of a coordinate in bytes.
func (c *Curve) Size() int { return (c.P.BitLen() + 7) / 8 }

// Contains reports whether the point lies on the curve and is not infinity.
// With cofactor one it then has order N.
func (c *Curve) Contains(p Point) bool {
	if p.Infinity() || p.X.Sign() < 0 || p.Y.Sign() < 0 || p.X.Cmp(c.P) >= 0 || p.Y.Cmp(c.P) >= 0 {
		return false
	}
	left := new(big.Int).Mul(p.Y, p.Y)
	right := new(big.Int).Mul(p.X, p.X)
	right.Add(right, c.A).Mul(right, p.X).Add(right, c.B)
	return left.Sub(left, right).Mod(left, c.P).Sign() == 0
}

// Marshal encodes a point uncompressed: 04 || X || Y (BSI TR-03111 section 3.2.1).
// It panics on infinity, which no protocol sends.
func (c *Curve) Marshal(p Point) []byte {
	out := make([]byte, 1+2*c.Size())
	out[0] = 4
	p.X.FillBytes(out[1 : 1+c.Size()])
	p.Y.FillBytes(out[1+c.Size():])
	return out
}

// Unmarshal decodes an uncompressed point and checks that it is on the curve.
func (c *Curve) Unmarshal(data []byte) (Point, error) {
	if len(data) != 1+2*c.Size() || data[0] != 4 {
		return Point{}, fmt.Errorf("%w: %d bytes for %s", ErrPoint, len(data), c.Name)
	}
	p := Point{new(big.Int).SetBytes(data[1 : 1+c.Size()]), new(big.Int).SetBytes(data[1+c.Size():])}
	if !c.Contains(p) {
		return Point{}, fmt.Errorf("%w: equation of %s does not hold", ErrPoint, c.Name)
	}
	return p, nil
}

// X encodes the x coordinate in the length of the field, as key agreement does.
func (c *Curve) X(p Point) []byte { return p.X.FillBytes(make([]byte, c.Size())) }

// Scalar draws a uniform private key from 1 to N-1.
func (c *Curve) Scalar(random io.Reader) (*big.Int, error) {
	// Sixty-four surplus bits make the bias of the reduction negligible
	// (FIPS 186-4 appendix B.4.1).
	buf := make([]byte, (c.N.BitLen()+7)/8+8)
	if _, err := io.ReadFull(random, buf); err != nil {
		return nil, fmt.Errorf("drawing a key: %w", err)
	}
	k := new(big.Int).SetBytes(buf)
	most := new(big.Int).Sub(c.N, big.NewInt(1))
	return k.Mod(k, most).Add(k, big.NewInt(1)), nil
}
