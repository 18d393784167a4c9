package access_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
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

// opened is the chip after PACE with the application selected.
func opened(t *testing.T, image chip.Image, faults chip.Faults) *sm.Channel {
	t.Helper()
	offer := cardAccess(paceOID(access.GenericECDH, sm.AES128), 13)
	image.Files["EF.CardAccess"] = offer
	result, err := pace(t, chip.New(image, nil, faults), offer, canPassword(t, testCAN))
	if err != nil {
		t.Fatal(err)
	}
	readsCOM(t, result.Channel)
	return result.Channel
}

func caOID(s sm.Suite) ber.OID { return ber.OID(fmt.Sprintf("0.4.0.127.0.7.2.2.3.2.%d", s)) }

func TestChipAuthentication(t *testing.T) {
	for _, suite := range []sm.Suite{sm.TripleDES, sm.AES128, sm.AES192, sm.AES256} {
		for _, name := range []string{"brainpoolP256r1", "P-384", "brainpoolP512r1"} {
			for _, id := range []int{-1, 1, 300} {
				t.Run(fmt.Sprintf("%s/%s/%d", suite, name, id), func(t *testing.T) {
					c, _ := curve.ByName(name)
					d, err := c.Scalar(rand.Reader)
					if err != nil {
						t.Fatal(err)
					}
					image := testImage(nil)
					image.Profile.CAKey = &chip.CAKey{Curve: name, D: d.Text(16), KeyID: id}
					ch := opened(t, image, chip.Faults{})
					key := access.ChipKey{Protocol: caOID(suite), Suite: suite, Curve: c, Public: c.MulBase(d), KeyID: id}
					fresh, err := access.ChipAuthentication(t.Context(), ch, key, rand.Reader)
					if err != nil {
						t.Fatal(err)
					}
					if fresh.Session().Suite() != suite {
						t.Errorf("session is %s", fresh.Session().Suite())
					}
					readsCOM(t, fresh)
				})
			}
		}
	}
}

// TestChipAuthenticationOfClone gives the terminal a key that the chip has not.
func TestChipAuthenticationOfClone(t *testing.T) {
	c, _ := curve.ByName("brainpoolP256r1")
	image := testImage(nil)
	image.Profile.CAKey = &chip.CAKey{Curve: c.Name, D: "abcdef", KeyID: -1}
	ch := opened(t, image, chip.Faults{})
	key := access.ChipKey{Protocol: caOID(sm.AES128), Suite: sm.AES128, Curve: c, Public: c.Add(c.G, c.G), KeyID: -1}
	fresh, err := access.ChipAuthentication(t.Context(), ch, key, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if r, err := fresh.Do(t.Context(), selectCOM); err == nil {
		t.Errorf("a clone answers %s under keys that it cannot know", r.Status)
	}
}

func TestChipAuthenticationRefused(t *testing.T) {
	c, _ := curve.ByName("brainpoolP256r1")
	for _, suite := range []sm.Suite{sm.TripleDES, sm.AES128} {
		ch := opened(t, testImage(nil), chip.Faults{})
		key := access.ChipKey{Protocol: caOID(suite), Suite: suite, Curve: c, Public: c.G, KeyID: -1}
		if _, err := access.ChipAuthentication(t.Context(), ch, key, rand.Reader); !errors.Is(err, access.ErrRefused) {
			t.Errorf("%s: %v, want refused", suite, err)
		}
		readsCOM(t, ch) // the old keys go on
	}
}

func TestActiveAuthentication(t *testing.T) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	challenge := []byte("8 bytes.")
	for _, tt := range []struct {
		name   string
		key    []byte
		faults chip.Faults
		length int
		want   error
	}{
		// 256 bytes and their protection do not fit a short answer: 61xx.
		{"RSA 2048", pkcs8, chip.Faults{}, 256, nil},
		{"no key", nil, chip.Faults{}, 0, access.ErrRefused},
	} {
		t.Run(tt.name, func(t *testing.T) {
			image := testImage(nil)
			image.Profile.AAKey = tt.key
			signature, err := access.ActiveAuthentication(t.Context(), opened(t, image, tt.faults), challenge)
			if !errors.Is(err, tt.want) || len(signature) != tt.length {
				t.Errorf("%d bytes, %v", len(signature), err)
			}
		})
	}
	t.Run("bare refusal", func(t *testing.T) {
		image := testImage(nil)
		ch := opened(t, image, chip.Faults{RefuseINS: map[byte]apdu.Status{0x88: apdu.UnknownINS}})
		var naked *sm.NakedError
		if _, err := access.ActiveAuthentication(t.Context(), ch, challenge); !errors.As(err, &naked) {
			t.Errorf("%v", err)
		}
	})
}
