package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/store"
)

// Errors of fees and their receipts.
var (
	ErrReceiptUsed      = errors.New("number of the receipt is used already")
	ErrReceiptUnknown   = errors.New("number of the receipt is in no registered book")
	ErrReceiptNotYours  = errors.New("book of receipts is another officer's")
	ErrReceiptElsewhere = errors.New("receipt is that of another dossier")
	// ErrReceiptKept: a receipt was written for the dossier and another number is
	// given without spoiling it first.
	ErrReceiptKept = errors.New("receipt was written and is not void")
	// ErrReceiptAmount: the receipt that was written says another amount.
	ErrReceiptAmount = errors.New("receipt says another amount")
	// ErrDayClosed: the day was closed and signed; a supervisor opens it again.
	ErrDayClosed = errors.New("day is closed")
)

// Methods of payment.
const (
	methodCash     = "cash"
	methodTransfer = "transfer"
	methodNone     = "none"
)

// movement is what an entry of [dossier.BookCash] or [dossier.BookNonCash] says.
// It is sealed under the key of the office: books of money are kept longer than
// what dossiers hold, and name nobody.
type movement struct {
	Of     dossier.ID `json:"dossier"`
	Method string     `json:"method"`
	Exempt bool       `json:"exempt,omitempty"`
	Series string     `json:"series,omitempty"`
	Number string     `json:"number,omitempty"`
	By     string     `json:"by"` // who took it, whoever has the box since
	At     time.Time  `json:"at"`
	Refund string     `json:"refund,omitempty"` // why it was given back, in words
}

// move is an entry with what it says.
type move struct {
	store.BookEntry
	movement
}

func moveOf(e store.BookEntry) (move, error) {
	content, err := says[movement](e)
	return move{e, content}, err
}

// moves lists entries of both books of fees, in the order in which they were made.
func (d *Desk) moves(ctx context.Context, f store.BookFilter) ([]move, error) {
	var all []move
	for _, book := range []dossier.Book{dossier.BookCash, dossier.BookNonCash} {
		f.Book, f.Limit = book, -1
		entries, err := d.Store.Book(ctx, f)
		if err != nil {
			return nil, fmt.Errorf("reading what was taken: %w", err)
		}
		for _, e := range entries {
			m, err := moveOf(e)
			if err != nil {
				return nil, err
			}
			all = append(all, m)
		}
	}
	slices.SortStableFunc(all, func(a, b move) int {
		if c := a.At.Compare(b.At); c != 0 {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	})
	return all, nil
}

// inBox lists the cash that was taken and not paid in; of everybody when owner
// is "".
func (d *Desk) inBox(ctx context.Context, owner string) (entries []store.BookEntry, sum int64, err error) {
	entries, err = d.Store.Book(ctx, store.BookFilter{
		Book: dossier.BookCash, States: []dossier.BookState{dossier.CashTaken}, Owner: owner, Limit: -1})
	if err != nil {
		return nil, 0, fmt.Errorf("counting the cash: %w", err)
	}
	for _, e := range entries {
		sum += e.Amount
	}
	return entries, sum, nil
}

// methodOf is how a payment was made.
func methodOf(p dossier.Payment) string {
	switch {
	case p.Method == methodTransfer:
		return methodTransfer
	case p.Method == methodNone || p.Amount == 0:
		return methodNone
	}
	return methodCash
}

// payMoves are the entries that bring the books of fees from what they say of a
// dossier to what its payment says. before is the payment as it was saved last: of
// a dossier that has none of these entries, what it paid was taken before there
// were books.
func payMoves(id dossier.ID, made []move, before, payment dossier.Payment, owner, day string) []store.BookChange {
	have := map[string]int64{}
	for _, m := range made {
		have[m.Method] += m.Amount
	}
	if len(made) == 0 && before.FeeCode != "" {
		have[methodOf(before)] = int64(before.Kept())
	}
	method := methodOf(payment)
	want := map[string]int64{method: int64(payment.Kept())}
	p := newPosting(id, len(made), movement{
		Of: id, Exempt: payment.Exemption != "", Series: receiptSeries(payment.Series), Number: payment.Number, By: owner, At: payment.At,
	}, owner, day)
	for _, m := range []string{methodTransfer, methodCash} {
		if delta := want[m] - have[m]; delta != 0 && m != method {
			p.post(m, delta)
		}
	}
	last := ""
	if len(made) > 0 {
		last = made[len(made)-1].Method
	} else if before.FeeCode != "" {
		last = methodOf(before)
	}
	if delta := want[method] - have[method]; delta != 0 || method != last {
		p.post(method, delta)
	}
	return p.changes
}

// covered refuses to take more cash out of an officer's box than is in it, as when a
// fee is corrected after its cash was paid in.
func (d *Desk) covered(ctx context.Context, owner string, moves []store.BookChange) error {
	out := int64(0)
	for _, m := range moves {
		if m.Book == dossier.BookCash && m.Amount < 0 {
			out -= m.Amount
		}
	}
	if out == 0 {
		return nil
	}
	_, sum, err := d.inBox(ctx, owner)
	if err == nil && sum < out {
		err = ErrBoxShort
	}
	return err
}

// posting makes entries of one dossier under rising ids.
type posting struct {
	id      dossier.ID
	made    int
	note    movement
	owner   string
	day     string
	changes []store.BookChange
}

func newPosting(id dossier.ID, made int, note movement, owner, day string) *posting {
	return &posting{id: id, made: made, note: note, owner: owner, day: day}
}

func (p *posting) post(method string, amount int64) {
	p.made++
	note := p.note
	note.Method = method
	book := dossier.BookNonCash
	if method == methodCash {
		book = dossier.BookCash
	}
	p.changes = append(p.changes, store.BookChange{
		Book: book, ID: fmt.Sprintf("%s/%03d", p.id, p.made), Day: p.day, Owner: p.owner, Amount: amount, Content: note,
	})
}

// dayOpen refuses what would change a day that was closed.
func (d *Desk) dayOpen(ctx context.Context) error {
	closed, err := d.DayClosed(ctx, d.today())
	if err == nil && closed {
		err = ErrDayClosed
	}
	return err
}
