package spki

import (
	"bytes"
	"crypto"
	"encoding/hex"
	"encoding/json"
	"errors"
	"math/big"
	"os"
	"testing"

	"pgregory.net/rapid"

	"carddesk/device/card/ber"
	"carddesk/device/card/curve"
)

// vector is a signature made with OpenSSL.
type vector struct {
	Name, Key, Algorithm string
	Explicit             bool
	SPKI, Signature      []byte
}

func vectors(t testing.TB) (message []byte, list []vector) {
	t.Helper()
	data, err := os.ReadFile("testdata/openssl.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Message string
		Vectors []vector
	}
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	return []byte(file.Message), file.Vectors
}

func algorithm(t testing.TB, text string) Algorithm {
	t.Helper()
	raw, err := hex.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	e, err := ber.Only(raw)
	if err != nil {
		t.Fatal(err)
	}
	a, err := ParseAlgorithm(e)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestSignaturesOfOpenSSL(t *testing.T) {
	message, list := vectors(t)
	if len(list) != 33 {
		t.Errorf("%d vectors", len(list))
	}
	for _, v := range list {
		t.Run(v.Name, func(t *testing.T) {
			key, err := Parse(v.SPKI)
			if err != nil {
				t.Fatal(err)
			}
			if key.Describe() != v.Key || key.EC != nil && key.EC.Explicit != v.Explicit {
				t.Errorf("key is %s, %+v", key.Describe(), key.EC)
			}
			a := algorithm(t, v.Algorithm)
			if err := a.Verify(key, message, v.Signature); err != nil {
				t.Fatal(err)
			}
			refuseChanges(t, a, key, message, v.Signature)
		})
	}
}

func refuseChanges(t *testing.T, a Algorithm, key Key, message, signature []byte) {
	t.Helper()
	if err := a.Verify(key, append([]byte{'x'}, message...), signature); !errors.Is(err, ErrSignature) {
		t.Errorf("other message: %v", err)
	}
	for _, at := range []int{0, len(signature) / 2, len(signature) - 1} {
		changed := bytes.Clone(signature)
		changed[at] ^= 1
		if err := a.Verify(key, message, changed); !errors.Is(err, ErrSignature) {
			t.Errorf("byte %d changed: %v", at, err)
		}
	}
	for _, odd := range [][]byte{nil, {0x30, 0}, append(bytes.Clone(signature), 0), signature[:len(signature)-1]} {
		if err := a.Verify(key, message, odd); !errors.Is(err, ErrSignature) {
			t.Errorf("signature of %d bytes: %v", len(odd), err)
		}
	}
	a.Scheme = map[Scheme]Scheme{PKCS1: ECDSA, PSS: ECDSA, ECDSA: PSS}[a.Scheme]
	if err := a.Verify(key, message, signature); !errors.Is(err, ErrKeyMismatch) {
		t.Errorf("other scheme: %v", err)
	}
}

// TestOwnArithmeticAgrees checks both ways of verifying over curves that the
// standard library knows too.
func TestOwnArithmeticAgrees(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom([]string{"P-224", "P-256", "P-384", "P-521"}).Draw(t, "curve")
		c, _ := curve.ByName(name)
		number := func(label string) *big.Int {
			n := new(big.Int).SetBytes(rapid.SliceOfN(rapid.Byte(), 8, 66).Draw(t, label))
			return n.Mod(n, new(big.Int).Sub(c.N, big.NewInt(1))).Add(n, big.NewInt(1))
		}
		d := number("d")
		key := &ECKey{Curve: c, Point: c.MulBase(d)}
		digest := Sum(crypto.SHA512, []byte(name))
		r, s, ok := SignECDSA(c, d, number("nonce"), digest)
		if !ok {
			t.Skip("unlucky nonce")
		}
		if !key.Verify(digest, r, s) || !key.verifyOwn(digest, r, s) {
			t.Fatal("own signature refused")
		}
		digest[0] ^= 1
		if key.Verify(digest, r, s) || key.verifyOwn(digest, r, s) {
			t.Fatal("signature of another digest accepted")
		}
	})
}

func TestRangesOfECDSA(t *testing.T) {
	c, _ := curve.ByName("brainpoolP256r1")
	d := big.NewInt(12345)
	key := &ECKey{Curve: c, Point: c.MulBase(d)}
	digest := Sum(crypto.SHA256, nil)
	r, s, _ := SignECDSA(c, d, big.NewInt(6789), digest)
	zero := new(big.Int)
	for name, pair := range map[string][2]*big.Int{
		"r zero": {zero, s}, "s zero": {r, zero}, "r negative": {new(big.Int).Neg(r), s},
		"r order": {new(big.Int).Add(r, c.N), s}, "s order": {r, new(big.Int).Add(s, c.N)}, "both zero": {zero, zero},
	} {
		if key.Verify(digest, pair[0], pair[1]) {
			t.Errorf("%s accepted", name)
		}
	}
	if !key.Verify(digest, r, s) {
		t.Error("good one refused")
	}
}

