package sm

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"testing"

	"carddesk/device/card/apdu"
	"carddesk/internal/shareddata"
)

// hexBytes reads hexadecimal text of the vector file.
type hexBytes []byte

func (h *hexBytes) UnmarshalText(text []byte) error {
	raw, err := hex.DecodeString(string(text))
	*h = raw
	return err
}

// vectors is what this package uses of the published worked examples.
type vectors struct {
	TripleDES struct {
		KSEnc hexBytes `json:"ks_enc"`
		KSMAC hexBytes `json:"ks_mac"`
		SSC0  hexBytes `json:"ssc0"`
		Steps []struct {
			Step           string   `json:"step"`
			PlainCAPDU     hexBytes `json:"plain_capdu"`
			ProtectedCAPDU hexBytes `json:"protected_capdu"`
			ProtectedRAPDU hexBytes `json:"protected_rapdu"`
			PlainRAPDU     hexBytes `json:"plain_rapdu"`
			SSCCmd         hexBytes `json:"ssc_cmd"`
			SSCRsp         hexBytes `json:"ssc_rsp"`
			MACInput       hexBytes `json:"mac_input"`
			CC             hexBytes `json:"cc"`
			RspMACInput    hexBytes `json:"rsp_mac_input"`
			RspCC          hexBytes `json:"rsp_cc"`
		} `json:"steps"`
	} `json:"D4_secure_messaging_3des"`
	AES struct {
		KSEnc hexBytes `json:"ks_enc"`
		KSMAC hexBytes `json:"ks_mac"`
		SSC0  hexBytes `json:"ssc0"`
		Steps []struct {
			Step           string   `json:"step"`
			Header         hexBytes `json:"plain_header"`
			Data           hexBytes `json:"plain_data"`
			Le             *int     `json:"le"`
			PlainResponse  hexBytes `json:"plain_response"`
			SSCAfter       hexBytes `json:"ssc_after"`
			ProtectedCAPDU hexBytes `json:"protected_capdu"`
			ProtectedRAPDU hexBytes `json:"protected_rapdu"`
		} `json:"steps"`
	} `json:"SYN_aes128_secure_messaging"`
	Sample struct {
		KSEnc     hexBytes `json:"ks_enc"`
		KSMAC     hexBytes `json:"ks_mac"`
		SSCBefore hexBytes `json:"ssc_before"`
		Plain     hexBytes `json:"plain"`
		Protected hexBytes `json:"protected"`
	} `json:"AES_SM_published_sample"`
}

func loadVectors(t testing.TB) vectors {
	t.Helper()
	var v vectors
	if err := json.Unmarshal(shareddata.Read(t, "icao9303_vectors.json"), &v); err != nil {
		t.Fatal(err)
	}
	if len(v.TripleDES.Steps) != 3 || len(v.AES.Steps) != 7 {
		t.Fatalf("%d and %d steps", len(v.TripleDES.Steps), len(v.AES.Steps))
	}
	return v
}

// pair is both ends of one session.
type pair struct{ terminal, chip *Session }

func newPair(t testing.TB, suite Suite, enc, mac, ssc []byte) pair {
	t.Helper()
	a, err := New(suite, enc, mac, ssc)
	if err != nil {
		t.Fatal(err)
	}
	b, err := New(suite, enc, mac, ssc)
	if err != nil {
		t.Fatal(err)
	}
	return pair{a, b}
}

// exchange checks one step of a worked example at both ends.
func (p pair) exchange(t *testing.T, plain apdu.Command, protectedCommand, protectedResponse, plainResponse []byte) {
	t.Helper()
	protected, err := p.terminal.Protect(plain)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := protected.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(raw, protectedCommand) {
		t.Errorf("protected command %X, want %X", raw, protectedCommand)
	}
	parsed, err := apdu.ParseCommand(protectedCommand)
	if err != nil {
		t.Fatal(err)
	}
	opened, err := p.chip.Open(parsed)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(opened.Data, plain.Data) || opened.Ne != plain.Ne || opened.CLA != plain.CLA {
		t.Errorf("chip reads %+v, want %+v", opened, plain)
	}
	answer, err := apdu.ParseResponse(plainResponse)
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := p.chip.Seal(plain.INS, answer)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(sealed.Bytes(), protectedResponse) {
		t.Errorf("protected response %X, want %X", sealed.Bytes(), protectedResponse)
	}
	received, err := apdu.ParseResponse(protectedResponse)
	if err != nil {
		t.Fatal(err)
	}
	got, err := p.terminal.Unprotect(received)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got.Bytes(), plainResponse) {
		t.Errorf("plain response %X, want %X", got.Bytes(), plainResponse)
	}
}

