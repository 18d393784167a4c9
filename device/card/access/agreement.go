package access

import (
	"bytes"
	"crypto/cipher"
	"crypto/subtle"
	"fmt"
	"math/big"

	"carddesk/device/card/apdu"
	"carddesk/device/card/ber"
	"carddesk/device/card/curve"
	"carddesk/device/card/sm"
)

// PACEKeys are the session keys that both parties derive from what they agreed on.
type PACEKeys struct {
	Suite    sm.Suite
	Enc, MAC []byte
}

// NewPACEKeys derives the keys from the shared secret, [Group.Secret] of the
// agreed element (ICAO 9303-11 sections 4.4.3, 9.7.1).
func NewPACEKeys(suite sm.Suite, secret []byte) PACEKeys {
	return PACEKeys{
		Suite: suite,
		Enc:   DeriveKey(suite, secret, ForEncryption),
		MAC:   DeriveKey(suite, secret, ForMAC),
	}
}

// Token is the authentication token over the other party's ephemeral key: the MAC
// of a public key object with protocol and key (sections 4.4.3.4, 9.4).
func (k PACEKeys) Token(protocol ber.OID, g Group, key Element) ([]byte, error) {
	object := tokenInput(protocol, g, key)
	if k.Suite == sm.TripleDES {
		object = sm.Pad(object, k.Suite.BlockSize())
	}
	return k.Suite.MAC(k.MAC, object)
}

// tokenInput is the public key object that a token is made over.
func tokenInput(protocol ber.OID, g Group, key Element) []byte {
	object := apdu.AppendObject(nil, 0x06, protocol.Bytes())
	object = apdu.AppendObject(object, g.keyTag(), g.Encode(key))
	return apdu.AppendObject(nil, 0x7F49, object)
}

// Session starts secure messaging with the keys; its counter begins at zero.
func (k PACEKeys) Session() (*sm.Session, error) {
	return sm.New(k.Suite, k.Enc, k.MAC, nil)
}

// CryptChipData encrypts or decrypts the chip authentication data of PACE-CAM:
// CBC with the encrypted -1 as vector (section 4.4.3.5.4). Padding is the
// caller's.
func (k PACEKeys) CryptChipData(data []byte, encrypt bool) ([]byte, error) {
	block, err := k.Suite.Cipher(k.Enc)
	if err != nil {
		return nil, err
	}
	if len(data) == 0 || len(data)%block.BlockSize() != 0 {
		return nil, fmt.Errorf("%w: chip data of %d bytes", ErrChip, len(data))
	}
	iv := chipDataVector(block)
	out := make([]byte, len(data))
	if encrypt {
		cipher.NewCBCEncrypter(block, iv).CryptBlocks(out, data)
	} else {
		cipher.NewCBCDecrypter(block, iv).CryptBlocks(out, data)
	}
	return out, nil
}

// chipDataVector is the encrypted -1.
func chipDataVector(block cipher.Block) []byte {
	iv := bytes.Repeat([]byte{0xFF}, block.BlockSize())
	block.Encrypt(iv, iv)
	return iv
}

// ChipMapping is what PACE-CAM leaves behind for judging whether the chip holds
// a static key: its mapping key, and the data by which the static key becomes it.
type ChipMapping struct {
	Curve *curve.Curve
	Map   curve.Point // the chip's ephemeral mapping key
	Data  *big.Int    // CA_IC
}

// Proves reports whether the chip holds the private key of the static public key
// (section 4.4.3.5.2). The public key must itself be proven by passive
// authentication.
func (m *ChipMapping) Proves(c *curve.Curve, static curve.Point) bool {
	return c == m.Curve && c.Contains(static) && c.Mul(m.Data, static).Equal(m.Map)
}

// openChipData decrypts CA_IC.
func (k PACEKeys) openChipData(g Group, mapKey Element, data []byte) (*ChipMapping, error) {
	c, ok := CurveOf(g)
	if !ok || len(data) > 2*c.Size()+32 {
		return nil, fmt.Errorf("%w: chip data of %d bytes", ErrChip, len(data))
	}
	padded, err := k.CryptChipData(data, false)
	if err != nil {
		return nil, err
	}
	plain, err := sm.Unpad(padded)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrChip, err)
	}
	return &ChipMapping{Curve: c, Map: mapKey.Point, Data: new(big.Int).SetBytes(plain)}, nil
}

// equalTokens compares in constant time.
func equalTokens(a, b []byte) bool { return subtle.ConstantTimeCompare(a, b) == 1 }
