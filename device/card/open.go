package card

import (
	"context"
	"errors"
	"fmt"

	"carddesk/device/card/access"
	"carddesk/device/card/apdu"
	"carddesk/device/card/sm"
)

// attempt is one way to try to open the chip.
type attempt struct {
	name string // as a reading reports it: "PACE-CAN", "PACE-MRZ", "BAC"
	open opener
}

// open opens the chip by the first means that the dossier's keys and the chip
// allow: PACE with the card access number, which Vietnamese cards want, PACE with
// the MRZ, then BAC. A refusal leads to the next; a chip that breaks a protocol
// does not, since that may be somebody who wants the weaker one.
func (r *reading) open(ctx context.Context) error {
	offers, err := r.readOffers(ctx)
	if err != nil {
		return err
	}
	attempts, err := r.attempts(offers)
	if err != nil {
		return err
	}
	var last error
	for _, a := range attempts {
		ch, err := a.open(ctx)
		if err == nil {
			r.opener = a.open
			r.evidence.Access = a.name
			r.use(ch)
			return nil
		}
		if !tryNext(err) {
			return err
		}
		last = err
	}
	return last
}

// tryNext reports whether the error is a refusal after which another key or
// protocol may still open the chip.
func tryNext(err error) bool {
	var status *apdu.StatusError
	return errors.Is(err, access.ErrWrongKey) || errors.As(err, &status)
}

// readOffers reads EF.CardAccess, which needs no key. Chips without it, and chips
// that do not let it be found, have no offers: that is no error. Some refuse to
// select the master file, but find the file all the same.
func (r *reading) readOffers(ctx context.Context) ([]access.PACEParameters, error) {
	r.step = string(fileCardAccess.name)
	reader := &fileReader{ch: r.plain, block: plainBlock}
	raw, err := reader.read(ctx, fileCardAccess)
	if absent(err) {
		master := apdu.Command{INS: 0xA4, P2: 0x0C, Data: []byte{0x3F, 0x00}}
		if _, err := r.plain.Do(ctx, master); err != nil {
			return nil, err
		}
		raw, err = reader.read(ctx, fileCardAccess)
	}
	switch {
	case absent(err), errors.Is(err, apdu.ErrTLV), errors.Is(err, errContent), errors.Is(err, errTooLarge):
		return nil, nil
	case err != nil:
		return nil, err
	}
	r.evidence.Files[fileCardAccess.name] = raw
	offers, err := access.ParseCardAccess(raw)
	if err != nil {
		// Nothing here is signed; an unusable offer is as good as none.
		return nil, nil
	}
	return offers, nil
}

// absent reports refusals that mean "no such file for you".
func absent(err error) bool {
	var status *apdu.StatusError
	return errors.Is(err, errNoFile) || errors.Is(err, errForbidden) || errors.As(err, &status)
}

// attempts lists what to try. Cards that do not expire carry a filler or a far
// date in the MRZ, so there may be several candidates for the expiry.
func (r *reading) attempts(offers []access.PACEParameters) ([]attempt, error) {
	var mrz []access.Password
	for _, expiry := range r.keys.Expiries {
		password, err := access.MRZPassword(r.keys.DocumentNumber, r.keys.Birth, expiry)
		if err != nil {
			return nil, err
		}
		mrz = append(mrz, password)
	}
	var list []attempt
	if len(offers) > 0 {
		offer := offers[0]
		if can, err := access.CANPassword(r.keys.CAN); err == nil {
			list = append(list, attempt{"PACE-CAN", r.byPACE(offer, can)})
		}
		for _, password := range mrz {
			list = append(list, attempt{"PACE-MRZ", r.byPACE(offer, password)})
		}
	}
	for _, password := range mrz {
		list = append(list, attempt{"BAC", r.byBAC(password)})
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("%w: neither MRZ fields nor CAN", access.ErrPassword)
	}
	return list, nil
}

// byPACE opens by PACE and selects the application under protection.
func (r *reading) byPACE(offer access.PACEParameters, password access.Password) opener {
	return func(ctx context.Context) (*sm.Channel, error) {
		r.step = "pace"
		result, err := access.PACE(ctx, r.plain, offer, password, r.random)
		if err != nil {
			return nil, err
		}
		if err := r.selectApplication(ctx, result.Channel); err != nil {
			return nil, err
		}
		r.mapping = result.Mapping
		return result.Channel, nil
	}
}

// byBAC selects the application and opens by BAC. After a failed attempt chips
// want the application selected again.
func (r *reading) byBAC(password access.Password) opener {
	return func(ctx context.Context) (*sm.Channel, error) {
		if err := r.selectApplication(ctx, r.plain); err != nil {
			return nil, err
		}
		r.step = "bac"
		return access.BAC(ctx, r.plain, password, r.random)
	}
}
