package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/report"
	"carddesk/app/store"
)

// LineState says what a line of the sheet of a day is.
type LineState string

// The states of a line.
const (
	LineIssued   LineState = "issued"
	LineVoid     LineState = "void"
	LineRefunded LineState = "refunded"
	LineGap      LineState = "gap"     // a number that nobody accounts for
	LineBare     LineState = "bare"    // a fee without a receipt
	LineNotDue   LineState = "not-due" // exempt, or no fee
)

// CashLine is one receipt, or one fee without one.
type CashLine struct {
	State   LineState
	Series  string
	Number  string
	Dossier dossier.ID
	Name    string // of the holder, "" when it is not known any more
	Method  string // "cash", "transfer", "none"
	Exempt  bool
	Amount  int64 // đồng, taken on the day
	By      string
	At      time.Time
	Reason  string // why it is void or was refunded
}

// CashSum is what was taken on a day by one officer, or by all.
type CashSum struct {
	Clerk                    string // user id, "" of the whole office
	Cash, Transfer           int64  // đồng, without what was given back
	CashCount, TransferCount int    // dossiers
	Exempt, NoFee            int    // dossiers
	RefundCash, RefundOther  int64  // given back on the day, whenever it was taken
	Refunds                  int
	InBox                    int64 // cash not paid in, of all days, that the officer has now
}

// Kept is what the office keeps of the day.
func (s CashSum) Kept() int64 { return s.Cash + s.Transfer - s.RefundCash - s.RefundOther }

// CashSheet is what happened to the fees of one day.
type CashSheet struct {
	Day    person.CivilDate
	Closed bool
	Books  []ReceiptBook // open ones, whatever the day
	Lines  []CashLine
	Clerks []CashSum // by user id
	Total  CashSum
	Names  map[string]report.Officer // of the users that are named here
}

// CashSheet reckons the fees of a day of this station.
func (d *Desk) CashSheet(ctx context.Context, day person.CivilDate) (CashSheet, error) {
	s := CashSheet{Day: day}
	if _, err := d.acting(dossier.RoleClerk, dossier.RoleSupervisor); err != nil {
		return s, fmt.Errorf("reckoning the fees: %w", err)
	}
	var err error
	if s.Books, err = d.ReceiptBooks(ctx); err != nil {
		return s, err
	}
	if s.Closed, err = d.DayClosed(ctx, day); err != nil {
		return s, err
	}
	moves, err := d.moves(ctx, store.BookFilter{From: day.ISO(), To: day.ISO()})
	if err != nil {
		return s, err
	}
	s.sum(moves)
	if err := d.boxes(ctx, &s); err != nil {
		return s, err
	}
	if err := d.cashLines(ctx, &s, moves); err != nil {
		return s, err
	}
	s.Names, err = d.officerNames(ctx)
	return s, err
}

// byDossier parts entries by their dossier, in the order of the first of each.
func byDossier(moves []move) [][]move {
	var groups [][]move
	at := map[dossier.ID]int{}
	for _, m := range moves {
		i, ok := at[m.Of]
		if !ok {
			i = len(groups)
			at[m.Of] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], m)
	}
	return groups
}

// clerk is the line of an officer, begun when there is none.
func (s *CashSheet) clerk(id string) *CashSum {
	i := slices.IndexFunc(s.Clerks, func(c CashSum) bool { return c.Clerk == id })
	if i < 0 {
		s.Clerks = append(s.Clerks, CashSum{Clerk: id})
		i = len(s.Clerks) - 1
	}
	return &s.Clerks[i]
}

// sum adds up the entries of the day. A dossier counts once, under the way in which
// it was paid last and for the officer who noted that.
func (s *CashSheet) sum(moves []move) {
	for _, group := range byDossier(moves) {
		var paid []move
		for _, m := range group {
			c := s.clerk(m.By)
			switch {
			case m.Refund == "" && m.Method == methodCash:
				c.Cash += m.Amount
			case m.Refund == "" && m.Method == methodTransfer:
				c.Transfer += m.Amount
			case m.Refund != "" && m.Method == methodCash:
				c.RefundCash -= m.Amount
			case m.Refund != "":
				c.RefundOther -= m.Amount
			}
			if m.Refund != "" {
				c.Refunds++
			} else {
				paid = append(paid, m)
			}
		}
		if len(paid) == 0 {
			continue
		}
		last := paid[len(paid)-1]
		c := s.clerk(last.By)
		switch {
		case last.Method == methodCash:
			c.CashCount++
		case last.Method == methodTransfer:
			c.TransferCount++
		case last.Exempt:
			c.Exempt++
		default:
			c.NoFee++
		}
	}
	for _, c := range s.Clerks {
		s.Total.add(c)
	}
}

