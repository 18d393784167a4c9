package issuer

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"errors"
	"fmt"
	"io"

	"carddesk/device/card/ber"
	"carddesk/device/card/curve"
	"carddesk/device/card/lds"
	"carddesk/device/simulator/chip"
)

// Protocols that a Vietnamese chip lists.
const (
	oidTerminalAuthentication ber.OID = "0.4.0.127.0.7.2.2.2"
	oidChipAES128             ber.OID = lds.OIDChipECDH + ".2"
	oidPACEGenericAES128      ber.OID = "0.4.0.127.0.7.2.2.4.2.2"
	oidECDSAPlainSHA256       ber.OID = "0.4.0.127.0.7.1.1.4.1.3"
	paceParameters                    = 13 // brainpoolP256r1
	chipKeyID                         = 1
	chipCurve                         = "brainpoolP256r1"
)

// cardAccess writes EF.CardAccess as Vietnamese cards carry it: terminal
// authentication, chip authentication and PACE over brainpoolP256r1.
func cardAccess() []byte {
	return ber.TLV(ber.TagSet,
		ber.Seq(ber.ObjectID(oidTerminalAuthentication), ber.Integer(1)),
		ber.Seq(ber.ObjectID(oidChipAES128), ber.Integer(1)),
		ber.Seq(ber.ObjectID(oidPACEGenericAES128), ber.Integer(2), ber.Integer(paceParameters)),
	)
}

// chipKeys are the two key pairs of a chip with the files that publish them.
type chipKeys struct {
	active     []byte // PKCS#8
	agreement  chip.CAKey
	dg14, dg15 []byte
}

// makeChipKeys makes a key for active authentication (P-256) and one for chip
// authentication (brainpoolP256r1).
func makeChipKeys(random io.Reader) (chipKeys, error) {
	active, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return chipKeys{}, fmt.Errorf("making key of active authentication: %w", err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(active)
	if err != nil {
		return chipKeys{}, fmt.Errorf("writing key of active authentication: %w", err)
	}
	public, err := x509.MarshalPKIXPublicKey(&active.PublicKey)
	if err != nil {
		return chipKeys{}, fmt.Errorf("writing DG15: %w", err)
	}
	brainpool, ok := curve.ByName(chipCurve)
	if !ok {
		return chipKeys{}, errors.New("making key of chip authentication: unknown curve")
	}
	d, err := brainpool.Scalar(random)
	if err != nil {
		return chipKeys{}, fmt.Errorf("making key of chip authentication: %w", err)
	}
	return chipKeys{
		active:    private,
		agreement: chip.CAKey{Curve: chipCurve, D: d.Text(16), KeyID: chipKeyID},
		dg14:      dg14(brainpool, brainpool.MulBase(d)),
		dg15:      ber.TLV(lds.GroupTag(15), public),
	}, nil
}

// dg14 publishes the key of chip authentication with explicit curve parameters,
// as cards do, and the signature of active authentication.
func dg14(c *curve.Curve, public curve.Point) []byte {
	key := ber.Seq(
		ber.Seq(ber.ObjectID("1.2.840.10045.2.1"), parameters(c)),
		ber.BitString(c.Marshal(public)),
	)
	return ber.TLV(lds.GroupTag(14), ber.SetOf(
		ber.Seq(ber.ObjectID(oidChipAES128), ber.Integer(1), ber.Integer(chipKeyID)),
		ber.Seq(ber.ObjectID(lds.OIDChipKeyECDH), key, ber.Integer(chipKeyID)),
		ber.Seq(ber.ObjectID(lds.OIDActive), ber.Integer(1), ber.ObjectID(oidECDSAPlainSHA256)),
	))
}

// parameters writes explicit curve parameters (SEC 1, C.2).
func parameters(c *curve.Curve) []byte {
	field := func(b []byte) []byte { return ber.TLV(ber.TagOctetString, b) }
	return ber.Seq(
		ber.Integer(1),
		ber.Seq(ber.ObjectID("1.2.840.10045.1.1"), ber.BigInteger(c.P)),
		ber.Seq(field(c.A.FillBytes(make([]byte, c.Size()))), field(c.B.FillBytes(make([]byte, c.Size())))),
		field(c.Marshal(c.G)),
		ber.BigInteger(c.N),
		ber.Integer(1),
	)
}
