package desk

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"carddesk/app/dossier"
	"carddesk/app/person"
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
	handover, err := recipientOf(recipient)
	if err != nil {
		return err
	}
	handover.Override = strings.TrimSpace(handover.Override)
	switch {
	case check.Matched:
		handover.Override = ""
	case handover.Override == "":
		return ErrChipMismatch
	default:
		if err := d.override(ctx, actor, opened, check, handover.Override); err != nil {
			return err
		}
	}
	handover.OldCardCut = handover.OldCard == dossier.OldCut
	handover.Card, handover.By, handover.At = check.Card.Serial, actor.User, d.now()
	handover.Proofs, handover.Access, handover.Matched = check.Reading.Proofs, check.Reading.Access, check.Matched
	_, err = d.applyNoting(ctx, store.Change{
		ID: "hand-over-" + check.Card.Serial, Actor: actor, Command: dossier.HandOverCard, Dossier: opened.ID,
		Card: &store.CardChange{Serial: check.Card.Serial},
		Section: &store.SectionChange{
			Name: dossier.SectionHandover, BaseRevision: opened.Revisions[dossier.SectionHandover], Content: handover,
		},
		Event: map[string]any{"card": check.Card.Serial, "to": handover.To, "matched": handover.Matched, "at": handover.At},
	}, func() ([]store.BookChange, error) { return d.collectedAtHandover(ctx, opened.ID, handover) })
	if err != nil {
		return fmt.Errorf("handing a card over: %w", err)
	}
	return nil
}

// recipientOf checks who takes a card. Another than the holder is named in full,
// with the relation and the paper that allows it.
func recipientOf(h dossier.Handover) (dossier.Handover, error) {
	switch h.To {
	case "", dossier.ToHolder:
		h.To, h.Recipient, h.Number, h.Relation, h.Authority = dossier.ToHolder, "", "", "", ""
		return h, nil
	case dossier.ToRepresentative, dossier.ToAuthorised:
	default:
		return h, fmt.Errorf("%w: kind", ErrRecipient)
	}
	name, err := person.ParseName(h.Recipient)
	if err != nil {
		return h, fmt.Errorf("%w: name", ErrRecipient)
	}
	number, err := person.ParsePersonalNumber(h.Number)
	if err != nil {
		return h, fmt.Errorf("%w: number", ErrRecipient)
	}
	h.Recipient, h.Number = name.Upper(), string(number)
	if h.Relation = strings.TrimSpace(h.Relation); h.Relation == "" {
		return h, fmt.Errorf("%w: relation", ErrRecipient)
	}
	if h.Authority = strings.TrimSpace(h.Authority); h.Authority == "" {
		return h, fmt.Errorf("%w: authority", ErrRecipient)
	}
	return h, nil
}

// MayOverride reports whether who is logged in may hand over a card whose check
// did not match: the log's table and the policy must both let their role.
func (d *Desk) MayOverride() bool {
	actor, err := d.actor()
	return err == nil && d.mayOverride(actor.Role)
}

func (d *Desk) mayOverride(role dossier.Role) bool {
	kind, known := dossier.Entry(dossier.OverrideCheck)
	return known && kind.May(role) && d.Policy.ChipOverride(role, d.now())
}

// override records that a check which did not match is passed over, and why.
func (d *Desk) override(ctx context.Context, actor dossier.Actor, opened Opened, check ChipCheck, reason string) error {
	if !d.mayOverride(actor.Role) {
		return fmt.Errorf("passing a chip check over: %w", dossier.ErrRole)
	}
	_, err := d.applyNoting(ctx, store.Change{
		ID: "override-" + check.Card.Serial, Actor: actor, Command: dossier.OverrideCheck, Dossier: opened.ID,
		Reason:  reason,
		Card:    &store.CardChange{Serial: check.Card.Serial},
		Payload: map[string]any{"differs": check.Differing(), "proofs": check.Reading.Proofs},
		Event:   map[string]any{"card": check.Card.Serial, "reason": reason, "differs": check.Differing(), "proofs": check.Reading.Proofs},
	}, func() ([]store.BookChange, error) {
		return d.exception(ctx, dossier.ExceptionOverride, check.Card.Serial, opened.ID, actor, dossier.ExceptionNote{Text: reason, Card: check.Card.Serial})
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
	_, err := d.applyNoting(ctx, store.Change{
		ID: "fault-" + serial, Actor: actor, Command: dossier.ReportFault, Dossier: id, Reason: reason,
		Card:  &store.CardChange{Serial: serial, Reason: reason},
		Event: map[string]any{"card": serial, "reason": reason},
	}, func() ([]store.BookChange, error) {
		return d.exception(ctx, dossier.ExceptionFault, serial, id, actor, dossier.ExceptionNote{Codes: []string{reason}, Card: serial})
	})
	if err != nil {
		return fmt.Errorf("reporting a faulty card: %w", err)
	}
	return nil
}

// HandoverRecord makes the record of a handover for signing.
func (d *Desk) HandoverRecord(ctx context.Context, id dossier.ID) (ReportPaper, error) {
	opened, err := d.load(ctx, id)
	if err != nil {
		return ReportPaper{}, err
	}
	h := holder(opened.Content)
	h[report.FieldCardSerial] = opened.Handover.Card
	h[report.FieldRecipient] = strings.Join(slices.DeleteFunc(
		[]string{opened.Handover.Recipient, opened.Handover.Number, opened.Handover.Relation},
		func(part string) bool { return part == "" }), ", ")
	h[report.FieldAuthority] = opened.Handover.Authority
	h[report.FieldChip] = "Đọc được, khớp với hồ sơ"
	switch {
	case opened.Handover.List != "":
		h[report.FieldChip] = byListWords(opened.Handover)
	case !opened.Handover.Matched:
		h[report.FieldChip] = "Không khớp: " + opened.Handover.Override
	}
	return d.casePaper(ctx, "tra-the", opened, func(w io.Writer, print report.Print) error {
		return report.WriteHandover(w, report.HandoverRecord{
			Print: print, ReceiptNumber: opened.Review.ReceiptNumber, Holder: h, Clerk: d.officer(),
		})
	}, opened.Handover.Card)
}
