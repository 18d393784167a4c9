package issuer

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"io"
	"math/big"
	"time"

	"carddesk/device/card/proof"
)

// Validity of training certificates (ICAO 9303-12 section 4: signers sign for
// three months and are valid as long as the documents, here ten years and more).
const (
	authorityValidity = 20 * 365 * 24 * time.Hour
	signerValidity    = 11 * 365 * 24 * time.Hour
)

// Issuer is a training authority with one document signer. It is safe for
// concurrent use.
type Issuer struct {
	authority pair
	signer    pair
	random    io.Reader
}

// pair is a certificate with its private key.
type pair struct {
	key  *ecdsa.PrivateKey
	cert *x509.Certificate
}

// New makes an authority (P-384) and its signer (P-256), valid from one hour
// before now on. random makes the keys of chips; nil is the system's.
func New(random io.Reader, now time.Time) (*Issuer, error) {
	return NewValid(random, now.Add(-time.Hour), now.Add(signerValidity))
}

// NewValid makes an issuer whose signer is valid in the given period, to train
// with expired signers.
func NewValid(random io.Reader, from, to time.Time) (*Issuer, error) {
	if random == nil {
		random = rand.Reader
	}
	authority, err := makeAuthority(from)
	if err != nil {
		return nil, fmt.Errorf("making training authority: %w", err)
	}
	signer, err := makeSigner(authority, from, to)
	if err != nil {
		return nil, fmt.Errorf("making training signer: %w", err)
	}
	return &Issuer{authority: authority, signer: signer, random: random}, nil
}

// Certificate returns the authority's certificate (DER), for the trust stores
// of training desks.
func (i *Issuer) Certificate() []byte { return i.authority.cert.Raw }

// SignerCertificate returns the document signer's certificate (DER).
func (i *Issuer) SignerCertificate() []byte { return i.signer.cert.Raw }

// Revoke returns the authority's revocation list (DER) with the signer on it.
func (i *Issuer) Revoke(now time.Time) ([]byte, error) {
	template := &x509.RevocationList{
		Number:     big.NewInt(now.Unix()),
		ThisUpdate: now,
		NextUpdate: now.Add(90 * 24 * time.Hour),
		RevokedCertificateEntries: []x509.RevocationListEntry{
			{SerialNumber: i.signer.cert.SerialNumber, RevocationTime: now},
		},
	}
	list, err := x509.CreateRevocationList(rand.Reader, template, i.authority.cert, i.authority.key)
	if err != nil {
		return nil, fmt.Errorf("making training revocation list: %w", err)
	}
	return list, nil
}

func makeAuthority(from time.Time) (pair, error) {
	template := &x509.Certificate{
		Subject:               name("CardDesk Training CSCA"),
		NotBefore:             from,
		NotAfter:              from.Add(authorityValidity),
		IsCA:                  true,
		BasicConstraintsValid: true,
		MaxPathLenZero:        true,
		KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
	}
	return makePair(elliptic.P384(), template, nil)
}

func makeSigner(authority pair, from, to time.Time) (pair, error) {
	template := &x509.Certificate{
		Subject:   name("CardDesk Training Document Signer"),
		NotBefore: from,
		NotAfter:  to,
		KeyUsage:  x509.KeyUsageDigitalSignature,
	}
	return makePair(elliptic.P256(), template, &authority)
}

func name(common string) pkix.Name {
	return pkix.Name{Country: []string{"VN"}, Organization: []string{"TRAINING ONLY"}, CommonName: common}
}

// makePair makes a key and its certificate, signed by parent or by itself.
func makePair(curve elliptic.Curve, template *x509.Certificate, parent *pair) (pair, error) {
	key, err := ecdsa.GenerateKey(curve, rand.Reader)
	if err != nil {
		return pair{}, err
	}
	if template.SerialNumber, err = rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120)); err != nil {
		return pair{}, err
	}
	if template.SubjectKeyId, err = trainingKeyID(&key.PublicKey); err != nil {
		return pair{}, err
	}
	signerCert, signerKey := template, key
	if parent != nil {
		signerCert, signerKey = parent.cert, parent.key
	}
	raw, err := x509.CreateCertificate(rand.Reader, template, signerCert, &key.PublicKey, signerKey)
	if err != nil {
		return pair{}, err
	}
	cert, err := x509.ParseCertificate(raw)
	if err != nil {
		return pair{}, err
	}
	return pair{key: key, cert: cert}, nil
}

// trainingKeyID marks the key as one of training (see proof.Training).
func trainingKeyID(key *ecdsa.PublicKey) ([]byte, error) {
	point, err := key.Bytes()
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(point)
	return append([]byte(proof.TrainingKeyPrefix), sum[:12]...), nil
}
