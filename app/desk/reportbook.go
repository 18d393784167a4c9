package desk

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"

	"carddesk/app/report/figures"
)

// ReportBook is what supervisors have set up of reports: their own ones, which
// are written by themselves, and where reports are printed. It is a setting of
// this computer and holds nothing personal.
type ReportBook struct {
	Own      []figures.Choice  `json:"own,omitempty"`
	Schedule []ScheduledReport `json:"schedule,omitempty"`
	Folder   string            `json:"folder,omitempty"` // of scheduled reports, absolute
	Hour     int               `json:"hour"`             // of the day from which on they are written, 0 to 23
	Printer  string            `json:"printer,omitempty"`
}

// ScheduledReport is a report that is written after each period.
type ScheduledReport struct {
	Choice figures.Choice     `json:"choice"`
	Every  figures.PeriodKind `json:"every"`
	Format string             `json:"format"` // "xlsx", "csv", "pdf"
}

// ErrReportBook is returned for settings of reports that cannot be.
var ErrReportBook = errors.New("settings of reports cannot be used")

const (
	reportBookFile = "reports.json"
	maxReportBook  = 1 << 20
	maxOwnReports  = 200
	maxChoiceText  = 200 // letters of a title
)

// Of is how a report is scheduled.
func (b ReportBook) Of(choice figures.Choice) (ScheduledReport, bool) {
	i := slices.IndexFunc(b.Schedule, func(s ScheduledReport) bool { return sameReport(s.Choice, choice) })
	if i < 0 {
		return ScheduledReport{}, false
	}
	return b.Schedule[i], true
}

// sameReport tells whether two choices are kept under one name.
func sameReport(a, b figures.Choice) bool { return a.Key == b.Key && a.Title == b.Title }

// With is the book with an own report, in the place of one of the same title.
func (b ReportBook) With(choice figures.Choice) ReportBook {
	choice.Key = ""
	b.Own = append(without(b.Own, choice), choice)
	return b
}

// Without is the book without an own report and without its schedule.
func (b ReportBook) Without(choice figures.Choice) ReportBook {
	b.Own = without(b.Own, choice)
	return b.Scheduled(ScheduledReport{Choice: choice})
}

func without(all []figures.Choice, choice figures.Choice) []figures.Choice {
	return slices.DeleteFunc(slices.Clone(all), func(c figures.Choice) bool { return sameReport(c, choice) })
}

// Scheduled is the book with a report scheduled so; without a period it is not
// scheduled any more.
func (b ReportBook) Scheduled(s ScheduledReport) ReportBook {
	b.Schedule = slices.DeleteFunc(slices.Clone(b.Schedule), func(o ScheduledReport) bool { return sameReport(o.Choice, s.Choice) })
	if s.Every != "" {
		b.Schedule = append(b.Schedule, s)
	}
	return b
}

func (b ReportBook) check() error {
	switch {
	case b.Folder != "" && !filepath.IsAbs(b.Folder):
		return fmt.Errorf("%w: folder is not an absolute path", ErrReportBook)
	case b.Hour < 0 || b.Hour > 23:
		return fmt.Errorf("%w: hour %d is not of a day", ErrReportBook, b.Hour)
	case len(b.Own) > maxOwnReports || len(b.Schedule) > maxOwnReports:
		return fmt.Errorf("%w: too many reports", ErrReportBook)
	case len(b.Schedule) > 0 && b.Folder == "":
		return fmt.Errorf("%w: no folder", ErrReportBook)
	}
	for _, c := range b.Own {
		if err := checkChoice(c); err != nil {
			return err
		}
	}
	for _, s := range b.Schedule {
		if err := checkChoice(s.Choice); err != nil {
			return err
		}
		if !slices.Contains(figures.PeriodKinds, s.Every) || s.Every == figures.OfRange {
			return fmt.Errorf("%w: period %q", ErrReportBook, s.Every)
		}
		if !slices.Contains(scheduledFormats, s.Format) {
			return fmt.Errorf("%w: format %q", ErrReportBook, s.Format)
		}
	}
	return nil
}

func checkChoice(c figures.Choice) error {
	if c.Title == "" || len([]rune(c.Title)) > maxChoiceText {
		return fmt.Errorf("%w: title", ErrReportBook)
	}
	if err := c.Check(); err != nil {
		return fmt.Errorf("%w: %w", ErrReportBook, err)
	}
	return nil
}

// ReadReportBook reads the settings of a data folder; a folder without them has
// no reports of its own.
func ReadReportBook(data string) (ReportBook, error) {
	var b ReportBook
	err := ReadJSONFile(filepath.Join(data, reportBookFile), maxReportBook, &b)
	if errors.Is(err, fs.ErrNotExist) {
		return ReportBook{}, nil
	}
	if err == nil {
		err = b.check()
	}
	if err != nil {
		return ReportBook{}, fmt.Errorf("reading the settings of reports: %w", err)
	}
	return b, nil
}

// WriteReportBook keeps the settings. An interrupted write leaves those of before.
func WriteReportBook(data string, b ReportBook) error {
	err := b.check()
	if err == nil {
		err = WriteJSONFile(filepath.Join(data, reportBookFile), b)
	}
	if err != nil {
		return fmt.Errorf("writing the settings of reports: %w", err)
	}
	return nil
}

// ReportBook reads the settings of reports.
func (d *Desk) ReportBook(context.Context) (ReportBook, error) {
	if _, err := d.reporting(); err != nil {
		return ReportBook{}, err
	}
	return ReadReportBook(d.dataFolder())
}

// KeepReportBook keeps the settings of reports.
func (d *Desk) KeepReportBook(_ context.Context, b ReportBook) error {
	if _, err := d.reporting(); err != nil {
		return err
	}
	return WriteReportBook(d.dataFolder(), b)
}
