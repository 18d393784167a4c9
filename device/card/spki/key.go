package spki

import (
	"crypto/rsa"
	"crypto/sha1" // a key identifier, RFC 5280 section 4.2.1.2
	"errors"
	"fmt"
	"math/big"

	"carddesk/device/card/ber"
	"carddesk/device/card/curve"
)

// Errors of keys and signatures.
var (
	ErrKey         = errors.New("unusable public key")
	ErrCurve       = errors.New("unknown elliptic curve")
	ErrAlgorithm   = errors.New("unsupported signature algorithm")
	ErrSignature   = errors.New("signature does not verify")
	ErrKeyMismatch = errors.New("key does not fit the algorithm")
)

// Object identifiers of key types (RFC 3279, RFC 4055, RFC 5480).
const (
	oidRSA         ber.OID = "1.2.840.113549.1.1.1"
	oidRSAPSS      ber.OID = "1.2.840.113549.1.1.10"
	oidECPublicKey ber.OID = "1.2.840.10045.2.1"
	oidECDH        ber.OID = "1.3.132.1.12"
	oidPrimeField  ber.OID = "1.2.840.10045.1.1"
)

// Bounds of RSA moduli in bits: below, the key is no proof; above, checking it
// would stall the desk.
const (
	minRSABits = 1024
	maxRSABits = 8192
)

// Key is a public key: exactly one of RSA and EC is set.
type Key struct {
	RSA *rsa.PublicKey
	EC  *ECKey
	// ID is the SHA-1 of the key bits, the usual subject key identifier.
	ID []byte
}

// ECKey is a point on a known curve.
type ECKey struct {
	Curve *curve.Curve
	Point curve.Point
	// Explicit says that the curve came as parameters instead of a name.
	Explicit bool
}

// Describe names the kind and size of the key: "RSA 2048", "EC brainpoolP256r1".
func (k Key) Describe() string {
	switch {
	case k.RSA != nil:
		return fmt.Sprintf("RSA %d", k.RSA.N.BitLen())
	case k.EC != nil:
		return "EC " + k.EC.Curve.Name
	}
	return ""
}

// Parse reads a SubjectPublicKeyInfo that fills b.
func Parse(b []byte) (Key, error) {
	e, err := ber.Only(b)
	if err != nil {
		return Key{}, fmt.Errorf("reading public key: %w", err)
	}
	return FromElement(e)
}

// FromElement reads a SubjectPublicKeyInfo.
func FromElement(e ber.Element) (Key, error) {
	c := ber.Walk(e, ber.TagSequence)
	algorithm := c.Enter(ber.TagSequence)
	bitString := c.Take(ber.TagBitString)
	if err := c.End(); err != nil {
		return Key{}, fmt.Errorf("reading public key: %w", err)
	}
	oid, err := algorithm.Take(ber.TagOID).OID()
	if err := errors.Join(algorithm.Err(), err); err != nil {
		return Key{}, fmt.Errorf("reading key algorithm: %w", err)
	}
	bits, err := bitString.Bits()
	if err != nil {
		return Key{}, fmt.Errorf("reading public key: %w", err)
	}
	id := sha1.Sum(bits)
	key := Key{ID: id[:]}
	switch oid {
	case oidRSA, oidRSAPSS:
		key.RSA, err = parseRSA(bits)
	case oidECPublicKey, oidECDH:
		parameters := algorithm.Any()
		if err = algorithm.Err(); err == nil {
			key.EC, err = parseEC(parameters, bits)
		}
	default:
		err = fmt.Errorf("%w: type %s", ErrKey, oid)
	}
	if err != nil {
		return Key{}, fmt.Errorf("reading public key: %w", err)
	}
	return key, nil
}

