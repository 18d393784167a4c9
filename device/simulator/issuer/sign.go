package issuer

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/asn1"
	"fmt"
	"slices"
	"time"

	"carddesk/device/card/ber"
	"carddesk/device/card/cms"
	"carddesk/device/card/lds"
	"carddesk/device/card/proof"
	"carddesk/device/card/spki"
)

const oidECDSAWithSHA256 ber.OID = "1.2.840.10045.4.3.2"

// securityObject writes EF.SOD, version 1, over the groups (ICAO 9303-10
// section 4.6.2): SHA-256 hashes, signed by the document signer.
func (i *Issuer) securityObject(groups map[int][]byte, at time.Time) ([]byte, error) {
	numbers := make([]int, 0, len(groups))
	for n := range groups {
		numbers = append(numbers, n)
	}
	slices.Sort(numbers)
	var hashes [][]byte
	for _, n := range numbers {
		sum := sha256.Sum256(groups[n])
		hashes = append(hashes, ber.Seq(ber.Integer(int64(n)), ber.TLV(ber.TagOctetString, sum[:])))
	}
	content := ber.Seq(
		ber.Integer(1),
		sha256Identifier(),
		ber.Seq(hashes...),
		ber.Seq(ber.TLV(ber.TagPrintableString, []byte("0108")), ber.TLV(ber.TagPrintableString, []byte("040000"))),
	)
	signed, err := i.signer.sign(lds.OIDSecurityObject, content, at)
	if err != nil {
		return nil, fmt.Errorf("signing EF.SOD: %w", err)
	}
	return ber.TLV(0x77, signed), nil
}

// sign wraps content in a signed message (RFC 5652) that carries p's certificate.
func (p pair) sign(contentType ber.OID, content []byte, at time.Time) ([]byte, error) {
	digest := sha256.Sum256(content)
	attributes := ber.SetOf(
		attribute(cms.OIDContentType, ber.ObjectID(contentType)),
		attribute(cms.OIDMessageDigest, ber.TLV(ber.TagOctetString, digest[:])),
		attribute(cms.OIDSigningTime, ber.TLV(ber.TagUTCTime, []byte(at.UTC().Format("060102150405Z")))),
	)
	attributesDigest := sha256.Sum256(attributes)
	signature, err := ecdsa.SignASN1(rand.Reader, p.key, attributesDigest[:])
	if err != nil {
		return nil, err
	}
	signerInfo := ber.Seq(
		ber.Integer(1),
		ber.Seq(p.cert.RawIssuer, ber.BigInteger(p.cert.SerialNumber)),
		sha256Identifier(),
		retag(attributes, ber.Context(0, true)),
		ber.Seq(ber.ObjectID(oidECDSAWithSHA256)),
		ber.TLV(ber.TagOctetString, signature),
	)
	return ber.Seq(
		ber.ObjectID(cms.OIDSignedData),
		ber.TLV(ber.Context(0, true), ber.Seq(
			ber.Integer(3),
			ber.SetOf(sha256Identifier()),
			ber.Seq(
				ber.ObjectID(contentType),
				ber.TLV(ber.Context(0, true), ber.TLV(ber.TagOctetString, content)),
			),
			ber.TLV(ber.Context(0, true), p.cert.Raw),
			ber.SetOf(signerInfo),
		)),
	), nil
}

// retag replaces a one-byte tag: attributes are hashed as a SET and sent with
// an implicit tag (RFC 5652, 5.4).
func retag(element []byte, tag ber.Tag) []byte {
	out := slices.Clone(element)
	out[0] = byte(tag)
	return out
}

func attribute(oid ber.OID, value []byte) []byte {
	return ber.Seq(ber.ObjectID(oid), ber.SetOf(value))
}

func sha256Identifier() []byte {
	return ber.Seq(ber.ObjectID(spki.HashOID(crypto.SHA256)), ber.Null())
}

// MasterList writes a signed list of issuers (ICAO 9303-12 section 9): the
// authority itself and the given certificates (DER).
func (i *Issuer) MasterList(at time.Time, others ...[]byte) ([]byte, error) {
	signer, err := makePair(elliptic.P256(), &x509.Certificate{
		Subject:            name("CardDesk Training Master List Signer"),
		NotBefore:          i.authority.cert.NotBefore,
		NotAfter:           i.authority.cert.NotAfter,
		KeyUsage:           x509.KeyUsageDigitalSignature,
		UnknownExtKeyUsage: []asn1.ObjectIdentifier{masterListKey},
	}, &i.authority)
	if err != nil {
		return nil, fmt.Errorf("making master list signer: %w", err)
	}
	content := ber.Seq(ber.Integer(0), ber.SetOf(append([][]byte{i.authority.cert.Raw}, others...)...))
	signed, err := signer.sign(proof.OIDMasterList, content, at)
	if err != nil {
		return nil, fmt.Errorf("signing master list: %w", err)
	}
	return signed, nil
}

// masterListKey is cert.OIDMasterListKey in the form of the standard library.
var masterListKey = asn1.ObjectIdentifier{2, 23, 136, 1, 1, 3}
