package access

import (
	"bytes"
	"crypto/cipher"
	"crypto/sha1"
	"encoding/hex"
	"encoding/json"
	"math/big"
	"strings"
	"testing"

	"carddesk/device/card/ber"
	"carddesk/device/card/sm"
	"carddesk/internal/shareddata"
)

// between is what the worked examples print on the way to their results.
type between struct {
	D1 struct {
		KSeed hexBytes `json:"kseed"`
		C1    hexBytes `json:"sha1_c1"`
		C2    hexBytes `json:"sha1_c2"`
	} `json:"D1_kdf_3des"`
	D3 struct {
		KEnc   hexBytes `json:"k_enc"`
		KMAC   hexBytes `json:"k_mac"`
		RndIC  hexBytes `json:"rnd_ic"`
		RndIFD hexBytes `json:"rnd_ifd"`
		KIFD   hexBytes `json:"k_ifd"`
		KIC    hexBytes `json:"k_ic"`
		Seed   hexBytes `json:"ks_seed"`
		KSEnc  hexBytes `json:"ks_enc"`
		KSMAC  hexBytes `json:"ks_mac"`
		SSC    hexBytes `json:"ssc"`
	} `json:"D3_bac"`
	D4 struct {
		KSEnc hexBytes `json:"ks_enc"`
		Steps []struct {
			Step      string   `json:"step"`
			Padded    hexBytes `json:"padded_data"`
			Encrypted hexBytes `json:"encrypted"`
			Answer    hexBytes `json:"rsp_encrypted"`
			Plain     hexBytes `json:"plain_rapdu"`
		} `json:"steps"`
	} `json:"D4_secure_messaging_3des"`
	G1        paceTokens `json:"G1_pace_ecdh_gm_aes128"`
	I1        paceTokens `json:"I1_pace_ecdh_cam_aes128"`
	Brainpool struct {
		P, A, B, G, N hexBytes
		ID            int `json:"standardized_id"`
	} `json:"brainpoolP256r1"`
	Numbers struct {
		P, G, Q hexBytes
		ID      int `json:"standardized_id"`
	} `json:"rfc5114_1024_160"`
	H1 struct {
		Constants struct{ C0, C1 string } `json:"im_constants_128"`
	} `json:"H1_pace_ecdh_im_aes128"`
}

// paceTokens are the inputs of the two tokens and what leads to them.
type paceTokens struct {
	OID       hexBytes `json:"oid"`
	IFDPub    hexBytes `json:"ifd_pub"`
	ICPub     hexBytes `json:"ic_pub"`
	KSEnc     hexBytes `json:"ks_enc"`
	OverChip  hexBytes `json:"t_ifd_input"`
	OverOurs  hexBytes `json:"t_ic_input"`
	CADVector hexBytes `json:"cad_iv"`
}

