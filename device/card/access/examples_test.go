package access

import (
	"bytes"
	"context"
	"crypto/sha1"
	"errors"
	"fmt"
	"math/big"
	"testing"

	"carddesk/device/card/apdu"
	"carddesk/device/card/ber"
	"carddesk/device/card/curve"
	"carddesk/device/card/sm"
)

// tape is a transport that plays the printed answers and insists on the printed
// commands.
type tape struct {
	t         *testing.T
	exchanges []exchange
}

func (p *tape) Transmit(_ context.Context, command []byte) ([]byte, error) {
	if len(p.exchanges) == 0 {
		return nil, fmt.Errorf("unexpected command %X", command)
	}
	next := p.exchanges[0]
	p.exchanges = p.exchanges[1:]
	if !bytes.Equal(command, next[0]) {
		p.t.Errorf("command %X, want %X", command, []byte(next[0]))
	}
	return next[1], nil
}

func TestKeyDerivationExample(t *testing.T) {
	v := loadVectors(t).D1
	same(t, "encryption key", DeriveKey(sm.TripleDES, v.KSeed, ForEncryption), v.KEnc)
	same(t, "MAC key", DeriveKey(sm.TripleDES, v.KSeed, ForMAC), v.KMAC)
}

func TestMRZInformationExamples(t *testing.T) {
	cases := loadVectors(t).D2
	if len(cases) != 4 {
		t.Fatalf("%d cases", len(cases))
	}
	for _, v := range cases {
		t.Run(v.Case, func(t *testing.T) {
			p, err := MRZPassword(v.DocNo, v.DOB, v.DOE)
			if err != nil {
				t.Fatal(err)
			}
			if p.text != v.MRZInformation {
				t.Errorf("MRZ information is not as printed")
			}
			same(t, "hash", p.secret(), v.SHA1)
			same(t, "seed", p.secret()[:16], v.KSeed)
			keys, err := NewBACKeys(p)
			if err != nil {
				t.Fatal(err)
			}
			same(t, "encryption key", keys.enc, v.KEnc)
			same(t, "MAC key", keys.mac, v.KMAC)
		})
	}
}

// exampleZone is the password of the worked example's zone, and its keys.
func exampleZone(t *testing.T) (Password, BACKeys) {
	t.Helper()
	password, err := MRZPassword("L898902C", "690806", "940623")
	if err != nil {
		t.Fatal(err)
	}
	keys, err := NewBACKeys(password)
	if err != nil {
		t.Fatal(err)
	}
	return password, keys
}

func TestBACExample(t *testing.T) {
	all := loadVectors(t)
	v := all.D3
	password, keys := exampleZone(t)
	sealed, err := keys.Seal(v.S)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "terminal's cryptogram", sealed, append(append([]byte(nil), v.EIFD...), v.MIFD...))
	answer, err := keys.Seal(v.R)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "chip's cryptogram", answer, append(append([]byte(nil), v.EIC...), v.MIC...))

	// The whole conversation, and secure messaging after it, command by command.
	challenge := append(append(hexBytes(nil), v.RndIC...), 0x90, 0x00)
	player := &tape{t: t, exchanges: []exchange{{v.GetCAPDU, challenge}, {v.ExtCAPDU, v.ExtRAPDU}}}
	for _, step := range all.D4.Steps {
		player.exchanges = append(player.exchanges, exchange{step.Protected, step.Answer})
	}
	random := bytes.NewReader(append(append([]byte(nil), v.RndIFD...), v.KIFD...))
	ch, err := BAC(t.Context(), &apdu.Plain{Transport: player}, password, random)
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range all.D4.Steps {
		command, err := apdu.ParseCommand(step.Plain)
		if err != nil {
			t.Fatal(err)
		}
		r, err := ch.Do(t.Context(), command)
		if err != nil {
			t.Fatal(err)
		}
		same(t, "answer", r.Bytes(), step.Want)
	}
}

func TestPasswordKeys(t *testing.T) {
	v := loadVectors(t)
	for _, c := range v.CAN.Cases {
		p, err := CANPassword(c.CAN)
		if err != nil {
			t.Fatal(err)
		}
		for suite, want := range map[sm.Suite][]byte{sm.TripleDES: c.TripleDES, sm.AES128: c.AES128, sm.AES192: c.AES192, sm.AES256: c.AES256} {
			same(t, suite.String(), DeriveKey(suite, p.secret(), ForPassword), want)
		}
	}
	c := v.CCCD
	// A Vietnamese card: nine digits of the number, filler-free TD1.
	p, err := MRZPassword(c.MRZ[0][5:14], c.MRZ[1][0:6], c.MRZ[1][8:14])
	if err != nil {
		t.Fatal(err)
	}
	if p.text != c.MRZInformation {
		t.Error("MRZ information of the Vietnamese layout differs")
	}
	same(t, "K of the MRZ", p.secret(), c.MRZK)
	same(t, "K_pi of the MRZ", DeriveKey(sm.AES128, p.secret(), ForPassword), c.MRZKPi)
	keys, err := NewBACKeys(p)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "BAC encryption key", keys.enc, c.KEnc)
	same(t, "BAC MAC key", keys.mac, c.KMAC)
	can, err := CANPassword(c.CAN)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "K_pi of the CAN", DeriveKey(sm.AES128, can.secret(), ForPassword), c.CANKPi)
	same(t, "3DES K_pi of the CAN", DeriveKey(sm.TripleDES, can.secret(), ForPassword), c.CANKPi3DES)
}

