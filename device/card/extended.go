package card

import (
	"context"

	"carddesk/device/card/apdu"
	"carddesk/device/card/ber"
)

// fileATR is EF.ATR/INFO, in which a chip says how long its APDUs may be
// (ICAO 9303-10 section 3.11.1, ISO/IEC 7816-4 section 12.8).
var fileATR = file{"EF.ATR", 0x2F01, maxSmallFile}

// maxBlock bounds a read with extended length: beyond, each read takes so long
// over the air that neither progress nor cancelling would feel prompt.
const maxBlock = 2048

// negotiate learns how long answers may be: as short as ISO/IEC 7816-4's short
// form, unless the reader passes more on and the chip states its buffer, without
// which extended lengths may not be used (ICAO 9303-10 section 3.6.4.2).
func (r *reading) negotiate(ctx context.Context, reader int) error {
	r.longest = apdu.MaxShortNe
	if reader <= apdu.MaxShortNe {
		return nil
	}
	r.step = string(fileATR.name)
	id := []byte{byte(fileATR.id >> 8), byte(fileATR.id & 0xFF)}
	answer, err := r.plain.Do(ctx, apdu.Command{INS: 0xA4, P1: 0x02, P2: 0x0C, Data: id})
	if err != nil || answer.Status != apdu.OK {
		return err
	}
	answer, err = r.plain.Do(ctx, apdu.Command{INS: 0xB0, Ne: apdu.MaxShortNe})
	if err != nil || !answer.Status.HasData() {
		return err
	}
	const status = 2 // the chip counts the whole response
	if chip := statedResponse(answer.Data) - status; chip > apdu.MaxShortNe {
		r.longest = min(reader, chip)
	}
	return nil
}

// statedResponse finds the extended length information, object 7F66: largest
// command and largest response. 0 when there is none that makes sense.
func statedResponse(info []byte) int {
	for len(info) > 0 {
		object, rest, err := ber.Next(info)
		if err != nil {
			return 0
		}
		if object.Tag == 0x7F66 {
			c := ber.Walk(object, 0x7F66)
			c.Take(ber.TagInteger)
			n, err := c.Take(ber.TagInteger).Small()
			if err != nil || c.Err() != nil || n > apdu.MaxExtendedNe {
				return 0
			}
			return n
		}
		info = rest
	}
	return 0
}
