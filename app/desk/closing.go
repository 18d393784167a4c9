package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/store"
)

// Errors of shift change and close of day.
var (
	// ErrNotAgreed: something does not agree and no word says why.
	ErrNotAgreed = errors.New("checklist does not agree and no note says why")
	// ErrNotCounted: what must be counted was not.
	ErrNotCounted = errors.New("not everything was counted")
	// ErrNotClosed: a day is opened again that is not closed.
	ErrNotClosed = errors.New("day is not closed")
)

// ClosingKind says what a checklist is for.
type ClosingKind string

// The two checklists: of who hands the shift over, and of the whole station.
const (
	ClosingShift ClosingKind = "shift"
	ClosingDay   ClosingKind = "day"
)

// CheckKey names a line of the checklist.
type CheckKey string

// The lines, in their order.
const (
	CheckDrafts   CheckKey = "drafts"
	CheckSlips    CheckKey = "slips"
	CheckCash     CheckKey = "cash"
	CheckReceipts CheckKey = "receipts"
	CheckShelf    CheckKey = "shelf"
	CheckOldCards CheckKey = "old-cards"
	CheckDevices  CheckKey = "devices"
)

var checkTitles = map[CheckKey]string{
	CheckDrafts: "Hồ sơ đang nhập dở", CheckSlips: "Phiếu thu nhận chưa có bản ký", CheckCash: "Tiền mặt",
	CheckReceipts: "Biên lai", CheckShelf: "Thẻ trên giá", CheckOldCards: "Thẻ cũ thu trong ngày", CheckDevices: "Lỗi thiết bị trong ngày",
}

// CheckLine is one line of the checklist.
type CheckLine struct {
	Key     CheckKey   `json:"key"`
	Agrees  bool       `json:"agrees"`
	Found   string     `json:"found"`             // what was found, in words
	Dossier dossier.ID `json:"dossier,omitempty"` // that its door opens; "" opens the screen
	// Stops: nothing is signed before this agrees, because it always can.
	Stops bool `json:"stops,omitempty"`
	// Uncounted: a count is missing.
	Uncounted bool `json:"uncounted,omitempty"`
}

// Title is what the line is about.
func (l CheckLine) Title() string { return checkTitles[l.Key] }

// HandCount is what was counted by hand. Nil is not counted; the shelf need not be.
type HandCount struct {
	Cash     *int64            `json:"cash,omitempty"` // đồng
	Next     map[string]string `json:"next,omitempty"` // next number of the paper book, by id of the book
	OldCards *int              `json:"oldCards,omitempty"`
	Shelf    *int              `json:"shelf,omitempty"`
}

// Checklist is what a shift or a day is signed for by.
type Checklist struct {
	Kind    ClosingKind
	Day     person.CivilDate
	Lines   []CheckLine
	Counted HandCount
	Books   []ReceiptBook // whose next number is asked for
	Box     int64         // cash that should be there, đồng
	Sheet   CashSheet
	Closed  bool // of a day: it is closed already
}

// Agrees reports whether every line does.
func (c Checklist) Agrees() bool {
	return !slices.ContainsFunc(c.Lines, func(l CheckLine) bool { return !l.Agrees })
}

// signable says why a checklist cannot be signed with a note, nil when it can.
func (c Checklist) signable(note string) error {
	for _, l := range c.Lines {
		switch {
		case l.Uncounted:
			return ErrNotCounted
		case l.Stops && !l.Agrees:
			return ErrReceiptGap
		}
	}
	if !c.Agrees() && strings.TrimSpace(note) == "" {
		return ErrNotAgreed
	}
	return nil
}

