package cert

import (
	"errors"
	"fmt"
	"slices"

	"carddesk/device/card/ber"
)

// Object identifiers of the extensions that matter here (RFC 5280, 4.2).
const (
	oidSubjectKeyID     ber.OID = "2.5.29.14"
	oidKeyUsage         ber.OID = "2.5.29.15"
	oidBasicConstraints ber.OID = "2.5.29.19"
	oidAuthorityKeyID   ber.OID = "2.5.29.35"
	oidExtendedUsage    ber.OID = "2.5.29.37"
)

// OIDMasterListKey is the extended usage of keys that sign master lists
// (ICAO 9303-12 section 7.1.2.1).
const OIDMasterListKey ber.OID = "2.23.136.1.1.3"

// usage is the key usage extension: nothing stated means everything allowed.
type usage struct {
	stated           bool
	digitalSignature bool
	certSign         bool
	crlSign          bool
}

// MaySignDocuments reports whether the key may sign security objects.
func (t *Certificate) MaySignDocuments() bool {
	return (!t.usage.stated || t.usage.digitalSignature) && !t.forMasterLists()
}

// MaySignMasterLists reports whether the key may sign master lists: it must say
// so, else every document signer could appoint issuers.
func (t *Certificate) MaySignMasterLists() bool {
	return (!t.usage.stated || t.usage.digitalSignature) && t.forMasterLists()
}

func (t *Certificate) forMasterLists() bool {
	return slices.Contains(t.extendedUsage, OIDMasterListKey)
}

// MaySignCertificates reports whether this is an issuer: a CA by its basic
// constraints whose key usage allows certificates.
func (t *Certificate) MaySignCertificates() bool {
	return t.CA && (!t.usage.stated || t.usage.certSign)
}

// MaySignRevocations reports whether the key may sign revocation lists.
func (t *Certificate) MaySignRevocations() bool {
	return t.CA && (!t.usage.stated || t.usage.crlSign)
}

func (t *Certificate) parseExtensions(wrapper ber.Element) error {
	list, err := ber.Expect(wrapper.Content, ber.TagSequence)
	if err != nil {
		return fmt.Errorf("reading extensions: %w", err)
	}
	children, err := list.Children()
	if err != nil {
		return fmt.Errorf("reading extensions: %w", err)
	}
	seen := map[ber.OID]bool{}
	for _, child := range children {
		c := ber.Walk(child, ber.TagSequence)
		oid, err := c.Take(ber.TagOID).OID()
		c.Optional(ber.TagBoolean) // critical: see below
		value := c.Take(ber.TagOctetString)
		if err := errors.Join(c.End(), err); err != nil {
			return fmt.Errorf("reading extension: %w", err)
		}
		if seen[oid] {
			return fmt.Errorf("%w: extension %s twice", ErrCertificate, oid)
		}
		seen[oid] = true
		// Unknown critical extensions do not refuse a certificate: issuers of
		// the field mark private ones critical, and names or policies cannot
		// widen what a document signer is trusted for here.
		if err := t.setExtension(oid, value.Content); err != nil {
			return fmt.Errorf("reading extension %s: %w", oid, err)
		}
	}
	return nil
}

func (t *Certificate) setExtension(oid ber.OID, value []byte) error {
	switch oid {
	case oidSubjectKeyID:
		e, err := ber.Only(value)
		if err != nil {
			return err
		}
		t.KeyID, err = e.Octets()
		return err
	case oidAuthorityKeyID:
		e, err := ber.Expect(value, ber.TagSequence)
		if err != nil {
			return err
		}
		if id, ok := ber.Walk(e, ber.TagSequence).Optional(ber.Context(0, false)); ok {
			t.IssuerKey = id.Content
		}
	case oidBasicConstraints:
		e, err := ber.Expect(value, ber.TagSequence)
		if err != nil {
			return err
		}
		if ca, ok := ber.Walk(e, ber.TagSequence).Optional(ber.TagBoolean); ok {
			t.CA = len(ca.Content) == 1 && ca.Content[0] != 0
		}
	case oidExtendedUsage:
		e, err := ber.Expect(value, ber.TagSequence)
		if err != nil {
			return err
		}
		children, err := e.Children()
		if err != nil {
			return err
		}
		for _, child := range children {
			oid, err := child.OID()
			if err != nil {
				return err
			}
			t.extendedUsage = append(t.extendedUsage, oid)
		}
	case oidKeyUsage:
		e, err := ber.Expect(value, ber.TagBitString)
		if err != nil {
			return err
		}
		t.usage = parseUsage(e.Content)
	}
	return nil
}

// parseUsage reads the bits of KeyUsage (RFC 5280, 4.2.1.3): the first byte
// counts unused bits, bit 0 is the highest of the second.
func parseUsage(content []byte) usage {
	u := usage{stated: true}
	if len(content) < 2 {
		return u
	}
	u.digitalSignature = content[1]&0x80 != 0
	u.certSign = content[1]&0x04 != 0
	u.crlSign = content[1]&0x02 != 0
	return u
}
