package ber

import (
	"bytes"
	"math/big"
	"slices"
)

// TLV returns the definite, shortest coding of an element whose content is the
// parts in a row.
func TLV(tag Tag, parts ...[]byte) []byte {
	length := 0
	for _, part := range parts {
		length += len(part)
	}
	out := make([]byte, 0, 8+length)
	out = appendTag(out, tag)
	out = appendLength(out, length)
	for _, part := range parts {
		out = append(out, part...)
	}
	return out
}

func appendTag(out []byte, tag Tag) []byte {
	for shift := 24; shift >= 0; shift -= 8 {
		if b := byte(tag >> shift); tag>>shift != 0 {
			out = append(out, b)
		}
	}
	return out
}

func appendLength(out []byte, length int) []byte {
	if length < 0x80 {
		return append(out, byte(length))
	}
	digits := big.NewInt(int64(length)).Bytes()
	out = append(out, 0x80|byte(len(digits)))
	return append(out, digits...)
}

// Seq returns a SEQUENCE.
func Seq(parts ...[]byte) []byte { return TLV(TagSequence, parts...) }

// SetOf returns a SET OF in DER order (ISO/IEC 8825-1, 11.6).
func SetOf(parts ...[]byte) []byte {
	ordered := slices.Clone(parts)
	slices.SortFunc(ordered, bytes.Compare)
	return TLV(TagSet, ordered...)
}

// Integer returns an INTEGER.
func Integer(n int64) []byte { return BigInteger(big.NewInt(n)) }

// BigInteger returns an INTEGER of a number that is not negative.
func BigInteger(n *big.Int) []byte {
	digits := n.Bytes()
	if len(digits) == 0 || digits[0]&0x80 != 0 {
		digits = append([]byte{0}, digits...)
	}
	return TLV(TagInteger, digits)
}

// ObjectID returns an OBJECT IDENTIFIER.
func ObjectID(o OID) []byte { return TLV(TagOID, o.Bytes()) }

// BitString returns a BIT STRING without unused bits.
func BitString(b []byte) []byte { return TLV(TagBitString, []byte{0}, b) }

// Null returns NULL.
func Null() []byte { return []byte{byte(TagNull), 0} }

// Definite returns e with all lengths inside definite and as short as can be:
// the form over which signed attributes are hashed whatever their coding
// (RFC 5652, 5.4).
func Definite(e Element) ([]byte, error) { return definite(e, 0) }

func definite(e Element, depth int) ([]byte, error) {
	if !e.Tag.Constructed() {
		return TLV(e.Tag, e.Content), nil
	}
	if depth >= MaxDepth {
		return nil, ErrDepth
	}
	children, err := e.Children()
	if err != nil {
		return nil, err
	}
	parts := make([][]byte, len(children))
	for i, child := range children {
		if parts[i], err = definite(child, depth+1); err != nil {
			return nil, err
		}
	}
	return TLV(e.Tag, parts...), nil
}
