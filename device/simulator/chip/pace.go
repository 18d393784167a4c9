package chip

import (
	"crypto/subtle"
	"io"
	"math/big"

	"carddesk/device/card/access"
	"carddesk/device/card/apdu"
	"carddesk/device/card/ber"
	"carddesk/device/card/sm"
)

// paceRun is a run of PACE under way on the chip's side (ICAO 9303-11 section
// 4.4): each GENERAL AUTHENTICATE takes it one step on.
type paceRun struct {
	params   access.PACEParameters
	password access.Password
	step     int
	nonce    []byte
	base     access.Element // mapped
	mapKey   *big.Int       // our mapping key, for chip authentication mapping
	keys     access.PACEKeys
	own      access.Element // our ephemeral key
	terminal access.Element // theirs
}

// manageSecurity answers MANAGE SECURITY ENVIRONMENT: it chooses PACE or chip
// authentication.
func (c *Card) manageSecurity(command apdu.Command) apdu.Response {
	c.state.pace, c.state.ca = nil, nil
	objects, err := apdu.ParseObjects(command.Data)
	if err != nil {
		return status(apdu.WrongData)
	}
	if command.Ne > 0 {
		return status(apdu.ReferenceNotFound)
	}
	switch {
	case command.P1 == 0xC1 && command.P2 == 0xA4:
		return c.beginPACE(objects)
	case command.P1 == 0x41 && command.P2 == 0xA4:
		return c.beginChipAuthentication(objects)
	case command.P1 == 0x41 && command.P2 == 0xA6:
		return c.setKeyAgreement(objects)
	}
	return status(apdu.WrongP1P2)
}

// beginPACE finds the offer of EF.CardAccess and the password that are meant.
func (c *Card) beginPACE(objects []apdu.Object) apdu.Response {
	offers, err := access.ParseCardAccess(c.image.Files[cardAccess])
	if err != nil {
		return status(apdu.WrongData)
	}
	protocol, _ := apdu.Find(objects, 0x80)
	reference, _ := apdu.Find(objects, 0x83)
	id, named := apdu.Find(objects, 0x84)
	oid, err := ber.ParseOID(protocol)
	if err != nil || len(reference) != 1 {
		return status(apdu.WrongData)
	}
	password, err := c.password(access.PasswordKind(reference[0]))
	if err != nil {
		return status(apdu.ReferenceNotFound)
	}
	for _, offer := range offers {
		if offer.Protocol != oid || named && string(id) != string([]byte{byte(offer.Group.ID())}) {
			continue
		}
		if offer.Ambiguous && !named {
			return status(apdu.ReferenceNotFound)
		}
		c.state.pace = &paceRun{params: offer, password: password}
		return status(apdu.OK)
	}
	return status(apdu.WrongData)
}

// password is the chip's own copy of the password.
func (c *Card) password(kind access.PasswordKind) (access.Password, error) {
	if kind == access.CAN {
		return access.CANPassword(c.image.Profile.CAN)
	}
	if kind == access.MRZ && !c.faults.NoMRZPassword {
		return access.MRZInformation(c.image.Profile.MRZInfo)
	}
	return access.Password{}, access.ErrPassword
}

// generalAuthenticate answers the steps of the protocol chosen before.
func (c *Card) generalAuthenticate(command apdu.Command) apdu.Response {
	outer, err := apdu.ParseObjects(command.Data)
	if err != nil || len(outer) != 1 || outer[0].Tag != 0x7C {
		return status(apdu.WrongData)
	}
	objects, err := apdu.ParseObjects(outer[0].Value)
	if err != nil {
		return status(apdu.WrongData)
	}
	if c.state.ca != nil {
		return c.finishChipAuthentication(objects)
	}
	run := c.state.pace
	if run == nil {
		return status(apdu.ConditionsNotMet)
	}
	steps := []func(*paceRun, []apdu.Object) ([]byte, apdu.Status){
		c.paceNonce, c.paceMap, c.paceAgree, c.paceAuthenticate,
	}
	last := run.step == len(steps)-1
	if chained := command.CLA&0x10 != 0; chained == last {
		c.state.pace = nil
		return status(apdu.ConditionsNotMet)
	}
	inner, result := steps[run.step](run, objects)
	run.step++
	if last || result != apdu.OK {
		c.state.pace = nil
	}
	if result != apdu.OK {
		return status(result)
	}
	return success(apdu.AppendObject(nil, 0x7C, inner))
}

// paceNonce sends the encrypted nonce.
func (c *Card) paceNonce(run *paceRun, _ []apdu.Object) ([]byte, apdu.Status) {
	run.nonce = make([]byte, access.NonceSize(run.params.Suite))
	if _, err := io.ReadFull(c.random, run.nonce); err != nil {
		return nil, apdu.NoDiagnosis
	}
	encrypted, err := access.CryptNonce(run.params.Suite, run.password, run.nonce, true)
	if err != nil {
		return nil, apdu.NoDiagnosis
	}
	return apdu.AppendObject(nil, 0x80, encrypted), apdu.OK
}

