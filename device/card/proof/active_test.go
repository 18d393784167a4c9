package proof

import (
	"bytes"
	"crypto"
	"crypto/sha1" // the vector is over SHA-1
	"encoding/hex"
	"encoding/json"
	"math/big"
	"testing"

	"carddesk/app/port"
	"carddesk/device/card/ber"
	"carddesk/device/card/curve"
	"carddesk/device/card/lds"
	"carddesk/device/card/spki"
	"carddesk/internal/shareddata"
)

var challenge = []byte{0xF1, 0x73, 0x58, 0x99, 0x74, 0xBF, 0x40, 0xC6}

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func bigHex(t testing.TB, s string) *big.Int { return new(big.Int).SetBytes(unhex(t, s)) }

// TestRepresentativeOfICAO checks the worked example of ICAO 9303-11 appendix F,
// which prints no modulus: the message representative alone.
func TestRepresentativeOfICAO(t *testing.T) {
	var vectors struct {
		F struct {
			RndIFD         string `json:"rnd_ifd"`
			Representative string `json:"representative"`
			Sha1M          string `json:"sha1_m"`
			M1             string `json:"m1"`
		} `json:"F_active_authentication_rsa"`
	}
	if err := json.Unmarshal(shareddata.Read(t, "icao9303_vectors.json"), &vectors); err != nil {
		t.Fatal(err)
	}
	f, rnd := unhex(t, vectors.F.Representative), unhex(t, vectors.F.RndIFD)
	if len(f) != 128 {
		t.Fatalf("representative of %d bytes", len(f))
	}
	sum := sha1.Sum(append(unhex(t, vectors.F.M1), rnd...))
	if !bytes.Equal(sum[:], unhex(t, vectors.F.Sha1M)) {
		t.Error("hash of the example does not come out")
	}
	if !checkRepresentative(f, rnd) {
		t.Error("representative of the example refused")
	}
	for i := range f {
		changed := bytes.Clone(f)
		changed[i] ^= 0x10
		if checkRepresentative(changed, rnd) {
			t.Errorf("byte %d changed, accepted", i)
		}
	}
	if checkRepresentative(f, challenge[:7]) {
		t.Error("other challenge accepted")
	}
}

// chipNumbers are the private numbers of the sample chip.
type chipNumbers struct {
	EC struct{ D string } `json:"aa_ec"`
	// CA is the key of chip authentication, which other packages test.
	RSA struct{ N, E, D string } `json:"aa_rsa2048"`
}

func numbers(t testing.TB) chipNumbers {
	t.Helper()
	var n chipNumbers
	if err := json.Unmarshal(shareddata.Read(t, sample+"chip_numbers.json"), &n); err != nil {
		t.Fatal(err)
	}
	return n
}

// signRecovery signs like a chip, ISO/IEC 9796-2 scheme 1.
func signRecovery(n, d *big.Int, hash crypto.Hash, trailer, message []byte) []byte {
	size := (n.BitLen() + 7) / 8
	f := []byte{0x6A}
	m1 := bytes.Repeat([]byte{0xA5}, size-1-hash.Size()-len(trailer))
	f = append(f, m1...)
	f = append(f, spki.Sum(hash, append(bytes.Clone(m1), message...))...)
	f = append(f, trailer...)
	s := new(big.Int).Exp(new(big.Int).SetBytes(f), d, n)
	return s.FillBytes(make([]byte, size))
}

