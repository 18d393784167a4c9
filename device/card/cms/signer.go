package cms

import (
	"bytes"
	"crypto"
	"errors"
	"fmt"
	"math/big"
	"time"

	"carddesk/device/card/ber"
	"carddesk/device/card/spki"
)

// Object identifiers of signed attributes (RFC 5652, 11).
const (
	OIDContentType   ber.OID = "1.2.840.113549.1.9.3"
	OIDMessageDigest ber.OID = "1.2.840.113549.1.9.4"
	OIDSigningTime   ber.OID = "1.2.840.113549.1.9.5"
)

// SignerInfo is one signature over a message. The signer is named either by
// Issuer and Serial or by KeyID.
type SignerInfo struct {
	Issuer    []byte // raw distinguished name
	Serial    *big.Int
	KeyID     []byte
	Digest    crypto.Hash
	Algorithm spki.Algorithm
	Signature []byte
	// SigningTime is what the signer states; zero when absent. It proves nothing.
	SigningTime time.Time

	attributes    *ber.Element
	contentType   ber.OID
	messageDigest []byte
}

func parseSigner(e ber.Element) (SignerInfo, error) {
	c := ber.Walk(e, ber.TagSequence)
	c.Take(ber.TagInteger) // version
	sid := c.Any()
	digest := c.Take(ber.TagSequence)
	attributes, hasAttributes := c.Optional(ber.Context(0, true))
	algorithm := c.Take(ber.TagSequence)
	signature := c.Take(ber.TagOctetString)
	c.Optional(ber.Context(1, true)) // unsigned attributes
	if err := c.End(); err != nil {
		return SignerInfo{}, err
	}
	s := SignerInfo{Signature: signature.Content}
	if err := s.parseIdentifier(sid); err != nil {
		return SignerInfo{}, err
	}
	var err error
	if s.Digest, err = spki.Hash(digest); err != nil {
		return SignerInfo{}, err
	}
	if s.Algorithm, err = spki.ParseAlgorithm(algorithm); err != nil {
		return SignerInfo{}, err
	}
	if s.Algorithm.Hash == 0 { // only the kind of key is named
		s.Algorithm.Hash = s.Digest
	}
	if hasAttributes {
		if err := s.parseAttributes(attributes); err != nil {
			return SignerInfo{}, fmt.Errorf("reading signed attributes: %w", err)
		}
	}
	return s, nil
}

func (s *SignerInfo) parseIdentifier(sid ber.Element) error {
	switch sid.Tag {
	case ber.TagSequence:
		c := ber.Walk(sid, ber.TagSequence)
		issuer, serial := c.Take(ber.TagSequence), c.Take(ber.TagInteger)
		if err := c.End(); err != nil {
			return fmt.Errorf("reading signer identifier: %w", err)
		}
		number, err := serial.Int()
		if err != nil {
			return fmt.Errorf("reading signer identifier: %w", err)
		}
		s.Issuer, s.Serial = issuer.Raw, number
	case ber.Context(0, false):
		s.KeyID = sid.Content
	case ber.Context(0, true): // explicit tagging, seen in the field
		inner, err := ber.Only(sid.Content)
		if err != nil {
			return fmt.Errorf("reading signer identifier: %w", err)
		}
		if s.KeyID, err = inner.Octets(); err != nil {
			return fmt.Errorf("reading signer identifier: %w", err)
		}
	default:
		return fmt.Errorf("reading signer identifier: %w: tag %X", ber.ErrUnexpected, sid.Tag)
	}
	return nil
}

func (s *SignerInfo) parseAttributes(set ber.Element) error {
	children, err := set.Children()
	if err != nil {
		return err
	}
	seen := map[ber.OID]bool{}
	for _, child := range children {
		c := ber.Walk(child, ber.TagSequence)
		oid, err := c.Take(ber.TagOID).OID()
		values := c.Take(ber.TagSet)
		if err := errors.Join(c.End(), err); err != nil {
			return err
		}
		// A repeated attribute could show one value here and another one to
		// the next reader.
		if seen[oid] {
			return fmt.Errorf("%w: %s twice", ErrAttribute, oid)
		}
		seen[oid] = true
		if err := s.setAttribute(oid, values); err != nil {
			return err
		}
	}
	if s.messageDigest == nil {
		return fmt.Errorf("%w: no message digest", ErrAttribute)
	}
	s.attributes = &set
	return nil
}

func (s *SignerInfo) setAttribute(oid ber.OID, values ber.Element) error {
	if oid != OIDContentType && oid != OIDMessageDigest && oid != OIDSigningTime {
		return nil
	}
	value, err := ber.Only(values.Content)
	if err != nil {
		return err
	}
	switch oid {
	case OIDContentType:
		s.contentType, err = value.OID()
	case OIDMessageDigest:
		s.messageDigest, err = value.Octets()
	case OIDSigningTime:
		// Informative only, so an odd coding of it spoils nothing.
		if at, timeErr := value.Time(); timeErr == nil {
			s.SigningTime = at
		}
	}
	return err
}

// Verify checks that the holder of key signed this content as this signer says.
// The error wraps [ErrDigest], [ErrAttribute] or an error of package spki.
func (s SignerInfo) Verify(key spki.Key, contentType ber.OID, content []byte) error {
	if s.attributes == nil {
		return s.Algorithm.Verify(key, content, s.Signature)
	}
	if s.contentType != "" && s.contentType != contentType {
		return fmt.Errorf("%w: content type", ErrAttribute)
	}
	if !bytes.Equal(spki.Sum(s.Digest, content), s.messageDigest) {
		return ErrDigest
	}
	signed, err := s.signedForms()
	if err != nil {
		return err
	}
	for _, form := range signed {
		if err = s.Algorithm.Verify(key, form, s.Signature); err == nil {
			return nil
		}
	}
	return err
}

// signedForms returns the codings of the attributes over which signers are
// known to sign: as they lie in the message, and in the DER order that RFC 5652
// section 5.4 asks for, each with the SET tag. Both say the same, so whichever
// was signed proves the same.
func (s SignerInfo) signedForms() ([][]byte, error) {
	children, err := s.attributes.Children()
	if err != nil {
		return nil, err
	}
	parts := make([][]byte, len(children))
	for i, child := range children {
		if parts[i], err = ber.Definite(child); err != nil {
			return nil, err
		}
	}
	asIs, ordered := ber.TLV(ber.TagSet, parts...), ber.SetOf(parts...)
	if bytes.Equal(asIs, ordered) {
		return [][]byte{asIs}, nil
	}
	return [][]byte{asIs, ordered}, nil
}