// keysOf reads the terminal's public key of an exchange and draws the chip's
// private one.
func (c *Card) keysOf(g access.Group, data []byte) (terminal access.Element, private *big.Int, status apdu.Status) {
	terminal, err := g.Decode(data)
	if err != nil {
		return terminal, nil, apdu.WrongData
	}
	private, err = g.Scalar(c.random)
	if err != nil {
		return terminal, nil, apdu.NoDiagnosis
	}
	return terminal, private, apdu.OK
}

// paceMap agrees on the base element.
func (c *Card) paceMap(run *paceRun, objects []apdu.Object) ([]byte, apdu.Status) {
	data, _ := apdu.Find(objects, 0x81)
	g := run.params.Group
	if run.params.Mapping.Integrated() {
		base, err := access.MapIntegrated(g, run.params.Suite, run.nonce, data)
		if err != nil {
			return nil, apdu.WrongData
		}
		run.base = base
		return apdu.AppendObject(nil, 0x82, nil), apdu.OK
	}
	terminal, private, status := c.keysOf(g, data)
	if status != apdu.OK {
		return nil, status
	}
	base, err := access.MapGeneric(g, run.nonce, g.Power(terminal, private))
	if err != nil {
		return nil, apdu.NoDiagnosis
	}
	run.base, run.mapKey = base, private
	own := g.Encode(g.Power(g.Base(), private))
	if c.faults.ReflectKeys {
		own = data
	}
	return apdu.AppendObject(nil, 0x82, own), apdu.OK
}

// paceAgree makes the session keys.
func (c *Card) paceAgree(run *paceRun, objects []apdu.Object) ([]byte, apdu.Status) {
	data, _ := apdu.Find(objects, 0x83)
	g := run.params.Group
	terminal, private, status := c.keysOf(g, data)
	if status != apdu.OK {
		return nil, status
	}
	shared := g.Power(terminal, private)
	if g.Neutral(shared) {
		return nil, apdu.WrongData
	}
	run.own, run.terminal = g.Power(run.base, private), terminal
	run.keys = access.NewPACEKeys(run.params.Suite, g.Secret(shared))
	return apdu.AppendObject(nil, 0x84, g.Encode(run.own)), apdu.OK
}

// paceAuthenticate checks the terminal's token, sends ours, and opens the chip.
func (c *Card) paceAuthenticate(run *paceRun, objects []apdu.Object) ([]byte, apdu.Status) {
	g := run.params.Group
	token, _ := apdu.Find(objects, 0x85)
	expected, err := run.keys.Token(run.params.Protocol, g, run.own)
	if err != nil {
		return nil, apdu.NoDiagnosis
	}
	if subtle.ConstantTimeCompare(token, expected) != 1 {
		return nil, apdu.AuthFailed
	}
	answer, err := run.keys.Token(run.params.Protocol, g, run.terminal)
	if err != nil {
		return nil, apdu.NoDiagnosis
	}
	if c.faults.WrongToken {
		answer[0] ^= 1
	}
	inner := apdu.AppendObject(nil, 0x86, answer)
	if c.faults.AuthorityNames {
		inner = apdu.AppendObject(inner, 0x87, []byte("XXTRAINCVCA00001"))
	}
	if run.params.Mapping == access.ChipECDH {
		data, s := c.chipData(run)
		if s != apdu.OK {
			return nil, s
		}
		inner = apdu.AppendObject(inner, 0x8A, data)
	}
	session, err := run.keys.Session()
	if err != nil {
		return nil, apdu.NoDiagnosis
	}
	c.state.next, c.state.opened = session, true
	return inner, apdu.OK
}

// chipData is the encrypted quotient of mapping key and static key (section
// 4.4.3.5.1).
func (c *Card) chipData(run *paceRun) ([]byte, apdu.Status) {
	static, crv, err := c.image.Profile.CAKey.scalar()
	if own, _ := access.CurveOf(run.params.Group); err != nil || crv != own {
		return nil, apdu.ReferenceNotFound
	}
	quotient := new(big.Int).ModInverse(static, crv.N)
	quotient.Mul(quotient, run.mapKey).Mod(quotient, crv.N)
	plain := quotient.FillBytes(make([]byte, (crv.N.BitLen()+7)/8))
	data, err := run.keys.CryptChipData(sm.Pad(plain, run.params.Suite.BlockSize()), true)
	if err != nil {
		return nil, apdu.NoDiagnosis
	}
	return data, apdu.OK
}
