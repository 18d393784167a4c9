package access

import (
	"bytes"
	"fmt"
	"io"
	"math/big"

	"carddesk/device/card/curve"
)

// Element is an element of a [Group]: a point of a curve, or a number.
type Element struct {
	Point  curve.Point
	Number *big.Int // nil on curves
}

// Equal reports whether two elements of one group are the same.
func (e Element) Equal(f Element) bool {
	if e.Number != nil && f.Number != nil {
		return e.Number.Cmp(f.Number) == 0
	}
	return e.Number == nil && f.Number == nil && e.Point.Equal(f.Point)
}

// Group is a cyclic group of prime order in which PACE runs: a curve, or numbers
// modulo a prime (ICAO 9303-11 section 9.5).
type Group interface {
	Name() string
	// ID is the number of the standardised domain parameters.
	ID() int
	// Bits is the length of the field.
	Bits() int
	// Base is the generator.
	Base() Element
	// Scalar draws a private key.
	Scalar(random io.Reader) (*big.Int, error)
	// Power applies the private key k to e: k·e on a curve, eᵏ among numbers.
	Power(e Element, k *big.Int) Element
	// Combine is the operation of the group.
	Combine(e, f Element) Element
	// Neutral reports whether e is the neutral element.
	Neutral(e Element) bool
	// Encode writes a public key as it goes over the wire.
	Encode(e Element) []byte
	// Decode reads a public key and checks that it belongs to the group and is
	// not neutral.
	Decode(data []byte) (Element, error)
	// Secret is what keys are derived from when e was agreed on.
	Secret(e Element) []byte
	// FromNumber is f_G of the integrated mapping: an element made of a number
	// of the field.
	FromNumber(n *big.Int) (Element, error)
	// keyTag is the tag of a public value in a public key object (section 9.4).
	keyTag() uint32
}

// CurveOf is the curve of a group, if it is one.
func CurveOf(g Group) (*curve.Curve, bool) {
	e, ok := g.(ecGroup)
	return e.c, ok
}

// GroupByID finds the group of standardised domain parameters.
func GroupByID(id int) (Group, bool) {
	if c, ok := curve.ByID(id); ok {
		return ecGroup{c}, true
	}
	for _, g := range modpGroups() {
		if g.id == id {
			return g, true
		}
	}
	return nil, false
}

// ecGroup is a curve as a group.
type ecGroup struct{ c *curve.Curve }

func (g ecGroup) Name() string   { return g.c.Name }
func (g ecGroup) ID() int        { return g.c.ID }
func (g ecGroup) Bits() int      { return g.c.P.BitLen() }
func (g ecGroup) Base() Element  { return Element{Point: g.c.G} }
func (g ecGroup) keyTag() uint32 { return 0x86 }

func (g ecGroup) Scalar(random io.Reader) (*big.Int, error) { return g.c.Scalar(random) }

func (g ecGroup) Power(e Element, k *big.Int) Element {
	return Element{Point: g.c.Mul(k, e.Point)}
}

func (g ecGroup) Combine(e, f Element) Element {
	return Element{Point: g.c.Add(e.Point, f.Point)}
}

func (g ecGroup) Neutral(e Element) bool { return e.Point.Infinity() }

func (g ecGroup) Encode(e Element) []byte { return g.c.Marshal(e.Point) }

func (g ecGroup) Decode(data []byte) (Element, error) {
	p, err := g.c.Unmarshal(data)
	return Element{Point: p}, err
}

func (g ecGroup) Secret(e Element) []byte { return g.c.X(e.Point) }

func (g ecGroup) FromNumber(n *big.Int) (Element, error) {
	p, err := encodePoint(g.c, n)
	return Element{Point: p}, err
}

// ephemeral draws a key pair over the base element.
func ephemeral(g Group, base Element, random io.Reader) (*big.Int, Element, error) {
	private, err := g.Scalar(random)
	if err != nil {
		return nil, Element{}, err
	}
	return private, g.Power(base, private), nil
}

// decodePeer reads the other party's public key, which must not be our own sent
// back.
func decodePeer(g Group, data []byte, own Element) (Element, error) {
	e, err := g.Decode(data)
	if err != nil {
		return Element{}, fmt.Errorf("%w: %w", ErrChip, err)
	}
	if e.Equal(own) || bytes.Equal(data, g.Encode(own)) {
		return Element{}, fmt.Errorf("%w: our own key came back", ErrChip)
	}
	return e, nil
}
