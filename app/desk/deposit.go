package desk

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/report"
	"carddesk/app/store"
)

// ErrEmptyBox: there is no cash to be paid in.
var ErrEmptyBox = errors.New("no cash to be paid in")

// DepositRow is one line of a deposit slip: the receipts of one book, or what was
// taken or given back without one.
type DepositRow struct {
	Series string `json:"series,omitempty"` // "" of fees without a receipt
	First  string `json:"first,omitempty"`  // lowest and highest number
	Last   string `json:"last,omitempty"`
	Count  int    `json:"count"` // receipts that are paid in
	Void   int    `json:"void"`  // numbers between the two that are void
	Amount int64  `json:"amount"`
	Refund bool   `json:"refund,omitempty"` // given back: a negative amount
}

// Deposit is what is paid in at one time.
type Deposit struct {
	ID       string       `json:"-"`
	Day      string       `json:"-"`    // ISO date
	Amount   int64        `json:"-"`    // đồng
	From     string       `json:"from"` // first and last day on which it was taken
	To       string       `json:"to"`
	Rows     []DepositRow `json:"rows"`
	Treasury string       `json:"treasury,omitempty"` // where it is paid in, in words
	Account  string       `json:"account,omitempty"`
	By       string       `json:"by"`
	At       time.Time    `json:"at"`
}

// DepositCash pays in all cash of the station, and returns the id of what was paid
// in. The cash leaves the box of every officer by the same command.
func (d *Desk) DepositCash(ctx context.Context, treasury, account string) (string, error) {
	actor, err := d.acting(dossier.RoleClerk, dossier.RoleSupervisor)
	if err != nil {
		return "", fmt.Errorf("paying cash in: %w", err)
	}
	entries, sum, err := d.inBox(ctx, "")
	if err != nil {
		return "", err
	}
	if sum <= 0 {
		return "", ErrEmptyBox
	}
	content := Deposit{From: entries[0].Day, To: entries[len(entries)-1].Day, By: actor.User, At: d.now(),
		Treasury: strings.TrimSpace(treasury), Account: strings.TrimSpace(account)}
	if content.Rows, err = d.depositRows(ctx, entries); err != nil {
		return "", err
	}
	id, err := d.randomID()
	if err != nil {
		return "", err
	}
	change := store.Change{ID: "deposit-" + id, Actor: actor, Command: dossier.DepositCash, Books: []store.BookChange{
		{Book: dossier.BookDeposit, ID: id, Day: d.today().ISO(), Owner: actor.User, Amount: sum, Content: content}}}
	for _, e := range entries {
		change.Books = append(change.Books, store.BookChange{Book: e.Book, ID: e.ID, BaseRevision: e.Revision, Day: e.Day,
			Owner: e.Owner, Amount: e.Amount, Content: e.Content})
	}
	if _, err := d.Store.Apply(ctx, change); err != nil {
		return "", fmt.Errorf("paying cash in: %w", err)
	}
	return id, nil
}

// depositRows sums what is paid in by the books of its receipts.
func (d *Desk) depositRows(ctx context.Context, entries []store.BookEntry) ([]DepositRow, error) {
	rows := map[string]*DepositRow{}
	row := func(key string, empty DepositRow) *DepositRow {
		if rows[key] == nil {
			rows[key] = &empty
		}
		return rows[key]
	}
	var moves []move
	for _, e := range entries {
		m, err := moveOf(e)
		if err != nil {
			return nil, err
		}
		if m.Refund != "" {
			back := row("3", DepositRow{Refund: true})
			back.Count, back.Amount = back.Count+1, back.Amount+m.Amount
			continue
		}
		moves = append(moves, m)
	}
	for _, group := range byDossier(moves) {
		amount := int64(0)
		for _, m := range group {
			amount += m.Amount
		}
		if amount == 0 { // taken in cash by mistake and paid otherwise
			continue
		}
		series, number, err := d.receiptOf(ctx, group[len(group)-1])
		if err != nil {
			return nil, err
		}
		var to *DepositRow
		if number == "" {
			to = row("2", DepositRow{})
		} else {
			to = row("1"+series, DepositRow{Series: series, First: number, Last: number})
			if lowerNumber(number, to.First) {
				to.First = number
			}
			if lowerNumber(to.Last, number) {
				to.Last = number
			}
		}
		to.Count, to.Amount = to.Count+1, to.Amount+amount
	}
	var list []DepositRow
	for _, key := range slices.Sorted(maps.Keys(rows)) {
		r := rows[key]
		if r.Series != "" {
			var err error
			if r.Void, err = d.voidBetween(ctx, *r); err != nil {
				return nil, err
			}
		}
		list = append(list, *r)
	}
	return list, nil
}

