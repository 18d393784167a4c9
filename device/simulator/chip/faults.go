package chip

import "carddesk/device/card/apdu"

// Faults are the ways in which a virtual chip misbehaves. The zero value behaves.
// Each is something that real chips, readers or attackers were seen to do.
type Faults struct {
	// NoApplication: another kind of card, without the eMRTD application.
	NoApplication bool
	// Open: a chip without access control.
	Open bool
	// NoBAC: only PACE opens the chip.
	NoBAC bool
	// RefuseMF: status for SELECT of the master file, 0 to select it.
	RefuseMF apdu.Status
	// RefuseINS: instruction bytes refused with a bare status.
	RefuseINS map[byte]apdu.Status
	// RefuseFile: status for the selection of a file.
	RefuseFile map[string]apdu.Status
	// MaxLe: longer reads are refused with 6700; 0 means no limit.
	MaxLe int
	// NakedMaxLe: longer reads under secure messaging are refused with a bare
	// 6700, and the chip drops its keys; 0 means no limit.
	NakedMaxLe int
	// ShortReads: a read gives no more than so many bytes; 0 means no limit.
	ShortReads int
	// PickyLe: SELECT and MANAGE SECURITY ENVIRONMENT in plain are refused with
	// 6A88 when they carry an Le, and so is EXTERNAL AUTHENTICATE unless its Le is
	// the 28 hex of BAC's answer.
	PickyLe bool
	// NakedOnExtended: commands of extended length are refused with a bare 6700;
	// the chip keeps its counter.
	NakedOnExtended bool
	// NoMRZPassword: PACE takes the CAN only.
	NoMRZPassword bool
	// ReflectKeys: the terminal's mapping key comes back as the chip's.
	ReflectKeys bool
	// WrongToken: the chip's token of PACE does not verify.
	WrongToken bool
	// AuthorityNames: the last answer of PACE names certification authorities.
	AuthorityNames bool
	// DERSignature: active authentication answers in DER.
	DERSignature bool
	// WrongBACAnswer: the chip answers another challenge.
	WrongBACAnswer bool
	// PullAfter: the card leaves the reader after so many commands; 0 never.
	PullAfter int
	// Spoil changes the raw answer to the n-th command (from 1), for everything
	// that a machine in the middle can do.
	Spoil func(n int, answer []byte) []byte
}

// refuses reports the bare refusals.
func (f *Faults) refuses(c apdu.Command) (apdu.Status, bool) {
	if s, ok := f.RefuseINS[c.INS]; ok {
		return s, true
	}
	if f.NakedOnExtended && c.Extended() {
		return apdu.WrongLength, true
	}
	if f.PickyLe && c.CLA&0x0C == 0 {
		const bacAnswer = 0x28
		switch {
		case (c.INS == 0xA4 || c.INS == 0x22) && c.Ne != 0,
			c.INS == 0x82 && c.Ne != bacAnswer:
			return apdu.ReferenceNotFound, true
		}
	}
	return 0, false
}

// spoil lets the middle man at the answer.
func (f *Faults) spoil(n int, answer []byte) []byte {
	if f.Spoil == nil {
		return answer
	}
	return f.Spoil(n, answer)
}
