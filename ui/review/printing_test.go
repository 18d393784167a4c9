package review

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/port"
)

func (d *fakeDesk) PrintWith(_ context.Context, _ dossier.ID, paper desk.Paper, o desk.PrintOptions) error {
	d.act(fmt.Sprintf("print %s on %s, %d copies of %d-%d", paper.Code, o.Printer, o.Copies, o.First, o.Last))
	return d.printErr
}
func (d *fakeDesk) Printers(context.Context) ([]port.PrinterInfo, error) {
	return []port.PrinterInfo{{Name: "P1"}, {Name: "P2"}}, d.printErr
}
func (d *fakeDesk) LastPrinter(code string) string { return "last of " + code }

func (v *fakeView) AskPrint(pages int, printers []port.PrinterInfo, printer string) {
	v.papers = append(v.papers, fmt.Sprintf("%d pages, %d printers, %s", pages, len(printers), printer))
}

// TestPrintingWithOptions: printing as it was asked is the act of printing where
// that is in work, and a reprint elsewhere.
func TestPrintingWithOptions(t *testing.T) {
	p, d, v := start(t)
	p.AskPrint() // there is no paper yet
	p.PrintWith(desk.PrintOptions{Printer: "P1"})
	p.Proceed()
	p.AskPrint()
	if last := v.papers[len(v.papers)-1]; last != "1 pages, 2 printers, last of slip" {
		t.Errorf("asked %q", last)
	}
	p.PrintWith(desk.PrintOptions{Printer: "P2", Copies: 2, First: 1, Last: 1})
	if p.Act() != Confirm || !slices.Equal(d.did, []string{"read-back", "print slip on P2, 2 copies of 1-1"}) {
		t.Errorf("act %d, done %q", p.Act(), d.did)
	}
	d.printErr = port.ErrNoPrinter
	p.AskPrint()
	if p.PrintWith(desk.PrintOptions{Printer: "P2"}); p.Act() != Confirm || len(v.errors) == 0 {
		t.Errorf("act %d, errors %v", p.Act(), v.errors)
	}
}
