package card

import (
	"context"
	"errors"
	"fmt"
	"io"

	"carddesk/app/port"
	"carddesk/device/card/access"
	"carddesk/device/card/apdu"
	"carddesk/device/card/lds"
	"carddesk/device/card/proof"
	"carddesk/device/card/sm"
)

// challenge lets the chip prove its keys, after all files are safe: some chips
// end the session over it. Only the loss of the card is an error here; a chip
// that does not prove its key is evidence.
func (r *reading) challenge(ctx context.Context) error {
	if err := r.challengeActive(ctx); err != nil {
		return err
	}
	return r.challengeChip(ctx)
}

// challengeActive asks for active authentication where DG15 has its key.
func (r *reading) challengeActive(ctx context.Context) error {
	if _, ok := r.evidence.Files[lds.Group(15)]; !ok {
		return nil
	}
	r.step = "active"
	challenge := make([]byte, 8)
	if _, err := io.ReadFull(r.random, challenge); err != nil {
		return fmt.Errorf("drawing a challenge: %w", err)
	}
	signature, err := access.ActiveAuthentication(ctx, r.ch, challenge)
	if lost(err) {
		return err
	}
	r.evidence.Active = proof.ActiveAnswer{Asked: true, Challenge: challenge, Response: signature}
	var naked *sm.NakedError
	if errors.As(err, &naked) || sessionBroken(err) {
		return r.reopen(ctx)
	}
	return nil
}

// challengeChip agrees on keys with the static key of DG14, unless PACE has
// already shown that the chip holds it.
func (r *reading) challengeChip(ctx context.Context) error {
	security, err := lds.ParseSecurity(r.evidence.Files[lds.Group(14)])
	if err != nil {
		return nil // no DG14, or one that the judge will speak about
	}
	if r.mapping != nil {
		for _, key := range security.ChipKeys {
			if ec := key.Key.EC; ec != nil && r.mapping.Proves(ec.Curve, ec.Point) {
				r.evidence.Chip = proof.ChipAttempt{Tried: true, Held: true}
				return nil
			}
		}
	}
	choice, ok := proof.ChooseChip(security)
	if !ok {
		return nil
	}
	r.step = "chip"
	held, err := r.agreeWithChip(ctx, choice)
	if lost(err) {
		return err
	}
	r.evidence.Chip = proof.ChipAttempt{Tried: true, Held: held && err == nil}
	return nil
}

// agreeWithChip restarts secure messaging with the chip's static key and makes
// the chip answer once under it.
func (r *reading) agreeWithChip(ctx context.Context, choice proof.ChipChoice) (held bool, err error) {
	key := access.ChipKey{
		Protocol: choice.Protocol,
		Suite:    suiteOf(choice.Cipher),
		Curve:    choice.Key.Key.EC.Curve,
		Public:   choice.Key.Key.EC.Point,
		KeyID:    choice.Key.KeyID,
	}
	fresh, err := access.ChipAuthentication(ctx, r.ch, key, r.random)
	if err != nil {
		return false, err
	}
	probe := apdu.Command{INS: 0xA4, P1: 0x02, P2: 0x0C, Data: []byte{byte(fileSOD.id >> 8), byte(fileSOD.id & 0xFF)}}
	if _, err := fresh.Do(ctx, probe); err != nil {
		return false, err
	}
	r.use(fresh)
	return true, nil
}

// suiteOf translates the cipher of a choice.
func suiteOf(c proof.Cipher) sm.Suite {
	switch {
	case !c.AES:
		return sm.TripleDES
	case c.Bits == 256:
		return sm.AES256
	case c.Bits == 192:
		return sm.AES192
	}
	return sm.AES128
}

// lost reports errors of the way to the chip, as opposed to the chip's answers.
func lost(err error) bool {
	var fault *port.CardError
	return errors.As(err, &fault) || errors.Is(err, errReset) ||
		errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

// sessionBroken reports errors after which secure messaging needs new keys.
func sessionBroken(err error) bool {
	return errors.Is(err, sm.ErrMAC) || errors.Is(err, sm.ErrUnprotected) ||
		errors.Is(err, sm.ErrFormat) || errors.Is(err, sm.ErrClosed)
}
