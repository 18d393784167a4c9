package packet

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"

	"carddesk/app/port"

	"filippo.io/age"
)

// SealPacket implements [port.Sealer]. Each part is read twice: once for the
// manifest, which comes first, and once for the stream; a part that changed in
// between is [ErrPartChanged]. Parts follow in the order given.
func (s *Sealer) SealPacket(ctx context.Context, w io.Writer, manifest port.PacketManifest, parts []port.PacketPart) (string, error) {
	manifest.Format = manifestFormat
	if err := s.address(&manifest.Office, &manifest.Station, &manifest.Registry); err != nil {
		return "", err
	}
	manifest.Entries = make([]port.PacketEntry, 0, len(parts))
	if len(parts) > MaxParts {
		return "", fmt.Errorf("%w: %d parts", ErrTooLarge, len(parts))
	}
	for _, part := range parts {
		entry, err := describe(ctx, part)
		if err != nil {
			return "", err
		}
		manifest.Entries = append(manifest.Entries, entry)
	}
	body, err := encodeManifest(manifest)
	if err != nil {
		return "", err
	}
	recipients, err := s.recipients()
	if err != nil {
		return "", err
	}
	sealed, err := age.Encrypt(w, recipients...)
	if err != nil {
		return "", fmt.Errorf("sealing a packet: %w", err)
	}
	if err := s.writeInner(ctx, sealed, body, manifest.Entries, parts); err != nil {
		return "", err
	}
	if err := sealed.Close(); err != nil {
		return "", fmt.Errorf("sealing a packet: %w", err)
	}
	return hexHash(body), nil
}

// writeInner writes what lies inside the seal: frame, then each part with its
// length. Given the same manifest, parts and signing key it writes the same
// bytes always.
func (s *Sealer) writeInner(ctx context.Context, w io.Writer, body []byte, entries []port.PacketEntry, parts []port.PacketPart) error {
	if err := writeFrame(w, KindPacket, body, MaxManifest, s.signing); err != nil {
		return err
	}
	for i, part := range parts {
		if _, err := w.Write(binary.BigEndian.AppendUint64(nil, uint64(entries[i].Size))); err != nil {
			return fmt.Errorf("writing a packet: %w", err)
		}
		size, sum, err := copyPart(ctx, w, part)
		if err != nil {
			return err
		}
		if size != entries[i].Size || sum != entries[i].SHA256 {
			return fmt.Errorf("part %d: %w", i, ErrPartChanged)
		}
	}
	return nil
}

// describe reads a part once for its entry in the manifest.
func describe(ctx context.Context, part port.PacketPart) (port.PacketEntry, error) {
	size, sum, err := copyPart(ctx, io.Discard, part)
	if err != nil {
		return port.PacketEntry{}, err
	}
	return port.PacketEntry{Name: part.Name, Size: size, SHA256: sum}, nil
}

// copyPart copies a part to w and returns its size and hash. Names of parts
// are positions of fingers and such, never personal data.
func copyPart(ctx context.Context, w io.Writer, part port.PacketPart) (size int64, sum string, err error) {
	in, err := part.Open()
	if err != nil {
		return 0, "", fmt.Errorf("opening part %q: %w", part.Name, err)
	}
	hash := sha256.New()
	bounded := io.LimitReader(contextReader{ctx, in}, MaxPart+1)
	size, err = io.Copy(io.MultiWriter(w, hash), bounded)
	if closeErr := in.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return 0, "", fmt.Errorf("reading part %q: %w", part.Name, err)
	}
	if size > MaxPart {
		return 0, "", fmt.Errorf("part %q: %w", part.Name, ErrTooLarge)
	}
	return size, hex.EncodeToString(hash.Sum(nil)), nil
}

// contextReader ends reading when its context ends.
type contextReader struct {
	ctx context.Context
	in  io.Reader
}

func (r contextReader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.in.Read(p)
}
