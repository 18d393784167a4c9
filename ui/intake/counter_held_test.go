package intake

import (
	"context"
	"testing"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/ui/words"
)

func (d *fakeCounter) HeldPrint(context.Context, dossier.ID) (desk.HeldPrint, error) {
	d.note("ask the registry")
	return desk.HeldPrint{Finger: port.RightIndex}, d.heldErr
}

func (d *fakeCounter) CompareHeld(_ context.Context, _ dossier.ID, held desk.HeldPrint) (desk.FingerCheck, error) {
	d.note("compare", string(held.Finger))
	return d.check, nil
}

func TestCompareWithTheRegistrysPrint(t *testing.T) {
	for _, test := range []struct {
		name     string
		check    desk.FingerCheck
		recorded bool
		said     int
	}{
		{"the same person", desk.FingerCheck{Clear: true, Same: true}, true, 0},
		{"another person", desk.FingerCheck{Clear: true}, true, 1},
		{"unclear", desk.FingerCheck{}, false, 1},
	} {
		h := newCounterHands(t, byRegistry)
		h.desk.means, h.desk.check = desk.PresenceMeans{Registry: true}, test.check
		done := 0
		h.Verify(desk.Opened{}, func() { done++ })
		h.want("ask the registry", "compare Right IndexFinger")
		if (done == 1) != test.recorded || len(h.view.said) != test.said {
			t.Errorf("%s: recorded %d times, said %v", test.name, done, h.view.said)
		}
	}
	h := newCounterHands(t, byRegistry)
	h.desk.means, h.desk.heldErr = desk.PresenceMeans{Registry: true}, desk.ErrNoHeldPrint
	h.Verify(desk.Opened{}, func() { t.Error("recorded without a print") })
	if len(h.view.errors) != 1 || h.view.errors[0] != words.Of(desk.ErrNoHeldPrint) {
		t.Errorf("said %v", h.view.errors)
	}
}

// TestOwnPrintGoesFirst: where this office has a print of its own the registry is
// not asked.
func TestOwnPrintGoesFirst(t *testing.T) {
	h := newCounterHands(t)
	h.desk.means = desk.PresenceMeans{Registry: true, Earlier: "d0", Finger: port.RightIndex}
	h.Verify(desk.Opened{}, func() {})
	if len(h.view.offered) != 1 || h.view.offered[0][0] != byFinger || h.view.offered[0][1] == byRegistry {
		t.Errorf("offered %v", h.view.offered)
	}
}
