package desk_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/store"
)

const series = "CC/26P"

// withBook is a bench whose clerk has a book of ten receipts.
func withBook(t testing.TB) *bench {
	t.Helper()
	b := newBench(t)
	b.must(b.RegisterReceiptBook(t.Context(), desk.NewReceiptBook{Series: " cc/26p", First: "0000001", Last: "0000010"}))
	return b
}

// paid is a draft whose fee was taken with a receipt, "" for none.
func (b *bench) paid(number string) dossier.ID {
	b.t.Helper()
	id := b.draft(holder())
	b.must(b.Pay(b.t.Context(), id, cash(number)))
	return id
}

func cash(number string) dossier.Payment {
	p := dossier.Payment{FeeCode: "exchange", Amount: 25000, Method: "cash"}
	if number != "" {
		p.Series, p.Number = series, number
	}
	return p
}

func (b *bench) today() person.CivilDate { return person.FromTime(b.clock.Now()) }

func (b *bench) sheet() desk.CashSheet {
	b.t.Helper()
	s, err := b.CashSheet(b.t.Context(), b.today())
	b.must(err)
	return s
}

// said is a sheet as one line a receipt.
func said(s desk.CashSheet) []string {
	var lines []string
	for _, l := range s.Lines {
		lines = append(lines, strings.TrimSpace(fmt.Sprintf("%s %s %d", l.State, l.Number, l.Amount)))
	}
	return lines
}

// TestReceiptComesOutOfItsBook: number after number is proposed, is in the book with
// the command that saves the payment, and is nobody else's.
func TestReceiptComesOutOfItsBook(t *testing.T) {
	b := withBook(t)
	got, number, ok, err := b.NextReceipt(t.Context())
	b.must(err)
	if !ok || got != series || number != "0000001" {
		t.Fatalf("proposed %q %q", got, number)
	}
	first := b.paid("1") // as typed; the book knows how it is printed
	if p := b.open(first).Payment; p.Number != "0000001" || p.Series != series {
		t.Errorf("kept %+v", p)
	}
	second := b.draft(holder())
	if err := b.Pay(t.Context(), second, cash("0000001")); !errors.Is(err, desk.ErrReceiptUsed) {
		t.Errorf("the same number twice: %v", err)
	}
	if p := b.open(second).Payment; p.FeeCode != "" {
		t.Errorf("a refused payment was kept: %+v", p)
	}
	b.must(b.Pay(t.Context(), second, cash("0000003")))
	b.must(b.Pay(t.Context(), second, cash("0000003"))) // pressed twice
	s := b.sheet()
	if want := []string{"issued 0000001 25000", "gap 0000002 0", "issued 0000003 25000"}; !slices.Equal(said(s), want) {
		t.Errorf("the sheet says %q", said(s))
	}
	if s.Total.Cash != 50000 || s.Total.CashCount != 2 || s.Total.InBox != 50000 || s.Lines[0].Name != "LÊ THỊ MẪU" {
		t.Errorf("sums %+v, name %q", s.Total, s.Lines[0].Name)
	}
	if _, next, _, _ := b.NextReceipt(t.Context()); next != "0000004" {
		t.Errorf("next is %q", next)
	}
	b.must(b.VoidReceipt(t.Context(), series, "2", "viết hỏng"))
	if got := said(b.sheet())[1]; got != "void 0000002 0" {
		t.Errorf("the spoiled number is %q", got)
	}
	if err := b.VoidReceipt(t.Context(), series, "2", "lần nữa"); !errors.Is(err, desk.ErrReceiptUsed) {
		t.Errorf("void twice: %v", err)
	}
	if err := b.Pay(t.Context(), b.draft(holder()), cash("2")); !errors.Is(err, desk.ErrReceiptUsed) {
		t.Errorf("a void number: %v", err)
	}
}

