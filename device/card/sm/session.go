// Package sm is secure messaging: command and response APDUs encrypted and
// authenticated with session keys (ICAO 9303-11 section 9.8, after
// ISO/IEC 7816-4 section 10).
//
// [Session] is the cryptography of both ends, [Channel] the terminal's use of it
// on a chip that may be broken or hostile. What a chip sends unprotected is
// never taken for an answer.
package sm

import (
	"crypto/cipher"
	"crypto/subtle"
	"errors"
	"fmt"

	"carddesk/device/card/apdu"
)

// Errors of a protected exchange.
var (
	// ErrFormat marks protected bytes that do not have the form of section 9.8.
	ErrFormat = errors.New("malformed secure messaging")
	// ErrMAC marks bytes that the other end did not authenticate.
	ErrMAC = errors.New("wrong MAC")
	// ErrUnprotected marks an answer without protection.
	ErrUnprotected = errors.New("answer without secure messaging")
)

// Tags of the secure messaging data objects.
const (
	tagCryptogram      = 0x87 // padding indicator 01 and cryptogram
	tagCryptogramOdd   = 0x85 // cryptogram alone, for odd instructions
	tagExpected        = 0x97 // Le
	tagStatus          = 0x99
	tagMAC             = 0x8E
	paddingIndicator   = 0x01
	secureMessagingCLA = 0x0C
)

// Session holds the keys and the send sequence counter of one run of secure
// messaging. Each protected message, in either direction, has its own counter
// value, so the two ends must process all of them in order.
type Session struct {
	suite  Suite
	block  cipher.Block
	keyMAC []byte
	ssc    []byte
}

// New makes a session. ssc is the counter to begin with, of
// [Suite.BlockSize] bytes; nil is zero, as after PACE and chip authentication.
func New(suite Suite, keyEnc, keyMAC, ssc []byte) (*Session, error) {
	block, err := suite.Cipher(keyEnc)
	if err != nil {
		return nil, fmt.Errorf("encryption: %w", err)
	}
	if _, err := suite.Cipher(keyMAC); err != nil {
		return nil, fmt.Errorf("authentication: %w", err)
	}
	if ssc == nil {
		ssc = make([]byte, suite.BlockSize())
	}
	if len(ssc) != suite.BlockSize() {
		return nil, fmt.Errorf("%s counter of %d bytes", suite, len(ssc))
	}
	return &Session{
		suite:  suite,
		block:  block,
		keyMAC: append([]byte(nil), keyMAC...),
		ssc:    append([]byte(nil), ssc...),
	}, nil
}

// Suite is the session's pair of algorithms.
func (s *Session) Suite() Suite { return s.suite }

// MaxData is how much plain data fits a protected response of total bytes,
// status word not counted: objects 87, 99 and 8E around padded blocks. 0 when
// nothing fits.
func (s *Session) MaxData(total int) int {
	const status, mac, indicator = 4, 2 + MACSize, 1
	room := total - status - mac - indicator
	switch {
	case room-2 < 0x80:
		room -= 2
	case room-3 < 0x100:
		room -= 3
	default:
		room -= 4
	}
	return max(0, room/s.suite.BlockSize()*s.suite.BlockSize()-1)
}

// Protect turns the terminal's plain command into the protected one.
func (s *Session) Protect(c apdu.Command) (apdu.Command, error) {
	s.advance()
	var objects []byte
	if len(c.Data) > 0 {
		objects = s.appendCryptogram(objects, c.INS, c.Data)
	}
	if c.Ne > 0 {
		le := []byte{byte(c.Ne)}
		if c.Ne > apdu.MaxShortNe {
			le = []byte{byte(c.Ne >> 8), byte(c.Ne)}
		}
		objects = apdu.AppendObject(objects, tagExpected, le)
	}
	p := apdu.Command{CLA: c.CLA | secureMessagingCLA, INS: c.INS, P1: c.P1, P2: c.P2}
	mac, err := s.mac(commandInput(p, objects, s.suite.BlockSize()))
	if err != nil {
		return apdu.Command{}, err
	}
	p.Data = apdu.AppendObject(objects, tagMAC, mac)
	p.Ne = apdu.MaxShortNe
	if c.Extended() || len(p.Data) > 255 {
		p.Ne = apdu.MaxExtendedNe
	}
	return p, nil
}

