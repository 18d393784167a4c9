package desk_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/app/store"
)

// list is the checklist of a kind with what was counted.
func (b *bench) list(kind desk.ClosingKind, counted desk.HandCount) desk.Checklist {
	b.t.Helper()
	c, err := b.Checklist(b.t.Context(), kind, counted)
	b.must(err)
	return c
}

// wrong names the lines that do not agree.
func wrong(c desk.Checklist) []desk.CheckKey {
	var keys []desk.CheckKey
	for _, l := range c.Lines {
		if !l.Agrees {
			keys = append(keys, l.Key)
		}
	}
	return keys
}

func lineOf(c desk.Checklist, key desk.CheckKey) desk.CheckLine {
	return c.Lines[slices.IndexFunc(c.Lines, func(l desk.CheckLine) bool { return l.Key == key })]
}

// counts is what a clerk counts where nothing is wrong.
func counts(c desk.Checklist) desk.HandCount {
	cash, old := c.Box, 0
	h := desk.HandCount{Cash: &cash, OldCards: &old, Next: map[string]string{}}
	for _, b := range c.Books {
		h.Next[b.ID] = b.Number(b.Next)
	}
	return h
}

// TestChecklistNamesTheOne: each line that does not agree is named, and only it.
func TestChecklistNamesTheOne(t *testing.T) {
	b := withBook(t)
	b.paid("1")
	third := b.paid("3")
	b.must(b.Cancel(t.Context(), third, "citizen-left"))
	first := b.list(desk.ClosingDay, desk.HandCount{})
	if got := wrong(first); !slices.Equal(got, []desk.CheckKey{desk.CheckDrafts, desk.CheckCash, desk.CheckReceipts}) {
		t.Fatalf("nothing counted: %v", got)
	}
	if l := lineOf(first, desk.CheckDrafts); l.Dossier == "" || !strings.Contains(l.Found, "1 hồ sơ: LÊ THỊ MẪU") {
		t.Errorf("drafts: %+v", l)
	}
	counted := counts(first)
	list := b.list(desk.ClosingDay, counted)
	if got := wrong(list); !slices.Equal(got, []desk.CheckKey{desk.CheckDrafts, desk.CheckReceipts}) {
		t.Errorf("counted: %v", got)
	}
	if l := lineOf(list, desk.CheckReceipts); !l.Stops || !strings.Contains(l.Found, "bỏ cách số 0000002") {
		t.Errorf("receipts: %+v", l)
	}
	short := *counted.Cash - 5000
	counted.Cash = &short
	if l := lineOf(b.list(desk.ClosingDay, counted), desk.CheckCash); l.Agrees || !strings.Contains(l.Found, "thiếu 5.000 đồng") {
		t.Errorf("cash: %+v", l)
	}
	b.must(b.VoidReceipt(t.Context(), series, "2", "bỏ qua"))
	counted = counts(b.list(desk.ClosingDay, desk.HandCount{}))
	if got := wrong(b.list(desk.ClosingDay, counted)); !slices.Equal(got, []desk.CheckKey{desk.CheckDrafts}) {
		t.Errorf("after the void: %v", got)
	}
	counted.Next = map[string]string{first.Books[0].ID: "0000005"}
	if l := lineOf(b.list(desk.ClosingDay, counted), desk.CheckReceipts); l.Agrees || l.Stops || !strings.Contains(l.Found, "0000005") {
		t.Errorf("another number on the paper: %+v", l)
	}
	old := 1
	counted.OldCards, counted.Shelf = &old, &old
	list = b.list(desk.ClosingDay, counted)
	if lineOf(list, desk.CheckOldCards).Agrees || lineOf(list, desk.CheckShelf).Agrees {
		t.Errorf("one card too many: %+v", list.Lines)
	}
}

// TestSlipsAndDevices: a signed slip that is not back and a device that failed are
// on the list.
func TestSlipsAndDevices(t *testing.T) {
	b := newBench(t)
	b.captured()
	id := b.draft(holder())
	for _, fault := range []port.DeviceFault{port.FaultTimeout, port.FaultTimeout, port.FaultNoBiometric, port.FaultCancelled} {
		b.biometrics.fail = &port.DeviceError{Fault: fault}
		if _, err := b.Capture(t.Context(), id, steps()[0]); err == nil {
			t.Fatal("the device did not fail")
		}
	}
	b.printer.err = port.ErrPrinterPaused
	if err := b.Print(t.Context(), id, desk.Paper{Code: "x"}, ""); !errors.Is(err, port.ErrPrinterPaused) {
		t.Fatal(err)
	}
	b.must(b.Cancel(t.Context(), id, "citizen-left"))
	faults, err := b.DeviceFaults(t.Context(), b.today())
	b.must(err)
	if len(faults) != 2 || faults[0].Count != 2 || faults[0].Fault != string(port.FaultTimeout) || faults[1].Device != "printer" {
		t.Fatalf("faults %+v", faults)
	}
	list := b.list(desk.ClosingShift, desk.HandCount{})
	if got := lineOf(list, desk.CheckDevices).Found; got != "Máy ảnh không trả lời kịp (2 lần, lần cuối 08:00); Máy in đang tạm dừng (1 lần, lần cuối 08:00)" {
		t.Errorf("devices: %q", got)
	}
	if l := lineOf(list, desk.CheckSlips); l.Agrees || l.Found != "thiếu 1 phiếu: LÊ THỊ MẪU" {
		t.Errorf("slips: %+v", l)
	}
	b.login(chiefID)
	if l := lineOf(b.list(desk.ClosingShift, desk.HandCount{}), desk.CheckSlips); !l.Agrees {
		t.Errorf("the slip is not the supervisor's: %+v", l)
	}
}

