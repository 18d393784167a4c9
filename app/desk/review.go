package desk

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/port"
	"carddesk/app/report"
	"carddesk/app/store"
)

// Paper is a document ready to be shown and printed.
type Paper struct {
	Code  string // of the form, for the job's title; never personal data
	PDF   []byte
	Pages int
	// Of are the values that a data slip shows ([dossier.ReadValues]); "" of
	// papers that nobody signs.
	Of string
}

// FeeFor is what a request costs on a day, by the policy in force.
func (d *Desk) FeeFor(request dossier.Request) dossier.Payment {
	code, amount := d.fee(request)
	p := dossier.Payment{FeeCode: code, Amount: amount, Method: "cash"}
	if amount == 0 {
		p.Method = "none"
	}
	return p
}

// review reads, changes and writes the review section.
func (d *Desk) review(ctx context.Context, id dossier.ID, more store.Change, change func(*dossier.Review)) (dossier.Review, error) {
	var review dossier.Review
	base, err := d.section(ctx, id, dossier.SectionReview, &review)
	if err != nil {
		return review, err
	}
	before := review
	change(&review)
	if paper := reprinted(before, review); paper != "" {
		if more.Books, err = d.printedAgain(ctx, id, paper); err != nil {
			return review, err
		}
	}
	_, err = d.save(ctx, id, dossier.SectionReview, base, review, more)
	return review, err
}

// ReadBack records that the holder has heard or read the values and agreed.
func (d *Desk) ReadBack(ctx context.Context, id dossier.ID) error {
	var identity dossier.Identity
	if _, err := d.section(ctx, id, dossier.SectionIdentity, &identity); err != nil {
		return err
	}
	_, err := d.review(ctx, id, store.Change{}, func(r *dossier.Review) {
		r.ReadBackAt = d.now()
		r.ReadBackOf = dossier.ReadValues(identity, r.ReadBackAt)
	})
	return err
}

// Confirm records how the holder confirmed the printed data slip: "signature",
// or "thumbprint" with a witness.
func (d *Desk) Confirm(ctx context.Context, id dossier.ID, how, witness string) error {
	_, err := d.review(ctx, id, store.Change{Slip: store.SlipOut}, func(r *dossier.Review) {
		r.Confirmed, r.Witness, r.ConfirmedAt, r.ConfirmedOf = how, witness, d.now(), r.SlipOf
		r.Pen = nil
	})
	return err
}

// receipt makes sure that a dossier has its receipt number and due time, and
// returns its review section. Numbers come from this station's own block, so
// that no two desks give the same one, line or no line.
func (d *Desk) receipt(ctx context.Context, id dossier.ID) (dossier.Review, error) {
	var review dossier.Review
	if _, err := d.section(ctx, id, dossier.SectionReview, &review); err != nil {
		return review, err
	}
	if review.ReceiptNumber != "" {
		return review, nil
	}
	actor, err := d.actor()
	if err != nil {
		return review, err
	}
	taken, err := d.Store.Apply(ctx, store.Change{
		ID: "receipt-" + string(id), Actor: actor, Command: dossier.TakeNumber, Dossier: id, Numbers: "receipt",
	})
	if err != nil {
		return review, fmt.Errorf("taking a receipt number: %w", err)
	}
	number, err := person.NewReceiptNumber(d.Office.Code, d.Office.Station, int(taken.Number))
	if err != nil {
		return review, fmt.Errorf("making a receipt number: %w", err)
	}
	var identity dossier.Identity
	if _, err := d.section(ctx, id, dossier.SectionIdentity, &identity); err != nil {
		return review, err
	}
	due := d.due(identity.Request)
	return d.review(ctx, id, store.Change{Facts: dueFact(due)}, func(r *dossier.Review) {
		r.ReceiptNumber, r.Due = number.String(), due
	})
}

// due is when the card can be fetched: the working days of the law after today,
// at half past nine in the office's time; no time when the policy has no deadline
// for the request.
func (d *Desk) due(request dossier.Request) time.Time {
	day := d.dueDay(request)
	if day.IsZero() {
		return time.Time{}
	}
	return time.Date(day.Year, time.Month(day.Month), day.Day, 9, 30, 0, 0, person.Zone())
}

