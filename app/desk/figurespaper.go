package desk

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/port"
	"carddesk/app/report"
	"carddesk/app/report/figures"
	"carddesk/app/report/sheet"
	"carddesk/app/store"
)

// Codes of reports for signing.
const (
	paperReport    = "bao-cao"
	paperDayReport = "bao-cao-ngay"
)

// MaxReportRows is how many rows a report on paper has: nobody signs what nobody
// reads, and more belong into a spreadsheet.
const MaxReportRows = 2000

// ErrReportLong is returned for a report with more rows than MaxReportRows.
var ErrReportLong = errors.New("report is too long for paper")

// ReportPaper is a report for signing.
type ReportPaper struct {
	Paper
	// Printed is how often it was printed or written as PDF before; the paper says
	// so on every page.
	Printed int

	stem  string     // of the command ids that count it
	about dossier.ID // that it is of, "" none
}

// ReportPaper makes the paper of a report. number is that of the office's
// register, "" leaves a line to write it on.
func (d *Desk) ReportPaper(ctx context.Context, made figures.Report, number string) (ReportPaper, error) {
	if _, err := d.reporting(); err != nil {
		return ReportPaper{}, fmt.Errorf("making a report: %w", err)
	}
	if len(made.Rows) > MaxReportRows {
		return ReportPaper{}, ErrReportLong
	}
	stem, err := reportStem(made.Question)
	if err != nil {
		return ReportPaper{}, err
	}
	print, err := d.printAgain(ctx, stem)
	if err != nil {
		return ReportPaper{}, err
	}
	var pdf bytes.Buffer
	if err := report.WriteStatistics(&pdf, statistics(made, print, number, d.officer(), d.supervisor())); err != nil {
		return ReportPaper{}, fmt.Errorf("making a report: %w", err)
	}
	paper, err := d.paper(ctx, paperReport, pdf.Bytes())
	return ReportPaper{Paper: paper, Printed: print.Reprint, stem: stem}, err
}

// printAgain is print with how often the report of a stem was printed before.
func (d *Desk) printAgain(ctx context.Context, stem string) (report.Print, error) {
	print := d.print()
	var err error
	print.Reprint, err = d.Store.Repeats(ctx, stem)
	return print, err
}

// statistics puts a report into the words of its paper.
func statistics(made figures.Report, print report.Print, number string, author, supervisor report.Officer) report.Statistics {
	s := report.Statistics{Print: print, Number: number, Title: made.Title, Period: made.Period, Notes: made.Notes,
		Author: author, Supervisor: supervisor}
	for _, column := range made.Columns {
		figure := column.Kind == sheet.Number || column.Kind == sheet.Money || column.Kind == sheet.Decimal
		s.Columns = append(s.Columns, report.StatColumn{Title: column.Name, Definition: column.Definition, Number: figure})
	}
	line := func(cells []sheet.Cell) []string {
		texts := make([]string, len(cells))
		for i, cell := range cells {
			texts[i] = figures.Show(made.Columns[i], cell)
		}
		return texts
	}
	for _, row := range made.Rows {
		s.Rows = append(s.Rows, line(row))
	}
	if made.Total != nil {
		s.Total = line(made.Total)
	}
	return s
}

// reportStem is of the command ids under which one report is printed: the same
// choice over the same days is the same report.
func reportStem(q figures.Question) (string, error) {
	text, err := json.Marshal(struct {
		figures.Choice
		From, To person.CivilDate
	}{q.Choice, q.From, q.To})
	if err != nil {
		return "", fmt.Errorf("naming a report: %w", err)
	}
	sum := sha256.Sum256(text)
	return "report/" + hex.EncodeToString(sum[:16]), nil
}

// PrintReport prints a report and counts it.
func (d *Desk) PrintReport(ctx context.Context, paper ReportPaper, o PrintOptions) error {
	actor, err := d.reporting()
	if err != nil {
		return fmt.Errorf("printing a report: %w", err)
	}
	if err := d.send(ctx, paper.Paper, o); err != nil {
		return err
	}
	return d.countReport(ctx, actor, paper, dossier.PrintDocument, printedPages(o))
}

// printedPages is what the log keeps of how a paper was printed.
func printedPages(o PrintOptions) map[string]any {
	return map[string]any{"copies": max(o.Copies, 1), "first": o.First, "last": o.Last}
}

// ExportReportPaper writes the PDF of a report into the export folder, counts it
// like a print and returns the path of the file.
func (d *Desk) ExportReportPaper(ctx context.Context, paper ReportPaper) (string, error) {
	actor, err := d.reporting()
	if err != nil {
		return "", fmt.Errorf("exporting a report: %w", err)
	}
	if err := d.countReport(ctx, actor, paper, dossier.ExportFile, nil); err != nil {
		return "", err
	}
	name, err := d.writeExport(paper.Code, "pdf", func(w io.Writer) error {
		_, err := w.Write(paper.PDF)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("exporting a report: %w", err)
	}
	return filepath.Join(d.ExportDir, name), nil
}

// countReport notes one print under the next free number of the report: two
// stations that print at once are two prints.
func (d *Desk) countReport(ctx context.Context, actor dossier.Actor, paper ReportPaper, how dossier.Command, more map[string]any) error {
	payload := map[string]any{"paper": paper.Code, "pages": paper.Pages}
	for key, value := range more {
		payload[key] = value
	}
	for n := paper.Printed + 1; ; n++ {
		payload["print"] = n
		change := store.Change{ID: store.RepeatID(paper.stem, n), Actor: actor, Command: how, Dossier: paper.about, Payload: payload}
		result, err := d.applyNoting(ctx, change, func() ([]store.BookChange, error) { return d.reportAgain(ctx, actor, paper, n) })
		if errors.Is(err, store.ErrOtherCommand) || err == nil && result.Repeated {
			continue
		}
		if err != nil {
			return fmt.Errorf("noting a print: %w", err)
		}
		return nil
	}
}

// Printers lists the print queues of this computer.
func (d *Desk) Printers(ctx context.Context) ([]port.PrinterInfo, error) {
	printers, err := d.Printer.Printers(ctx)
	if err != nil {
		return nil, fmt.Errorf("listing printers: %w", err)
	}
	return printers, nil
}
