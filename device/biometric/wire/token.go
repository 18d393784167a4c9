package wire

import (
	"bytes"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Errors of [Verifier.Open].
var (
	// ErrToken means that the text is no compact JWS.
	ErrToken = errors.New("not a signed token")
	// ErrSignature means that the signature does not fit the payload.
	ErrSignature = errors.New("signature is wrong")
	// ErrIssuer means that the certificate does not lead to a trusted issuer.
	ErrIssuer = errors.New("certificate is not from a trusted issuer")
)

const (
	maxCertificates = 8
	minRSABits      = 2048
)

type tokenHeader struct {
	Algorithm    string          `json:"alg"`
	Type         string          `json:"typ,omitempty"`
	Certificates []string        `json:"x5c"`
	Critical     json.RawMessage `json:"crit,omitempty"`
}

// Sign makes a compact JWS over payload: RS256 with the certificates in the
// header, the signer's own first (RFC 7515).
func Sign(payload []byte, key *rsa.PrivateKey, chain ...*x509.Certificate) (string, error) {
	header := tokenHeader{Algorithm: "RS256", Type: "JWT"}
	for _, certificate := range chain {
		header.Certificates = append(header.Certificates, base64.StdEncoding.EncodeToString(certificate.Raw))
	}
	head, err := json.Marshal(header)
	if err != nil {
		return "", fmt.Errorf("writing a token header: %w", err)
	}
	signed := string(EncodeBytes(head)) + "." + string(EncodeBytes(payload))
	sum := sha256.Sum256([]byte(signed))
	signature, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum[:])
	if err != nil {
		return "", fmt.Errorf("signing a token: %w", err)
	}
	return signed + "." + string(EncodeBytes(signature)), nil
}

// Verifier checks tokens against trusted issuers.
type Verifier struct {
	Issuers      *x509.CertPool // trusted device issuers; nil trusts nobody
	RefuseKeyIDs [][]byte       // subject key ids that no chain may contain
	Now          time.Time
}

// Open checks signature and certificate path of a token and returns its payload
// and the signer's certificate. Only RS256 with keys of 2048 bits and more is
// accepted; what the header says of itself decides nothing else.
func (v Verifier) Open(token Text) ([]byte, *x509.Certificate, error) {
	parts := strings.Split(string(token), ".")
	if len(parts) != 3 {
		return nil, nil, fmt.Errorf("token of %d parts: %w", len(parts), ErrToken)
	}
	chain, err := readHeader(Text(parts[0]))
	if err != nil {
		return nil, nil, err
	}
	payload, err := DecodeBytes(Text(parts[1]))
	if err != nil {
		return nil, nil, fmt.Errorf("token payload: %w", ErrToken)
	}
	signature, err := DecodeBytes(Text(parts[2]))
	if err != nil {
		return nil, nil, fmt.Errorf("token signature: %w", ErrToken)
	}
	key, ok := chain[0].PublicKey.(*rsa.PublicKey)
	if !ok || key.N.BitLen() < minRSABits {
		return nil, nil, fmt.Errorf("token key is no RSA key of %d bits: %w", minRSABits, ErrIssuer)
	}
	sum := sha256.Sum256([]byte(token[:len(parts[0])+1+len(parts[1])]))
	if rsa.VerifyPKCS1v15(key, crypto.SHA256, sum[:], signature) != nil {
		return nil, nil, ErrSignature
	}
	if err := v.checkPath(chain); err != nil {
		return nil, nil, err
	}
	return payload, chain[0], nil
}

func readHeader(text Text) ([]*x509.Certificate, error) {
	head, err := DecodeBytes(text)
	if err != nil {
		return nil, fmt.Errorf("token header: %w", ErrToken)
	}
	var header tokenHeader
	if err := json.Unmarshal(head, &header); err != nil {
		return nil, fmt.Errorf("token header: %w", ErrToken)
	}
	if header.Algorithm != "RS256" || len(header.Critical) != 0 {
		return nil, fmt.Errorf("token algorithm: %w", ErrToken)
	}
	if len(header.Certificates) == 0 || len(header.Certificates) > maxCertificates {
		return nil, fmt.Errorf("token with %d certificates: %w", len(header.Certificates), ErrToken)
	}
	var chain []*x509.Certificate
	for _, encoded := range header.Certificates {
		der, err := base64.StdEncoding.DecodeString(encoded)
		if err != nil {
			return nil, fmt.Errorf("token certificate: %w", ErrToken)
		}
		certificate, err := x509.ParseCertificate(der)
		if err != nil {
			return nil, fmt.Errorf("token certificate: %w", ErrToken)
		}
		chain = append(chain, certificate)
	}
	return chain, nil
}

func (v Verifier) checkPath(chain []*x509.Certificate) error {
	if v.Issuers == nil {
		return fmt.Errorf("no issuer is trusted: %w", ErrIssuer)
	}
	intermediates := x509.NewCertPool()
	for _, certificate := range chain[1:] {
		intermediates.AddCert(certificate)
	}
	paths, err := chain[0].Verify(x509.VerifyOptions{
		Roots:         v.Issuers,
		Intermediates: intermediates,
		CurrentTime:   v.Now,
		KeyUsages:     []x509.ExtKeyUsage{x509.ExtKeyUsageAny},
	})
	if err != nil {
		return fmt.Errorf("certificate path: %w", ErrIssuer)
	}
	for _, path := range paths {
		if !v.refused(path) {
			return nil
		}
	}
	return fmt.Errorf("certificate path holds a refused key: %w", ErrIssuer)
}

func (v Verifier) refused(path []*x509.Certificate) bool {
	for _, certificate := range path {
		for _, id := range v.RefuseKeyIDs {
			if bytes.Equal(certificate.SubjectKeyId, id) {
				return true
			}
		}
	}
	return false
}
