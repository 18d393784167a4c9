package desk

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/report"
	"carddesk/app/report/figures"
	"carddesk/app/report/sheet"
	"carddesk/app/store"
	"carddesk/app/tables"
)

// reporting is who is logged in, if reports are theirs: they compare clerks and
// tell the office's fees. Others get [dossier.ErrRole].
func (d *Desk) reporting() (dossier.Actor, error) {
	return d.acting(dossier.RoleSupervisor, dossier.RoleAdministrator)
}

// Tabulate counts a report over a period. Cancelling ctx ends the counting.
func (d *Desk) Tabulate(ctx context.Context, choice figures.Choice, period figures.Period) (figures.Report, error) {
	if _, err := d.reporting(); err != nil {
		return figures.Report{}, fmt.Errorf("making a report: %w", err)
	}
	return d.tabulate(ctx, choice, period)
}

// tabulate is Tabulate for whoever asks.
func (d *Desk) tabulate(ctx context.Context, choice figures.Choice, period figures.Period) (figures.Report, error) {
	names, err := d.figureNames(ctx, period.To)
	if err != nil {
		return figures.Report{}, fmt.Errorf("making a report: %w", err)
	}
	today := d.today()
	if choice.Key == figures.KeySchools { // which places are schools the office's list says
		choice.Only = append(slices.Clone(choice.Only), store.Only{By: store.ByHamlet, Codes: append([]string{}, d.Hamlets.Codes(tables.School)...)})
	}
	question := figures.Question{
		Choice: choice, From: period.From, To: period.To, Today: today, Names: names,
		Bands:       d.rules().Values("", today).UncollectedDays,
		WorkingDays: d.tables().Calendar().WorkingDays(period.From.AddDays(-1), period.To),
	}
	made, err := figures.Make(ctx, d.Store, question)
	if err != nil {
		return made, err
	}
	if !choice.Step.Now() {
		made.Period = period.Title()
	}
	if d.Training {
		made.Notes = append(made.Notes, report.TrainingMark)
	}
	return made, nil
}

// figureNames are the words for codes as they hold on a day: people, places and
// the code tables.
func (d *Desk) figureNames(ctx context.Context, day person.CivilDate) (figures.Names, error) {
	officers, err := d.Officers(ctx)
	if err != nil {
		return nil, err
	}
	view := d.tables().At(day)
	former := d.tables().At(formerDay(day))
	regime := dossier.RegimeAt(day.Time())
	reasons := map[string]string{}
	for _, row := range view.Codes(tables.Reason) {
		reasons[row.Code] = row.Name
	}
	return func(by store.Dimension, code string) string {
		switch by {
		case store.ByClerk, store.ByHolder:
			return officers[code]
		case store.ByStation:
			if code == d.Store.Station().ID {
				return fmt.Sprintf("Máy số %d", d.Store.Station().Number)
			}
		case store.ByKind:
			for _, kind := range dossier.Kinds() {
				if string(kind) == code {
					return dossier.KindName(regime, kind)
				}
			}
		case store.ByReason:
			return reasons[code]
		case store.BySpecial:
			kind, _ := dossier.FindCoded(dossier.ExceptionKinds(), code)
			return kind.Vietnamese
		case store.ByHamlet:
			return d.Hamlets.Name(code)
		case store.ByFee:
			if row, ok := view.Code(tables.FeeCode, code); ok {
				return row.Name
			}
		case store.ByCommune:
			if area, ok := view.Area(code); ok {
				return view.ShortName(area)
			}
			if area, ok := former.Area(code); ok {
				return former.ShortName(area)
			}
		}
		return ""
	}, nil
}

// SheetFormat is the kind of file a table is exported as.
type SheetFormat string

// The formats of exported tables.
const (
	SheetXLSX SheetFormat = "xlsx"
	SheetCSV  SheetFormat = "csv"
)

func (f SheetFormat) writer() (func(io.Writer, sheet.Table) error, error) {
	switch f {
	case SheetXLSX:
		return sheet.WriteXLSX, nil
	case SheetCSV:
		return sheet.WriteCSV, nil
	}
	return nil, fmt.Errorf("exporting a table: unknown format %q", f)
}

// ExportTable writes a table to w, after the log has noted that it leaves.
func (d *Desk) ExportTable(ctx context.Context, w io.Writer, table sheet.Table, format SheetFormat) error {
	write, err := format.writer()
	if err != nil {
		return err
	}
	actor, err := d.reporting()
	if err != nil {
		return fmt.Errorf("exporting a table: %w", err)
	}
	if err := d.noteTable(ctx, actor, table, format); err != nil {
		return err
	}
	return write(w, table)
}

func (d *Desk) noteTable(ctx context.Context, actor dossier.Actor, table sheet.Table, format SheetFormat) error {
	id, err := d.Store.NewCommandID()
	if err != nil {
		return fmt.Errorf("exporting a table: %w", err)
	}
	_, err = d.Store.Apply(ctx, store.Change{
		ID: id, Actor: actor, Command: dossier.ExportFile,
		Payload: map[string]any{"paper": "table", "title": table.Title, "period": table.Period, "format": format, "rows": len(table.Rows)},
	})
	if err != nil {
		return fmt.Errorf("noting the export of a table: %w", err)
	}
	return nil
}

// ExportReport writes a report into the export folder and returns the path of the
// file. A file that could not be written to its end is not left there.
func (d *Desk) ExportReport(ctx context.Context, made figures.Report, format SheetFormat) (string, error) {
	name, err := d.writeExport(reportSlug(made.Question.Choice), string(format),
		func(w io.Writer) error { return d.ExportTable(ctx, w, made.Table, format) })
	if err != nil {
		return "", fmt.Errorf("exporting a report: %w", err)
	}
	return filepath.Join(d.ExportDir, name), nil
}

// writeExport writes a new file into the export folder and returns its name,
// which says when and what and never whose.
func (d *Desk) writeExport(what, ending string, write func(io.Writer) error) (string, error) {
	if err := os.MkdirAll(d.ExportDir, 0o700); err != nil {
		return "", fmt.Errorf("making the export folder: %w", withoutPath(err))
	}
	stem := d.now().In(person.Zone()).Format("20060102-150405") + "-" + what
	name := stem + "." + ending
	for n := 2; ; n++ {
		if _, err := os.Lstat(filepath.Join(d.ExportDir, name)); err != nil {
			break
		}
		name = fmt.Sprintf("%s-%d.%s", stem, n, ending)
	}
	return name, putFile(filepath.Join(d.ExportDir, name), write)
}

// reportSlug names a report in a file's name: its key, or its title without
// accents and signs.
func reportSlug(c figures.Choice) string {
	if c.Key != "" {
		return "bao-cao-" + c.Key
	}
	slug := []byte("bao-cao-")
	for _, r := range person.Fold(c.Title) {
		switch {
		case len(slug) >= 60:
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			slug = append(slug, byte(r))
		case slug[len(slug)-1] != '-':
			slug = append(slug, '-')
		}
	}
	for slug[len(slug)-1] == '-' {
		slug = slug[:len(slug)-1]
	}
	return string(slug)
}

// putFile writes a file beside its place and then puts it there: who looks
// into the folder never sees half of it.
func putFile(path string, write func(io.Writer) error) (err error) {
	file, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return withoutPath(err)
	}
	defer func() {
		if err != nil {
			_ = os.Remove(file.Name()) // the first error says more
		}
	}()
	err = write(file)
	if err == nil {
		err = file.Sync()
	}
	if cerr := file.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return withoutPath(err)
	}
	return withoutPath(os.Rename(file.Name(), path))
}
