package access

import (
	"crypto/cipher"
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"

	"carddesk/device/card/curve"
	"carddesk/device/card/sm"
)

// NonceSize is the length in bytes of the nonce that integrated mapping asks for:
// the smallest multiple of the block that holds the key (ICAO 9303-11 section
// 4.4.3.3). Other mappings take any multiple of the block.
func NonceSize(suite sm.Suite) int {
	if suite.KeySize() > 16 {
		return 32
	}
	return 16
}

// maxNonce bounds the nonce that a chip may send, in bytes.
const maxNonce = 64

// CryptNonce encrypts or decrypts the nonce with the password's key, CBC with a
// zero vector.
func CryptNonce(suite sm.Suite, password Password, nonce []byte, encrypt bool) ([]byte, error) {
	block, err := suite.Cipher(DeriveKey(suite, password.secret(), ForPassword))
	if err != nil {
		return nil, err
	}
	if len(nonce) == 0 || len(nonce) > maxNonce || len(nonce)%block.BlockSize() != 0 {
		return nil, fmt.Errorf("%w: nonce of %d bytes", ErrChip, len(nonce))
	}
	out := make([]byte, len(nonce))
	iv := make([]byte, block.BlockSize())
	if encrypt {
		cipher.NewCBCEncrypter(block, iv).CryptBlocks(out, nonce)
	} else {
		cipher.NewCBCDecrypter(block, iv).CryptBlocks(out, nonce)
	}
	return out, nil
}

// MapGeneric is the generic mapping: the generator to the power of the nonce,
// combined with the element on which an anonymous key agreement met (section
// 4.4.3.3.1).
func MapGeneric(g Group, nonce []byte, shared Element) (Element, error) {
	e := g.Combine(g.Power(g.Base(), new(big.Int).SetBytes(nonce)), shared)
	if g.Neutral(e) {
		return e, fmt.Errorf("%w: mapped to the neutral element", ErrChip)
	}
	return e, nil
}

// Constants c0 and c1 of section 4.4.3.3.2, by the length of the nonce.
var integratedConstants = map[int][2]string{
	16: {"a668892a7c41e3ca739f40b057d85904", "a4e136ac725f738b01c1f60217c188ad"},
	32: {
		"d463d65234124ef7897054986dca0a174e28df758cbaa03f240616414d5a1676",
		"54bd7255f0aaf831bec3423fcf39d69b6cbf066677d0faae5aadd99df8e53517",
	},
}

// PseudoRandom is R(s, t) of section 4.4.3.3.2 before its reduction: blocks made
// by a chain of encryptions until they exceed the field by 64 bits.
func PseudoRandom(suite sm.Suite, bits int, s, t []byte) ([]byte, error) {
	if len(s) != NonceSize(suite) || len(t) != suite.KeySize() {
		return nil, fmt.Errorf("%w: nonces of %d and %d bytes", ErrChip, len(s), len(t))
	}
	constants := integratedConstants[len(s)]
	c0, err := hex.DecodeString(constants[0])
	if err != nil {
		return nil, err
	}
	c1, err := hex.DecodeString(constants[1])
	if err != nil {
		return nil, err
	}
	key, err := encryptZeroIV(suite, t, s)
	if err != nil {
		return nil, err
	}
	var out []byte
	for len(out)*8 < bits+64 {
		key = key[:suite.KeySize()] // AES-192 drops the last eight bytes
		x, err := encryptZeroIV(suite, key, c1)
		if err != nil {
			return nil, err
		}
		out = append(out, x...)
		if key, err = encryptZeroIV(suite, key, c0); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func encryptZeroIV(suite sm.Suite, key, data []byte) ([]byte, error) {
	block, err := suite.Cipher(key)
	if err != nil {
		return nil, err
	}
	out := make([]byte, len(data))
	cipher.NewCBCEncrypter(block, make([]byte, block.BlockSize())).CryptBlocks(out, data)
	return out, nil
}

// errMapping says that a curve cannot be mapped to by the integrated mapping.
var errMapping = errors.New("curve has no integrated mapping")

// MapIntegrated is the integrated mapping: the pseudo-random number of both
// nonces, turned into an element of the group (section 4.4.3.3.2).
func MapIntegrated(g Group, suite sm.Suite, s, t []byte) (Element, error) {
	r, err := PseudoRandom(suite, g.Bits(), s, t)
	if err != nil {
		return Element{}, err
	}
	return g.FromNumber(new(big.Int).SetBytes(r))
}

// encodePoint is the point encoding of appendix B in affine coordinates, for
// fields with p ≡ 3 mod 4 (all but P-224's) and curves with neither A nor B zero.
func encodePoint(c *curve.Curve, t *big.Int) (curve.Point, error) {
	p := c.P
	t = new(big.Int).Mod(t, p)
	if p.Bit(0) != 1 || p.Bit(1) != 1 {
		return curve.Point{}, errMapping
	}
	mod := func(n *big.Int) *big.Int { return n.Mod(n, p) }
	mul := func(a, b *big.Int) *big.Int { return mod(new(big.Int).Mul(a, b)) }
	cubic := func(x *big.Int) *big.Int {
		return mod(new(big.Int).Add(mul(new(big.Int).Add(mul(x, x), c.A), x), c.B))
	}
	alpha := mod(new(big.Int).Neg(mul(t, t)))
	// 1 + 1/(α + α²); α + α² is zero only for t of -1, 0, 1.
	inverse := new(big.Int).ModInverse(mod(new(big.Int).Add(alpha, mul(alpha, alpha))), p)
	if inverse == nil {
		return curve.Point{}, fmt.Errorf("%w: degenerate mapping", ErrChip)
	}
	x2 := mul(mod(new(big.Int).Neg(mul(c.B, new(big.Int).ModInverse(c.A, p)))), inverse.Add(inverse, big.NewInt(1)))
	x3 := mul(alpha, x2)
	h2 := cubic(x2)
	u := mul(mul(t, mul(t, t)), h2)
	// A = h2^(p-1-(p+1)/4), an inverse square root where h2 is a square.
	exponent := new(big.Int).Add(p, big.NewInt(1))
	exponent.Rsh(exponent, 2)
	exponent.Sub(new(big.Int).Sub(p, big.NewInt(1)), exponent)
	a := new(big.Int).Exp(h2, exponent, p)
	point := curve.Point{X: x3, Y: mul(a, u)}
	if mul(mul(a, a), h2).Cmp(big.NewInt(1)) == 0 {
		point = curve.Point{X: x2, Y: mul(a, h2)}
	}
	if !c.Contains(point) {
		return curve.Point{}, fmt.Errorf("%w: mapped beside the curve", ErrChip)
	}
	return point, nil
}
