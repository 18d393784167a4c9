package cash

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/report"
	"carddesk/ui/kit"
	"carddesk/ui/papers"
	"carddesk/ui/words"
)

type fakeDesk struct {
	did   []string
	sheet desk.CashSheet
	days  []string
	err   error
}

func (d *fakeDesk) do(format string, args ...any) error {
	d.did = append(d.did, fmt.Sprintf(format, args...))
	return d.err
}

func (d *fakeDesk) CashSheet(_ context.Context, day person.CivilDate) (desk.CashSheet, error) {
	d.days = append(d.days, day.ISO())
	d.sheet.Day = day
	return d.sheet, d.err
}
func (d *fakeDesk) RegisterReceiptBook(_ context.Context, n desk.NewReceiptBook) error {
	return d.do("register %s %s-%s", n.Series, n.First, n.Last)
}
func (d *fakeDesk) HandReceiptBook(_ context.Context, id, to, password string) error {
	return d.do("hand %s %s %s", id, to, password)
}
func (d *fakeDesk) CloseReceiptBook(_ context.Context, id, reason string) error {
	return d.do("close %s %s", id, reason)
}
func (d *fakeDesk) VoidReceipt(_ context.Context, series, number, reason string) error {
	return d.do("void %s %s %s", series, number, reason)
}
func (d *fakeDesk) GiveReceipt(_ context.Context, id dossier.ID, series, number string) error {
	return d.do("give %s %s %s", id, series, number)
}
func (d *fakeDesk) Refund(_ context.Context, id dossier.ID, amount int, reason string) error {
	return d.do("refund %s %d %s", id, amount, reason)
}
func (d *fakeDesk) DepositCash(_ context.Context, treasury, account string) (string, error) {
	return "new", d.do("deposit %s %s", treasury, account)
}
func (d *fakeDesk) Deposits(context.Context, int) ([]desk.Deposit, error) {
	return []desk.Deposit{{ID: "old"}}, d.err
}
func (d *fakeDesk) DepositSlip(_ context.Context, id string) (desk.ReportPaper, error) {
	return desk.ReportPaper{}, d.do("slip %s", id)
}

type fakeView struct {
	shown  int
	papers []papers.Maker
	done   []string
	failed int
}

func (v *fakeView) ShowSheet(desk.CashSheet, []desk.Deposit) { v.shown++ }
func (v *fakeView) ShowPaper(_ string, make papers.Maker)    { v.papers = append(v.papers, make) }
func (v *fakeView) Busy(string)                              {}
func (v *fakeView) Failed(words.Message)                     { v.failed++ }
func (v *fakeView) Done(text string)                         { v.done = append(v.done, text) }

func start(t *testing.T) (*Presenter, *fakeDesk, *fakeView) {
	t.Helper()
	d, v := &fakeDesk{}, &fakeView{}
	clock := func() time.Time { return time.Date(2026, 11, 25, 23, 30, 0, 0, time.UTC) } // the 26th in Việt Nam
	p := NewPresenter(d, kit.NewInlineOwner(t.Context()), kit.NoEvents{}, v, clock)
	p.Today()
	return p, d, v
}

func TestDays(t *testing.T) {
	p, d, v := start(t)
	p.Move(-1)
	p.Move(1)
	p.Move(1) // tomorrow has no fees yet
	if want := []string{"2026-11-26", "2026-11-25", "2026-11-26"}; !slices.Equal(d.days, want) || v.shown != 3 {
		t.Errorf("days %q", d.days)
	}
	d.err = errors.New("broken")
	p.Load()
	if v.failed != 1 {
		t.Error("a failure is not said")
	}
}

