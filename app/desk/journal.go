package desk

import (
	"context"
	"fmt"

	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/store"
)

// JournalFilter chooses entries of the log as people ask for them. Zero fields
// leave nothing out.
type JournalFilter struct {
	First, Last person.CivilDate  // days, both included
	Actor       string            // a user id
	Types       []dossier.Command // one of them
	About       string            // slip, number or name of whose dossiers they are
}

// Journal is a list of log entries that holds still while others are added.
type Journal struct {
	Count int

	query store.LogQuery
}

// JournalLine is one entry of the log with the dossier that it is of.
type JournalLine struct {
	store.Entry
	Row Row // empty for an entry of no dossier; without kind and law
}

// journalDossiers bounds the dossiers that a slip, number or name is looked for in.
const journalDossiers = 200

// OpenJournal finds the entries that a filter chooses, for who may make reports.
// That somebody looked is noted, after the list was closed: it names people.
func (d *Desk) OpenJournal(ctx context.Context, f JournalFilter) (Journal, error) {
	actor, err := d.reporting()
	if err != nil {
		return Journal{}, fmt.Errorf("reading the log: %w", err)
	}
	j := Journal{query: store.LogQuery{Actor: f.Actor, Types: f.Types}}
	if !f.First.IsZero() {
		j.query.From = f.First.Time()
	}
	if !f.Last.IsZero() {
		j.query.To = f.Last.AddDays(1).Time()
	}
	about := searchText(f.About)
	if about != "" {
		hits, err := d.Store.Search(ctx, about, journalDossiers)
		if err != nil {
			return j, fmt.Errorf("reading the log: %w", err)
		}
		j.query.Dossiers = make([]dossier.ID, 0, len(hits))
		for _, hit := range hits {
			j.query.Dossiers = append(j.query.Dossiers, dossier.ID(hit.Dossier))
		}
	}
	if j.query.Mark, err = d.Store.LogMark(ctx); err != nil {
		return j, err
	}
	if j.Count, err = d.Store.CountLog(ctx, j.query); err != nil {
		return j, err
	}
	return j, d.noteLooking(ctx, actor, map[string]any{"list": "log", "from": isoOr(f.First), "to": isoOr(f.Last),
		"actor": f.Actor, "types": f.Types, "text": about, "count": j.Count})
}

// isoOr writes a day as ISO 8601, "" for none.
func isoOr(day person.CivilDate) string {
	if day.IsZero() {
		return ""
	}
	return day.ISO()
}

// noteLooking leaves the log entry of who looked people up.
func (d *Desk) noteLooking(ctx context.Context, actor dossier.Actor, payload map[string]any) error {
	id, err := d.randomID()
	if err != nil {
		return err
	}
	_, err = d.Store.Apply(ctx, store.Change{ID: "looking-" + id, Actor: actor, Command: dossier.SearchDossiers, Payload: payload})
	if err != nil {
		return fmt.Errorf("noting that people were looked up: %w", err)
	}
	return nil
}

// NoteSearch notes in the log that people were searched as somebody typed: what
// for when the typing ended, and how many were shown. A search that showed nobody
// leaves nothing.
func (d *Desk) NoteSearch(ctx context.Context, text string, shown int) error {
	if shown == 0 {
		return nil
	}
	actor, err := d.actor()
	if err != nil {
		return err
	}
	return d.noteLooking(ctx, actor, map[string]any{"list": "people", "text": searchText(text), "count": shown})
}

// JournalPage reads a page of an opened list, newest entry first. Of a dossier
// whose content was destroyed only the plain row is left.
func (d *Desk) JournalPage(ctx context.Context, j Journal, offset, limit int) ([]JournalLine, error) {
	if _, err := d.reporting(); err != nil {
		return nil, fmt.Errorf("reading the log: %w", err)
	}
	entries, err := d.Store.LogPage(ctx, j.query, offset, limit)
	if err != nil {
		return nil, fmt.Errorf("reading the log: %w", err)
	}
	var ids []dossier.ID
	known := map[dossier.ID]Row{}
	for _, e := range entries {
		if _, seen := known[e.Dossier]; e.Dossier != "" && !seen {
			known[e.Dossier] = Row{}
			ids = append(ids, e.Dossier)
		}
	}
	plain, err := d.Store.Plain(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("reading the log: %w", err)
	}
	for _, p := range plain {
		row := Row{Dossier: p}
		// The index knows who it is without opening any section.
		if who, ok := d.Store.Person(p.ID); ok && !p.Destroyed {
			row.Name, row.Number, row.Birth, row.Receipt = who.Name, who.Number, who.Birth, who.Receipt
		}
		known[p.ID] = row
	}
	lines := make([]JournalLine, 0, len(entries))
	for _, e := range entries {
		lines = append(lines, JournalLine{Entry: e, Row: known[e.Dossier]})
	}
	return lines, nil
}

// CheckLogTelling is [Desk.CheckLog] that tells how many of the entries were
// checked, off the UI goroutine.
func (d *Desk) CheckLogTelling(ctx context.Context, tell func(done, all int64)) (store.LogReport, error) {
	actor, err := d.reporting()
	if err != nil {
		return store.LogReport{}, fmt.Errorf("checking the log: %w", err)
	}
	report, err := d.Store.VerifyLogTelling(ctx, tell)
	if err != nil {
		return report, err
	}
	id, err := d.randomID()
	if err != nil {
		return report, err
	}
	_, err = d.Store.Apply(ctx, store.Change{ID: "verify-" + id, Actor: actor, Command: dossier.VerifyStation,
		Payload: map[string]any{"entries": report.Entries, "problems": len(report.Problems)}})
	if err != nil {
		return report, fmt.Errorf("noting that the log was verified: %w", err)
	}
	return report, nil
}
