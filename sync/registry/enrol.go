package registry

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/x509"
	"encoding/base32"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"carddesk/sync/packet"
	"carddesk/sync/protocol"

	"filippo.io/age"
)

// Station is what the registry must know of a station to enrol it.
type Station struct {
	ID      string
	Office  string
	Signing ed25519.PublicKey
	Inbox   string // age recipient that the feed is sealed to
	CSR     []byte // PKCS #10, DER, signed by the TLS key
}

// EnrolStation enters a station and returns its client certificate (DER).
// Enrolling the same keys again returns a fresh certificate; other keys under
// an id that is taken are refused, since whoever holds a station's id speaks
// for its log, until the station was revoked.
func (r *Registry) EnrolStation(ctx context.Context, s Station) (certificate []byte, expires time.Time, err error) {
	csr, err := checkStation(s)
	if err != nil {
		return nil, time.Time{}, err
	}
	if err := r.inTx(ctx, func(e *effect) error { return enter(e, s, csr) }); err != nil {
		return nil, time.Time{}, err
	}
	return r.ca.stationCertificate(s.ID, s.Office, csr, r.clock.Now())
}

// enter writes the row of a station.
func enter(e *effect, s Station, csr *x509.CertificateRequest) error {
	var signing []byte
	var office, state string
	err := e.row(`SELECT signing, office, state FROM station WHERE id = $1`, s.ID).Scan(&signing, &office, &state)
	switch {
	case errors.Is(err, errNoRow):
		if err := e.exec(`INSERT INTO office (id) VALUES ($1) ON CONFLICT (id) DO NOTHING`, s.Office); err != nil {
			return err
		}
		return e.exec(`INSERT INTO station (id, office, signing, inbox, tls_key, state, enrolled) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			s.ID, s.Office, []byte(s.Signing), s.Inbox, keyID(csr.RawSubjectPublicKeyInfo), stationActive, stamp(e.now))
	case err != nil:
		return err
	case state == stationRevoked && office == s.Office && !bytes.Equal(signing, s.Signing):
		// A desk that moved to new hardware, with a code of its own: its old keys
		// were shut out before, and stay so; what they signed in their time is read
		// with them.
		if err := e.exec(`INSERT INTO station_key (station, replaced, signing) VALUES ($1, $2, $3) ON CONFLICT (station, replaced) DO NOTHING`,
			s.ID, stamp(e.now), signing); err != nil {
			return err
		}
		return e.exec(`UPDATE station SET signing = $1, inbox = $2, tls_key = $3, state = $4 WHERE id = $5`,
			[]byte(s.Signing), s.Inbox, keyID(csr.RawSubjectPublicKeyInfo), stationActive, s.ID)
	case !bytes.Equal(signing, s.Signing) || office != s.Office:
		return fail(http.StatusConflict, protocol.CodeStationExists, "the station id is taken")
	}
	return e.exec(`UPDATE station SET inbox = $1, tls_key = $2 WHERE id = $3`, s.Inbox, keyID(csr.RawSubjectPublicKeyInfo), s.ID)
}

func checkStation(s Station) (*x509.CertificateRequest, error) {
	bad := func(detail string) error { return fail(http.StatusBadRequest, protocol.CodeBadRequest, detail) }
	if !packet.ValidID(s.ID) || !packet.ValidID(s.Office) {
		return nil, bad("ids of station and office")
	}
	if len(s.Signing) != ed25519.PublicKeySize {
		return nil, bad("signing key is not Ed25519")
	}
	if _, err := age.ParseX25519Recipient(s.Inbox); err != nil {
		if _, err := age.ParseHybridRecipient(s.Inbox); err != nil {
			return nil, bad("inbox is not an age recipient")
		}
	}
	return parseRequest(s.CSR)
}

// parseRequest reads a certificate request and accepts only keys that are worth
// certifying.
func parseRequest(der []byte) (*x509.CertificateRequest, error) {
	csr, err := x509.ParseCertificateRequest(der)
	if err != nil || csr.CheckSignature() != nil {
		return nil, fail(http.StatusBadRequest, protocol.CodeBadRequest, "certificate request")
	}
	switch key := csr.PublicKey.(type) {
	case ed25519.PublicKey:
		return csr, nil
	case *ecdsa.PublicKey:
		if key.Curve == elliptic.P256() || key.Curve == elliptic.P384() {
			return csr, nil
		}
	}
	return nil, fail(http.StatusBadRequest, protocol.CodeBadRequest, "TLS key is neither Ed25519 nor P-256 nor P-384")
}

// codeLife is how long an enrolment code can be used.
const codeLife = 30 * 24 * time.Hour

// NewEnrolmentCode makes a one-time code. Only its hash is kept.
func (r *Registry) NewEnrolmentCode(ctx context.Context) (string, error) {
	raw := make([]byte, 15)
	if _, err := io.ReadFull(r.opts.Random, raw); err != nil {
		return "", fmt.Errorf("making an enrolment code: %w", err)
	}
	code := base32.StdEncoding.EncodeToString(raw)
	err := r.inTx(ctx, func(e *effect) error {
		return e.exec(`INSERT INTO enrolment_code (hash, created, expires) VALUES ($1, $2, $3)`,
			keyID([]byte(code)), stamp(e.now), stamp(e.now.Add(codeLife)))
	})
	if err != nil {
		return "", fmt.Errorf("making an enrolment code: %w", err)
	}
	return code, nil
}

// codeUsable reports whether a code waits for its station.
func (r *Registry) codeUsable(ctx context.Context, code string) (bool, error) {
	var usable int
	err := r.store.read.QueryRowContext(ctx, `SELECT count(*) FROM enrolment_code WHERE hash = $1 AND used_by = '' AND expires > $2`,
		keyID([]byte(code)), stamp(r.clock.Now())).Scan(&usable)
	return usable == 1, err
}

// maxSmallBody bounds the JSON bodies of requests.
const maxSmallBody = 64 << 10

func readJSON(w http.ResponseWriter, req *http.Request, value any) error {
	d := json.NewDecoder(http.MaxBytesReader(w, req.Body, maxSmallBody))
	d.DisallowUnknownFields()
	if err := d.Decode(value); err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return fail(http.StatusRequestEntityTooLarge, protocol.CodeTooLarge, "")
		}
		return fail(http.StatusBadRequest, protocol.CodeBadRequest, "body is not the JSON expected")
	}
	return nil
}

func (r *Registry) postEnrolment(w http.ResponseWriter, req *http.Request) {
	req.Body = r.patient(w, req)
	var body protocol.EnrolmentRequest
	err := readJSON(w, req, &body)
	var result protocol.EnrolmentAnswer
	if err == nil {
		result, err = r.enrolWithCode(req.Context(), body)
	}
	if err != nil {
		r.refuse(w, req, err)
		r.record(req, "", err)
		return
	}
	answer(w, http.StatusCreated, result)
}

func (r *Registry) enrolWithCode(ctx context.Context, body protocol.EnrolmentRequest) (protocol.EnrolmentAnswer, error) {
	s := Station{ID: body.Station, Office: body.Office, Signing: body.Signing, Inbox: body.Inbox, CSR: body.CSR}
	csr, err := checkStation(s)
	if err != nil {
		return protocol.EnrolmentAnswer{}, err
	}
	if !ed25519.Verify(s.Signing, protocol.EnrolmentProof(s.Office, s.ID, s.Inbox, s.CSR), body.Proof) {
		return protocol.EnrolmentAnswer{}, fail(http.StatusForbidden, protocol.CodeEnrolProof, "")
	}
	err = r.inTx(ctx, func(e *effect) error {
		if err := useCode(e, body.Code, s.ID); err != nil {
			return err
		}
		return enter(e, s, csr)
	})
	if err != nil {
		return protocol.EnrolmentAnswer{}, err
	}
	certificate, expires, err := r.ca.stationCertificate(s.ID, s.Office, csr, r.clock.Now())
	if err != nil {
		return protocol.EnrolmentAnswer{}, err
	}
	r.log.Info("station enrolled", "station", s.ID, "office", s.Office)
	if err := r.spreadDocuments(ctx); err != nil {
		r.log.Error("telling a new office what is in force", "error", err) // the next one does
	}
	if err := r.replaceCode(ctx); err != nil {
		r.log.Error("replacing the enrolment code", "error", err)
	}
	return protocol.EnrolmentAnswer{Certificate: certificate, Expires: expires}, nil
}

// useCode marks a code as used. The station that used it may use it again: its
// answer may have been lost; [enter] then holds it to the same keys.
func useCode(e *effect, code, station string) error {
	done, err := e.ExecContext(e.ctx, `UPDATE enrolment_code SET used_by = $1 WHERE hash = $2 AND used_by IN ('', $1) AND expires > $3`,
		station, keyID([]byte(code)), stamp(e.now))
	if err != nil {
		return err
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		return errors.Join(err, fail(http.StatusForbidden, protocol.CodeEnrolCode, "unknown, used or expired"))
	}
	return nil
}

// postCertificate renews a station's certificate, also for a new TLS key.
func (r *Registry) postCertificate(w http.ResponseWriter, req *http.Request, station stationRow) error {
	var body protocol.CertificateRequest
	if err := readJSON(w, req, &body); err != nil {
		return err
	}
	csr, err := parseRequest(body.CSR)
	if err != nil {
		return err
	}
	// The present key stays valid unless the request brings another one: a lost
	// answer must not lock the station out, so a station renews with its old key.
	if present := keyID(req.TLS.PeerCertificates[0].RawSubjectPublicKeyInfo); keyID(csr.RawSubjectPublicKeyInfo) != present {
		return fail(http.StatusForbidden, protocol.CodeBadRequest, "renewal keeps the TLS key; a new key needs a new enrolment")
	}
	certificate, expires, err := r.ca.stationCertificate(station.id, station.office, csr, r.clock.Now())
	if err != nil {
		return err
	}
	answer(w, http.StatusOK, protocol.EnrolmentAnswer{Certificate: certificate, Expires: expires})
	return nil
}

// RevokeStation shuts a station out: neither its certificate nor its signatures
// are accepted any more.
func (r *Registry) RevokeStation(ctx context.Context, id string) error {
	err := r.inTx(ctx, func(e *effect) error {
		return e.exec(`UPDATE station SET state = $1 WHERE id = $2`, stationRevoked, id)
	})
	if err != nil {
		return fmt.Errorf("revoking a station: %w", err)
	}
	return nil
}
