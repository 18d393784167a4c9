package vault

import (
	"crypto/cipher"
	"encoding/binary"
	"fmt"
	"io"

	"golang.org/x/crypto/chacha20poly1305"
)

// keySize is the length of every symmetric key, in bytes.
const keySize = chacha20poly1305.KeySize

// Overhead is how much longer a sealed value is than the plain one.
const Overhead = chacha20poly1305.NonceSizeX + chacha20poly1305.Overhead

// Place is where a sealed value belongs.
type Place struct {
	Table    string
	Row      string
	Column   string
	Revision int64
}

// bytes is the associated data of p: every part with its length before it, so
// that no two places share one encoding.
func (p Place) bytes() []byte {
	out := make([]byte, 0, 20+len(p.Table)+len(p.Row)+len(p.Column))
	for _, part := range []string{p.Table, p.Row, p.Column} {
		out = binary.BigEndian.AppendUint32(out, uint32(len(part)))
		out = append(out, part...)
	}
	return binary.BigEndian.AppendUint64(out, uint64(p.Revision))
}

// sealing is one key in use.
type sealing struct {
	aead cipher.AEAD
	rand io.Reader
}

func newSealing(key []byte, rand io.Reader) (sealing, error) {
	aead, err := chacha20poly1305.NewX(key)
	if err != nil {
		return sealing{}, fmt.Errorf("making a cipher: %w", err)
	}
	return sealing{aead: aead, rand: rand}, nil
}

// Seal encrypts plain for place; the nonce stands before the ciphertext.
func (s sealing) Seal(place Place, plain []byte) ([]byte, error) {
	out := make([]byte, chacha20poly1305.NonceSizeX, Overhead+len(plain))
	if _, err := io.ReadFull(s.rand, out); err != nil {
		return nil, fmt.Errorf("drawing a nonce: %w", err)
	}
	return s.aead.Seal(out, out, plain, place.bytes()), nil
}

// Open decrypts what Seal made for the same place, or returns [ErrSealed].
func (s sealing) Open(place Place, sealed []byte) ([]byte, error) {
	if len(sealed) < Overhead {
		return nil, ErrSealed
	}
	nonce, text := sealed[:chacha20poly1305.NonceSizeX], sealed[chacha20poly1305.NonceSizeX:]
	plain, err := s.aead.Open(nil, nonce, text, place.bytes())
	if err != nil {
		return nil, ErrSealed
	}
	return plain, nil
}