func (s *CashSum) add(o CashSum) {
	s.Cash, s.Transfer = s.Cash+o.Cash, s.Transfer+o.Transfer
	s.CashCount, s.TransferCount = s.CashCount+o.CashCount, s.TransferCount+o.TransferCount
	s.Exempt, s.NoFee, s.Refunds = s.Exempt+o.Exempt, s.NoFee+o.NoFee, s.Refunds+o.Refunds
	s.RefundCash, s.RefundOther = s.RefundCash+o.RefundCash, s.RefundOther+o.RefundOther
}

// boxes adds what each officer has in the box now.
func (d *Desk) boxes(ctx context.Context, s *CashSheet) error {
	entries, sum, err := d.inBox(ctx, "")
	if err != nil {
		return err
	}
	for _, e := range entries {
		s.clerk(e.Owner).InBox += e.Amount
	}
	s.Total.InBox = sum
	slices.SortFunc(s.Clerks, func(a, b CashSum) int { return strings.Compare(a.Clerk, b.Clerk) })
	return nil
}

// cashLines lists the receipts of the day, the gaps of the open books, and the fees
// that have no receipt.
func (d *Desk) cashLines(ctx context.Context, s *CashSheet, moves []move) error {
	receipts, err := d.receiptEntries(ctx, store.BookFilter{From: s.Day.ISO(), To: s.Day.ISO()})
	if err != nil {
		return err
	}
	with := map[dossier.ID]bool{}
	states := map[dossier.BookState]LineState{dossier.ReceiptIssued: LineIssued, dossier.ReceiptVoid: LineVoid, dossier.ReceiptRefunded: LineRefunded}
	for _, r := range receipts {
		s.Lines = append(s.Lines, CashLine{State: states[r.State], Series: r.note.Series, Number: r.note.Number, Dossier: r.note.Dossier,
			Name: d.holderName(r.note.Dossier), Method: r.note.Method, Amount: r.Amount, By: r.note.By, At: r.note.At, Reason: r.note.Reason})
		with[r.note.Dossier] = with[r.note.Dossier] || r.State != dossier.ReceiptVoid
	}
	for _, b := range s.Books {
		for _, n := range b.Gaps {
			s.Lines = append(s.Lines, CashLine{State: LineGap, Series: b.Series, Number: b.Number(n), By: b.Holder})
		}
	}
	slices.SortStableFunc(s.Lines, func(a, b CashLine) int {
		return cmp.Or(strings.Compare(a.Series, b.Series), strings.Compare(a.Number, b.Number))
	})
	for _, group := range byDossier(moves) {
		if id := group[0].Of; !with[id] {
			line, err := d.bareLine(ctx, group)
			if err != nil {
				return err
			}
			s.Lines = append(s.Lines, line)
		}
	}
	return nil
}

// bareLine is what was taken for a dossier on a day on which no receipt was written
// for it in a registered book.
func (d *Desk) bareLine(ctx context.Context, group []move) (CashLine, error) {
	last := group[len(group)-1]
	line := CashLine{State: LineBare, Dossier: last.Of, Name: d.holderName(last.Of), Method: last.Method, Exempt: last.Exempt,
		By: last.By, At: last.At, Reason: last.Refund}
	for _, m := range group {
		line.Amount += m.Amount
	}
	var payment dossier.Payment
	_, err := d.section(ctx, last.Of, dossier.SectionPayment, &payment)
	if err != nil && !errors.Is(err, store.ErrDestroyed) {
		return line, err
	}
	line.Series, line.Number = payment.Series, payment.Number
	switch {
	case last.Refund != "":
		line.State = LineRefunded
	case last.Method == methodNone:
		line.State = LineNotDue
		if payment.Exemption != "" {
			line.Reason = exemptionName(payment)
		}
	case line.Number != "":
		line.State = LineIssued
	}
	return line, nil
}

func (d *Desk) holderName(id dossier.ID) string {
	entry, _ := d.Store.Person(id)
	return entry.Name
}
