package spki

import (
	"crypto"
	"errors"
	"fmt"

	"carddesk/device/card/ber"
)

// Scheme is a family of signatures.
type Scheme int

// Schemes of signature.
const (
	PKCS1 Scheme = iota + 1 // RSASSA-PKCS1-v1_5
	PSS                     // RSASSA-PSS
	ECDSA
)

// String names the scheme.
func (s Scheme) String() string {
	return [...]string{"", "RSA PKCS#1", "RSA PSS", "ECDSA"}[s]
}

// Algorithm is a signature algorithm with its parameters.
type Algorithm struct {
	Scheme Scheme
	// Hash is the function over the message. It is 0 when the identifier names
	// only the kind of key; the caller then sets what its context says.
	Hash crypto.Hash
	MGF  crypto.Hash // PSS: hash of the mask generation
	Salt int         // PSS: bytes of salt
}

// algorithms are identifiers without parameters of interest.
var algorithms = map[ber.OID]Algorithm{
	oidRSA:                  {Scheme: PKCS1},
	"1.2.840.113549.1.1.5":  {Scheme: PKCS1, Hash: crypto.SHA1},
	"1.2.840.113549.1.1.14": {Scheme: PKCS1, Hash: crypto.SHA224},
	"1.2.840.113549.1.1.11": {Scheme: PKCS1, Hash: crypto.SHA256},
	"1.2.840.113549.1.1.12": {Scheme: PKCS1, Hash: crypto.SHA384},
	"1.2.840.113549.1.1.13": {Scheme: PKCS1, Hash: crypto.SHA512},
	oidECPublicKey:          {Scheme: ECDSA},
	"1.2.840.10045.4.1":     {Scheme: ECDSA, Hash: crypto.SHA1},
	"1.2.840.10045.4.3.1":   {Scheme: ECDSA, Hash: crypto.SHA224},
	"1.2.840.10045.4.3.2":   {Scheme: ECDSA, Hash: crypto.SHA256},
	"1.2.840.10045.4.3.3":   {Scheme: ECDSA, Hash: crypto.SHA384},
	"1.2.840.10045.4.3.4":   {Scheme: ECDSA, Hash: crypto.SHA512},
	// BSI TR-03111 5.2.1.1, as active authentication names them (plain r‖s).
	"0.4.0.127.0.7.1.1.4.1.1": {Scheme: ECDSA, Hash: crypto.SHA1},
	"0.4.0.127.0.7.1.1.4.1.2": {Scheme: ECDSA, Hash: crypto.SHA224},
	"0.4.0.127.0.7.1.1.4.1.3": {Scheme: ECDSA, Hash: crypto.SHA256},
	"0.4.0.127.0.7.1.1.4.1.4": {Scheme: ECDSA, Hash: crypto.SHA384},
	"0.4.0.127.0.7.1.1.4.1.5": {Scheme: ECDSA, Hash: crypto.SHA512},
}

// AlgorithmByOID returns the algorithm that an identifier without parameters names.
func AlgorithmByOID(oid ber.OID) (Algorithm, error) {
	a, ok := algorithms[oid]
	if !ok {
		return Algorithm{}, fmt.Errorf("%w: %s", ErrAlgorithm, oid)
	}
	return a, nil
}

// ParseAlgorithm reads the AlgorithmIdentifier of a signature.
func ParseAlgorithm(e ber.Element) (Algorithm, error) {
	c := ber.Walk(e, ber.TagSequence)
	oid, err := c.Take(ber.TagOID).OID()
	if err := errors.Join(c.Err(), err); err != nil {
		return Algorithm{}, fmt.Errorf("reading signature algorithm: %w", err)
	}
	if oid == oidRSAPSS {
		return parsePSS(c)
	}
	return AlgorithmByOID(oid)
}

// parsePSS reads RSASSA-PSS-params (RFC 4055 section 3.1), whose defaults are
// SHA-1, MGF1 with SHA-1 and a salt of 20 bytes.
func parsePSS(c *ber.Cursor) (Algorithm, error) {
	a := Algorithm{Scheme: PSS, Hash: crypto.SHA1, MGF: crypto.SHA1, Salt: 20}
	if !c.More() {
		return a, c.Err()
	}
	p := c.Enter(ber.TagSequence)
	if e, ok := p.Optional(ber.Context(0, true)); ok {
		inner, err := ber.Only(e.Content)
		if err != nil {
			return Algorithm{}, fmt.Errorf("reading PSS hash: %w", err)
		}
		if a.Hash, err = Hash(inner); err != nil {
			return Algorithm{}, err
		}
	}
	if e, ok := p.Optional(ber.Context(1, true)); ok {
		mgf, err := maskHash(e)
		if err != nil {
			return Algorithm{}, err
		}
		a.MGF = mgf
	}
	if e, ok := p.Optional(ber.Context(2, true)); ok {
		inner, err := ber.Only(e.Content)
		if err != nil {
			return Algorithm{}, fmt.Errorf("reading PSS salt: %w", err)
		}
		if a.Salt, err = inner.Small(); err != nil {
			return Algorithm{}, fmt.Errorf("reading PSS salt: %w", err)
		}
	}
	p.Optional(ber.Context(3, true)) // trailer: 1 is the only one defined
	if err := errors.Join(c.Err(), p.End()); err != nil {
		return Algorithm{}, fmt.Errorf("reading PSS parameters: %w", err)
	}
	return a, nil
}

func maskHash(e ber.Element) (crypto.Hash, error) {
	const oidMGF1 ber.OID = "1.2.840.113549.1.1.8"
	inner, err := ber.Only(e.Content)
	if err != nil {
		return 0, fmt.Errorf("reading PSS mask: %w", err)
	}
	c := ber.Walk(inner, ber.TagSequence)
	oid, err := c.Take(ber.TagOID).OID()
	hash := c.Any()
	if err := errors.Join(c.End(), err); err != nil {
		return 0, fmt.Errorf("reading PSS mask: %w", err)
	}
	if oid != oidMGF1 {
		return 0, fmt.Errorf("%w: mask %s", ErrAlgorithm, oid)
	}
	return Hash(hash)
}
