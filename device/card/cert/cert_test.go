package cert

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"errors"
	"math/big"
	"testing"
	"time"

	"carddesk/device/card/ber"
	"carddesk/device/card/spki"
	"carddesk/internal/shareddata"
)

// sampleCert returns a certificate of the sample card as DER.
func sampleCert(t testing.TB, name string) []byte {
	t.Helper()
	block, _ := pem.Decode(shareddata.Read(t, "emrtd/synthetic_cccd/pki/"+name+".pem"))
	if block == nil {
		t.Fatalf("no certificate in %s", name)
	}
	return block.Bytes
}

func parse(t testing.TB, raw []byte) *Certificate {
	t.Helper()
	c, err := Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestSampleCertificates(t *testing.T) {
	for _, c := range []struct{ name, issuer, key string }{
		{"ds_ec256", "csca_ec384", "EC P-256"},
		{"ds_rsa2048", "csca_rsa4096", "RSA 2048"},
		{"ds_pss2048", "csca_rsa4096", "RSA 2048"},
		{"ds_bp256_explicit", "csca_bp384", "EC brainpoolP256r1"},
		{"ds_rogue", "csca_rogue", "EC P-256"},
		{"ds_expired", "csca_ec384", "EC P-256"},
	} {
		t.Run(c.name, func(t *testing.T) {
			signer, issuer := parse(t, sampleCert(t, c.name)), parse(t, sampleCert(t, c.issuer))
			if signer.Key.Describe() != c.key || signer.Subject.Text != "C=VN, O=TEST ONLY, CN=DS TEST "+c.name {
				t.Errorf("%s %s", signer.Key.Describe(), signer.Subject.Text)
			}
			if !signer.MaySignDocuments() || signer.MaySignCertificates() || signer.MaySignMasterLists() || signer.SelfIssued() {
				t.Error("signer may do other things than sign documents")
			}
			if !issuer.MaySignCertificates() || issuer.MaySignDocuments() || !issuer.SelfIssued() {
				t.Error("issuer may not issue")
			}
			if !signer.Issuer.Equal(issuer.Subject) || !bytes.Equal(signer.IssuerKey, issuer.KeyID) || len(issuer.KeyID) == 0 {
				t.Error("signer does not name its issuer")
			}
			if err := signer.SignedBy(issuer); err != nil {
				t.Error(err)
			}
			if err := issuer.SignedBy(issuer); err != nil {
				t.Error(err)
			}
			for _, other := range []string{"csca_ec384", "csca_rsa4096", "csca_bp384", "csca_rogue"} {
				if other != c.issuer && signer.SignedBy(parse(t, sampleCert(t, other))) == nil {
					t.Errorf("also signed by %s", other)
				}
			}
		})
	}
}

// TestAgreesWithStandardLibrary on the certificates that it can read.
func TestAgreesWithStandardLibrary(t *testing.T) {
	for _, name := range []string{"ds_ec256", "ds_rsa2048", "csca_ec384", "csca_rsa4096"} {
		raw := sampleCert(t, name)
		theirs, err := x509.ParseCertificate(raw)
		if err != nil {
			t.Fatal(err)
		}
		ours := parse(t, raw)
		if ours.Serial.Cmp(theirs.SerialNumber) != 0 || !ours.NotBefore.Equal(theirs.NotBefore) || !ours.NotAfter.Equal(theirs.NotAfter) ||
			!bytes.Equal(ours.KeyID, theirs.SubjectKeyId) || ours.CA != theirs.IsCA || !bytes.Equal(ours.Issuer.Raw, theirs.RawIssuer) {
			t.Errorf("%s read differently", name)
		}
	}
	if _, err := x509.ParseCertificate(sampleCert(t, "ds_bp256_explicit")); err == nil {
		t.Error("the standard library reads explicit parameters now: this package may be needless")
	}
}

func TestEveryByteIsSigned(t *testing.T) {
	raw := sampleCert(t, "ds_ec256")
	issuer := parse(t, sampleCert(t, "csca_ec384"))
	for i := range raw {
		changed := bytes.Clone(raw)
		changed[i] ^= 0x04
		c, err := Parse(changed)
		if err == nil && c.SignedBy(issuer) == nil {
			t.Errorf("byte %d changed unnoticed", i)
		}
	}
	for n := range raw {
		if _, err := Parse(raw[:n]); err == nil {
			t.Fatalf("cut to %d bytes, read", n)
		}
	}
}

func TestValidAt(t *testing.T) {
	c := parse(t, sampleCert(t, "ds_expired"))
	for offset, want := range map[time.Duration]bool{-time.Second: false, 0: true, 24 * time.Hour: true, 24*time.Hour + time.Second: false} {
		if got := c.ValidAt(c.NotBefore.Add(offset)); got != want {
			t.Errorf("%s after its begin: %v", offset, got)
		}
	}
}

func TestNames(t *testing.T) {
	rdn := func(tag ber.Tag, text string) []byte {
		return ber.TLV(ber.TagSet, ber.Seq(ber.ObjectID("2.5.4.10"), ber.TLV(tag, []byte(text))))
	}
	name := func(parts ...[]byte) Name {
		n, err := ParseName(ber.Seq(parts...))
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	a := name(rdn(ber.TagUTF8String, "Bộ Công an"))
	for _, same := range []Name{name(rdn(ber.TagUTF8String, " bộ  công AN ")), name(rdn(ber.TagBMPString, "\x00B\x1E\xD9\x00 \x00C\x00\xF4\x00n\x00g\x00 \x00a\x00n"))} {
		if !a.Equal(same) {
			t.Errorf("%q and %q differ", a.Text, same.Text)
		}
	}
	for _, other := range []Name{name(), name(rdn(ber.TagUTF8String, "Bo Cong an")), name(rdn(ber.TagUTF8String, "Bộ"), rdn(ber.TagUTF8String, "Công an"))} {
		if a.Equal(other) {
			t.Errorf("%q and %q are the same", a.Text, other.Text)
		}
	}
	if odd := name(rdn(ber.TagOctetString, "\x01")); odd.Text != "O=#01" {
		t.Errorf("%q", odd.Text)
	}
	for _, bad := range [][]byte{nil, ber.TLV(ber.TagSet), ber.Seq(ber.Integer(1)), ber.Seq(ber.TLV(ber.TagSet, ber.Seq(ber.Integer(1))))} {
		if _, err := ParseName(bad); err == nil {
			t.Errorf("%X is a name", bad)
		}
	}
}

// authority makes an issuer with the standard library, with which to make lists
// and odd certificates.
func authority(t testing.TB) (*ecdsa.PrivateKey, *x509.Certificate) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "authority"},
		NotBefore: time.Unix(1e9, 0), NotAfter: time.Unix(2e9, 0),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
	}
	raw, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	c, err := x509.ParseCertificate(raw)
	if err != nil {
		t.Fatal(err)
	}
	return key, c
}

