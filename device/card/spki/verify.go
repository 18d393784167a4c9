package spki

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"fmt"
	"math/big"

	"carddesk/device/card/ber"
	"carddesk/device/card/curve"
)

// Verify checks the signature over message. The error wraps [ErrSignature] when
// the signature is wrong, [ErrKeyMismatch] or [ErrAlgorithm] when it cannot be
// checked.
func (a Algorithm) Verify(key Key, message, signature []byte) error {
	if !a.Hash.Available() {
		return fmt.Errorf("%w: no hash", ErrAlgorithm)
	}
	digest := Sum(a.Hash, message)
	switch {
	case a.Scheme == PKCS1 && key.RSA != nil:
		if err := rsa.VerifyPKCS1v15(key.RSA, a.Hash, digest, signature); err != nil {
			return fmt.Errorf("%w: %s", ErrSignature, a.Scheme)
		}
		return nil
	case a.Scheme == PSS && key.RSA != nil:
		if !a.verifyPSS(key.RSA, digest, signature) {
			return fmt.Errorf("%w: %s", ErrSignature, a.Scheme)
		}
		return nil
	case a.Scheme == ECDSA && key.EC != nil:
		r, s, err := DERSignature(signature)
		if err != nil {
			return fmt.Errorf("%w: %w", ErrSignature, err)
		}
		if !key.EC.Verify(digest, r, s) {
			return fmt.Errorf("%w: %s", ErrSignature, a.Scheme)
		}
		return nil
	}
	return fmt.Errorf("%w: %s with %s", ErrKeyMismatch, a.Scheme, key.Describe())
}

// DERSignature reads the two numbers of an ECDSA signature (RFC 3279, 2.2.3).
func DERSignature(b []byte) (r, s *big.Int, err error) {
	e, err := ber.Only(b)
	if err != nil {
		return nil, nil, fmt.Errorf("reading ECDSA signature: %w", err)
	}
	c := ber.Walk(e, ber.TagSequence)
	first, second := c.Take(ber.TagInteger), c.Take(ber.TagInteger)
	if err := c.End(); err != nil {
		return nil, nil, fmt.Errorf("reading ECDSA signature: %w", err)
	}
	if r, err = first.Int(); err != nil {
		return nil, nil, err
	}
	if s, err = second.Int(); err != nil {
		return nil, nil, err
	}
	return r, s, nil
}

// PlainSignature reads an ECDSA signature written as r‖s (BSI TR-03111, 5.2.1).
func PlainSignature(b []byte) (r, s *big.Int, ok bool) {
	if len(b) == 0 || len(b)%2 != 0 {
		return nil, nil, false
	}
	half := len(b) / 2
	return new(big.Int).SetBytes(b[:half]), new(big.Int).SetBytes(b[half:]), true
}

// standard are the curves whose signatures the standard library checks, faster
// than this program's own arithmetic.
var standard = map[string]elliptic.Curve{
	"P-224": elliptic.P224(),
	"P-256": elliptic.P256(),
	"P-384": elliptic.P384(),
	"P-521": elliptic.P521(),
}

// Verify checks an ECDSA signature over digest (FIPS 186-4, 6.4).
func (k *ECKey) Verify(digest []byte, r, s *big.Int) bool {
	n := k.Curve.N
	if r.Sign() <= 0 || s.Sign() <= 0 || r.Cmp(n) >= 0 || s.Cmp(n) >= 0 {
		return false
	}
	if std, ok := standard[k.Curve.Name]; ok {
		key, err := ecdsa.ParseUncompressedPublicKey(std, k.Curve.Marshal(k.Point))
		if err != nil {
			return false
		}
		return ecdsa.VerifyASN1(key, digest, ber.Seq(ber.BigInteger(r), ber.BigInteger(s)))
	}
	return k.verifyOwn(digest, r, s)
}

// verifyOwn is the verification equation over any curve; r and s are in range.
func (k *ECKey) verifyOwn(digest []byte, r, s *big.Int) bool {
	n := k.Curve.N
	e := new(big.Int).SetBytes(digest)
	if extra := len(digest)*8 - n.BitLen(); extra > 0 {
		e.Rsh(e, uint(extra))
	}
	w := new(big.Int).ModInverse(s, n)
	u1 := new(big.Int).Mul(e, w)
	u2 := new(big.Int).Mul(r, w)
	sum := k.Curve.Add(k.Curve.MulBase(u1.Mod(u1, n)), k.Curve.Mul(u2.Mod(u2, n), k.Point))
	if sum.Infinity() {
		return false
	}
	return new(big.Int).Mod(sum.X, n).Cmp(r) == 0
}

// SignECDSA makes an ECDSA signature over digest with the private number d and
// the fresh random number nonce. It serves training cards only: it is not
// constant in time. It reports false when the nonce is unusable.
func SignECDSA(c *curve.Curve, d, nonce *big.Int, digest []byte) (r, s *big.Int, ok bool) {
	point := c.MulBase(nonce)
	if point.Infinity() {
		return nil, nil, false
	}
	e := new(big.Int).SetBytes(digest)
	if extra := len(digest)*8 - c.N.BitLen(); extra > 0 {
		e.Rsh(e, uint(extra))
	}
	r = new(big.Int).Mod(point.X, c.N)
	s = new(big.Int).Mul(r, d)
	s.Add(s, e).Mul(s, new(big.Int).ModInverse(nonce, c.N)).Mod(s, c.N)
	return r, s, r.Sign() != 0 && s.Sign() != 0
}

// verifyPSS is EMSA-PSS-VERIFY (RFC 8017, 9.1.2). The standard library's has no
// mask generation with another hash than the message's, which the defaults of
// RFC 4055 allow.
func (a Algorithm) verifyPSS(key *rsa.PublicKey, digest, signature []byte) bool {
	if !a.MGF.Available() || len(signature) != key.Size() {
		return false
	}
	sig := new(big.Int).SetBytes(signature)
	if sig.Cmp(key.N) >= 0 {
		return false
	}
	emBits := key.N.BitLen() - 1
	em := new(big.Int).Exp(sig, big.NewInt(int64(key.E)), key.N)
	emLen := (emBits + 7) / 8
	if em.BitLen() > emBits {
		return false
	}
	block := em.FillBytes(make([]byte, emLen))
	hLen := len(digest)
	if a.Salt > emLen || emLen < hLen+a.Salt+2 || block[emLen-1] != 0xBC {
		return false
	}
	db, h := block[:emLen-hLen-1], block[emLen-hLen-1:emLen-1]
	mask(a.MGF, h, db)
	db[0] &= 0xFF >> (8*emLen - emBits)
	pad := emLen - hLen - a.Salt - 2
	for _, b := range db[:pad] {
		if b != 0 {
			return false
		}
	}
	if db[pad] != 1 {
		return false
	}
	return bytes.Equal(h, Sum(a.Hash, bytes.Join([][]byte{make([]byte, 8), digest, db[pad+1:]}, nil)))
}

// mask applies MGF1 (RFC 8017, B.2.1) over seed to data.
func mask(h crypto.Hash, seed, data []byte) {
	for counter := uint32(0); len(data) > 0; counter++ {
		block := Sum(h, append(bytes.Clone(seed), byte(counter>>24), byte(counter>>16), byte(counter>>8), byte(counter)))
		for i := range min(len(block), len(data)) {
			data[i] ^= block[i]
		}
		data = data[min(len(block), len(data)):]
	}
}
