package registry

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"net/http"
	"time"

	"carddesk/sync/packet"
	"carddesk/sync/protocol"
)

func (r *Registry) routes() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("PUT "+protocol.PathBatches+"{id}", r.forStation(r.putBatch))
	mux.HandleFunc("OPTIONS "+protocol.PathUploads, r.uploadOptions)
	mux.HandleFunc("POST "+protocol.PathUploads+"{$}", r.forStation(r.createUpload))
	mux.HandleFunc("HEAD "+protocol.PathUploads+"{id}", r.forStation(r.headUpload))
	mux.HandleFunc("PATCH "+protocol.PathUploads+"{id}", r.forStation(r.patchUpload))
	mux.HandleFunc("DELETE "+protocol.PathUploads+"{id}", r.forStation(r.deleteUpload))
	mux.HandleFunc("GET "+protocol.PathChanges, r.forStation(r.getChanges))
	mux.HandleFunc("POST "+protocol.PathLookups, r.forStation(r.postLookup))
	mux.HandleFunc("POST "+protocol.PathLists, r.forStation(r.postList))
	mux.HandleFunc("GET "+protocol.PathDocuments+"{hash}", r.forStation(r.getDocument))
	mux.HandleFunc("POST "+protocol.PathCertificates, r.forStation(r.postCertificate))
	mux.HandleFunc("POST "+protocol.PathEnrolments, r.postEnrolment)
	mux.HandleFunc("GET "+protocol.PathOpenAPI, getOpenAPI)
	return mux
}

// ServeHTTP answers a request. Every answer carries the server's time, by which
// desks know how far their own clock is off.
func (r *Registry) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	w.Header().Set(protocol.HeaderTime, r.clock.Now().UTC().Format(time.RFC3339Nano))
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	if _, pattern := r.mux.Handler(req); pattern == "" {
		r.observed(w, req, http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
			r.refuse(w, req, fail(http.StatusNotFound, protocol.CodeNotFound, "no such resource or method"))
		}))
		return
	}
	r.observed(w, req, r.mux)
}

// getOpenAPI tells anybody how the registry is spoken to.
func getOpenAPI(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/yaml")
	_, _ = w.Write(protocol.OpenAPI) // who has gone away needs no answer
}

// stationRow is a station as the database knows it.
type stationRow struct {
	id, office string
	signing    ed25519.PublicKey
	inbox      string
}

// forStation lets only active stations in, known by the key of the client
// certificate that TLS has verified.
func (r *Registry) forStation(handle func(http.ResponseWriter, *http.Request, stationRow) error) http.HandlerFunc {
	return func(w http.ResponseWriter, req *http.Request) {
		req.Body = r.patient(w, req)
		station, err := r.peer(req)
		if err == nil {
			err = handle(w, req, station)
		}
		if err != nil {
			r.refuse(w, req, err)
			r.record(req, station.id, err)
		}
	}
}

func (r *Registry) peer(req *http.Request) (stationRow, error) {
	if req.TLS == nil || len(req.TLS.VerifiedChains) == 0 {
		return stationRow{}, fail(http.StatusUnauthorized, protocol.CodeUnauthorised, "a station's certificate is required")
	}
	key := keyID(req.TLS.PeerCertificates[0].RawSubjectPublicKeyInfo)
	var s stationRow
	var state string
	err := r.store.read.QueryRowContext(req.Context(),
		`SELECT id, office, signing, inbox, state FROM station WHERE tls_key = $1`, key).
		Scan(&s.id, &s.office, &s.signing, &s.inbox, &state)
	switch {
	case errors.Is(err, errNoRow):
		return stationRow{}, fail(http.StatusForbidden, protocol.CodeUnauthorised, "no station has this certificate")
	case err != nil:
		return stationRow{}, err
	case state != stationActive:
		return stationRow{id: s.id}, fail(http.StatusForbidden, protocol.CodeRevoked, "")
	}
	return s, nil
}

// States of a station.
const (
	stationActive  = "active"
	stationRevoked = "revoked"
)

// only returns the lookup of signing keys for content that this station must
// have signed itself.
func (s stationRow) only() packet.StationKeys {
	return func(office, station string) (ed25519.PublicKey, error) {
		if office != s.office || station != s.id {
			return nil, errOtherStation
		}
		return s.signing, nil
	}
}

// errOtherStation says that content names another station than the certificate.
var errOtherStation = fail(http.StatusForbidden, protocol.CodeStationMismatch, "certificate and content name different stations")

// signers returns the lookup of signing keys for packets that a station carries:
// its own, and those of the other stations of its office.
func (r *Registry) signers(ctx context.Context, carrier stationRow) packet.StationKeys {
	others := r.officeKeys(ctx, carrier.office)
	return func(office, station string) (ed25519.PublicKey, error) {
		if office == carrier.office && station == carrier.id {
			return carrier.signing, nil
		}
		return others(office, station)
	}
}

// storeError is a failure of the registry's own database in the midst of looking
// at what a station sent: nothing against the station.
type storeError struct{ error }

func (e storeError) Unwrap() error { return e.error }

// signer returns the station that something names as its signer, also one that is
// shut out.
func (r *Registry) signer(ctx context.Context, office, station string) (s stationRow, active bool, err error) {
	var state string
	err = r.store.read.QueryRowContext(ctx,
		`SELECT id, office, signing, inbox, state FROM station WHERE id = $1 AND office = $2`, station, office).
		Scan(&s.id, &s.office, &s.signing, &s.inbox, &state)
	if errors.Is(err, errNoRow) {
		return stationRow{}, false, packet.ErrSigner
	}
	if err != nil {
		return stationRow{}, false, storeError{fmt.Errorf("looking for a signing key: %w", err)}
	}
	return s, state == stationActive, nil
}

// activeSigner is signer for stations that are not shut out.
func (r *Registry) activeSigner(ctx context.Context, office, station string) (stationRow, error) {
	s, active, err := r.signer(ctx, office, station)
	if err == nil && !active {
		return stationRow{}, packet.ErrSigner
	}
	return s, err
}

// officeKeys returns the lookup of signing keys for packets, which any station
// of the office may have sealed: another may carry them.
func (r *Registry) officeKeys(ctx context.Context, office string) packet.StationKeys {
	return func(wantOffice, station string) (ed25519.PublicKey, error) {
		if wantOffice != office {
			return nil, errOtherStation
		}
		s, err := r.activeSigner(ctx, office, station)
		return s.signing, err
	}
}
