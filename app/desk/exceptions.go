package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/store"
)

// ExceptionFilter chooses among what is out of the ordinary. Zero fields choose all.
type ExceptionFilter struct {
	From, To person.CivilDate // days on which it was noted, inclusive
	Clerk    string           // whose work it is, a user id
	New      bool             // only what no supervisor has seen, whatever its day
}

// ExceptionCount is how many exceptions of a kind there are.
type ExceptionCount struct {
	Kind     dossier.ExceptionKind
	New, All int
}

// Exception is one thing out of the ordinary, with its dossier.
type Exception struct {
	Kind     dossier.ExceptionKind
	ID       string // in its book
	Revision int
	Day      string // ISO date
	Clerk    string // user id
	New      bool
	Count    int // of the parts that it speaks of
	Of       dossier.ID
	Note     dossier.ExceptionNote
	What     string // in words
	Row      Row    // of the dossier; empty where there is none
}

// filter is the filter of a book that holds exceptions of a kind; "" is all kinds.
func (f ExceptionFilter) filter(kind dossier.ExceptionKind) store.BookFilter {
	out := store.BookFilter{Book: dossier.BookException, Owner: f.Clerk, Standing: true, Newest: true}
	switch kind {
	case "":
	case dossier.ExceptionComplaint:
		out.Book, out.Standing = dossier.BookComplaint, false
	default:
		out.Prefix = exceptionID(kind, "")
	}
	if !f.From.IsZero() && !f.New {
		out.From = f.From.ISO()
	}
	if !f.To.IsZero() && !f.New {
		out.To = f.To.ISO()
	}
	if f.New {
		out.States = []dossier.BookState{dossier.ExceptionNew}
		if kind == dossier.ExceptionComplaint {
			out.States = []dossier.BookState{dossier.ComplaintOpen}
		}
	}
	return out
}

// ExceptionCounts counts the exceptions of each kind, in the order of
// [dossier.ExceptionKinds], from the plain columns alone. New ones are counted
// whatever their day: what nobody has seen does not go away with its month.
func (d *Desk) ExceptionCounts(ctx context.Context, f ExceptionFilter) ([]ExceptionCount, error) {
	if _, err := d.acting(dossier.RoleSupervisor); err != nil {
		return nil, fmt.Errorf("counting exceptions: %w", err)
	}
	var kinds []string
	for _, kind := range dossier.ExceptionKinds() {
		kinds = append(kinds, kind.Code)
	}
	unseen, all := ExceptionFilter{Clerk: f.Clerk, New: true}, f
	all.New = false
	fresh, err := d.countKinds(ctx, unseen, kinds)
	if err != nil {
		return nil, err
	}
	whole, err := d.countKinds(ctx, all, kinds)
	if err != nil {
		return nil, err
	}
	counts := make([]ExceptionCount, len(kinds))
	for i, kind := range kinds {
		counts[i] = ExceptionCount{Kind: dossier.ExceptionKind(kind), New: fresh[i], All: whole[i]}
	}
	return counts, nil
}

// countKinds counts what a filter leaves of each kind; complaints lie in a book of
// their own.
func (d *Desk) countKinds(ctx context.Context, f ExceptionFilter, kinds []string) ([]int, error) {
	counts, err := d.Store.CountBookKinds(ctx, f.filter(""), kinds)
	if err != nil {
		return nil, err
	}
	if i := slices.Index(kinds, string(dossier.ExceptionComplaint)); i >= 0 {
		counts[i], err = d.Store.CountBook(ctx, f.filter(dossier.ExceptionComplaint))
	}
	return counts, err
}

// NewExceptions counts what no supervisor has seen yet; complaints wait behind
// their own door.
func (d *Desk) NewExceptions(ctx context.Context) (int, error) {
	return d.Store.CountBook(ctx, ExceptionFilter{New: true}.filter(""))
}

// OpenExceptions is how many exceptions of a kind a filter leaves. That somebody
// looked at them is noted: the list names people.
func (d *Desk) OpenExceptions(ctx context.Context, kind dossier.ExceptionKind, f ExceptionFilter) (int, error) {
	actor, err := d.acting(dossier.RoleSupervisor)
	if err != nil {
		return 0, fmt.Errorf("listing exceptions: %w", err)
	}
	n, err := d.Store.CountBook(ctx, f.filter(kind))
	if err != nil {
		return 0, err
	}
	return n, d.noteLooking(ctx, actor, map[string]any{"list": "exceptions", "kind": kind, "from": isoOr(f.From), "to": isoOr(f.To), "count": n})
}

