package wire

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/json"
	"errors"
	"math/big"
	"strings"
	"sync"
	"testing"
	"time"
)

var now = time.Date(2026, 11, 25, 3, 0, 0, 0, time.UTC)

// signer is a device key under an issuer; made once, because keys take time.
type signer struct {
	key    *rsa.PrivateKey
	leaf   *x509.Certificate
	issuer *x509.Certificate
	weak   *rsa.PrivateKey
	weakly *x509.Certificate
}

var devices = sync.OnceValues(func() (signer, error) {
	var s signer
	root, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return s, err
	}
	if s.issuer, err = certificate(nil, &root.PublicKey, root, true); err != nil {
		return s, err
	}
	if s.key, err = rsa.GenerateKey(rand.Reader, 2048); err != nil {
		return s, err
	}
	if s.leaf, err = certificate(s.issuer, &s.key.PublicKey, root, false); err != nil {
		return s, err
	}
	if s.weak, err = rsa.GenerateKey(rand.Reader, 1024); err != nil {
		return s, err
	}
	s.weakly, err = certificate(s.issuer, &s.weak.PublicKey, root, false)
	return s, err
})

func certificate(parent *x509.Certificate, key *rsa.PublicKey, by *rsa.PrivateKey, ca bool) (*x509.Certificate, error) {
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"}, NotBefore: now.Add(-time.Hour), NotAfter: now.Add(time.Hour),
		IsCA: ca, BasicConstraintsValid: ca,
	}
	if ca {
		template.SubjectKeyId = TrainingIssuerKeyID
	}
	if parent == nil {
		parent = template
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key, by)
	if err != nil {
		return nil, err
	}
	return x509.ParseCertificate(der)
}

func device(t testing.TB) signer {
	t.Helper()
	s, err := devices()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (s signer) verifier() Verifier {
	pool := x509.NewCertPool()
	pool.AddCert(s.issuer)
	return Verifier{Issuers: pool, Now: now}
}

func TestTokenRoundTrip(t *testing.T) {
	s := device(t)
	token, err := Sign([]byte(`{"a":1}`), s.key, s.leaf)
	if err != nil {
		t.Fatal(err)
	}
	payload, leaf, err := s.verifier().Open(Text(token))
	if err != nil || string(payload) != `{"a":1}` || !leaf.Equal(s.leaf) {
		t.Errorf("payload %q, %v", payload, err)
	}
}

func TestTokenRefused(t *testing.T) {
	s := device(t)
	good, err := Sign([]byte(`{"a":1}`), s.key, s.leaf)
	if err != nil {
		t.Fatal(err)
	}
	parts := strings.Split(good, ".")
	header := func(change func(map[string]any)) string {
		raw, _ := DecodeBytes(Text(parts[0]))
		var h map[string]any
		if err := json.Unmarshal(raw, &h); err != nil {
			t.Fatal(err)
		}
		change(h)
		raw, _ = json.Marshal(h)
		return string(EncodeBytes(raw)) + "." + parts[1] + "." + parts[2]
	}
	weak, err := Sign([]byte(`{}`), s.weak, s.weakly)
	if err != nil {
		t.Fatal(err)
	}
	unknown, err := Sign([]byte(`{}`), s.key, s.leaf)
	if err != nil {
		t.Fatal(err)
	}
	later, refusing := s.verifier(), s.verifier()
	later.Now = now.Add(2 * time.Hour)
	refusing.RefuseKeyIDs = [][]byte{TrainingIssuerKeyID}
	tests := []struct {
		name     string
		token    string
		verifier Verifier
		want     error
	}{
		{"empty", "", s.verifier(), ErrToken},
		{"two parts", parts[0] + "." + parts[1], s.verifier(), ErrToken},
		{"payload changed", parts[0] + "." + string(EncodeBytes([]byte(`{"a":2}`))) + "." + parts[2], s.verifier(), ErrSignature},
		{"signature cut", good[:len(good)-4], s.verifier(), ErrSignature},
		{"no signature", parts[0] + "." + parts[1] + ".", s.verifier(), ErrSignature},
		{"not base64", parts[0] + ".*." + parts[2], s.verifier(), ErrToken},
		{"algorithm none", header(func(h map[string]any) { h["alg"] = "none" }), s.verifier(), ErrToken},
		{"algorithm HS256", header(func(h map[string]any) { h["alg"] = "HS256" }), s.verifier(), ErrToken},
		{"critical extension", header(func(h map[string]any) { h["crit"] = []string{"b64"} }), s.verifier(), ErrToken},
		{"header changed", header(func(h map[string]any) { h["typ"] = "JOSE" }), s.verifier(), ErrSignature},
		{"no certificate", header(func(h map[string]any) { delete(h, "x5c") }), s.verifier(), ErrToken},
		{"many certificates", header(func(h map[string]any) { h["x5c"] = make([]string, 9) }), s.verifier(), ErrToken},
		{"broken certificate", header(func(h map[string]any) { h["x5c"] = []string{"AAAA"} }), s.verifier(), ErrToken},
		{"weak key", weak, s.verifier(), ErrIssuer},
		{"nobody trusted", unknown, Verifier{Now: now}, ErrIssuer},
		{"another issuer", unknown, Verifier{Now: now, Issuers: x509.NewCertPool()}, ErrIssuer},
		{"expired", good, later, ErrIssuer},
		{"refused issuer", good, refusing, ErrIssuer},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if _, _, err := test.verifier.Open(Text(test.token)); !errors.Is(err, test.want) {
				t.Errorf("error %v, want %v", err, test.want)
			}
		})
	}
}

