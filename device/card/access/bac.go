package access

import (
	"context"
	"crypto/cipher"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"

	"carddesk/device/card/apdu"
	"carddesk/device/card/sm"
)

// Errors of opening a chip.
var (
	// ErrWrongKey says that the chip refused the password: it is another card, or
	// a field that the key is made of is wrong.
	ErrWrongKey = errors.New("chip refused the password")
	// ErrChip says that the chip's part of a key agreement is wrong: it does not
	// know the password, or breaks the protocol.
	ErrChip = errors.New("chip broke the key agreement")
	// ErrBlocked says that the chip takes no more attempts for now.
	ErrBlocked = errors.New("chip blocks further attempts")
)

// Lengths of the messages of BAC, in bytes.
const (
	challengeSize = 8
	keyShareSize  = 16
	bacTokenSize  = 2*challengeSize + keyShareSize // S and R of section 4.3.3
	bacCryptogram = bacTokenSize + sm.MACSize
)

// BACKeys are the document basic access keys of an MRZ password
// (ICAO 9303-11 section 4.3.2).
type BACKeys struct{ enc, mac []byte }

// NewBACKeys derives the keys. Only MRZ passwords open a chip by BAC.
func NewBACKeys(p Password) (BACKeys, error) {
	if p.kind != MRZ {
		return BACKeys{}, fmt.Errorf("%w: BAC needs the MRZ", ErrPassword)
	}
	seed := p.secret()[:16]
	return BACKeys{
		enc: DeriveKey(sm.TripleDES, seed, ForEncryption),
		mac: DeriveKey(sm.TripleDES, seed, ForMAC),
	}, nil
}

// Seal encrypts one party's 32 byte token and appends the MAC: E || M of
// ICAO 9303-11 section 4.3.3.
func (k BACKeys) Seal(token []byte) ([]byte, error) {
	if len(token) != bacTokenSize {
		return nil, fmt.Errorf("BAC token of %d bytes", len(token))
	}
	block, err := sm.TripleDES.Cipher(k.enc)
	if err != nil {
		return nil, err
	}
	out := make([]byte, bacTokenSize, bacCryptogram)
	cipher.NewCBCEncrypter(block, make([]byte, block.BlockSize())).CryptBlocks(out, token)
	mac, err := sm.RetailMAC(k.mac, sm.Pad(out, block.BlockSize()))
	if err != nil {
		return nil, err
	}
	return append(out, mac...), nil
}

// Open verifies and decrypts what the other party sealed. It returns
// [sm.ErrMAC] when the other party has other keys.
func (k BACKeys) Open(sealed []byte) ([]byte, error) {
	if len(sealed) != bacCryptogram {
		return nil, fmt.Errorf("%w: BAC cryptogram of %d bytes", ErrChip, len(sealed))
	}
	block, err := sm.TripleDES.Cipher(k.enc)
	if err != nil {
		return nil, err
	}
	mac, err := sm.RetailMAC(k.mac, sm.Pad(sealed[:bacTokenSize], block.BlockSize()))
	if err != nil {
		return nil, err
	}
	if subtle.ConstantTimeCompare(mac, sealed[bacTokenSize:]) != 1 {
		return nil, sm.ErrMAC
	}
	token := make([]byte, bacTokenSize)
	cipher.NewCBCDecrypter(block, make([]byte, block.BlockSize())).CryptBlocks(token, sealed[:bacTokenSize])
	return token, nil
}

// BACSession is the session after both shares are known (section 4.3.3 step 5).
func BACSession(kIFD, kIC, rndIC, rndIFD []byte) (*sm.Session, error) {
	return newSession(sm.TripleDES, bacSeed(kIFD, kIC), bacCounter(rndIC, rndIFD))
}

// bacSeed is the exclusive or of the shares.
func bacSeed(kIFD, kIC []byte) []byte {
	seed := make([]byte, keyShareSize)
	subtle.XORBytes(seed, kIFD, kIC)
	return seed
}

// bacCounter is the counter with which the session begins: the low halves of the
// chip's and the terminal's challenges (section 9.8.2).
func bacCounter(rndIC, rndIFD []byte) []byte {
	return append(append([]byte(nil), rndIC[4:challengeSize]...), rndIFD[4:challengeSize]...)
}

// BAC opens the chip with the MRZ password (ICAO 9303-11 section 4.3) and returns
// the protected channel. The eMRTD application must be selected. A chip that does
// not know the password refuses with any of several status words: that is
// [ErrWrongKey].
func BAC(ctx context.Context, ch apdu.Channel, password Password, random io.Reader) (*sm.Channel, error) {
	keys, err := NewBACKeys(password)
	if err != nil {
		return nil, err
	}
	r, err := ch.Do(ctx, apdu.Command{INS: 0x84, Ne: challengeSize})
	if err != nil {
		return nil, fmt.Errorf("GET CHALLENGE: %w", err)
	}
	if err := r.Check("GET CHALLENGE"); err != nil {
		return nil, err
	}
	if len(r.Data) != challengeSize {
		return nil, fmt.Errorf("%w: challenge of %d bytes", ErrChip, len(r.Data))
	}
	rndIC := append([]byte(nil), r.Data...)
	own := make([]byte, challengeSize+keyShareSize) // RND.IFD || K.IFD
	if _, err := io.ReadFull(random, own); err != nil {
		return nil, fmt.Errorf("drawing a challenge: %w", err)
	}
	rndIFD, kIFD := own[:challengeSize], own[challengeSize:]

	token := append(append(append([]byte(nil), rndIFD...), rndIC...), kIFD...)
	sealed, err := keys.Seal(token)
	if err != nil {
		return nil, err
	}
	// Some chips refuse the command without Le.
	r, err = ch.Do(ctx, apdu.Command{INS: 0x82, Data: sealed, Ne: bacCryptogram})
	if err != nil {
		return nil, fmt.Errorf("EXTERNAL AUTHENTICATE: %w", err)
	}
	if r.Status != apdu.OK {
		return nil, refusal("EXTERNAL AUTHENTICATE", r.Status)
	}
	answer, err := keys.Open(r.Data)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrChip, err)
	}
	fresh := subtle.ConstantTimeCompare(answer[:challengeSize], rndIC) == 1 &&
		subtle.ConstantTimeCompare(answer[challengeSize:2*challengeSize], rndIFD) == 1
	if !fresh {
		return nil, fmt.Errorf("%w: answer to another challenge", ErrChip)
	}
	session, err := BACSession(kIFD, answer[2*challengeSize:], rndIC, rndIFD)
	if err != nil {
		return nil, err
	}
	return sm.NewChannel(ch, session), nil
}

// refusal sorts the status with which a chip ends an authentication. 63Cx counts
// the tries left; 63C0 and 6983 mean none.
func refusal(op string, status apdu.Status) error {
	e := &apdu.StatusError{Op: op, Status: status}
	switch {
	case status == apdu.AuthBlocked || status == 0x63C0:
		return fmt.Errorf("%w: %w", ErrBlocked, e)
	case status.SW1() == 0x63, status == apdu.SecurityNotMet, status == apdu.ConditionsNotMet,
		status == apdu.SMObjectsWrong, status == apdu.WrongData, status == apdu.ReferenceNotFound,
		status == apdu.NoDiagnosis:
		return fmt.Errorf("%w: %w", ErrWrongKey, e)
	}
	return e
}