// Checklist reckons what should be there: of who is logged in for a shift, of the
// whole station for a day. It never changes anything.
func (d *Desk) Checklist(ctx context.Context, kind ClosingKind, counted HandCount) (Checklist, error) {
	actor, err := d.acting(dossier.RoleClerk, dossier.RoleSupervisor)
	if err != nil {
		return Checklist{}, fmt.Errorf("making a checklist: %w", err)
	}
	c := Checklist{Kind: kind, Day: d.today(), Counted: counted}
	if c.Sheet, err = d.CashSheet(ctx, c.Day); err != nil {
		return c, err
	}
	c.Closed = c.Sheet.Closed
	if kind == ClosingDay && c.Closed { // what was signed stands
		record, _, err := d.dayRecord(ctx, c.Day.ISO())
		c.Lines, c.Counted, c.Box = record.Lines, record.Counted, record.Box
		return c, err
	}
	of := ""
	if kind == ClosingShift {
		of = actor.User
	}
	for _, line := range []func(context.Context, *Checklist, string) (CheckLine, error){
		d.checkDrafts, d.checkSlips, d.checkCash, d.checkReceipts, d.checkShelf, d.checkOldCards, d.checkDevices,
	} {
		l, err := line(ctx, &c, of)
		if err != nil {
			return c, fmt.Errorf("making a checklist: %w", err)
		}
		c.Lines = append(c.Lines, l)
	}
	return c, nil
}

// ClosingRecord is what an entry of [dossier.BookShift] or [dossier.BookDay] says.
type ClosingRecord struct {
	Giver    string      `json:"giver"` // user id of who counted
	Taker    string      `json:"taker"` // who took over, or the supervisor
	At       time.Time   `json:"at"`    // when it was signed
	Note     string      `json:"note,omitempty"`
	Lines    []CheckLine `json:"lines"`
	Counted  HandCount   `json:"counted"`
	Box      int64       `json:"box"`                // cash that should be there, đồng
	Sum      CashSum     `json:"sum"`                // of the day
	Reopened []Reopening `json:"reopened,omitempty"` // of a day, oldest first
}

// Reopening is one time that a closed day was opened again.
type Reopening struct {
	By     string    `json:"by"`
	At     time.Time `json:"at"`
	Reason string    `json:"reason"` // in words
}

// Signing is the word of two officers on a checklist.
type Signing struct {
	Counted  HandCount
	Note     string // why something does not agree; "" where everything does
	Other    string // user id of who takes over, or of the supervisor
	Password string // of that officer
}

// HandShiftOver hands the shift of who is logged in to another officer, who signs by
// the own password: the cash of the box is the other's from then on. It returns the
// id of the record.
func (d *Desk) HandShiftOver(ctx context.Context, s Signing) (string, error) {
	actor, err := d.acting(dossier.RoleClerk, dossier.RoleSupervisor)
	if err != nil {
		return "", fmt.Errorf("handing a shift over: %w", err)
	}
	if s.Other == actor.User {
		return "", ErrSecondOfficer
	}
	record, err := d.sign(ctx, actor, ClosingShift, s, dossier.RoleClerk, dossier.RoleSupervisor)
	if err != nil {
		return "", err
	}
	id, err := d.randomID()
	if err != nil {
		return "", err
	}
	entries, sum, err := d.inBox(ctx, actor.User)
	if err != nil {
		return "", err
	}
	if sum != record.Box {
		return "", &store.StaleBookError{Book: dossier.BookCash}
	}
	day := d.today().ISO()
	change := store.Change{ID: "shift-" + id, Actor: actor, Command: dossier.HandShiftOver, Books: []store.BookChange{
		{Book: dossier.BookShift, ID: id, Day: day, Owner: actor.User, Amount: sum, Content: record}}}
	for _, e := range entries {
		change.Books = append(change.Books, store.BookChange{Book: e.Book, ID: e.ID, BaseRevision: e.Revision, Day: e.Day,
			Owner: s.Other, Amount: e.Amount, Content: e.Content})
	}
	if _, err := d.Store.Apply(ctx, change); err != nil {
		return "", fmt.Errorf("handing a shift over: %w", err)
	}
	return id, nil
}

// CloseDay closes today for the whole station: a supervisor signs by the own
// password. From then on no fee is taken or changed until the day is opened again.
func (d *Desk) CloseDay(ctx context.Context, s Signing) error {
	actor, err := d.acting(dossier.RoleClerk, dossier.RoleSupervisor)
	if err != nil {
		return fmt.Errorf("closing a day: %w", err)
	}
	record, err := d.sign(ctx, actor, ClosingDay, s, dossier.RoleSupervisor)
	if err != nil {
		return err
	}
	day := d.today().ISO()
	old, revision, err := d.dayRecord(ctx, day)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	record.Reopened = old.Reopened
	return d.changeDay(ctx, actor, dossier.CloseDay, day, revision, record, "")
}

