// Package cert reads the certificates of document issuers and signers
// (ICAO 9303-12 section 7, RFC 5280) and their revocation lists. It exists
// because crypto/x509 refuses Brainpool keys and explicit curve parameters,
// which these certificates have. It reads and verifies single signatures;
// which chain is to be believed is decided in package proof.
package cert

import (
	"crypto"
	"errors"
	"fmt"
	"math/big"
	"time"

	"carddesk/device/card/ber"
	"carddesk/device/card/spki"
)

// ErrCertificate marks bytes that are no usable certificate.
var ErrCertificate = errors.New("unusable certificate")

// Bounds in bytes.
const (
	MaxSize           = 64 << 10 // of a certificate
	MaxRevocationSize = 4 << 20  // of a revocation list
)

// Certificate is an X.509 certificate.
type Certificate struct {
	Raw       []byte
	Serial    *big.Int
	Issuer    Name
	Subject   Name
	NotBefore time.Time
	NotAfter  time.Time
	Key       spki.Key
	KeyID     []byte // subject key identifier, nil when absent
	IssuerKey []byte // authority key identifier, nil when absent
	CA        bool   // basic constraints say so

	usage         usage
	extendedUsage []ber.OID
	signed        signedBody
}

// signedBody is the outer form that certificates and revocation lists share.
type signedBody struct {
	body      ber.Element
	algorithm spki.Algorithm
	signature []byte
}

// parseSigned reads SEQUENCE { body, algorithm, signature }.
func parseSigned(raw []byte, most int) (signedBody, error) {
	if len(raw) > most {
		return signedBody{}, fmt.Errorf("%w: %d bytes", ErrCertificate, len(raw))
	}
	e, err := ber.Only(raw)
	if err != nil {
		return signedBody{}, err
	}
	c := ber.Walk(e, ber.TagSequence)
	body, algorithm, bits := c.Take(ber.TagSequence), c.Take(ber.TagSequence), c.Take(ber.TagBitString)
	if err := c.End(); err != nil {
		return signedBody{}, err
	}
	s := signedBody{body: body}
	if s.algorithm, err = spki.ParseAlgorithm(algorithm); err != nil {
		return signedBody{}, err
	}
	if s.signature, err = bits.Bits(); err != nil {
		return signedBody{}, err
	}
	return s, nil
}

// Parse reads one DER certificate. Errors wrap [ErrCertificate] or errors of
// packages ber and spki.
func Parse(raw []byte) (*Certificate, error) {
	signed, err := parseSigned(raw, MaxSize)
	if err != nil {
		return nil, fmt.Errorf("reading certificate: %w", err)
	}
	certificate := &Certificate{Raw: raw, signed: signed}
	if err := certificate.parseBody(ber.Walk(signed.body, ber.TagSequence)); err != nil {
		return nil, fmt.Errorf("reading certificate: %w", err)
	}
	return certificate, nil
}

func (t *Certificate) parseBody(c *ber.Cursor) error {
	c.Optional(ber.Context(0, true)) // version
	serial := c.Take(ber.TagInteger)
	c.Take(ber.TagSequence) // algorithm, repeated outside
	issuer := c.Take(ber.TagSequence)
	validity := c.Enter(ber.TagSequence)
	subject := c.Take(ber.TagSequence)
	key := c.Take(ber.TagSequence)
	c.Optional(ber.Context(1, false))
	c.Optional(ber.Context(2, false))
	extensions, hasExtensions := c.Optional(ber.Context(3, true))
	from, to := validity.Any(), validity.Any()
	if err := errors.Join(c.End(), validity.End()); err != nil {
		return err
	}
	var errs [5]error
	t.Serial, errs[0] = serial.Int()
	t.NotBefore, errs[1] = from.Time()
	t.NotAfter, errs[2] = to.Time()
	t.Issuer, errs[3] = parseName(issuer)
	t.Subject, errs[4] = parseName(subject)
	if err := errors.Join(errs[:]...); err != nil {
		return err
	}
	var err error
	if t.Key, err = spki.FromElement(key); err != nil {
		return err
	}
	if hasExtensions {
		return t.parseExtensions(extensions)
	}
	return nil
}

// ValidAt reports whether the validity period holds the instant.
func (t *Certificate) ValidAt(at time.Time) bool {
	return !at.Before(t.NotBefore) && !at.After(t.NotAfter)
}

// SelfIssued reports whether subject and issuer are the same name.
func (t *Certificate) SelfIssued() bool { return t.Subject.Equal(t.Issuer) }

// SignedBy checks the signature with the key of issuer, and nothing else.
func (t *Certificate) SignedBy(issuer *Certificate) error {
	if err := t.signed.verify(issuer.Key); err != nil {
		return fmt.Errorf("verifying certificate: %w", err)
	}
	return nil
}

// SignatureHash returns the hash of the signature over this certificate.
func (t *Certificate) SignatureHash() crypto.Hash { return t.signed.algorithm.Hash }

func (s signedBody) verify(key spki.Key) error {
	return s.algorithm.Verify(key, s.body.Raw, s.signature)
}
