package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/store"
)

// ErrComplaint is returned for a complaint that lacks who complains, what about,
// the day of the answer or the answer itself.
var ErrComplaint = errors.New("complaint is not whole")

// ComplaintDays is in how many working days an answer is promised when nothing else
// is said. No rule for complaints by phone was found; the choice is ours.
const ComplaintDays = 3

// maxComplaints bounds a list of complaints.
const maxComplaints = 1000

// ComplaintRow is a complaint of the book with its dossier.
type ComplaintRow struct {
	ID       string
	Revision int
	Open     bool
	Day      person.CivilDate // of the call
	Promised person.CivilDate
	Overdue  bool
	Of       dossier.ID // "" for none
	Gone     bool       // its content was destroyed with its dossier
	dossier.Complaint
	Row Row // of the dossier
}

// Answer is the last answer; the zero answer before there is one.
func (c ComplaintRow) Answer() dossier.ComplaintAnswer {
	if len(c.Answers) == 0 {
		return dossier.ComplaintAnswer{}
	}
	return c.Answers[len(c.Answers)-1]
}

// ComplaintFilter chooses complaints.
type ComplaintFilter struct {
	All      bool             // those that were answered too
	From, To person.CivilDate // days of the calls, inclusive; zero is no bound
}

func readComplaint(e store.BookEntry) (c dossier.Complaint, err error) {
	if e.Content == nil {
		return c, nil
	}
	return says[dossier.Complaint](e)
}

// complaintWords says a complaint in one line.
func complaintWords(c dossier.Complaint) string {
	about := c.About
	if row, ok := dossier.FindCoded(dossier.ComplaintSubjects(), c.About); ok {
		about = row.Vietnamese
	}
	return strings.TrimSuffix(about+": "+c.Text, ": ")
}

// Complaints lists complaints: open ones first, the longest overdue before all, then
// those that were answered, the newest first. At most 1,000.
func (d *Desk) Complaints(ctx context.Context, f ComplaintFilter) ([]ComplaintRow, error) {
	if _, err := d.acting(dossier.RoleClerk, dossier.RoleSupervisor); err != nil {
		return nil, fmt.Errorf("listing complaints: %w", err)
	}
	states := []dossier.BookState{dossier.ComplaintOpen}
	if f.All {
		states = append(states, dossier.ComplaintAnswered)
	}
	var rows []ComplaintRow
	for _, state := range states { // one after the other: answered ones never crowd out those that wait
		ask := store.BookFilter{Book: dossier.BookComplaint, States: []dossier.BookState{state}, Newest: true, Limit: maxComplaints - len(rows)}
		if !f.From.IsZero() {
			ask.From = f.From.ISO()
		}
		if !f.To.IsZero() {
			ask.To = f.To.ISO()
		}
		if ask.Limit <= 0 {
			break
		}
		entries, err := d.Store.Book(ctx, ask)
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			row, err := d.complaintRow(e)
			if err != nil {
				return nil, err
			}
			rows = append(rows, row)
		}
	}
	slices.SortStableFunc(rows, func(a, b ComplaintRow) int {
		switch {
		case a.Open && b.Open:
			return a.Promised.Compare(b.Promised)
		case a.Open:
			return -1
		case b.Open:
			return 1
		}
		return b.Answer().At.Compare(a.Answer().At)
	})
	return rows, d.nameComplaints(ctx, rows)
}

func (d *Desk) complaintRow(e store.BookEntry) (ComplaintRow, error) {
	row := ComplaintRow{ID: e.ID, Revision: e.Revision, Open: e.State == dossier.ComplaintOpen, Of: e.Dossier, Gone: e.Content == nil}
	var err error
	if row.Complaint, err = readComplaint(e); err != nil {
		return row, err
	}
	if row.Day, err = person.ParseISODate(e.Day); err != nil {
		return row, fmt.Errorf("%w: day of a complaint", store.ErrDamaged)
	}
	row.Promised = row.Day.AddDays(int(e.Amount))
	row.Overdue = row.Open && row.Promised.Before(d.today())
	return row, nil
}

// nameComplaints puts whose dossiers they are about into complaints.
func (d *Desk) nameComplaints(ctx context.Context, list []ComplaintRow) error {
	var ids []dossier.ID
	for _, c := range list {
		if c.Of != "" {
			ids = append(ids, c.Of)
		}
	}
	named, err := d.rowsOf(ctx, ids)
	for i := range list {
		list[i].Row = named[list[i].Of]
	}
	return err
}

// rowsOf reads the rows of dossiers, by their ids.
func (d *Desk) rowsOf(ctx context.Context, ids []dossier.ID) (map[dossier.ID]Row, error) {
	plain, err := d.Store.Plain(ctx, ids)
	if err != nil {
		return nil, err
	}
	rows, err := d.rows(ctx, plain)
	named := make(map[dossier.ID]Row, len(rows))
	for _, row := range rows {
		named[row.ID] = row
	}
	return named, err
}

// OpenComplaints counts the complaints that wait for an answer.
func (d *Desk) OpenComplaints(ctx context.Context) (int, error) {
	return d.Store.CountBook(ctx, store.BookFilter{Book: dossier.BookComplaint, States: []dossier.BookState{dossier.ComplaintOpen}})
}

// ComplaintDue is the day that is promised when nothing else is said.
func (d *Desk) ComplaintDue() person.CivilDate {
	return d.tables().Calendar().Due(d.today(), ComplaintDays)
}