// sign checks a checklist and the second officer.
func (d *Desk) sign(ctx context.Context, actor dossier.Actor, kind ClosingKind, s Signing, roles ...dossier.Role) (ClosingRecord, error) {
	list, err := d.Checklist(ctx, kind, s.Counted)
	if err != nil {
		return ClosingRecord{}, err
	}
	if list.Closed {
		return ClosingRecord{}, ErrDayClosed
	}
	if err := list.signable(s.Note); err != nil {
		return ClosingRecord{}, err
	}
	if err := d.signedBy(ctx, s.Other, s.Password, roles...); err != nil {
		return ClosingRecord{}, err
	}
	record := ClosingRecord{Giver: actor.User, Taker: s.Other, At: d.now(), Note: strings.TrimSpace(s.Note), Lines: list.Lines,
		Counted: list.Counted, Box: list.Box, Sum: list.Sheet.Total}
	if kind == ClosingShift {
		record.Sum = *list.Sheet.clerk(actor.User)
	}
	return record, nil
}

// ReopenDay opens a closed day again, for a reason in words: only a supervisor does,
// and only today's, because no fee is taken on another day.
func (d *Desk) ReopenDay(ctx context.Context, reason string) error {
	actor, err := d.acting(dossier.RoleSupervisor)
	if err != nil {
		return fmt.Errorf("opening a day again: %w", err)
	}
	reason = strings.TrimSpace(reason)
	day := d.today().ISO()
	record, revision, err := d.dayRecord(ctx, day)
	if errors.Is(err, ErrNotFound) {
		return ErrNotClosed
	}
	if err != nil {
		return err
	}
	record.Reopened = append(record.Reopened, Reopening{By: actor.User, At: d.now(), Reason: reason})
	return d.changeDay(ctx, actor, dossier.ReopenDay, day, revision, record, reason)
}

func (d *Desk) changeDay(ctx context.Context, actor dossier.Actor, command dossier.Command, day string, revision int, record ClosingRecord, reason string) error {
	id, err := d.randomID()
	if err != nil {
		return err
	}
	_, err = d.Store.Apply(ctx, store.Change{ID: string(command) + "-" + id, Actor: actor, Command: command, Reason: reason,
		Books: []store.BookChange{{Book: dossier.BookDay, ID: day, BaseRevision: revision, Day: day, Owner: record.Giver, Amount: record.Box, Content: record}}})
	switch {
	case errors.Is(err, dossier.ErrTransition) && command == dossier.CloseDay:
		return ErrDayClosed
	case errors.Is(err, dossier.ErrTransition):
		return ErrNotClosed
	case err != nil:
		return fmt.Errorf("%s: %w", command, err)
	}
	return nil
}

// dayRecord is what was signed for a day, and its revision; ErrNotFound for a day
// that was never closed.
func (d *Desk) dayRecord(ctx context.Context, day string) (ClosingRecord, int, error) {
	entries, err := d.Store.Book(ctx, store.BookFilter{Book: dossier.BookDay, ID: day})
	if err != nil {
		return ClosingRecord{}, 0, fmt.Errorf("reading a day: %w", err)
	}
	if len(entries) == 0 {
		return ClosingRecord{}, 0, ErrNotFound
	}
	record, err := says[ClosingRecord](entries[0])
	return record, entries[0].Revision, err
}

// DayClosed reports whether a day is closed.
func (d *Desk) DayClosed(ctx context.Context, day person.CivilDate) (bool, error) {
	entries, err := d.Store.Book(ctx, store.BookFilter{Book: dossier.BookDay, ID: day.ISO(), States: []dossier.BookState{dossier.DayClosed}})
	if err != nil {
		return false, fmt.Errorf("reading a day: %w", err)
	}
	return len(entries) > 0, nil
}
