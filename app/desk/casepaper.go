package desk

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"carddesk/app/dossier"
	"carddesk/app/report"
)

// casePaper makes a paper of one dossier, marked by how often the same one was
// printed before. The same one is of the same dossier and the same texts: what
// changes the paper for whoever signs it.
func (d *Desk) casePaper(ctx context.Context, code string, opened Opened, write func(io.Writer, report.Print) error, same ...string) (ReportPaper, error) {
	stem := code + "/" + digestOf(append([]string{string(opened.ID)}, same...)...)
	paper, err := d.bookPaper(ctx, code, stem, func(again report.Print) ([]byte, error) {
		print := d.printOf(opened.Content)
		print.Reprint = again.Reprint
		var pdf bytes.Buffer
		err := write(&pdf, print)
		return pdf.Bytes(), err
	})
	paper.about = opened.ID
	return paper, err
}

// PrintAtOnce prints a counted paper without asking: one copy of all its pages, on
// the printer that papers of its kind were printed on last.
func (d *Desk) PrintAtOnce(ctx context.Context, paper ReportPaper) error {
	return d.PrintBookPaper(ctx, paper, PrintOptions{Printer: d.LastPrinter(paper.Code)})
}

// SlipAgain makes the slip of the last declared loss once more, for one that came out
// of the printer badly. No loss is noted for it; the slip says that it is a reprint.
func (d *Desk) SlipAgain(ctx context.Context, id dossier.ID) (ReportPaper, error) {
	opened, err := d.load(ctx, id)
	if err != nil {
		return ReportPaper{}, err
	}
	again := len(opened.Review.LostSlips)
	if again == 0 || !opened.State.Open() {
		return ReportPaper{}, fmt.Errorf("slip again of a dossier that is %s, lost %d times: %w", opened.State, again, dossier.ErrTransition)
	}
	stem := fmt.Sprintf("%s/%s", paperAppointment, digestOf(string(id), fmt.Sprint(again)))
	repeats, err := d.Store.Repeats(ctx, stem)
	if err != nil {
		return ReportPaper{}, err
	}
	before := repeats + 1 // the one that the loss was noted with is counted there
	paper, err := d.appointment(ctx, id, again, before)
	return ReportPaper{Paper: paper, Printed: before, stem: stem, about: id}, err
}