// Exceptions reads a page of the exceptions of a kind, the newest day first. It
// opens the entries and dossiers of that page and no others.
func (d *Desk) Exceptions(ctx context.Context, kind dossier.ExceptionKind, f ExceptionFilter, offset, limit int) ([]Exception, error) {
	if _, err := d.acting(dossier.RoleSupervisor); err != nil {
		return nil, fmt.Errorf("listing exceptions: %w", err)
	}
	ask := f.filter(kind)
	ask.Offset, ask.Limit = offset, limit
	entries, err := d.Store.Book(ctx, ask)
	if err != nil {
		return nil, err
	}
	list := make([]Exception, 0, len(entries))
	for _, e := range entries {
		one, err := d.exceptionOf(kind, e)
		if err != nil {
			return nil, err
		}
		list = append(list, one)
	}
	return list, d.nameExceptions(ctx, list)
}

func (d *Desk) exceptionOf(kind dossier.ExceptionKind, e store.BookEntry) (Exception, error) {
	one := Exception{Kind: kind, ID: e.ID, Revision: e.Revision, Day: e.Day, Clerk: e.Owner, Of: e.Dossier, Count: int(e.Amount)}
	if kind == dossier.ExceptionComplaint {
		c, err := readComplaint(e)
		one.New, one.What = e.State == dossier.ComplaintOpen, complaintWords(c)
		return one, err
	}
	one.Kind, one.New = exceptionKind(e.ID), e.State == dossier.ExceptionNew
	note, err := readNote(e)
	if err != nil {
		return one, err
	}
	one.Note = note
	if one.Of == "" && len(note.Other) > 0 && one.Kind != dossier.ExceptionDuplicate {
		one.Of = note.Other[0] // its content was destroyed before
	}
	one.What = d.exceptionWords(one.Kind, note, one.Count)
	return one, nil
}

// nameExceptions puts whose dossiers they are of into exceptions.
func (d *Desk) nameExceptions(ctx context.Context, list []Exception) error {
	ids := make([]dossier.ID, 0, len(list))
	for _, one := range list {
		if one.Of != "" {
			ids = append(ids, one.Of)
		}
	}
	named, err := d.rowsOf(ctx, ids)
	for i := range list {
		list[i].Row = named[list[i].Of]
	}
	return err
}

// SeeException marks an exception as seen by who is logged in, with a note that
// may be empty. A *[store.StaleBookError] says that it has changed since it was
// listed.
func (d *Desk) SeeException(ctx context.Context, one Exception, note string) error {
	return d.markException(ctx, dossier.SeeException, one.ID, one.Revision, strings.TrimSpace(note))
}

// UnseeException takes the mark of an exception back: it waits again.
func (d *Desk) UnseeException(ctx context.Context, one Exception) error {
	return d.markException(ctx, dossier.UnseeException, one.ID, 0, "")
}

// markException marks an exception as seen or takes its mark back. revision is the
// one that was looked at, 0 for whatever stands there.
func (d *Desk) markException(ctx context.Context, command dossier.Command, id string, revision int, words string) error {
	actor, err := d.actor()
	if err != nil {
		return err
	}
	entries, err := d.Store.Book(ctx, store.BookFilter{Book: dossier.BookException, ID: id})
	if err != nil {
		return err
	}
	if len(entries) == 0 {
		return fmt.Errorf("exception: %w", store.ErrNotFound)
	}
	e := entries[0]
	note, err := readNote(e)
	if err != nil {
		return err
	}
	note.Seen = nil
	if command == dossier.SeeException {
		note.Seen = &dossier.ExceptionMark{By: actor.User, At: d.now(), Note: words}
	}
	revision = cmp.Or(revision, e.Revision)
	_, err = d.Store.Apply(ctx, store.Change{
		// Under the revision that it is made from, so that a second press does nothing more.
		ID: "mark-" + digestOf(fmt.Sprintf("%s %s %d", command, id, revision)), Actor: actor, Command: command, Dossier: e.Dossier,
		Books: []store.BookChange{{Book: dossier.BookException, ID: id, BaseRevision: revision, Day: e.Day, Dossier: e.Dossier,
			Owner: e.Owner, Amount: e.Amount, Content: note}},
	})
	if err != nil {
		return fmt.Errorf("marking an exception: %w", err)
	}
	return nil
}

// maxSeen is how many exceptions are marked at once.
const maxSeen = 500

// SeeExceptions marks all new exceptions of a kind that a filter leaves, at most
// 500 of them, with one note, and returns how many.
func (d *Desk) SeeExceptions(ctx context.Context, kind dossier.ExceptionKind, f ExceptionFilter, note string) (int, error) {
	f.New = true
	list, err := d.Exceptions(ctx, kind, f, 0, maxSeen)
	if err != nil {
		return 0, err
	}
	for n, one := range list {
		if err := d.SeeException(ctx, one, note); err != nil {
			return n, err
		}
	}
	return len(list), nil
}
