package cms

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"errors"
	"slices"
	"testing"

	"carddesk/device/card/ber"
	"carddesk/device/card/spki"
)

const (
	oidSHA256         ber.OID = "2.16.840.1.101.3.4.2.1"
	oidECDSAAndSHA256 ber.OID = "1.2.840.10045.4.3.2"
	oidECKey          ber.OID = "1.2.840.10045.2.1"
	contentType       ber.OID = "2.23.136.1.1.1"
)

var content = []byte("content of the message")

func testKey(t testing.TB) (*ecdsa.PrivateKey, spki.Key) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := x509.MarshalPKIXPublicKey(&private.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	public, err := spki.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	return private, public
}

func sign(t testing.TB, key *ecdsa.PrivateKey, message []byte) []byte {
	t.Helper()
	digest := sha256.Sum256(message)
	signature, err := ecdsa.SignASN1(rand.Reader, key, digest[:])
	if err != nil {
		t.Fatal(err)
	}
	return signature
}

func attribute(oid ber.OID, value []byte) []byte {
	return ber.Seq(ber.ObjectID(oid), ber.TLV(ber.TagSet, value))
}

func digestAttribute(content []byte) []byte {
	digest := sha256.Sum256(content)
	return attribute(OIDMessageDigest, ber.TLV(ber.TagOctetString, digest[:]))
}

func typeAttribute(oid ber.OID) []byte { return attribute(OIDContentType, ber.ObjectID(oid)) }

var issuerAndSerial = ber.Seq(ber.Seq(), ber.Integer(7))

// signer codes a SignerInfo; attributes nil means none.
func signer(sid, attributes []byte, algorithm ber.OID, signature []byte) []byte {
	parts := [][]byte{ber.Integer(1), sid, ber.Seq(ber.ObjectID(oidSHA256), ber.Null())}
	if attributes != nil {
		parts = append(parts, attributes)
	}
	return ber.Seq(append(parts, ber.Seq(ber.ObjectID(algorithm)), ber.TLV(ber.TagOctetString, signature))...)
}

func message(signers ...[]byte) []byte {
	return ber.Seq(ber.ObjectID(OIDSignedData), ber.TLV(0xA0, ber.Seq(
		ber.Integer(3), ber.TLV(ber.TagSet),
		ber.Seq(ber.ObjectID(contentType), ber.TLV(0xA0, ber.TLV(ber.TagOctetString, content))),
		ber.TLV(0xA0, ber.Seq(ber.Integer(1)), ber.TLV(0xA1, []byte{5, 0})),
		ber.TLV(ber.TagSet, signers...),
	)))
}

func TestSignerForms(t *testing.T) {
	private, public := testKey(t)
	kind, digest := typeAttribute(contentType), digestAttribute(content)
	ordered := ber.SetOf(kind, digest)
	inOrder := [][]byte{kind, digest}
	slices.SortFunc(inOrder, bytes.Compare)
	backwards := ber.TLV(ber.TagSet, inOrder[1], inOrder[0])
	asAttributes := func(set []byte) []byte { return append([]byte{0xA0}, set[1:]...) }
	loose := append(append([]byte{0xA0, 0x80}, ordered[2:]...), 0, 0)
	good := signer(issuerAndSerial, asAttributes(ordered), oidECDSAAndSHA256, sign(t, private, ordered))

	for _, c := range []struct {
		name   string
		signer []byte
		err    error
	}{
		{"usual", good, nil},
		{"no attributes", signer(issuerAndSerial, nil, oidECDSAAndSHA256, sign(t, private, content)), nil},
		{"only the kind of key named", signer(issuerAndSerial, asAttributes(ordered), oidECKey, sign(t, private, ordered)), nil},
		{"signed as written, not in order", signer(issuerAndSerial, asAttributes(backwards), oidECDSAAndSHA256, sign(t, private, backwards)), nil},
		{"signed in order, written otherwise", signer(issuerAndSerial, asAttributes(backwards), oidECDSAAndSHA256, sign(t, private, ordered)), nil},
		{"indefinite attributes", signer(issuerAndSerial, loose, oidECDSAAndSHA256, sign(t, private, ordered)), nil},
		{"key identifier", signer(ber.TLV(0x80, []byte{1, 2}), asAttributes(ordered), oidECDSAAndSHA256, sign(t, private, ordered)), nil},
		{"key identifier, explicit", signer(ber.TLV(0xA0, ber.TLV(ber.TagOctetString, []byte{1, 2})), asAttributes(ordered), oidECDSAAndSHA256, sign(t, private, ordered)), nil},
		{"attributes sent as a set, signed with their tag", signer(issuerAndSerial, asAttributes(ordered), oidECDSAAndSHA256, sign(t, private, asAttributes(ordered))), spki.ErrSignature},
		{"signature over the content, attributes there", signer(issuerAndSerial, asAttributes(ordered), oidECDSAAndSHA256, sign(t, private, content)), spki.ErrSignature},
		{"digest of other content", signedSet(t, private, ber.SetOf(kind, digestAttribute([]byte("other")))), ErrDigest},
		{"other content type", signedSet(t, private, ber.SetOf(typeAttribute("1.2.3"), digest)), ErrAttribute},
		{"no content type", signedSet(t, private, ber.SetOf(digest)), nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			parsed, err := Parse(message(c.signer))
			if err != nil {
				t.Fatal(err)
			}
			if err := parsed.Signers[0].Verify(public, parsed.ContentType, parsed.Content); !errors.Is(err, c.err) {
				t.Errorf("%v, want %v", err, c.err)
			}
			if len(parsed.Certificates) != 1 {
				t.Errorf("%d certificates", len(parsed.Certificates))
			}
		})
	}
	_, stranger := testKey(t)
	parsed, err := Parse(message(good))
	if err != nil {
		t.Fatal(err)
	}
	if err := parsed.Signers[0].Verify(stranger, parsed.ContentType, parsed.Content); !errors.Is(err, spki.ErrSignature) {
		t.Errorf("key of a stranger: %v", err)
	}
}

