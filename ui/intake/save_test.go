package intake

import (
	"slices"
	"testing"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/store"
)

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
