package card

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/asn1"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"carddesk/app/port"
	"carddesk/device/card/apdu"
	"carddesk/device/simulator/chip"
	"carddesk/internal/shareddata"
)

// personalised is the synthetic card with the chip's own keys.
func personalised(t testing.TB) chip.Image {
	t.Helper()
	image := syntheticImage(t)
	var numbers struct {
		AA struct{ D string } `json:"aa_ec"`
		CA struct{ D string } `json:"ca_bp256"`
	}
	if err := json.Unmarshal(shareddata.Read(t, "emrtd/synthetic_cccd/chip_numbers.json"), &numbers); err != nil {
		t.Fatal(err)
	}
	d, err := hex.DecodeString(numbers.AA.D)
	if err != nil {
		t.Fatal(err)
	}
	image.Profile.AAKey = pkcs8EC(t, asn1.ObjectIdentifier{1, 2, 840, 10045, 3, 1, 7}, d)
	image.Profile.CAKey = &chip.CAKey{Curve: "brainpoolP256r1", D: numbers.CA.D, KeyID: 1}
	return image
}

// pkcs8EC writes a private key as RFC 5958 says.
func pkcs8EC(t testing.TB, curveOID asn1.ObjectIdentifier, d []byte) []byte {
	t.Helper()
	inner, err := asn1.Marshal(struct {
		Version int
		D       []byte
	}{1, d})
	if err != nil {
		t.Fatal(err)
	}
	type algorithm struct{ Algorithm, Curve asn1.ObjectIdentifier }
	out, err := asn1.Marshal(struct {
		Version   int
		Algorithm algorithm
		Key       []byte
	}{0, algorithm{asn1.ObjectIdentifier{1, 2, 840, 10045, 2, 1}, curveOID}, inner})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestBadCards holds the behaviours that real chips and readers were seen to
// have; the numbers are those of the list of known bad cards.
func TestBadCards(t *testing.T) {
	withoutCAN := syntheticKeys
	withoutCAN.CAN = ""
	for _, tt := range []struct {
		name   string
		faults chip.Faults
		keys   port.CardKeys
		access string
	}{
		{"good", chip.Faults{}, syntheticKeys, "PACE-CAN"},
		{"1: PACE refused with 6982, BAC opens", chip.Faults{RefuseINS: map[byte]apdu.Status{0x86: apdu.SecurityNotMet}}, syntheticKeys, "BAC"},
		{"1: 6982 on EF.CardAccess", chip.Faults{RefuseFile: map[string]apdu.Status{"EF.CardAccess": apdu.SecurityNotMet}}, syntheticKeys, "BAC"},
		{"2: SELECT MF unknown", chip.Faults{RefuseMF: apdu.UnknownINS}, syntheticKeys, "PACE-CAN"},
		{"3: opens by CAN only", chip.Faults{NoBAC: true, NoMRZPassword: true}, syntheticKeys, "PACE-CAN"},
		{"PACE by MRZ, second expiry", chip.Faults{NoBAC: true}, withoutCAN, "PACE-MRZ"},
		{"4: bare 6700 ends the session", chip.Faults{NakedMaxLe: 200}, syntheticKeys, "PACE-CAN"},
		{"4: bare 6700 twice", chip.Faults{NakedMaxLe: 100}, syntheticKeys, "PACE-CAN"},
		{"5: longest read 192", chip.Faults{MaxLe: 192}, syntheticKeys, "PACE-CAN"},
		{"5: longest read 96", chip.Faults{MaxLe: 96}, syntheticKeys, "PACE-CAN"},
		{"6: fewer bytes than asked for", chip.Faults{ShortReads: 160}, syntheticKeys, "PACE-CAN"},
		{"8: Le on SELECT and MSE refused", chip.Faults{PickyLe: true}, syntheticKeys, "PACE-CAN"},
		{"8: EXTERNAL AUTHENTICATE only with its Le", chip.Faults{
			PickyLe: true, RefuseINS: map[byte]apdu.Status{0x86: apdu.UnknownINS}}, syntheticKeys, "BAC"},
		{"9: SELECT MF 6A87", chip.Faults{RefuseMF: apdu.LcInconsistent}, syntheticKeys, "PACE-CAN"},
		{"MSE refused", chip.Faults{RefuseINS: map[byte]apdu.Status{0x22: apdu.UnknownINS}}, syntheticKeys, "BAC"},
		{"authority names in the last answer", chip.Faults{AuthorityNames: true}, syntheticKeys, "PACE-CAN"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			image := personalised(t)
			reading, _, err := run(t, image, tt.faults, tt.keys)
			if err != nil {
				t.Fatal(err)
			}
			if reading.Access != tt.access {
				t.Errorf("opened by %s, want %s", reading.Access, tt.access)
			}
			except := []string{}
			if _, refused := tt.faults.RefuseFile["EF.CardAccess"]; refused {
				except = append(except, "EF.CardAccess")
			}
			sameFiles(t, reading.Files, image, except...)
		})
	}
}

