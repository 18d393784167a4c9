package access_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"testing"

	"carddesk/device/card/access"
	"carddesk/device/card/apdu"
	"carddesk/device/card/ber"
	"carddesk/device/card/curve"
	"carddesk/device/card/sm"
	"carddesk/device/simulator/chip"
)

// inProcess is a transport to a virtual chip.
type inProcess struct{ card *chip.Card }

func (p inProcess) Transmit(_ context.Context, command []byte) ([]byte, error) {
	answer := p.card.Transmit(command)
	if len(answer) == 0 {
		return nil, errors.New("card pulled")
	}
	return answer, nil
}

// Contents of the chip of these tests: a file of EF.COM's form is enough.
const (
	testDocument = "090000002"
	testBirth    = "900701"
	testExpiry   = "300701"
	testCAN      = "000002"
	testMRZInfo  = "090000002990070133007011"
)

// paceOID is the identifier of a mapping and suite.
func paceOID(m access.Mapping, s sm.Suite) ber.OID {
	return ber.OID(fmt.Sprintf("0.4.0.127.0.7.2.2.4.%d.%d", m, s))
}

// cardAccess offers PACE with the curves by id.
func cardAccess(oid ber.OID, ids ...int) []byte {
	var infos [][]byte
	for _, id := range ids {
		infos = append(infos, ber.Seq(ber.ObjectID(oid), ber.Integer(2), ber.Integer(int64(id))))
	}
	return ber.SetOf(infos...)
}

// testImage is a small chip that offers the given EF.CardAccess.
func testImage(offer []byte) chip.Image {
	return chip.Image{
		Files: map[string][]byte{
			"EF.CardAccess": offer,
			"EF.COM":        {0x60, 0x05, 0x5C, 0x03, 0x61, 0x75, 0x6E},
		},
		Profile: chip.Profile{MRZInfo: testMRZInfo, CAN: testCAN},
	}
}

