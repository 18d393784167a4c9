package desk_test

import (
	"errors"
	"testing"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/policy"
	"carddesk/app/policy/book"
	"carddesk/app/port"
	"carddesk/app/tables"
)

// underPolicy puts settings of a policy of the centre in force.
func underPolicy(t *testing.T, settings string) func(*desk.Params) {
	t.Helper()
	set, err := policy.Parse([]byte(`{"format":1,"version":"test-2","serial":2,"settings":{` + settings + `}}`))
	if err != nil {
		t.Fatal(err)
	}
	return func(p *desk.Params) {
		p.Book = book.NewLive(book.Book{Policy: set, Tables: tables.Default(), Area: "city"})
	}
}

// TestListsOnly: where policy wants lists, no dossier is approved by itself; one
// with something to look at is approved in a list by who has read it.
func TestListsOnly(t *testing.T) {
	b := newBench(t, underPolicy(t, `"approvalByList":[{"value":true,"source":"test","status":"chosen"}]`))
	ctx := t.Context()
	plain := b.flawless()
	odd := b.draft(holder())
	b.must(b.Except(ctx, odd, port.Finger, port.RightThumb, dossier.CaptureException{Reason: "bandaged"}))
	b.fill(odd)
	step, ok := dossier.ExceptionPhotoStep(b.open(odd).Content)
	if !ok {
		t.Fatal("no photo is wanted of what was not taken")
	}
	b.take(odd, step)
	b.complete(odd)

	b.login(chiefID)
	b.open(plain)
	if err := b.Approve(ctx, plain); !errors.Is(err, desk.ErrByList) {
		t.Errorf("a single approval: %v", err)
	}
	if _, err := b.Judge(ctx, plain); !errors.Is(err, desk.ErrByList) {
		t.Errorf("a single judgement: %v", err)
	}
	b.wantState(plain, dossier.Captured)

	list, err := b.ApproveList(ctx, []dossier.ID{plain, odd}, password)
	b.must(err)
	if len(list.Approved()) != 1 || !errors.Is(list.Lines[1].Err, desk.ErrUnread) {
		t.Fatalf("a list with one that nobody looked at: %+v", list)
	}
	b.wantState(plain, dossier.Approved)
	b.wantState(odd, dossier.Captured)

	b.open(odd)
	list, err = b.ApproveList(ctx, []dossier.ID{odd}, password)
	b.must(err)
	if list.Refused() != 0 {
		t.Fatalf("a list of one that was looked at: %+v", list)
	}
	b.wantState(odd, dossier.Approved)
}

// TestFirstLevelStaysSingle: the first of two approvals is given dossier by
// dossier, the second by list.
func TestFirstLevelStaysSingle(t *testing.T) {
	b := newBench(t, underPolicy(t, `"approvalByList":[{"value":true,"source":"test","status":"chosen"}]`), withPolicy(2, 0))
	id := b.flawless()
	b.login(chiefID)
	if last, err := b.Judge(t.Context(), id); err != nil || last {
		t.Fatalf("the first level: last %v, %v", last, err)
	}
	b.wantState(id, dossier.Checked)
	if _, err := b.Judge(t.Context(), id); !errors.Is(err, desk.ErrByList) {
		t.Errorf("the last level by itself: %v", err)
	}
}
