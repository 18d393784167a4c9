package desk_test

import (
	"errors"
	"testing"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/app/store"
)

// flawless is a captured dossier at which nothing is to be looked at: it was
// compared, and nothing was found wrong with its pictures.
func (b *bench) flawless() dossier.ID {
	b.t.Helper()
	identity := holder()
	identity.Lookup = dossier.Lookup{Status: "matched", At: b.clock.Now()}
	id := b.draft(identity)
	b.fill(id)
	opened := b.open(id)
	opened.Portrait.Capture.Remark = ""
	for _, parts := range []map[port.Position]dossier.Part{opened.Fingerprints.Fingers, opened.Iris.Eyes} {
		for _, part := range parts {
			part.Capture.Remark = ""
		}
	}
	for name, content := range map[dossier.Section]any{
		dossier.SectionPortrait: opened.Portrait, dossier.SectionFingerprints: opened.Fingerprints, dossier.SectionIris: opened.Iris,
	} {
		_, err := b.store.Apply(b.t.Context(), store.Change{
			ID: string(name) + string(id)[:16], Actor: dossier.Actor{User: clerkID, Role: dossier.RoleClerk}, Command: dossier.SaveSection,
			Dossier: id, Section: &store.SectionChange{Name: name, BaseRevision: opened.Revisions[name], Content: content},
		})
		b.must(err)
	}
	b.must(b.ComparedPortrait(b.t.Context(), id, true))
	b.complete(id)
	return id
}

// TestListAfterASample: many are approved with one password, once enough of them
// were read; what wants a look of its own stays.
func TestListAfterASample(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	var ids []dossier.ID
	for range 6 {
		ids = append(ids, b.flawless())
	}
	odd := b.draft(holder())
	b.must(b.Except(ctx, odd, port.Finger, port.RightThumb, dossier.CaptureException{Reason: "bandaged"}))
	b.fill(odd)
	step, ok := dossier.ExceptionPhotoStep(b.open(odd).Content)
	if !ok {
		t.Fatal("no photo is wanted of what was not taken")
	}
	b.take(odd, step)
	b.complete(odd)
	ids = append(ids, odd)
	if _, err := b.ApproveList(ctx, ids, password); !errors.Is(err, dossier.ErrRole) {
		t.Errorf("a clerk approves a list: %v", err)
	}
	b.login(chiefID)
	b.open(ids[0])
	if _, err := b.ApproveList(ctx, ids, password); !errors.Is(err, desk.ErrSample) {
		t.Errorf("seven dossiers after reading one: %v", err)
	}
	b.open(ids[1])
	if _, err := b.ApproveList(ctx, ids, password+"x"); !errors.Is(err, store.ErrWrongPassword) {
		t.Errorf("another password: %v", err)
	}
	b.wantState(ids[0], dossier.Captured)
	list, err := b.ApproveList(ctx, ids, password)
	b.must(err)
	if len(list.Approved()) != 6 || list.Refused() != 1 || !errors.Is(list.Lines[6].Err, desk.ErrSingle) {
		t.Fatalf("outcome %+v", list)
	}
	b.wantState(odd, dossier.Captured)
	for _, id := range list.Approved() {
		b.wantState(id, dossier.Approved)
		b.must(b.UndoApproval(ctx, id))
		b.wantState(id, dossier.Captured)
	}
	paper, err := b.ListPaper(ctx, list, func(error) string { return "xem riêng" })
	b.must(err)
	if len(paper.PDF) == 0 || paper.Code != "danh-sach-duyet" {
		t.Errorf("paper %q of %d bytes", paper.Code, len(paper.PDF))
	}
	notice, err := b.RefusalPaper(ctx, odd, "Thiếu giấy tờ chứng minh", "Bổ sung rồi nộp lại")
	b.must(err)
	if len(notice.PDF) == 0 {
		t.Error("the notice is empty")
	}
}

