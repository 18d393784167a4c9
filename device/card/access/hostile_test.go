package access

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"testing"

	"carddesk/device/card/apdu"
	"carddesk/device/card/ber"
	"carddesk/device/card/sm"
)

func info(oid ber.OID, numbers ...int64) []byte {
	parts := [][]byte{ber.ObjectID(oid)}
	for _, n := range numbers {
		parts = append(parts, ber.Integer(n))
	}
	return ber.Seq(parts...)
}

func TestParseCardAccess(t *testing.T) {
	const gm128, gm256, im256, cam256, dh128 = paceArc + "2.2", paceArc + "2.4", paceArc + "4.4", paceArc + "6.4", paceArc + "1.2"
	for _, tt := range []struct {
		name  string
		infos [][]byte
		best  ber.OID
		group string
		many  bool
		err   error
	}{
		{"as Vietnamese cards have it", [][]byte{
			info("0.4.0.127.0.7.2.2.2", 1), info("0.4.0.127.0.7.2.2.3.2.2", 1), info(gm128, 2, 13),
		}, gm128, "brainpoolP256r1", false, nil},
		{"longest key first", [][]byte{info(gm128, 2, 13), info(gm256, 2, 16)}, gm256, "brainpoolP384r1", false, nil},
		{"chip mapping before others", [][]byte{info(im256, 2, 13), info(gm256, 2, 13), info(cam256, 2, 13)}, cam256, "brainpoolP256r1", false, nil},
		{"two groups for one protocol", [][]byte{info(gm128, 2, 12), info(gm128, 2, 13)}, gm128, "P-256", true, nil},
		{"numbers", [][]byte{info(dh128, 2, 2)}, dh128, "MODP 2048/256", false, nil},
		{"curve for numbers", [][]byte{info(dh128, 2, 13)}, "", "", false, ErrNoPACE},
		{"numbers for a curve", [][]byte{info(gm128, 2, 0)}, "", "", false, ErrNoPACE},
		{"unknown group", [][]byte{info(gm128, 2, 31)}, "", "", false, ErrNoPACE},
		{"unknown suite", [][]byte{info(paceArc+"2.5", 2, 13)}, "", "", false, ErrNoPACE},
		{"chip mapping with 3DES", [][]byte{info(paceArc+"6.1", 2, 13)}, "", "", false, ErrNoPACE},
		{"old version", [][]byte{info(gm128, 1, 13)}, "", "", false, ErrNoPACE},
		{"parameters of its own", [][]byte{info(gm128, 2)}, "", "", false, ErrNoPACE},
		{"nothing", nil, "", "", false, ErrNoPACE},
		{"not a sequence", [][]byte{ber.Integer(1)}, "", "", false, ErrOffer},
		{"no identifier", [][]byte{ber.Seq(ber.Integer(1))}, "", "", false, ErrOffer},
	} {
		t.Run(tt.name, func(t *testing.T) {
			offers, err := ParseCardAccess(ber.SetOf(tt.infos...))
			if !errors.Is(err, tt.err) {
				t.Fatalf("%v, want %v", err, tt.err)
			}
			if err != nil {
				return
			}
			best := offers[0]
			if best.Protocol != tt.best || best.Group.Name() != tt.group || best.Ambiguous != tt.many {
				t.Errorf("best is %s on %s (ambiguous: %v)", best.Protocol, best.Group.Name(), best.Ambiguous)
			}
		})
	}
}

func FuzzParseCardAccess(f *testing.F) {
	f.Add(ber.SetOf(info(paceArc+"2.2", 2, 13)))
	f.Add(ber.SetOf(info(paceArc+"6.4", 2, 17), info("0.4.0.127.0.7.2.2.2", 1)))
	f.Add([]byte{0x31, 0x80, 0, 0})
	f.Fuzz(func(t *testing.T, file []byte) {
		offers, err := ParseCardAccess(file)
		if (err == nil) != (len(offers) > 0) {
			t.Fatalf("%d offers with %v", len(offers), err)
		}
		for _, o := range offers {
			if o.Group == nil || o.Suite.KeySize() == 0 {
				t.Fatalf("unusable offer %+v", o)
			}
		}
	})
}

