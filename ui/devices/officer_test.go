package devices

import (
	"context"
	"slices"
	"testing"

	"carddesk/app/desk"
	"carddesk/app/port"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

type fakeOfficers struct {
	taken []port.Part
	fail  port.Part // cannot be taken
}

func (f *fakeOfficers) EnrolOfficer(_ context.Context, part port.Part) (int, error) {
	if part == f.fail {
		return 0, &port.DeviceError{Fault: port.FaultTimeout}
	}
	f.taken = append(f.taken, part)
	return len(port.SlapPositions(part)), nil
}

func (f *fakeOfficers) OfficerFingers(context.Context) (int, error) {
	n := 0
	for _, part := range f.taken {
		n += len(port.SlapPositions(part))
	}
	return n, nil
}

type fakeOfficerView struct {
	asked    int
	press    func()
	fingers  int
	problems []words.Message
	enrolled int
}

func (v *fakeOfficerView) AskPart(_, text string, pressed func()) {
	if text == "" {
		panic("a part without words")
	}
	v.asked, v.press = v.asked+1, pressed
}
func (v *fakeOfficerView) ShowTaking()                 {}
func (v *fakeOfficerView) ShowOfficer(n int)           { v.fingers = n }
func (v *fakeOfficerView) ShowProblem(m words.Message) { v.problems = append(v.problems, m) }
func (v *fakeOfficerView) ShowEnrolled(n int)          { v.enrolled = n }

func TestOfficerLaysAllFingersDown(t *testing.T) {
	d, v := &fakeOfficers{}, &fakeOfficerView{}
	o := NewOfficer(d, kit.NewInlineOwner(t.Context()), v, kit.NoEvents{})
	o.Begin()
	for range desk.OfficerParts() {
		v.press()
	}
	if !slices.Equal(d.taken, desk.OfficerParts()) || v.asked != 3 || v.enrolled != 10 || v.fingers != 10 || len(v.problems) != 0 {
		t.Errorf("taken %v, asked %d times, %d fingers, %v", d.taken, v.asked, v.enrolled, v.problems)
	}
}

func TestOfficerKeepsWhatWasTakenBeforeAFault(t *testing.T) {
	d, v := &fakeOfficers{fail: port.LeftSlap}, &fakeOfficerView{}
	o := NewOfficer(d, kit.NewInlineOwner(t.Context()), v, kit.NoEvents{})
	o.Begin()
	v.press()
	v.press()
	if len(v.problems) != 1 || v.fingers != 4 || v.enrolled != 0 {
		t.Errorf("%d problems, %d fingers, enrolled %d", len(v.problems), v.fingers, v.enrolled)
	}
	d.fail = 0
	o.Begin()
	v.press()
	if len(d.taken) != 2 {
		t.Errorf("after the fault nothing is taken: %v", d.taken)
	}
}