// TestProofExchanges checks what a reading brings home about the chip's own keys
// (rows 7, 17, 18).
func TestProofExchanges(t *testing.T) {
	clone := func(change func(*chip.Image)) func(*chip.Image) { return change }
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	longKey, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name              string
		change            func(*chip.Image)
		faults            chip.Faults
		asked, answered   bool
		tried, held       bool
		signatureEndsWith int // length, 0 for any
	}{
		{name: "both", asked: true, answered: true, tried: true, held: true, signatureEndsWith: 64},
		{name: "7: an RSA signature longer than a short answer", change: func(m *chip.Image) { m.Profile.AAKey = longKey }, asked: true, answered: true, tried: true, held: true, signatureEndsWith: 256},
		{name: "18: DER signature", faults: chip.Faults{DERSignature: true}, asked: true, answered: true, tried: true, held: true},
		{name: "no key for AA", change: clone(func(m *chip.Image) { m.Profile.AAKey = nil }), asked: true, tried: true, held: true},
		{name: "17: AA refused barely", faults: chip.Faults{RefuseINS: map[byte]apdu.Status{0x88: apdu.UnknownINS}}, asked: true, tried: true, held: true},
		{name: "17: no DG15", change: clone(func(m *chip.Image) { delete(m.Files, "DG15") }), tried: true, held: true},
		{name: "18: no DG14", change: clone(func(m *chip.Image) { delete(m.Files, "DG14") }), asked: true, answered: true},
		{name: "no key for CA", change: clone(func(m *chip.Image) { m.Profile.CAKey = nil }), asked: true, answered: true, tried: true},
		{name: "other key for CA", change: clone(func(m *chip.Image) {
			m.Profile.CAKey = &chip.CAKey{Curve: "brainpoolP256r1", D: "1234", KeyID: 1}
		}), asked: true, answered: true, tried: true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			image := personalised(t)
			if tt.change != nil {
				tt.change(&image)
			}
			for _, keys := range []port.CardKeys{syntheticKeys, {DocumentNumber: "090000002", Birth: "900701", Expiries: []string{"300701"}}} {
				_, evidence, err := run(t, image, tt.faults, keys)
				if err != nil {
					t.Fatal(err)
				}
				a, c := evidence.Active, evidence.Chip
				if a.Asked != tt.asked || (len(a.Response) > 0) != tt.answered {
					t.Errorf("%s: active %v, %d bytes", evidence.Access, a.Asked, len(a.Response))
				}
				if tt.signatureEndsWith > 0 && len(a.Response) != tt.signatureEndsWith {
					t.Errorf("signature of %d bytes", len(a.Response))
				}
				if c.Tried != tt.tried || c.Held != tt.held {
					t.Errorf("%s: chip %+v", evidence.Access, c)
				}
			}
		})
	}
}

// TestFaultsOfReading checks that each failure reaches the desk in its terms.
func TestFaultsOfReading(t *testing.T) {
	wrong := port.CardKeys{DocumentNumber: "090000003", Birth: "900701", Expiries: []string{"300701"}, CAN: "000003"}
	file := func(name string, content []byte) func(*chip.Image) {
		return func(m *chip.Image) { m.Files[name] = content }
	}
	for _, tt := range []struct {
		name   string
		change func(*chip.Image)
		faults chip.Faults
		keys   port.CardKeys
		want   port.CardFault
	}{
		{name: "another kind of card", faults: chip.Faults{NoApplication: true}, want: port.CardNotVisa},
		{name: "another holder's keys", keys: wrong, want: port.CardAccess},
		{name: "keys that cannot be keys", keys: port.CardKeys{DocumentNumber: "09", Birth: "9007", Expiries: []string{"300701"}}, want: port.CardAccess},
		{name: "no keys at all", keys: port.CardKeys{Birth: "900701"}, want: port.CardAccess},
		{name: "attempts blocked", faults: chip.Faults{RefuseINS: map[byte]apdu.Status{0x86: apdu.AuthBlocked, 0x82: apdu.AuthBlocked}}, want: port.CardAccess},
		{name: "chip's token is wrong", faults: chip.Faults{WrongToken: true}, want: port.CardProtocol},
		{name: "chip answers another challenge", change: func(m *chip.Image) { delete(m.Files, "EF.CardAccess") }, faults: chip.Faults{WrongBACAnswer: true}, want: port.CardProtocol},
		{name: "no EF.SOD", change: func(m *chip.Image) { delete(m.Files, "EF.SOD") }, want: port.CardUnreadable},
		{name: "no DG1", change: func(m *chip.Image) { delete(m.Files, "DG1") }, want: port.CardUnreadable},
		{name: "length bomb", change: file("DG2", []byte{0x75, 0x84, 0x7F, 0xFF, 0xFF, 0xFF, 0, 0}), want: port.CardTooLarge},
		{name: "length beyond 32 bits", change: file("DG2", []byte{0x75, 0x84, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0}), want: port.CardProtocol},
		{name: "tag bomb", change: file("DG13", bytes.Repeat([]byte{0xFF}, 64)), want: port.CardProtocol},
		{name: "indefinite length", change: file("DG13", []byte{0x6D, 0x80, 1, 1, 0, 0}), want: port.CardProtocol},
		{name: "file without a length", change: file("DG2", []byte{0x75, 0x82}), want: port.CardProtocol},
		{name: "crumbs", faults: chip.Faults{ShortReads: 4}, want: port.CardProtocol},
		{name: "pulled after the tenth command", faults: chip.Faults{PullAfter: 10}, want: port.CardRemoved},
	} {
		t.Run(tt.name, func(t *testing.T) {
			image := personalised(t)
			if tt.change != nil {
				tt.change(&image)
			}
			keys := tt.keys
			if keys.Birth == "" {
				keys = syntheticKeys
			}
			_, _, err := run(t, image, tt.faults, keys)
			wantFault(t, err, tt.want)
			for _, personal := range []string{"090000002", "900701", "300701", "000002"} {
				if strings.Contains(err.Error(), personal) {
					t.Errorf("error tells personal data: %v", err)
				}
			}
		})
	}
}

