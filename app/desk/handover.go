package desk

import (
	"bytes"
	"context"
	"fmt"

	"carddesk/app/dossier"
	"carddesk/app/report"
	"carddesk/app/store"
)

// Search finds dossiers by anything that a citizen brings: the slip's QR or
// number, the personal number, an old number, a phone number, words of the name.
func (d *Desk) Search(ctx context.Context, text string) ([]Row, error) {
	hits, err := d.Store.Search(ctx, searchText(text), searchRows)
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

// HandOver records that the card is in its holder's hands. The check must have
// matched, or recipient.Override must say why it is given all the same: only a
// role that the log lets override may do that ([Desk.MayOverride]), and it is an
// entry of its own, which the registry learns.
func (d *Desk) HandOver(ctx context.Context, opened Opened, check ChipCheck, recipient dossier.Handover) error {
	actor, err := d.actor()
	if err != nil {
		return err
	}
	handover := recipient
	switch {
	case check.Matched:
		handover.Override = ""
	case recipient.Override == "":
		return ErrChipMismatch
	default:
		if err := d.override(ctx, actor, opened, check, recipient.Override); err != nil {
			return err
		}
	}
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

// MayOverride reports whether who is logged in may hand over a card whose check
// did not match.
func (d *Desk) MayOverride() bool {
	actor, err := d.actor()
	kind, known := dossier.Entry(dossier.OverrideCheck)
	return err == nil && known && kind.May(actor.Role)
}

// override records that a check which did not match is passed over, and why.
func (d *Desk) override(ctx context.Context, actor dossier.Actor, opened Opened, check ChipCheck, reason string) error {
	if kind, known := dossier.Entry(dossier.OverrideCheck); !known || !kind.May(actor.Role) {
		return fmt.Errorf("passing a chip check over: %w", dossier.ErrRole)
	}
	_, err := d.Store.Apply(ctx, store.Change{
		ID: "override-" + check.Card.Serial, Actor: actor, Command: dossier.OverrideCheck, Dossier: opened.ID,
		Reason:  reason,
		Card:    &store.CardChange{Serial: check.Card.Serial},
		Payload: map[string]any{"differs": check.Differing(), "proofs": check.Reading.Proofs},
		Event:   map[string]any{"card": check.Card.Serial, "reason": reason, "differs": check.Differing(), "proofs": check.Reading.Proofs},
	})
	if err != nil {
		return fmt.Errorf("passing a chip check over: %w", err)
	}
	return nil
}

// FaultyCard is the card of a dossier of which a fault can be told: the one that
// waits, or the one that its holder has already.
func FaultyCard(opened Opened) (store.Card, bool) {
	if card, ok := ReadyCard(opened); ok {
		return card, true
	}
	for _, card := range opened.Cards {
		if card.State == dossier.CardHandedOver {
			return card, true
		}
	}
	return store.Card{}, false
}

// ReportFault records a faulty card; the registry orders another one.
func (d *Desk) ReportFault(ctx context.Context, opened Opened, serial, reason string) error {
	actor, err := d.actor()
	if err != nil {
		return err
	}
	return d.reportFault(ctx, actor, opened.ID, serial, reason)
}

func (d *Desk) reportFault(ctx context.Context, actor dossier.Actor, id dossier.ID, serial, reason string) error {
	_, err := d.Store.Apply(ctx, store.Change{
		ID: "fault-" + serial, Actor: actor, Command: dossier.ReportFault, Dossier: id, Reason: reason,
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
		Print: d.printOf(opened.Content), ReceiptNumber: opened.Review.ReceiptNumber, Holder: h, Clerk: d.officer(),
	})
	if err != nil {
		return Paper{}, fmt.Errorf("making the handover record: %w", err)
	}
	return d.paper(ctx, "tra-the", pdf.Bytes())
}