// babble answers every command with the next piece of the input.
type babble struct{ rest []byte }

func (b *babble) Transmit(context.Context, []byte) ([]byte, error) {
	if len(b.rest) == 0 {
		return nil, errors.New("nothing left to say")
	}
	n := min(1+int(b.rest[0]), len(b.rest))
	answer := append(append([]byte(nil), b.rest[1:n]...), 0x90, 0x00)
	b.rest = b.rest[n:]
	return answer, nil
}

// says puts answers into the form of babble.
func says(answers ...string) []byte {
	var out []byte
	for _, a := range answers {
		raw, err := hex.DecodeString(a)
		if err != nil {
			panic(err)
		}
		out = append(append(out, byte(len(raw))), raw...)
	}
	return out
}

// FuzzConversations lets a chip that does not know the password say anything: it
// must not get a channel, nor a panic.
func FuzzConversations(f *testing.F) {
	f.Add(uint8(0), says("4608f91988702212", "46b9342a41396cd7386bf5803104d7cedc122b9132139baf2eedc94ee178534f2f2d235d074d7449"))
	f.Add(uint8(1), says("", "7c12801095a3a016522ee98d01e76cb6b98b42c3",
		"7c43824104824fba91c9cbe26bef53a0ebe7342a3bf178cea9f45de0b70aa601651fba3f5730d8c879aaa9c9f73991e61b58f4d52eb87a0a0c709a49dc63719363ccd13c54",
		"7c438441049e880f842905b8b3181f7af7caa9f0efb743847f44a306d2d28c1d9ec65df6db7764b22277a2eddc3c265a9f018f9cb852e111b768b326904b59a0193776f094",
		"7c0a86083abb9674bce93c08"))
	f.Add(uint8(3), says("", "7c12801095a3a016522ee98d01e76cb6b98b42c3", "7c028200", "7c00"))
	f.Add(uint8(4), says("", "7c22802000112233445566778899aabbccddeeff00112233445566778899aabbccddeeff", "7c028200", "7c00"))
	protocols := []struct {
		oid   ber.OID
		group int
	}{{paceArc + "2.2", 13}, {paceArc + "6.2", 13}, {paceArc + "4.2", 13}, {paceArc + "4.4", 12}, {paceArc + "2.1", 8}, {paceArc + "1.2", 0}}
	f.Fuzz(func(t *testing.T, which uint8, answers []byte) {
		ch := &apdu.Plain{Transport: &babble{answers}}
		random := bytes.NewReader(bytes.Repeat([]byte{0x5A}, 1000))
		password, err := MRZPassword("090000002", "900701", "300701")
		if err != nil {
			t.Fatal(err)
		}
		if which == 0 {
			if _, err := BAC(t.Context(), ch, password, random); err == nil {
				t.Fatal("a chip without the key gets a channel")
			}
			return
		}
		p := protocols[int(which)%len(protocols)]
		mapping, suite, err := ParsePACEProtocol(p.oid)
		if err != nil {
			t.Fatal(err)
		}
		group, _ := GroupByID(p.group)
		params := PACEParameters{Protocol: p.oid, Mapping: mapping, Suite: suite, Group: group}
		if _, err := PACE(t.Context(), ch, params, password, random); err == nil {
			t.Fatal("a chip without the key gets a channel")
		}
	})
}

// TestNoNonceOfChipsChoosing checks the bounds of what the chip sends encrypted.
func TestNoNonceOfChipsChoosing(t *testing.T) {
	p, err := CANPassword("123456")
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{0, 8, 15, 17, 80} {
		if _, err := CryptNonce(sm.AES128, p, make([]byte, n), false); !errors.Is(err, ErrChip) {
			t.Errorf("nonce of %d bytes: %v", n, err)
		}
	}
	c, _ := GroupByID(13)
	keys := NewPACEKeys(sm.AES128, []byte("secret"))
	for _, n := range []int{0, 15, 17, 160} {
		if _, err := keys.openChipData(c, c.Base(), make([]byte, n)); !errors.Is(err, ErrChip) {
			t.Errorf("chip data of %d bytes: %v", n, err)
		}
	}
}
