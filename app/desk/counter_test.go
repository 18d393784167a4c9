package desk_test

import (
	"bytes"
	"errors"
	"image"
	"image/jpeg"
	"testing"
	"time"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/policy"
	"carddesk/app/store"
)

const otherClerk = "canbo2"

// second lets another clerk of the office work at the desk too.
func (b *bench) second() {
	b.t.Helper()
	_, err := b.store.Apply(b.t.Context(), store.Change{
		ID: "add-second", Actor: dossier.Actor{User: "station", Role: dossier.RoleStation}, Command: dossier.AddUser,
		User: &store.NewUser{User: dossier.User{ID: otherClerk, Role: dossier.RoleClerk, Name: "Phạm Thị Hai", Rank: "Đại úy"}, Password: password},
	})
	b.must(err)
}

func TestResumeOfSomebodyElsesDraft(t *testing.T) {
	ctx := t.Context()
	b := newBench(t)
	b.second()
	id := b.draft(holder())
	_, err := b.Resume(ctx, id)
	b.must(err) // one's own draft asks nothing
	reads := b.entries(id, dossier.ReadDossier)

	b.login(otherClerk)
	var others *desk.OthersWorkError
	if _, err := b.Resume(ctx, id); !errors.As(err, &others) || others.User != clerkID || others.Name != "Lê Thị Mẫu" || others.Until.IsZero() {
		t.Fatalf("a draft that is being worked on: %v, %+v", err, others)
	}
	if b.entries(id, dossier.ReadDossier) != reads {
		t.Error("it was read without being given")
	}
	b.clock.pass(time.Hour) // the claim has ended; the draft is still not one's own
	if _, err := b.Resume(ctx, id); !errors.As(err, &others) || others.User != clerkID || !others.Until.IsZero() {
		t.Fatalf("a draft that lies: %v, %+v", err, others)
	}
	opened, err := b.TakeOver(ctx, id, clerkID)
	b.must(err)
	entries, err := b.store.Log(ctx, store.LogFilter{Dossier: id, Types: []dossier.Command{dossier.ClaimSection}})
	b.must(err)
	last := entries[len(entries)-1]
	if last.Actor.User != otherClerk || string(last.Payload) != `{"from":"`+clerkID+`"}` {
		t.Errorf("taking over is noted as %s by %s", last.Payload, last.Actor.User)
	}
	if _, err := b.SaveIdentity(ctx, id, opened.Revisions[dossier.SectionIdentity], holder()); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Resume(ctx, id); err != nil {
		t.Errorf("what was taken over is one's own now: %v", err)
	}
	// The first one is now the stranger, and takes over from nobody else's claim.
	b.login(clerkID)
	var claimed *store.ClaimedError
	if _, err := b.TakeOver(ctx, id, "nguoikhac"); !errors.As(err, &claimed) {
		t.Errorf("taking over from the wrong one: %v", err)
	}
}

func TestPolicySaysWhoTakesOver(t *testing.T) {
	ctx := t.Context()
	b := newBench(t)
	b.second()
	strict, err := policy.Parse(policyWith(t, 99, "strict", func(s map[string]any) {
		s["resumeOthers"] = []any{map[string]any{"value": []string{"supervisor"}, "source": "thử", "status": "chosen"}}
	}))
	b.must(err)
	b.Rules.Policy = strict
	id := b.draft(holder())
	b.login(otherClerk)
	if _, err := b.TakeOver(ctx, id, clerkID); !errors.Is(err, desk.ErrOthersWork) {
		t.Errorf("a clerk: %v", err)
	}
	b.login(chiefID)
	if _, err := b.TakeOver(ctx, id, clerkID); err != nil {
		t.Errorf("the supervisor: %v", err)
	}
}

// What was returned is corrected by whoever is free, unless somebody is at it.
func TestReturnedWorkIsAnybodys(t *testing.T) {
	ctx := t.Context()
	b := newBench(t)
	b.second()
	id := b.captured()
	b.login(chiefID)
	b.must(b.Correct(ctx, id, dossier.SectionIdentity, "sai địa chỉ"))
	b.login(otherClerk)
	opened, err := b.Resume(ctx, id)
	b.must(err)
	if opened.State != dossier.Returned || opened.Reason != desk.ReturnForCitizen {
		t.Errorf("it is %s for %s", opened.State, opened.Reason)
	}
	b.login(clerkID)
	var others *desk.OthersWorkError
	if _, err := b.Resume(ctx, id); !errors.As(err, &others) || others.User != otherClerk {
		t.Errorf("two at once: %v", err)
	}
}

func TestSlipsThatAreNotBack(t *testing.T) {
	ctx := t.Context()
	b := newBench(t)
	want := func(ids ...dossier.ID) {
		t.Helper()
		rows, err := b.SlipsOut(ctx)
		b.must(err)
		if len(rows) != len(ids) {
			t.Fatalf("%d slips are out, want %d", len(rows), len(ids))
		}
		for i, row := range rows {
			if row.ID != ids[i] || row.Name != holder().Name || row.Receipt == "" {
				t.Errorf("row %d is %+v", i, row)
			}
		}
	}
	want()
	first := b.captured()
	b.clock.pass(time.Minute)
	second := b.captured()
	want(first, second)
	page := desk.Sheet{JPEG: jpegOf(t, image.NewGray(image.Rect(0, 0, 60, 80)))}
	if err := b.AttachSlip(ctx, first, nil); !errors.Is(err, desk.ErrDocumentMissing) {
		t.Errorf("no page: %v", err)
	}
	b.must(b.AttachSlip(ctx, first, []desk.Sheet{page}))
	want(second)
	if sheets, err := b.LoadSlip(ctx, first); err != nil || len(sheets) != 1 {
		t.Errorf("read again: %d pages, %v", len(sheets), err)
	}
	if slip := b.open(first).Review.Slip; slip == nil || slip.Pages != 1 || slip.Size == 0 {
		t.Errorf("kept as %+v", slip)
	}
	if b.entries(first, dossier.KeepSlip) != 1 {
		t.Error("it is not in the log once")
	}
	b.login(chiefID)
	b.must(b.Withdraw(ctx, second, desk.WithdrawByCitizen))
	want()
}

