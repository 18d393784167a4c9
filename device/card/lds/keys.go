package lds

import (
	"errors"
	"fmt"

	"carddesk/device/card/ber"
	"carddesk/device/card/spki"
)

// ParseActiveKey reads DG15: the key of active authentication (ICAO 9303-10
// section 4.7.15).
func ParseActiveKey(raw []byte) (spki.Key, error) {
	file, err := open(raw, GroupTag(15))
	if err != nil {
		return spki.Key{}, fmt.Errorf("reading DG15: %w", err)
	}
	key, err := spki.Parse(file.Content)
	if err != nil {
		return spki.Key{}, fmt.Errorf("reading DG15: %w", err)
	}
	return key, nil
}

// SecurityInfo is one entry of DG14 or EF.CardAccess (ICAO 9303-11 section 9.2):
// a protocol with its parameters.
type SecurityInfo struct {
	Protocol ber.OID
	Required ber.Element
	Optional *ber.Element
}

// ParseSecurityInfos reads a SET OF SecurityInfo that fills b. It is the whole
// of EF.CardAccess and the content of DG14. Entries of unknown protocols are
// kept; the order of the set does not matter.
func ParseSecurityInfos(b []byte) ([]SecurityInfo, error) {
	if len(b) > MaxFile {
		return nil, fmt.Errorf("reading security infos: %w: %d bytes", ErrFile, len(b))
	}
	set, err := ber.Expect(b, ber.TagSet)
	if err != nil {
		return nil, fmt.Errorf("reading security infos: %w: %w", ErrFile, err)
	}
	children, err := set.Children()
	if err != nil {
		return nil, fmt.Errorf("reading security infos: %w: %w", ErrFile, err)
	}
	infos := make([]SecurityInfo, 0, len(children))
	for _, child := range children {
		c := ber.Walk(child, ber.TagSequence)
		oid, err := c.Take(ber.TagOID).OID()
		info := SecurityInfo{Protocol: oid, Required: c.Any()}
		if c.More() {
			optional := c.Any()
			info.Optional = &optional
		}
		if err := errors.Join(c.End(), err); err != nil {
			return nil, fmt.Errorf("reading security infos: %w: %w", ErrFile, err)
		}
		infos = append(infos, info)
	}
	return infos, nil
}

// NoKeyID says that an entry of DG14 names no key: there is only one.
const NoKeyID = -1

// ChipAuthentication is a variant of chip authentication that the chip offers.
type ChipAuthentication struct {
	Protocol ber.OID
	Version  int
	KeyID    int // NoKeyID when not named
}

// ChipKey is a public key for chip authentication.
type ChipKey struct {
	Key   spki.Key
	Raw   []byte // SubjectPublicKeyInfo as on the chip
	KeyID int    // NoKeyID when not named
}

// Security is DG14: what the chip offers to prove itself (ICAO 9303-10 section
// 4.7.14).
type Security struct {
	Chip     []ChipAuthentication
	ChipKeys []ChipKey // keys that this program can use; others are left out
	// ActiveAlgorithm is the signature of active authentication with an EC
	// key; nil when DG14 does not say.
	ActiveAlgorithm *spki.Algorithm
	Infos           []SecurityInfo
}

// Object identifiers of DG14 (ICAO 9303-11 section 9.2, BSI TR-03110-3 A.1).
const (
	OIDChipKeyDH   ber.OID = "0.4.0.127.0.7.2.2.1.1"
	OIDChipKeyECDH ber.OID = "0.4.0.127.0.7.2.2.1.2"
	OIDChipDH      ber.OID = "0.4.0.127.0.7.2.2.3.1"
	OIDChipECDH    ber.OID = "0.4.0.127.0.7.2.2.3.2"
	OIDActive      ber.OID = "2.23.136.1.1.5"
)

// ParseSecurity reads DG14.
func ParseSecurity(raw []byte) (Security, error) {
	file, err := open(raw, GroupTag(14))
	if err != nil {
		return Security{}, fmt.Errorf("reading DG14: %w", err)
	}
	infos, err := ParseSecurityInfos(file.Content)
	if err != nil {
		return Security{}, fmt.Errorf("reading DG14: %w", err)
	}
	security := Security{Infos: infos}
	for _, info := range infos {
		if err := security.add(info); err != nil {
			return Security{}, fmt.Errorf("reading DG14: %w", err)
		}
	}
	return security, nil
}

func (s *Security) add(info SecurityInfo) error {
	switch {
	case info.Protocol == OIDChipKeyDH || info.Protocol == OIDChipKeyECDH:
		id, err := keyID(info.Optional)
		if err != nil {
			return err
		}
		key, err := spki.FromElement(info.Required)
		if err != nil {
			return nil // a key of another kind does not spoil the others
		}
		s.ChipKeys = append(s.ChipKeys, ChipKey{Key: key, Raw: info.Required.Raw, KeyID: id})
	case under(info.Protocol, OIDChipDH) || under(info.Protocol, OIDChipECDH):
		version, err := info.Required.Small()
		if err != nil {
			return fmt.Errorf("%w: %w", ErrFile, err)
		}
		id, err := keyID(info.Optional)
		if err != nil {
			return err
		}
		s.Chip = append(s.Chip, ChipAuthentication{Protocol: info.Protocol, Version: version, KeyID: id})
	case info.Protocol == OIDActive && info.Optional != nil:
		oid, err := info.Optional.OID()
		if err != nil {
			return fmt.Errorf("%w: %w", ErrFile, err)
		}
		if algorithm, err := spki.AlgorithmByOID(oid); err == nil {
			s.ActiveAlgorithm = &algorithm
		}
	}
	return nil
}

func keyID(e *ber.Element) (int, error) {
	if e == nil {
		return NoKeyID, nil
	}
	id, err := e.Small()
	if err != nil {
		return 0, fmt.Errorf("%w: key id: %w", ErrFile, err)
	}
	return id, nil
}

// under reports whether oid is one arc below parent.
func under(oid, parent ber.OID) bool {
	n := len(parent)
	return len(oid) > n+1 && oid[:n] == parent && oid[n] == '.'
}
