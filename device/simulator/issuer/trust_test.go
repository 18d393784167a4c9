package issuer

import (
	"bytes"
	"crypto/elliptic"
	"crypto/x509"
	"encoding/asn1"
	"encoding/pem"
	"testing"
	"time"

	"carddesk/device/card/ber"
	"carddesk/device/card/lds"
	"carddesk/device/card/proof"
)

func TestMasterList(t *testing.T) {
	i, other := newIssuer(t), newIssuer(t)
	list, err := i.MasterList(today, other.Certificate(), other.SignerCertificate())
	if err != nil {
		t.Fatal(err)
	}
	believing := store(t, i)
	result, err := believing.AddMasterList(list, today)
	if err != nil || result.Added != 2 || len(result.Skipped) != 1 {
		t.Fatalf("added %d, skipped %v, %v", result.Added, result.Skipped, err)
	}
	if n := len(believing.Issuers()); n != 2 {
		t.Errorf("%d issuers believed", n)
	}
	image, err := other.Chip(order(t, "face.jpg"), today)
	if err != nil {
		t.Fatal(err)
	}
	if p := proof.Authenticate(files(image), believing, proof.Policy{}, today); !p.Passed() {
		t.Errorf("card of a listed issuer: %+v", p.Proofs())
	}
	if _, err := store(t, other).AddMasterList(list, today); err == nil {
		t.Error("list of a stranger taken")
	}
	if _, err := store(t, i).AddMasterList(list, today.Add(2*authorityValidity)); err == nil {
		t.Error("list of an expired signer taken")
	}
	// A document signer must not be able to appoint issuers.
	content := ber.Seq(ber.Integer(0), ber.SetOf(other.Certificate()))
	forged, err := i.signer.sign(proof.OIDMasterList, content, today)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := store(t, i).AddMasterList(forged, today); err == nil {
		t.Error("list signed by a document signer taken")
	}
	changed := bytes.Clone(list)
	at := bytes.Index(changed, other.Certificate())
	changed[at+200] ^= 1
	if _, err := store(t, i).AddMasterList(changed, today); err == nil {
		t.Error("changed list taken")
	}
}

// TestOddSecurityObjects are objects that this issuer would not make and others
// did.
func TestOddSecurityObjects(t *testing.T) {
	i := newIssuer(t)
	image, err := i.Chip(order(t, "face.jpg"), today)
	if err != nil {
		t.Fatal(err)
	}
	object, err := lds.ParseSecurityObject(image.Files["EF.SOD"])
	if err != nil {
		t.Fatal(err)
	}
	weak, err := makePair(elliptic.P256(), &x509.Certificate{
		Subject: name("weak signer"), NotBefore: today, NotAfter: today.Add(time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature, SignatureAlgorithm: x509.ECDSAWithSHA1,
	}, &i.authority)
	if err != nil {
		t.Fatal(err)
	}
	list, err := makePair(elliptic.P256(), &x509.Certificate{
		Subject: name("list signer"), NotBefore: today, NotAfter: today.Add(time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature, UnknownExtKeyUsage: []asn1.ObjectIdentifier{masterListKey},
	}, &i.authority)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name   string
		signer pair
		kind   ber.OID
		policy proof.Policy
		want   proof.Reason // of the issuer
		sod    bool         // can be read as EF.SOD
	}{
		{"content type of drafts", i.signer, "1.3.27.1.1.1", proof.Policy{}, "", true},
		{"content type of master lists", i.signer, proof.OIDMasterList, proof.Policy{}, proof.ObjectUnreadable, false},
		{"certificate signed over SHA-1", weak, lds.OIDSecurityObject, proof.Policy{}, proof.WeakHash, true},
		{"certificate signed over SHA-1, allowed", weak, lds.OIDSecurityObject, proof.Policy{AllowSHA1: true}, "", true},
		{"signed by the authority itself", i.authority, lds.OIDSecurityObject, proof.Policy{}, proof.SignerNotAllowed, true},
		{"signed by the signer of lists", list, lds.OIDSecurityObject, proof.Policy{}, proof.SignerNotAllowed, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			signed, err := c.signer.sign(c.kind, object.Signed.Content, today)
			if err != nil {
				t.Fatal(err)
			}
			changed := files(image)
			changed[lds.SOD] = ber.TLV(0x77, signed)
			p := proof.Authenticate(changed, store(t, i), c.policy, today)
			if p.Issuer.Reason != c.want || p.Passed() != (c.want == "") {
				t.Errorf("%+v", p.Proofs())
			}
			if c.sod && !p.Signature.Passed() {
				t.Errorf("signature: %+v", p.Signature)
			}
		})
	}
}

func TestTrustFiles(t *testing.T) {
	i, other := newIssuer(t), newIssuer(t)
	revocations, err := i.Revoke(today)
	if err != nil {
		t.Fatal(err)
	}
	list, err := i.MasterList(today, other.Certificate())
	if err != nil {
		t.Fatal(err)
	}
	armour := func(kind string, der []byte) []byte {
		return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
	}
	s := proof.NewStore(false)
	for _, c := range []struct {
		name        string
		data        []byte
		issuers     int
		revocations int
		ok          bool
	}{
		{"list before its issuer", list, 0, 0, false},
		{"revocations before their issuer", revocations, 0, 0, false},
		{"certificate", i.Certificate(), 1, 0, true},
		{"master list", list, 2, 0, true},
		{"revocation list", revocations, 0, 1, true},
		{"all in PEM", bytes.Join([][]byte{armour("CERTIFICATE", i.Certificate()), armour("X509 CRL", revocations), armour("CMS", list)}, nil), 3, 1, true},
		{"signer", i.SignerCertificate(), 0, 0, false},
		{"nothing", nil, 0, 0, false},
		{"text", []byte("not a certificate"), 0, 0, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			added, err := s.Add(c.data, today)
			if (err == nil) != c.ok || added.Issuers != c.issuers || added.Revocations != c.revocations {
				t.Errorf("%+v, %v", added, err)
			}
		})
	}
	shown := s.Show()
	if len(shown) != 2 || !shown[0].Training || shown[0].Key != "EC P-384" || shown[0].Name != "C=VN, O=TRAINING ONLY, CN=CardDesk Training CSCA" {
		t.Errorf("%+v", shown)
	}
	if lists := s.RevocationLists(); len(lists) != 1 || lists[0].Count != 1 || !lists[0].ThisUpdate.Equal(today) {
		t.Errorf("%+v", lists)
	}
}