// number and point read values printed without their form byte.
func number(b []byte) *big.Int { return new(big.Int).SetBytes(b) }

func pointOf(t *testing.T, c *curve.Curve, xy []byte) curve.Point {
	t.Helper()
	p, err := c.Unmarshal(append([]byte{4}, xy...))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// brainpool is the curve of all worked examples.
func brainpool(t *testing.T) *curve.Curve {
	t.Helper()
	c, ok := curve.ByID(13)
	if !ok {
		t.Fatal("no curve 13")
	}
	return c
}

// groupOf finds a group of the worked examples.
func groupOf(t *testing.T, id int) Group {
	t.Helper()
	g, ok := GroupByID(id)
	if !ok {
		t.Fatalf("no group %d", id)
	}
	return g
}

// printed is an element as the examples print it: points without their form byte.
func printed(g Group, e Element) []byte {
	if _, onCurve := CurveOf(g); onCurve {
		return g.Encode(e)[1:]
	}
	return g.Encode(e)
}

// elementOf reads a printed element.
func elementOf(t *testing.T, g Group, text []byte) Element {
	t.Helper()
	if _, onCurve := CurveOf(g); onCurve {
		text = append([]byte{4}, text...)
	}
	e, err := g.Decode(text)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// checkAgreement reproduces the part of PACE after the mapping.
func checkAgreement(t *testing.T, g Group, v paceVector) {
	t.Helper()
	base := elementOf(t, g, v.MappedG)
	same(t, "terminal's public key", printed(g, g.Power(base, number(v.IFDPriv))), v.IFDPub)
	same(t, "chip's public key", printed(g, g.Power(base, number(v.ICPriv))), v.ICPub)
	same(t, "shared secret", g.Secret(g.Power(elementOf(t, g, v.ICPub), number(v.IFDPriv))), v.SharedSecret)
	keys := NewPACEKeys(sm.AES128, v.SharedSecret)
	same(t, "encryption key", keys.Enc, v.KSEnc)
	same(t, "MAC key", keys.MAC, v.KSMAC)
	oid, err := ber.ParseOID(v.OID)
	if err != nil {
		t.Fatal(err)
	}
	for name, token := range map[string]struct{ over, want []byte }{
		"terminal's token": {v.ICPub, v.TIFD}, "chip's token": {v.IFDPub, v.TIC},
	} {
		got, err := keys.Token(oid, g, elementOf(t, g, token.over))
		if err != nil {
			t.Fatal(err)
		}
		same(t, name, got, token.want)
	}
}

// checkGenericMapping reproduces nonce and mapping of PACE-GM and PACE-CAM.
func checkGenericMapping(t *testing.T, g Group, v paceVector) {
	t.Helper()
	if v.MRZInformation == "" {
		v.MRZInformation = testMRZ // the DH example shares the MRZ of the ECDH one
	}
	sum := sha1.Sum([]byte(v.MRZInformation))
	same(t, "K", sum[:], v.K)
	same(t, "K_pi", DeriveKey(sm.AES128, sum[:], ForPassword), v.KPi)
	password, err := MRZInformation(v.MRZInformation)
	if err != nil {
		t.Fatal(err)
	}
	nonce, err := CryptNonce(sm.AES128, password, v.NonceEncrypted, false)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "nonce", nonce, v.Nonce)
	back, err := CryptNonce(sm.AES128, password, nonce, true)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "encrypted nonce", back, v.NonceEncrypted)
	same(t, "terminal's mapping key", printed(g, g.Power(g.Base(), number(v.MapIFDPriv))), v.MapIFDPub)
	same(t, "chip's mapping key", printed(g, g.Power(g.Base(), number(v.MapICPriv))), v.MapICPub)
	h := g.Power(elementOf(t, g, v.MapICPub), number(v.MapIFDPriv))
	same(t, "shared element", printed(g, h), v.SharedH)
	base, err := MapGeneric(g, nonce, h)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "mapped base element", printed(g, base), v.MappedG)
}

// testMRZ is the MRZ information of the examples of appendix G.
const testMRZ = "T22000129364081251010318"

