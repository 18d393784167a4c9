package desk_test

import (
	"errors"
	"slices"
	"testing"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/port"
	"carddesk/app/store"
)

// special are the kinds of which something new waits for the supervisor, who is
// logged in.
func (b *bench) special() map[dossier.ExceptionKind]int {
	b.t.Helper()
	counts, err := b.ExceptionCounts(b.t.Context(), desk.ExceptionFilter{})
	b.must(err)
	got := map[dossier.ExceptionKind]int{}
	for i, c := range counts {
		if string(c.Kind) != dossier.ExceptionKinds()[i].Code {
			b.t.Errorf("line %d is %s", i, c.Kind)
		}
		if c.New > 0 {
			got[c.Kind] = c.New
		}
	}
	return got
}

// listed are the exceptions of a kind.
func (b *bench) listed(kind dossier.ExceptionKind, f desk.ExceptionFilter) []desk.Exception {
	b.t.Helper()
	n, err := b.OpenExceptions(b.t.Context(), kind, f)
	b.must(err)
	list, err := b.Exceptions(b.t.Context(), kind, f, 0, 50)
	b.must(err)
	if len(list) != n {
		b.t.Errorf("%d of %s are listed, %d were counted", len(list), kind, n)
	}
	return list
}

var unseen = desk.ExceptionFilter{New: true}

// oddOnes is a dossier with a thumb that was not taken, never compared with the
// population database, of a holder whom nobody compared with anything.
func (b *bench) oddOne(number string) dossier.ID {
	b.t.Helper()
	identity := holder()
	identity.PersonalNumber = number
	id := b.draft(identity)
	b.must(b.Except(b.t.Context(), id, port.Finger, port.RightThumb, dossier.CaptureException{Reason: "bandaged"}))
	b.fill(id)
	step, _ := dossier.ExceptionPhotoStep(b.open(id).Content)
	b.take(id, step)
	b.complete(id)
	return id
}

// TestExceptionsAtIntake: what is out of the ordinary about a dossier waits for the
// supervisor until it was seen, once, and again when it has changed.
func TestExceptionsAtIntake(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	id := b.oddOne("001190012345")
	if _, err := b.ExceptionCounts(ctx, unseen); !errors.Is(err, dossier.ErrRole) {
		t.Errorf("a clerk counts exceptions: %v", err)
	}
	b.login(chiefID)
	want := map[dossier.ExceptionKind]int{dossier.ExceptionNotTaken: 1, dossier.ExceptionUnmatched: 1, dossier.ExceptionUnverified: 1, dossier.ExceptionKept: 1}
	got := b.special()
	if len(got) != len(want) {
		t.Errorf("new are %v, want %v", got, want)
	}
	if n, err := b.NewExceptions(ctx); err != nil || n != len(want) {
		t.Errorf("%d behind the door, %v", n, err)
	}
	list := b.listed(dossier.ExceptionNotTaken, unseen)
	if len(list) != 1 || list[0].Of != id || list[0].Row.Name != "LÊ THỊ MẪU" || list[0].What != "ngón cái phải băng bó" ||
		list[0].Clerk != clerkID || list[0].Count != 1 {
		t.Fatalf("not taken: %+v", list)
	}
	if unmatched := b.listed(dossier.ExceptionUnmatched, unseen); len(unmatched) != 1 || unmatched[0].What != "Chưa hỏi dữ liệu dân cư" {
		t.Errorf("not matched: %+v", unmatched)
	}

	for range 2 { // a second press does nothing more
		b.must(b.SeeException(ctx, list[0], " đã hỏi cán bộ "))
	}
	if n := b.entries(id, dossier.SeeException); n != 1 {
		t.Errorf("%d marks in the log, want 1", n)
	}
	if b.special()[dossier.ExceptionNotTaken] != 0 || len(b.listed(dossier.ExceptionNotTaken, unseen)) != 0 {
		t.Error("what was seen is still new")
	}
	all := b.listed(dossier.ExceptionNotTaken, desk.ExceptionFilter{})
	if len(all) != 1 || all[0].New || all[0].Note.Seen == nil || all[0].Note.Seen.By != chiefID || all[0].Note.Seen.Note != "đã hỏi cán bộ" {
		t.Fatalf("seen: %+v", all)
	}
	b.must(b.UnseeException(ctx, all[0]))
	again := b.listed(dossier.ExceptionNotTaken, unseen)
	if len(again) != 1 || again[0].Note.Seen != nil {
		t.Fatalf("taken back: %+v", again)
	}
	var stale *store.StaleBookError
	if err := b.SeeException(ctx, all[0], ""); !errors.As(err, &stale) {
		t.Errorf("marking what was changed since: %v", err)
	}
	b.must(b.SeeException(ctx, again[0], ""))

	// Returned and completed anew: what is as it was stays seen, what was corrected
	// is gone, what is new waits.
	b.must(b.Return(ctx, id, dossier.SectionFingerprints, "weak-fingerprint", ""))
	b.login(clerkID)
	identity := b.open(id).Identity
	identity.Lookup = dossier.Lookup{Status: "matched", At: b.clock.Now()}
	_, err := b.SaveIdentity(ctx, id, b.open(id).Revisions[dossier.SectionIdentity], identity)
	b.must(err)
	b.must(b.ReadBack(ctx, id))
	slip, err := b.DataSlip(ctx, id)
	b.must(err)
	b.must(b.Print(ctx, id, slip, ""))
	b.must(b.Confirm(ctx, id, "signature", ""))
	b.complete(id)
	b.login(chiefID)
	got = b.special()
	if got[dossier.ExceptionUnmatched] != 0 || got[dossier.ExceptionNotTaken] != 0 || got[dossier.ExceptionUnverified] != 1 {
		t.Errorf("after the correction %v", got)
	}
	if gone := b.listed(dossier.ExceptionUnmatched, desk.ExceptionFilter{}); len(gone) != 0 {
		t.Errorf("corrected, and still listed: %+v", gone)
	}
}

