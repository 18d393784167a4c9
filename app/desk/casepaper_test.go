package desk_test

import (
	"testing"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/port"
)

// A paper of a dossier that is printed once more says so, wherever the first one was
// printed from, and goes to the printer that its kind was printed on last.
func TestCasePaperAgain(t *testing.T) {
	ctx := t.Context()
	b := newBench(t)
	id := b.captured()
	before := len(b.printer.jobs)
	for n, print := range []func(desk.ReportPaper) error{
		func(p desk.ReportPaper) error { return b.PrintAtOnce(ctx, p) },
		func(p desk.ReportPaper) error {
			return b.PrintBookPaper(ctx, p, desk.PrintOptions{Printer: "P2", Copies: 2})
		},
		func(p desk.ReportPaper) error { return b.PrintAtOnce(ctx, p) },
	} {
		paper, err := b.LossDeclaration(ctx, id)
		b.must(err)
		if paper.Printed != n {
			t.Errorf("print %d: the paper says that %d were printed before", n+1, paper.Printed)
		}
		b.must(print(paper))
	}
	if jobs := b.printer.jobs[before:]; len(jobs) != 3 || jobs[0].Printer != "" || jobs[1].Copies != 2 || jobs[2].Printer != "P2" || jobs[2].Copies != 1 {
		t.Errorf("jobs went to %q", targets(jobs))
	}
	b.login(chiefID)
	list := b.listed(dossier.ExceptionReprint, unseen)
	if len(list) != 1 || list[0].Of != id || list[0].Count != 2 || list[0].What != "In lại đơn trình báo mất giấy hẹn, 2 lần" {
		t.Errorf("reprints for the supervisor: %+v", list)
	}
	b.login(clerkID)
	// Another loss is another declaration.
	_, err := b.LostSlip(ctx, id, "card")
	b.must(err)
	if paper, err := b.LossDeclaration(ctx, id); err != nil || paper.Printed != 0 {
		t.Errorf("the declaration of another loss was printed %d times, %v", paper.Printed, err)
	}
}

func targets(jobs []port.PrintJob) (to []string) {
	for _, j := range jobs {
		to = append(to, j.Printer)
	}
	return to
}

// The slip of a loss can be made again without another loss, and says that it is a
// reprint.
func TestSlipAgain(t *testing.T) {
	ctx := t.Context()
	b := newBench(t)
	id := b.captured()
	if _, err := b.SlipAgain(ctx, id); err == nil {
		t.Error("a slip that was never declared lost is made again")
	}
	slip, err := b.LostSlip(ctx, id, "card")
	b.must(err)
	b.must(b.Print(ctx, id, slip, ""))
	for n := 1; n <= 2; n++ {
		paper, err := b.SlipAgain(ctx, id)
		b.must(err)
		if paper.Printed != n || paper.Code != slip.Code {
			t.Errorf("reprint %d of %s: %d were printed before", n, paper.Code, paper.Printed)
		}
		b.must(b.PrintAtOnce(ctx, paper))
	}
	if lost := b.open(id).Review.LostSlips; len(lost) != 1 {
		t.Errorf("%d losses are noted", len(lost))
	}
}
