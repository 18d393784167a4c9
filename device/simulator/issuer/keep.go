package issuer

import (
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// Files of a kept issuer.
const (
	authorityFile = "training-csca-key.pem"
	signerFile    = "training-signer-key.pem"
	// CertificateFile holds the authority's certificate alone (PEM): what a
	// training desk is given to believe.
	CertificateFile = "training-csca.pem"
)

// Open loads the issuer kept in dir, or makes one at now and keeps it there, so
// that cards of yesterday's training are still believed today.
func Open(dir string, random io.Reader, now time.Time) (*Issuer, error) {
	if random == nil {
		random = rand.Reader
	}
	authority, err := loadPair(filepath.Join(dir, authorityFile))
	if errors.Is(err, fs.ErrNotExist) {
		return create(dir, random, now)
	}
	if err != nil {
		return nil, fmt.Errorf("loading training authority: %w", err)
	}
	signer, err := loadPair(filepath.Join(dir, signerFile))
	if err != nil {
		return nil, fmt.Errorf("loading training signer: %w", err)
	}
	return &Issuer{authority: authority, signer: signer, random: random}, nil
}

// create writes the authority's key last: its file says that all are there.
func create(dir string, random io.Reader, now time.Time) (*Issuer, error) {
	made, err := New(random, now)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("keeping training issuer: %w", err)
	}
	public := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: made.Certificate()})
	if err := os.WriteFile(filepath.Join(dir, CertificateFile), public, 0o600); err != nil {
		return nil, fmt.Errorf("keeping training certificate: %w", err)
	}
	if err := made.signer.save(filepath.Join(dir, signerFile)); err != nil {
		return nil, fmt.Errorf("keeping training signer: %w", err)
	}
	if err := made.authority.save(filepath.Join(dir, authorityFile)); err != nil {
		return nil, fmt.Errorf("keeping training authority: %w", err)
	}
	return made, nil
}

func (p pair) save(path string) error {
	key, err := x509.MarshalPKCS8PrivateKey(p.key)
	if err != nil {
		return err
	}
	data := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: p.cert.Raw})
	data = append(data, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key})...)
	return os.WriteFile(path, data, 0o600)
}

func loadPair(path string) (pair, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return pair{}, err
	}
	certBlock, rest := pem.Decode(data)
	keyBlock, _ := pem.Decode(rest)
	if certBlock == nil || keyBlock == nil {
		return pair{}, errors.New("certificate or key missing")
	}
	cert, err := x509.ParseCertificate(certBlock.Bytes)
	if err != nil {
		return pair{}, err
	}
	key, err := x509.ParsePKCS8PrivateKey(keyBlock.Bytes)
	if err != nil {
		return pair{}, err
	}
	ec, ok := key.(*ecdsa.PrivateKey)
	if !ok || !ec.PublicKey.Equal(cert.PublicKey) {
		return pair{}, errors.New("key does not belong to the certificate")
	}
	return pair{key: ec, cert: cert}, nil
}
