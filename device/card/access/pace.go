package access

import (
	"context"
	"fmt"
	"io"

	"carddesk/device/card/apdu"
	"carddesk/device/card/sm"
)

// PACEResult is an opened chip.
type PACEResult struct {
	Channel *sm.Channel
	// Mapping is the chip's proof of its static key, nil unless the protocol was
	// chip authentication mapping.
	Mapping *ChipMapping
}

// paceRun is one run of the protocol on the terminal's side.
type paceRun struct {
	ch       apdu.Channel
	params   PACEParameters
	password Password
	random   io.Reader
	mapKey   Element // the chip's mapping key, with generic mapping
}

// PACE opens the chip with the password by the offered parameters (ICAO 9303-11
// section 4.4). No application needs to be selected. A wrong password is
// [ErrWrongKey]; a chip that does not know the password this kind, or not the
// parameters, refuses with a [*apdu.StatusError] at MSE:Set AT.
func PACE(ctx context.Context, ch apdu.Channel, params PACEParameters, password Password, random io.Reader) (PACEResult, error) {
	r := &paceRun{ch: ch, params: params, password: password, random: random}
	if err := r.setTemplate(ctx); err != nil {
		return PACEResult{}, err
	}
	nonce, err := r.nonce(ctx)
	if err != nil {
		return PACEResult{}, err
	}
	base, err := r.mapNonce(ctx, nonce)
	if err != nil {
		return PACEResult{}, err
	}
	return r.agree(ctx, base)
}

// setTemplate names protocol and password. Chips refuse an Le here.
func (r *paceRun) setTemplate(ctx context.Context) error {
	data := apdu.AppendObject(nil, 0x80, r.params.Protocol.Bytes())
	data = apdu.AppendObject(data, 0x83, []byte{byte(r.password.Kind())})
	if r.params.Ambiguous {
		data = apdu.AppendObject(data, 0x84, []byte{byte(r.params.Group.ID())})
	}
	answer, err := r.ch.Do(ctx, apdu.Command{INS: 0x22, P1: 0xC1, P2: 0xA4, Data: data})
	if err != nil {
		return fmt.Errorf("MSE:Set AT: %w", err)
	}
	switch {
	case answer.Status == apdu.AuthBlocked || answer.Status == 0x63C0:
		return refusal("MSE:Set AT", answer.Status)
	case answer.Status.SW1() == 0x63:
		return nil // a warning that counts the tries left
	}
	return answer.Check("MSE:Set AT")
}

// step sends one GENERAL AUTHENTICATE with an object of the dynamic
// authentication data (tag 0: none) and returns the objects of the answer.
func (r *paceRun) step(ctx context.Context, last bool, tag uint32, value []byte) ([]apdu.Object, error) {
	var inner []byte
	if tag != 0 {
		inner = apdu.AppendObject(nil, tag, value)
	}
	return generalAuthenticate(ctx, r.ch, last, inner)
}

// generalAuthenticate exchanges dynamic authentication data, chained unless last.
func generalAuthenticate(ctx context.Context, ch apdu.Channel, last bool, inner []byte) ([]apdu.Object, error) {
	const op = "GENERAL AUTHENTICATE"
	command := apdu.Command{CLA: 0x10, INS: 0x86, Data: apdu.AppendObject(nil, 0x7C, inner), Ne: apdu.MaxShortNe}
	if last {
		command.CLA = 0
	}
	if command.Extended() {
		// Keys among numbers of 2048 bits; their answer is as long.
		command.Ne = apdu.MaxExtendedNe
	}
	answer, err := ch.Do(ctx, command)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", op, err)
	}
	if answer.Status != apdu.OK {
		return nil, refusal(op, answer.Status)
	}
	outer, err := apdu.ParseObjects(answer.Data)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrChip, err)
	}
	if len(outer) != 1 || outer[0].Tag != 0x7C {
		return nil, fmt.Errorf("%w: no dynamic authentication data", ErrChip)
	}
	objects, err := apdu.ParseObjects(outer[0].Value)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrChip, err)
	}
	return objects, nil
}