// TestForeignParameters: explicit parameters that only resemble a known curve
// are refused, whatever the key says.
func TestForeignParameters(t *testing.T) {
	_, list := vectors(t)
	for _, v := range list {
		if !v.Explicit {
			continue
		}
		key, err := Parse(v.SPKI)
		if err != nil {
			t.Fatal(err)
		}
		c := key.EC.Curve
		twice := c.Marshal(c.MulBase(big.NewInt(2)))
		for name, changed := range map[string][]byte{
			"base point":  bytes.Replace(v.SPKI, c.Marshal(c.G), twice, 1),
			"coefficient": bytes.Replace(v.SPKI, c.B.FillBytes(make([]byte, c.Size())), c.A.FillBytes(make([]byte, c.Size())), 1),
			"order":       bytes.Replace(v.SPKI, c.N.Bytes(), new(big.Int).Sub(c.N, big.NewInt(2)).Bytes(), 1),
		} {
			if bytes.Equal(changed, v.SPKI) {
				t.Errorf("%s: %s not found in the key", v.Name, name)
				continue
			}
			if _, err := Parse(changed); !errors.Is(err, ErrCurve) {
				t.Errorf("%s: other %s: %v", v.Name, name, err)
			}
		}
	}
}

func TestUnusableKeys(t *testing.T) {
	rsaKey := func(n, e *big.Int) []byte {
		return ber.Seq(ber.Seq(ber.ObjectID(oidRSA), ber.Null()), ber.BitString(ber.Seq(ber.BigInteger(n), ber.BigInteger(e))))
	}
	three := big.NewInt(3)
	odd := func(bits uint) *big.Int {
		n := new(big.Int).Lsh(big.NewInt(1), bits-1)
		return n.Add(n, big.NewInt(1))
	}
	p256, _ := curve.ByName("P-256")
	point := p256.Marshal(p256.G)
	off := bytes.Clone(point)
	off[64] ^= 1
	ecKey := func(parameters, point []byte) []byte {
		return ber.Seq(ber.Seq(ber.ObjectID(oidECPublicKey), parameters), ber.BitString(point))
	}
	named := ber.ObjectID("1.2.840.10045.3.1.7")
	for name, raw := range map[string][]byte{
		"empty":           nil,
		"RSA 512":         rsaKey(odd(512), three),
		"RSA 16384":       rsaKey(odd(16384), three),
		"even modulus":    rsaKey(new(big.Int).Lsh(big.NewInt(1), 2047), three),
		"exponent 1":      rsaKey(odd(2048), big.NewInt(1)),
		"exponent 4":      rsaKey(odd(2048), big.NewInt(4)),
		"large exponent":  rsaKey(odd(2048), odd(64)),
		"off the curve":   ecKey(named, off),
		"infinity":        ecKey(named, []byte{0}),
		"compressed":      ecKey(named, append([]byte{2}, point[1:33]...)),
		"unknown curve":   ecKey(ber.ObjectID("1.3.132.0.10"), point),
		"implicit curve":  ecKey(ber.Null(), point),
		"unknown kind":    ber.Seq(ber.Seq(ber.ObjectID("1.3.101.112")), ber.BitString(point[:32])),
		"trailing":        append(ecKey(named, point), 0),
		"empty structure": ber.Seq(),
	} {
		if _, err := Parse(raw); err == nil {
			t.Errorf("%s accepted", name)
		}
	}
	if key, err := Parse(ecKey(named, point)); err != nil || key.Describe() != "EC P-256" {
		t.Errorf("good key: %s %v", key.Describe(), err)
	}
	if key, err := Parse(rsaKey(odd(2048), three)); err != nil || key.Describe() != "RSA 2048" {
		t.Errorf("good key: %s %v", key.Describe(), err)
	}
}

func FuzzParse(f *testing.F) {
	_, list := vectors(f)
	for _, v := range list[:24] {
		f.Add(v.SPKI, v.Signature)
	}
	f.Fuzz(func(t *testing.T, raw, signature []byte) {
		key, err := Parse(raw)
		if err != nil {
			return
		}
		if (key.RSA == nil) == (key.EC == nil) {
			t.Fatal("not exactly one kind of key")
		}
		if key.RSA != nil && key.RSA.N.BitLen() > 2048 {
			return // slow and nothing new
		}
		for _, a := range []Algorithm{{Scheme: ECDSA, Hash: crypto.SHA256}, {Scheme: PSS, Hash: crypto.SHA256, MGF: crypto.SHA1, Salt: 20}} {
			_ = a.Verify(key, raw, signature)
		}
	})
}
