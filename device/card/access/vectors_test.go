package access

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"testing"

	"carddesk/internal/shareddata"
)

// hexBytes reads hexadecimal text of the vector file.
type hexBytes []byte

func (h *hexBytes) UnmarshalText(text []byte) error {
	raw, err := hex.DecodeString(string(text))
	*h = raw
	return err
}

// exchange is a command and its answer.
type exchange [2]hexBytes

// paceVector is one worked example of PACE.
type paceVector struct {
	DocNo, DOB, DOE   string
	MRZInformation    string   `json:"mrz_information"`
	K                 hexBytes `json:"K"`
	KPi               hexBytes `json:"k_pi"`
	OID               hexBytes `json:"oid"`
	Nonce             hexBytes `json:"nonce"`
	NonceEncrypted    hexBytes `json:"nonce_encrypted"`
	NonceT            hexBytes `json:"nonce_t"`
	R                 hexBytes `json:"R"`
	Rp                hexBytes `json:"Rp"`
	MapIFDPriv        hexBytes `json:"map_ifd_priv"`
	MapIFDPub         hexBytes `json:"map_ifd_pub"`
	MapICPriv         hexBytes `json:"map_ic_priv"`
	MapICPub          hexBytes `json:"map_ic_pub"`
	SharedH           hexBytes `json:"shared_h"`
	MappedG           hexBytes `json:"mapped_g"`
	IFDPriv           hexBytes `json:"ifd_priv"`
	IFDPub            hexBytes `json:"ifd_pub"`
	ICPriv            hexBytes `json:"ic_priv"`
	ICPub             hexBytes `json:"ic_pub"`
	SharedSecret      hexBytes `json:"shared_secret"`
	KSEnc             hexBytes `json:"ks_enc"`
	KSMAC             hexBytes `json:"ks_mac"`
	TIFD              hexBytes `json:"t_ifd"`
	TIC               hexBytes `json:"t_ic"`
	APDUs             []exchange
	PACEInfo          hexBytes `json:"pace_info"`
	EFCardAccess      hexBytes `json:"ef_cardaccess"`
	ECAD              hexBytes `json:"ecad"`
	CAD               hexBytes `json:"cad"`
	CAPub             hexBytes `json:"ca_pub"`
	ChipAuthPublicKey hexBytes `json:"chip_auth_public_key_info"`
}

type vectors struct {
	D1 struct {
		KSeed hexBytes `json:"kseed"`
		KEnc  hexBytes `json:"k_enc"`
		KMAC  hexBytes `json:"k_mac"`
	} `json:"D1_kdf_3des"`
	D2 []struct {
		Case           string
		DocNo          string   `json:"doc_no"`
		DOB            string   `json:"dob"`
		DOE            string   `json:"doe"`
		MRZInformation string   `json:"mrz_information"`
		SHA1           hexBytes `json:"sha1"`
		KSeed          hexBytes `json:"kseed"`
		KEnc           hexBytes `json:"k_enc"`
		KMAC           hexBytes `json:"k_mac"`
	} `json:"D2_mrz_information"`
	D3 struct {
		RndIC    hexBytes `json:"rnd_ic"`
		RndIFD   hexBytes `json:"rnd_ifd"`
		KIFD     hexBytes `json:"k_ifd"`
		KIC      hexBytes `json:"k_ic"`
		S        hexBytes `json:"s"`
		EIFD     hexBytes `json:"e_ifd"`
		MIFD     hexBytes `json:"m_ifd"`
		R        hexBytes `json:"r"`
		EIC      hexBytes `json:"e_ic"`
		MIC      hexBytes `json:"m_ic"`
		GetCAPDU hexBytes `json:"get_challenge_capdu"`
		ExtCAPDU hexBytes `json:"external_authenticate_capdu"`
		ExtRAPDU hexBytes `json:"external_authenticate_rapdu"`
	} `json:"D3_bac"`
	D4 struct {
		Steps []struct {
			Plain     hexBytes `json:"plain_capdu"`
			Protected hexBytes `json:"protected_capdu"`
			Answer    hexBytes `json:"protected_rapdu"`
			Want      hexBytes `json:"plain_rapdu"`
		} `json:"steps"`
	} `json:"D4_secure_messaging_3des"`
	G1  paceVector `json:"G1_pace_ecdh_gm_aes128"`
	G2  paceVector `json:"G2_pace_dh_gm_aes128"`
	H2  paceVector `json:"H2_pace_dh_im_aes128"`
	H1  paceVector `json:"H1_pace_ecdh_im_aes128"`
	I1  paceVector `json:"I1_pace_ecdh_cam_aes128"`
	CAN struct {
		Cases []struct {
			CAN       string   `json:"can"`
			TripleDES hexBytes `json:"k_pi_3des"`
			AES128    hexBytes `json:"k_pi_aes128"`
			AES192    hexBytes `json:"k_pi_aes192"`
			AES256    hexBytes `json:"k_pi_aes256"`
		} `json:"cases"`
	} `json:"SYN_can_k_pi"`
	CCCD struct {
		MRZ            []string `json:"mrz"`
		CAN            string   `json:"can"`
		MRZInformation string   `json:"mrz_information"`
		KEnc           hexBytes `json:"k_enc"`
		KMAC           hexBytes `json:"k_mac"`
		MRZK           hexBytes `json:"pace_mrz_K"`
		MRZKPi         hexBytes `json:"pace_mrz_k_pi_aes128"`
		CANKPi         hexBytes `json:"pace_can_k_pi_aes128"`
		CANKPi3DES     hexBytes `json:"pace_can_k_pi_3des"`
	} `json:"SYN_td1_cccd_like"`
}

func loadVectors(t testing.TB) vectors {
	t.Helper()
	var v vectors
	if err := json.Unmarshal(shareddata.Read(t, "icao9303_vectors.json"), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// same compares bytes by name.
func same(t *testing.T, name string, got, want []byte) {
	t.Helper()
	if len(want) == 0 {
		t.Fatalf("%s: no value in the vector file", name)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is %X, want %X", name, got, want)
	}
}