func TestLostSlip(t *testing.T) {
	ctx := t.Context()
	b := newBench(t)
	draft := b.draft(holder())
	if _, err := b.LostSlip(ctx, draft, "card"); !errors.Is(err, dossier.ErrTransition) {
		t.Errorf("a dossier without a slip: %v", err)
	}
	id := b.captured()
	if _, err := b.LostSlip(ctx, id, ""); !errors.Is(err, desk.ErrNotVerified) {
		t.Errorf("nobody was checked: %v", err)
	}
	declaration, err := b.LossDeclaration(ctx, id)
	b.must(err)
	b.must(b.PrintAtOnce(ctx, declaration))
	for n := 1; n <= 2; n++ {
		slip, err := b.LostSlip(ctx, id, "card")
		b.must(err)
		b.must(b.Print(ctx, id, slip, ""))
		lost := b.open(id).Review.LostSlips
		if len(lost) != n || lost[n-1].Again != n || lost[n-1].By != clerkID || lost[n-1].Checked != "card" {
			t.Errorf("after loss %d: %+v", n, lost)
		}
	}
	b.login(chiefID)
	b.must(b.Withdraw(ctx, id, desk.WithdrawMoved))
	if _, err := b.LostSlip(ctx, id, "card"); !errors.Is(err, dossier.ErrTransition) {
		t.Errorf("a withdrawn dossier: %v", err)
	}
}

// Withdrawal is refused nowhere that the table allows it, and allowed nowhere else.
func TestWithdrawal(t *testing.T) {
	ctx := t.Context()
	for name, make := range map[string]func(*bench) dossier.ID{
		"draft":    func(b *bench) dossier.ID { return b.draft(holder()) },
		"captured": (*bench).captured,
		"approved": (*bench).approved,
		"waiting": func(b *bench) dossier.ID {
			id := b.draft(holder())
			_, err := b.Wait(ctx, id, dossier.WaitingPapers)
			b.must(err)
			return id
		},
		"returned": func(b *bench) dossier.ID {
			id := b.captured()
			b.login(chiefID)
			b.must(b.Correct(ctx, id, dossier.SectionIdentity, ""))
			return id
		},
	} {
		b := newBench(t)
		id := make(b)
		b.login(clerkID)
		if err := b.Withdraw(ctx, id, desk.WithdrawByCitizen); !errors.Is(err, dossier.ErrRole) {
			t.Errorf("%s, by a clerk: %v", name, err)
		}
		b.login(chiefID)
		b.must(b.Withdraw(ctx, id, desk.WithdrawByCitizen))
		b.wantState(id, dossier.Withdrawn)
		opened := b.open(id)
		if acts := b.Acts(opened); len(acts) != 0 {
			t.Errorf("%s: withdrawn, and yet %v", name, acts)
		}
	}
}

func TestWaitingNoteAndMovedDay(t *testing.T) {
	ctx := t.Context()
	b := newBench(t)
	id := b.captured()
	before := b.open(id).Review.Due
	if _, err := b.WaitingNote(ctx, id); !errors.Is(err, dossier.ErrTransition) {
		t.Errorf("a dossier that does not wait: %v", err)
	}
	_, err := b.Wait(ctx, id, dossier.WaitingArchive)
	b.must(err)
	note, err := b.WaitingNote(ctx, id)
	if err != nil || len(note.PDF) == 0 {
		t.Fatalf("the note: %v", err)
	}
	b.clock.pass(10 * 24 * time.Hour)
	b.must(b.EndWait(ctx, id))
	if after := b.open(id).Review.Due; !after.After(before) {
		t.Errorf("the card was due %v, and is due %v", before, after)
	}
}

func TestPresenceIsRecorded(t *testing.T) {
	ctx := t.Context()
	b := newBench(t)
	id := b.draft(holder())
	if err := b.NotVerified(ctx, id, "weather"); !errors.Is(err, desk.ErrNotVerified) {
		t.Errorf("a reason that is none: %v", err)
	}
	means, err := b.PresenceMeans(ctx, id)
	if err != nil || means.Earlier != "" || means.Chip {
		t.Errorf("means without reader and earlier dossier: %+v, %v", means, err)
	}
	if _, err := b.ComparePresence(ctx, id, means); !errors.Is(err, desk.ErrNoFinger) {
		t.Errorf("comparing with nothing: %v", err)
	}
	b.must(b.NotVerified(ctx, id, "no-print"))
	is := b.open(id).Review.Presence
	if is == nil || is.Result != dossier.PresenceUnverified || is.By != clerkID || is.At.IsZero() {
		t.Fatalf("recorded %+v", is)
	}
	found := false
	for _, f := range b.open(id).Findings {
		found = found || f.Code == "presence-unverified"
	}
	if !found {
		t.Error("approval does not see it")
	}
	b.must(b.ComparedPortrait(ctx, id, false))
	b.must(b.NotVerified(ctx, id, "worn"))
	if is := b.open(id).Review.Presence; !is.Differed {
		t.Error("that the portrait is another's was unsaid")
	}
	b.must(b.ComparedPortrait(ctx, id, true))
	if is := b.open(id).Review.Presence; is.Differed || is.Result != dossier.PresenceSame {
		t.Errorf("the same after all: %+v", is)
	}
}

func jpegOf(t *testing.T, picture image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, picture, nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