// TestLargeFile reads a portrait that reaches beyond the offsets of the even READ
// BINARY, and whose length needs three bytes.
func TestLargeFile(t *testing.T) {
	for _, size := range []int{0x7FFF - 4, 0x8000, 0xFFFF, 0x10000, 70_000} {
		content := make([]byte, size)
		for i := range content {
			content[i] = byte(i * 7)
		}
		image := personalised(t)
		image.Files["DG2"] = apdu.AppendObject(nil, 0x75, content)
		for _, faults := range []chip.Faults{{}, {MaxLe: 128}, {ShortReads: 100}} {
			reading, _, err := run(t, image, faults, syntheticKeys)
			if err != nil {
				t.Fatalf("%d bytes, %+v: %v", size, faults, err)
			}
			sameFiles(t, reading.Files, image)
		}
	}
}

// TestTruncatedFile checks that a file that ends before its own length comes home
// as it is, for the proofs to judge.
func TestTruncatedFile(t *testing.T) {
	for _, faults := range []chip.Faults{{}, {ShortReads: 50}} {
		image := personalised(t)
		for _, name := range []string{"EF.SOD", "DG2"} {
			image.Files[name] = image.Files[name][:len(image.Files[name])-70]
		}
		reading, _, err := run(t, image, faults, syntheticKeys)
		if err != nil {
			t.Fatal(err)
		}
		sameFiles(t, reading.Files, image)
	}
}

// TestListedButMissing checks that a group that EF.COM lists and the chip lacks
// is noted (row 26), and that fingers are closed to us.
func TestListedButMissing(t *testing.T) {
	image := personalised(t)
	delete(image.Files, "DG13")
	image.Files["DG3"] = []byte{0x63, 0x01, 0x00}
	image.Files["EF.COM"] = apdu.AppendObject(nil, 0x60, apdu.AppendObject(nil, 0x5C, []byte{0x61, 0x75, 0x63, 0x6D, 0x6E, 0x6F}))
	reading, evidence, err := run(t, image, chip.Faults{}, syntheticKeys)
	if err != nil {
		t.Fatal(err)
	}
	sameFiles(t, reading.Files, image)
	if !slices.Equal(evidence.Missing, []port.CardFile{"DG13"}) || !slices.Equal(evidence.Closed, []port.CardFile{"DG3"}) {
		t.Errorf("missing %v, closed %v", evidence.Missing, evidence.Closed)
	}
}

// TestEveryAnswerSpoiled changes one byte in each answer of a whole reading, one
// reading for each: none may come home as if nothing had been.
func TestEveryAnswerSpoiled(t *testing.T) {
	image := personalised(t)
	image.Files["DG2"] = image.Files["DG2"][:0]
	delete(image.Files, "DG2")
	_, clean, err := run(t, image, chip.Faults{}, syntheticKeys)
	if err != nil {
		t.Fatal(err)
	}
	total := chipCommands(t, image)
	for n := 1; n <= total; n++ {
		for _, at := range []int{0, 5} {
			spoiled := false
			_, evidence, err := run(t, image, chip.Faults{Spoil: func(i int, raw []byte) []byte {
				if i == n && len(raw) > 2+at {
					spoiled = true
					raw = bytes.Clone(raw)
					raw[at] ^= 0x20
				}
				return raw
			}}, syntheticKeys)
			if err != nil || !spoiled {
				continue
			}
			// EF.CardAccess is read without protection: changing it may lead to
			// another way in, never to other files.
			for name, want := range clean.Files {
				if name != "EF.CardAccess" && !bytes.Equal(evidence.Files[name], want) {
					t.Errorf("answer %d, byte %d: %s came home changed", n, at, name)
				}
			}
		}
	}
}

func chipCommands(t testing.TB, image chip.Image) int {
	t.Helper()
	d := &direct{card: chip.New(image, nil, chip.Faults{})}
	var evidence Evidence
	if _, err := NewService(d, Config{Judge: gather(&evidence)}).ReadCard(t.Context(), directReader, syntheticKeys, nil); err != nil {
		t.Fatal(err)
	}
	return d.commands
}