// DataSlip makes the sheet that the holder reads and signs.
func (d *Desk) DataSlip(ctx context.Context, id dossier.ID) (Paper, error) {
	review, err := d.receipt(ctx, id)
	if err != nil {
		return Paper{}, err
	}
	opened, err := d.loadCase(ctx, id)
	if err != nil {
		return Paper{}, err
	}
	var portrait []byte
	if capture := opened.Portrait.Capture; capture != nil {
		if portrait, err = d.Picture(ctx, capture.Picture); err != nil {
			return Paper{}, err
		}
	}
	values := dossier.ReadValues(opened.Identity, d.now())
	print := d.printOf(opened.Content)
	if review.SlipOf == values { // with other values it is another slip
		print.Reprint = review.SlipPrints
	}
	var pdf bytes.Buffer
	err = report.WriteDataSlip(&pdf, report.DataSlip{
		Print: print, ReceiptNumber: review.ReceiptNumber, Holder: holder(opened.Content),
		Portrait: portrait, Fingers: fingerLines(opened.Fingerprints), Iris: irisWords(opened.Iris),
		Clerk: d.officer(), ByThumb: review.Confirmed == dossier.ConfirmedThumb, Witness: review.Witness,
		Signature: review.SignedPicture(values),
	})
	if err != nil {
		return Paper{}, fmt.Errorf("making the data slip: %w", err)
	}
	paper, err := d.paper(ctx, paperDataSlip, pdf.Bytes())
	paper.Of = values
	return paper, err
}

// AppointmentSlip makes the slip that tells the holder when to come back.
func (d *Desk) AppointmentSlip(ctx context.Context, id dossier.ID) (Paper, error) {
	return d.appointment(ctx, id, 0, 0)
}

// appointment makes the slip; again counts how often it was declared lost, reprint
// how often the one that replaces a lost one was printed before.
func (d *Desk) appointment(ctx context.Context, id dossier.ID, again, reprint int) (Paper, error) {
	review, err := d.receipt(ctx, id)
	if err != nil {
		return Paper{}, err
	}
	opened, err := d.loadCase(ctx, id)
	if err != nil {
		return Paper{}, err
	}
	h := holder(opened.Content)
	h[report.FieldPlace] = d.Office.Name
	print := d.printOf(opened.Content)
	print.Reprint = reprint
	if again == 0 { // one that replaces a lost one has a mark of its own
		print.Reprint = review.ReceiptPrints
	}
	var pdf bytes.Buffer
	err = report.WriteAppointment(&pdf, report.AppointmentSlip{
		Print: print, ReceiptNumber: review.ReceiptNumber, Holder: h,
		Due: review.Due, Clerk: d.officer(), Again: again,
	})
	if err != nil {
		return Paper{}, fmt.Errorf("making the appointment slip: %w", err)
	}
	return d.paper(ctx, paperAppointment, pdf.Bytes())
}

func (d *Desk) paper(ctx context.Context, code string, pdf []byte) (Paper, error) {
	pages, err := d.Renderer.PageCount(ctx, pdf)
	if err != nil {
		return Paper{}, fmt.Errorf("counting the pages of %s: %w", code, err)
	}
	return Paper{Code: code, PDF: pdf, Pages: pages}, nil
}

// Print sends a paper of a dossier to the printer and records that it was
// printed. printer "" is the one that papers of this kind were printed on last.
func (d *Desk) Print(ctx context.Context, id dossier.ID, paper Paper, printer string) error {
	if printer == "" {
		printer = d.LastPrinter(paper.Code)
	}
	return d.PrintWith(ctx, id, paper, PrintOptions{Printer: printer})
}

// PrintWith is [Desk.Print] of some pages, in copies, on a printer that the next
// paper of this kind goes to as well.
func (d *Desk) PrintWith(ctx context.Context, id dossier.ID, paper Paper, o PrintOptions) error {
	if err := d.send(ctx, paper, o); err != nil {
		return err
	}
	d.rememberPrinter(paper.Code, o.Printer)
	return d.printed(ctx, id, paper, dossier.PrintDocument)
}

// PrintOptions say how a paper is printed. Zero is one copy of all pages on the
// default queue.
type PrintOptions struct {
	Printer     string
	Copies      int
	First, Last int // pages from 1, inclusive
}

