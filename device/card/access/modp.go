package access

import (
	"errors"
	"fmt"
	"io"
	"math/big"
	"sync"
)

// errElement marks bytes that are no element of a group of numbers.
var errElement = errors.New("not an element of the group")

// modpGroup is the subgroup of prime order q of the numbers modulo p.
type modpGroup struct {
	name    string
	id      int
	p, g, q *big.Int
}

// modpGroups are the groups that ICAO 9303-11 section 9.5.1 allows.
var modpGroups = sync.OnceValue(func() []*modpGroup {
	groups := make([]*modpGroup, len(modpDefinitions))
	for i, d := range modpDefinitions {
		groups[i] = &modpGroup{name: d.name, id: d.id, p: hexNumber(d.p), g: hexNumber(d.g), q: hexNumber(d.q)}
	}
	return groups
})

// hexNumber reads a number of the compiled table.
func hexNumber(s string) *big.Int {
	n, ok := new(big.Int).SetString(s, 16)
	if !ok {
		panic("access: bad constant " + s)
	}
	return n
}

func (g *modpGroup) Name() string   { return g.name }
func (g *modpGroup) ID() int        { return g.id }
func (g *modpGroup) Bits() int      { return g.p.BitLen() }
func (g *modpGroup) Base() Element  { return Element{Number: g.g} }
func (g *modpGroup) keyTag() uint32 { return 0x84 }

// Scalar draws from 1 to q-1; surplus bits make the bias of the reduction
// negligible.
func (g *modpGroup) Scalar(random io.Reader) (*big.Int, error) {
	buf := make([]byte, (g.q.BitLen()+7)/8+8)
	if _, err := io.ReadFull(random, buf); err != nil {
		return nil, fmt.Errorf("drawing a key: %w", err)
	}
	most := new(big.Int).Sub(g.q, big.NewInt(1))
	k := new(big.Int).SetBytes(buf)
	return k.Mod(k, most).Add(k, big.NewInt(1)), nil
}

func (g *modpGroup) Power(e Element, k *big.Int) Element {
	return Element{Number: new(big.Int).Exp(e.Number, k, g.p)}
}

func (g *modpGroup) Combine(e, f Element) Element {
	n := new(big.Int).Mul(e.Number, f.Number)
	return Element{Number: n.Mod(n, g.p)}
}

func (g *modpGroup) Neutral(e Element) bool { return e.Number.Cmp(big.NewInt(1)) == 0 }

// Encode writes the number without leading zeros (section 9.4.5).
func (g *modpGroup) Encode(e Element) []byte { return e.Number.Bytes() }

// Decode checks membership of the subgroup, as RFC 2631 section 2.1.5 asks
// against small subgroups.
func (g *modpGroup) Decode(data []byte) (Element, error) {
	if len(data) > (g.p.BitLen()+7)/8+1 {
		return Element{}, fmt.Errorf("%w: %d bytes", errElement, len(data))
	}
	n := new(big.Int).SetBytes(data)
	one := big.NewInt(1)
	if n.Cmp(one) <= 0 || n.Cmp(g.p) >= 0 || new(big.Int).Exp(n, g.q, g.p).Cmp(one) != 0 {
		return Element{}, errElement
	}
	return Element{Number: n}, nil
}

// Secret is the number in the length of the field.
func (g *modpGroup) Secret(e Element) []byte {
	return e.Number.FillBytes(make([]byte, (g.p.BitLen()+7)/8))
}

// FromNumber raises to the cofactor (section 4.4.3.3.2).
func (g *modpGroup) FromNumber(n *big.Int) (Element, error) {
	cofactor := new(big.Int).Sub(g.p, big.NewInt(1))
	cofactor.Div(cofactor, g.q)
	e := Element{Number: new(big.Int).Exp(n, cofactor, g.p)}
	if e.Number.Cmp(big.NewInt(1)) <= 0 {
		return Element{}, fmt.Errorf("%w: degenerate mapping", ErrChip)
	}
	return e, nil
}