func TestActiveRSA(t *testing.T) {
	key := numbers(t).RSA
	n, d := bigHex(t, key.N), bigHex(t, key.D)
	public, err := lds.ParseActiveKey(shareddata.Read(t, sample+"DG15_rsa2048.bin"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name    string
		hash    crypto.Hash
		trailer []byte
		ok      bool
	}{
		{"SHA-1, short trailer", crypto.SHA1, []byte{0xBC}, true},
		{"SHA-1", crypto.SHA1, []byte{0x33, 0xCC}, true},
		{"SHA-224", crypto.SHA224, []byte{0x38, 0xCC}, true},
		{"SHA-256", crypto.SHA256, []byte{0x34, 0xCC}, true},
		{"SHA-384", crypto.SHA384, []byte{0x36, 0xCC}, true},
		{"SHA-512", crypto.SHA512, []byte{0x35, 0xCC}, true},
		{"trailer of another hash", crypto.SHA256, []byte{0x33, 0xCC}, false},
		{"unknown hash", crypto.SHA256, []byte{0x31, 0xCC}, false},
		{"unknown trailer", crypto.SHA256, []byte{0x34, 0xDC}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			signature := signRecovery(n, d, c.hash, c.trailer, challenge)
			if got := verifyRecovery(public.RSA, challenge, signature); got != c.ok {
				t.Errorf("accepted %v, want %v", got, c.ok)
			}
			// The complementary root is as good (annex B of the standard).
			other := new(big.Int).Sub(n, new(big.Int).SetBytes(signature))
			if got := verifyRecovery(public.RSA, challenge, other.FillBytes(make([]byte, len(signature)))); got != c.ok {
				t.Errorf("complement accepted %v, want %v", got, c.ok)
			}
			if verifyRecovery(public.RSA, []byte("12345678"), signature) {
				t.Error("answer to another challenge accepted")
			}
		})
	}
	zero := make([]byte, public.RSA.Size())
	for name, signature := range map[string][]byte{
		"empty": nil, "zero": zero, "short": zero[1:], "modulus": n.Bytes(),
	} {
		if verifyRecovery(public.RSA, challenge, signature) {
			t.Errorf("%s accepted", name)
		}
	}
}

// answerEC signs a challenge with the key of the sample chip.
func answerEC(t testing.TB, hash crypto.Hash, challenge []byte) (plain, der []byte) {
	t.Helper()
	p256, _ := curve.ByName("P-256")
	r, s, ok := spki.SignECDSA(p256, bigHex(t, numbers(t).EC.D), big.NewInt(0x1234567), spki.Sum(hash, challenge))
	if !ok {
		t.Fatal("unlucky nonce")
	}
	plain = append(r.FillBytes(make([]byte, 32)), s.FillBytes(make([]byte, 32))...)
	return plain, ber.Seq(ber.BigInteger(r), ber.BigInteger(s))
}

func TestActive(t *testing.T) {
	good := sampleFiles(t, "SOD_ok_ec256_sha256.bin")
	passive := Authenticate(good, allIssuers(t), Policy{}, built)
	plain, der := answerEC(t, crypto.SHA256, challenge)
	sha1Answer, _ := answerEC(t, crypto.SHA1, challenge)
	asked := func(response []byte) ActiveAnswer {
		return ActiveAnswer{Challenge: challenge, Response: response, Asked: true}
	}
	uncoveredFiles := sampleFiles(t, "SOD_bad_dg15_missing.bin")
	uncovered := Authenticate(uncoveredFiles, allIssuers(t), Policy{}, built)
	rogueFiles := sampleFiles(t, "SOD_bad_rogue_csca.bin")
	rogue := Authenticate(rogueFiles, allIssuers(t), Policy{}, built)
	without := sampleFiles(t, "SOD_ok_ec256_sha256.bin")
	delete(without, lds.Group(15))
	changed := bytes.Clone(plain)
	changed[40] ^= 1

	for _, c := range []struct {
		name    string
		files   map[port.CardFile][]byte
		passive Passive
		answer  ActiveAnswer
		verdict port.Verdict
		reason  Reason
	}{
		{"plain", good, passive, asked(plain), port.ProofPassed, ""},
		{"DER", good, passive, asked(der), port.ProofPassed, ""},
		{"hash other than DG14 says", good, passive, asked(sha1Answer), port.ProofFailed, AnswerWrong},
		{"one bit", good, passive, asked(changed), port.ProofFailed, AnswerWrong},
		{"replay of another challenge", good, passive, ActiveAnswer{Challenge: []byte("another1"), Response: plain, Asked: true}, port.ProofFailed, AnswerWrong},
		{"zeros", good, passive, asked(make([]byte, 64)), port.ProofFailed, AnswerWrong},
		{"clone without the key", good, passive, asked(nil), port.ProofFailed, ChipRefused},
		{"not asked", good, passive, ActiveAnswer{}, port.ProofNotOffered, NotTried},
		{"no DG15", without, passive, asked(plain), port.ProofNotOffered, NoKey},
		{"DG15 not signed", uncoveredFiles, uncovered, asked(plain), port.ProofFailed, KeyUnproven},
		{"issuer not believed", rogueFiles, rogue, asked(plain), port.ProofFailed, KeyUnproven},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := Active(c.files, c.passive, c.answer)
			if got.Verdict != c.verdict || got.Reason != c.reason {
				t.Errorf("%s %q, want %s %q", got.Verdict, got.Reason, c.verdict, c.reason)
			}
		})
	}
}

