package wire

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"strings"
)

// ChainStart is the hash before the first item of a chain: SHA-256 of nothing.
func ChainStart() []byte {
	sum := sha256.Sum256(nil)
	return sum[:]
}

// Chain returns the hash of one item: SHA-256 over the hash before it and the
// SHA-256 of the ISO record, both as bytes. A nil previous starts a chain.
func Chain(previous, record []byte) []byte {
	if len(previous) == 0 {
		previous = ChainStart()
	}
	current := sha256.Sum256(record)
	sum := sha256.Sum256(append(append(make([]byte, 0, 64), previous...), current[:]...))
	return sum[:]
}

// FormatHash writes a chain hash as the interface does; nothing becomes "".
func FormatHash(hash []byte) Text {
	return Text(strings.ToUpper(hex.EncodeToString(hash)))
}

// ParseHash reads a chain hash in hex of either case; "" is nil.
func ParseHash(text Text) ([]byte, error) {
	if text == "" {
		return nil, nil
	}
	if len(text) != 2*sha256.Size {
		return nil, errors.New("hash is not 64 hex digits")
	}
	hash, err := hex.DecodeString(string(text))
	if err != nil {
		return nil, errors.New("hash is not hex")
	}
	return hash, nil
}

// EncodeBytes writes bytes as base64url without padding.
func EncodeBytes(b []byte) Text {
	return Text(base64.RawURLEncoding.EncodeToString(b))
}

// DecodeBytes reads base64url, with or without padding.
func DecodeBytes(text Text) ([]byte, error) {
	out, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(string(text), "="))
	if err != nil {
		return nil, errors.New("not base64url")
	}
	return out, nil
}