// TestDuplicates: a second dossier of the same number, or of the same name and birth
// date, is seen by the supervisor.
func TestDuplicates(t *testing.T) {
	b := newBench(t)
	first := b.oddOne("001190012345")
	second := b.oddOne("001190012399")
	b.login(chiefID)
	list := b.listed(dossier.ExceptionDuplicate, unseen)
	if len(list) != 1 || list[0].Of != second || !slices.Equal(list[0].Note.Other, []dossier.ID{first}) || list[0].What != "Trùng họ tên, ngày sinh" {
		t.Errorf("duplicates %+v", list)
	}
}

// TestQueueOfTheSpecial: the queue of approval is narrowed by what is special.
func TestQueueOfTheSpecial(t *testing.T) {
	b := newBench(t)
	odd, plain := b.oddOne("001190012345"), b.flawless()
	b.login(chiefID)
	for special, want := range map[string][]dossier.ID{
		"": {odd, plain}, string(dossier.ExceptionNotTaken): {odd}, string(dossier.ExceptionUnmatched): {odd}, string(dossier.ExceptionExempt): nil,
	} {
		rows, err := b.Queue(t.Context(), desk.QueueFilter{Special: special})
		b.must(err)
		var got []dossier.ID
		for _, row := range rows {
			got = append(got, row.ID)
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", special, got, want)
		}
	}
}

// TestExceptionsOfCards: a card given away although its chip did not fit and one that
// was found faulty wait for the supervisor.
func TestExceptionsOfCards(t *testing.T) {
	b, reader, id := shelved(t)
	ctx := t.Context()
	reader.chip.Ethnic = "Tày"
	b.login(chiefID)
	check, err := b.CheckChip(ctx, b.open(id), "R", nil)
	b.must(err)
	b.must(b.HandOver(ctx, b.open(id), check, dossier.Handover{Override: "Chip ghi sai dân tộc"}))
	b.must(b.ReportFault(ctx, b.open(id), "T-1", desk.FaultChipDead))
	override := b.listed(dossier.ExceptionOverride, unseen)
	if len(override) != 1 || override[0].Of != id || override[0].What != "Thẻ T-1: Chip ghi sai dân tộc" {
		t.Errorf("passed over: %+v", override)
	}
	fault := b.listed(dossier.ExceptionFault, unseen)
	if len(fault) != 1 || fault[0].Of != id || fault[0].What != "Thẻ T-1: Chip không đọc được" || fault[0].Clerk != chiefID {
		t.Errorf("faulty: %+v", fault)
	}
}

// TestExceptionOfADestroyedDossier: a fault found after the content of a dossier was
// destroyed is reported and seen all the same.
func TestExceptionOfADestroyedDossier(t *testing.T) {
	b, _, id := shelved(t)
	ctx := t.Context()
	check, err := b.CheckChip(ctx, b.open(id), "R", nil)
	b.must(err)
	b.must(b.HandOver(ctx, b.open(id), check, dossier.Handover{}))
	opened := b.open(id)
	_, err = b.store.Destroy(ctx, dossier.Actor{User: b.store.Station().ID, Role: dossier.RoleStation}, id, "retention")
	b.must(err)
	b.must(b.ReportFault(ctx, opened, "T-1", desk.FaultDamaged))
	b.login(chiefID)
	list := b.listed(dossier.ExceptionFault, unseen)
	if len(list) != 1 || list[0].Of != id || !list[0].Row.Destroyed || list[0].What != "Thẻ T-1: Hỏng, gãy" {
		t.Fatalf("faulty: %+v", list)
	}
	b.must(b.SeeException(ctx, list[0], ""))
	if got := b.special(); got[dossier.ExceptionFault] != 0 {
		t.Errorf("new: %v", got)
	}
}

