package desk_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/port"
)

func TestFeeAndPayment(t *testing.T) {
	b := newBench(t)
	id := b.draft(holder())
	fee := b.FeeFor(holder().Request)
	if fee.FeeCode == "" || fee.Method != "cash" && fee.Amount > 0 {
		t.Fatalf("fee is %+v", fee)
	}
	first := b.FeeFor(dossier.Request{Regime: dossier.Regime2023, Kind: dossier.FirstIssue, Reason: "no-card"})
	if first.Amount != 0 || first.Method != "none" {
		t.Errorf("first issue costs %+v, want nothing", first)
	}
	b.must(b.Pay(t.Context(), id, fee))
	fee.Method = "transfer"
	b.must(b.Pay(t.Context(), id, fee))
	paid := b.open(id)
	if paid.Payment.Amount != fee.Amount || paid.Payment.Method != "transfer" || !paid.Payment.At.Equal(b.clock.Now()) {
		t.Errorf("payment is %+v", paid.Payment)
	}
	if paid.Revisions[dossier.SectionPayment] != 2 {
		t.Errorf("payment is at revision %d, want 2", paid.Revisions[dossier.SectionPayment])
	}
}

func TestReceiptNumberIsTakenOnce(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	id, other := b.draft(holder()), b.draft(holder())
	for range 2 {
		_, err := b.DataSlip(ctx, id)
		b.must(err)
		_, err = b.AppointmentSlip(ctx, id)
		b.must(err)
	}
	_, err := b.DataSlip(ctx, other)
	b.must(err)
	number := b.open(id).Review.ReceiptNumber
	if _, err := person.ParseReceiptNumber(number); err != nil {
		t.Errorf("receipt number %q: %v", number, err)
	}
	if next := b.open(other).Review.ReceiptNumber; next == number || next == "" {
		t.Errorf("two dossiers have the numbers %q and %q", number, next)
	}
	if n := b.entries(id, dossier.TakeNumber); n != 1 {
		t.Errorf("%d numbers were taken, want 1", n)
	}
	due := b.open(id).Review.Due.In(person.Zone())
	if !due.After(b.clock.Now()) || due.Hour() != 9 || due.Minute() != 30 {
		t.Errorf("due at %v", due)
	}
}

// noDeadline is a calendar whose policy has no deadline for anything.
type noDeadline struct{}

func (noDeadline) Due(dossier.Request, person.CivilDate) person.CivilDate { return person.CivilDate{} }

func TestReceiptWithoutADeadline(t *testing.T) {
	b := newBench(t, func(p *desk.Params) { p.Calendar = noDeadline{} })
	id := b.draft(holder())
	_, err := b.AppointmentSlip(t.Context(), id)
	b.must(err)
	if due := b.open(id).Review.Due; !due.IsZero() {
		t.Errorf("due at %v, want no time", due)
	}
}

func TestPrintsAreCountedAndLogged(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	id := b.draft(holder())
	slip, err := b.DataSlip(ctx, id)
	b.must(err)
	if !bytes.HasPrefix(slip.PDF, []byte("%PDF-")) || slip.Pages != 1 {
		t.Fatalf("data slip of %d bytes, %d pages", len(slip.PDF), slip.Pages)
	}
	b.printer.err = port.ErrNoPrinter
	if err := b.Print(ctx, id, slip, ""); !errors.Is(err, port.ErrNoPrinter) {
		t.Errorf("error is %v", err)
	}
	if r := b.open(id).Review; r.SlipPrints != 0 || b.entries(id, dossier.PrintDocument) != 0 {
		t.Errorf("a print that failed was counted: %+v", r)
	}
	b.printer.err = nil
	b.must(b.Print(ctx, id, slip, "A4"))
	if r := b.open(id).Review; r.SlipPrints != 1 || r.SlipPrintedAt.IsZero() || b.entries(id, dossier.PrintDocument) != 1 {
		t.Errorf("after a print: %+v", r)
	}
	job := b.printer.jobs[0]
	if job.Printer != "A4" || !bytes.Equal(job.PDF, slip.PDF) || job.Title != "phieu-thu-nhan 1" {
		t.Errorf("job %q for %q of %d bytes", job.Title, job.Printer, len(job.PDF))
	}

	name, err := b.Export(ctx, id, slip)
	b.must(err)
	content, err := os.ReadFile(filepath.Join(b.exports, name))
	if err != nil || !bytes.Equal(content, slip.PDF) {
		t.Errorf("exported file of %d bytes, error %v", len(content), err)
	}
	if r := b.open(id).Review; r.SlipPrints != 2 || b.entries(id, dossier.ExportFile) != 1 {
		t.Errorf("after an export: %+v", r)
	}
}

