// Package access opens an eMRTD chip and proves that the chip holds its keys:
// BAC, PACE, the exchanges of active and chip authentication (ICAO 9303-11).
//
// PACE is spoken over curves and over numbers (DH); chip authentication over curves
// only, so a key of the DH variant counts as not offered.
//
// Each protocol is written once as arithmetic on its messages, which the virtual
// chip and the published worked examples use too, and once as the terminal's
// conversation over an [apdu.Channel].
package access

import (
	"crypto/sha1" // fixed by ICAO 9303-11 for keys made of printed data
	"crypto/sha256"
	"fmt"
	"math/bits"

	"carddesk/device/card/sm"
)

// Purpose is the counter of the key derivation function.
type Purpose byte

// Counters of ICAO 9303-11 section 9.7.1.
const (
	ForEncryption Purpose = 1
	ForMAC        Purpose = 2
	ForPassword   Purpose = 3 // K_pi, which encrypts the nonce of PACE
)

// DeriveKey is the key derivation function of ICAO 9303-11 section 9.7.1: the
// hash of secret and counter, cut to the suite's key length. 3DES keys get odd
// parity, as printed there.
func DeriveKey(suite sm.Suite, secret []byte, purpose Purpose) []byte {
	input := append(append([]byte(nil), secret...), 0, 0, 0, byte(purpose))
	switch suite {
	case sm.AES192, sm.AES256:
		sum := sha256.Sum256(input)
		return sum[:suite.KeySize():suite.KeySize()]
	case sm.TripleDES:
		sum := sha1.Sum(input)
		key := sum[:16:16]
		for i, b := range key {
			if bits.OnesCount8(b)%2 == 0 {
				key[i] = b ^ 1
			}
		}
		return key
	default:
		sum := sha1.Sum(input)
		return sum[:16:16]
	}
}

// newSession derives both session keys from the secret.
func newSession(suite sm.Suite, secret, ssc []byte) (*sm.Session, error) {
	s, err := sm.New(suite, DeriveKey(suite, secret, ForEncryption), DeriveKey(suite, secret, ForMAC), ssc)
	if err != nil {
		return nil, fmt.Errorf("session keys: %w", err)
	}
	return s, nil
}
