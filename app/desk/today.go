package desk

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/report"
	"carddesk/app/store"
)

// DayFigures are the figures of one day.
type DayFigures struct {
	Day    person.CivilDate
	Total  report.Figures
	Clerks []report.ClerkFigures
}

// Today counts what was done on one day, in the office's own time.
func (d *Desk) Today(ctx context.Context, day person.CivilDate) (DayFigures, error) {
	rows, err := d.Store.Figures(ctx, day.ISO(), day.ISO())
	if err != nil {
		return DayFigures{}, fmt.Errorf("counting the day: %w", err)
	}
	users, err := d.Store.Users(ctx)
	if err != nil {
		return DayFigures{}, fmt.Errorf("counting the day: %w", err)
	}
	names := map[string]report.Officer{}
	for _, user := range users {
		names[user.ID] = report.Officer{Rank: user.Rank, Name: user.Name}
	}
	regime := dossier.RegimeAt(day.Time())
	figures := DayFigures{Day: day, Total: emptyFigures(regime)}
	at := map[string]int{}
	for _, row := range rows {
		i, ok := at[row.Clerk]
		if !ok {
			i = len(figures.Clerks)
			at[row.Clerk] = i
			officer, known := names[row.Clerk]
			if !known {
				officer.Name = row.Clerk
			}
			figures.Clerks = append(figures.Clerks, report.ClerkFigures{Clerk: officer, Figures: emptyFigures(regime)})
		}
		add(&figures.Total, row)
		add(&figures.Clerks[i].Figures, row)
	}
	return figures, nil
}

// emptyFigures has a row for every kind, so that all tables have the same rows.
func emptyFigures(regime dossier.Regime) report.Figures {
	var f report.Figures
	for _, kind := range dossier.Kinds() {
		f.TakenIn = append(f.TakenIn, report.KindCount{Kind: dossier.KindName(regime, kind)})
	}
	return f
}

func add(f *report.Figures, row store.Figure) {
	for i, kind := range dossier.Kinds() {
		if string(kind) == row.Kind {
			f.TakenIn[i].Count += row.Taken
		}
	}
	f.Approved += row.Approved
	f.Returned += row.Returned
	f.Sent += row.Sent
	f.Accepted += row.Accepted
	f.Rejected += row.Rejected
	f.HandedOver += row.HandedOver
}

// DayReport makes the report of one day for signing. Its prints are counted like
// those of other reports.
func (d *Desk) DayReport(ctx context.Context, day person.CivilDate) (ReportPaper, error) {
	figures, err := d.Today(ctx, day)
	if err != nil {
		return ReportPaper{}, err
	}
	stem := "report/day-" + day.ISO()
	print, err := d.printAgain(ctx, stem)
	if err != nil {
		return ReportPaper{}, err
	}
	var pdf bytes.Buffer
	err = report.WriteDayReport(&pdf, report.DayReport{
		Print: print, Day: day.Time().Add(12 * time.Hour), Total: figures.Total, Clerks: figures.Clerks,
		Author: d.officer(), Supervisor: d.supervisor(),
	})
	if err != nil {
		return ReportPaper{}, fmt.Errorf("making the day's report: %w", err)
	}
	paper, err := d.paper(ctx, paperDayReport, pdf.Bytes())
	return ReportPaper{Paper: paper, Printed: print.Reprint, stem: stem}, err
}
