package proof

import (
	"crypto"
	"crypto/rsa"
	"crypto/subtle"
	"math/big"

	"carddesk/app/port"
	"carddesk/device/card/lds"
	"carddesk/device/card/spki"
)

// ActiveAnswer is what a chip said to INTERNAL AUTHENTICATE.
type ActiveAnswer struct {
	Challenge []byte // eight bytes of the reader
	Response  []byte // nil when the chip refused or was not asked
	Asked     bool
}

// Active judges active authentication (ICAO 9303-11 section 6.1): whether the
// answer was made with the private key of DG15.
func Active(files map[port.CardFile][]byte, passive Passive, answer ActiveAnswer) Outcome {
	raw, ok := files[lds.Group(15)]
	if !ok {
		return notOffered(NoKey)
	}
	if !passive.Proven(15) {
		return failed(KeyUnproven, 15)
	}
	key, err := lds.ParseActiveKey(raw)
	if err != nil {
		return failed(KeyUnreadable, 15)
	}
	switch {
	case !answer.Asked:
		return notOffered(NotTried)
	case len(answer.Response) == 0:
		return failed(ChipRefused)
	}
	if key.RSA != nil {
		return judge(verifyRecovery(key.RSA, answer.Challenge, answer.Response))
	}
	return judge(verifyActiveEC(key.EC, activeHash(files, passive), answer.Challenge, answer.Response))
}

func judge(ok bool) Outcome {
	if ok {
		return passed
	}
	return failed(AnswerWrong)
}

// activeHash returns the hash that a proven DG14 names for active
// authentication, 0 when it names none.
func activeHash(files map[port.CardFile][]byte, passive Passive) crypto.Hash {
	if !passive.Proven(14) {
		return 0
	}
	security, err := lds.ParseSecurity(files[lds.Group(14)])
	if err != nil || security.ActiveAlgorithm == nil {
		return 0
	}
	return security.ActiveAlgorithm.Hash
}

// activeHashes are tried where the chip does not say which it uses. Each leaves
// the forger the same problem, so trying several gives nothing away.
var activeHashes = []crypto.Hash{crypto.SHA256, crypto.SHA1, crypto.SHA224, crypto.SHA384, crypto.SHA512}

// verifyActiveEC checks an ECDSA answer, plain r‖s as the rules say or DER as
// some chips send.
func verifyActiveEC(key *spki.ECKey, hash crypto.Hash, challenge, response []byte) bool {
	tries := activeHashes
	if hash != 0 {
		tries = []crypto.Hash{hash}
	}
	for _, h := range tries {
		digest := spki.Sum(h, challenge)
		if r, s, ok := spki.PlainSignature(response); ok && key.Verify(digest, r, s) {
			return true
		}
		if r, s, err := spki.DERSignature(response); err == nil && key.Verify(digest, r, s) {
			return true
		}
	}
	return false
}

// trailers are the hash functions by trailer byte of ISO/IEC 9796-2 (the byte
// before CC; ISO/IEC 10118-3 numbers).
var trailers = map[byte]crypto.Hash{
	0x33: crypto.SHA1, 0x34: crypto.SHA256, 0x35: crypto.SHA512, 0x36: crypto.SHA384, 0x38: crypto.SHA224,
}

// verifyRecovery checks a signature of ISO/IEC 9796-2 digital signature scheme 1
// with partial recovery: the representative is 6A ‖ M1 ‖ H(M1 ‖ challenge) ‖
// trailer, with trailer BC for SHA-1 or hash number and CC.
func verifyRecovery(key *rsa.PublicKey, challenge, signature []byte) bool {
	if len(signature) != key.Size() {
		return false
	}
	s := new(big.Int).SetBytes(signature)
	if s.Cmp(key.N) >= 0 {
		return false
	}
	f := s.Exp(s, big.NewInt(int64(key.E)), key.N)
	// The signer may have taken the smaller of s and n-s (annex B of the
	// standard); a representative ends in the nibble C.
	if f.Bit(0) != 0 || f.Bit(1) != 0 || f.Bit(2) == 0 || f.Bit(3) == 0 {
		f.Sub(key.N, f)
	}
	return checkRepresentative(f.FillBytes(make([]byte, key.Size())), challenge)
}

// checkRepresentative checks a recovered message representative against M2, the
// challenge.
func checkRepresentative(f, challenge []byte) bool {
	hash, trailer := crypto.SHA1, 1
	switch f[len(f)-1] {
	case 0xBC:
	case 0xCC:
		known, ok := trailers[f[len(f)-2]]
		if !ok {
			return false
		}
		hash, trailer = known, 2
	default:
		return false
	}
	m1End := len(f) - trailer - hash.Size()
	if m1End < 1 || f[0] != 0x6A {
		return false
	}
	message := append(append([]byte(nil), f[1:m1End]...), challenge...)
	return subtle.ConstantTimeCompare(spki.Sum(hash, message), f[m1End:len(f)-trailer]) == 1
}
