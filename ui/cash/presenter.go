// Package cash is the screen of fees: the books of receipts, the receipts of a day,
// what was taken in cash, by transfer and not at all, receipts that are spoiled, fees
// that are given back, and the cash that is paid in.
package cash

import (
	"context"
	"fmt"
	"time"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/ui/kit"
	"carddesk/ui/papers"
	"carddesk/ui/words"
)

// Desk is what the screen needs of the desk.
type Desk interface {
	CashSheet(ctx context.Context, day person.CivilDate) (desk.CashSheet, error)
	RegisterReceiptBook(ctx context.Context, n desk.NewReceiptBook) error
	HandReceiptBook(ctx context.Context, id, to, password string) error
	CloseReceiptBook(ctx context.Context, id, reason string) error
	VoidReceipt(ctx context.Context, series, number, reason string) error
	GiveReceipt(ctx context.Context, id dossier.ID, series, number string) error
	Refund(ctx context.Context, id dossier.ID, amount int, reason string) error
	DepositCash(ctx context.Context, treasury, account string) (string, error)
	Deposits(ctx context.Context, limit int) ([]desk.Deposit, error)
	DepositSlip(ctx context.Context, id string) (desk.ReportPaper, error)
}

// View is what the presenter says to the window, on the UI goroutine.
type View interface {
	ShowSheet(s desk.CashSheet, deposits []desk.Deposit)
	ShowPaper(title string, make papers.Maker)
	Busy(text string)
	Failed(words.Message)
	Done(text string)
}

// depositsShown is how many of the newest deposits can be printed again.
const depositsShown = 10

// Presenter holds the day that is shown. Its methods are called on the UI goroutine.
type Presenter struct {
	desk   Desk
	owner  *kit.Owner
	view   View
	events kit.Events
	clock  func() time.Time

	day      person.CivilDate
	sheet    desk.CashSheet
	deposits []desk.Deposit
	asked    int
	once     kit.Once
}

// NewPresenter makes the presenter of one screen.
func NewPresenter(d Desk, owner *kit.Owner, events kit.Events, view View, clock func() time.Time) *Presenter {
	return &Presenter{desk: d, owner: owner, events: events, view: view, clock: clock}
}

// Today shows the present day.
func (p *Presenter) Today() {
	p.day = person.FromTime(p.clock())
	p.Load()
}

// Move goes to an earlier or later day, and never beyond today.
func (p *Presenter) Move(days int) {
	if next := p.day.AddDays(days); !next.After(person.FromTime(p.clock())) {
		p.day = next
		p.Load()
	}
}

// Load reckons the day off the UI goroutine.
func (p *Presenter) Load() {
	type read struct {
		sheet    desk.CashSheet
		deposits []desk.Deposit
	}
	p.asked++
	asked, day := p.asked, p.day
	kit.Background(p.owner, func(ctx context.Context) (r read, err error) {
		if r.sheet, err = p.desk.CashSheet(ctx, day); err != nil {
			return r, err
		}
		r.deposits, err = p.desk.Deposits(ctx, depositsShown)
		return r, err
	}, func(r read, err error) {
		if asked != p.asked {
			return
		}
		if err != nil {
			p.view.Failed(words.Of(err))
			return
		}
		p.sheet, p.deposits = r.sheet, r.deposits
		p.view.ShowSheet(r.sheet, r.deposits)
		total := r.sheet.Total
		p.events.Emit("cash-shown", "day", day.ISO(), "books", len(r.sheet.Books), "lines", len(r.sheet.Lines), "gaps", p.gaps(),
			"cash", total.Cash, "transfer", total.Transfer, "exempt", total.Exempt, "refunds", total.Refunds, "box", total.InBox)
	})
}

func (p *Presenter) gaps() int {
	n := 0
	for _, b := range p.sheet.Books {
		n += len(b.Gaps)
	}
	return n
}

// Sheet is what is shown.
func (p *Presenter) Sheet() desk.CashSheet { return p.sheet }

// Deposits are the newest deposits, the newest first.
func (p *Presenter) Deposits() []desk.Deposit { return p.deposits }