// TestSampleIsOfWhatIsThere: what was read before it was changed does not count.
func TestSampleIsOfWhatIsThere(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	id := b.captured()
	b.login(chiefID)
	b.open(id)
	if n, err := b.Read(ctx, []dossier.ID{id}); err != nil || n != 1 {
		t.Fatalf("read %d, %v", n, err)
	}
	b.clock.pass(1e9)
	b.must(b.Hold(ctx, id, "check"))
	b.must(b.Release(ctx, id))
	if n, err := b.Read(ctx, []dossier.ID{id}); err != nil || n != 0 {
		t.Errorf("read %d after a change, %v", n, err)
	}
}

func TestHoldAndQueue(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	first, second := b.captured(), b.captured()
	if err := b.Hold(ctx, first, "check"); !errors.Is(err, dossier.ErrRole) {
		t.Errorf("a clerk holds: %v", err)
	}
	b.login(chiefID)
	if err := b.Hold(ctx, first, ""); !errors.Is(err, store.ErrMissing) {
		t.Errorf("without a reason: %v", err)
	}
	b.must(b.Hold(ctx, first, "check"))
	for _, test := range []struct {
		name   string
		filter desk.QueueFilter
		want   []dossier.ID
	}{
		{"waiting", desk.QueueFilter{}, []dossier.ID{second}},
		{"held", desk.QueueFilter{Held: true}, []dossier.ID{first}},
		{"of the clerk", desk.QueueFilter{Clerk: clerkID}, []dossier.ID{second}},
		{"of another clerk", desk.QueueFilter{Clerk: "nobody"}, nil},
		{"exchanges", desk.QueueFilter{Kind: dossier.Exchange}, []dossier.ID{second}},
		{"reissues", desk.QueueFilter{Kind: dossier.Reissue}, nil},
	} {
		rows, err := b.Queue(ctx, test.filter)
		b.must(err)
		if len(rows) != len(test.want) || len(rows) == 1 && rows[0].ID != test.want[0] {
			t.Errorf("%s: %d rows", test.name, len(rows))
		}
	}
	if err := b.Approve(ctx, first); !errors.Is(err, dossier.ErrTransition) {
		t.Errorf("approving what is held: %v", err)
	}
	b.must(b.Release(ctx, first))
	b.wantState(first, dossier.Captured)
}

// TestJudgeGivesTheNextLevel: one key gives the first approval or the second.
func TestJudgeGivesTheNextLevel(t *testing.T) {
	b := newBench(t, withPolicy(2, 0))
	id := b.captured()
	b.login(chiefID)
	if last, err := b.Judge(t.Context(), id); err != nil || last {
		t.Fatalf("first level: last %v, %v", last, err)
	}
	b.wantState(id, dossier.Checked)
	if _, err := b.Judge(t.Context(), id); !errors.Is(err, desk.ErrOwnWork) {
		t.Errorf("both levels by one person: %v", err)
	}
}

// BenchmarkNextDossier is what the supervisor waits for between two dossiers: the
// whole dossier and its portrait, from the disk, with the entry that it was read.
func BenchmarkNextDossier(b *testing.B) {
	bench := newBench(b)
	ids := []dossier.ID{bench.captured(), bench.captured(), bench.captured()}
	bench.login(chiefID)
	for i := 0; b.Loop(); i++ {
		opened, err := bench.Open(b.Context(), ids[i%len(ids)])
		bench.must(err)
		_, err = bench.Picture(b.Context(), opened.Portrait.Capture.Picture)
		bench.must(err)
	}
}

// TestListOpensEachOnce: what is looked at of a dossier of a list is what is sealed;
// it is not read a second time in between.
func TestListOpensEachOnce(t *testing.T) {
	b := newBench(t)
	ids := []dossier.ID{b.flawless(), b.flawless(), b.captured()}
	b.login(chiefID)
	opened := map[dossier.ID]int{}
	list, err := b.ApproveLines(t.Context(), ids, func(id dossier.ID) { opened[id]++ })
	b.must(err)
	if len(list.Approved()) != 2 || list.Refused() != 1 {
		t.Errorf("outcome %+v", list)
	}
	for _, id := range ids {
		if opened[id] != 1 {
			t.Errorf("a dossier was opened %d times", opened[id])
		}
	}
}
