// Package cms reads signed messages (CMS SignedData, RFC 5652), the envelope of
// a chip's security object (ICAO 9303-10 section 4.6.2) and of master lists
// (ICAO 9303-12 section 9), and verifies a signer's signature over them.
package cms

import (
	"errors"
	"fmt"

	"carddesk/device/card/ber"
)

// OIDSignedData names the content type of a signed message.
const OIDSignedData ber.OID = "1.2.840.113549.1.7.2"

// Errors of signed messages.
var (
	ErrNotSigned = errors.New("not a signed message")
	ErrSigners   = errors.New("no signer")
	ErrDigest    = errors.New("signed digest does not match the content")
	ErrAttribute = errors.New("signed attributes are not usable")
)

// maxSigners bounds the signers of one message; a security object has one.
const maxSigners = 8

// SignedData is a signed message.
type SignedData struct {
	ContentType  ber.OID
	Content      []byte   // encapsulated content, pieces joined
	Certificates [][]byte // raw certificates inside, of unknown trust
	Signers      []SignerInfo
}

// Parse reads a ContentInfo with SignedData at the start of b. Bytes after it
// are ignored: they are not signed, and some chips pad their file.
func Parse(b []byte) (SignedData, error) {
	info, _, err := ber.Next(b)
	if err != nil {
		return SignedData{}, fmt.Errorf("reading signed message: %w", err)
	}
	c := ber.Walk(info, ber.TagSequence)
	oid, oidErr := c.Take(ber.TagOID).OID()
	wrapper := c.Take(ber.Context(0, true))
	if err := errors.Join(c.Err(), oidErr); err != nil {
		return SignedData{}, fmt.Errorf("reading signed message: %w", err)
	}
	if oid != OIDSignedData {
		return SignedData{}, fmt.Errorf("%w: %s", ErrNotSigned, oid)
	}
	body, err := ber.Only(wrapper.Content)
	if err != nil {
		return SignedData{}, fmt.Errorf("reading signed message: %w", err)
	}
	return parseBody(ber.Walk(body, ber.TagSequence))
}

func parseBody(c *ber.Cursor) (SignedData, error) {
	c.Take(ber.TagInteger) // version
	c.Take(ber.TagSet)     // digest algorithms: each signer names its own
	encapsulated := c.Enter(ber.TagSequence)
	certificates, hasCertificates := c.Optional(ber.Context(0, true))
	c.Optional(ber.Context(1, true)) // revocation lists come from the trust store
	signers := c.Take(ber.TagSet)
	if err := c.End(); err != nil {
		return SignedData{}, fmt.Errorf("reading signed data: %w", err)
	}
	var s SignedData
	contentType, err := encapsulated.Take(ber.TagOID).OID()
	wrapper := encapsulated.Take(ber.Context(0, true))
	if err := errors.Join(encapsulated.End(), err); err != nil {
		return SignedData{}, fmt.Errorf("reading content: %w", err)
	}
	s.ContentType = contentType
	octets, err := ber.Only(wrapper.Content)
	if err == nil {
		s.Content, err = octets.Octets()
	}
	if err != nil {
		return SignedData{}, fmt.Errorf("reading content: %w", err)
	}
	if hasCertificates {
		if s.Certificates, err = rawCertificates(certificates); err != nil {
			return SignedData{}, err
		}
	}
	if s.Signers, err = parseSigners(signers); err != nil {
		return SignedData{}, err
	}
	return s, nil
}

func rawCertificates(set ber.Element) ([][]byte, error) {
	children, err := set.Children()
	if err != nil {
		return nil, fmt.Errorf("reading certificates: %w", err)
	}
	var raw [][]byte
	for _, child := range children {
		if child.Tag == ber.TagSequence { // other choices are obsolete kinds
			raw = append(raw, child.Raw)
		}
	}
	return raw, nil
}

func parseSigners(set ber.Element) ([]SignerInfo, error) {
	children, err := set.Children()
	if err != nil {
		return nil, fmt.Errorf("reading signers: %w", err)
	}
	if len(children) == 0 || len(children) > maxSigners {
		return nil, fmt.Errorf("%w: %d of them", ErrSigners, len(children))
	}
	signers := make([]SignerInfo, len(children))
	for i, child := range children {
		if signers[i], err = parseSigner(child); err != nil {
			return nil, fmt.Errorf("reading signer: %w", err)
		}
	}
	return signers, nil
}