func lowerNumber(a, b string) bool {
	x, _ := receiptNumber(a)
	y, _ := receiptNumber(b)
	return x < y
}

// receiptOf is the receipt of a fee: as its dossier says now, or as it was when the
// fee was taken where the dossier is destroyed.
func (d *Desk) receiptOf(ctx context.Context, m move) (series, number string, err error) {
	var payment dossier.Payment
	_, err = d.section(ctx, m.Of, dossier.SectionPayment, &payment)
	if errors.Is(err, store.ErrDestroyed) {
		return m.Series, m.Number, nil
	}
	return receiptSeries(payment.Series), payment.Number, err
}

// voidBetween counts the void numbers between the lowest and the highest of a row.
func (d *Desk) voidBetween(ctx context.Context, r DepositRow) (int, error) {
	first, _ := receiptNumber(r.First)
	last, _ := receiptNumber(r.Last)
	entries, err := d.receiptEntries(ctx, store.BookFilter{
		FirstID: receiptID(r.Series, first), LastID: receiptID(r.Series, last), States: []dossier.BookState{dossier.ReceiptVoid}})
	return len(entries), err
}

// depositsADay is how many deposits of one day are told apart by their time.
const depositsADay = 50

// Deposits lists what was paid in, the newest first.
func (d *Desk) Deposits(ctx context.Context, limit int) ([]Deposit, error) {
	// The store orders by day; within one the time decides.
	entries, err := d.Store.Book(ctx, store.BookFilter{Book: dossier.BookDeposit, Newest: true, Limit: limit + depositsADay})
	if err != nil {
		return nil, fmt.Errorf("reading what was paid in: %w", err)
	}
	list := make([]Deposit, len(entries))
	for i, e := range entries {
		if list[i], err = depositOf(e); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(list, func(a, b Deposit) int { return b.At.Compare(a.At) })
	return list[:min(limit, len(list))], nil
}

func depositOf(e store.BookEntry) (Deposit, error) {
	p, err := says[Deposit](e)
	p.ID, p.Day, p.Amount = e.ID, e.Day, e.Amount
	return p, err
}

// DepositSlip makes the slip of what was paid in, for signing.
func (d *Desk) DepositSlip(ctx context.Context, id string) (ReportPaper, error) {
	entries, err := d.Store.Book(ctx, store.BookFilter{Book: dossier.BookDeposit, ID: id})
	if err != nil {
		return ReportPaper{}, fmt.Errorf("making a deposit slip: %w", err)
	}
	if len(entries) == 0 {
		return ReportPaper{}, ErrNotFound
	}
	p, err := depositOf(entries[0])
	if err != nil {
		return ReportPaper{}, err
	}
	names, err := d.officerNames(ctx)
	if err != nil {
		return ReportPaper{}, err
	}
	return d.bookPaper(ctx, "giay-nop-tien", "deposit/"+id, func(print report.Print) ([]byte, error) {
		var pdf bytes.Buffer
		slip := report.DepositSlip{Print: print, Payer: names[p.By], At: p.At, From: dayTime(p.From), To: dayTime(p.To),
			Treasury: p.Treasury, Account: p.Account, Amount: p.Amount}
		for _, r := range p.Rows {
			row := report.DepositRow{What: depositWhat(r), First: r.First, Last: r.Last, Count: r.Count, Void: r.Void, Amount: r.Amount}
			if r.Refund { // nothing was taken
				row.Count = 0
			}
			slip.Rows = append(slip.Rows, row)
		}
		err := report.WriteDeposit(&pdf, slip)
		return pdf.Bytes(), err
	})
}

// depositWhat says in words what a line of the slip is of.
func depositWhat(r DepositRow) string {
	switch {
	case r.Refund:
		return fmt.Sprintf("Hoàn trả lệ phí (%d lần)", r.Count)
	case r.Series == "":
		return "Thu không ghi biên lai"
	}
	return "Biên lai ký hiệu " + r.Series
}

// dayTime is noon of a day, for papers.
func dayTime(iso string) time.Time {
	day, err := person.ParseISODate(iso)
	if err != nil {
		return time.Time{}
	}
	return day.Time().Add(12 * time.Hour)
}
