package desk

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"carddesk/app/dossier"
	"carddesk/app/store"
)

var (
	// ErrRefund: more is to be given back than was paid, or nothing.
	ErrRefund = errors.New("amount cannot be given back")
	// ErrBoxShort: there is not so much cash in the box as is to be given back.
	ErrBoxShort = errors.New("too little cash in the box")
)

// voided is the change that makes one number of a book void: old is its entry, nil
// when nobody used it.
func (d *Desk) voided(actor dossier.Actor, b ReceiptBook, n int64, old *receiptEntry, reason string) (store.BookChange, error) {
	reason = strings.TrimSpace(reason)
	switch {
	case reason == "":
		return store.BookChange{}, fmt.Errorf("%w: why a receipt is void", store.ErrMissing)
	case b.Holder != actor.User && actor.Role != dossier.RoleSupervisor:
		return store.BookChange{}, ErrReceiptNotYours
	}
	change := store.BookChange{Book: dossier.BookReceipt, ID: receiptID(b.Series, n), Day: d.today().ISO(), Owner: actor.User}
	note := receiptNote{Series: b.Series, Number: b.Number(n), By: actor.User, At: d.now()}
	if old != nil {
		if old.State != dossier.ReceiptIssued {
			return change, ErrReceiptUsed
		}
		change.BaseRevision, change.Day, change.Owner, change.Amount = old.Revision, old.Day, old.Owner, old.Amount
		note = old.note
	}
	note.Reason, note.EndedBy, note.EndedAt = reason, actor.User, d.now()
	change.Content = note
	return change, nil
}

// VoidReceipt makes a receipt of a registered book void: one that was spoiled
// before anybody used it, or one that was given; its dossier then has a fee without
// a receipt until another one is given or the fee is given back.
func (d *Desk) VoidReceipt(ctx context.Context, series, number, reason string) error {
	actor, err := d.acting(dossier.RoleClerk, dossier.RoleSupervisor)
	if err != nil {
		return fmt.Errorf("spoiling a receipt: %w", err)
	}
	t := taking{desk: d, actor: actor}
	if t.open, err = d.ReceiptBooks(ctx); err != nil {
		return err
	}
	b, n, ok, err := t.anyBookOf(ctx, series, number)
	if err != nil {
		return err
	}
	if !ok {
		return ErrReceiptUnknown
	}
	old, err := t.entry(ctx, receiptID(b.Series, n))
	if err != nil {
		return err
	}
	change, err := d.voided(actor, b, n, old, reason)
	if err != nil {
		return err
	}
	if err := d.dayOpen(ctx); err != nil {
		return err
	}
	id, err := d.randomID()
	if err != nil {
		return err
	}
	c := store.Change{ID: "void-" + id, Actor: actor, Command: dossier.VoidReceipt, Reason: strings.TrimSpace(reason), Books: []store.BookChange{change}}
	if old != nil {
		if err := d.withoutReceipt(ctx, &c, old.note, reason); err != nil {
			return err
		}
	}
	if _, err := d.Store.Apply(ctx, c); err != nil {
		return fmt.Errorf("spoiling a receipt: %w", err)
	}
	d.closeSpent(ctx, actor)
	return nil
}

// withoutReceipt takes a void receipt out of the payment of its dossier, by the same
// command, unless the content of the dossier is destroyed.
func (d *Desk) withoutReceipt(ctx context.Context, c *store.Change, note receiptNote, reason string) error {
	var payment dossier.Payment
	base, err := d.section(ctx, note.Dossier, dossier.SectionPayment, &payment)
	if errors.Is(err, store.ErrDestroyed) || errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	payment.Voided = append(slices.Clone(payment.Voided), dossier.VoidedReceipt{
		Series: note.Series, Number: note.Number, Reason: strings.TrimSpace(reason), By: c.Actor.User, At: d.now()})
	if receiptSeries(payment.Series) == note.Series && payment.Number == note.Number {
		payment.Series, payment.Number = "", ""
	}
	c.Dossier = note.Dossier
	c.Section = &store.SectionChange{Name: dossier.SectionPayment, BaseRevision: base, Content: payment}
	return nil
}

