package chip

import (
	"crypto"
	"crypto/rsa"
	"crypto/x509"
	"fmt"
	"io"
	"math/big"

	"carddesk/device/card/apdu"
	"carddesk/device/card/ber"
	"carddesk/device/card/curve"
	"carddesk/device/card/spki"
)

// internalAuthenticate answers the challenge of active authentication (ICAO
// 9303-11 section 6.1).
func (c *Card) internalAuthenticate(command apdu.Command) apdu.Response {
	if !c.state.opened && !c.faults.Open {
		return status(apdu.SecurityNotMet)
	}
	if len(command.Data) != 8 {
		return status(apdu.WrongLength)
	}
	if len(c.image.Profile.AAKey) == 0 {
		return status(apdu.ReferenceNotFound)
	}
	signature, err := signActive(c.image.Profile.AAKey, command.Data, c.random, c.faults.DERSignature)
	if err != nil {
		return status(apdu.NoDiagnosis)
	}
	return success(signature)
}

// signActive signs the challenge with the PKCS#8 key.
func signActive(pkcs8, challenge []byte, random io.Reader, der bool) ([]byte, error) {
	d, crv, err := ecPrivateKey(pkcs8)
	if err == nil {
		return signECDSA(crv, d, challenge, random, der)
	}
	key, err := x509.ParsePKCS8PrivateKey(pkcs8)
	if err != nil {
		return nil, fmt.Errorf("reading AA key: %w", err)
	}
	rsaKey, ok := key.(*rsa.PrivateKey)
	if !ok {
		return nil, errNoKey
	}
	return signISO9796(rsaKey, challenge, random)
}

// signISO9796 makes the signature with message recovery of ISO/IEC 9796-2 scheme
// 1 over a random part of ours and the challenge: 6A || M1 || H(M1 || challenge)
// || 34 CC, with SHA-256.
func signISO9796(key *rsa.PrivateKey, challenge []byte, random io.Reader) ([]byte, error) {
	size := key.Size()
	hash := crypto.SHA256
	m1 := make([]byte, size-1-hash.Size()-2)
	if _, err := io.ReadFull(random, m1); err != nil {
		return nil, err
	}
	representative := append([]byte{0x6A}, m1...)
	representative = append(representative, spki.Sum(hash, append(append([]byte(nil), m1...), challenge...))...)
	representative = append(representative, 0x34, 0xCC)
	s := new(big.Int).Exp(new(big.Int).SetBytes(representative), key.D, key.N)
	return s.FillBytes(make([]byte, size)), nil
}

// signECDSA signs with the hash that fits the field, written plainly as r || s
// (BSI TR-03111), or as DER, which some chips do.
func signECDSA(crv *curve.Curve, d *big.Int, challenge []byte, random io.Reader, der bool) ([]byte, error) {
	hash := crypto.SHA256
	switch bits := crv.N.BitLen(); {
	case bits > 384:
		hash = crypto.SHA512
	case bits > 256:
		hash = crypto.SHA384
	}
	digest := spki.Sum(hash, challenge)
	for {
		nonce, err := crv.Scalar(random)
		if err != nil {
			return nil, err
		}
		r, s, ok := spki.SignECDSA(crv, d, nonce, digest)
		if !ok {
			continue
		}
		if der {
			return ber.Seq(ber.BigInteger(r), ber.BigInteger(s)), nil
		}
		size := (crv.N.BitLen() + 7) / 8
		out := make([]byte, 2*size)
		r.FillBytes(out[:size])
		s.FillBytes(out[size:])
		return out, nil
	}
}

// ecPrivateKey reads a PKCS#8 EC key over any known named curve, Brainpool's too,
// which the standard library does not read (RFC 5958, RFC 5915).
func ecPrivateKey(pkcs8 []byte) (*big.Int, *curve.Curve, error) {
	outer, err := ber.Expect(pkcs8, ber.TagSequence)
	if err != nil {
		return nil, nil, err
	}
	fields := ber.Walk(outer, ber.TagSequence)
	fields.Take(ber.TagInteger)
	algorithm := fields.Enter(ber.TagSequence)
	algorithm.Take(ber.TagOID)
	name, nameErr := algorithm.Take(ber.TagOID).OID()
	wrapped, wrappedErr := fields.Take(ber.TagOctetString).Octets()
	if algorithm.Err() != nil || nameErr != nil || fields.Err() != nil || wrappedErr != nil {
		return nil, nil, errNoKey
	}
	crv, ok := curve.ByOID(string(name))
	if !ok {
		return nil, nil, errNoKey
	}
	inner, err := ber.Expect(wrapped, ber.TagSequence)
	if err != nil {
		return nil, nil, err
	}
	key := ber.Walk(inner, ber.TagSequence)
	key.Take(ber.TagInteger)
	octets, err := key.Take(ber.TagOctetString).Octets()
	if err != nil || key.Err() != nil {
		return nil, nil, errNoKey
	}
	d := new(big.Int).SetBytes(octets)
	if d.Sign() == 0 || d.Cmp(crv.N) >= 0 {
		return nil, nil, errNoKey
	}
	return d, crv, nil
}