// Unprotect verifies and decrypts the chip's protected response. The status is
// the authenticated one of object 99; the unprotected status behind it is not
// looked at, since anybody could have written it.
func (s *Session) Unprotect(r apdu.Response) (apdu.Response, error) {
	s.advance()
	objects, authenticated, mac, err := split(r.Data)
	if err != nil {
		return apdu.Response{}, err
	}
	if err := s.verify(Pad(authenticated, s.suite.BlockSize()), mac); err != nil {
		return apdu.Response{}, err
	}
	var plain apdu.Response
	hasStatus, hasData := false, false
	for _, o := range objects {
		switch {
		case o.Tag == tagStatus && len(o.Value) == 2 && !hasStatus:
			hasStatus = true
			plain.Status = apdu.Status(o.Value[0])<<8 | apdu.Status(o.Value[1])
		case (o.Tag == tagCryptogram || o.Tag == tagCryptogramOdd) && !hasData:
			hasData = true
			if plain.Data, err = s.decrypt(o); err != nil {
				return apdu.Response{}, err
			}
		default:
			return apdu.Response{}, fmt.Errorf("%w: object %X", ErrFormat, o.Tag)
		}
	}
	if !hasStatus {
		return apdu.Response{}, fmt.Errorf("%w: no status object", ErrFormat)
	}
	return plain, nil
}

// split separates the objects of a protected body from the MAC, which is the
// last, and gives the bytes that the MAC covers.
func split(data []byte) (objects []apdu.Object, authenticated, mac []byte, err error) {
	objects, err = apdu.ParseObjects(data)
	if err != nil {
		return nil, nil, nil, fmt.Errorf("%w: %w", ErrUnprotected, err)
	}
	if len(objects) == 0 {
		return nil, nil, nil, ErrUnprotected
	}
	last := objects[len(objects)-1]
	if last.Tag != tagMAC || len(last.Value) != MACSize {
		return nil, nil, nil, fmt.Errorf("%w: no MAC at the end", ErrUnprotected)
	}
	return objects[:len(objects)-1], data[:len(data)-len(last.Raw)], last.Value, nil
}

// advance adds one to the counter, which wraps only after 2⁶⁴ messages.
func (s *Session) advance() {
	for i := len(s.ssc) - 1; i >= 0; i-- {
		s.ssc[i]++
		if s.ssc[i] != 0 {
			return
		}
	}
}

// iv is the initialisation vector of the current message: zero for 3DES, the
// encrypted counter for AES (sections 9.8.6.1, 9.8.7.1).
func (s *Session) iv() []byte {
	iv := make([]byte, s.suite.BlockSize())
	if s.suite != TripleDES {
		s.block.Encrypt(iv, s.ssc)
	}
	return iv
}

// appendCryptogram adds the encrypted data in the object that the instruction
// asks for.
func (s *Session) appendCryptogram(out []byte, ins byte, data []byte) []byte {
	padded := Pad(data, s.suite.BlockSize())
	cipher.NewCBCEncrypter(s.block, s.iv()).CryptBlocks(padded, padded)
	if ins&1 == 1 {
		return apdu.AppendObject(out, tagCryptogramOdd, padded)
	}
	return apdu.AppendObject(out, tagCryptogram, append([]byte{paddingIndicator}, padded...))
}

// decrypt opens a cryptogram object.
func (s *Session) decrypt(o apdu.Object) ([]byte, error) {
	data := o.Value
	if o.Tag == tagCryptogram {
		if len(data) == 0 || data[0] != paddingIndicator {
			return nil, fmt.Errorf("%w: padding indicator", ErrFormat)
		}
		data = data[1:]
	}
	if len(data) == 0 || len(data)%s.suite.BlockSize() != 0 {
		return nil, fmt.Errorf("%w: cryptogram of %d bytes", ErrFormat, len(data))
	}
	plain := make([]byte, len(data))
	cipher.NewCBCDecrypter(s.block, s.iv()).CryptBlocks(plain, data)
	return Unpad(plain)
}

// commandInput is what a command's MAC covers: the padded header, and the
// padded objects if there are any.
func commandInput(c apdu.Command, objects []byte, size int) []byte {
	input := Pad([]byte{c.CLA, c.INS, c.P1, c.P2}, size)
	if len(objects) > 0 {
		input = append(input, Pad(objects, size)...)
	}
	return input
}

// mac authenticates the counter and the padded input.
func (s *Session) mac(input []byte) ([]byte, error) {
	return s.suite.MAC(s.keyMAC, append(append([]byte(nil), s.ssc...), input...))
}

// verify compares in constant time.
func (s *Session) verify(input, mac []byte) error {
	want, err := s.mac(input)
	if err != nil {
		return err
	}
	if subtle.ConstantTimeCompare(want, mac) != 1 {
		return ErrMAC
	}
	return nil
}