func loadBetween(t testing.TB) between {
	t.Helper()
	var v between
	if err := json.Unmarshal(shareddata.Read(t, "icao9303_vectors.json"), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// TestValuesBetween reproduces the values that the worked examples print on the
// way: where a result is wrong, one of these says which step went astray.
func TestValuesBetween(t *testing.T) {
	v := loadBetween(t)
	t.Run("D1 hashes before parity", func(t *testing.T) { hashesBeforeParity(t, v) })
	t.Run("D3 session", func(t *testing.T) { bacSession(t, v) })
	t.Run("D4 cryptograms", func(t *testing.T) { cryptograms(t, v) })
	for name, tokens := range map[string]paceTokens{"G1": v.G1, "I1": v.I1} {
		t.Run(name+" inputs of the tokens", func(t *testing.T) { tokenInputs(t, tokens) })
	}
	t.Run("I1 vector of the chip's data", func(t *testing.T) {
		block, err := sm.AES128.Cipher(v.I1.KSEnc)
		if err != nil {
			t.Fatal(err)
		}
		same(t, "vector", chipDataVector(block), v.I1.CADVector)
	})
	t.Run("domain parameters", func(t *testing.T) { domainParameters(t, v) })
	t.Run("H1 constants", func(t *testing.T) {
		want := [2]string{strings.ToLower(v.H1.Constants.C0), strings.ToLower(v.H1.Constants.C1)}
		if integratedConstants[16] != want || len(want[0]) != hex.EncodedLen(16) {
			t.Error("constants differ")
		}
	})
}

func hashesBeforeParity(t *testing.T, v between) {
	for counter, want := range map[byte]hexBytes{1: v.D1.C1, 2: v.D1.C2} {
		sum := sha1.Sum(append(bytes.Clone(v.D1.KSeed), 0, 0, 0, counter))
		same(t, "hash", sum[:], want)
		for i, b := range DeriveKey(sm.TripleDES, v.D1.KSeed, Purpose(counter)) {
			if b&0xFE != want[i]&0xFE {
				t.Errorf("byte %d of the key is not that of the hash", i)
			}
		}
	}
}

func bacSession(t *testing.T, v between) {
	_, keys := exampleZone(t)
	same(t, "encryption key of the zone", keys.enc, v.D3.KEnc)
	same(t, "MAC key of the zone", keys.mac, v.D3.KMAC)
	seed := bacSeed(v.D3.KIFD, v.D3.KIC)
	same(t, "seed", seed, v.D3.Seed)
	same(t, "encryption key of the session", DeriveKey(sm.TripleDES, seed, ForEncryption), v.D3.KSEnc)
	same(t, "MAC key of the session", DeriveKey(sm.TripleDES, seed, ForMAC), v.D3.KSMAC)
	same(t, "counter", bacCounter(v.D3.RndIC, v.D3.RndIFD), v.D3.SSC)
}

func cryptograms(t *testing.T, v between) {
	block, err := sm.TripleDES.Cipher(v.D4.KSEnc)
	if err != nil {
		t.Fatal(err)
	}
	zero := make([]byte, block.BlockSize())
	seen := 0
	for _, step := range v.D4.Steps {
		if len(step.Encrypted) > 0 {
			seen++
			out := make([]byte, len(step.Padded))
			cipher.NewCBCEncrypter(block, zero).CryptBlocks(out, step.Padded)
			same(t, step.Step+": command", out, step.Encrypted)
		}
		if len(step.Answer) > 0 {
			seen++
			out := make([]byte, len(step.Answer))
			cipher.NewCBCDecrypter(block, zero).CryptBlocks(out, step.Answer)
			same(t, step.Step+": answer", out, sm.Pad(step.Plain[:len(step.Plain)-2], block.BlockSize()))
		}
	}
	if seen != 3 {
		t.Errorf("%d cryptograms", seen)
	}
}

func tokenInputs(t *testing.T, tokens paceTokens) {
	g := groupOf(t, 13)
	oid, err := ber.ParseOID(tokens.OID)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "terminal's", tokenInput(oid, g, elementOf(t, g, tokens.ICPub)), tokens.OverChip)
	same(t, "chip's", tokenInput(oid, g, elementOf(t, g, tokens.IFDPub)), tokens.OverOurs)
}

func domainParameters(t *testing.T, v between) {
	c := brainpool(t)
	if c.ID != v.Brainpool.ID {
		t.Errorf("curve %d", c.ID)
	}
	for name, pair := range map[string][2]*big.Int{
		"p": {c.P, number(v.Brainpool.P)}, "a": {c.A, number(v.Brainpool.A)}, "b": {c.B, number(v.Brainpool.B)}, "n": {c.N, number(v.Brainpool.N)},
	} {
		if pair[0].Cmp(pair[1]) != 0 {
			t.Errorf("%s of the curve differs", name)
		}
	}
	if !c.G.Equal(pointOf(t, c, v.Brainpool.G)) {
		t.Error("base point of the curve differs")
	}
	g := groupOf(t, v.Numbers.ID).(*modpGroup)
	if g.p.Cmp(number(v.Numbers.P)) != 0 || g.g.Cmp(number(v.Numbers.G)) != 0 || g.q.Cmp(number(v.Numbers.Q)) != 0 {
		t.Error("group of numbers differs")
	}
}