// TestReprints: a paper that is printed once more with the same values is seen, one
// with other values is another paper.
func TestReprints(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	id := b.captured()
	print := func(make func() (desk.Paper, error)) {
		paper, err := make()
		b.must(err)
		b.must(b.Print(ctx, id, paper, ""))
	}
	appointment := func() (desk.Paper, error) { return b.AppointmentSlip(ctx, id) }
	print(appointment)
	b.login(chiefID)
	if list := b.listed(dossier.ExceptionReprint, unseen); len(list) != 0 {
		t.Errorf("first prints: %+v", list)
	}
	b.login(clerkID)
	print(appointment)
	print(appointment)
	b.login(chiefID)
	list := b.listed(dossier.ExceptionReprint, unseen)
	if len(list) != 1 || list[0].Of != id || list[0].Count != 2 || list[0].What != "In lại giấy hẹn, 2 lần" {
		t.Fatalf("reprints: %+v", list)
	}
	b.must(b.SeeException(ctx, list[0], ""))
	print(appointment)
	if list = b.listed(dossier.ExceptionReprint, unseen); len(list) != 1 || list[0].Count != 3 {
		t.Errorf("once more: %+v", list)
	}

	report, err := b.DayReport(ctx, person.FromTime(b.clock.Now()))
	b.must(err)
	for range 2 {
		b.must(b.PrintReport(ctx, report, desk.PrintOptions{}))
	}
	if list = b.listed(dossier.ExceptionReprint, unseen); len(list) != 2 || list[0].Of != "" && list[1].Of != "" {
		t.Errorf("reports: %+v", list)
	}
}

// TestSeeingAllOfAKind: one note marks all that is new of a kind, of one clerk where
// one is chosen.
func TestSeeingAllOfAKind(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	for _, number := range []string{"001190012345", "001190012346", "001190012347"} {
		b.oddOne(number)
	}
	b.login(chiefID)
	if n, err := b.SeeExceptions(ctx, dossier.ExceptionNotTaken, desk.ExceptionFilter{Clerk: chiefID}, ""); err != nil || n != 0 {
		t.Errorf("%d of another clerk were marked, %v", n, err)
	}
	n, err := b.SeeExceptions(ctx, dossier.ExceptionNotTaken, desk.ExceptionFilter{}, "cùng một ca")
	if err != nil || n != 3 || b.special()[dossier.ExceptionNotTaken] != 0 {
		t.Errorf("%d were marked, %v", n, err)
	}
	day := person.FromTime(b.clock.Now())
	for want, f := range map[int]desk.ExceptionFilter{3: {From: day, To: day}, 0: {From: day.AddDays(1), To: day.AddDays(2)}} {
		if list := b.listed(dossier.ExceptionNotTaken, f); len(list) != want {
			t.Errorf("%+v leaves %d", f, len(list))
		}
	}
}

// TestExemptions: an exemption is seen with the dossier, one that is settled after
// intake has ended too, and one that is paid after all stands no more.
func TestExemptions(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	id := b.captured()
	fee := b.FeeFor(b.open(id).Identity.Request)
	exempt := dossier.Payment{FeeCode: fee.FeeCode, Method: "none", Exemption: "revolution-merit", ExemptionPaper: "Giấy số 1"}
	b.must(b.Pay(ctx, id, exempt))
	b.login(chiefID)
	list := b.listed(dossier.ExceptionExempt, unseen)
	if len(list) != 1 || list[0].Of != id || list[0].What == "" {
		t.Fatalf("exempted: %+v", list)
	}
	b.must(b.Pay(ctx, id, exempt)) // the same again is nothing new
	if again := b.listed(dossier.ExceptionExempt, unseen); len(again) != 1 || again[0].Revision != list[0].Revision {
		t.Errorf("once more: %+v", again)
	}
	b.must(b.Pay(ctx, id, fee))
	if list = b.listed(dossier.ExceptionExempt, desk.ExceptionFilter{}); len(list) != 0 {
		t.Errorf("paid after all: %+v", list)
	}
	draft := b.draft(holder())
	b.must(b.Pay(ctx, draft, exempt)) // judged when its intake ends
	if list = b.listed(dossier.ExceptionExempt, unseen); len(list) != 0 {
		t.Errorf("of a draft: %+v", list)
	}
}
