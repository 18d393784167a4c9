package desk

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"carddesk/app/person"
	"carddesk/app/report"
	"carddesk/app/report/figures"
	"carddesk/app/report/sheet"
)

// formatPDF is the third format of scheduled reports, beside those of sheets.
const formatPDF = "pdf"

var scheduledFormats = []string{string(SheetXLSX), string(SheetCSV), formatPDF}

// ErrReportFolder is returned when the folder of scheduled reports is not there:
// it is on a stick or another computer, and is not made by itself.
var ErrReportFolder = errors.New("folder of scheduled reports is not there")

// due are the periods that a scheduled report is to be written for: the last one
// that has ended, from the hour on.
func (b ReportBook) due(s ScheduledReport, now time.Time) (figures.Period, bool) {
	today := person.FromTime(now)
	period := figures.PeriodOf(s.Every, today).Move(-1)
	if period.To.AddDays(1) == today && now.In(person.Zone()).Hour() < b.Hour {
		return period, false
	}
	return period, true
}

// file is where a scheduled report of a period lies.
func (b ReportBook) file(s ScheduledReport, period figures.Period) string {
	return filepath.Join(b.Folder, period.Code()+"-"+reportSlug(s.Choice)+"."+s.Format)
}

// WriteDueReports writes the scheduled reports that are not in their folder yet
// and returns how many it wrote. Each is noted in the log before it is there. One
// that fails keeps none of the others.
func (d *Desk) WriteDueReports(ctx context.Context) (int, error) {
	book, err := ReadReportBook(d.dataFolder())
	if err != nil || len(book.Schedule) == 0 {
		return 0, err
	}
	if info, err := os.Stat(book.Folder); err != nil || !info.IsDir() {
		return 0, ErrReportFolder
	}
	written := 0
	var failed error
	for _, s := range book.Schedule {
		period, due := book.due(s, d.now())
		if !due {
			continue
		}
		path := book.file(s, period)
		if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err := d.writeScheduled(ctx, s, period, path); err != nil {
			failed = errors.Join(failed, fmt.Errorf("writing a scheduled report: %w", err))
			continue
		}
		written++
	}
	return written, failed
}

func (d *Desk) writeScheduled(ctx context.Context, s ScheduledReport, period figures.Period, path string) error {
	made, err := d.tabulate(ctx, s.Choice, period)
	if err != nil {
		return err
	}
	write := func(w io.Writer, _ sheet.Table) error {
		return report.WriteStatistics(w, statistics(made, d.print(), "", report.Officer{}, report.Officer{}))
	}
	if s.Format != formatPDF {
		if write, err = SheetFormat(s.Format).writer(); err != nil {
			return err
		}
	}
	var content bytes.Buffer
	if err := write(&content, made.Table); err != nil {
		return err
	}
	if err := d.noteTable(ctx, StationActor(d.Store), made.Table, SheetFormat(s.Format)); err != nil {
		return err
	}
	return writeWhole(path, content.Bytes())
}
