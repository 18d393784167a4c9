package lds

import (
	"crypto"
	"errors"
	"fmt"

	"carddesk/device/card/ber"
	"carddesk/device/card/cms"
	"carddesk/device/card/spki"
)

// Content types of a security object: ICAO 9303-10 section 4.6.2, and the one
// of drafts, which the first chips carry.
const (
	OIDSecurityObject ber.OID = "2.23.136.1.1.1"
	oidSecurityDraft  ber.OID = "1.3.27.1.1.1"
)

// SecurityObject is EF.SOD: the signed hashes of the data groups.
type SecurityObject struct {
	Version        int // 0 or 1
	Hash           crypto.Hash
	Hashes         map[int][]byte // by number of the data group
	LDSVersion     string         // version 1 only
	UnicodeVersion string
	Signed         cms.SignedData
}

// ParseSecurityObject reads EF.SOD. Bytes after the signed message are ignored.
// It verifies nothing.
func ParseSecurityObject(raw []byte) (SecurityObject, error) {
	if len(raw) > MaxFile {
		return SecurityObject{}, fmt.Errorf("reading EF.SOD: %w: %d bytes", ErrFile, len(raw))
	}
	file, _, err := ber.Next(raw)
	if err != nil {
		return SecurityObject{}, fmt.Errorf("reading EF.SOD: %w: %w", ErrFile, err)
	}
	if file.Tag != 0x77 {
		return SecurityObject{}, fmt.Errorf("reading EF.SOD: %w: tag %X", ErrFile, file.Tag)
	}
	signed, err := cms.Parse(file.Content)
	if err != nil {
		return SecurityObject{}, fmt.Errorf("reading EF.SOD: %w: %w", ErrFile, err)
	}
	if signed.ContentType != OIDSecurityObject && signed.ContentType != oidSecurityDraft {
		return SecurityObject{}, fmt.Errorf("reading EF.SOD: %w: content %s", ErrFile, signed.ContentType)
	}
	object := SecurityObject{Signed: signed}
	if err := object.parseContent(signed.Content); err != nil {
		return SecurityObject{}, fmt.Errorf("reading EF.SOD: %w: %w", ErrFile, err)
	}
	return object, nil
}

func (o *SecurityObject) parseContent(content []byte) error {
	e, err := ber.Only(content)
	if err != nil {
		return err
	}
	c := ber.Walk(e, ber.TagSequence)
	versionElement := c.Take(ber.TagInteger)
	hash := c.Take(ber.TagSequence)
	list := c.Take(ber.TagSequence)
	versions, hasVersions := c.Optional(ber.TagSequence)
	if err := c.End(); err != nil {
		return err
	}
	if o.Version, err = versionElement.Small(); err != nil {
		return err
	}
	if o.Version > 1 {
		return fmt.Errorf("version %d", o.Version)
	}
	if o.Hash, err = spki.Hash(hash); err != nil {
		return err
	}
	if hasVersions {
		v := ber.Walk(versions, ber.TagSequence)
		o.LDSVersion = digits(v.Take(ber.TagPrintableString).Content)
		o.UnicodeVersion = digits(v.Take(ber.TagPrintableString).Content)
	}
	return o.parseHashes(list)
}

func (o *SecurityObject) parseHashes(list ber.Element) error {
	entries, err := list.Children()
	if err != nil {
		return err
	}
	if len(entries) == 0 || len(entries) > LastGroup {
		return fmt.Errorf("%d hashes", len(entries))
	}
	o.Hashes = make(map[int][]byte, len(entries))
	for _, entry := range entries {
		c := ber.Walk(entry, ber.TagSequence)
		number, numberErr := c.Take(ber.TagInteger).Small()
		value, valueErr := c.Take(ber.TagOctetString).Octets()
		if err := errors.Join(c.End(), numberErr, valueErr); err != nil {
			return err
		}
		if number < 1 || number > LastGroup || o.Hashes[number] != nil || len(value) != o.Hash.Size() {
			return fmt.Errorf("hash of group %d", number)
		}
		o.Hashes[number] = value
	}
	return nil
}
