package intake

import (
	"context"
	"slices"
	"testing"
	"time"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/app/store"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// cardQR is what the QR code of a synthetic card of 2021 says.
const cardQR = "001190012345|012345678|Lê Thị Mẫu|04051990|Nữ|Số 7 phố Thử Nghiệm|01022022"

// fakeDesk keeps one dossier in memory.
type fakeDesk struct {
	kept     dossier.Identity
	revision int
	state    dossier.State

	saves    []dossier.Identity
	saveErr  error
	onSave   func() // while a save runs
	onOpen   func() // while the dossier is read
	opens    int
	lookups  []string // numbers asked for
	lookup   dossier.Lookup
	onLookUp func()
	cancels  []string
	made     int
}

func (d *fakeDesk) NewDossier(_ context.Context, identity dossier.Identity) (dossier.ID, error) {
	d.made++
	d.kept, d.revision, d.state = identity, 1, dossier.Draft
	return "d1", nil
}

func (d *fakeDesk) Open(_ context.Context, id dossier.ID) (desk.Opened, error) {
	d.opens++
	opened := desk.Opened{Dossier: store.Dossier{ID: id, State: d.state}, Content: dossier.Content{Identity: d.kept}}
	opened.Revisions = map[dossier.Section]int{dossier.SectionIdentity: d.revision}
	opened.Findings = d.Validate(opened.Content)
	if f := d.onOpen; f != nil {
		d.onOpen = nil
		f()
	}
	return opened, nil
}

func (d *fakeDesk) List(context.Context, ...dossier.State) ([]desk.Row, error) {
	return []desk.Row{{Name: "LÊ THỊ MẪU"}}, nil
}

func (d *fakeDesk) SaveIdentity(_ context.Context, _ dossier.ID, base int, identity dossier.Identity) (int, error) {
	if f := d.onSave; f != nil {
		d.onSave = nil
		f()
	}
	if d.saveErr != nil {
		return 0, d.saveErr
	}
	if base != d.revision {
		return 0, &store.StaleError{Section: dossier.SectionIdentity, Current: d.revision}
	}
	d.kept, d.saves = identity, append(d.saves, identity)
	d.revision++
	return d.revision, nil
}

func (d *fakeDesk) LookUp(_ context.Context, _ dossier.ID, identity dossier.Identity) (dossier.Lookup, error) {
	d.lookups = append(d.lookups, identity.PersonalNumber)
	answer := d.lookup
	if f := d.onLookUp; f != nil {
		d.onLookUp = nil
		f()
	}
	return answer, nil
}

func (d *fakeDesk) Cancel(_ context.Context, _ dossier.ID, reason string) error {
	d.cancels = append(d.cancels, reason)
	return nil
}

func (d *fakeDesk) Validate(c dossier.Content) []dossier.Finding {
	return dossier.Validate(c, time.Date(2026, 11, 25, 1, 0, 0, 0, time.UTC))
}

func (d *fakeDesk) Settle(id dossier.Identity, field string, choice dossier.ValueFrom, paper string) (dossier.Identity, error) {
	dossier.Settle(&id, field, choice, paper, "canbo", time.Date(2026, 11, 25, 1, 0, 0, 0, time.UTC))
	return id, nil
}

// fakeView keeps what it was last told.
type fakeView struct {
	drafts      int
	opened      desk.Opened
	identity    dossier.Identity
	saved       int
	findings    []dossier.Finding
	lookup      dossier.Lookup
	differences []desk.Difference
	errors      []words.Message
	focus       string
	decide      int // times that the differences were opened
}

func (v *fakeView) ShowDrafts(rows []desk.Row)          { v.drafts = len(rows) }
func (v *fakeView) ShowDossier(opened desk.Opened)      { v.opened, v.identity = opened, opened.Identity }
func (v *fakeView) ShowIdentity(id dossier.Identity)    { v.identity = id }
func (v *fakeView) ShowSaved(time.Time)                 { v.saved++ }
func (v *fakeView) ShowFindings(list []dossier.Finding) { v.findings = list }
func (v *fakeView) ShowBusy(string)                     {}
func (v *fakeView) ShowError(m words.Message)           { v.errors = append(v.errors, m) }
func (v *fakeView) FocusField(name string)              { v.focus = name }
func (v *fakeView) ShowDifferences()                    { v.decide++ }
func (v *fakeView) ShowLookup(l dossier.Lookup, d []desk.Difference) {
	v.lookup, v.differences = l, d
}

// hands is a presenter with a clock and one timer that the test turns.
type hands struct {
	*Presenter
	t     *testing.T
	desk  *fakeDesk
	view  *fakeView
	now   time.Time
	due   time.Time
	alarm func()
}

func newHands(t *testing.T) *hands {
	h := &hands{t: t, desk: &fakeDesk{lookup: dossier.Lookup{Status: "unreachable"}}, view: &fakeView{},
		now: time.Date(2026, 11, 25, 1, 0, 0, 0, time.UTC)}
	h.Presenter = NewPresenter(Params{
		Clock: port.ClockFunc(func() time.Time { return h.now }), Desk: h.desk, Events: kit.NoEvents{},
		Owner: kit.NewInlineOwner(t.Context()), View: h.view,
		After: func(d time.Duration, f func()) func() {
			h.due, h.alarm = h.now.Add(d), f
			return func() { h.alarm = nil }
		},
	})
	return h
}

// pass lets time go by; a timer that is due rings at its own time.
func (h *hands) pass(d time.Duration) {
	end := h.now.Add(d)
	for h.alarm != nil && !h.due.After(end) {
		h.now = h.due
		ring := h.alarm
		h.alarm = nil
		ring()
	}
	h.now = end
}

func (h *hands) typeName(name string) {
	h.Set(func(id *dossier.Identity) { id.Name = name })
}

func (h *hands) wantSaves(n int) {
	h.t.Helper()
	if len(h.desk.saves) != n {
		h.t.Fatalf("%d saves, want %d", len(h.desk.saves), n)
	}
}

func TestSaveWaitsUntilTheHandsRest(t *testing.T) {
	h := newHands(t)
	h.Start("")
	h.typeName("L")
	h.pass(saveRest - time.Millisecond)
	h.wantSaves(0)
	h.typeName("LÊ")
	h.pass(saveRest - time.Millisecond)
	h.wantSaves(0)
	h.pass(time.Millisecond)
	h.wantSaves(1)
	if h.desk.kept.Name != "LÊ" || h.view.saved != 1 {
		t.Errorf("kept %q, said %d times", h.desk.kept.Name, h.view.saved)
	}
	h.pass(time.Hour)
	h.wantSaves(1)
}

// TestSaveNeverWaitsLong: hands that never rest are saved all the same.
func TestSaveNeverWaitsLong(t *testing.T) {
	h := newHands(t)
	h.Start("")
	first := h.now
	for i := 0; len(h.desk.saves) == 0; i++ {
		h.typeName(string(rune('A' + i)))
		h.pass(100 * time.Millisecond)
		if waited := h.now.Sub(first); waited > saveLatest && len(h.desk.saves) == 0 {
			t.Fatalf("nothing is saved after %v", waited)
		}
	}
}

func TestWhatChangesNothingIsNotSaved(t *testing.T) {
	h := newHands(t)
	h.Start("")
	h.typeName("")
	h.pass(time.Hour)
	h.wantSaves(0)
}

func TestTypingWhileASaveRuns(t *testing.T) {
	h := newHands(t)
	h.Start("")
	h.typeName("LÊ")
	h.desk.onSave = func() {
		h.typeName("LÊ THỊ")
		h.pass(saveLatest) // its timer rings while the save still runs
	}
	h.pass(saveRest)
	h.wantSaves(2)
	if h.desk.saves[0].Name != "LÊ" || h.desk.saves[1].Name != "LÊ THỊ" {
		t.Errorf("saved %q, then %q", h.desk.saves[0].Name, h.desk.saves[1].Name)
	}
	if len(h.view.errors) != 0 {
		t.Errorf("errors: %v", h.view.errors)
	}
}

func TestFlushWaitsForTheSaveThatRuns(t *testing.T) {
	h := newHands(t)
	h.Start("")
	h.typeName("LÊ")
	done := 0
	h.desk.onSave = func() {
		h.typeName("LÊ THỊ")
		h.Flush(func(err error) {
			done++
			if err != nil || h.desk.kept.Name != "LÊ THỊ" {
				t.Errorf("flushed %q, error %v", h.desk.kept.Name, err)
			}
		})
		if done != 0 {
			t.Error("flushed before the save ended")
		}
	}
	h.pass(saveRest)
	if done != 1 {
		t.Errorf("told %d times, want once", done)
	}
	h.Flush(func(err error) { done++ })
	if done != 2 {
		t.Error("with nothing to save the flush was not told")
	}
}

func TestFailedSaveIsTriedAgain(t *testing.T) {
	h := newHands(t)
	h.Start("")
	h.desk.saveErr = store.ErrDiskFull
	h.typeName("LÊ")
	h.pass(saveRest)
	if len(h.view.errors) != 1 {
		t.Fatalf("%d errors shown, want 1", len(h.view.errors))
	}
	left := false
	h.Close(func() { left = true })
	if left || h.ID() == "" {
		t.Fatal("the dossier was left although it could not be saved")
	}
	// Keys after an error wait again, so that not every one shows it anew.
	shown := len(h.view.errors)
	for _, name := range []string{"LÊ T", "LÊ TH", "LÊ THỊ"} {
		h.typeName(name)
		h.pass(50 * time.Millisecond)
	}
	if len(h.view.errors) != shown {
		t.Errorf("%d errors while typing", len(h.view.errors)-shown)
	}
	h.desk.saveErr = nil
	h.pass(saveRest)
	if h.desk.kept.Name != "LÊ THỊ" {
		t.Errorf("kept %q", h.desk.kept.Name)
	}
	h.Close(func() { left = true })
	if !left || h.ID() != "" {
		t.Error("the dossier was not left")
	}
}

func TestStart(t *testing.T) {
	tests := []struct {
		name, text string
		number     string
		holder     string
		lookups    int
	}{
		{"nothing", "", "", "", 0},
		{"a number", "001190012345", "001190012345", "", 1},
		{"a card", cardQR, "001190012345", "LÊ THỊ MẪU", 1},
		{"a part of a number", "0011900", "", "", 0},
	}
	for _, test := range tests {
		h := newHands(t)
		h.Start(test.text)
		id := h.view.opened.Identity
		if h.ID() != "d1" || id.PersonalNumber != test.number || id.Name != test.holder || id.Request.Regime != dossier.Regime2023 {
			t.Errorf("%s: opened %q with %+v", test.name, h.ID(), id)
		}
		if len(h.desk.lookups) != test.lookups {
			t.Errorf("%s: %d lookups, want %d", test.name, len(h.desk.lookups), test.lookups)
		}
	}
}

func TestScanAtTheDoorOpensADossier(t *testing.T) {
	h := newHands(t)
	if h.Scanned("GH:HN01-01-000001-00") || h.desk.made != 0 {
		t.Error("a slip was taken for a card")
	}
	if !h.Scanned(cardQR) || h.Identity().Name != "LÊ THỊ MẪU" {
		t.Errorf("scanning opened %+v", h.Identity())
	}
}

func TestScanIntoAnOpenDossier(t *testing.T) {
	h := newHands(t)
	h.Start("")
	h.typeName("LÊ THỊ MÂU")
	if !h.Scanned(cardQR) {
		t.Fatal("the scan meant nothing")
	}
	id := h.Identity()
	if id.Name != "LÊ THỊ MÂU" || id.PersonalNumber != "001190012345" || id.Birth != "1990-05-04" {
		t.Errorf("after the scan: %+v", id)
	}
	if h.view.focus != "name" || h.view.identity.Birth != "1990-05-04" || len(h.desk.lookups) != 1 {
		t.Errorf("focus in %q, %d lookups", h.view.focus, len(h.desk.lookups))
	}
	h.pass(saveRest)
	if h.desk.kept.Birth != "1990-05-04" || h.desk.made != 1 {
		t.Error("what was scanned is not saved")
	}
}

func TestAnotherPersonsCardIsRefused(t *testing.T) {
	h := newHands(t)
	h.Start("001190054321")
	h.Scanned(cardQR)
	if h.Identity().Name != "" || h.view.focus != "personalNumber" || !slices.Contains(h.view.errors, otherCard) {
		t.Errorf("after another card: %+v, focus in %q", h.Identity(), h.view.focus)
	}
}

func matched() dossier.Lookup {
	return dossier.Lookup{Status: "matched", Record: &port.PopulationRecord{
		PersonalNumber: "001190012345", Name: "Lê Thị Mẫu", Birth: "1990-05-04", Sex: "F", Ethnic: "Kinh",
	}}
}

func TestLookUpFillsWhatIsEmpty(t *testing.T) {
	h := newHands(t)
	h.Start("")
	h.typeName("LÊ THỊ MÂU")
	h.desk.lookup = matched()
	// Typed while the registry answers: it stays too.
	h.desk.onLookUp = func() { h.Set(func(id *dossier.Identity) { id.Ethnic = "Tày" }) }
	h.Set(func(id *dossier.Identity) { id.PersonalNumber = "001190012345" })
	h.LookUp()
	id := h.Identity()
	if id.Name != "LÊ THỊ MÂU" || id.Ethnic != "Tày" || id.Birth != "1990-05-04" || id.Sex != "F" {
		t.Errorf("after the lookup: %+v", id)
	}
	if h.view.lookup.Record == nil || h.view.identity.Birth != "1990-05-04" {
		t.Error("the window was not told of the lookup")
	}
	fields := []string{}
	for _, d := range h.view.differences {
		fields = append(fields, d.Field)
	}
	if !slices.Contains(fields, "name") || !slices.Contains(fields, "ethnic") {
		t.Errorf("differences are %v", fields)
	}
	h.pass(saveRest)
	if h.desk.kept.Lookup.Record == nil {
		t.Error("the lookup is not saved")
	}
}

func TestAnswerOfAnotherNumberIsDropped(t *testing.T) {
	h := newHands(t)
	h.Start("")
	h.desk.lookup = matched()
	h.Set(func(id *dossier.Identity) { id.PersonalNumber = "001190012345" })
	h.desk.onLookUp = func() {
		h.Set(func(id *dossier.Identity) { id.PersonalNumber = "001190054321" })
	}
	h.LookUp()
	if id := h.Identity(); id.Birth != "" || id.Lookup.Record != nil {
		t.Errorf("the answer of another number was taken: %+v", id)
	}
}

func TestNumberChangedAfterALookUp(t *testing.T) {
	h := newHands(t)
	h.desk.lookup = matched()
	h.Start("001190012345")
	if h.view.lookup.Record == nil {
		t.Fatal("no lookup")
	}
	h.Set(func(id *dossier.Identity) { id.PersonalNumber = "00119001234" })
	if h.Identity().Lookup.Record != nil || h.view.lookup.Record != nil {
		t.Error("the record of another person is still shown")
	}
}

func TestOneLookUpANumber(t *testing.T) {
	h := newHands(t)
	h.Start("")
	h.Set(func(id *dossier.Identity) { id.PersonalNumber = "001190012345" })
	h.desk.onLookUp = h.LookUp // pressed again while it runs
	h.LookUp()
	if len(h.desk.lookups) != 1 {
		t.Errorf("asked %d times, want once", len(h.desk.lookups))
	}
}

func TestWhatMayNotBeChangedIsNotLookedUp(t *testing.T) {
	h := newHands(t)
	h.desk.kept, h.desk.revision, h.desk.state = dossier.Identity{PersonalNumber: "001190012345"}, 3, dossier.Captured
	h.Resume("d1")
	if len(h.desk.lookups) != 0 || h.ID() != "d1" {
		t.Errorf("%d lookups for %q", len(h.desk.lookups), h.ID())
	}
}

func TestReloadKeepsWhatIsTypedMeanwhile(t *testing.T) {
	h := newHands(t)
	h.Start("")
	h.typeName("LÊ")
	h.desk.onOpen = func() { h.typeName("LÊ THỊ") }
	told := false
	h.Reload(func() { told = true })
	if !told || h.Identity().Name != "LÊ THỊ" {
		t.Errorf("after reading anew: %q, told %v", h.Identity().Name, told)
	}
	h.pass(saveRest)
	if h.desk.kept.Name != "LÊ THỊ" || len(h.view.errors) != 0 {
		t.Errorf("kept %q, errors %v", h.desk.kept.Name, h.view.errors)
	}
}

// TestReloadKeepsWhatWasSavedMeanwhile: the dossier was read before that save.
func TestReloadKeepsWhatWasSavedMeanwhile(t *testing.T) {
	h := newHands(t)
	h.Start("")
	h.desk.onOpen = func() {
		h.typeName("LÊ THỊ")
		h.pass(saveRest)
	}
	h.Reload(nil)
	if h.Identity().Name != "LÊ THỊ" {
		t.Fatalf("after reading anew: %q", h.Identity().Name)
	}
	h.typeName("LÊ THỊ MẪU")
	h.pass(saveRest)
	if h.desk.kept.Name != "LÊ THỊ MẪU" || len(h.view.errors) != 0 {
		t.Errorf("kept %q, errors %v", h.desk.kept.Name, h.view.errors)
	}
}

func TestReloadOfADossierThatWasLeft(t *testing.T) {
	h := newHands(t)
	h.Start("")
	h.desk.onOpen = func() { h.Close(func() {}) }
	h.Reload(func() { t.Error("told of a dossier that was left") })
	if h.ID() != "" {
		t.Error("the dossier is open again")
	}
}

func TestAnotherStationWasFaster(t *testing.T) {
	h := newHands(t)
	h.Start("")
	h.Set(func(id *dossier.Identity) { id.Phone = "0912345678" })
	h.typeName("LÊ")
	h.pass(saveRest)

	theirs := h.desk.kept
	theirs.Name, theirs.Phone, theirs.Ethnic = "LÊ VĂN", "", "Tày"
	h.desk.kept, h.desk.revision = theirs, h.desk.revision+1
	h.typeName("LÊ THỊ")
	h.pass(saveRest)

	kept := h.desk.kept
	if kept.Name != "LÊ THỊ" || kept.Phone != "" || kept.Ethnic != "Tày" {
		t.Errorf("joined as %+v", kept)
	}
	if h.view.focus != "name" || len(h.view.errors) != 1 || h.view.identity.Ethnic != "Tày" {
		t.Errorf("focus in %q, %d errors, ethnic %q shown", h.view.focus, len(h.view.errors), h.view.identity.Ethnic)
	}
	left := false
	h.Close(func() { left = true })
	if !left {
		t.Error("the dossier cannot be left after a conflict")
	}
}

func TestDossierThatLeftIntakeCanBeLeft(t *testing.T) {
	h := newHands(t)
	h.Start("")
	h.typeName("LÊ")
	h.desk.saveErr = store.ErrNotEditable
	left := false
	h.Close(func() { left = true })
	if !left || len(h.view.errors) != 1 {
		t.Errorf("left %v, %d errors", left, len(h.view.errors))
	}
	h.pass(time.Hour)
	if len(h.view.errors) != 1 {
		t.Error("a dossier that was left is still saved")
	}
}

func TestCloseLeavesNothingUnsaved(t *testing.T) {
	h := newHands(t)
	h.Start("")
	h.typeName("LÊ")
	h.Close(func() {
		if h.desk.kept.Name != "LÊ" {
			t.Error("left before it was saved")
		}
	})
	h.typeName("nobody")
	h.pass(time.Hour)
	h.wantSaves(1)
}

func TestCancelEndsTheDraft(t *testing.T) {
	h := newHands(t)
	h.Start("")
	h.typeName("LÊ")
	told := false
	h.Cancel("citizen-left", func() { told = true })
	if !told || h.ID() != "" || !slices.Equal(h.desk.cancels, []string{"citizen-left"}) {
		t.Errorf("told %v, open %q, cancelled for %v", told, h.ID(), h.desk.cancels)
	}
	h.pass(time.Hour)
	h.wantSaves(1)
}

func TestFindingsFollowTheTyping(t *testing.T) {
	h := newHands(t)
	h.Start("")
	missing := func(field string) bool {
		return slices.ContainsFunc(h.view.findings, func(f dossier.Finding) bool {
			return f.Section == dossier.SectionIdentity && f.Field == field && f.Severity == dossier.Blocks
		})
	}
	if !missing("name") {
		t.Fatal("the name is not missing")
	}
	h.typeName("LÊ THỊ MẪU")
	if missing("name") {
		t.Error("the name is still missing")
	}
}

// queue holds back what should happen on the UI goroutine, as the window does
// with keys that were pressed before.
type queue struct{ waiting chan func() }

func (q queue) Do(f func()) { q.waiting <- f }

// TestDoublePressOpensOneDossier: the second press comes after the work ended
// and before the window knows.
func TestDoublePressOpensOneDossier(t *testing.T) {
	q := queue{make(chan func(), 8)}
	d, view := &fakeDesk{}, &fakeView{}
	owner := kit.NewOwner(t.Context(), q)
	p := NewPresenter(Params{
		Clock: port.SystemClock{}, Desk: d, Events: kit.NoEvents{}, Owner: owner, View: view,
		After: func(time.Duration, func()) func() { return func() {} },
	})
	p.Start("")
	shown := <-q.waiting
	owner.Wait()
	p.Start("")
	owner.Wait()
	shown()
	if d.made != 1 {
		t.Errorf("%d dossiers were opened, want 1", d.made)
	}
}

func TestDraftsAreListed(t *testing.T) {
	h := newHands(t)
	h.Drafts()
	if h.view.drafts != 1 {
		t.Errorf("%d drafts shown, want 1", h.view.drafts)
	}
}