func TestCloseOfDay(t *testing.T) {
	b := withBook(t)
	ctx := t.Context()
	id := b.paid("2")
	s := desk.Signing{Other: chiefID, Password: password}
	refuse := func(want error) {
		t.Helper()
		if err := b.CloseDay(ctx, s); !errors.Is(err, want) {
			t.Fatalf("closed: %v, want %v", err, want)
		}
	}
	refuse(desk.ErrNotCounted)
	s.Counted = counts(b.list(desk.ClosingDay, desk.HandCount{}))
	s.Note = "mai nhập tiếp"
	refuse(desk.ErrReceiptGap)
	b.must(b.VoidReceipt(ctx, series, "1", "bỏ qua"))
	s.Note = " "
	refuse(desk.ErrNotAgreed)
	s.Note, s.Password = "mai nhập tiếp", "đoán mò"
	refuse(store.ErrWrongPassword)
	s.Password, s.Other = password, clerkID
	refuse(dossier.ErrRole)
	s.Other = chiefID
	b.must(b.CloseDay(ctx, s))
	refuse(desk.ErrDayClosed)
	if signed := b.list(desk.ClosingDay, desk.HandCount{}); !signed.Closed || !lineOf(signed, desk.CheckCash).Agrees || signed.Box != 25000 {
		t.Errorf("the list that was signed: %+v", signed.Lines)
	}
	if err := b.Pay(ctx, b.draft(holder()), cash("3")); !errors.Is(err, desk.ErrDayClosed) {
		t.Errorf("paid on a closed day: %v", err)
	}
	b.must(b.Pay(ctx, id, cash("2"))) // nothing of it changes
	if err := b.VoidReceipt(ctx, series, "3", "hỏng"); !errors.Is(err, desk.ErrDayClosed) {
		t.Errorf("void on a closed day: %v", err)
	}
	if err := b.ReopenDay(ctx, "còn khách"); !errors.Is(err, dossier.ErrRole) {
		t.Errorf("a clerk opens the day: %v", err)
	}
	paper, err := b.DayPaper(ctx, b.today())
	b.must(err)
	if len(paper.PDF) == 0 {
		t.Error("no paper")
	}
	b.login(chiefID)
	if err := b.ReopenDay(ctx, "  "); !errors.Is(err, store.ErrMissing) {
		t.Errorf("without a reason: %v", err)
	}
	b.must(b.ReopenDay(ctx, "còn khách"))
	if err := b.ReopenDay(ctx, "còn khách"); !errors.Is(err, desk.ErrNotClosed) {
		t.Errorf("opened twice: %v", err)
	}
	entries, err := b.store.Log(ctx, store.LogFilter{Types: []dossier.Command{dossier.ReopenDay}})
	b.must(err)
	if len(entries) != 1 || entries[0].Reason != "còn khách" || entries[0].Actor.User != chiefID {
		t.Errorf("logged %+v", entries)
	}
	b.login(clerkID)
	b.must(b.Pay(ctx, b.draft(holder()), cash("3")))
	s.Counted = counts(b.list(desk.ClosingDay, desk.HandCount{}))
	b.must(b.CloseDay(ctx, s))
}

// TestShiftChange: the cash of the box is the taker's after it.
func TestShiftChange(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	b.must(b.Cancel(ctx, b.paid(""), "citizen-left"))
	s := desk.Signing{Other: clerkID, Password: password, Counted: counts(b.list(desk.ClosingShift, desk.HandCount{}))}
	if _, err := b.HandShiftOver(ctx, s); !errors.Is(err, desk.ErrSecondOfficer) {
		t.Errorf("to oneself: %v", err)
	}
	s.Other = chiefID
	id, err := b.HandShiftOver(ctx, s)
	b.must(err)
	for _, c := range b.sheet().Clerks {
		if want := map[string]int64{clerkID: 0, chiefID: 25000}[c.Clerk]; c.InBox != want {
			t.Errorf("%s has %d in the box", c.Clerk, c.InBox)
		}
	}
	if list := b.list(desk.ClosingShift, desk.HandCount{}); list.Box != 0 {
		t.Errorf("the giver still has %d", list.Box)
	}
	paper, err := b.ShiftPaper(ctx, id)
	b.must(err)
	b.must(b.PrintBookPaper(ctx, paper, desk.PrintOptions{}))
	if _, err := b.ShiftPaper(ctx, "none"); !errors.Is(err, desk.ErrNotFound) {
		t.Errorf("a shift that was not: %v", err)
	}
}