// FileComplaint writes a complaint into the book and returns its id. of is the
// dossier that it is about, "" for none: with one it is sealed under the dossier's
// key and goes when its content is destroyed.
func (d *Desk) FileComplaint(ctx context.Context, of dossier.ID, c dossier.Complaint, promised person.CivilDate) (string, error) {
	actor, err := d.actor()
	if err != nil {
		return "", err
	}
	id, err := d.randomID()
	if err != nil {
		return "", err
	}
	c.By, c.At, c.Answers = actor.User, d.now(), nil
	change, err := complaintChange(store.BookEntry{ID: id, Day: d.today().ISO(), Dossier: of, Owner: actor.User}, c, promised)
	if err != nil {
		return "", err
	}
	_, err = d.Store.Apply(ctx, store.Change{
		ID: "complaint-" + id, Actor: actor, Command: dossier.FileComplaint, Dossier: of, Books: []store.BookChange{change},
	})
	if err != nil {
		return "", fmt.Errorf("filing a complaint: %w", err)
	}
	return id, nil
}

// complaintChange checks a complaint and makes the change of its entry.
func complaintChange(e store.BookEntry, c dossier.Complaint, promised person.CivilDate) (store.BookChange, error) {
	c.Caller, c.Text = strings.TrimSpace(c.Caller), strings.TrimSpace(c.Text)
	day, err := person.ParseISODate(e.Day)
	if err != nil {
		return store.BookChange{}, fmt.Errorf("%w: day of a complaint", store.ErrDamaged)
	}
	_, known := dossier.FindCoded(dossier.ComplaintSubjects(), c.About)
	switch {
	case c.Caller == "":
		return store.BookChange{}, fmt.Errorf("%w: caller", ErrComplaint)
	case !known || c.About == "other" && c.Text == "":
		return store.BookChange{}, fmt.Errorf("%w: subject", ErrComplaint)
	case !promised.Full() || promised.Before(day):
		return store.BookChange{}, fmt.Errorf("%w: promised day", ErrComplaint)
	}
	return store.BookChange{
		Book: dossier.BookComplaint, ID: e.ID, BaseRevision: e.Revision, Day: e.Day, Dossier: e.Dossier, Owner: e.Owner,
		Amount: int64(day.DaysUntil(promised)), Content: c,
	}, nil
}

// AmendComplaint corrects an open complaint; whose dossier it is about stays.
func (d *Desk) AmendComplaint(ctx context.Context, row ComplaintRow, c dossier.Complaint, promised person.CivilDate) error {
	return d.changeComplaint(ctx, row, dossier.AmendComplaint, "", func(is *dossier.Complaint, until *person.CivilDate) {
		is.Caller, is.Phone, is.About, is.Text, *until = c.Caller, c.Phone, c.About, c.Text, promised
	})
}

// AnswerComplaint records what who complained was told, and how: a code of
// [dossier.AnswerWays].
func (d *Desk) AnswerComplaint(ctx context.Context, row ComplaintRow, how, text string) error {
	text = strings.TrimSpace(text)
	if _, ok := dossier.FindCoded(dossier.AnswerWays(), how); !ok || text == "" {
		return fmt.Errorf("%w: answer", ErrComplaint)
	}
	return d.changeComplaint(ctx, row, dossier.AnswerComplaint, "", func(is *dossier.Complaint, _ *person.CivilDate) {
		user, _ := d.User()
		is.Answers = append(is.Answers, dossier.ComplaintAnswer{How: how, Text: text, By: user.ID, At: d.now()})
	})
}

// ReopenComplaint opens an answered complaint again: who complained is not content.
// The new answer is promised as for a new one.
func (d *Desk) ReopenComplaint(ctx context.Context, row ComplaintRow, why string) error {
	why = strings.TrimSpace(why)
	if why == "" {
		return fmt.Errorf("%w: reason", ErrComplaint)
	}
	return d.changeComplaint(ctx, row, dossier.ReopenComplaint, why, func(is *dossier.Complaint, until *person.CivilDate) {
		if n := len(is.Answers); n > 0 {
			is.Answers[n-1].Again = why
		}
		*until = d.ComplaintDue()
	})
}

// changeComplaint changes the entry of a complaint as it was listed; a
// *[store.StaleBookError] says that somebody was faster.
func (d *Desk) changeComplaint(ctx context.Context, row ComplaintRow, command dossier.Command, reason string,
	change func(*dossier.Complaint, *person.CivilDate)) error {
	actor, err := d.actor()
	if err != nil {
		return err
	}
	entries, err := d.Store.Book(ctx, store.BookFilter{Book: dossier.BookComplaint, ID: row.ID})
	if err != nil {
		return err
	}
	if len(entries) == 0 {
		return fmt.Errorf("complaint: %w", store.ErrNotFound)
	}
	entry := entries[0]
	if entry.Content == nil {
		return store.ErrDestroyed
	}
	if entry.Revision != row.Revision {
		return &store.StaleBookError{Book: dossier.BookComplaint, Current: entry.Revision}
	}
	is, err := d.complaintRow(entry)
	if err != nil {
		return err
	}
	change(&is.Complaint, &is.Promised)
	written, err := complaintChange(entry, is.Complaint, is.Promised)
	if err != nil {
		return err
	}
	_, err = d.Store.Apply(ctx, store.Change{
		ID: fmt.Sprintf("complaint-%s-%d", row.ID, row.Revision), Actor: actor, Command: command, Dossier: entry.Dossier,
		Reason: reason, Books: []store.BookChange{written},
	})
	if err != nil {
		return fmt.Errorf("writing a complaint: %w", err)
	}
	return nil
}
