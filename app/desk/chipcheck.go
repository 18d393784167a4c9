package desk

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/port"
	"carddesk/app/store"
)

// ChipCheck is a chip beside its dossier.
type ChipCheck struct {
	Card     store.Card
	Reading  port.CardReading
	Fields   []ComparedField
	Portrait []byte // of the chip, JPEG for the screen; nil when it cannot be shown
	Matched  bool   // no value differs and every needed proof passed
}

// Differing names the fields that differ, without their values.
func (c ChipCheck) Differing() []string {
	names := []string{}
	for _, field := range c.Fields {
		if field.Agreement == Differs {
			names = append(names, field.Field)
		}
	}
	return names
}

// WithQR adds what the QR code printed on the card says, in place of an earlier
// scan.
func (c ChipCheck) WithQR(id dossier.Identity, qr person.CardQR) ChipCheck {
	return c.with(CompareQR(id, c.Reading.Chip, qr))
}

// with puts one line in place of an earlier one of its field.
func (c ChipCheck) with(row ComparedField) ChipCheck {
	fields := make([]ComparedField, 0, len(c.Fields)+1)
	for _, field := range c.Fields {
		if field.Field != row.Field {
			fields = append(fields, field)
		}
	}
	c.Fields = append(fields, row)
	c.Matched = c.Reading.Passed() && Matched(c.Fields)
	return c
}

// Reasons for which a card is reported faulty, as the registry learns them.
const (
	FaultChipMismatch = "chip-mismatch" // the chip says other things than the dossier
	FaultChipProof    = "chip-proof"    // the chip does not prove what it says: changed or copied
	FaultChipDead     = "chip-dead"     // the chip cannot be read
	FaultPrint        = "print-defect"  // printed faintly or wrongly, or the QR code says other things
	FaultData         = "data-wrong"    // what was ordered is wrong
	FaultDamaged      = "damaged"       // bent or broken
)

// deskReasons are reasons of a failed proof that lie with the desk rather than
// with the card: issuers that it does not know yet, a clock that is wrong.
var deskReasons = []string{"unknown-issuer", "no-signer", "signer-expired", "signer-not-yet", "issuer-expired", "issuer-not-yet"}

// FaultReason is the reason under which a card with this check is to be reported
// faulty; "" when it matched, when the desk itself may be what is wrong, or when
// only the finger of who fetches it is.
func (c ChipCheck) FaultReason() string {
	if c.Matched {
		return ""
	}
	desk := false
	for _, proof := range c.Reading.Proofs {
		if proof.Verdict != port.ProofFailed {
			continue
		}
		if !startsWithAny(proof.Reason, deskReasons) {
			return FaultChipProof
		}
		desk = true
	}
	all := c.Differing()
	ofCard := slices.DeleteFunc(slices.Clone(all), func(field string) bool { return field == FieldFinger })
	switch {
	case len(ofCard) == 1 && ofCard[0] == FieldQR:
		return FaultPrint
	case len(ofCard) > 0 || len(all) == 0 && !desk:
		return FaultChipMismatch
	}
	return ""
}

func startsWithAny(reason string, codes []string) bool {
	code, _, _ := strings.Cut(reason, ":")
	for _, known := range codes {
		if code == known {
			return true
		}
	}
	return false
}

// ReadyCard is the card of a dossier that lies on the shelf.
func ReadyCard(opened Opened) (store.Card, bool) {
	for _, card := range opened.Cards {
		switch card.State {
		case dossier.CardArrived, dossier.CardOut, dossier.CardInPost:
			return card, true
		}
	}
	return store.Card{}, false
}

// Readers lists the card readers now.
func (d *Desk) Readers(ctx context.Context) ([]port.Reader, error) { return d.Cards.Readers(ctx) }

// CheckChip reads the chip of the card that waits and compares it with the
// dossier. Errors of the reader are *[port.CardError]. Progress may be told from
// two goroutines: the portrait, made fit for the screen, comes as soon as it is.
func (d *Desk) CheckChip(ctx context.Context, opened Opened, reader string, progress func(port.CardProgress)) (ChipCheck, error) {
	card, ok := ReadyCard(opened)
	if !ok {
		return ChipCheck{}, ErrNoCard
	}
	return d.checkCard(ctx, opened, card, reader, progress)
}