// TestAppointmentSlipIsCountedAfterIntake: that is when it is printed.
func TestAppointmentSlipIsCountedAfterIntake(t *testing.T) {
	b := newBench(t)
	id := b.captured()
	slip, err := b.AppointmentSlip(t.Context(), id)
	b.must(err)
	for want := 1; want <= 2; want++ {
		b.must(b.Print(t.Context(), id, slip, ""))
		if got := b.open(id).Review.ReceiptPrints; got != want {
			t.Errorf("%d prints are counted, want %d", got, want)
		}
	}
	b.wantState(id, dossier.Captured)
}

func TestExportThatCannotBeNotedLeavesNothing(t *testing.T) {
	b := newBench(t)
	id := b.draft(holder())
	slip, err := b.DataSlip(t.Context(), id)
	b.must(err)
	b.must(b.LogOut(t.Context()))
	if _, err := b.Export(t.Context(), id, slip); err == nil {
		t.Fatal("exporting without a user worked")
	}
	if left, err := os.ReadDir(b.exports); err != nil || len(left) != 0 {
		t.Errorf("%d files are left, error %v", len(left), err)
	}
}

func TestPageOfAPaper(t *testing.T) {
	b := newBench(t)
	id := b.draft(holder())
	slip, err := b.DataSlip(t.Context(), id)
	b.must(err)
	if page, err := b.Page(t.Context(), slip, 0, 8); err != nil || page.Bounds().Dx() != 8 {
		t.Errorf("page %v, error %v", page, err)
	}
}

func TestCompleteRefusesWhatIsMissing(t *testing.T) {
	b := newBench(t)
	identity := holder()
	identity.Phone = ""
	id := b.draft(identity)
	missing, err := b.Complete(t.Context(), id)
	if !errors.Is(err, desk.ErrIncomplete) {
		t.Fatalf("error is %v", err)
	}
	for _, section := range []dossier.Section{dossier.SectionIdentity, dossier.SectionPortrait, dossier.SectionFingerprints, dossier.SectionIris} {
		if !slices.ContainsFunc(missing, func(f dossier.Finding) bool { return f.Section == section }) {
			t.Errorf("nothing is missing from %s", section)
		}
	}
	for _, finding := range missing {
		if finding.Severity != dossier.Blocks {
			t.Errorf("%s stops nothing but is listed", finding.Code)
		}
	}
	b.wantState(id, dossier.Draft)
}

func TestCompleteTwiceDoesItOnce(t *testing.T) {
	b := newBench(t)
	id := b.draft(holder())
	b.fill(id)
	for range 2 {
		b.complete(id)
	}
	b.wantState(id, dossier.Captured)
	if n := b.entries(id, dossier.FinishCapture); n != 1 {
		t.Errorf("%d entries of completing, want 1", n)
	}
	b.login(chiefID)
	b.must(b.Approve(t.Context(), id))
	if _, err := b.Complete(t.Context(), id); !errors.Is(err, dossier.ErrTransition) {
		t.Errorf("completing what is approved: %v", err)
	}
}

func TestConfirmAndReadBack(t *testing.T) {
	b := newBench(t)
	id := b.draft(holder())
	b.must(b.ReadBack(t.Context(), id))
	b.clock.pass(time.Minute)
	b.must(b.Confirm(t.Context(), id, "thumbprint", "Trần Văn Chứng"))
	r := b.open(id).Review
	if r.ReadBackAt.IsZero() || r.Confirmed != "thumbprint" || r.Witness != "Trần Văn Chứng" || !r.ConfirmedAt.Equal(b.clock.Now()) {
		t.Errorf("review is %+v", r)
	}
}
