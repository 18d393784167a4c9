package sbi

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"os"
	"path/filepath"
	"time"

	"carddesk/device/biometric/wire"
)

// Files of a training issuer in [Options.Dir].
const (
	IssuerFile    = "issuer.pem" // the certificate, to be trusted by the desk
	issuerKeyFile = "issuer.key"
)

// issuer signs the certificates of training devices.
type issuer struct {
	key         *ecdsa.PrivateKey
	certificate *x509.Certificate
}

// Issuers returns a pool with the service's issuer, for a desk in the same
// process.
func (s *Service) Issuers() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(s.issuer.certificate)
	return pool
}

// openIssuer reads the issuer kept in dir or makes one and keeps it there, so
// that a desk which trusts it goes on trusting a restarted service.
func openIssuer(dir string, now time.Time) (*issuer, error) {
	if dir == "" {
		return newIssuer(now)
	}
	found, err := readIssuer(dir)
	if err == nil && now.Before(found.certificate.NotAfter) && now.After(found.certificate.NotBefore) {
		return found, nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	made, err := newIssuer(now)
	if err != nil {
		return nil, err
	}
	return made, made.write(dir)
}

func newIssuer(now time.Time) (*issuer, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("making the training issuer's key: %w", err)
	}
	template := &x509.Certificate{
		SerialNumber:          big.NewInt(now.UnixNano()),
		Subject:               pkix.Name{CommonName: "CardDesk training device issuer", Organization: []string{"CardDesk training"}},
		NotBefore:             now.Add(-24 * time.Hour),
		NotAfter:              now.AddDate(10, 0, 0),
		IsCA:                  true,
		BasicConstraintsValid: true,
		KeyUsage:              x509.KeyUsageCertSign,
		SubjectKeyId:          wire.TrainingIssuerKeyID,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, fmt.Errorf("making the training issuer: %w", err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, fmt.Errorf("reading the training issuer back: %w", err)
	}
	return &issuer{key: key, certificate: certificate}, nil
}

// certify issues a device certificate.
func (i *issuer) certify(name string, key *rsa.PublicKey, now time.Time) (*x509.Certificate, error) {
	template := &x509.Certificate{
		SerialNumber: big.NewInt(now.UnixNano()),
		Subject:      pkix.Name{CommonName: name, Organization: []string{"CardDesk training"}},
		NotBefore:    now.Add(-time.Hour),
		NotAfter:     now.AddDate(1, 0, 0),
		KeyUsage:     x509.KeyUsageDigitalSignature,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, i.certificate, key, i.key)
	if err != nil {
		return nil, fmt.Errorf("certifying a training device: %w", err)
	}
	return x509.ParseCertificate(der)
}

func readIssuer(dir string) (*issuer, error) {
	certificate, err := readBlock(filepath.Join(dir, IssuerFile), "CERTIFICATE")
	if err != nil {
		return nil, err
	}
	keyBytes, err := readBlock(filepath.Join(dir, issuerKeyFile), "EC PRIVATE KEY")
	if err != nil {
		return nil, err
	}
	out := &issuer{}
	if out.certificate, err = x509.ParseCertificate(certificate); err != nil {
		return nil, fmt.Errorf("reading the training issuer: %w", err)
	}
	if out.key, err = x509.ParseECPrivateKey(keyBytes); err != nil {
		return nil, fmt.Errorf("reading the training issuer's key: %w", err)
	}
	return out, nil
}

func readBlock(path, kind string) ([]byte, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading the training issuer: %w", err)
	}
	block, _ := pem.Decode(text)
	if block == nil || block.Type != kind {
		return nil, fmt.Errorf("%s holds no %s", filepath.Base(path), kind)
	}
	return block.Bytes, nil
}

// write keeps key and certificate; the certificate comes last, because its
// presence means that the issuer is whole.
func (i *issuer) write(dir string) error {
	key, err := x509.MarshalECPrivateKey(i.key)
	if err != nil {
		return fmt.Errorf("writing the training issuer's key: %w", err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("making the training issuer's folder: %w", err)
	}
	keyText := pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: key})
	if err := os.WriteFile(filepath.Join(dir, issuerKeyFile), keyText, 0o600); err != nil {
		return fmt.Errorf("writing the training issuer's key: %w", err)
	}
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: i.certificate.Raw})
	if err := os.WriteFile(filepath.Join(dir, IssuerFile), text, 0o644); err != nil {
		return fmt.Errorf("writing the training issuer: %w", err)
	}
	return nil
}
