package ber

import (
	"encoding/asn1"
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"
)

// maxIntegerBytes bounds integers: 8192 bit and a sign byte.
const maxIntegerBytes = 1025

// OID is an object identifier in dotted form.
type OID string

// OID returns the object identifier of e.
func (e Element) OID() (OID, error) {
	if e.Tag != TagOID {
		return "", fmt.Errorf("%w: tag %X is no object identifier", ErrUnexpected, e.Tag)
	}
	return ParseOID(e.Content)
}

// ParseOID reads the content bytes of an object identifier.
func ParseOID(b []byte) (OID, error) {
	if len(b) == 0 || len(b) > 64 {
		return "", fmt.Errorf("%w: object identifier of %d bytes", ErrLength, len(b))
	}
	var text strings.Builder
	var arc uint64
	first := true
	for i, c := range b {
		if arc > 1<<55 {
			return "", fmt.Errorf("%w: object identifier", ErrLength)
		}
		arc = arc<<7 | uint64(c&0x7F)
		if c&0x80 != 0 {
			if i == len(b)-1 {
				return "", fmt.Errorf("%w: object identifier", ErrTruncated)
			}
			continue
		}
		if first {
			top := min(arc/40, 2)
			text.WriteString(strconv.FormatUint(top, 10))
			arc -= top * 40
			first = false
		}
		text.WriteByte('.')
		text.WriteString(strconv.FormatUint(arc, 10))
		arc = 0
	}
	return OID(text.String()), nil
}

// Bytes returns the content bytes of the identifier's coding; it is empty when
// the text is no object identifier.
func (o OID) Bytes() []byte {
	parts := strings.Split(string(o), ".")
	numbers := make(asn1.ObjectIdentifier, len(parts))
	for i, part := range parts {
		n, err := strconv.Atoi(part)
		if err != nil {
			return nil
		}
		numbers[i] = n
	}
	coded, err := asn1.Marshal(numbers)
	if err != nil || len(coded) < 2 {
		return nil
	}
	return coded[2:]
}

// Int returns an INTEGER.
func (e Element) Int() (*big.Int, error) {
	if e.Tag != TagInteger {
		return nil, fmt.Errorf("%w: tag %X is no integer", ErrUnexpected, e.Tag)
	}
	if len(e.Content) == 0 || len(e.Content) > maxIntegerBytes {
		return nil, fmt.Errorf("%w: integer of %d bytes", ErrLength, len(e.Content))
	}
	n := new(big.Int).SetBytes(e.Content)
	if e.Content[0]&0x80 != 0 {
		n.Sub(n, new(big.Int).Lsh(big.NewInt(1), uint(len(e.Content))*8))
	}
	return n, nil
}

// Small returns an INTEGER between 0 and 2³¹-1.
func (e Element) Small() (int, error) {
	n, err := e.Int()
	if err != nil {
		return 0, err
	}
	if n.Sign() < 0 || n.BitLen() > 31 {
		return 0, fmt.Errorf("%w: integer out of range", ErrUnexpected)
	}
	return int(n.Int64()), nil
}

// Bits returns the bytes of a BIT STRING without unused bits.
func (e Element) Bits() ([]byte, error) {
	if e.Tag != TagBitString {
		return nil, fmt.Errorf("%w: tag %X is no bit string", ErrUnexpected, e.Tag)
	}
	if len(e.Content) == 0 || e.Content[0] != 0 {
		return nil, fmt.Errorf("%w: bit string with unused bits", ErrUnexpected)
	}
	return e.Content[1:], nil
}

// Octets returns the bytes of an OCTET STRING. BER allows it in pieces inside a
// constructed element; they are joined.
func (e Element) Octets() ([]byte, error) { return e.octets(0) }

func (e Element) octets(depth int) ([]byte, error) {
	switch {
	case e.Tag == TagOctetString:
		return e.Content, nil
	case e.Tag != TagOctetString|0x20:
		return nil, fmt.Errorf("%w: tag %X is no octet string", ErrUnexpected, e.Tag)
	case depth >= MaxDepth:
		return nil, ErrDepth
	}
	pieces, err := e.Children()
	if err != nil {
		return nil, err
	}
	joined := make([]byte, 0, len(e.Content))
	for _, piece := range pieces {
		b, err := piece.octets(depth + 1)
		if err != nil {
			return nil, err
		}
		joined = append(joined, b...)
	}
	return joined, nil
}

// Text returns the string of a UTF8String, PrintableString, IA5String,
// T61String (read as Latin-1) or BMPString.
func (e Element) Text() (string, error) {
	switch e.Tag {
	case TagUTF8String, TagPrintableString, TagIA5String:
		if !utf8.Valid(e.Content) {
			return "", fmt.Errorf("%w: text is not UTF-8", ErrUnexpected)
		}
		return string(e.Content), nil
	case TagT61String:
		runes := make([]rune, len(e.Content))
		for i, c := range e.Content {
			runes[i] = rune(c)
		}
		return string(runes), nil
	case TagBMPString:
		if len(e.Content)%2 != 0 {
			return "", fmt.Errorf("%w: text of half characters", ErrUnexpected)
		}
		units := make([]uint16, len(e.Content)/2)
		for i := range units {
			units[i] = uint16(e.Content[2*i])<<8 | uint16(e.Content[2*i+1])
		}
		return string(utf16.Decode(units)), nil
	}
	return "", fmt.Errorf("%w: tag %X is no text", ErrUnexpected, e.Tag)
}

// Time returns a UTCTime or GeneralizedTime in UTC (RFC 5280, 4.1.2.5: seconds
// present, zone Z, two-digit years from 50 on are of the last century).
func (e Element) Time() (time.Time, error) {
	var layout string
	switch e.Tag {
	case TagUTCTime:
		layout = "060102150405Z"
	case TagGeneralizedTime:
		layout = "20060102150405Z"
	default:
		return time.Time{}, fmt.Errorf("%w: tag %X is no time", ErrUnexpected, e.Tag)
	}
	at, err := time.Parse(layout, string(e.Content))
	if err != nil {
		return time.Time{}, fmt.Errorf("%w: malformed time", ErrUnexpected)
	}
	if e.Tag == TagUTCTime && at.Year() >= 2050 {
		at = at.AddDate(-100, 0, 0)
	}
	return at.UTC(), nil
}
