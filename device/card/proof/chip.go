package proof

import (
	"carddesk/app/port"
	"carddesk/device/card/ber"
	"carddesk/device/card/lds"
)

// Cipher is the protection of the channel that chip authentication opens.
type Cipher struct {
	AES  bool // otherwise two-key 3DES
	Bits int  // of the key
}

// ChipChoice is one variant of chip authentication with its key.
type ChipChoice struct {
	Protocol ber.OID // to be sent in MSE:SET AT, as DG14 writes it
	Cipher   Cipher
	Key      lds.ChipKey
}

// ciphers are the variants of chip authentication with ECDH by their last arc
// (BSI TR-03110-3 A.1.1.2), in order of preference.
var ciphers = []struct {
	protocol ber.OID
	cipher   Cipher
}{
	{lds.OIDChipECDH + ".4", Cipher{AES: true, Bits: 256}},
	{lds.OIDChipECDH + ".3", Cipher{AES: true, Bits: 192}},
	{lds.OIDChipECDH + ".2", Cipher{AES: true, Bits: 128}},
	{lds.OIDChipECDH + ".1", Cipher{Bits: 112}},
}

// ChooseChip picks the strongest variant of chip authentication that both sides
// know and for which DG14 has an EC key. A chip that lists a key but no variant
// means the first one, 3DES (BSI TR-03110-1, 3.4).
func ChooseChip(security lds.Security) (ChipChoice, bool) {
	for _, known := range ciphers {
		for _, offer := range security.Chip {
			if offer.Protocol != known.protocol || offer.Version != 1 {
				continue
			}
			if key, ok := chipKey(security, offer.KeyID); ok {
				return ChipChoice{Protocol: known.protocol, Cipher: known.cipher, Key: key}, true
			}
		}
	}
	if len(security.Chip) == 0 {
		if key, ok := chipKey(security, lds.NoKeyID); ok {
			last := ciphers[len(ciphers)-1]
			return ChipChoice{Protocol: last.protocol, Cipher: last.cipher, Key: key}, true
		}
	}
	return ChipChoice{}, false
}

// chipKey finds the EC key with an id. An offer without id means the only key.
func chipKey(security lds.Security, id int) (lds.ChipKey, bool) {
	for _, key := range security.ChipKeys {
		if key.Key.EC == nil {
			continue
		}
		if key.KeyID == id || len(security.ChipKeys) == 1 && (id == lds.NoKeyID || key.KeyID == lds.NoKeyID) {
			return key, true
		}
	}
	return lds.ChipKey{}, false
}

// ChipAttempt is how chip authentication went.
type ChipAttempt struct {
	Tried bool
	// Held says that the chip answered under the keys agreed with the key of
	// DG14, which only the holder of its private part can.
	Held bool
}

// Chip judges chip authentication version 1 (ICAO 9303-11 section 6.2).
func Chip(files map[port.CardFile][]byte, passive Passive, attempt ChipAttempt) Outcome {
	raw, ok := files[lds.Group(14)]
	if !ok {
		return notOffered(NoKey)
	}
	security, err := lds.ParseSecurity(raw)
	if err != nil {
		return failed(KeyUnreadable, 14)
	}
	if len(security.Chip) == 0 && len(security.ChipKeys) == 0 {
		return notOffered(NoKey)
	}
	if !passive.Proven(14) {
		return failed(KeyUnproven, 14)
	}
	if _, ok := ChooseChip(security); !ok {
		return notOffered(KeyUnsupported)
	}
	switch {
	case !attempt.Tried:
		return notOffered(NotTried)
	case !attempt.Held:
		return failed(AnswerWrong)
	}
	return passed
}
