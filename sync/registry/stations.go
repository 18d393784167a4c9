package registry

import (
	"context"
	"crypto/ed25519"
	"database/sql"
	"errors"
	"fmt"
	"net/http"

	"carddesk/sync/packet"
	"carddesk/sync/protocol"
)

// States of a station.
const (
	stationActive  = "active"
	stationRevoked = "revoked"
)

// stationRow is a station as the database knows it.
type stationRow struct {
	id, office string
	signing    ed25519.PublicKey
	earlier    []ed25519.PublicKey // that it signed with before it was given new ones, the last first
	inbox      string
	state      string
}

// signers are the keys of which any may have signed what lies inside something
// that the present key vouches for: a batch, or a packet that is here already.
func (s stationRow) signers() []ed25519.PublicKey {
	return append([]ed25519.PublicKey{s.signing}, s.earlier...)
}

// peerColumns are read of "station s LEFT JOIN station_key k": a row for each
// key that a station had.
const (
	peerColumns = `s.id, s.office, s.signing, s.inbox, s.state, k.signing`
	peerTables  = `station s LEFT JOIN station_key k ON k.station = s.id`
	peerOrder   = ` ORDER BY s.id, k.replaced DESC`
)

// scanPeer reads the columns, and those of more behind them.
func scanPeer(rows *sql.Rows, more ...any) (s stationRow, err error) {
	var signing, earlier []byte
	if err := rows.Scan(append([]any{&s.id, &s.office, &signing, &s.inbox, &s.state, &earlier}, more...)...); err != nil {
		return s, err
	}
	if s.signing = signing; earlier != nil {
		s.earlier = []ed25519.PublicKey{earlier}
	}
	return s, nil
}

// oneStation makes the first station of its rows, or errNoRow.
func oneStation(rows []stationRow) (stationRow, error) {
	if len(rows) == 0 {
		return stationRow{}, errNoRow
	}
	found := rows[0]
	for _, more := range rows[1:] {
		if more.id == found.id {
			found.earlier = append(found.earlier, more.earlier...)
		}
	}
	return found, nil
}

// station reads the station that a condition names, or errNoRow.
func (r *Registry) station(ctx context.Context, condition string, args ...any) (stationRow, error) {
	rows, err := r.store.read.QueryContext(ctx, `SELECT `+peerColumns+` FROM `+peerTables+` WHERE `+condition+peerOrder, args...)
	all, err := collect(rows, err, func(rows *sql.Rows) (stationRow, error) { return scanPeer(rows) })
	if err != nil {
		return stationRow{}, err
	}
	return oneStation(all)
}

// certificateKey returns the key of the client certificate that TLS has verified.
func certificateKey(req *http.Request) (string, error) {
	if req.TLS == nil || len(req.TLS.VerifiedChains) == 0 {
		return "", fail(http.StatusUnauthorized, protocol.CodeUnauthorised, "a station's certificate is required")
	}
	return keyID(req.TLS.PeerCertificates[0].RawSubjectPublicKeyInfo), nil
}

// peer returns the station whose certificate TLS has verified, if it may come in.
func (r *Registry) peer(req *http.Request) (stationRow, error) {
	key, err := certificateKey(req)
	if err != nil {
		return stationRow{}, err
	}
	s, err := r.station(req.Context(), `s.tls_key = $1`, key)
	return admitted(s, err)
}

// admitted refuses a station that was not found or is shut out.
func admitted(s stationRow, err error) (stationRow, error) {
	switch {
	case errors.Is(err, errNoRow):
		return stationRow{}, fail(http.StatusForbidden, protocol.CodeUnauthorised, "no station has this certificate")
	case err != nil:
		return stationRow{}, fmt.Errorf("looking for a station: %w", err)
	case s.state != stationActive:
		return stationRow{id: s.id}, fail(http.StatusForbidden, protocol.CodeRevoked, "")
	}
	return s, nil
}