// GiveReceipt notes the receipt of a fee that was taken without one.
func (d *Desk) GiveReceipt(ctx context.Context, id dossier.ID, series, number string) error {
	var payment dossier.Payment
	if _, err := d.section(ctx, id, dossier.SectionPayment, &payment); err != nil {
		return err
	}
	payment.Series, payment.Number = series, number
	return d.Pay(ctx, id, payment)
}

// Refund gives a fee back, or a part of it: only a supervisor does. The cash comes
// out of the box of whoever has it; the receipt of the fee is marked.
func (d *Desk) Refund(ctx context.Context, id dossier.ID, amount int, reason string) error {
	actor, err := d.acting(dossier.RoleSupervisor)
	if err != nil {
		return fmt.Errorf("giving a fee back: %w", err)
	}
	opened, err := d.load(ctx, id)
	if err != nil {
		return err
	}
	payment := opened.Payment
	reason = strings.TrimSpace(reason)
	if amount <= 0 || amount > payment.Kept() || reason == "" {
		return ErrRefund
	}
	if err := d.dayOpen(ctx); err != nil {
		return err
	}
	made, err := d.moves(ctx, store.BookFilter{Prefix: string(id) + "/"})
	if err != nil {
		return err
	}
	owner := actor.User
	if methodOf(payment) == methodCash {
		if owner, err = d.boxWith(ctx, int64(amount), made); err != nil {
			return err
		}
	}
	payment.Refunds = append(slices.Clone(payment.Refunds), dossier.Refund{Amount: amount, Reason: reason, By: actor.User, At: d.now()})
	p := newPosting(id, len(made), movement{
		Of: id, Series: receiptSeries(payment.Series), Number: payment.Number, By: actor.User, At: d.now(), Refund: reason,
	}, owner, d.today().ISO())
	p.post(methodOf(payment), -int64(amount))
	change := store.Change{
		Command: dossier.RefundFee, Reason: reason, Books: p.changes,
		Facts: d.facts(dossier.Content{Identity: opened.Identity, Payment: payment}),
	}
	if err := d.refunded(ctx, actor, payment, reason, &change); err != nil {
		return err
	}
	_, err = d.save(ctx, id, dossier.SectionPayment, opened.Revisions[dossier.SectionPayment], payment, change)
	return err
}

// boxWith is the officer out of whose box an amount is given back: who has the cash
// that was taken for the dossier, else whoever has enough.
func (d *Desk) boxWith(ctx context.Context, amount int64, made []move) (string, error) {
	entries, _, err := d.inBox(ctx, "")
	if err != nil {
		return "", err
	}
	boxes := map[string]int64{}
	for _, e := range entries {
		boxes[e.Owner] += e.Amount
	}
	for _, m := range made {
		if m.Book == dossier.BookCash && m.State == dossier.CashTaken && boxes[m.Owner] >= amount {
			return m.Owner, nil
		}
	}
	for _, owner := range slices.Sorted(maps.Keys(boxes)) {
		if boxes[owner] >= amount {
			return owner, nil
		}
	}
	return "", ErrBoxShort
}

// refunded marks the receipt of a fee that is given back, by the same command.
func (d *Desk) refunded(ctx context.Context, actor dossier.Actor, payment dossier.Payment, reason string, c *store.Change) error {
	n, ok := receiptNumber(payment.Number)
	if !ok {
		return nil
	}
	entries, err := d.receiptEntries(ctx, store.BookFilter{ID: receiptID(receiptSeries(payment.Series), n)})
	if err != nil || len(entries) == 0 || entries[0].State != dossier.ReceiptIssued {
		return err
	}
	old := entries[0]
	note := old.note
	note.Reason, note.EndedBy, note.EndedAt = reason, actor.User, d.now()
	c.Books = append(c.Books, store.BookChange{Book: dossier.BookReceipt, ID: old.ID, BaseRevision: old.Revision,
		Day: old.Day, Owner: old.Owner, Amount: old.Amount, Content: note})
	return nil
}