func TestPACEGenericExamples(t *testing.T) {
	all := loadVectors(t)
	for name, tt := range map[string]struct {
		v     paceVector
		group int
	}{"ECDH": {all.G1, 13}, "DH": {all.G2, 0}} {
		t.Run(name, func(t *testing.T) {
			g := groupOf(t, tt.group)
			checkGenericMapping(t, g, tt.v)
			checkAgreement(t, g, tt.v)
			file := []byte(tt.v.EFCardAccess)
			if file == nil {
				file = ber.SetOf(tt.v.PACEInfo)
			}
			offers, err := ParseCardAccess(file)
			if err != nil {
				t.Fatal(err)
			}
			checkConversation(t, tt.v, offers[0])
		})
	}
}

func TestPACEChipMappingExample(t *testing.T) {
	v := loadVectors(t).I1
	checkGenericMapping(t, groupOf(t, 13), v)
	checkAgreement(t, groupOf(t, 13), v)
	offers, err := ParseCardAccess(ber.SetOf(v.PACEInfo))
	if err != nil {
		t.Fatal(err)
	}
	mapping := checkConversation(t, v, offers[0])
	if mapping == nil {
		t.Fatal("no chip data came out")
	}
	same(t, "chip data", mapping.Data.FillBytes(make([]byte, 32)), v.CAD)
	keys := NewPACEKeys(sm.AES128, v.SharedSecret)
	sealed, err := keys.CryptChipData(sm.Pad(v.CAD, 16), true)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "encrypted chip data", sealed, v.ECAD)
	c := brainpool(t)
	static := pointOf(t, c, v.CAPub)
	if !mapping.Proves(c, static) {
		t.Error("the printed chip does not prove its key")
	}
	if mapping.Proves(c, c.Add(static, c.G)) {
		t.Error("the chip proves a key that it has not")
	}
}

// checkConversation runs the terminal against the printed answers: it must send
// the printed commands.
func checkConversation(t *testing.T, v paceVector, offer PACEParameters) *ChipMapping {
	t.Helper()
	if v.MRZInformation == "" {
		v.MRZInformation = testMRZ
	}
	password, err := MRZInformation(v.MRZInformation)
	if err != nil {
		t.Fatal(err)
	}
	player := &tape{t: t, exchanges: v.APDUs}
	random := &scalars{next: []*big.Int{number(v.MapIFDPriv), number(v.IFDPriv)}}
	result, err := PACE(t.Context(), &apdu.Plain{Transport: player}, offer, password, random)
	if err != nil {
		t.Fatal(err)
	}
	if len(player.exchanges) != 0 {
		t.Errorf("%d printed commands were not sent", len(player.exchanges))
	}
	return result.Mapping
}

// scalars is a random source from which the given private keys are drawn.
type scalars struct{ next []*big.Int }

func (s *scalars) Read(p []byte) (int, error) {
	if len(s.next) == 0 {
		return 0, errors.New("no more keys")
	}
	// Scalar takes what it reads modulo N-1 and adds one.
	new(big.Int).Sub(s.next[0], big.NewInt(1)).FillBytes(p)
	s.next = s.next[1:]
	return len(p), nil
}

func TestPACEIntegratedExamples(t *testing.T) {
	all := loadVectors(t)
	for name, tt := range map[string]struct {
		v     paceVector
		group int
	}{"ECDH": {all.H1, 13}, "DH": {all.H2, 0}} {
		t.Run(name, func(t *testing.T) {
			v, g := tt.v, groupOf(t, tt.group)
			// The printed K_pi is that of the CAN 123456, not of an MRZ.
			password, err := CANPassword("123456")
			if err != nil {
				t.Fatal(err)
			}
			same(t, "K_pi", DeriveKey(sm.AES128, password.secret(), ForPassword), v.KPi)
			nonce, err := CryptNonce(sm.AES128, password, v.NonceEncrypted, false)
			if err != nil {
				t.Fatal(err)
			}
			same(t, "nonce", nonce, v.Nonce)
			r, err := PseudoRandom(sm.AES128, g.Bits(), v.Nonce, v.NonceT)
			if err != nil {
				t.Fatal(err)
			}
			same(t, "R", r, v.R)
			p := modulus(g)
			same(t, "R mod p", new(big.Int).Mod(number(r), p).FillBytes(make([]byte, len(v.Rp))), v.Rp)
			base, err := MapIntegrated(g, sm.AES128, v.Nonce, v.NonceT)
			if err != nil {
				t.Fatal(err)
			}
			same(t, "mapped base element", printed(g, base), v.MappedG)
			checkAgreement(t, g, v)
		})
	}
}

// modulus is the prime of the group's field.
func modulus(g Group) *big.Int {
	if c, ok := CurveOf(g); ok {
		return c.P
	}
	return g.(*modpGroup).p
}