// send gives a paper to the printer.
func (d *Desk) send(ctx context.Context, paper Paper, o PrintOptions) error {
	_, err := d.Printer.Print(ctx, port.PrintJob{
		Printer: o.Printer, Title: fmt.Sprintf("%s %d", paper.Code, paper.Pages), PDF: paper.PDF,
		Copies: max(o.Copies, 1), First: o.First, Last: o.Last,
	})
	if err != nil {
		d.noteFault(ctx, devicePrinter, err)
		return fmt.Errorf("printing %s: %w", paper.Code, err)
	}
	return nil
}

// printed records in the log that a paper left the desk, and in the dossier's
// review section which one.
func (d *Desk) printed(ctx context.Context, id dossier.ID, paper Paper, how dossier.Command) error {
	actor, err := d.actor()
	if err != nil {
		return err
	}
	command, err := d.randomID()
	if err != nil {
		return err
	}
	_, err = d.Store.Apply(ctx, store.Change{
		ID: command, Actor: actor, Command: how, Dossier: id,
		Payload: map[string]any{"paper": paper.Code, "pages": paper.Pages},
	})
	if err != nil {
		return fmt.Errorf("noting a print: %w", err)
	}
	count := counts[paper.Code]
	if id == "" || count == nil {
		return nil // a report belongs to no dossier, a handover record to no review
	}
	plain, err := d.Store.Dossier(ctx, id)
	if err != nil || !plain.State.Open() {
		return err
	}
	_, err = d.review(ctx, id, store.Change{}, func(r *dossier.Review) { count(r, paper, d.now()) })
	return err
}

// Codes of the papers of intake.
const (
	paperDataSlip    = "phieu-thu-nhan"
	paperAppointment = "giay-hen"
)

// counts are the papers that the review section counts. The appointment slip is
// printed after intake has ended, so it is counted while the dossier is open.
var counts = map[string]func(r *dossier.Review, paper Paper, at time.Time){
	paperDataSlip: func(r *dossier.Review, paper Paper, at time.Time) {
		r.SlipPrints, r.SlipPrintedAt, r.SlipOf = r.SlipPrints+1, at, paper.Of
	},
	paperAppointment: func(r *dossier.Review, _ Paper, _ time.Time) { r.ReceiptPrints++ },
}

// Complete ends intake: nothing blocks any more, and the dossier waits for the
// supervisor. What is missing comes back with ErrIncomplete. What belongs to a
// case that the dossier no longer is, is dropped here and not sooner. Completing
// what waits already changes nothing.
func (d *Desk) Complete(ctx context.Context, id dossier.ID) ([]dossier.Finding, error) {
	actor, err := d.actor()
	if err != nil {
		return nil, err
	}
	if _, err := d.receipt(ctx, id); err != nil {
		return nil, err
	}
	opened, err := d.load(ctx, id)
	if err != nil {
		return nil, err
	}
	whole := opened.Content
	opened.Content = d.rules().Belonging(whole, d.now())
	if blocking := dossier.Blocking(append(d.Validate(opened.Content), opened.Complaints...)); len(blocking) > 0 {
		return blocking, ErrIncomplete
	}
	if opened.State.Editable() {
		if err := d.dropFormerCase(ctx, opened, whole); err != nil {
			return nil, err
		}
	}
	command, err := d.randomID()
	if err != nil {
		return nil, err
	}
	facts, err := d.factsDone(ctx, opened)
	if err != nil {
		return nil, err
	}
	_, err = d.applyNoting(ctx, store.Change{
		ID: "finish-" + command, Actor: actor, Command: dossier.FinishCapture, Dossier: id, Facts: facts,
		Section: d.endOfIntake(opened),
	}, func() ([]store.BookChange, error) {
		noted, err := d.exceptionsAtIntake(ctx, opened)
		if err != nil {
			return nil, err
		}
		old, err := d.collectedAtIntake(ctx, opened)
		return append(noted, old...), err
	})
	if errors.Is(err, dossier.ErrTransition) {
		if plain, again := d.Store.Dossier(ctx, id); again == nil && plain.State == dossier.Captured {
			return nil, nil // the press before was faster
		}
	}
	if err != nil {
		return nil, fmt.Errorf("completing a dossier: %w", err)
	}
	return nil, nil
}
