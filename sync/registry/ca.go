package registry

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"
)

// Life of certificates. Stations renew when a third is left.
const (
	caLife      = 10 * 365 * 24 * time.Hour
	serverLife  = 365 * 24 * time.Hour
	stationLife = 90 * 24 * time.Hour
	// backdate lets machines whose clock is a day behind accept new certificates.
	backdate = 48 * time.Hour
)

// authority is the registry's own certificate authority. It signs the server's
// certificate and those of the stations, and nothing else.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
	pem  []byte
}

// openAuthority reads the authority in dir or makes it.
func openAuthority(dir, name string, now time.Time) (*authority, error) {
	folder := filepath.Join(dir, "ca")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("certificate authority: %w", err)
	}
	keyText, err := readOrMake(filepath.Join(folder, "key.pem"), func() ([]byte, error) {
		key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			return nil, err
		}
		return encodeKey(key)
	})
	if err != nil {
		return nil, fmt.Errorf("authority's key: %w", err)
	}
	parsed, err := decodeKey(keyText)
	if err != nil {
		return nil, fmt.Errorf("authority's key: %w", err)
	}
	key, ok := parsed.(*ecdsa.PrivateKey)
	if !ok {
		return nil, errors.New("authority's key is not ECDSA")
	}
	certText, err := readOrMake(filepath.Join(folder, "ca.pem"), func() ([]byte, error) { return selfSign(key, name, now) })
	if err != nil {
		return nil, fmt.Errorf("authority's certificate: %w", err)
	}
	block, _ := pem.Decode(certText)
	if block == nil {
		return nil, errors.New("authority's certificate: no PEM block")
	}
	cert, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("authority's certificate: %w", err)
	}
	return &authority{cert: cert, key: key, pem: certText}, nil
}

func selfSign(key *ecdsa.PrivateKey, name string, now time.Time) ([]byte, error) {
	serial, err := serialNumber()
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: "CardDesk " + name + " CA"},
		NotBefore: now.Add(-backdate), NotAfter: now.Add(caLife),
		KeyUsage: x509.KeyUsageCertSign, IsCA: true, BasicConstraintsValid: true, MaxPathLenZero: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), nil
}

// serverCertificate makes a certificate for the registry's own names. It lives
// in memory only.
func (a *authority) serverCertificate(hosts []string, now time.Time) (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("server's key: %w", err)
	}
	template := &x509.Certificate{
		Subject:     pkix.Name{CommonName: "CardDesk registry"},
		NotBefore:   now.Add(-backdate),
		NotAfter:    now.Add(serverLife),
		KeyUsage:    x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		DNSNames:    []string{"localhost"},
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback},
	}
	for _, host := range hosts {
		if ip := net.ParseIP(host); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, host)
		}
	}
	der, err := a.sign(template, key.Public())
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("server's certificate: %w", err)
	}
	return tls.Certificate{Certificate: [][]byte{der, a.cert.Raw}, PrivateKey: key}, nil
}

// stationCertificate signs the public key of a station's certificate request.
// Everything else in the request is ignored: the registry knows who asks.
func (a *authority) stationCertificate(station, office string, csr *x509.CertificateRequest, now time.Time) (der []byte, expires time.Time, err error) {
	expires = now.Add(stationLife).UTC().Truncate(time.Second)
	template := &x509.Certificate{
		Subject:     pkix.Name{CommonName: station, OrganizationalUnit: []string{office}},
		NotBefore:   now.Add(-backdate),
		NotAfter:    expires,
		KeyUsage:    x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}
	der, err = a.sign(template, csr.PublicKey)
	if err != nil {
		return nil, time.Time{}, fmt.Errorf("station's certificate: %w", err)
	}
	return der, expires, nil
}

func (a *authority) sign(template *x509.Certificate, public crypto.PublicKey) ([]byte, error) {
	serial, err := serialNumber()
	if err != nil {
		return nil, err
	}
	template.SerialNumber = serial
	return x509.CreateCertificate(rand.Reader, template, a.cert, public, a.key)
}

func serialNumber() (*big.Int, error) {
	return rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
}

// keyID names a public key: SHA-256 of its SubjectPublicKeyInfo. What else is
// known by its hash, as a code of which no more is kept, is named the same way.
func keyID(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}
