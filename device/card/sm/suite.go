package sm

import (
	"crypto/aes"
	"crypto/cipher"
	"fmt"
)

// Suite is the pair of encryption and MAC algorithms of a session.
type Suite int

// The suites of ICAO 9303-11 sections 9.8.6 and 9.8.7.
const (
	TripleDES Suite = iota + 1 // two-key 3DES CBC, retail MAC
	AES128                     // AES CBC, CMAC
	AES192
	AES256
)

// KeySize is the length of each of the two keys in bytes, 0 for no suite.
func (s Suite) KeySize() int {
	switch s {
	case TripleDES, AES128:
		return 16
	case AES192:
		return 24
	case AES256:
		return 32
	}
	return 0
}

// BlockSize is the block length of the cipher in bytes, and the length of the
// send sequence counter.
func (s Suite) BlockSize() int {
	if s == TripleDES {
		return 8
	}
	return aes.BlockSize
}

// String names the suite as protocols do.
func (s Suite) String() string {
	switch s {
	case TripleDES:
		return "3DES"
	case AES128:
		return "AES-128"
	case AES192:
		return "AES-192"
	case AES256:
		return "AES-256"
	}
	return fmt.Sprintf("Suite(%d)", int(s))
}

// Cipher makes the block cipher for a key of [Suite.KeySize] bytes.
func (s Suite) Cipher(key []byte) (cipher.Block, error) {
	if s.KeySize() == 0 || len(key) != s.KeySize() {
		return nil, fmt.Errorf("%s key of %d bytes", s, len(key))
	}
	if s == TripleDES {
		return tripleDES(key)
	}
	return aes.NewCipher(key)
}

// MAC authenticates the message with the key, eight bytes. For 3DES the message
// must already be padded to whole blocks; CMAC takes any length.
func (s Suite) MAC(key, message []byte) ([]byte, error) {
	if s.KeySize() == 0 || len(key) != s.KeySize() {
		return nil, fmt.Errorf("%s key of %d bytes", s, len(key))
	}
	if s == TripleDES {
		return RetailMAC(key, message)
	}
	return CMAC(key, message)
}
