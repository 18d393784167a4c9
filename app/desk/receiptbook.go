package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/store"
)

// Errors of books of receipts.
var (
	// ErrReceiptBook: series or numbers cannot be those of a book.
	ErrReceiptBook = errors.New("book of receipts is not possible")
	// ErrReceiptBookTwice: another book has some of the numbers already.
	ErrReceiptBookTwice = errors.New("numbers are those of another book")
	// ErrReceiptGap: a book with numbers that nobody accounts for.
	ErrReceiptGap = errors.New("numbers of a book of receipts are not accounted for")
	// ErrSecondOfficer: who takes something over is the one who gives it.
	ErrSecondOfficer = errors.New("another officer must sign")
)

// Bounds of a book of receipts.
const (
	maxSeries      = 24 // bytes
	maxDigits      = 12 // of a number
	maxBookNumbers = 1000
)

// ReceiptBook is one book of numbered money receipts.
type ReceiptBook struct {
	ID          string
	Series      string
	First, Last int64
	Width       int    // digits of a printed number
	Holder      string // user who answers for it
	Registered  string // ISO date
	Closed      bool
	// Of an open book: how many numbers have an entry, the number after the highest
	// of them, and those below it that have none.
	Used int
	Next int64
	Gaps []int64

	revision int
	content  bookOfReceipts
}

// Spent reports whether every number is accounted for.
func (b ReceiptBook) Spent() bool { return b.Next > b.Last && len(b.Gaps) == 0 }

// Number writes a number as the book prints it.
func (b ReceiptBook) Number(n int64) string { return fmt.Sprintf("%0*d", b.Width, n) }

// Name is what the book is called: its series and its numbers.
func (b ReceiptBook) Name() string {
	return fmt.Sprintf("%s %s–%s", b.Series, b.Number(b.First), b.Number(b.Last))
}

// has reports whether a receipt is one of the book's.
func (b ReceiptBook) has(series string, n int64) bool {
	return b.Series == series && b.First <= n && n <= b.Last
}

// bookOfReceipts is what an entry of [dossier.BookReceipts] says.
type bookOfReceipts struct {
	Series string     `json:"series"`
	First  int64      `json:"first"`
	Last   int64      `json:"last"`
	Width  int        `json:"width"`
	Hands  []bookHand `json:"hands,omitempty"` // through which it went, oldest first
}

// bookHand is one handing over of a book.
type bookHand struct {
	From string    `json:"from"` // user id
	To   string    `json:"to"`
	Next int64     `json:"next"` // number that came next then
	At   time.Time `json:"at"`
}

// receiptNote is what an entry of [dossier.BookReceipt] says.
type receiptNote struct {
	Series  string     `json:"series"`
	Number  string     `json:"number"`            // as printed
	Dossier dossier.ID `json:"dossier,omitempty"` // "" of a number that was spoiled unused
	Method  string     `json:"method,omitempty"`
	By      string     `json:"by"`
	At      time.Time  `json:"at"`
	Reason  string     `json:"reason,omitempty"` // why it is void or was refunded
	EndedBy string     `json:"endedBy,omitempty"`
	EndedAt time.Time  `json:"endedAt,omitzero"`
}

// NewReceiptBook is a book as it is registered.
type NewReceiptBook struct {
	Series string
	First  string // number that is used first from now on, as printed
	Last   string
	Holder string // user id; "" is who registers it
}

// receiptSeries writes a series in the one way in which it is compared.
func receiptSeries(text string) string {
	return strings.ToUpper(strings.Join(strings.Fields(text), " "))
}