func parseRSA(bits []byte) (*rsa.PublicKey, error) {
	e, err := ber.Only(bits)
	if err != nil {
		return nil, err
	}
	c := ber.Walk(e, ber.TagSequence)
	nElement, eElement := c.Take(ber.TagInteger), c.Take(ber.TagInteger)
	if err := c.End(); err != nil {
		return nil, err
	}
	n, err := nElement.Int()
	if err != nil {
		return nil, err
	}
	exponent, err := eElement.Small()
	if err != nil {
		return nil, err
	}
	if n.Sign() <= 0 || n.BitLen() < minRSABits || n.BitLen() > maxRSABits {
		return nil, fmt.Errorf("%w: RSA modulus of %d bit", ErrKey, n.BitLen())
	}
	if exponent < 3 || exponent&1 == 0 || n.Bit(0) == 0 {
		return nil, fmt.Errorf("%w: RSA numbers", ErrKey)
	}
	return &rsa.PublicKey{N: n, E: exponent}, nil
}

func parseEC(parameters ber.Element, bits []byte) (*ECKey, error) {
	key := &ECKey{}
	switch parameters.Tag {
	case ber.TagOID:
		oid, err := parameters.OID()
		if err != nil {
			return nil, err
		}
		known, ok := curve.ByOID(string(oid))
		if !ok {
			return nil, fmt.Errorf("%w: %s", ErrCurve, oid)
		}
		key.Curve = known
	case ber.TagSequence:
		known, err := matchParameters(parameters)
		if err != nil {
			return nil, err
		}
		key.Curve, key.Explicit = known, true
	default:
		return nil, fmt.Errorf("%w: neither named nor explicit", ErrCurve)
	}
	point, err := key.Curve.Unmarshal(bits)
	if err != nil {
		return nil, err
	}
	key.Point = point
	return key, nil
}

// matchParameters finds the known curve that explicit parameters (SEC 1, C.2)
// describe. A curve that merely resembles a known one is refused: with a base
// point of the attacker's choice any signature could be made to verify.
func matchParameters(e ber.Element) (*curve.Curve, error) {
	c := ber.Walk(e, ber.TagSequence)
	c.Take(ber.TagInteger) // version: 1, or 3 with a seed
	field := c.Enter(ber.TagSequence)
	fieldOID, prime := field.Take(ber.TagOID), field.Take(ber.TagInteger)
	coefficients := c.Enter(ber.TagSequence)
	a, b := coefficients.Take(ber.TagOctetString), coefficients.Take(ber.TagOctetString)
	coefficients.Optional(ber.TagBitString) // seed
	base := c.Take(ber.TagOctetString)
	order := c.Take(ber.TagInteger)
	cofactor, hasCofactor := c.Optional(ber.TagInteger)
	if err := errors.Join(c.Err(), field.End(), coefficients.End()); err != nil {
		return nil, fmt.Errorf("reading curve parameters: %w", err)
	}
	if oid, err := fieldOID.OID(); err != nil || oid != oidPrimeField {
		return nil, fmt.Errorf("%w: not over a prime field", ErrCurve)
	}
	if hasCofactor {
		if h, err := cofactor.Small(); err != nil || h != 1 {
			return nil, fmt.Errorf("%w: cofactor", ErrCurve)
		}
	}
	p, errP := prime.Int()
	n, errN := order.Int()
	if err := errors.Join(errP, errN); err != nil {
		return nil, fmt.Errorf("reading curve parameters: %w", err)
	}
	g, ok := basePoint(base.Content)
	if !ok {
		return nil, fmt.Errorf("%w: base point is not uncompressed", ErrCurve)
	}
	known, ok := curve.ByParameters(p, new(big.Int).SetBytes(a.Content), new(big.Int).SetBytes(b.Content), g, n)
	if !ok {
		return nil, fmt.Errorf("%w: explicit parameters of no known curve", ErrCurve)
	}
	return known, nil
}

func basePoint(b []byte) (curve.Point, bool) {
	if len(b) < 3 || len(b)%2 == 0 || b[0] != 4 {
		return curve.Point{}, false
	}
	half := len(b) / 2
	return curve.Point{
		X: new(big.Int).SetBytes(b[1 : 1+half]),
		Y: new(big.Int).SetBytes(b[1+half:]),
	}, true
}
