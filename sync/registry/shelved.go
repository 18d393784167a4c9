package registry

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"

	"carddesk/app/port"
	"carddesk/sync/packet"
)

// walkPacket reads a packet from its place on the shelf and calls visit with each
// of its parts; what visit leaves unread is verified all the same.
func (r *Registry) walkPacket(ctx context.Context, s step, visit func(port.PacketEntry, io.Reader) error) (port.PacketManifest, error) {
	var none port.PacketManifest
	var blob, station string
	err := r.store.read.QueryRowContext(ctx, `SELECT blob, station FROM packet WHERE dossier = $1 AND version = $2`, s.dossier, s.version).Scan(&blob, &station)
	if err != nil {
		return none, fmt.Errorf("looking for a packet: %w", err)
	}
	f, reader, err := r.openPacket(ctx, blob, s.office, station)
	if err != nil {
		return none, fmt.Errorf("opening a packet: %w", err)
	}
	defer f.Close()
	for {
		entry, part, err := reader.Next()
		if errors.Is(err, io.EOF) {
			return reader.Manifest(), nil
		}
		if err != nil {
			return none, fmt.Errorf("reading a packet: %w", err)
		}
		if err := visit(entry, part); err != nil {
			return none, err
		}
	}
}

// openPacket opens a packet with the key that its station has now or one that it
// had: the packet was verified when it came, and a station that was shut out or
// given new keys since has not unsigned it.
func (r *Registry) openPacket(ctx context.Context, blob, office, station string) (io.Closer, *packet.Reader, error) {
	f, err := r.shelf.Open(ctx, blob)
	if err != nil {
		return nil, nil, err
	}
	every := r.everyStation(ctx)
	reader, err := packet.NewReader(f, r.keys.identities(), func(wantOffice, wantStation string) ([]ed25519.PublicKey, error) {
		if wantOffice != office || wantStation != station {
			return nil, errOtherStation
		}
		return every(office, station)
	})
	if err != nil {
		return nil, nil, errors.Join(err, f.Close())
	}
	return f, reader, nil
}