func signedSet(t testing.TB, key *ecdsa.PrivateKey, set []byte) []byte {
	t.Helper()
	return signer(issuerAndSerial, append([]byte{0xA0}, set[1:]...), oidECDSAAndSHA256, sign(t, key, set))
}

func TestUnusableMessages(t *testing.T) {
	private, _ := testKey(t)
	kind, digest := typeAttribute(contentType), digestAttribute(content)
	plain := signer(issuerAndSerial, nil, oidECDSAAndSHA256, []byte{1})
	for _, c := range []struct {
		name string
		raw  []byte
		err  error
	}{
		{"no signer", message(), ErrSigners},
		{"nine signers", message(plain, plain, plain, plain, plain, plain, plain, plain, plain), ErrSigners},
		{"attribute twice", message(signedSet(t, private, ber.TLV(ber.TagSet, kind, digest, digest))), ErrAttribute},
		{"no digest", message(signedSet(t, private, ber.SetOf(kind))), ErrAttribute},
		{"no attributes inside", message(signedSet(t, private, ber.SetOf())), ErrAttribute},
		{"two values", message(signedSet(t, private, ber.SetOf(ber.Seq(ber.ObjectID(OIDMessageDigest), ber.TLV(ber.TagSet, ber.TLV(4, []byte{1}), ber.TLV(4, []byte{2})))))), ber.ErrTrailing},
		{"unknown algorithm", message(signer(issuerAndSerial, nil, "1.2.3", []byte{1})), spki.ErrAlgorithm},
		{"identifier of no kind", message(signer(ber.Integer(1), nil, oidECDSAAndSHA256, []byte{1})), ber.ErrUnexpected},
		{"not signed", ber.Seq(ber.ObjectID("1.2.840.113549.1.7.1"), ber.TLV(0xA0, ber.TLV(4))), ErrNotSigned},
		{"empty", nil, ber.ErrTruncated},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := Parse(c.raw); !errors.Is(err, c.err) {
				t.Errorf("%v, want %v", err, c.err)
			}
		})
	}
}

func FuzzParse(f *testing.F) {
	private, public := testKey(f)
	f.Add(message(signedSet(f, private, ber.SetOf(typeAttribute(contentType), digestAttribute(content)))))
	f.Add(message(signer(issuerAndSerial, nil, oidECDSAAndSHA256, sign(f, private, content))))
	f.Fuzz(func(t *testing.T, raw []byte) {
		parsed, err := Parse(raw)
		if err != nil {
			return
		}
		for _, s := range parsed.Signers {
			if s.Verify(public, parsed.ContentType, parsed.Content) == nil && !bytes.Equal(parsed.Content, content) {
				t.Fatal("other content verifies")
			}
		}
	})
}