func TestWorkedExample3DES(t *testing.T) {
	v := loadVectors(t).TripleDES
	p := newPair(t, TripleDES, v.KSEnc, v.KSMAC, v.SSC0)
	for _, step := range v.Steps {
		t.Run(step.Step, func(t *testing.T) {
			for name, mac := range map[string]struct{ input, want []byte }{
				"command": {step.MACInput, step.CC}, "response": {step.RspMACInput, step.RspCC},
			} {
				input := mac.input
				if len(input)%8 != 0 {
					// Printed without the padding that belongs to it.
					input = Pad(input, 8)
				}
				if got, err := RetailMAC(v.KSMAC, input); err != nil || !bytes.Equal(got, mac.want) {
					t.Errorf("MAC of %s %X (%v), want %X", name, got, err, mac.want)
				}
			}
			plain, err := apdu.ParseCommand(step.PlainCAPDU)
			if err != nil {
				t.Fatal(err)
			}
			p.exchange(t, plain, step.ProtectedCAPDU, step.ProtectedRAPDU, step.PlainRAPDU)
			if !bytes.Equal(p.terminal.ssc, step.SSCRsp) {
				t.Errorf("counter %X, want %X", p.terminal.ssc, step.SSCRsp)
			}
		})
	}
}

func TestWorkedExampleAES(t *testing.T) {
	v := loadVectors(t).AES
	p := newPair(t, AES128, v.KSEnc, v.KSMAC, v.SSC0)
	for _, step := range v.Steps {
		t.Run(step.Step, func(t *testing.T) {
			c := apdu.Command{CLA: step.Header[0], INS: step.Header[1], P1: step.Header[2], P2: step.Header[3], Data: step.Data}
			// The file gives the header with the class already protected for the
			// first steps; the plain class is zero throughout.
			c.CLA = 0
			if step.Le != nil {
				if c.Ne = *step.Le; c.Ne == 0 {
					c.Ne = apdu.MaxShortNe
				}
			}
			p.exchange(t, c, step.ProtectedCAPDU, step.ProtectedRAPDU, step.PlainResponse)
			if !bytes.Equal(p.terminal.ssc, step.SSCAfter) {
				t.Errorf("counter %X, want %X", p.terminal.ssc, step.SSCAfter)
			}
		})
	}
}

func TestPublishedSampleAES(t *testing.T) {
	v := loadVectors(t).Sample
	p := newPair(t, AES128, v.KSEnc, v.KSMAC, v.SSCBefore)
	plain, err := apdu.ParseCommand(v.Plain)
	if err != nil {
		t.Fatal(err)
	}
	protected, err := p.terminal.Protect(plain)
	if err != nil {
		t.Fatal(err)
	}
	if raw, err := protected.Bytes(); err != nil || !bytes.Equal(raw, v.Protected) {
		t.Errorf("%X (%v), want %X", raw, err, v.Protected)
	}
}

// TestCMAC checks the examples of RFC 4493 section 4 and of NIST SP 800-38B
// appendix D for longer keys.
func TestCMAC(t *testing.T) {
	const message = "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710"
	text, err := hex.DecodeString(message)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		key    string
		length int
		want   string // first eight bytes
	}{
		{"2b7e151628aed2a6abf7158809cf4f3c", 0, "bb1d6929e9593728"},
		{"2b7e151628aed2a6abf7158809cf4f3c", 16, "070a16b46b4d4144"},
		{"2b7e151628aed2a6abf7158809cf4f3c", 40, "dfa66747de9ae630"},
		{"2b7e151628aed2a6abf7158809cf4f3c", 64, "51f0bebf7e3b9d92"},
		{"8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b", 0, "d17ddf46adaacde5"},
		{"8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b", 64, "a1d5df0eed790f79"},
		{"603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4", 0, "028962f61b7bf89e"},
		{"603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4", 64, "e1992190549f6ed5"},
	} {
		t.Run(strconv.Itoa(len(tt.key)*4)+"/"+strconv.Itoa(tt.length), func(t *testing.T) {
			key, err := hex.DecodeString(tt.key)
			if err != nil {
				t.Fatal(err)
			}
			got, err := CMAC(key, text[:tt.length])
			if err != nil || hex.EncodeToString(got) != tt.want {
				t.Errorf("%x (%v), want %s", got, err, tt.want)
			}
		})
	}
}
