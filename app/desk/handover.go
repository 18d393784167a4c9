package desk

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/port"
	"carddesk/app/report"
	"carddesk/app/store"
)

// Box is a box of cards on its way or on the shelf.
type Box struct {
	ID    string
	Cards []store.Card
}

// Boxes lists the boxes that are on their way to this office.
func (d *Desk) Boxes(ctx context.Context) ([]Box, error) {
	cards, err := d.Store.Cards(ctx, store.CardFilter{States: []dossier.CardState{dossier.CardShipped}})
	if err != nil {
		return nil, fmt.Errorf("listing boxes: %w", err)
	}
	var boxes []Box
	at := map[string]int{}
	for _, card := range cards {
		i, ok := at[card.Box]
		if !ok {
			i = len(boxes)
			at[card.Box] = i
			boxes = append(boxes, Box{ID: card.Box})
		}
		boxes[i].Cards = append(boxes[i].Cards, card)
	}
	return boxes, nil
}

// ReceiveBox records that a box arrived whole and puts its cards on a shelf.
func (d *Desk) ReceiveBox(ctx context.Context, box Box, shelf string) error {
	actor, err := d.actor()
	if err != nil {
		return err
	}
	for _, card := range box.Cards {
		_, err := d.Store.Apply(ctx, store.Change{
			ID: "receive-" + card.Serial, Actor: actor, Command: dossier.ReceiveCard, Dossier: card.Dossier,
			Card: &store.CardChange{Serial: card.Serial, Shelf: shelf},
		})
		if err != nil {
			return fmt.Errorf("receiving a box: %w", err)
		}
	}
	return nil
}

// Search finds dossiers by anything that a citizen brings: the slip's QR or
// number, the personal number, an old number, a phone number, words of the name.
func (d *Desk) Search(ctx context.Context, text string) ([]Row, error) {
	text = strings.TrimSpace(text)
	if qr, err := person.ParseCardQR(text); err == nil {
		text = string(qr.Number)
	}
	if receipt, err := person.ParseReceiptNumber(text); err == nil {
		text = receipt.String()
	}
	hits, err := d.Store.Search(ctx, text, 50)
	if err != nil {
		return nil, fmt.Errorf("searching: %w", err)
	}
	var found []store.Dossier
	for _, hit := range hits {
		plain, err := d.Store.Dossier(ctx, dossier.ID(hit.Dossier))
		if err != nil {
			return nil, fmt.Errorf("searching: %w", err)
		}
		found = append(found, plain)
	}
	return d.rows(ctx, found)
}

