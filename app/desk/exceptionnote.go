package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"carddesk/app/dossier"
	"carddesk/app/store"
)

// exceptionID is the id of an exception's entry: its kind and what it is of.
func exceptionID(kind dossier.ExceptionKind, of string) string { return string(kind) + "/" + of }

// exceptionKind is the kind of an entry.
func exceptionKind(id string) dossier.ExceptionKind {
	kind, _, _ := strings.Cut(id, "/")
	return dossier.ExceptionKind(kind)
}

func readNote(e store.BookEntry) (note dossier.ExceptionNote, err error) {
	if e.Content == nil {
		return note, nil
	}
	return says[dossier.ExceptionNote](e)
}

// exceptionsAtIntake are the changes of the book of exceptions that the end of a
// dossier's intake brings: what is new or different waits for a supervisor again,
// what was corrected stands no more, what is as it was stays as seen as it was.
func (d *Desk) exceptionsAtIntake(ctx context.Context, opened Opened) ([]store.BookChange, error) {
	found := dossier.ExceptionsOf(opened.Content, d.Validate(opened.Content))
	if built := d.Store.Indexed(); built != nil { // right after a login the index does not know everybody yet
		select {
		case <-built:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	alike, err := d.Alike(ctx, opened.ID, opened.Identity)
	if err != nil {
		return nil, err
	}
	if len(alike) > 0 {
		note := dossier.ExceptionNote{}
		for _, a := range alike {
			note.Codes, note.Other = append(note.Codes, string(a.Why)), append(note.Other, a.ID)
		}
		found = append(found, dossier.FoundException{Kind: dossier.ExceptionDuplicate, Count: len(alike), Note: note})
	}
	there, err := d.Store.Book(ctx, store.BookFilter{Book: dossier.BookException, Dossier: opened.ID})
	if err != nil {
		return nil, err
	}
	var changes []store.BookChange
	for _, kind := range dossier.JudgedAtIntake() {
		change, err := d.standing(kind, opened.Dossier, found, there)
		if err != nil {
			return nil, err
		}
		changes = append(changes, change...)
	}
	return changes, nil
}

// standing is the change, if any, that brings the entry of a kind to what was found
// now. there are the entries of the dossier.
func (d *Desk) standing(kind dossier.ExceptionKind, of store.Dossier, found []dossier.FoundException, there []store.BookEntry) ([]store.BookChange, error) {
	id := exceptionID(kind, string(of.ID))
	now := slices.IndexFunc(found, func(f dossier.FoundException) bool { return f.Kind == kind })
	was := slices.IndexFunc(there, func(e store.BookEntry) bool { return e.ID == id })
	change := store.BookChange{
		Book: dossier.BookException, ID: id, Day: d.today().ISO(), Dossier: of.ID, Owner: of.Clerk, Content: dossier.ExceptionNote{},
	}
	if was < 0 && now < 0 {
		return nil, nil
	}
	if was >= 0 {
		note, err := readNote(there[was])
		if err != nil {
			return nil, err
		}
		stood := there[was].Amount > 0
		if now < 0 && !stood || now >= 0 && stood && note.Same(found[now].Note) {
			return nil, nil
		}
		change.BaseRevision = there[was].Revision
	}
	if now >= 0 {
		change.Amount, change.Content = int64(found[now].Count), found[now].Note
	}
	return []store.BookChange{change}, nil
}

// exemptedLater are the changes that a fee brings which is settled after intake has
// ended, as that of a household is: before, the end of intake judges it.
func (d *Desk) exemptedLater(ctx context.Context, id dossier.ID, payment dossier.Payment) ([]store.BookChange, error) {
	plain, err := d.Store.Plain(ctx, []dossier.ID{id})
	if err != nil || len(plain) == 0 || plain[0].State.Editable() || plain[0].Destroyed {
		return nil, err
	}
	there, err := d.Store.Book(ctx, store.BookFilter{Book: dossier.BookException, Dossier: id})
	if err != nil {
		return nil, err
	}
	found := dossier.ExceptionsOf(dossier.Content{Payment: payment}, nil)
	return d.standing(dossier.ExceptionExempt, plain[0], found, there)
}

// exception is the change by which an actor notes something out of the ordinary,
// once more if it is noted already. of names it among those of its kind; id is its
// dossier, "" for none.
func (d *Desk) exception(ctx context.Context, kind dossier.ExceptionKind, of string, id dossier.ID, actor dossier.Actor, note dossier.ExceptionNote) ([]store.BookChange, error) {
	change := store.BookChange{
		Book: dossier.BookException, ID: exceptionID(kind, digestOf(of)), Day: d.today().ISO(), Dossier: id, Owner: actor.User, Amount: 1,
	}
	there, err := d.Store.Book(ctx, store.BookFilter{Book: dossier.BookException, ID: change.ID})
	if err != nil {
		return nil, fmt.Errorf("noting an exception: %w", err)
	}
	if len(there) > 0 {
		change.BaseRevision, change.Amount, change.Dossier = there[0].Revision, there[0].Amount+1, there[0].Dossier
	}
	if id != "" {
		plain, err := d.Store.Plain(ctx, []dossier.ID{id})
		if err != nil {
			return nil, fmt.Errorf("noting an exception: %w", err)
		}
		switch gone := len(plain) == 0 || plain[0].Destroyed; {
		case gone && len(there) > 0 && there[0].Dossier != "":
			return nil, nil // what was noted went with the content, and there is no key to write it anew
		case gone: // there is nothing of the dossier to seal it under
			change.Dossier, note.Other = "", append(note.Other, id)
		}
	}
	change.Content = note
	return []store.BookChange{change}, nil
}

// printedAgain notes that a paper of a dossier was printed once more.
func (d *Desk) printedAgain(ctx context.Context, id dossier.ID, paper string) ([]store.BookChange, error) {
	actor, err := d.actor()
	if err != nil {
		return nil, err
	}
	return d.exception(ctx, dossier.ExceptionReprint, string(id)+" "+paper, id, actor, dossier.ExceptionNote{Codes: []string{paper}})
}

// reportAgain notes the second and each later print of a report.
func (d *Desk) reportAgain(ctx context.Context, actor dossier.Actor, paper ReportPaper, n int) ([]store.BookChange, error) {
	if n < 2 {
		return nil, nil
	}
	return d.exception(ctx, dossier.ExceptionReprint, paper.stem, paper.about, actor, dossier.ExceptionNote{Codes: []string{paper.Code}})
}

// applyNoting applies a command that notes exceptions. They are read before, so a
// supervisor who marks one of them in between makes it be tried once more.
func (d *Desk) applyNoting(ctx context.Context, change store.Change, books func() ([]store.BookChange, error)) (store.Result, error) {
	for tries := 0; ; tries++ {
		noted, err := books()
		if err != nil {
			return store.Result{}, err
		}
		change.Books = noted
		result, err := d.Store.Apply(ctx, change)
		var stale *store.StaleBookError
		if tries > 2 || !errors.As(err, &stale) {
			return result, err
		}
	}
}

// reprinted says which paper of a dossier was printed once more with the same
// values, "" for none. A slip that replaces a lost one is one of them.
func reprinted(before, after dossier.Review) string {
	switch {
	case before.ReceiptPrints > 0 && after.ReceiptPrints > before.ReceiptPrints:
		return paperAppointment
	case before.SlipPrints > 0 && after.SlipPrints > before.SlipPrints && after.SlipOf == before.SlipOf:
		return paperDataSlip
	}
	return ""
}