func (d *Desk) checkCard(ctx context.Context, opened Opened, card store.Card, reader string, progress func(port.CardProgress)) (ChipCheck, error) {
	actor, err := d.actor()
	if err != nil {
		return ChipCheck{}, err
	}
	keys, err := chipKeys(opened.Identity, card)
	if err != nil {
		return ChipCheck{}, err
	}
	reading, portrait, err := d.readChip(ctx, reader, keys, progress)
	if err != nil {
		return ChipCheck{}, err
	}
	check := ChipCheck{Card: card, Reading: reading, Portrait: portrait, Fields: CompareChip(opened.Identity, card.Detail, reading.Chip)}
	check.Matched = reading.Passed() && Matched(check.Fields)
	err = d.noteChip(ctx, actor, "check-card-", opened.ID, map[string]any{
		"card": card.Serial, "matched": check.Matched, "differs": check.Differing(), "proofs": reading.Proofs,
	})
	if err != nil {
		return ChipCheck{}, err
	}
	return check, nil
}

// readChip reads a chip, and its portrait made fit for the screen.
func (d *Desk) readChip(ctx context.Context, reader string, keys port.CardKeys, progress func(port.CardProgress)) (port.CardReading, []byte, error) {
	early := earlyPortrait{desk: d, progress: progress}
	reading, err := d.Cards.ReadCard(ctx, reader, keys, func(p port.CardProgress) { early.tell(ctx, p) })
	early.wait.Wait()
	if err != nil {
		d.noteFault(ctx, deviceReader, err)
		return reading, nil, err
	}
	return reading, early.of(ctx, reading.Chip.Portrait), nil
}

// noteChip puts a reading of a chip into the log.
func (d *Desk) noteChip(ctx context.Context, actor dossier.Actor, prefix string, id dossier.ID, payload map[string]any) error {
	command, err := d.randomID()
	if err != nil {
		return err
	}
	_, err = d.Store.Apply(ctx, store.Change{
		ID: prefix + command, Actor: actor, Command: dossier.CheckCard, Dossier: id, Payload: payload,
	})
	if err != nil {
		return fmt.Errorf("noting a chip check: %w", err)
	}
	return nil
}

// earlyPortrait makes the portrait fit for the screen while the reading goes on,
// so that the clerk sees it before the proofs end. It is used by one reading.
type earlyPortrait struct {
	desk     *Desk
	progress func(port.CardProgress)

	wait       sync.WaitGroup
	raw, shown []byte // read only after wait
}

// tell passes progress on, without the raw picture.
func (e *earlyPortrait) tell(ctx context.Context, p port.CardProgress) {
	raw := p.Portrait
	p.Portrait = nil
	if e.progress != nil {
		e.progress(p)
	}
	if len(raw) == 0 || e.raw != nil {
		return
	}
	e.raw = bytes.Clone(raw)
	e.wait.Go(func() {
		e.shown = e.make(ctx, e.raw)
		if e.progress != nil && e.shown != nil {
			e.progress(port.CardProgress{File: p.File, Done: p.Done, Total: p.Total, Portrait: e.shown})
		}
	})
}

// of is the picture for the screen of a portrait.
func (e *earlyPortrait) of(ctx context.Context, raw []byte) []byte {
	switch {
	case len(raw) == 0:
		return nil
	case bytes.Equal(raw, e.raw):
		return e.shown
	}
	return e.make(ctx, raw)
}

// make renders a portrait. One that cannot be shown is no failed proof (card
// facts, row 16).
func (e *earlyPortrait) make(ctx context.Context, raw []byte) []byte {
	shown, err := e.desk.thumbnail(ctx, raw)
	if err != nil {
		e.desk.Log.Warn("chip portrait cannot be shown", "error", err)
		return nil
	}
	return shown
}

// chipKeys are what opens the chip of a card: from the dossier and what the
// registry said of the card, never from the chip itself. A card without expiry
// has no known value in its zone: candidates are tried (ICAO 9303-11, 4.3).
func chipKeys(id dossier.Identity, card store.Card) (port.CardKeys, error) {
	keys, _, err := holderKeys(id)
	if err != nil {
		return port.CardKeys{}, err
	}
	if card.Detail.Document != "" {
		keys.DocumentNumber = card.Detail.Document
	}
	if expires, err := person.ParseCivilDate(card.Detail.Expires); err == nil && expires.Full() {
		keys.Expiries = []string{expires.MRZ()}
	} else {
		keys.Expiries = slices.Clone(noExpiry)
	}
	return keys, nil
}

// noExpiry are the candidates of a card that does not expire.
var noExpiry = []string{"991231", "000000"}

// holderKeys are the keys that do not depend on the card, and the birth.
func holderKeys(id dossier.Identity) (port.CardKeys, person.CivilDate, error) {
	number, err := person.ParsePersonalNumber(id.PersonalNumber)
	if err != nil {
		return port.CardKeys{}, person.CivilDate{}, err
	}
	birth, err := person.ParseCivilDate(id.Birth)
	if err != nil {
		return port.CardKeys{}, person.CivilDate{}, err
	}
	return port.CardKeys{DocumentNumber: number.Last9(), Birth: birth.MRZ(), CAN: number.CAN()}, birth, nil
}
