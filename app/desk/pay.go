package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"carddesk/app/dossier"
	"carddesk/app/store"
)

// Pay records the fee: in the payment section, and by the same command in the books
// of the office, as what was taken and as a receipt with its number. An office that
// has registered no book of receipts notes any number.
func (d *Desk) Pay(ctx context.Context, id dossier.ID, payment dossier.Payment) error {
	payment.At = d.now()
	if err := d.voidedBy(&payment); err != nil {
		return err
	}
	actor, err := d.actor()
	if err != nil {
		return err
	}
	var before dossier.Payment
	base, err := d.section(ctx, id, dossier.SectionPayment, &before)
	if err != nil {
		return err
	}
	var identity dossier.Identity
	if _, err := d.section(ctx, id, dossier.SectionIdentity, &identity); err != nil {
		return err
	}
	payment.Refunds = before.Refunds
	t := taking{desk: d, actor: actor, id: id, before: before, payment: payment}
	if err := t.reckon(ctx); err != nil {
		return err
	}
	if len(t.voids) > 0 {
		if base, err = t.saveVoids(ctx, base); err != nil {
			return err
		}
	}
	exempted, err := d.exemptedLater(ctx, id, t.payment)
	if err != nil {
		return err
	}
	_, err = d.save(ctx, id, dossier.SectionPayment, base, t.payment, store.Change{
		Facts: d.facts(dossier.Content{Identity: identity, Payment: t.payment}), Books: append(exempted, t.books...),
	})
	if err != nil {
		return err
	}
	if len(t.voids)+len(t.books) > 0 {
		d.closeSpent(ctx, actor)
	}
	return nil
}

// taking is one payment on its way into the books.
type taking struct {
	desk    *Desk
	actor   dossier.Actor
	id      dossier.ID
	before  dossier.Payment // as it was saved last
	payment dossier.Payment

	open   []ReceiptBook
	spoilt []string           // ids of receipts that this payment makes void
	voids  []store.BookChange // of a command of their own
	why    []string           // the reasons of voids
	books  []store.BookChange // of the command that saves the payment
}

// reckon works out what is written where, and refuses what cannot be.
func (t *taking) reckon(ctx context.Context) (err error) {
	if t.open, err = t.desk.ReceiptBooks(ctx); err != nil {
		return err
	}
	for _, v := range t.payment.Voided {
		known := func(old dossier.VoidedReceipt) bool { return old.Series == v.Series && old.Number == v.Number }
		if !slices.ContainsFunc(t.before.Voided, known) {
			if err := t.spoil(ctx, v); err != nil {
				return err
			}
		}
	}
	if err := t.issue(ctx); err != nil {
		return err
	}
	made, err := t.desk.moves(ctx, store.BookFilter{Prefix: string(t.id) + "/"})
	if err != nil {
		return err
	}
	moves := payMoves(t.id, made, t.before, t.payment, t.actor.User, t.desk.today().ISO())
	if err := t.desk.covered(ctx, t.actor.User, moves); err != nil {
		return err
	}
	t.books = append(t.books, moves...)
	if len(t.voids)+len(t.books) > 0 {
		return t.desk.dayOpen(ctx)
	}
	return nil
}

// bookOf is the open book that a receipt is of.
func (t *taking) bookOf(series, number string) (ReceiptBook, int64, bool) {
	n, ok := receiptNumber(number)
	if !ok {
		return ReceiptBook{}, 0, false
	}
	i := slices.IndexFunc(t.open, func(b ReceiptBook) bool { return b.has(receiptSeries(series), n) })
	if i < 0 {
		return ReceiptBook{}, 0, false
	}
	return t.open[i], n, true
}

// anyBookOf is the book that a receipt is of, open or closed: what was written in a
// book that is spent can be found wrong later.
func (t *taking) anyBookOf(ctx context.Context, series, number string) (ReceiptBook, int64, bool, error) {
	if b, n, ok := t.bookOf(series, number); ok {
		return b, n, true, nil
	}
	n, ok := receiptNumber(number)
	if !ok {
		return ReceiptBook{}, 0, false, nil
	}
	closed, err := t.desk.Store.Book(ctx, store.BookFilter{
		Book: dossier.BookReceipts, States: []dossier.BookState{dossier.ReceiptBookClosed}, Limit: -1})
	if err != nil {
		return ReceiptBook{}, 0, false, fmt.Errorf("reading the books of receipts: %w", err)
	}
	for _, e := range closed {
		b, err := receiptBookOf(e)
		if err != nil {
			return b, 0, false, err
		}
		if b.has(receiptSeries(series), n) {
			return b, n, true, nil
		}
	}
	return ReceiptBook{}, 0, false, nil
}