// receiptNumber reads the number of a receipt.
func receiptNumber(text string) (n int64, ok bool) {
	text = strings.TrimSpace(text)
	if text == "" || len(text) > maxDigits || strings.Trim(text, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil && n > 0
}

// receiptID is the id of a number's entry: ids sort as their numbers do.
func receiptID(series string, n int64) string { return fmt.Sprintf("%s/%0*d", series, maxDigits, n) }

// open reads a new book, or says that it is none.
func (n NewReceiptBook) open() (bookOfReceipts, error) {
	b := bookOfReceipts{Series: receiptSeries(n.Series), Width: len(strings.TrimSpace(n.First))}
	var first, last bool
	b.First, first = receiptNumber(n.First)
	b.Last, last = receiptNumber(n.Last)
	if b.Series == "" || len(b.Series) > maxSeries || !first || !last || b.Last < b.First || b.Last-b.First >= maxBookNumbers {
		return b, ErrReceiptBook
	}
	return b, nil
}

// RegisterReceiptBook takes a book of receipts into use. Only a supervisor registers
// one for somebody else.
func (d *Desk) RegisterReceiptBook(ctx context.Context, n NewReceiptBook) error {
	actor, err := d.acting(dossier.RoleClerk, dossier.RoleSupervisor)
	if err != nil {
		return fmt.Errorf("registering a book of receipts: %w", err)
	}
	content, err := n.open()
	if err != nil {
		return err
	}
	holder := cmp.Or(n.Holder, actor.User)
	if holder != actor.User && actor.Role != dossier.RoleSupervisor {
		return fmt.Errorf("registering a book of receipts: %w", dossier.ErrRole)
	}
	all, err := d.Store.Book(ctx, store.BookFilter{Book: dossier.BookReceipts, Limit: -1})
	if err != nil {
		return fmt.Errorf("registering a book of receipts: %w", err)
	}
	for _, e := range all {
		other, err := says[bookOfReceipts](e)
		if err != nil {
			return fmt.Errorf("registering a book of receipts: %w", err)
		}
		if other.Series == content.Series && other.First <= content.Last && content.First <= other.Last {
			return ErrReceiptBookTwice
		}
	}
	id, err := d.randomID()
	if err != nil {
		return err
	}
	_, err = d.Store.Apply(ctx, store.Change{
		ID: "receipt-book-" + id, Actor: actor, Command: dossier.RegisterReceiptBook,
		Books: []store.BookChange{{Book: dossier.BookReceipts, ID: id, Day: d.today().ISO(), Owner: holder,
			Amount: content.Last - content.First + 1, Content: content}},
	})
	if err != nil {
		return fmt.Errorf("registering a book of receipts: %w", err)
	}
	return nil
}

// ReceiptBooks lists the books that are open, the oldest first.
func (d *Desk) ReceiptBooks(ctx context.Context) ([]ReceiptBook, error) {
	entries, err := d.Store.Book(ctx, store.BookFilter{
		Book: dossier.BookReceipts, States: []dossier.BookState{dossier.ReceiptBookOpen}, Limit: -1})
	if err != nil {
		return nil, fmt.Errorf("reading the books of receipts: %w", err)
	}
	slices.SortStableFunc(entries, func(a, b store.BookEntry) int { return strings.Compare(a.Day, b.Day) })
	books := make([]ReceiptBook, len(entries))
	for i, e := range entries {
		if books[i], err = d.receiptBook(ctx, e); err != nil {
			return nil, err
		}
	}
	return books, nil
}

// receiptBookOf is a book as it was registered, without what was used of it.
func receiptBookOf(e store.BookEntry) (ReceiptBook, error) {
	b := ReceiptBook{ID: e.ID, Holder: e.Owner, Registered: e.Day, Closed: e.State == dossier.ReceiptBookClosed, revision: e.Revision}
	var err error
	if b.content, err = says[bookOfReceipts](e); err != nil {
		return b, err
	}
	b.Series, b.First, b.Last, b.Width = b.content.Series, b.content.First, b.content.Last, b.content.Width
	return b, nil
}

func (d *Desk) receiptBook(ctx context.Context, e store.BookEntry) (ReceiptBook, error) {
	b, err := receiptBookOf(e)
	if err != nil {
		return b, err
	}
	used, err := d.receiptsOf(ctx, b)
	if err != nil {
		return b, err
	}
	b.Next = b.First
	taken := map[int64]bool{}
	for _, r := range used {
		n, _ := receiptNumber(r.note.Number)
		taken[n] = true
		b.Next = max(b.Next, n+1)
	}
	b.Used = len(taken)
	for n := b.First; n < b.Next; n++ {
		if !taken[n] {
			b.Gaps = append(b.Gaps, n)
		}
	}
	return b, nil
}

// receiptEntry is a number that was used.
type receiptEntry struct {
	store.BookEntry
	note receiptNote
}

// receiptsOf lists the used numbers of a book, the lowest first.
func (d *Desk) receiptsOf(ctx context.Context, b ReceiptBook) ([]receiptEntry, error) {
	return d.receiptEntries(ctx, store.BookFilter{FirstID: receiptID(b.Series, b.First), LastID: receiptID(b.Series, b.Last)})
}

func (d *Desk) receiptEntries(ctx context.Context, f store.BookFilter) ([]receiptEntry, error) {
	f.Book, f.Limit = dossier.BookReceipt, -1
	entries, err := d.Store.Book(ctx, f)
	if err != nil {
		return nil, fmt.Errorf("reading receipts: %w", err)
	}
	slices.SortFunc(entries, func(a, b store.BookEntry) int { return strings.Compare(a.ID, b.ID) })
	list := make([]receiptEntry, len(entries))
	for i, e := range entries {
		list[i].BookEntry = e
		if list[i].note, err = says[receiptNote](e); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// NextReceipt is the number that comes next in the book of who is logged in; ok is
// false for somebody who has no book with a number left.
func (d *Desk) NextReceipt(ctx context.Context) (series, number string, ok bool, err error) {
	actor, err := d.actor()
	if err != nil {
		return "", "", false, err
	}
	books, err := d.ReceiptBooks(ctx)
	if err != nil {
		return "", "", false, err
	}
	for _, b := range books {
		if b.Holder == actor.User && b.Next <= b.Last {
			return b.Series, b.Number(b.Next), true, nil
		}
	}
	return "", "", false, nil
}

// openBook is an open book by its id.
func (d *Desk) openBook(ctx context.Context, id string) (ReceiptBook, error) {
	entries, err := d.Store.Book(ctx, store.BookFilter{
		Book: dossier.BookReceipts, ID: id, States: []dossier.BookState{dossier.ReceiptBookOpen}})
	if err != nil {
		return ReceiptBook{}, fmt.Errorf("reading a book of receipts: %w", err)
	}
	if len(entries) == 0 {
		return ReceiptBook{}, ErrNotFound
	}
	return d.receiptBook(ctx, entries[0])
}

// HandReceiptBook gives a book to another officer, who signs by the own password.
// Only the holder gives it away, or a supervisor for somebody who is not there.
func (d *Desk) HandReceiptBook(ctx context.Context, id, to, password string) error {
	actor, err := d.acting(dossier.RoleClerk, dossier.RoleSupervisor)
	if err != nil {
		return fmt.Errorf("handing a book of receipts over: %w", err)
	}
	b, err := d.openBook(ctx, id)
	if err != nil {
		return err
	}
	if b.Holder != actor.User && actor.Role != dossier.RoleSupervisor {
		return ErrReceiptNotYours
	}
	if to == b.Holder {
		return ErrSecondOfficer
	}
	if err := d.signedBy(ctx, to, password, dossier.RoleClerk, dossier.RoleSupervisor); err != nil {
		return err
	}
	b.content.Hands = append(b.content.Hands, bookHand{From: b.Holder, To: to, Next: b.Next, At: d.now()})
	return d.changeBook(ctx, actor, b, dossier.HandReceiptBook, to, "")
}

// signedBy checks that an officer of one of the roles is here: by the own password.
func (d *Desk) signedBy(ctx context.Context, user, password string, roles ...dossier.Role) error {
	users, err := d.Store.Users(ctx)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(users, func(u dossier.User) bool { return u.ID == user })
	switch {
	case i < 0:
		return store.ErrWrongPassword
	case users[i].Disabled:
		return store.ErrUserDisabled
	case !slices.Contains(roles, users[i].Role):
		return dossier.ErrRole
	}
	return d.Store.CheckPassword(ctx, user, password)
}

// CloseReceiptBook takes a book out of use before it is spent: the rest is given
// back, for a reason in words. A book with gaps is not closed.
func (d *Desk) CloseReceiptBook(ctx context.Context, id, reason string) error {
	actor, err := d.acting(dossier.RoleClerk, dossier.RoleSupervisor)
	if err != nil {
		return fmt.Errorf("closing a book of receipts: %w", err)
	}
	b, err := d.openBook(ctx, id)
	if err != nil {
		return err
	}
	if b.Holder != actor.User && actor.Role != dossier.RoleSupervisor {
		return ErrReceiptNotYours
	}
	if len(b.Gaps) > 0 {
		return ErrReceiptGap
	}
	return d.changeBook(ctx, actor, b, dossier.CloseReceiptBook, b.Holder, reason)
}

// closeSpent closes the books of which every number is accounted for. What it
// cannot close it closes the next time: a spent book offers no number anyway.
func (d *Desk) closeSpent(ctx context.Context, actor dossier.Actor) {
	books, err := d.ReceiptBooks(ctx)
	for _, b := range books {
		if b.Spent() {
			err = errors.Join(err, d.changeBook(ctx, actor, b, dossier.CloseReceiptBook, b.Holder, "spent"))
		}
	}
	if err != nil {
		d.Log.Error("a spent book of receipts was not closed", "error", err)
	}
}

func (d *Desk) changeBook(ctx context.Context, actor dossier.Actor, b ReceiptBook, command dossier.Command, holder, reason string) error {
	id, err := d.randomID()
	if err != nil {
		return err
	}
	_, err = d.Store.Apply(ctx, store.Change{
		ID: string(command) + "-" + id[:16], Actor: actor, Command: command, Reason: reason,
		Books: []store.BookChange{{Book: dossier.BookReceipts, ID: b.ID, BaseRevision: b.revision, Day: b.Registered, Owner: holder,
			Amount: b.Last - b.First + 1, Content: b.content}},
	})
	if err != nil {
		return fmt.Errorf("%s: %w", command, err)
	}
	return nil
}
