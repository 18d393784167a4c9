package packet

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"

	"carddesk/app/port"

	"filippo.io/age"
)

// StationKeys returns the keys of a station of an office of which any may have
// signed: the one that it has, and earlier ones where those count. It returns an
// error wrapping [ErrSigner] when there is none or it is no longer trusted.
type StationKeys func(office, station string) ([]ed25519.PublicKey, error)

// Reader reads a packet as a stream. Its manifest has been checked and its
// signature verified before NewReader returns; each part is verified when it
// has been read to its end.
type Reader struct {
	in       io.Reader
	manifest port.PacketManifest
	inner    string
	next     int
	part     *partReader
	err      error
}

// NewReader opens a sealed packet with the registry's identities.
func NewReader(sealed io.Reader, identities []age.Identity, keys StationKeys) (*Reader, error) {
	inner, err := age.Decrypt(io.LimitReader(sealed, MaxPacket), identities...)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSealed, err)
	}
	return newInnerReader(inner, keys)
}

// newInnerReader reads what lies inside the seal.
func newInnerReader(inner io.Reader, keys StationKeys) (*Reader, error) {
	f, err := readFrame(inner, KindPacket, MaxManifest)
	if err != nil {
		return nil, err
	}
	manifest, err := decodeManifest(f.body)
	if err != nil {
		return nil, err
	}
	signers, err := keys(manifest.Office, manifest.Station)
	if err != nil {
		return nil, err
	}
	if err := f.verify(signers...); err != nil {
		return nil, err
	}
	return &Reader{in: inner, manifest: manifest, inner: hexHash(f.body)}, nil
}

// Manifest returns the manifest. The caller must not change its slices.
func (r *Reader) Manifest() port.PacketManifest { return r.manifest }

// Inner returns the inner hash.
func (r *Reader) Inner() string { return r.inner }

// Next returns the next part. What is left of the part before is read and
// verified first, so that no part can be skipped unverified. After the last
// part it returns [io.EOF], having made sure that nothing follows.
func (r *Reader) Next() (port.PacketEntry, io.Reader, error) {
	if r.err != nil {
		return port.PacketEntry{}, nil, r.err
	}
	entry, part, err := r.advance()
	if err != nil {
		r.err = err
		return port.PacketEntry{}, nil, err
	}
	return entry, part, nil
}

func (r *Reader) advance() (port.PacketEntry, io.Reader, error) {
	if r.part != nil {
		if _, err := io.Copy(io.Discard, r.part); err != nil {
			return port.PacketEntry{}, nil, err
		}
		r.part = nil
	}
	if r.next == len(r.manifest.Entries) {
		if err := atEnd(r.in); err != nil {
			return port.PacketEntry{}, nil, err
		}
		return port.PacketEntry{}, nil, io.EOF
	}
	entry := r.manifest.Entries[r.next]
	r.next++
	var size [8]byte
	if _, err := io.ReadFull(r.in, size[:]); err != nil {
		return port.PacketEntry{}, nil, cut("part length", err)
	}
	if got := binary.BigEndian.Uint64(size[:]); got != uint64(entry.Size) {
		return port.PacketEntry{}, nil, fmt.Errorf("%w: length", ErrHash)
	}
	r.part = &partReader{in: r.in, left: entry.Size, want: entry.SHA256, hash: sha256.New()}
	return entry, r.part, nil
}

// partReader reads one part and verifies it at its end.
type partReader struct {
	in   io.Reader
	left int64
	want string
	hash hash.Hash
	err  error
}

func (p *partReader) Read(buf []byte) (int, error) {
	if p.err != nil {
		return 0, p.err
	}
	if p.left == 0 {
		p.err = io.EOF
		if hex.EncodeToString(p.hash.Sum(nil)) != p.want {
			p.err = ErrHash
		}
		return 0, p.err
	}
	if int64(len(buf)) > p.left {
		buf = buf[:p.left]
	}
	n, err := p.in.Read(buf)
	p.hash.Write(buf[:n])
	p.left -= int64(n)
	if err != nil && !(errors.Is(err, io.EOF) && p.left == 0) {
		p.err = cut("part", err)
		return n, p.err
	}
	return n, nil
}