// want finds an object that the protocol demands.
func want(objects []apdu.Object, tag uint32) ([]byte, error) {
	value, ok := apdu.Find(objects, tag)
	if !ok {
		return nil, fmt.Errorf("%w: no object %X", ErrChip, tag)
	}
	return value, nil
}

// nonce fetches and decrypts the chip's nonce. With a wrong password it is just
// another nonce; the token will tell.
func (r *paceRun) nonce(ctx context.Context) ([]byte, error) {
	objects, err := r.step(ctx, false, 0, nil)
	if err != nil {
		return nil, err
	}
	encrypted, err := want(objects, 0x80)
	if err != nil {
		return nil, err
	}
	return CryptNonce(r.params.Suite, r.password, encrypted, false)
}

// mapNonce agrees on the new base element.
func (r *paceRun) mapNonce(ctx context.Context, nonce []byte) (Element, error) {
	g := r.params.Group
	if r.params.Mapping.Integrated() {
		t := make([]byte, r.params.Suite.KeySize())
		if _, err := io.ReadFull(r.random, t); err != nil {
			return Element{}, fmt.Errorf("drawing a nonce: %w", err)
		}
		// The answer holds an empty object 82, or nothing: neither matters.
		if _, err := r.step(ctx, false, 0x81, t); err != nil {
			return Element{}, err
		}
		return MapIntegrated(g, r.params.Suite, nonce, t)
	}
	private, public, err := ephemeral(g, g.Base(), r.random)
	if err != nil {
		return Element{}, err
	}
	objects, err := r.step(ctx, false, 0x81, g.Encode(public))
	if err != nil {
		return Element{}, err
	}
	if r.mapKey, err = r.peer(objects, 0x82, public); err != nil {
		return Element{}, err
	}
	return MapGeneric(g, nonce, g.Power(r.mapKey, private))
}

// peer reads the chip's public key.
func (r *paceRun) peer(objects []apdu.Object, tag uint32, own Element) (Element, error) {
	data, err := want(objects, tag)
	if err != nil {
		return Element{}, err
	}
	return decodePeer(r.params.Group, data, own)
}

// agree makes the keys over the new base element and checks that the chip has the
// same.
func (r *paceRun) agree(ctx context.Context, base Element) (PACEResult, error) {
	g := r.params.Group
	private, public, err := ephemeral(g, base, r.random)
	if err != nil {
		return PACEResult{}, err
	}
	objects, err := r.step(ctx, false, 0x83, g.Encode(public))
	if err != nil {
		return PACEResult{}, err
	}
	chip, err := r.peer(objects, 0x84, public)
	if err != nil {
		return PACEResult{}, err
	}
	shared := g.Power(chip, private)
	if g.Neutral(shared) {
		return PACEResult{}, fmt.Errorf("%w: agreed on the neutral element", ErrChip)
	}
	return r.authenticate(ctx, NewPACEKeys(r.params.Suite, g.Secret(shared)), public, chip)
}

// authenticate exchanges the tokens. The last answer may carry names of
// certification authorities besides; they are for terminals of borders.
func (r *paceRun) authenticate(ctx context.Context, keys PACEKeys, own, chip Element) (PACEResult, error) {
	g := r.params.Group
	token, err := keys.Token(r.params.Protocol, g, chip)
	if err != nil {
		return PACEResult{}, err
	}
	objects, err := r.step(ctx, true, 0x85, token)
	if err != nil {
		return PACEResult{}, err
	}
	answer, err := want(objects, 0x86)
	if err != nil {
		return PACEResult{}, err
	}
	expected, err := keys.Token(r.params.Protocol, g, own)
	if err != nil {
		return PACEResult{}, err
	}
	if !equalTokens(answer, expected) {
		return PACEResult{}, fmt.Errorf("%w: wrong token", ErrChip)
	}
	var result PACEResult
	if r.params.Mapping == ChipECDH {
		data, err := want(objects, 0x8A)
		if err != nil {
			return PACEResult{}, err
		}
		if result.Mapping, err = keys.openChipData(g, r.mapKey, data); err != nil {
			return PACEResult{}, err
		}
	}
	session, err := keys.Session()
	if err != nil {
		return PACEResult{}, err
	}
	result.Channel = sm.NewChannel(r.ch, session)
	return result, nil
}