func canPassword(t testing.TB, can string) access.Password {
	t.Helper()
	p, err := access.CANPassword(can)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func mrzPassword(t testing.TB, expiry string) access.Password {
	t.Helper()
	p, err := access.MRZPassword(testDocument, testBirth, expiry)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// pace runs PACE by the chip's first offer.
func pace(t testing.TB, card *chip.Card, offer []byte, p access.Password) (access.PACEResult, error) {
	t.Helper()
	offers, err := access.ParseCardAccess(offer)
	if err != nil {
		t.Fatal(err)
	}
	return access.PACE(t.Context(), &apdu.Plain{Transport: inProcess{card}}, offers[0], p, rand.Reader)
}

var selectCOM = apdu.Command{INS: 0xA4, P1: 2, P2: 0x0C, Data: []byte{0x01, 0x1E}}

// readsCOM checks that the channel opens the files.
func readsCOM(t testing.TB, ch apdu.Channel) {
	t.Helper()
	for _, c := range []apdu.Command{
		{INS: 0xA4, P1: 4, P2: 0x0C, Data: []byte(chip.AID)},
		selectCOM,
		{INS: 0xB0, Ne: 7},
	} {
		r, err := ch.Do(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		if r.Status != apdu.OK {
			t.Fatalf("command %02X answered %s", c.INS, r.Status)
		}
		if c.INS == 0xB0 && len(r.Data) != 7 {
			t.Fatalf("read %d bytes", len(r.Data))
		}
	}
}

// TestPACEMatrix opens a chip by every mapping, suite and group, with both
// passwords in turn. Each suite goes over each mapping, and AES-128 over each
// group; more would test the multiplication only.
func TestPACEMatrix(t *testing.T) {
	n := 0
	for _, mapping := range []access.Mapping{access.GenericDH, access.GenericECDH, access.IntegratedDH, access.IntegratedECDH, access.ChipECDH} {
		for _, suite := range []sm.Suite{sm.TripleDES, sm.AES128, sm.AES192, sm.AES256} {
			for id := range 19 {
				g, known := access.GroupByID(id)
				if !known || !allowed(mapping, suite, g) {
					continue
				}
				if suite != sm.AES128 && id != 0 && id != 12 && id != 13 {
					continue
				}
				n++
				password := canPassword(t, testCAN)
				if n%2 == 0 {
					password = mrzPassword(t, testExpiry)
				}
				t.Run(fmt.Sprintf("%d/%s/%s", mapping, suite, g.Name()), func(t *testing.T) {
					openWith(t, mapping, suite, g, password)
				})
			}
		}
	}
	const onAES128 = 3 + 11 + 3 + 10 + 11
	const onOthers = 3*(1+2+1+2) + 2*2
	if n != onAES128+onOthers {
		t.Errorf("%d combinations", n)
	}
}

// allowed leaves out what the standard does: the kinds of group must fit, chip
// authentication mapping has no 3DES, and P-224's field no integrated mapping.
func allowed(m access.Mapping, s sm.Suite, g access.Group) bool {
	_, onCurve := access.CurveOf(g)
	switch m {
	case access.GenericDH, access.IntegratedDH:
		return !onCurve
	case access.ChipECDH:
		return onCurve && s != sm.TripleDES
	case access.IntegratedECDH:
		return onCurve && g.Name() != "P-224"
	}
	return onCurve
}

func openWith(t *testing.T, mapping access.Mapping, suite sm.Suite, g access.Group, password access.Password) {
	t.Helper()
	offer := cardAccess(paceOID(mapping, suite), g.ID())
	image := testImage(offer)
	private, err := g.Scalar(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c, onCurve := access.CurveOf(g)
	if onCurve {
		image.Profile.CAKey = &chip.CAKey{Curve: c.Name, D: private.Text(16), KeyID: -1}
	}
	result, err := pace(t, chip.New(image, nil, chip.Faults{}), offer, password)
	if err != nil {
		t.Fatal(err)
	}
	readsCOM(t, result.Channel)
	if (result.Mapping != nil) != (mapping == access.ChipECDH) {
		t.Fatalf("chip data: %v", result.Mapping)
	}
	if result.Mapping != nil && !result.Mapping.Proves(c, c.MulBase(private)) {
		t.Error("chip does not prove its key")
	}
}

func TestPACERefusals(t *testing.T) {
	gm := cardAccess(paceOID(access.GenericECDH, sm.AES128), 13)
	for _, tt := range []struct {
		name     string
		faults   chip.Faults
		password access.Password
		want     error
	}{
		{"wrong CAN", chip.Faults{}, canPassword(t, "000003"), access.ErrWrongKey},
		{"wrong MRZ", chip.Faults{}, mrzPassword(t, "310701"), access.ErrWrongKey},
		{"our key reflected", chip.Faults{ReflectKeys: true}, canPassword(t, testCAN), access.ErrChip},
		{"wrong token", chip.Faults{WrongToken: true}, canPassword(t, testCAN), access.ErrChip},
		{"blocked", chip.Faults{RefuseINS: map[byte]apdu.Status{0x86: apdu.AuthBlocked}}, canPassword(t, testCAN), access.ErrBlocked},
		{"6982 at the first step", chip.Faults{RefuseINS: map[byte]apdu.Status{0x86: apdu.SecurityNotMet}}, canPassword(t, testCAN), access.ErrWrongKey},
	} {
		t.Run(tt.name, func(t *testing.T) {
			card := chip.New(testImage(gm), nil, tt.faults)
			if _, err := pace(t, card, gm, tt.password); !errors.Is(err, tt.want) {
				t.Errorf("%v, want %v", err, tt.want)
			}
		})
	}
	t.Run("password of that kind unknown", func(t *testing.T) {
		_, err := pace(t, chip.New(testImage(gm), nil, chip.Faults{NoMRZPassword: true}), gm, mrzPassword(t, testExpiry))
		var status *apdu.StatusError
		if !errors.As(err, &status) || status.Status != apdu.ReferenceNotFound {
			t.Errorf("%v, want 6A88", err)
		}
	})
	t.Run("names of authorities are passed over", func(t *testing.T) {
		if _, err := pace(t, chip.New(testImage(gm), nil, chip.Faults{AuthorityNames: true}), gm, canPassword(t, testCAN)); err != nil {
			t.Error(err)
		}
	})
	t.Run("curve is named when there are several", func(t *testing.T) {
		offer := cardAccess(paceOID(access.GenericECDH, sm.AES128), 12, 13)
		if _, err := pace(t, chip.New(testImage(offer), nil, chip.Faults{}), offer, canPassword(t, testCAN)); err != nil {
			t.Error(err)
		}
	})
	t.Run("a clone does not prove the key", func(t *testing.T) {
		offer := cardAccess(paceOID(access.ChipECDH, sm.AES128), 13)
		image := testImage(offer)
		image.Profile.CAKey = &chip.CAKey{Curve: "brainpoolP256r1", D: "1234", KeyID: -1}
		result, err := pace(t, chip.New(image, nil, chip.Faults{}), offer, canPassword(t, testCAN))
		if err != nil {
			t.Fatal(err)
		}
		c, _ := curve.ByID(13)
		if result.Mapping.Proves(c, c.Add(c.G, c.G)) {
			t.Error("proves a key that is not its own")
		}
	})
}

// TestPACEEveryBitCounts flips bits of each answer of the chip: no changed
// conversation may end in an open channel.
func TestPACEEveryBitCounts(t *testing.T) {
	offer := cardAccess(paceOID(access.GenericECDH, sm.AES128), 13)
	for answer := 2; answer <= 5; answer++ { // after MSE:Set AT
		for _, fromEnd := range []int{3, 5, 10} {
			card := chip.New(testImage(offer), nil, chip.Faults{Spoil: func(n int, raw []byte) []byte {
				if n == answer && len(raw) > fromEnd {
					raw[len(raw)-fromEnd] ^= 0x10
				}
				return raw
			}})
			if _, err := pace(t, card, offer, canPassword(t, testCAN)); err == nil {
				t.Errorf("answer %d changed %d bytes before its end: channel opens", answer, fromEnd)
			}
		}
	}
}

func TestBACAgainstChip(t *testing.T) {
	for _, tt := range []struct {
		name   string
		faults chip.Faults
		expiry string
		want   error
	}{
		{"good", chip.Faults{}, testExpiry, nil},
		{"wrong expiry", chip.Faults{}, "310701", access.ErrWrongKey},
		{"chip answers another challenge", chip.Faults{WrongBACAnswer: true}, testExpiry, access.ErrChip},
		{"answer changed on the way", chip.Faults{Spoil: func(n int, raw []byte) []byte {
			if n == 3 {
				raw[0] ^= 1
			}
			return raw
		}}, testExpiry, sm.ErrMAC},
		{"answer cut", chip.Faults{Spoil: func(n int, raw []byte) []byte {
			if n == 3 {
				return raw[len(raw)-20:]
			}
			return raw
		}}, testExpiry, access.ErrChip},
		{"challenge cut", chip.Faults{Spoil: func(n int, raw []byte) []byte {
			if n == 2 {
				return raw[2:]
			}
			return raw
		}}, testExpiry, access.ErrChip},
		{"blocked", chip.Faults{RefuseINS: map[byte]apdu.Status{0x82: apdu.AuthBlocked}}, testExpiry, access.ErrBlocked},
	} {
		t.Run(tt.name, func(t *testing.T) {
			plain := &apdu.Plain{Transport: inProcess{chip.New(testImage(nil), nil, tt.faults)}}
			if _, err := plain.Do(t.Context(), apdu.Command{INS: 0xA4, P1: 4, P2: 0x0C, Data: []byte(chip.AID)}); err != nil {
				t.Fatal(err)
			}
			ch, err := access.BAC(t.Context(), plain, mrzPassword(t, tt.expiry), rand.Reader)
			if !errors.Is(err, tt.want) {
				t.Fatalf("%v, want %v", err, tt.want)
			}
			if err == nil {
				readsCOM(t, ch)
			}
		})
	}
}
