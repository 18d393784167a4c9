package review

import (
	"testing"

	"carddesk/app/dossier"
)

// toPay brings a dossier to the act of paying.
func toPay(t *testing.T) (*Presenter, *fakeDesk, *fakeView) {
	t.Helper()
	p, d, v := start(t)
	for range 3 {
		p.Proceed()
	}
	if p.Act() != Pay {
		t.Fatalf("at act %d", p.Act())
	}
	return p, d, v
}

func TestExemption(t *testing.T) {
	p, d, v := toPay(t)
	due := v.fee
	p.Exempt("poor", "Số 12")
	if v.fee.Amount != 0 || v.fee.Method != "none" || v.fee.Exemption != "poor" || v.fee.ExemptionPaper != "Số 12" {
		t.Errorf("exempt: %+v", v.fee)
	}
	p.Exempt("", "")
	if v.fee.Amount != due.Amount || v.fee.Method != due.Method || v.fee.Exemption != "" || v.fee.ExemptionPaper != "" {
		t.Errorf("taken back: %+v, was %+v", v.fee, due)
	}
	p.Exempt("poor", "Số 12")
	p.Proceed()
	if d.paid.Exemption != "poor" || d.paid.Amount != 0 || d.paid.FeeCode != due.FeeCode {
		t.Errorf("recorded %+v", d.paid)
	}
}

func TestReceipts(t *testing.T) {
	p, d, v := toPay(t)
	p.Receipt("AB", "0001")
	p.VoidReceipt("AB", "0001", "ghi sai")
	if v.fee.Number != "" || len(v.fee.Voided) != 1 {
		t.Fatalf("a voided receipt still counts: %+v", v.fee)
	}
	before := v.fee
	p.Receipt("AB", "0002")
	p.VoidReceipt("AB", "0009", "rách") // spoiled in the book, not this dossier's
	if v.fee.Number != "0002" || len(v.fee.Voided) != 2 || len(before.Voided) != 1 {
		t.Errorf("now %+v, shown before %+v", v.fee, before)
	}
	p.Proceed()
	if d.paid.Series != "AB" || d.paid.Number != "0002" || d.paid.Voided[0] != (dossier.VoidedReceipt{Series: "AB", Number: "0001", Reason: "ghi sai"}) {
		t.Errorf("recorded %+v", d.paid)
	}
}

func TestFollowing(t *testing.T) {
	for number, want := range map[string]string{"": "", "0001": "0002", "0999": "1000", "999": "1000", "12": "13", "AB": ""} {
		if got := following(number); got != want {
			t.Errorf("after %q: %q, want %q", number, got, want)
		}
	}
}

func TestThumbprintHasItsReason(t *testing.T) {
	p, d, _ := start(t)
	p.ConfirmByThumb("Chứng", "Không biết chữ")
	if len(d.did) != 0 {
		t.Fatal("confirmed before the slip was printed")
	}
	p.Proceed()
	p.Proceed()
	p.ConfirmByThumb(" Chứng", " Không biết chữ")
	if d.did[2] != "confirm thumbprint Chứng Không biết chữ" || p.Act() != Pay {
		t.Errorf("done %q, act %d", d.did, p.Act())
	}
}

// TestFeeIsTheDesks: what the desk says is the fee of the dossier is what is
// taken and recorded.
func TestFeeIsTheDesks(t *testing.T) {
	p, d, _ := start(t)
	opened, _ := d.Open(t.Context(), "d1")
	opened.Payment = dossier.Payment{FeeCode: "exchange", Amount: 0, Exemption: "poor"}
	p.Begin(opened)
	if p.Fee().Exemption != "poor" || p.Fee().Amount != 0 {
		t.Errorf("what was recorded is forgotten: %+v", p.Fee())
	}
}

// TestFeeIsKeptOverAJump: who goes back to correct a name finds exemption and
// receipt where they were; of another dossier they are not.
func TestFeeIsKeptOverAJump(t *testing.T) {
	p, d, _ := toPay(t)
	p.Receipt("AB", "0007")
	p.VoidReceipt("AB", "0006", "rách")
	opened, _ := d.Open(t.Context(), "d1")
	p.Begin(opened)
	if fee := p.Fee(); fee.Series != "AB" || fee.Number != "0007" || len(fee.Voided) != 1 {
		t.Errorf("after a jump: %+v", fee)
	}
	other, _ := d.Open(t.Context(), "d2")
	p.Begin(other)
	if fee := p.Fee(); fee.Number != "" || len(fee.Voided) != 0 {
		t.Errorf("of another dossier: %+v", fee)
	}
}

// TestNumberIsProposed: the next number of the clerk's book stands in the fee before
// anybody types one, goes when nothing is paid, and comes back.
func TestNumberIsProposed(t *testing.T) {
	p, d, v := start(t)
	d.series, d.number = "AB", "0005"
	for range 3 {
		p.Proceed()
	}
	if v.fee.Series != "AB" || v.fee.Number != "0005" {
		t.Fatalf("proposed %+v", v.fee)
	}
	p.Exempt("poor", "Số 12")
	if v.fee.Number != "" || v.fee.Series != "" {
		t.Errorf("a receipt for nothing: %+v", v.fee)
	}
	p.Exempt("", "")
	if v.fee.Number != "0005" {
		t.Errorf("taken back: %+v", v.fee)
	}
	p.VoidReceipt("AB", "0005", "rách") // on the paper, before anything is saved
	if v.fee.Number != "0006" {
		t.Errorf("after a spoiled one: %+v", v.fee)
	}
	p.Proceed()
	if d.paid.Number != "0006" || len(d.paid.Voided) != 1 {
		t.Errorf("recorded %+v", d.paid)
	}
}

// TestProposalIsNotKept: a number that nobody typed may be another dossier's by the
// time that the clerk comes back.
func TestProposalIsNotKept(t *testing.T) {
	p, d, v := start(t)
	d.series, d.number = "AB", "0005"
	for range 3 {
		p.Proceed()
	}
	p.SetFee(func(fee *dossier.Payment) { fee.Method = "transfer" })
	d.number = "0006"
	opened, _ := d.Open(t.Context(), "d1")
	p.Begin(opened)
	for p.Act() != Pay {
		p.Proceed()
	}
	if v.fee.Number != "0006" || v.fee.Method != "transfer" {
		t.Errorf("after a jump: %+v", v.fee)
	}
}