func TestUsages(t *testing.T) {
	key, ca := authority(t)
	masterList := asn1.ObjectIdentifier{2, 23, 136, 1, 1, 3}
	for _, c := range []struct {
		name                       string
		usage                      x509.KeyUsage
		extended                   []asn1.ObjectIdentifier
		ca                         bool
		document, list, cert, crls bool
	}{
		{"nothing stated", 0, nil, false, true, false, false, false},
		{"documents", x509.KeyUsageDigitalSignature, nil, false, true, false, false, false},
		{"encryption", x509.KeyUsageKeyEncipherment, nil, false, false, false, false, false},
		{"master lists", x509.KeyUsageDigitalSignature, []asn1.ObjectIdentifier{masterList}, false, false, true, false, false},
		{"authority", x509.KeyUsageCertSign, nil, true, false, false, true, false},
		{"authority with lists", x509.KeyUsageCertSign | x509.KeyUsageCRLSign, nil, true, false, false, true, true},
		{"certificates without being an authority", x509.KeyUsageCertSign, nil, false, false, false, false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			template := &x509.Certificate{
				SerialNumber: big.NewInt(2), NotBefore: ca.NotBefore, NotAfter: ca.NotAfter,
				KeyUsage: c.usage, UnknownExtKeyUsage: c.extended, IsCA: c.ca, BasicConstraintsValid: true,
			}
			raw, err := x509.CreateCertificate(rand.Reader, template, ca, &key.PublicKey, key)
			if err != nil {
				t.Fatal(err)
			}
			got := parse(t, raw)
			if got.MaySignDocuments() != c.document || got.MaySignMasterLists() != c.list || got.MaySignCertificates() != c.cert || got.MaySignRevocations() != c.crls {
				t.Errorf("documents %v, lists %v, certificates %v, revocations %v",
					got.MaySignDocuments(), got.MaySignMasterLists(), got.MaySignCertificates(), got.MaySignRevocations())
			}
		})
	}
}

func TestRevocationList(t *testing.T) {
	key, ca := authority(t)
	this := time.Unix(1.7e9, 0).UTC()
	for _, revoked := range [][]int64{nil, {7, 1 << 40}} {
		template := &x509.RevocationList{Number: big.NewInt(3), ThisUpdate: this, NextUpdate: this.Add(time.Hour)}
		for _, serial := range revoked {
			template.RevokedCertificateEntries = append(template.RevokedCertificateEntries,
				x509.RevocationListEntry{SerialNumber: big.NewInt(serial), RevocationTime: this, ReasonCode: 1})
		}
		raw, err := x509.CreateRevocationList(rand.Reader, template, ca, key)
		if err != nil {
			t.Fatal(err)
		}
		list, err := ParseRevocationList(raw)
		if err != nil {
			t.Fatal(err)
		}
		if !list.ThisUpdate.Equal(this) || !list.NextUpdate.Equal(this.Add(time.Hour)) || len(list.Serials) != len(revoked) || list.Issuer.Text != "CN=authority" {
			t.Errorf("%+v", list)
		}
		if err := list.SignedBy(parse(t, ca.Raw)); err != nil {
			t.Error(err)
		}
		if err := list.SignedBy(parse(t, sampleCert(t, "csca_ec384"))); !errors.Is(err, spki.ErrSignature) {
			t.Errorf("list of a stranger: %v", err)
		}
		for n := range raw {
			if _, err := ParseRevocationList(raw[:n]); err == nil {
				t.Fatalf("cut to %d bytes, read", n)
			}
		}
	}
	if _, err := ParseRevocationList(sampleCert(t, "csca_ec384")); err == nil {
		t.Error("a certificate is a revocation list")
	}
	if _, err := Parse(make([]byte, MaxSize+1)); !errors.Is(err, ErrCertificate) {
		t.Errorf("huge certificate: %v", err)
	}
}

func FuzzCertificate(f *testing.F) {
	for _, name := range []string{"ds_ec256", "ds_pss2048", "ds_bp256_explicit", "csca_ec384"} {
		f.Add(sampleCert(f, name))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		if c, err := Parse(raw); err == nil && (c.Serial == nil || !bytes.Equal(c.Raw, raw)) {
			t.Fatal("incomplete certificate")
		}
		_, _ = ParseRevocationList(raw)
	})
}
