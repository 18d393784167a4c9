package intake

import (
	"slices"
	"testing"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/ui/kit"
)

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
	if h.view.decide != 1 || h.view.identity.Birth != "1990-05-04" || len(h.desk.lookups) != 1 {
		t.Errorf("differences opened %d times, %d lookups", h.view.decide, len(h.desk.lookups))
	}
	if open := dossier.Undecided(id); len(open) != 1 || open[0].Field != "name" || open[0].Card != "LÊ THỊ MẪU" {
		t.Errorf("to be decided: %+v", open)
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

// TestScanLeadsToTheDifferences: whoever scanned is shown what to decide; whoever
// types is not disturbed.
func TestScanLeadsToTheDifferences(t *testing.T) {
	differs := matched()
	differs.Record.Sex = "M"
	for _, typed := range []bool{false, true} {
		h := newHands(t)
		h.desk.lookup = differs
		if typed {
			h.desk.onLookUp = func() { h.Set(func(id *dossier.Identity) { id.Phone = "09" }) }
		}
		h.Start(cardQR)
		if want := map[bool]int{false: 1, true: 0}[typed]; h.view.decide != want {
			t.Errorf("typed %v: the differences were opened %d times, want %d", typed, h.view.decide, want)
		}
	}
}
