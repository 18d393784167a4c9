// Package signed wraps documents that come from the centre, such as policy and
// code tables, in a signed envelope: DSSE v1 (Dead Simple Signing Envelope) with
// Ed25519. The signature covers the exact bytes of the payload and its type, so
// no canonical form is needed and a document of one type never passes as another.
package signed

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
)

// MaxSize bounds an envelope, in bytes.
const MaxSize = 32 << 20

const maxSignatures = 8

// Errors of opening an envelope.
var (
	ErrEnvelope  = errors.New("not a signed document")
	ErrSignature = errors.New("no signature of a trusted key")
	ErrType      = errors.New("signed document of another type")
)

type envelope struct {
	PayloadType string      `json:"payloadType"`
	Payload     string      `json:"payload"` // base64
	Signatures  []signature `json:"signatures"`
}

type signature struct {
	KeyID string `json:"keyid"`
	Sig   string `json:"sig"` // base64
}

// KeyID names a public key: the first eight bytes of its SHA-256, in hex. It is
// a hint to find the key, never a proof.
func KeyID(key ed25519.PublicKey) string {
	sum := sha256.Sum256(key)
	return hex.EncodeToString(sum[:8])
}

// Seal signs a payload of the given type and returns the envelope as JSON.
func Seal(payloadType string, payload []byte, key ed25519.PrivateKey) ([]byte, error) {
	if len(key) != ed25519.PrivateKeySize {
		return nil, errors.New("sealing document: not an Ed25519 key")
	}
	sig := ed25519.Sign(key, preAuth(payloadType, payload))
	data, err := json.Marshal(envelope{
		PayloadType: payloadType,
		Payload:     base64.StdEncoding.EncodeToString(payload),
		Signatures: []signature{{KeyID: KeyID(key.Public().(ed25519.PublicKey)),
			Sig: base64.StdEncoding.EncodeToString(sig)}},
	})
	if err != nil {
		return nil, fmt.Errorf("sealing document: %w", err)
	}
	return data, nil
}

// Open checks that one of the trusted keys signed the envelope and that it holds
// the wanted type, and returns the payload and the id of the key.
func Open(data []byte, payloadType string, trusted ...ed25519.PublicKey) (payload []byte, keyID string, err error) {
	if len(data) > MaxSize {
		return nil, "", fmt.Errorf("%w: longer than %d bytes", ErrEnvelope, MaxSize)
	}
	var e envelope
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&e); err != nil {
		return nil, "", fmt.Errorf("%w: %w", ErrEnvelope, err)
	}
	payload, err = base64.StdEncoding.DecodeString(e.Payload)
	if err != nil {
		return nil, "", fmt.Errorf("%w: payload: %w", ErrEnvelope, err)
	}
	if len(e.Signatures) == 0 || len(e.Signatures) > maxSignatures {
		return nil, "", fmt.Errorf("%w: %d signatures", ErrEnvelope, len(e.Signatures))
	}
	message := preAuth(e.PayloadType, payload)
	for _, s := range e.Signatures {
		sig, err := base64.StdEncoding.DecodeString(s.Sig)
		if err != nil || len(sig) != ed25519.SignatureSize {
			continue
		}
		for _, key := range trusted {
			if len(key) == ed25519.PublicKeySize && ed25519.Verify(key, message, sig) {
				if e.PayloadType != payloadType {
					return nil, "", ErrType
				}
				return payload, KeyID(key), nil
			}
		}
	}
	return nil, "", ErrSignature
}

// preAuth is the pre-authentication encoding of DSSE v1.
func preAuth(payloadType string, payload []byte) []byte {
	message := make([]byte, 0, len(payload)+len(payloadType)+48)
	message = append(message, "DSSEv1 "...)
	message = strconv.AppendInt(message, int64(len(payloadType)), 10)
	message = append(append(append(message, ' '), payloadType...), ' ')
	message = strconv.AppendInt(message, int64(len(payload)), 10)
	message = append(message, ' ')
	return append(message, payload...)
}
