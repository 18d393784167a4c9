package desk_test

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/report/figures"
	"carddesk/app/store"
)

// till is an office whose fees are generated: what it should have is reckoned here,
// from what was done and from nothing that the desk keeps.
type till struct {
	*bench
	random *rand.Rand
	paid   map[dossier.ID]*fee
	ids    []dossier.ID
	days   map[person.CivilDate]*day
	in     int64 // paid in at the treasury
}

type fee struct {
	day       person.CivilDate // on which the dossier was begun
	payment   dossier.Payment
	refunded  int64
	cancelled bool
}

type day struct{ cash, transfer, back int64 }

func (o *till) of() *day {
	today := o.today()
	if o.days[today] == nil {
		o.days[today] = &day{}
	}
	return o.days[today]
}

// pay takes a fee, or corrects one.
func (o *till) pay(id dossier.ID) {
	f := o.paid[id]
	p := dossier.Payment{FeeCode: "exchange", Amount: 5000 * (1 + o.random.IntN(10)), Method: "cash"}
	switch o.random.IntN(5) {
	case 0:
		p.Method = "transfer"
	case 1:
		p = dossier.Payment{FeeCode: "exchange", Method: "none", Exemption: "poor"}
	}
	p.Voided = f.payment.Voided
	if f.payment.Number != "" && (p.Amount != f.payment.Amount || o.random.IntN(2) == 0) {
		p.Voided = append(p.Voided, dossier.VoidedReceipt{Series: f.payment.Series, Number: f.payment.Number, Reason: "ghi lại"})
	} else {
		p.Series, p.Number = f.payment.Series, f.payment.Number
	}
	if s, n, ok, err := o.NextReceipt(o.t.Context()); p.Number == "" && p.Amount > 0 && ok && o.random.IntN(4) > 0 {
		o.must(err)
		p.Series, p.Number = s, n
	}
	if int64(p.Amount) < f.refunded {
		return // more was given back than would be paid
	}
	if err := o.Pay(o.t.Context(), id, p); errors.Is(err, desk.ErrBoxShort) {
		return // its cash was paid in
	} else {
		o.must(err)
	}
	was, is := o.of().method(f.payment.Method), o.of().method(p.Method)
	*was -= int64(f.payment.Amount) - f.refunded
	*is += int64(p.Amount) - f.refunded
	f.payment = o.open(id).Payment
}

// method is where a day counts what was paid so; what was not due is not counted.
func (d *day) method(name string) *int64 {
	switch name {
	case "cash":
		return &d.cash
	case "transfer":
		return &d.transfer
	}
	return new(int64)
}

// back gives a fee back, or a part of it.
func (o *till) back(id dossier.ID) {
	f := o.paid[id]
	left := int64(f.payment.Amount) - f.refunded
	if left < 5000 {
		return
	}
	amount := left
	if o.random.IntN(2) == 0 {
		amount = 5000
	}
	o.login(chiefID)
	err := o.Refund(o.t.Context(), id, int(amount), "trả lại")
	o.login(clerkID)
	if errors.Is(err, desk.ErrBoxShort) {
		return
	}
	o.must(err)
	f.refunded += amount
	o.of().back += amount
	f.payment = o.open(id).Payment
}