// Line is a line of the sheet by number.
func (p *Presenter) Line(at int) (desk.CashLine, bool) {
	if at < 0 || at >= len(p.sheet.Lines) {
		return desk.CashLine{}, false
	}
	return p.sheet.Lines[at], true
}

// Book is an open book by number.
func (p *Presenter) Book(at int) (desk.ReceiptBook, bool) {
	if at < 0 || at >= len(p.sheet.Books) {
		return desk.ReceiptBook{}, false
	}
	return p.sheet.Books[at], true
}

// Register takes a book of receipts into use.
func (p *Presenter) Register(n desk.NewReceiptBook) {
	p.act("Đang ghi…", "book-registered", "Đã đăng ký quyển biên lai.", func(ctx context.Context) error {
		return p.desk.RegisterReceiptBook(ctx, n)
	})
}

// HandOver gives a book to another officer, who typed the password.
func (p *Presenter) HandOver(book desk.ReceiptBook, to, password string) {
	p.act("Đang bàn giao…", "book-handed", "Đã bàn giao quyển "+book.Name()+".", func(ctx context.Context) error {
		return p.desk.HandReceiptBook(ctx, book.ID, to, password)
	})
}

// CloseBook takes a book out of use before it is spent.
func (p *Presenter) CloseBook(book desk.ReceiptBook, reason string) {
	p.act("Đang ghi…", "book-closed", "Đã đóng quyển "+book.Name()+".", func(ctx context.Context) error {
		return p.desk.CloseReceiptBook(ctx, book.ID, reason)
	})
}

// Void makes a receipt void.
func (p *Presenter) Void(series, number, reason string) {
	p.act("Đang hủy…", "receipt-void", fmt.Sprintf("Đã hủy biên lai %s %s.", series, number), func(ctx context.Context) error {
		return p.desk.VoidReceipt(ctx, series, number, reason)
	})
}

// Give notes the receipt of a fee that was taken without one.
func (p *Presenter) Give(line desk.CashLine, series, number string) {
	p.act("Đang ghi…", "receipt-given", fmt.Sprintf("Đã ghi biên lai %s %s.", series, number), func(ctx context.Context) error {
		return p.desk.GiveReceipt(ctx, line.Dossier, series, number)
	})
}

// Refund gives the fee of a line back.
func (p *Presenter) Refund(line desk.CashLine, amount int, reason string) {
	p.act("Đang ghi…", "fee-refunded", "Đã ghi hoàn "+desk.Money(amount)+".", func(ctx context.Context) error {
		return p.desk.Refund(ctx, line.Dossier, amount, reason)
	})
}

// Deposit pays all cash in and shows the slip.
func (p *Presenter) Deposit(treasury, account string) {
	var id string
	p.once.Start(func(release func()) {
		p.view.Busy("Đang lập giấy nộp tiền…")
		kit.Background(p.owner, func(ctx context.Context) (_ struct{}, err error) {
			id, err = p.desk.DepositCash(ctx, treasury, account)
			return struct{}{}, err
		}, func(_ struct{}, err error) {
			release()
			p.view.Busy("")
			if err != nil {
				p.view.Failed(words.Of(err))
				return
			}
			p.events.Emit("cash-deposited")
			p.Load()
			p.slip(id)
		})
	})
}

// Slip shows the slip of a deposit again.
func (p *Presenter) Slip(at int) {
	if at >= 0 && at < len(p.deposits) {
		p.slip(p.deposits[at].ID)
	}
}

func (p *Presenter) slip(id string) {
	p.view.ShowPaper("Giấy nộp tiền", func(ctx context.Context) (desk.ReportPaper, error) { return p.desk.DepositSlip(ctx, id) })
}

// act does one thing at a time and reckons the day anew.
func (p *Presenter) act(busy, event, done string, do func(context.Context) error) {
	p.once.Start(func(release func()) {
		p.view.Busy(busy)
		kit.Background(p.owner, func(ctx context.Context) (struct{}, error) { return struct{}{}, do(ctx) }, func(_ struct{}, err error) {
			release()
			p.view.Busy("")
			if err != nil {
				p.view.Failed(words.Of(err))
				return
			}
			p.view.Done(done)
			p.events.Emit(event)
			p.Load()
		})
	})
}
