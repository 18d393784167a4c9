package review

import (
	"context"
	"fmt"
	"image"
	"slices"
	"testing"
	"time"

	"carddesk/app/capture/pen"
	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/app/store"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// fakeDesk notes what was done, in its order.
type fakeDesk struct {
	did      []string
	state    dossier.State
	review   dossier.Review
	printErr error
	missing  []dossier.Finding
	onAct    func()
	paid     dossier.Payment

	series, number string // next in the clerk's book of receipts
}

func (d *fakeDesk) act(name string) {
	d.did = append(d.did, name)
	if f := d.onAct; f != nil {
		d.onAct = nil
		f()
	}
}

func (d *fakeDesk) Open(_ context.Context, id dossier.ID) (desk.Opened, error) {
	return desk.Opened{Dossier: store.Dossier{ID: id, State: d.state}, Content: dossier.Content{Review: d.review}}, nil
}
func (d *fakeDesk) ReadBack(context.Context, dossier.ID) error {
	d.act("read-back")
	d.review.ReadBackAt = time.Now()
	return nil
}
func (d *fakeDesk) DataSlip(context.Context, dossier.ID) (desk.Paper, error) {
	return desk.Paper{Code: "slip", PDF: []byte("slip"), Pages: 1}, nil
}
func (d *fakeDesk) AppointmentSlip(context.Context, dossier.ID) (desk.Paper, error) {
	return desk.Paper{Code: "receipt", PDF: []byte("receipt"), Pages: 1}, nil
}
func (d *fakeDesk) Print(_ context.Context, _ dossier.ID, paper desk.Paper, _ string) error {
	d.act("print " + paper.Code)
	return d.printErr
}
func (d *fakeDesk) Export(_ context.Context, _ dossier.ID, paper desk.Paper) (string, error) {
	d.act("export " + paper.Code)
	return paper.Code + ".pdf", nil
}
func (d *fakeDesk) Page(context.Context, desk.Paper, int, int) (image.Image, error) {
	return image.NewGray(image.Rect(0, 0, 1, 1)), nil
}
func (d *fakeDesk) Confirm(_ context.Context, _ dossier.ID, how, witness string) error {
	d.act("confirm " + how + witness)
	return nil
}
func (d *fakeDesk) ConfirmThumb(_ context.Context, _ dossier.ID, witness, reason string) error {
	d.act("confirm thumbprint" + witness + reason)
	return nil
}
func (d *fakeDesk) ConfirmPen(_ context.Context, _ dossier.ID, strokes pen.Strokes) error {
	d.act(fmt.Sprintf("confirm pen %d", len(strokes)))
	d.review.Confirmed, d.review.Pen = dossier.ConfirmedPen, &dossier.Pen{Strokes: strokes.Compact()}
	return nil
}
func (d *fakeDesk) HouseholdFees(context.Context, dossier.ID) (desk.HouseholdFee, error) {
	return desk.HouseholdFee{}, nil
}
func (d *fakeDesk) NextReceipt(context.Context) (series, number string, ok bool, err error) {
	return d.series, d.number, d.number != "", nil
}
func (d *fakeDesk) FeeDue(dossier.Identity) dossier.Payment {
	return dossier.Payment{FeeCode: "exchange", Amount: 50000, Method: "cash"}
}
func (d *fakeDesk) FeeNow(c dossier.Content) dossier.Payment {
	if c.Payment.FeeCode != "" {
		return c.Payment
	}
	return d.FeeDue(c.Identity)
}
func (d *fakeDesk) Pay(_ context.Context, _ dossier.ID, payment dossier.Payment) error {
	d.act("pay")
	d.paid = payment
	return nil
}
func (d *fakeDesk) Complete(context.Context, dossier.ID) ([]dossier.Finding, error) {
	d.act("complete")
	if len(d.missing) > 0 {
		return d.missing, desk.ErrIncomplete
	}
	d.state = dossier.Captured
	return nil, nil
}

// fakeView keeps what it was told.
type fakeView struct {
	View
	acts     []Act
	papers   []string
	done     string
	errors   []words.Message
	missing  int
	finished int
	fee      dossier.Payment
}

func (v *fakeView) ShowAct(act Act, _ desk.Opened, fee dossier.Payment) {
	v.acts, v.fee = append(v.acts, act), fee
}
func (v *fakeView) ShowPaper(paper desk.Paper, _ image.Image) {
	v.papers = append(v.papers, paper.Code)
}
func (v *fakeView) ShowBusy(string)                    {}
func (v *fakeView) ShowDone(text string)               { v.done = text }
func (v *fakeView) ShowError(m words.Message)          { v.errors = append(v.errors, m) }
func (v *fakeView) ShowMissing(list []dossier.Finding) { v.missing = len(list) }
func (v *fakeView) ShowHousehold(desk.HouseholdFee)    {}
func (v *fakeView) Finished(desk.Opened)               { v.finished++ }

func start(t *testing.T) (*Presenter, *fakeDesk, *fakeView) {
	t.Helper()
	d, v := &fakeDesk{state: dossier.Draft}, &fakeView{}
	p := NewPresenter(d, kit.NewInlineOwner(t.Context()), kit.NoEvents{}, v)
	opened, _ := d.Open(t.Context(), "d1")
	p.Begin(opened)
	return p, d, v
}

func TestActsInTheOrderOfTheLaw(t *testing.T) {
	p, d, v := start(t)
	for range 5 {
		p.Proceed()
	}
	want := []string{"read-back", "print slip", "confirm signature", "pay", "complete", "print receipt"}
	if !slices.Equal(d.did, want) {
		t.Errorf("done: %q, want %q", d.did, want)
	}
	if !slices.Equal(v.acts, []Act{ReadBack, PrintSlip, Confirm, Pay, PrintReceipt}) || v.finished != 1 {
		t.Errorf("acts %v, finished %d times", v.acts, v.finished)
	}
	if !slices.Equal(v.papers, []string{"slip", "receipt"}) || d.paid.Amount != 50000 {
		t.Errorf("papers %q, paid %+v", v.papers, d.paid)
	}
	p.Proceed()
	if len(d.did) != len(want) {
		t.Errorf("something was done after the end: %q", d.did[len(want):])
	}
}

func TestBeginAtTheActThatIsStillToBeDone(t *testing.T) {
	now := time.Now()
	for _, test := range []struct {
		state  dossier.State
		review dossier.Review
		want   Act
	}{
		{dossier.Draft, dossier.Review{}, ReadBack},
		{dossier.Draft, dossier.Review{ReadBackAt: now}, PrintSlip},
		{dossier.Draft, dossier.Review{ReadBackAt: now, SlipPrintedAt: now}, Confirm},
		{dossier.Draft, dossier.Review{ReadBackAt: now, SlipPrintedAt: now, Confirmed: "signature"}, Pay},
		{dossier.Captured, dossier.Review{ReadBackAt: now, SlipPrintedAt: now, Confirmed: "signature"}, PrintReceipt},
	} {
		p, _, _ := start(t)
		p.Begin(desk.Opened{Dossier: store.Dossier{ID: "d1", State: test.state}, Content: dossier.Content{Review: test.review}})
		if p.Act() != test.want {
			t.Errorf("%s with %+v begins at act %d, want %d", test.state, test.review, p.Act(), test.want)
		}
	}
}

// What was corrected after an act is read back, printed and signed again.
func TestBeginAtTheActThatIsOfOldValues(t *testing.T) {
	now := time.Now()
	done := dossier.Review{ReadBackAt: now, SlipPrintedAt: now, Confirmed: "signature", ConfirmedAt: now}
	for code, want := range map[string]Act{
		dossier.CodeReadBackOld: ReadBack, dossier.CodeSlipOld: PrintSlip, dossier.CodeConfirmedOld: Confirm,
	} {
		p, _, _ := start(t)
		p.Begin(desk.Opened{
			Dossier: store.Dossier{ID: "d1", State: dossier.Draft}, Content: dossier.Content{Review: done},
			Findings: []dossier.Finding{{Section: dossier.SectionReview, Severity: dossier.Blocks, Code: code}},
		})
		if p.Act() != want {
			t.Errorf("with %s it begins at act %d, want %d", code, p.Act(), want)
		}
	}
}

func TestPressingWhileAnActRuns(t *testing.T) {
	p, d, _ := start(t)
	d.onAct = p.Proceed
	p.Proceed()
	if !slices.Equal(d.did, []string{"read-back"}) || p.Act() != PrintSlip {
		t.Errorf("done %q, now at act %d", d.did, p.Act())
	}
}

// queue holds back what should happen on the UI goroutine, as the window does
// with keys that were pressed before.
type queue struct{ waiting chan func() }

func (q queue) Do(f func()) { q.waiting <- f }

// TestPressingBeforeTheWindowKnows: the second press comes after the work ended
// and before its outcome is shown.
func TestPressingBeforeTheWindowKnows(t *testing.T) {
	q := queue{make(chan func(), 8)}
	d, v := &fakeDesk{state: dossier.Draft}, &fakeView{}
	owner := kit.NewOwner(t.Context(), q)
	p := NewPresenter(d, owner, kit.NoEvents{}, v)
	opened, _ := d.Open(t.Context(), "d1")
	p.Begin(opened)
	p.Proceed()
	shown := <-q.waiting
	owner.Wait()
	p.Proceed()
	owner.Wait()
	if !slices.Equal(d.did, []string{"read-back"}) {
		t.Errorf("done %q", d.did)
	}
	shown()
	if p.Act() != PrintSlip {
		t.Errorf("now at act %d", p.Act())
	}
}

func TestPrintThatFailsKeepsTheAct(t *testing.T) {
	p, d, v := start(t)
	p.Proceed()
	d.printErr = port.ErrNoPrinter
	p.Proceed()
	if p.Act() != PrintSlip || len(v.errors) != 1 || v.errors[0].What != "Không có máy in." {
		t.Fatalf("act %d, errors %v", p.Act(), v.errors)
	}
	p.Export()
	if p.Act() != Confirm || v.done != "Đã xuất ra tệp slip.pdf" {
		t.Errorf("after exporting: act %d, %q", p.Act(), v.done)
	}
	p.Export()
	if !slices.Equal(d.did, []string{"read-back", "print slip", "export slip"}) {
		t.Errorf("done %q", d.did)
	}
}

func TestThumbprintWithAWitness(t *testing.T) {
	p, d, _ := start(t)
	p.ConfirmBy("thumbprint", " Chứng")
	if len(d.did) != 0 {
		t.Fatal("confirmed before the slip was printed")
	}
	p.Proceed()
	p.Proceed()
	p.ConfirmBy("thumbprint", " Chứng")
	if d.did[2] != "confirm thumbprint Chứng" || p.Act() != Pay {
		t.Errorf("done %q, act %d", d.did, p.Act())
	}
}

func TestCompletingWithSomethingMissing(t *testing.T) {
	p, d, v := start(t)
	for range 3 {
		p.Proceed()
	}
	p.SetFee(func(payment *dossier.Payment) { payment.Method = "transfer" })
	if v.fee.Method != "transfer" {
		t.Error("the changed fee is not shown")
	}
	d.missing = []dossier.Finding{{Code: "missing"}, {Code: "missing"}}
	p.Proceed()
	if p.Act() != Pay || v.missing != 2 || len(v.errors) != 1 || v.errors[0] != words.Of(desk.ErrIncomplete) {
		t.Fatalf("act %d, %d missing, errors %v", p.Act(), v.missing, v.errors)
	}
	d.missing = nil
	p.Proceed()
	if p.Act() != PrintReceipt || d.paid.Method != "transfer" {
		t.Errorf("act %d, paid %+v", p.Act(), d.paid)
	}
}

func TestPrintingAgainStaysAtTheAct(t *testing.T) {
	p, d, _ := start(t)
	p.Again()
	p.Proceed()
	p.Again()
	if p.Act() != PrintSlip || !slices.Equal(d.did, []string{"read-back", "print slip"}) {
		t.Errorf("act %d, done %q", p.Act(), d.did)
	}
}

// TestOutcomeOfADossierThatWasLeft: it must not come back into the window.
func TestOutcomeOfADossierThatWasLeft(t *testing.T) {
	p, d, v := start(t)
	d.onAct = func() {
		p.Begin(desk.Opened{Dossier: store.Dossier{ID: "d2", State: dossier.Draft}})
	}
	p.Proceed()
	if p.Act() != ReadBack || len(v.acts) != 2 {
		t.Errorf("the other dossier is at act %d after %v", p.Act(), v.acts)
	}
	if len(v.errors) != 0 {
		t.Errorf("errors %v", v.errors)
	}
}
