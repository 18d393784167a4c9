package proof

import (
	"encoding/json"
	"encoding/pem"
	"testing"
	"time"

	"carddesk/app/port"
	"carddesk/device/card/lds"
	"carddesk/internal/shareddata"
)

// built is an instant within the validity of every certificate of the sample
// card, its "expired" signer included (25–26 November 2026).
var (
	built     = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)
	dayAfter  = time.Date(2026, 11, 27, 0, 0, 0, 0, time.UTC)
	beforeAll = time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	lateYears = time.Date(2037, 1, 1, 0, 0, 0, 0, time.UTC)
)

const sample = "emrtd/synthetic_cccd/"

// sampleFiles returns the files of the sample card with the named EF.SOD.
func sampleFiles(t testing.TB, sod string) map[port.CardFile][]byte {
	t.Helper()
	files := map[port.CardFile][]byte{
		lds.COM: shareddata.Read(t, sample+"EF_COM.bin"),
		lds.SOD: shareddata.Read(t, sample+sod),
	}
	for _, n := range []int{1, 2, 13, 14, 15} {
		files[lds.Group(n)] = shareddata.Read(t, sample+string(lds.Group(n))+".bin")
	}
	return files
}

// sampleStore believes the named issuers of the sample card.
func sampleStore(t testing.TB, issuers ...string) *Store {
	t.Helper()
	store := NewStore(false)
	for _, name := range issuers {
		n, err := store.AddIssuersPEM(shareddata.Read(t, sample+"pki/"+name+".pem"))
		if err != nil || n != 1 {
			t.Fatalf("issuer %s: %d added, %v", name, n, err)
		}
	}
	return store
}

func allIssuers(t testing.TB) *Store {
	return sampleStore(t, "csca_ec384", "csca_rsa4096", "csca_bp384")
}

// sampleCertificate returns one certificate of the sample card as DER.
func sampleCertificate(t testing.TB, name string) []byte {
	t.Helper()
	block, _ := pem.Decode(shareddata.Read(t, sample+"pki/"+name+".pem"))
	if block == nil {
		t.Fatalf("no certificate in %s", name)
	}
	return block.Bytes
}

type verdicts struct{ hashes, signature, issuer Reason }

// TestSampleSecurityObjects judges every EF.SOD of the sample card as its index
// says.
func TestSampleSecurityObjects(t *testing.T) {
	strict, old := Policy{}, Policy{AllowSHA1: true}
	cases := []struct {
		sod    string
		policy Policy
		at     time.Time
		want   verdicts
		ca     string
	}{
		{"SOD_ok_ec256_sha256.bin", strict, built, verdicts{}, "CSCA TEST csca_ec384"},
		{"SOD_ok_rsa2048_pkcs1_sha256.bin", strict, built, verdicts{}, "CSCA TEST csca_rsa4096"},
		{"SOD_ok_rsapss_sha256.bin", strict, built, verdicts{}, "CSCA TEST csca_rsa4096"},
		{"SOD_ok_bp256_explicit_sha256.bin", strict, built, verdicts{}, "CSCA TEST csca_bp384"},
		{"SOD_ok_lds_sha512_signer_sha256.bin", strict, built, verdicts{}, "CSCA TEST csca_ec384"},
		{"SOD_ok_lds_sha1.bin", strict, built, verdicts{hashes: WeakHash}, ""},
		{"SOD_ok_lds_sha1.bin", old, built, verdicts{}, ""},
		{"SOD_ok_lds_sha224.bin", strict, built, verdicts{}, ""},
		{"SOD_ok_ski_signer.bin", strict, built, verdicts{}, "CSCA TEST csca_ec384"},
		{"SOD_ok_no_cert.bin", strict, built, verdicts{signature: NoSigner, issuer: NoSigner}, ""},
		{"SOD_bad_dg1_hash.bin", strict, built, verdicts{hashes: GroupChanged}, ""},
		{"SOD_bad_dg15_missing.bin", strict, built, verdicts{hashes: GroupUncovered}, ""},
		{"SOD_bad_rogue_csca.bin", strict, built, verdicts{issuer: UnknownIssuer}, ""},
		{"SOD_bad_expired_dsc.bin", strict, built, verdicts{}, ""},
		{"SOD_bad_expired_dsc.bin", strict, dayAfter, verdicts{issuer: SignerExpired}, ""},
		{"SOD_bad_expired_dsc.bin", strict, beforeAll, verdicts{issuer: SignerNotYetValid}, ""},
		{"SOD_bad_signature.bin", strict, built, verdicts{signature: SignatureWrong}, ""},
		{"SOD_bad_truncated.bin", strict, built, verdicts{ObjectUnreadable, ObjectUnreadable, ObjectUnreadable}, ""},
		{"SOD_ok_ec256_sha256.bin", strict, lateYears, verdicts{issuer: SignerExpired}, ""},
	}
	judged := map[string]bool{}
	for _, c := range cases {
		judged[c.sod] = true
		t.Run(c.sod+" "+c.at.Format("0102"), func(t *testing.T) {
			p := Authenticate(sampleFiles(t, c.sod), allIssuers(t), c.policy, c.at)
			checkVerdicts(t, p, c.want)
			if c.ca != "" && (p.CA == nil || p.CA.Subject.Text != "C=VN, O=TEST ONLY, CN="+c.ca) {
				t.Errorf("vouched for by %+v, want %s", p.CA, c.ca)
			}
		})
	}
	var index []struct{ File string }
	if err := json.Unmarshal(shareddata.Read(t, sample+"index.json"), &index); err != nil {
		t.Fatal(err)
	}
	for _, entry := range index {
		if !judged[entry.File] {
			t.Errorf("%s is in the index and not judged", entry.File)
		}
	}
	if len(index) != 15 {
		t.Errorf("index has %d entries", len(index))
	}
}

func checkVerdicts(t *testing.T, p Passive, want verdicts) {
	t.Helper()
	for _, part := range []struct {
		name string
		got  Outcome
		want Reason
	}{{NameHashes, p.Hashes, want.hashes}, {NameSignature, p.Signature, want.signature}, {NameIssuer, p.Issuer, want.issuer}} {
		verdict := port.ProofPassed
		if part.want != "" {
			verdict = port.ProofFailed
		}
		if part.got.Verdict != verdict || part.got.Reason != part.want {
			t.Errorf("%s: %s %q, want %s %q", part.name, part.got.Verdict, part.got.Reason, verdict, part.want)
		}
	}
}

func TestSignerOutOfBand(t *testing.T) {
	store := allIssuers(t)
	if err := store.AddSigner(sampleCertificate(t, "ds_ec256")); err != nil {
		t.Fatal(err)
	}
	files := sampleFiles(t, "SOD_ok_no_cert.bin")
	checkVerdicts(t, Authenticate(files, store, Policy{}, built), verdicts{})

	// A signer at hand is not thereby trusted.
	stranger := sampleStore(t, "csca_rsa4096")
	if err := stranger.AddSigner(sampleCertificate(t, "ds_ec256")); err != nil {
		t.Fatal(err)
	}
	checkVerdicts(t, Authenticate(files, stranger, Policy{}, built), verdicts{issuer: UnknownIssuer})
}

func TestUncoveredKeyDoesNotCount(t *testing.T) {
	p := Authenticate(sampleFiles(t, "SOD_bad_dg15_missing.bin"), allIssuers(t), Policy{}, built)
	if p.Proven(15) {
		t.Error("DG15 counts as proven without a signed hash")
	}
	if !p.Proven(14) {
		t.Error("DG14 is signed and matches, yet is not proven")
	}
}
