package client

import (
	"context"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"carddesk/app/port"
	"carddesk/sync/protocol"
)

// ReadEnrolment reads an enrolment folder: what is known of a registry before
// the first contact, and the one-time code.
func ReadEnrolment(folder string) (file protocol.RegistryFile, code string, err error) {
	text, err := os.ReadFile(filepath.Join(folder, protocol.EnrolFile))
	if err != nil {
		return file, "", fmt.Errorf("enrolment folder: %w", err)
	}
	if err := json.Unmarshal(text, &file); err != nil {
		return file, "", fmt.Errorf("enrolment folder: %w", err)
	}
	raw, err := os.ReadFile(filepath.Join(folder, protocol.EnrolCode))
	if err != nil {
		return file, "", fmt.Errorf("enrolment folder: %w", err)
	}
	return file, strings.TrimSpace(string(raw)), nil
}

// Enrolment is what a station brings to be enrolled.
type Enrolment struct {
	Registry protocol.RegistryFile
	Code     string // one-time
	Office   string
	Station  string
	TLS      crypto.Signer // key of mutual TLS: Ed25519, P-256 or P-384
	Signing  crypto.Signer // the station's Ed25519 signing key
	Inbox    string        // age recipient for the feed
	Clock    port.Clock    // the machine's when nil
}

// Enrol asks the registry for the station's certificate (DER). It may be
// repeated with the same keys and code when an answer was lost.
func Enrol(ctx context.Context, e Enrolment) (certificate []byte, err error) {
	base, err := url.Parse(e.Registry.URL)
	if err != nil || base.Scheme != "https" {
		return nil, errors.New("enrolment: registry's address is not an https URL")
	}
	if e.Clock == nil {
		e.Clock = port.SystemClock{}
	}
	csr, err := request(e.Station, e.TLS)
	if err != nil {
		return nil, err
	}
	public, ok := e.Signing.Public().(ed25519.PublicKey)
	if !ok {
		return nil, errors.New("enrolment: signing key is not Ed25519")
	}
	proof, err := e.Signing.Sign(rand.Reader, protocol.EnrolmentProof(e.Office, e.Station, e.Inbox, csr), crypto.Hash(0))
	if err != nil {
		return nil, fmt.Errorf("enrolment: proving the signing key: %w", err)
	}
	line, err := newTransport(base, e.Registry.CA, e.Clock, 30*time.Second, nil)
	if err != nil {
		return nil, err
	}
	defer line.close()
	var answer protocol.EnrolmentAnswer
	err = line.post(ctx, protocol.PathEnrolments, protocol.EnrolmentRequest{
		Code: e.Code, Office: e.Office, Station: e.Station, CSR: csr, Signing: public, Inbox: e.Inbox, Proof: proof,
	}, &answer, 0)
	if err != nil {
		return nil, err
	}
	return answer.Certificate, checkCertificate(answer.Certificate, e.TLS)
}

// request makes a PKCS #10 request.
func request(station string, key crypto.Signer) ([]byte, error) {
	csr, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{Subject: pkix.Name{CommonName: station}}, key)
	if err != nil {
		return nil, fmt.Errorf("certificate request: %w", err)
	}
	return csr, nil
}

// checkCertificate makes sure that a certificate belongs to key.
func checkCertificate(der []byte, key crypto.Signer) error {
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return against("certificate that is not readable")
	}
	own, ok := key.Public().(interface{ Equal(crypto.PublicKey) bool })
	if !ok || !own.Equal(cert.PublicKey) {
		return against("certificate of another key")
	}
	return nil
}