func TestReceiptRefusals(t *testing.T) {
	b := withBook(t)
	id := b.paid("1")
	other := b.draft(holder())
	dearer := cash("1")
	dearer.Amount = 50000
	spoiled := cash("2")
	spoiled.Voided = []dossier.VoidedReceipt{{Series: series, Number: "1", Reason: "hỏng"}}
	for name, c := range map[string]struct {
		id      dossier.ID
		payment dossier.Payment
		want    error
	}{
		"of no book":                  {other, cash("11"), desk.ErrReceiptUnknown},
		"left without a word":         {id, cash("2"), desk.ErrReceiptKept},
		"another amount":              {id, dearer, desk.ErrReceiptAmount},
		"another dossier's made void": {other, spoiled, desk.ErrReceiptElsewhere},
	} {
		if err := b.Pay(t.Context(), c.id, c.payment); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	b.login(chiefID)
	if err := b.Pay(t.Context(), other, cash("2")); !errors.Is(err, desk.ErrReceiptNotYours) {
		t.Errorf("out of another's book: %v", err)
	}
	for _, n := range []desk.NewReceiptBook{
		{Series: "", First: "1", Last: "2"}, {Series: "A", First: "2", Last: "1"}, {Series: "A", First: "x", Last: "2"},
		{Series: "A", First: "0", Last: "2"}, {Series: "A", First: "1", Last: "1001"}, {Series: strings.Repeat("A", 25), First: "1", Last: "2"},
	} {
		if err := b.RegisterReceiptBook(t.Context(), n); !errors.Is(err, desk.ErrReceiptBook) {
			t.Errorf("%+v: %v", n, err)
		}
	}
	if err := b.RegisterReceiptBook(t.Context(), desk.NewReceiptBook{Series: series, First: "10", Last: "20"}); !errors.Is(err, desk.ErrReceiptBookTwice) {
		t.Errorf("numbers of another book: %v", err)
	}
}

// TestSpoiltWithThePayment: a receipt that is spoiled while paying is in the book,
// and the dossier has another one.
func TestSpoiltWithThePayment(t *testing.T) {
	b := withBook(t)
	id := b.draft(holder())
	p := cash("2")
	p.Voided = []dossier.VoidedReceipt{{Series: series, Number: "0000001", Reason: "ghi sai tên"}}
	b.must(b.Pay(t.Context(), id, p))
	p.Number, p.Voided = "0000003", append(p.Voided, dossier.VoidedReceipt{Series: series, Number: "0000002", Reason: "rách"})
	b.must(b.Pay(t.Context(), id, p))
	want := []string{"void 0000001 0", "void 0000002 25000", "issued 0000003 25000"}
	if got := said(b.sheet()); !slices.Equal(got, want) {
		t.Errorf("the sheet says %q", got)
	}
	if kept := b.open(id).Payment; kept.Number != "0000003" || len(kept.Voided) != 2 {
		t.Errorf("kept %+v", kept)
	}
	if s := b.sheet(); s.Total.Cash != 25000 || s.Total.CashCount != 1 || s.Total.InBox != 25000 {
		t.Errorf("what was paid once counts %+v", s.Total)
	}
	// Made void later, at the screen of fees: the fee has no receipt then.
	b.must(b.VoidReceipt(t.Context(), series, "3", "sai số tiền"))
	if s := b.sheet(); bare(s) != 1 || b.open(id).Payment.Number != "" {
		t.Errorf("after the void: %q", said(s))
	}
	b.must(b.GiveReceipt(t.Context(), id, series, "4"))
	if s := b.sheet(); bare(s) != 0 || s.Total.Cash != 25000 {
		t.Errorf("with another receipt: %q, %+v", said(s), s.Total)
	}
}

// bare counts the fees that were taken without a receipt.
func bare(s desk.CashSheet) (n int) {
	for _, l := range s.Lines {
		if l.State == desk.LineBare {
			n++
		}
	}
	return n
}

// TestOfficeWithoutBooks notes any number, as it did before there were books.
func TestOfficeWithoutBooks(t *testing.T) {
	b := newBench(t)
	id := b.paid("0007")
	if _, _, ok, err := b.NextReceipt(t.Context()); ok || err != nil {
		t.Errorf("a number is proposed: %v", err)
	}
	b.must(b.Pay(t.Context(), id, cash("0008")))
	b.must(b.Pay(t.Context(), b.draft(holder()), cash("0008")))
	exempt := dossier.Payment{FeeCode: "exchange", Method: "none", Exemption: "poor"}
	b.must(b.Pay(t.Context(), b.draft(holder()), exempt))
	transfer := cash("")
	transfer.Method = "transfer"
	b.must(b.Pay(t.Context(), b.draft(holder()), transfer))
	s := b.sheet()
	if s.Total.Cash != 50000 || s.Total.CashCount != 2 || s.Total.Transfer != 25000 || s.Total.Exempt != 1 || s.Total.InBox != 50000 || len(s.Lines) != 4 {
		t.Errorf("%q, %+v", said(s), s.Total)
	}
	for _, l := range s.Lines {
		if l.State == desk.LineNotDue && l.Reason == "" {
			t.Errorf("nobody says why nothing was paid: %+v", l)
		}
	}
}

// TestCorrectedPayment: what was corrected counts once, and the cash of the box
// follows.
func TestCorrectedPayment(t *testing.T) {
	b := newBench(t)
	id := b.paid("")
	transfer := cash("")
	transfer.Method = "transfer"
	b.must(b.Pay(t.Context(), id, transfer))
	if s := b.sheet(); s.Total.Cash != 0 || s.Total.CashCount != 0 || s.Total.Transfer != 25000 || s.Total.TransferCount != 1 || s.Total.InBox != 0 {
		t.Errorf("paid by transfer after all: %+v", s.Total)
	}
	b.must(b.Pay(t.Context(), id, dossier.Payment{FeeCode: "exchange", Method: "none", Exemption: "poor"}))
	if s := b.sheet(); s.Total.Kept() != 0 || s.Total.Exempt != 1 || s.Total.TransferCount != 0 {
		t.Errorf("exempt after all: %+v", s.Total)
	}
}

func TestRefund(t *testing.T) {
	b := withBook(t)
	id := b.paid("1")
	if err := b.Refund(t.Context(), id, 25000, "công dân rút"); !errors.Is(err, dossier.ErrRole) {
		t.Errorf("a clerk gives a fee back: %v", err)
	}
	b.must(b.Cancel(t.Context(), id, "citizen-left"))
	b.clock.pass(24 * time.Hour)
	b.login(chiefID)
	for _, amount := range []int{0, -1, 25001} {
		if err := b.Refund(t.Context(), id, amount, "nhầm"); !errors.Is(err, desk.ErrRefund) {
			t.Errorf("%d given back: %v", amount, err)
		}
	}
	b.must(b.Refund(t.Context(), id, 10000, "thu thừa"))
	b.must(b.Refund(t.Context(), id, 15000, "công dân rút"))
	if err := b.Refund(t.Context(), id, 1, "nữa"); !errors.Is(err, desk.ErrRefund) {
		t.Errorf("more than was paid: %v", err)
	}
	s := b.sheet()
	if s.Total.RefundCash != 25000 || s.Total.Refunds != 2 || s.Total.Cash != 0 || s.Total.InBox != 0 || s.Total.Kept() != -25000 {
		t.Errorf("the day of the refund: %+v", s.Total)
	}
	yesterday, err := b.CashSheet(t.Context(), b.today().AddDays(-1))
	b.must(err)
	if yesterday.Total.Cash != 25000 || !slices.Equal(said(yesterday), []string{"refunded 0000001 25000"}) {
		t.Errorf("the day before: %q, %+v", said(yesterday), yesterday.Total)
	}
	if p := b.open(id).Payment; p.Kept() != 0 || len(p.Refunds) != 2 || p.Refunds[1].By != chiefID {
		t.Errorf("kept %+v", p)
	}
	if facts := b.factRows(); facts[0].Fee != 0 {
		t.Errorf("reports count %d", facts[0].Fee)
	}
}

// TestBookGoesFromHandToHand: a book is given with the taker's password, is closed
// when it is spent, and never with a gap.
func TestBookGoesFromHandToHand(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	b.must(b.RegisterReceiptBook(ctx, desk.NewReceiptBook{Series: series, First: "01", Last: "03"}))
	b.paid("1")
	books, err := b.ReceiptBooks(ctx)
	b.must(err)
	if len(books) != 1 || books[0].Name() != series+" 01–03" || books[0].Used != 1 {
		t.Fatalf("books %+v", books)
	}
	id := books[0].ID
	if err := b.HandReceiptBook(ctx, id, chiefID, "đoán mò"); !errors.Is(err, store.ErrWrongPassword) {
		t.Errorf("with a guessed password: %v", err)
	}
	if err := b.HandReceiptBook(ctx, id, clerkID, password); !errors.Is(err, desk.ErrSecondOfficer) {
		t.Errorf("to oneself: %v", err)
	}
	b.must(b.HandReceiptBook(ctx, id, chiefID, password))
	if _, _, ok, _ := b.NextReceipt(ctx); ok {
		t.Error("who gave the book away still has its numbers")
	}
	if err := b.CloseReceiptBook(ctx, id, "trả lại"); !errors.Is(err, desk.ErrReceiptNotYours) {
		t.Errorf("another's book is closed: %v", err)
	}
	b.login(chiefID)
	b.paid("3")
	if err := b.CloseReceiptBook(ctx, id, "trả lại"); !errors.Is(err, desk.ErrReceiptGap) {
		t.Errorf("closed with a gap: %v", err)
	}
	b.must(b.VoidReceipt(ctx, series, "02", "mất"))
	if books, err := b.ReceiptBooks(ctx); err != nil || len(books) != 0 {
		t.Errorf("a spent book is open: %+v, %v", books, err)
	}
	if n := b.entries("", dossier.CloseReceiptBook); n != 1 {
		t.Errorf("closed %d times", n)
	}
	// What was written in it can still be found wrong.
	b.must(b.VoidReceipt(ctx, series, "3", "sai tên"))
	if s := b.sheet(); s.Lines[len(s.Lines)-1].State != desk.LineBare {
		t.Errorf("after the void: %q", said(s))
	}
}

// TestDeposit: the slip says the receipts of the book, and the cash leaves the box.
func TestDeposit(t *testing.T) {
	b := withBook(t)
	ctx := t.Context()
	if _, err := b.DepositCash(ctx, "", ""); !errors.Is(err, desk.ErrEmptyBox) {
		t.Errorf("nothing paid in: %v", err)
	}
	b.paid("1")
	b.must(b.VoidReceipt(ctx, series, "2", "hỏng"))
	back := b.paid("3")
	b.paid("")
	transfer := cash("4")
	transfer.Method = "transfer"
	b.must(b.Pay(ctx, b.draft(holder()), transfer))
	b.login(chiefID)
	b.must(b.Refund(ctx, back, 5000, "thu thừa"))
	id, err := b.DepositCash(ctx, "Kho bạc Nhà nước Thử", "7111")
	b.must(err)
	list, err := b.Deposits(ctx, 5)
	b.must(err)
	want := []desk.DepositRow{{Series: series, First: "0000001", Last: "0000003", Count: 2, Void: 1, Amount: 50000}, {Count: 1, Amount: 25000}, {Count: 1, Amount: -5000, Refund: true}}
	if len(list) != 1 || list[0].ID != id || list[0].Amount != 70000 || !slices.Equal(list[0].Rows, want) {
		t.Errorf("paid in: %+v", list)
	}
	if s := b.sheet(); s.Total.InBox != 0 || s.Total.Cash != 75000 {
		t.Errorf("after it: %+v", s.Total)
	}
	if _, err := b.DepositCash(ctx, "", ""); !errors.Is(err, desk.ErrEmptyBox) {
		t.Errorf("paid in twice: %v", err)
	}
	paper, err := b.DepositSlip(ctx, id)
	b.must(err)
	b.must(b.PrintBookPaper(ctx, paper, desk.PrintOptions{}))
	again, err := b.DepositSlip(ctx, id)
	b.must(err)
	if paper.Printed != 0 || again.Printed != 1 || len(b.printer.jobs) == 0 {
		t.Errorf("printed %d, then %d", paper.Printed, again.Printed)
	}
}