// TestActiveHashUnknown: where a proven DG14 names no hash, the usual ones are
// tried.
func TestActiveHashUnknown(t *testing.T) {
	key, err := lds.ParseActiveKey(shareddata.Read(t, sample+"DG15.bin"))
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range activeHashes {
		plain, _ := answerEC(t, h, challenge)
		if !verifyActiveEC(key.EC, 0, challenge, plain) {
			t.Errorf("%v not tried", h)
		}
	}
}

func TestChip(t *testing.T) {
	good := sampleFiles(t, "SOD_ok_ec256_sha256.bin")
	passive := Authenticate(good, allIssuers(t), Policy{}, built)
	rogueFiles := sampleFiles(t, "SOD_bad_rogue_csca.bin")
	rogue := Authenticate(rogueFiles, allIssuers(t), Policy{}, built)
	broken := sampleFiles(t, "SOD_ok_ec256_sha256.bin")
	broken[lds.Group(14)] = []byte{0x6E, 0x02, 0x31}
	without := sampleFiles(t, "SOD_ok_ec256_sha256.bin")
	delete(without, lds.Group(14))
	held := ChipAttempt{Tried: true, Held: true}
	for _, c := range []struct {
		name    string
		files   map[port.CardFile][]byte
		passive Passive
		attempt ChipAttempt
		verdict port.Verdict
		reason  Reason
	}{
		{"held", good, passive, held, port.ProofPassed, ""},
		{"clone without the key", good, passive, ChipAttempt{Tried: true}, port.ProofFailed, AnswerWrong},
		{"not tried", good, passive, ChipAttempt{}, port.ProofNotOffered, NotTried},
		{"no DG14", without, passive, held, port.ProofNotOffered, NoKey},
		{"broken DG14", broken, passive, held, port.ProofFailed, KeyUnreadable},
		{"issuer not believed", rogueFiles, rogue, held, port.ProofFailed, KeyUnproven},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := Chip(c.files, c.passive, c.attempt)
			if got.Verdict != c.verdict || got.Reason != c.reason {
				t.Errorf("%s %q, want %s %q", got.Verdict, got.Reason, c.verdict, c.reason)
			}
		})
	}
}

func TestChooseChip(t *testing.T) {
	key := lds.ChipKey{Key: spki.Key{EC: &spki.ECKey{}}, KeyID: 1}
	second := lds.ChipKey{Key: spki.Key{EC: &spki.ECKey{}}, KeyID: 2}
	anonymous := lds.ChipKey{Key: spki.Key{EC: &spki.ECKey{}}, KeyID: lds.NoKeyID}
	offer := func(variant string, id int) lds.ChipAuthentication {
		return lds.ChipAuthentication{Protocol: lds.OIDChipECDH + ber.OID(variant), Version: 1, KeyID: id}
	}
	for _, c := range []struct {
		name     string
		security lds.Security
		bits     int
		id       int
		ok       bool
	}{
		{"strongest", lds.Security{Chip: []lds.ChipAuthentication{offer(".1", 1), offer(".4", 1), offer(".2", 1)}, ChipKeys: []lds.ChipKey{key}}, 256, 1, true},
		{"key by id", lds.Security{Chip: []lds.ChipAuthentication{offer(".2", 2)}, ChipKeys: []lds.ChipKey{key, second}}, 128, 2, true},
		{"stronger variant without its key", lds.Security{Chip: []lds.ChipAuthentication{offer(".4", 9), offer(".2", 2)}, ChipKeys: []lds.ChipKey{key, second}}, 128, 2, true},
		{"no id anywhere", lds.Security{Chip: []lds.ChipAuthentication{offer(".3", lds.NoKeyID)}, ChipKeys: []lds.ChipKey{anonymous}}, 192, lds.NoKeyID, true},
		{"key only", lds.Security{ChipKeys: []lds.ChipKey{anonymous}}, 112, lds.NoKeyID, true},
		{"two keys, no id", lds.Security{Chip: []lds.ChipAuthentication{offer(".2", lds.NoKeyID)}, ChipKeys: []lds.ChipKey{key, second}}, 0, 0, false},
		{"no key", lds.Security{Chip: []lds.ChipAuthentication{offer(".2", 1)}}, 0, 0, false},
		{"nothing", lds.Security{}, 0, 0, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, ok := ChooseChip(c.security)
			if ok != c.ok || ok && (got.Cipher.Bits != c.bits || got.Key.KeyID != c.id) {
				t.Errorf("%v %+v", ok, got)
			}
		})
	}
}