// peerAt is peer with the upload that the request names; those of other stations
// are not there.
func (r *Registry) peerAt(req *http.Request) (stationRow, upload, error) {
	key, err := certificateKey(req)
	if err != nil {
		return stationRow{}, upload{}, err
	}
	var uploads []upload // beside each row
	rows, err := r.store.read.QueryContext(req.Context(), `SELECT `+peerColumns+`, COALESCE(u.id, ''), COALESCE(u.dossier, ''), COALESCE(u.version, 0),
		COALESCE(u.inner_hash, ''), COALESCE(u.sha256, ''), COALESCE(u.size, 0), COALESCE(u.state, ''), COALESCE(u.code, '')
		FROM `+peerTables+` LEFT JOIN upload u ON u.id = $2 AND u.station = s.id WHERE s.tls_key = $1`+peerOrder, key, req.PathValue("id"))
	all, err := collect(rows, err, func(rows *sql.Rows) (stationRow, error) {
		var u upload
		s, err := scanPeer(rows, &u.id, &u.packet.Dossier, &u.packet.Version, &u.packet.Inner, &u.packet.SHA256, &u.packet.Size, &u.state, &u.code)
		u.station = s.id
		uploads = append(uploads, u)
		return s, err
	})
	var s stationRow
	if err == nil {
		s, err = oneStation(all)
	}
	if s, err = admitted(s, err); err != nil {
		return s, upload{}, err
	}
	if uploads[0].id == "" {
		return s, upload{}, fail(http.StatusNotFound, protocol.CodeUploadGone, "")
	}
	return s, uploads[0], nil
}

// only returns the lookup of signing keys for content that this station must
// have signed itself, with the key that it has now.
func (s stationRow) only() packet.StationKeys {
	return func(office, station string) ([]ed25519.PublicKey, error) {
		if office != s.office || station != s.id {
			return nil, errOtherStation
		}
		return []ed25519.PublicKey{s.signing}, nil
	}
}

// own is only for what lies inside a batch, which the present key has signed: a
// desk that moved to new hardware sends what it had sealed before.
func (s stationRow) own() packet.StationKeys {
	return func(office, station string) ([]ed25519.PublicKey, error) {
		if office != s.office || station != s.id {
			return nil, errOtherStation
		}
		return s.signers(), nil
	}
}

// errOtherStation says that content names another station than the certificate.
var errOtherStation = fail(http.StatusForbidden, protocol.CodeStationMismatch, "certificate and content name different stations")

// carried returns the lookup of signing keys for packets that a station carries:
// its own, and those of the other stations of its office. Its batch has named them.
func (r *Registry) carried(ctx context.Context, carrier stationRow) packet.StationKeys {
	return func(office, station string) ([]ed25519.PublicKey, error) {
		if office != carrier.office {
			return nil, errOtherStation
		}
		if station == carrier.id {
			return carrier.signers(), nil
		}
		s, err := r.activeSigner(ctx, office, station)
		return s.signers(), err
	}
}

// everyStation looks up the keys of any station there ever was.
func (r *Registry) everyStation(ctx context.Context) packet.StationKeys {
	return func(office, station string) ([]ed25519.PublicKey, error) {
		s, err := r.signer(ctx, office, station)
		return s.signers(), err
	}
}

// storeError is a failure of the registry's own database in the midst of looking
// at what a station sent: nothing against the station.
type storeError struct{ error }

func (e storeError) Unwrap() error { return e.error }

// signer returns the station that something names as its signer, also one that is
// shut out.
func (r *Registry) signer(ctx context.Context, office, station string) (stationRow, error) {
	s, err := r.station(ctx, `s.id = $1 AND s.office = $2`, station, office)
	if errors.Is(err, errNoRow) {
		return stationRow{}, packet.ErrSigner
	}
	if err != nil {
		return stationRow{}, storeError{fmt.Errorf("looking for a signing key: %w", err)}
	}
	return s, nil
}

// activeSigner is signer for stations that are not shut out.
func (r *Registry) activeSigner(ctx context.Context, office, station string) (stationRow, error) {
	s, err := r.signer(ctx, office, station)
	if err == nil && s.state != stationActive {
		return stationRow{}, packet.ErrSigner
	}
	return s, err
}