func TestActs(t *testing.T) {
	p, d, v := start(t)
	book := desk.ReceiptBook{ID: "b1", Series: "A", First: 1, Last: 2, Width: 2}
	line := desk.CashLine{Dossier: "d1"}
	p.Register(desk.NewReceiptBook{Series: "A", First: "1", Last: "2"})
	p.HandOver(book, "u2", "secret")
	p.Void("A", "02", "rách")
	p.Give(line, "A", "02")
	p.Refund(line, 5000, "thừa")
	p.CloseBook(book, "nộp lại")
	want := []string{"register A 1-2", "hand b1 u2 secret", "void A 02 rách", "give d1 A 02", "refund d1 5000 thừa", "close b1 nộp lại"}
	if !slices.Equal(d.did, want) || len(v.done) != len(want) || v.shown != 1+len(want) {
		t.Errorf("did %q, said %q, shown %d times", d.did, v.done, v.shown)
	}
	d.err = desk.ErrReceiptGap
	p.CloseBook(book, "nộp lại")
	if v.failed != 1 || len(v.done) != len(want) {
		t.Error("a refusal is not said")
	}
}

func TestDepositShowsItsSlip(t *testing.T) {
	p, d, v := start(t)
	p.Deposit("Kho bạc", "7111")
	p.Slip(0)
	p.Slip(1) // there is none
	for _, make := range v.papers {
		if _, err := make(t.Context()); err != nil {
			t.Error(err)
		}
	}
	if want := []string{"deposit Kho bạc 7111", "slip new", "slip old"}; !slices.Equal(d.did, want) {
		t.Errorf("did %q", d.did)
	}
	d.err = desk.ErrEmptyBox
	p.Deposit("", "")
	if v.failed != 1 || len(v.papers) != 2 {
		t.Error("a slip of nothing is shown")
	}
}

func TestRows(t *testing.T) {
	s := desk.CashSheet{
		Books: []desk.ReceiptBook{{Series: "A", First: 1, Last: 10, Width: 3, Next: 5, Gaps: []int64{2, 3}, Holder: "c1"}, {Series: "B", First: 1, Last: 2, Width: 1, Next: 3}},
		Lines: []desk.CashLine{{State: desk.LineGap, Series: "A", Number: "002"}, {State: desk.LineNotDue, Exempt: true, Name: "AN"}, {State: desk.LineBare, Amount: 25000, Method: "cash",
			At: time.Date(2026, 11, 25, 1, 2, 0, 0, time.UTC), By: "c9"}},
		Clerks: []desk.CashSum{{Clerk: "c1", Cash: 50000, CashCount: 2, InBox: 75000}},
		Total:  desk.CashSum{Cash: 50000, CashCount: 2, RefundCash: 5000, RefundOther: 1000, Refunds: 2, InBox: 75000},
		Names:  map[string]report.Officer{"c1": {Rank: "Đại úy", Name: "Lê An"}},
	}
	books := bookRows(s)
	if books[0][0].Text != "A 001–010" || books[0][1].Text != "Lê An" || books[0][2].Text != "005" || books[0][3].Text != "6" || books[0][4].Level != kit.LevelWarning ||
		books[1][2].Text != "hết số" || books[1][3].Text != "0" {
		t.Errorf("books %+v", books)
	}
	lines := lineRows(s)
	if lines[0][2].Level != kit.LevelWarning || lines[1][2].Text != "Miễn" || lines[2][5].Text != "25.000" || lines[2][6].Text != "08:02" || lines[2][7].Text != "c9" || lines[2][2].Level != kit.LevelWarning {
		t.Errorf("lines %+v", lines)
	}
	for _, row := range lines {
		if len(row) != 9 {
			t.Errorf("%d cells", len(row))
		}
	}
	if bare := lineRows(desk.CashSheet{Lines: s.Lines}); bare[2][2].Level != kit.LevelNone {
		t.Error("without books a fee without a receipt is a warning")
	}
	rows := sums(s)
	if len(rows) != 2 || rows[1][1].Text != "50.000 (2)" || rows[1][4].Text != "6.000 (2)" || rows[0][5].Text != "75.000" {
		t.Errorf("sums %+v", rows)
	}
}