// ChipCheck is a chip beside its dossier.
type ChipCheck struct {
	Card     store.Card
	Reading  port.CardReading
	Fields   []ComparedField
	Portrait []byte // of the chip, JPEG for the screen; nil when it cannot be shown
	Matched  bool   // deciding values agree and every needed proof passed
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

// CheckChip reads the chip on a reader and compares it with the dossier. Errors
// of the reader are *[port.CardError].
func (d *Desk) CheckChip(ctx context.Context, opened Opened, reader string, progress func(port.CardProgress)) (ChipCheck, error) {
	actor, err := d.actor()
	if err != nil {
		return ChipCheck{}, err
	}
	card, ok := ReadyCard(opened)
	if !ok {
		return ChipCheck{}, ErrNoCard
	}
	keys, err := chipKeys(opened.Identity, card)
	if err != nil {
		return ChipCheck{}, err
	}
	reading, err := d.Cards.ReadCard(ctx, reader, keys, progress)
	if err != nil {
		return ChipCheck{}, err
	}
	check := ChipCheck{Card: card, Reading: reading, Fields: CompareChip(opened.Identity, reading.Chip)}
	check.Matched = reading.Passed() && Matched(check.Fields)
	if len(reading.Chip.Portrait) > 0 {
		// A picture that cannot be shown is no failed proof (card facts, row 16).
		if check.Portrait, err = d.thumbnail(ctx, reading.Chip.Portrait); err != nil {
			d.Log.Warn("chip portrait cannot be shown", "error", err)
		}
	}
	command, err := d.randomID()
	if err != nil {
		return ChipCheck{}, err
	}
	_, err = d.Store.Apply(ctx, store.Change{
		ID: "check-card-" + command, Actor: actor, Command: dossier.CheckCard, Dossier: opened.ID,
		Payload: map[string]any{"card": card.Serial, "matched": check.Matched, "proofs": reading.Proofs},
	})
	if err != nil {
		return ChipCheck{}, fmt.Errorf("noting a chip check: %w", err)
	}
	return check, nil
}

// chipKeys are what opens the chip of a card: from the dossier and what the
// registry said of the card, never from the chip itself. A card without expiry
// has no known value in its zone: candidates are tried (ICAO 9303-11, 4.3).
func chipKeys(id dossier.Identity, card store.Card) (port.CardKeys, error) {
	number, err := person.ParsePersonalNumber(id.PersonalNumber)
	if err != nil {
		return port.CardKeys{}, err
	}
	birth, err := person.ParseCivilDate(id.Birth)
	if err != nil {
		return port.CardKeys{}, err
	}
	keys := port.CardKeys{DocumentNumber: number.Last9(), Birth: birth.MRZ(), CAN: number.CAN()}
	if card.Detail.Document != "" {
		keys.DocumentNumber = card.Detail.Document
	}
	if expires, err := person.ParseCivilDate(card.Detail.Expires); err == nil && expires.Full() {
		keys.Expiries = []string{expires.MRZ()}
	} else {
		keys.Expiries = []string{"991231", "000000"}
	}
	return keys, nil
}

// HandOver records that the card is in its holder's hands. The check must have
// matched, or override must say why it is given all the same.
func (d *Desk) HandOver(ctx context.Context, opened Opened, check ChipCheck, recipient dossier.Handover) error {
	actor, err := d.actor()
	if err != nil {
		return err
	}
	if !check.Matched && recipient.Override == "" {
		return ErrChipMismatch
	}
	handover := recipient
	handover.Card, handover.By, handover.At = check.Card.Serial, actor.User, d.now()
	handover.Proofs, handover.Access, handover.Matched = check.Reading.Proofs, check.Reading.Access, check.Matched
	if handover.To == "" {
		handover.To = "holder"
	}
	_, err = d.Store.Apply(ctx, store.Change{
		ID: "hand-over-" + check.Card.Serial, Actor: actor, Command: dossier.HandOverCard, Dossier: opened.ID,
		Card: &store.CardChange{Serial: check.Card.Serial},
		Section: &store.SectionChange{
			Name: dossier.SectionHandover, BaseRevision: opened.Revisions[dossier.SectionHandover], Content: handover,
		},
		Event: map[string]any{"card": check.Card.Serial, "to": handover.To, "matched": handover.Matched, "at": handover.At},
	})
	if err != nil {
		return fmt.Errorf("handing a card over: %w", err)
	}
	return nil
}

// ReportFault records a faulty card; the registry orders another one.
func (d *Desk) ReportFault(ctx context.Context, opened Opened, serial, reason string) error {
	actor, err := d.actor()
	if err != nil {
		return err
	}
	_, err = d.Store.Apply(ctx, store.Change{
		ID: "fault-" + serial, Actor: actor, Command: dossier.ReportFault, Dossier: opened.ID, Reason: reason,
		Card:  &store.CardChange{Serial: serial, Reason: reason},
		Event: map[string]any{"card": serial, "reason": reason},
	})
	if err != nil {
		return fmt.Errorf("reporting a faulty card: %w", err)
	}
	return nil
}

// HandoverRecord makes the record of a handover for signing.
func (d *Desk) HandoverRecord(ctx context.Context, id dossier.ID) (Paper, error) {
	opened, err := d.load(ctx, id)
	if err != nil {
		return Paper{}, err
	}
	h := holder(opened.Content)
	h[report.FieldCardSerial] = opened.Handover.Card
	h[report.FieldRecipient] = opened.Handover.Recipient
	h[report.FieldAuthority] = opened.Handover.Authority
	h[report.FieldChip] = "Đọc được, khớp với hồ sơ"
	if !opened.Handover.Matched {
		h[report.FieldChip] = "Không khớp: " + opened.Handover.Override
	}
	var pdf bytes.Buffer
	err = report.WriteHandover(&pdf, report.HandoverRecord{
		Print: d.print(), ReceiptNumber: opened.Review.ReceiptNumber, Holder: h, Clerk: d.officer(),
	})
	if err != nil {
		return Paper{}, fmt.Errorf("making the handover record: %w", err)
	}
	return d.paper(ctx, "tra-the", pdf.Bytes())
}
