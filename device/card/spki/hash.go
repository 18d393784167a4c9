package spki

import (
	"crypto"
	_ "crypto/sha1"   // hashes that cards use
	_ "crypto/sha256" // SHA-224 too
	_ "crypto/sha512" // SHA-384 too
	"errors"
	"fmt"

	"carddesk/device/card/ber"
)

// ErrHash marks a hash algorithm that cards do not use.
var ErrHash = errors.New("unsupported hash algorithm")

// hashes are the algorithms of ICAO 9303-12 section 4.4 by object identifier.
var hashes = map[ber.OID]crypto.Hash{
	"1.3.14.3.2.26":          crypto.SHA1,
	"2.16.840.1.101.3.4.2.1": crypto.SHA256,
	"2.16.840.1.101.3.4.2.2": crypto.SHA384,
	"2.16.840.1.101.3.4.2.3": crypto.SHA512,
	"2.16.840.1.101.3.4.2.4": crypto.SHA224,
}

// HashByOID returns the hash function that an object identifier names.
func HashByOID(oid ber.OID) (crypto.Hash, error) {
	h, ok := hashes[oid]
	if !ok {
		return 0, fmt.Errorf("%w: %s", ErrHash, oid)
	}
	return h, nil
}

// HashOID returns the object identifier of a hash function that this package
// knows, or the empty one.
func HashOID(h crypto.Hash) ber.OID {
	for oid, known := range hashes {
		if known == h {
			return oid
		}
	}
	return ""
}

// Hash reads an AlgorithmIdentifier that names a hash function.
func Hash(e ber.Element) (crypto.Hash, error) {
	c := ber.Walk(e, ber.TagSequence)
	oid, err := c.Take(ber.TagOID).OID()
	if err := errors.Join(c.Err(), err); err != nil {
		return 0, fmt.Errorf("reading hash algorithm: %w", err)
	}
	return HashByOID(oid)
}

// Sum hashes data.
func Sum(h crypto.Hash, data []byte) []byte {
	w := h.New()
	w.Write(data)
	return w.Sum(nil)
}
