package packet

import (
	"bytes"
	"crypto"
	"crypto/ed25519"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// Version is the version of the framing that this program writes. Readers
// accept it and the one before it, so that desks and registry can be updated on
// different days.
const Version = 1

// firstVersion is the oldest version that ever existed.
const firstVersion = 1

// Kind says what a frame carries.
type Kind uint16

// Kinds of frames.
const (
	KindPacket Kind = 1 // one sealed version of a dossier; parts follow
	KindEvent  Kind = 2 // one log entry that concerns the registry
	KindItem   Kind = 3 // one item of the change feed
	KindBatch  Kind = 4 // what a station offers; not sealed
)

const (
	magic      = "CARDDESK"
	headerSize = len(magic) + 2 + 2 + 4
)

// frame is the signed beginning of everything: header, body, signature.
type frame struct {
	version   uint16
	kind      Kind
	body      []byte
	signature [ed25519.SignatureSize]byte
}

// supported reports whether a reader whose newest version is newest reads version.
func supported(version, newest uint16) bool {
	return version >= firstVersion && version <= newest && newest-version <= 1
}

// signed returns the bytes that the signature covers: all before it. Magic,
// version and kind are among them, so that a signature cannot be carried over
// to a frame of another kind or version.
func (f *frame) signed() []byte {
	out := make([]byte, 0, headerSize+len(f.body))
	out = append(out, magic...)
	out = binary.BigEndian.AppendUint16(out, f.version)
	out = binary.BigEndian.AppendUint16(out, uint16(f.kind))
	out = binary.BigEndian.AppendUint32(out, uint32(len(f.body)))
	return append(out, f.body...)
}

// writeFrame signs body and writes the frame.
func writeFrame(w io.Writer, kind Kind, body []byte, limit int, signer crypto.Signer) error {
	if len(body) > limit {
		return fmt.Errorf("%w: body of %d bytes, at most %d", ErrTooLarge, len(body), limit)
	}
	f := frame{version: Version, kind: kind, body: body}
	message := f.signed()
	signature, err := signer.Sign(nil, message, crypto.Hash(0))
	if err != nil {
		return fmt.Errorf("signing a frame: %w", err)
	}
	if len(signature) != ed25519.SignatureSize {
		return fmt.Errorf("signing a frame: signature of %d bytes is not Ed25519", len(signature))
	}
	if _, err := w.Write(append(message, signature...)); err != nil {
		return fmt.Errorf("writing a frame: %w", err)
	}
	return nil
}

// readFrame reads a frame of the wanted kind whose body has at most limit
// bytes. The signature is not checked yet: who signed stands in the body.
func readFrame(r io.Reader, want Kind, limit int) (*frame, error) {
	var header [headerSize]byte
	if _, err := io.ReadFull(r, header[:]); err != nil {
		return nil, cut("header", err)
	}
	if string(header[:len(magic)]) != magic {
		return nil, fmt.Errorf("%w: no frame", ErrFormat)
	}
	rest := header[len(magic):]
	f := &frame{
		version: binary.BigEndian.Uint16(rest),
		kind:    Kind(binary.BigEndian.Uint16(rest[2:])),
	}
	if !supported(f.version, Version) {
		return nil, fmt.Errorf("%w: %d", ErrVersion, f.version)
	}
	if f.kind != want {
		return nil, fmt.Errorf("%w: frame of kind %d where %d belongs", ErrFormat, f.kind, want)
	}
	size := binary.BigEndian.Uint32(rest[4:])
	if int64(size) > int64(limit) {
		return nil, fmt.Errorf("%w: body of %d bytes, at most %d", ErrTooLarge, size, limit)
	}
	var body bytes.Buffer
	if _, err := io.CopyN(&body, r, int64(size)); err != nil {
		return nil, cut("body", err)
	}
	f.body = body.Bytes()
	if _, err := io.ReadFull(r, f.signature[:]); err != nil {
		return nil, cut("signature", err)
	}
	return f, nil
}

// verify checks that one of the signers signed.
func (f *frame) verify(signers ...ed25519.PublicKey) error {
	failure, message := ErrSigner, f.signed()
	for _, signer := range signers {
		if len(signer) != ed25519.PublicKeySize {
			return ErrSigner
		}
		if ed25519.Verify(signer, message, f.signature[:]) {
			return nil
		}
		failure = ErrSignature
	}
	return failure
}

// cut names the place where the bytes ended, keeping errors of the seal apart
// from a frame that is too short.
func cut(where string, err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("%w: ends in its %s", ErrFormat, where)
	}
	return fmt.Errorf("%w: %s: %w", ErrSealed, where, err)
}

// atEnd reports an error unless r has ended.
func atEnd(r io.Reader) error {
	var one [1]byte
	n, err := io.ReadFull(r, one[:])
	if n > 0 {
		return fmt.Errorf("%w: bytes after the end", ErrFormat)
	}
	if errors.Is(err, io.EOF) {
		return nil
	}
	return fmt.Errorf("%w: end: %w", ErrSealed, err)
}