func (o *till) step() {
	ctx := o.t.Context()
	id := dossier.ID("")
	if len(o.ids) > 0 {
		id = o.ids[o.random.IntN(len(o.ids))]
	}
	switch n := o.random.IntN(20); {
	case id == "" || n < 9:
		id = o.draft(holder())
		o.ids, o.paid[id] = append(o.ids, id), &fee{day: o.today()}
		o.pay(id)
	case n < 12:
		if f := o.paid[id]; !f.cancelled && f.refunded == 0 {
			o.pay(id)
		}
	case n < 14:
		o.back(id)
	case n < 15 && !o.paid[id].cancelled:
		o.must(o.Cancel(ctx, id, "citizen-left"))
		o.paid[id].cancelled = true
	case n < 17:
		o.clock.pass(9 * time.Hour)
	case n < 18:
		paid, err := o.DepositCash(ctx, "", "")
		if errors.Is(err, desk.ErrEmptyBox) {
			return
		}
		o.must(err)
		list, err := o.Deposits(ctx, 100)
		o.must(err)
		at := slices.IndexFunc(list, func(p desk.Deposit) bool { return p.ID == paid })
		sum := int64(0)
		for _, r := range list[at].Rows {
			sum += r.Amount
		}
		if sum != list[at].Amount {
			o.t.Errorf("a slip of %d has lines of %d", list[at].Amount, sum)
		}
		o.in += sum
	default:
		if books, err := o.ReceiptBooks(ctx); err == nil && len(books) > 0 && books[0].Next <= books[0].Last {
			o.must(o.VoidReceipt(ctx, books[0].Series, books[0].Number(books[0].Next), "rách"))
		}
	}
}

// TestFeesAgreeWithReports: over generated days the sheets, the box and what was paid
// in are what was done, and their sum is that of the report of fees.
func TestFeesAgreeWithReports(t *testing.T) {
	for seed := range uint64(3) {
		o := &till{bench: newBench(t), random: rand.New(rand.NewPCG(seed, 11)), paid: map[dossier.ID]*fee{}, days: map[person.CivilDate]*day{}}
		first := o.today()
		for i := range 110 {
			if i%40 == 5 {
				from := string(rune('0' + i/40))
				o.must(o.RegisterReceiptBook(t.Context(), desk.NewReceiptBook{Series: series, First: from + "01", Last: from + "30"}))
			}
			o.step()
		}
		var kept, cash int64
		for d := first; !d.After(o.today()); d = d.AddDays(1) {
			s, err := o.CashSheet(t.Context(), d)
			o.must(err)
			want := o.days[d]
			if want == nil {
				want = &day{}
			}
			got := day{s.Total.Cash, s.Total.Transfer, s.Total.RefundCash + s.Total.RefundOther}
			if got != *want {
				t.Errorf("seed %d, %s: %+v, want %+v", seed, d.ISO(), got, *want)
			}
			kept, cash = kept+s.Total.Kept(), cash+s.Total.Cash-s.Total.RefundCash
		}
		if box := o.sheet().Total.InBox; box+o.in != cash {
			t.Errorf("seed %d: %d in the box and %d paid in, %d was taken", seed, box, o.in, cash)
		}
		rows, err := o.store.Tally(t.Context(), store.Tally{From: first.ISO(), To: o.today().ISO(), Count: []store.Measure{store.SumFees}})
		o.must(err)
		if rows[0].Counts[0] != kept || kept == 0 {
			t.Errorf("seed %d: the report of fees says %d, the sheets %d", seed, rows[0].Counts[0], kept)
		}
		o.feesOfEachDay(first)
	}
}

// feesOfEachDay compares the report of fees by day, which goes by the day on which a
// dossier was begun, with what is kept of the dossiers of that day.
func (o *till) feesOfEachDay(first person.CivilDate) {
	o.login(chiefID)
	made, err := o.Tabulate(o.t.Context(), figures.Choice{Step: store.StepTaken, By: []store.Dimension{store.ByDay}, Measures: []store.Measure{store.SumFees}},
		figures.Period{Kind: figures.OfRange, From: first, To: o.today()})
	o.must(err)
	want := map[person.CivilDate]int64{}
	for _, f := range o.paid {
		want[f.day] += int64(f.payment.Amount) - f.refunded
	}
	for _, row := range made.Rows {
		if row[1].Number != want[row[0].Date] {
			o.t.Errorf("fees of %s: the report says %d, want %d", row[0].Date.ISO(), row[1].Number, want[row[0].Date])
		}
		delete(want, row[0].Date)
	}
	for d, n := range want {
		if n != 0 {
			o.t.Errorf("fees of %s are not in the report: %d", d.ISO(), n)
		}
	}
}
