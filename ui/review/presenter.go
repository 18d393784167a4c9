// Package review ends intake: the citizen hears the values read back, signs the
// data slip, pays, and leaves with the appointment slip.
package review

import (
	"context"
	"image"
	"slices"

	"carddesk/app/capture/pen"
	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// Act is one of the acts that end intake, in the order of the law: print the
// data slip, have it signed, take the fee, give the appointment slip.
type Act int

// Acts in their order.
const (
	ReadBack Act = iota
	PrintSlip
	Confirm
	Pay
	PrintReceipt
	Finished
)

// Desk is what the screen needs of the desk.
type Desk interface {
	Open(ctx context.Context, id dossier.ID) (desk.Opened, error)
	ReadBack(ctx context.Context, id dossier.ID) error
	DataSlip(ctx context.Context, id dossier.ID) (desk.Paper, error)
	AppointmentSlip(ctx context.Context, id dossier.ID) (desk.Paper, error)
	Print(ctx context.Context, id dossier.ID, paper desk.Paper, printer string) error
	PrintWith(ctx context.Context, id dossier.ID, paper desk.Paper, o desk.PrintOptions) error
	Printers(ctx context.Context) ([]port.PrinterInfo, error)
	LastPrinter(code string) string
	Export(ctx context.Context, id dossier.ID, paper desk.Paper) (file string, err error)
	Page(ctx context.Context, paper desk.Paper, page, width int) (image.Image, error)
	Confirm(ctx context.Context, id dossier.ID, how, witness string) error
	ConfirmThumb(ctx context.Context, id dossier.ID, witness, reason string) error
	ConfirmPen(ctx context.Context, id dossier.ID, strokes pen.Strokes) error
	FeeDue(identity dossier.Identity) dossier.Payment
	FeeNow(content dossier.Content) dossier.Payment
	HouseholdFees(ctx context.Context, id dossier.ID) (desk.HouseholdFee, error)
	NextReceipt(ctx context.Context) (series, number string, ok bool, err error)
	Pay(ctx context.Context, id dossier.ID, payment dossier.Payment) error
	Complete(ctx context.Context, id dossier.ID) ([]dossier.Finding, error)
}

// View is what the presenter says to the window, on the UI goroutine.
type View interface {
	ShowAct(act Act, opened desk.Opened, fee dossier.Payment)
	ShowPaper(paper desk.Paper, first image.Image)
	// AskPrint asks how the paper is printed: where, how often, which of its pages.
	AskPrint(pages int, printers []port.PrinterInfo, printer string)
	ShowBusy(text string)
	ShowDone(text string)
	ShowError(words.Message)
	ShowMissing([]dossier.Finding)
	// ShowHousehold shows what the others of the household paid today.
	ShowHousehold(desk.HouseholdFee)
	Finished(opened desk.Opened)
}

// pageWidth is how many pixels wide a page is rendered for the screen.
const pageWidth = 620

// Presenter goes through the acts.
type Presenter struct {
	desk   Desk
	owner  *kit.Owner
	view   View
	events kit.Events

	act    Act
	opened desk.Opened
	fee    dossier.Payment
	// noted are fees changed here and not recorded yet: who goes back to correct a
	// name finds the receipt number where it was.
	noted map[dossier.ID]dossier.Payment
	paper desk.Paper
	once  kit.Once
	// proposed is the number of the clerk's book that was put into the fee and not
	// typed by anybody; paying tells that the fee is on the screen with it.
	proposed string
	paying   bool
}

// NewPresenter makes the presenter of one review.
func NewPresenter(d Desk, owner *kit.Owner, events kit.Events, view View) *Presenter {
	return &Presenter{desk: d, owner: owner, events: events, view: view, noted: map[dossier.ID]dossier.Payment{}}
}

// Begin shows the first act that is still to be done.
func (p *Presenter) Begin(opened desk.Opened) {
	p.opened = opened
	content := opened.Content
	if fee, ok := p.noted[opened.ID]; ok {
		content.Payment = fee
	}
	p.fee = p.desk.FeeNow(content)
	r := opened.Review
	// What was corrected since is read back, printed and signed again.
	again := map[string]bool{}
	for _, finding := range dossier.Blocking(opened.Findings) {
		again[finding.Code] = true
	}
	switch {
	case r.ReadBackAt.IsZero() || again[dossier.CodeReadBackOld]:
		p.show(ReadBack)
	case r.SlipPrintedAt.IsZero() || again[dossier.CodeSlipOld]:
		p.show(PrintSlip)
	case r.Confirmed == "" || again[dossier.CodeConfirmedOld]:
		p.show(Confirm)
	case opened.State.Editable():
		p.show(Pay)
	default:
		p.show(PrintReceipt)
	}
}

// Act is the act in work.
func (p *Presenter) Act() Act { return p.act }

func (p *Presenter) show(act Act) {
	p.act, p.paying = act, false
	if act == Pay {
		p.propose(func() { p.showAct(act) })
		return
	}
	p.showAct(act)
}

func (p *Presenter) showAct(act Act) {
	p.paying = act == Pay
	p.view.ShowAct(act, p.opened, p.fee)
	switch act {
	case PrintSlip:
		p.prepare(p.desk.DataSlip)
	case PrintReceipt:
		delete(p.noted, p.opened.ID) // recorded
		p.prepare(p.desk.AppointmentSlip)
	case Pay:
		p.household()
		p.signedSlip()
	}
	p.events.Emit("review-act", "act", int(act), "fee", p.fee.Amount)
}

// propose puts the next number of the clerk's book of receipts into a fee that has
// none, and goes on; an office without registered books has nothing to propose.
func (p *Presenter) propose(then func()) {
	p.proposed = ""
	if p.fee.Amount == 0 || p.fee.Number != "" {
		then()
		return
	}
	type next struct {
		series, number string
		ok             bool
	}
	id := p.opened.ID
	kit.Background(p.owner, func(ctx context.Context) (n next, err error) {
		n.series, n.number, n.ok, err = p.desk.NextReceipt(ctx)
		return n, err
	}, func(n next, err error) {
		if p.opened.ID != id || p.act != Pay {
			return
		}
		if err == nil && n.ok {
			for p.spoilt(n.series, n.number) {
				n.number = following(n.number)
			}
			p.fee.Series, p.fee.Number, p.proposed = n.series, n.number, n.number
		}
		then()
		if err != nil { // the number can still be typed
			p.view.ShowError(words.Of(err))
		}
	})
}

// household asks what the others of the household paid, for one sum told once.
func (p *Presenter) household() {
	id := p.opened.ID
	kit.Background(p.owner, func(ctx context.Context) (desk.HouseholdFee, error) {
		return p.desk.HouseholdFees(ctx, id)
	}, func(fee desk.HouseholdFee, err error) {
		if p.opened.ID != id || p.act != Pay {
			return
		}
		if err != nil {
			p.view.ShowError(words.Of(err))
			return
		}
		if fee.Dossiers > 0 {
			p.view.ShowHousehold(fee)
			p.events.Emit("household-fee", "dossiers", fee.Dossiers+1, "total", fee.Total+p.fee.Amount)
		}
	})
}

// prepare makes a paper and its first page for the screen.
func (p *Presenter) prepare(make func(context.Context, dossier.ID) (desk.Paper, error)) {
	type prepared struct {
		paper desk.Paper
		first image.Image
	}
	id, act := p.opened.ID, p.act
	p.paper = desk.Paper{}
	p.view.ShowBusy("Đang lập bản in…")
	kit.Background(p.owner, func(ctx context.Context) (prepared, error) {
		paper, err := make(ctx, id)
		if err != nil {
			return prepared{}, err
		}
		first, err := p.desk.Page(ctx, paper, 0, pageWidth)
		return prepared{paper, first}, err
	}, func(done prepared, err error) {
		p.view.ShowBusy("")
		if p.opened.ID != id || p.act != act {
			return
		}
		if err != nil {
			p.view.ShowError(words.Of(err))
			return
		}
		p.paper = done.paper
		p.view.ShowPaper(done.paper, done.first)
		p.events.Emit("paper-shown", "paper", done.paper.Code, "pages", done.paper.Pages)
	})
}

// Proceed does the act in work, once however often it is pressed.
func (p *Presenter) Proceed() {
	switch p.act {
	case ReadBack:
		p.do("Đang lưu…", PrintSlip, p.desk.ReadBack)
	case PrintSlip:
		p.print(Confirm)
	case Confirm:
		p.ConfirmBy("signature", "")
	case Pay:
		p.complete()
	case PrintReceipt:
		p.print(Finished)
	}
}

// do runs one act in the background and goes on to the next.
func (p *Presenter) do(busy string, next Act, act func(context.Context, dossier.ID) error) {
	p.once.Start(func(release func()) {
		id := p.opened.ID
		p.view.ShowBusy(busy)
		kit.Background(p.owner, func(ctx context.Context) (desk.Opened, error) {
			if err := act(ctx, id); err != nil {
				return desk.Opened{}, err
			}
			return p.desk.Open(ctx, id)
		}, func(opened desk.Opened, err error) {
			release() // not sooner: until here the act in work is the one just done
			p.view.ShowBusy("")
			if p.opened.ID != id {
				return // the clerk has gone on to another dossier
			}
			if err != nil {
				p.view.ShowError(words.Of(err))
				p.events.Emit("act-failed", "act", int(p.act))
				return
			}
			p.opened = opened
			if next == Finished {
				p.act = Finished
				p.events.Emit("intake-done", "dossier", string(opened.ID))
				p.view.Finished(opened)
				return
			}
			p.show(next)
		})
	})
}

func (p *Presenter) print(next Act) {
	p.printBy("Đang in…", next, func(ctx context.Context, id dossier.ID, paper desk.Paper) error {
		return p.desk.Print(ctx, id, paper, "")
	})
}

// AskPrint asks how the paper that is shown is printed.
func (p *Presenter) AskPrint() {
	if p.paper.PDF == nil {
		return
	}
	type known struct {
		printers []port.PrinterInfo
		last     string
	}
	id, paper := p.opened.ID, p.paper
	kit.Background(p.owner, func(ctx context.Context) (k known, err error) {
		k.printers, err = p.desk.Printers(ctx)
		k.last = p.desk.LastPrinter(paper.Code)
		return k, err
	}, func(k known, err error) {
		switch {
		case p.opened.ID != id:
		case err != nil:
			p.view.ShowError(words.Of(err))
		default:
			p.view.AskPrint(paper.Pages, k.printers, k.last)
		}
	})
}

// PrintWith prints the paper that is shown as it was asked. Where printing is the
// act in work, it is done with that.
func (p *Presenter) PrintWith(o desk.PrintOptions) {
	next := p.act
	if p.act == PrintSlip || p.act == PrintReceipt {
		next++
	}
	p.printBy("Đang in…", next, func(ctx context.Context, id dossier.ID, paper desk.Paper) error {
		return p.desk.PrintWith(ctx, id, paper, o)
	})
}

// printBy prints the paper that is shown, unless it is still being made: the page on
// the screen says so.
func (p *Presenter) printBy(busy string, next Act, print func(context.Context, dossier.ID, desk.Paper) error) {
	if p.paper.PDF == nil {
		return
	}
	paper := p.paper
	p.do(busy, next, func(ctx context.Context, id dossier.ID) error {
		if err := print(ctx, id, paper); err != nil {
			return err
		}
		p.events.Emit("printed", "paper", paper.Code, "pages", paper.Pages)
		return nil
	})
}

// Export writes the paper to a file where there is no printer: an explicit,
// logged act that counts as the print.
func (p *Presenter) Export() {
	if p.paper.PDF == nil || p.act != PrintSlip && p.act != PrintReceipt {
		return
	}
	paper, next := p.paper, p.act+1
	p.do("Đang xuất tệp…", next, func(ctx context.Context, id dossier.ID) error {
		file, err := p.desk.Export(ctx, id, paper)
		if err != nil {
			return err
		}
		p.events.Emit("exported", "paper", paper.Code)
		p.owner.Do(func() { p.view.ShowDone("Đã xuất ra tệp " + file) })
		return nil
	})
}

// ConfirmBy records how the citizen confirmed the slip.
func (p *Presenter) ConfirmBy(how, witness string) {
	if p.act != Confirm {
		return
	}
	p.do("Đang lưu…", Pay, func(ctx context.Context, id dossier.ID) error {
		return p.desk.Confirm(ctx, id, how, witness)
	})
}

// ConfirmByThumb records a thumbprint in the place of a signature.
func (p *Presenter) ConfirmByThumb(witness, reason string) {
	if p.act != Confirm {
		return
	}
	p.do("Đang lưu…", Pay, func(ctx context.Context, id dossier.ID) error {
		return p.desk.ConfirmThumb(ctx, id, witness, reason)
	})
}

// Fee is the fee as it will be taken.
func (p *Presenter) Fee() dossier.Payment { return p.fee }

// Exempt frees the holder from the fee by a row of the exemption table and the
// paper that proves it; the empty code takes the exemption back.
func (p *Presenter) Exempt(code, paper string) {
	if code == "" {
		p.SetFee(func(fee *dossier.Payment) {
			fee.Exemption, fee.ExemptionPaper = "", ""
			due := p.desk.FeeDue(dossier.Identity{Request: p.opened.Identity.Request})
			fee.Amount, fee.Method = due.Amount, due.Method
		})
		p.propose(p.showFee) // with a receipt again
		return
	}
	p.SetFee(func(fee *dossier.Payment) {
		if p.proposed != "" && fee.Number == p.proposed { // no receipt is given for nothing
			fee.Series, fee.Number, p.proposed = "", "", ""
		}
		fee.Amount, fee.Method, fee.Exemption, fee.ExemptionPaper = 0, "none", code, paper
	})
}

// Receipt notes the money receipt that is given.
func (p *Presenter) Receipt(series, number string) {
	p.SetFee(func(fee *dossier.Payment) { fee.Series, fee.Number = series, number })
}

// VoidReceipt notes that a money receipt was written and is not valid. Its number
// is spent; when it was the one of this dossier, another is wanted.
func (p *Presenter) VoidReceipt(series, number, reason string) {
	p.SetFee(func(fee *dossier.Payment) {
		fee.Voided = append(slices.Clone(fee.Voided), dossier.VoidedReceipt{Series: series, Number: number, Reason: reason})
		if fee.Series == series && fee.Number == number {
			fee.Series, fee.Number = "", ""
		}
	})
	if p.proposed == number {
		p.propose(p.showFee)
	}
}

// SetFee changes the fee before it is taken: another method, or an exemption
// with its reason.
func (p *Presenter) SetFee(change func(*dossier.Payment)) {
	change(&p.fee)
	noted := p.fee
	if p.proposed != "" && noted.Number == p.proposed { // by then it may be another dossier's
		noted.Series, noted.Number = "", ""
	}
	p.noted[p.opened.ID] = noted
	p.showFee()
}

func (p *Presenter) showFee() { p.view.ShowAct(p.act, p.opened, p.fee) }

// spoilt reports whether a receipt is noted as void with the fee.
func (p *Presenter) spoilt(series, number string) bool {
	return slices.ContainsFunc(p.fee.Voided, func(v dossier.VoidedReceipt) bool { return v.Series == series && v.Number == number })
}

// complete takes the fee and gives the dossier to the supervisor.
func (p *Presenter) complete() {
	if !p.paying {
		return // the fee is not on the screen yet
	}
	fee := p.fee
	p.do("Đang hoàn tất…", PrintReceipt, func(ctx context.Context, id dossier.ID) error {
		if err := p.desk.Pay(ctx, id, fee); err != nil {
			return err
		}
		missing, err := p.desk.Complete(ctx, id)
		if len(missing) > 0 {
			p.owner.Do(func() { p.view.ShowMissing(missing) })
		}
		if err == nil {
			p.events.Emit("completed", "dossier", string(id))
		}
		return err
	})
}

// Again prints the last paper once more.
func (p *Presenter) Again() {
	p.printBy("Đang in lại…", p.act, func(ctx context.Context, id dossier.ID, paper desk.Paper) error {
		return p.desk.Print(ctx, id, paper, "")
	})
}
