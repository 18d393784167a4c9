package access

import (
	"context"
	"errors"
	"fmt"
	"io"

	"carddesk/device/card/apdu"
	"carddesk/device/card/ber"
	"carddesk/device/card/curve"
	"carddesk/device/card/sm"
)

// ErrRefused says that the chip does not carry out a proof that its files
// promise.
var ErrRefused = errors.New("chip refuses the proof")

// ChipKey is the static key for chip authentication as DG14 offers it.
type ChipKey struct {
	Protocol ber.OID // id-CA-ECDH-…, as MSE:Set AT names it
	Suite    sm.Suite
	Curve    *curve.Curve
	Public   curve.Point
	KeyID    int // negative when DG14 names none
}

// ChipAuthentication agrees on new session keys with the chip's static key (ICAO
// 9303-11 section 6.2) and returns the channel that uses them. That the chip holds
// the key is proven by the first properly protected answer over that channel. On
// [ErrRefused] the old channel goes on. Keys on curves only; docs/decisions/004
// says why.
func ChipAuthentication(ctx context.Context, ch *sm.Channel, key ChipKey, random io.Reader) (*sm.Channel, error) {
	private, err := key.Curve.Scalar(random)
	if err != nil {
		return nil, err
	}
	share := key.Curve.Marshal(key.Curve.MulBase(private))
	if key.Suite == sm.TripleDES {
		err = setKeyAgreement(ctx, ch, key, share)
	} else {
		err = chipAuthenticate(ctx, ch, key, share)
	}
	if err != nil {
		return nil, err
	}
	session, err := ChipSession(key.Suite, key.Curve, key.Curve.Mul(private, key.Public))
	if err != nil {
		return nil, err
	}
	return sm.NewChannel(ch.Under(), session), nil
}

// ChipSession is the session that chip authentication restarts secure messaging
// with, from the point on which both ends agreed; its counter begins at zero.
func ChipSession(suite sm.Suite, c *curve.Curve, shared curve.Point) (*sm.Session, error) {
	if shared.Infinity() {
		return nil, fmt.Errorf("%w: agreed on infinity", ErrChip)
	}
	return newSession(suite, c.X(shared), nil)
}

// setKeyAgreement sends the share by MSE:Set KAT (section 6.2.4.1, 3DES only).
func setKeyAgreement(ctx context.Context, ch *sm.Channel, key ChipKey, share []byte) error {
	data := apdu.AppendObject(nil, 0x91, share)
	answer, err := ch.Do(ctx, apdu.Command{INS: 0x22, P1: 0x41, P2: 0xA6, Data: appendKeyID(data, key)})
	if err != nil {
		return fmt.Errorf("MSE:Set KAT: %w", err)
	}
	return refused(answer.Check("MSE:Set KAT"))
}

// chipAuthenticate sends the share by MSE:Set AT and GENERAL AUTHENTICATE
// (section 6.2.4.2).
func chipAuthenticate(ctx context.Context, ch *sm.Channel, key ChipKey, share []byte) error {
	data := apdu.AppendObject(nil, 0x80, key.Protocol.Bytes())
	answer, err := ch.Do(ctx, apdu.Command{INS: 0x22, P1: 0x41, P2: 0xA4, Data: appendKeyID(data, key)})
	if err != nil {
		return fmt.Errorf("MSE:Set AT: %w", err)
	}
	if err := refused(answer.Check("MSE:Set AT")); err != nil {
		return err
	}
	_, err = generalAuthenticate(ctx, ch, true, apdu.AppendObject(nil, 0x80, share))
	var status *apdu.StatusError
	if errors.As(err, &status) {
		return refused(err)
	}
	return err
}

// appendKeyID names the key where DG14 does.
func appendKeyID(data []byte, key ChipKey) []byte {
	if key.KeyID < 0 {
		return data
	}
	id := []byte{byte(key.KeyID)}
	for n := key.KeyID >> 8; n > 0; n >>= 8 {
		id = append([]byte{byte(n)}, id...)
	}
	return apdu.AppendObject(data, 0x84, id)
}

func refused(err error) error {
	if err != nil {
		return fmt.Errorf("%w: %w", ErrRefused, err)
	}
	return nil
}

// ActiveAuthentication sends the challenge of eight bytes and returns the chip's
// signature, unverified (ICAO 9303-11 section 6.1). [ErrRefused] means that the
// chip does not do it. A signature longer than a short answer comes in parts, or
// needs an extended length, which is only then asked for.
func ActiveAuthentication(ctx context.Context, ch apdu.Channel, challenge []byte) ([]byte, error) {
	const op = "INTERNAL AUTHENTICATE"
	command := apdu.Command{INS: 0x88, Data: challenge, Ne: apdu.MaxShortNe}
	answer, err := ch.Do(ctx, command)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", op, err)
	}
	if answer.Status == apdu.WrongLength || answer.Status.SW1() == 0x6C {
		command.Ne = apdu.MaxExtendedNe
		if answer, err = ch.Do(ctx, command); err != nil {
			return nil, fmt.Errorf("%s: %w", op, err)
		}
	}
	signature := append([]byte(nil), answer.Data...)
	// Under secure messaging the chip may announce the rest inside the protection.
	for parts := 0; answer.Status.SW1() == 0x61 && parts < 8; parts++ {
		answer, err = ch.Do(ctx, apdu.Command{INS: 0xC0, Ne: apdu.ShortNe(answer.Status.SW2())})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", op, err)
		}
		signature = append(signature, answer.Data...)
	}
	if answer.Status != apdu.OK {
		return nil, refused(&apdu.StatusError{Op: op, Status: answer.Status})
	}
	if len(signature) == 0 {
		return nil, fmt.Errorf("%w: empty signature", ErrChip)
	}
	return signature, nil
}
