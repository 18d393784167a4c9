package desk

import (
	"context"
	"fmt"
	"io"

	"carddesk/app/dossier"
	"carddesk/app/report"
)

// bookPaper makes a paper of the office's books, marked by how often it was printed
// before.
func (d *Desk) bookPaper(ctx context.Context, code, stem string, write func(report.Print) ([]byte, error)) (ReportPaper, error) {
	print, err := d.printAgain(ctx, stem)
	if err != nil {
		return ReportPaper{}, err
	}
	pdf, err := write(print)
	if err != nil {
		return ReportPaper{}, fmt.Errorf("making %s: %w", code, err)
	}
	paper, err := d.paper(ctx, code, pdf)
	return ReportPaper{Paper: paper, Printed: print.Reprint, stem: stem}, err
}

// PrintBookPaper prints a paper of the office's books, counts it, and remembers the
// printer for the next paper of its kind.
func (d *Desk) PrintBookPaper(ctx context.Context, paper ReportPaper, o PrintOptions) error {
	actor, err := d.acting(dossier.RoleClerk, dossier.RoleSupervisor, dossier.RoleAdministrator)
	if err != nil {
		return fmt.Errorf("printing %s: %w", paper.Code, err)
	}
	if err := d.send(ctx, paper.Paper, o); err != nil {
		return err
	}
	d.rememberPrinter(paper.Code, o.Printer)
	return d.countReport(ctx, actor, paper, dossier.PrintDocument, printedPages(o))
}

// ExportBookPaper writes a paper of the office's books into the export folder,
// counts it like a print, and returns the name of the file.
func (d *Desk) ExportBookPaper(ctx context.Context, paper ReportPaper) (string, error) {
	actor, err := d.acting(dossier.RoleClerk, dossier.RoleSupervisor, dossier.RoleAdministrator)
	if err != nil {
		return "", fmt.Errorf("exporting %s: %w", paper.Code, err)
	}
	if err := d.countReport(ctx, actor, paper, dossier.ExportFile, nil); err != nil {
		return "", err
	}
	return d.writeExport(paper.Code, "pdf", func(w io.Writer) error {
		_, err := w.Write(paper.PDF)
		return err
	})
}