func TestTextReadsNumbersAndTexts(t *testing.T) {
	var got struct {
		A, B, C, D Text
		E, F, G    Texts
	}
	const in = `{"A":"1","B":2.5,"C":null,"D":true,"E":["1",2],"F":3,"G":null}`
	if err := json.Unmarshal([]byte(in), &got); err != nil {
		t.Fatal(err)
	}
	if got.A != "1" || got.B != "2.5" || got.C != "" || got.D != "true" || len(got.E) != 2 || got.E[1] != "2" || len(got.F) != 1 || got.G != nil {
		t.Errorf("%+v", got)
	}
	for _, bad := range []string{`{"A":{}}`, `{"A":[1]}`, `{"E":[{}]}`} {
		if json.Unmarshal([]byte(bad), &got) == nil {
			t.Errorf("%s was accepted", bad)
		}
	}
	if out, err := json.Marshal(StreamRequest{Timeout: "5000"}); err != nil || !strings.Contains(string(out), `"timeout":"5000"`) {
		t.Errorf("%s, %v", out, err)
	}
}

const (
	chainOne = "526137FD4A5FD2487CF4F584229C1B8AC65BC490636F2C079DD37F2F9A03CEE8"
	chainTwo = "78CD9A394B3A874052EC574F8379A088A3FB609AE3CACC50347129E564A1F3A6"
)

// The chain over two records, computed outside this program with sha256sum.
func TestChainKnown(t *testing.T) {
	first := Chain(nil, []byte("one"))
	second := Chain(first, []byte("two"))
	if got := FormatHash(ChainStart()); got != "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855" {
		t.Errorf("start %s", got)
	}
	if got := FormatHash(first); got != chainOne {
		t.Errorf("first %s", got)
	}
	if got := FormatHash(second); got != chainTwo {
		t.Errorf("second %s", got)
	}
}

func TestParseHash(t *testing.T) {
	good := strings.Repeat("aB", 32)
	if got, err := ParseHash(Text(good)); err != nil || hex.EncodeToString(got) != strings.ToLower(good) {
		t.Errorf("%x, %v", got, err)
	}
	if got, err := ParseHash(""); got != nil || err != nil {
		t.Errorf("empty: %x, %v", got, err)
	}
	for _, bad := range []string{"00", good + "00", strings.Repeat("zz", 32)} {
		if _, err := ParseHash(Text(bad)); err == nil {
			t.Errorf("%q was accepted", bad)
		}
	}
}

func TestParseTime(t *testing.T) {
	want := time.Date(2026, 11, 25, 3, 4, 5, 0, time.UTC)
	for _, good := range []Text{"2026-11-25T03:04:05Z", "2026-11-25T03:04:05.000Z", "2026-11-25T10:04:05+07:00"} {
		if got, err := ParseTime(good); err != nil || !got.Equal(want) || got.Location() != time.UTC {
			t.Errorf("%s: %v, %v", good, got, err)
		}
	}
	for _, bad := range []Text{"", "2026-11-25T03:04:05", "25/11/2026", "1764039845"} {
		if got, err := ParseTime(bad); err == nil {
			t.Errorf("%s was read as %v", bad, got)
		}
	}
}

// FuzzOpen checks that no token makes the verifier panic or passes unsigned.
func FuzzOpen(f *testing.F) {
	s := device(f)
	good, err := Sign([]byte(`{"a":1}`), s.key, s.leaf)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add("e30.e30.")
	f.Add(`eyJhbGciOiJub25lIn0.e30.`)
	f.Fuzz(func(t *testing.T, token string) {
		payload, _, err := s.verifier().Open(Text(token))
		if err == nil && string(payload) != `{"a":1}` {
			t.Fatalf("forged payload %q", payload)
		}
	})
}

// FuzzMessages checks that no answer of a service makes the decoder panic.
func FuzzMessages(f *testing.F) {
	f.Add([]byte(`{"biometrics":[{"specVersion":"0.9.5","data":"a.b.c","hash":"00","error":{"errorCode":0}}]}`))
	f.Add([]byte(`[{"deviceInfo":"x","error":null}]`))
	f.Add([]byte(`{"deviceSubId":[1,"2"],"specVersion":"0.9.5"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var answer CaptureAnswer
		if json.Unmarshal(data, &answer) == nil {
			again, err := json.Marshal(answer)
			if err != nil || json.Unmarshal(again, &CaptureAnswer{}) != nil {
				t.Fatalf("answer cannot be written and read: %v", err)
			}
		}
		var items []InfoItem
		var device Device
		_ = json.Unmarshal(data, &items)
		_ = json.Unmarshal(data, &device)
	})
}
