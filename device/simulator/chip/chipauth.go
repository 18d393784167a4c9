package chip

import (
	"errors"
	"math/big"
	"strings"

	"carddesk/device/card/access"
	"carddesk/device/card/apdu"
	"carddesk/device/card/ber"
	"carddesk/device/card/curve"
	"carddesk/device/card/sm"
)

// caRun is chip authentication chosen by MSE:Set AT, waiting for the share.
type caRun struct{ suite sm.Suite }

// caArc is id-CA-ECDH of ICAO 9303-11 section 9.2.7; the next arc is the suite.
const caArc = "0.4.0.127.0.7.2.2.3.2."

// errNoKey says that the profile has no usable key.
var errNoKey = errors.New("chip has no such key")

// scalar is the private key with its curve.
func (k *CAKey) scalar() (*big.Int, *curve.Curve, error) {
	if k == nil {
		return nil, nil, errNoKey
	}
	c, ok := curve.ByName(k.Curve)
	if !ok {
		return nil, nil, errNoKey
	}
	d, ok := new(big.Int).SetString(k.D, 16)
	if !ok || d.Sign() <= 0 || d.Cmp(c.N) >= 0 {
		return nil, nil, errNoKey
	}
	return d, c, nil
}

// beginChipAuthentication answers MSE:Set AT with an identifier of chip
// authentication.
func (c *Card) beginChipAuthentication(objects []apdu.Object) apdu.Response {
	value, _ := apdu.Find(objects, 0x80)
	oid, err := ber.ParseOID(value)
	arc, known := strings.CutPrefix(string(oid), caArc)
	if err != nil || !known || len(arc) != 1 {
		return status(apdu.WrongData)
	}
	suite := sm.Suite(arc[0] - '0')
	if suite.KeySize() == 0 {
		return status(apdu.WrongData)
	}
	if s := c.caKeyMeant(objects); s != apdu.OK {
		return status(s)
	}
	c.state.ca = &caRun{suite: suite}
	return status(apdu.OK)
}

// caKeyMeant checks that we have a key and that it is the one named, if any is.
func (c *Card) caKeyMeant(objects []apdu.Object) apdu.Status {
	key := c.image.Profile.CAKey
	if key == nil || !c.state.opened {
		return apdu.ReferenceNotFound
	}
	id, named := apdu.Find(objects, 0x84)
	if named && new(big.Int).SetBytes(id).Cmp(big.NewInt(int64(key.KeyID))) != 0 {
		return apdu.ReferenceNotFound
	}
	return apdu.OK
}

// finishChipAuthentication answers GENERAL AUTHENTICATE with the terminal's share.
func (c *Card) finishChipAuthentication(objects []apdu.Object) apdu.Response {
	run := c.state.ca
	c.state.ca = nil
	share, _ := apdu.Find(objects, 0x80)
	if s := c.agreeOnChipKey(run.suite, share); s != apdu.OK {
		return status(s)
	}
	return success(apdu.AppendObject(nil, 0x7C, nil))
}

// setKeyAgreement answers MSE:Set KAT with the terminal's share; 3DES only.
func (c *Card) setKeyAgreement(objects []apdu.Object) apdu.Response {
	if s := c.caKeyMeant(objects); s != apdu.OK {
		return status(s)
	}
	share, _ := apdu.Find(objects, 0x91)
	return status(c.agreeOnChipKey(sm.TripleDES, share))
}

// agreeOnChipKey restarts secure messaging with the keys agreed on the static key;
// the present answer still goes out under the old ones.
func (c *Card) agreeOnChipKey(suite sm.Suite, share []byte) apdu.Status {
	d, crv, err := c.image.Profile.CAKey.scalar()
	if err != nil {
		return apdu.ReferenceNotFound
	}
	terminal, err := crv.Unmarshal(share)
	if err != nil {
		return apdu.WrongData
	}
	session, err := access.ChipSession(suite, crv, crv.Mul(d, terminal))
	if err != nil {
		return apdu.WrongData
	}
	c.state.next = session
	return apdu.OK
}
