package capture

import (
	"slices"
	"strings"
	"testing"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/port"
)

// takeAll takes every picture up to the end or a stop.
func takeAll(p *Presenter, most int) {
	for range most {
		p.Take()
	}
}

func TestExceptionIsProvedByAPhoto(t *testing.T) {
	p, _, v := start(t, grownUp())
	p.GoTo(3)
	p.Except(port.LeftThumb, dossier.CaptureException{Reason: "amputated"})
	if last := v.order[len(v.order)-1]; last.Kind != dossier.ExceptionStep || !slices.Equal(last.Positions, []port.Position{port.LeftThumb}) {
		t.Fatalf("last step %+v", last)
	}
	p.GoTo(0)
	takeAll(p, 5)
	if step, _ := p.Step(); step.Kind != dossier.ExceptionStep || v.done != 0 {
		t.Fatalf("after the capture set: step %+v, done %d", step, v.done)
	}
	p.Next()
	if v.done != 0 || !strings.Contains(v.weak, "Chưa có ảnh ghi nhận") {
		t.Errorf("went on without the photo: %q", v.weak)
	}
	p.Take()
	if v.done != 1 {
		t.Errorf("with the photo: done %d", v.done)
	}
	// Another exception makes the photo an old one.
	p.GoTo(4)
	p.Except(port.LeftEye, dossier.CaptureException{Reason: "bandaged"})
	if step, _ := p.Step(); step.Kind != dossier.ExceptionStep || len(step.Positions) != 2 {
		t.Errorf("after another exception the step is %+v", step)
	}
	p.GoTo(4)
	p.TakeBack(port.LeftEye)
	p.GoTo(3)
	p.TakeBack(port.LeftThumb)
	if slices.ContainsFunc(v.order, func(s dossier.CaptureStep) bool { return s.Kind == dossier.ExceptionStep }) {
		t.Error("nothing is excepted and a photo is wanted")
	}
}

// A camera that fails must not keep the citizen: after a try the clerk goes on.
func TestExceptionPhotoIsWaivedWhenTheCameraFails(t *testing.T) {
	p, d, v := start(t, grownUp())
	p.GoTo(3)
	p.Except(port.LeftThumb, dossier.CaptureException{Reason: "bent"})
	p.GoTo(0)
	takeAll(p, 5)
	d.err = &port.DeviceError{Fault: port.FaultUnreachable}
	p.Take()
	p.Next()
	if v.done != 1 {
		t.Errorf("done %d, %q", v.done, v.weak)
	}
}

func TestRemarkStopsUntilItIsAnswered(t *testing.T) {
	p, d, v := start(t, grownUp())
	d.remark = map[port.Position]string{port.RightIndex: "Ngón trỏ phải giống hệt ngón giữa phải."}
	p.Take() // the face
	p.Take() // the hand
	if v.taken != 4 {
		t.Errorf("%d pictures of the hand are shown", v.taken)
	}
	if step, _ := p.Step(); step.Part != port.RightSlap || !strings.Contains(v.weak, "giống hệt") || !strings.Contains(v.weak, "K để giữ") {
		t.Fatalf("step %+v, %q", step, v.weak)
	}
	p.Next()
	if len(v.steps) != 2 {
		t.Error("went on past a remark")
	}
	p.KeepAnyway("body", "")
	if !slices.Equal(d.kept, []string{"Right IndexFinger=body"}) || v.steps[len(v.steps)-1] != "Bốn ngón trái" {
		t.Errorf("kept %q, steps %q", d.kept, v.steps)
	}
	p.GoTo(1)
	d.remark = nil
	p.Take()
	if p.Remarked() {
		t.Error("a clean picture is still remarked")
	}
	p.KeepAnyway("body", "")
	if len(d.kept) != 1 {
		t.Error("something clean was kept anyway")
	}
}

func oldLaw() desk.Opened {
	opened := grownUp()
	opened.Identity.Request.Regime = dossier.Regime2014
	return opened
}

func TestRolledFingersWhereADeviceRolls(t *testing.T) {
	d := &fakeDesk{score: 90, rolls: true}
	p, v := startWith(t, d, oldLaw())
	if len(v.order) != 14 || d.rolled != "" {
		t.Fatalf("%d steps, rolled %q", len(v.order), d.rolled)
	}
	p.GoTo(4)
	if v.steps[len(v.steps)-1] != "Lăn ngón cái phải" {
		t.Errorf("step %q", v.steps[len(v.steps)-1])
	}
	p.NoRoll(dossier.RolledImpossible)
	if d.rolled != dossier.RolledImpossible {
		t.Errorf("rolled %q", d.rolled)
	}
	p.GoTo(0)
	takeAll(p, 4)
	if v.done != 1 {
		t.Errorf("done %d after the flat fingers", v.done)
	}
}

func TestNoRollingDeviceIsRecorded(t *testing.T) {
	d := &fakeDesk{score: 90}
	_, v := startWith(t, d, oldLaw())
	if d.rolled != dossier.RolledNoDevice || len(v.order) != 4 {
		t.Errorf("rolled %q, %d steps", d.rolled, len(v.order))
	}
}

func TestWhatIsTrueOfSeveralFingersIsSaidOnce(t *testing.T) {
	got := sentences("! Ngón trỏ phải sai. Thu lại. Ngón giữa phải sai. Thu lại. Nhấn R để thu lại.")
	want := []string{"! Ngón trỏ phải sai.", "Ngón giữa phải sai.", "Thu lại.", "Nhấn R để thu lại."}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}