// entry is the used number of an id, nil for one that is not used.
func (t *taking) entry(ctx context.Context, id string) (*receiptEntry, error) {
	entries, err := t.desk.receiptEntries(ctx, store.BookFilter{ID: id})
	if err != nil || len(entries) == 0 {
		return nil, err
	}
	return &entries[0], nil
}

// spoil makes a receipt void that is in one of the books.
func (t *taking) spoil(ctx context.Context, v dossier.VoidedReceipt) error {
	b, n, ok, err := t.anyBookOf(ctx, v.Series, v.Number)
	if err != nil || !ok {
		return err
	}
	old, err := t.entry(ctx, receiptID(b.Series, n))
	if err != nil {
		return err
	}
	if old != nil && old.note.Dossier != t.id {
		return ErrReceiptElsewhere
	}
	change, err := t.desk.voided(t.actor, b, n, old, v.Reason)
	if err != nil {
		return err
	}
	t.voids, t.why = append(t.voids, change), append(t.why, strings.TrimSpace(v.Reason))
	t.spoilt = append(t.spoilt, change.ID)
	return nil
}

// issue takes the number of the receipt out of its book.
func (t *taking) issue(ctx context.Context) error {
	p := &t.payment
	if err := t.keeps(ctx); err != nil || len(t.open) == 0 || p.Number == "" {
		return err
	}
	same := sameReceipt(*p, t.before)
	if p.Amount == 0 && !same { // nothing is paid, so no receipt is given
		p.Series, p.Number = "", ""
		return nil
	}
	b, n, ok := t.bookOf(p.Series, p.Number)
	if !ok {
		if same { // noted before its book was registered, or the book is closed
			return nil
		}
		return ErrReceiptUnknown
	}
	id := receiptID(b.Series, n)
	old, err := t.entry(ctx, id)
	if err != nil {
		return err
	}
	switch {
	case slices.Contains(t.spoilt, id):
		return ErrReceiptUsed
	case old != nil && old.State == dossier.ReceiptIssued && old.note.Dossier == t.id:
		if old.Amount != int64(p.Amount) {
			return ErrReceiptAmount
		}
		return nil
	case old != nil:
		return ErrReceiptUsed
	case b.Holder != t.actor.User:
		return ErrReceiptNotYours
	}
	p.Series, p.Number = b.Series, b.Number(n)
	t.books = append(t.books, store.BookChange{
		Book: dossier.BookReceipt, ID: id, Day: t.desk.today().ISO(), Owner: t.actor.User, Amount: int64(p.Amount),
		Content: receiptNote{Series: b.Series, Number: p.Number, Dossier: t.id, Method: methodOf(*p), By: t.actor.User, At: p.At},
	})
	return nil
}

// keeps refuses to leave a receipt that was written for the dossier without a word.
func (t *taking) keeps(ctx context.Context) error {
	was := t.before
	if was.Number == "" || sameReceipt(was, t.payment) {
		return nil
	}
	n, ok := receiptNumber(was.Number)
	if !ok {
		return nil
	}
	id := receiptID(receiptSeries(was.Series), n)
	old, err := t.entry(ctx, id)
	if err != nil {
		return err
	}
	if old != nil && old.State == dossier.ReceiptIssued && old.note.Dossier == t.id && !slices.Contains(t.spoilt, id) {
		return ErrReceiptKept
	}
	return nil
}

// sameReceipt reports whether two payments name the same receipt, with leading zeros
// or without.
func sameReceipt(a, b dossier.Payment) bool {
	m, numberA := receiptNumber(a.Number)
	n, numberB := receiptNumber(b.Number)
	same := numberA && numberB && m == n || strings.TrimSpace(a.Number) == strings.TrimSpace(b.Number)
	return same && receiptSeries(a.Series) == receiptSeries(b.Series)
}

// saveVoids notes what was spoiled by a command of its own, before the payment is
// saved: between the two the dossier has a fee and no receipt, which is true.
func (t *taking) saveVoids(ctx context.Context, base int) (int, error) {
	p := t.before
	p.Voided = t.payment.Voided
	if n, ok := receiptNumber(p.Number); ok && slices.Contains(t.spoilt, receiptID(receiptSeries(p.Series), n)) {
		p.Series, p.Number = "", ""
	}
	revision, err := t.desk.save(ctx, t.id, dossier.SectionPayment, base, p, store.Change{
		Command: dossier.VoidReceipt, Reason: strings.Join(t.why, "; "), Books: t.voids,
	})
	if err != nil {
		return 0, fmt.Errorf("spoiling a receipt: %w", err)
	}
	return revision, nil
}
