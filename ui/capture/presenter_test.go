package capture

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/app/store"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// fakeDesk takes every picture with the score that the test sets.
type fakeDesk struct {
	score     float64
	err       error
	weak      []port.Position // score 10 whatever score says
	excepted  []port.Position
	takenBack []port.Position
	tries     map[string]int
	onCapture func(ctx context.Context)
	captures  int
	previews  int
	broken    int // so many previews break before they show anything
	remark    map[port.Position]string
	hint      string   // on every picture
	kept      []string // overrides: position=reason
	rolls     bool
	rolled    string
}

func (d *fakeDesk) Preview(_ context.Context, _ dossier.CaptureStep, show func(port.Frame)) error {
	d.previews++
	if d.previews <= d.broken {
		return &port.DeviceError{Fault: port.FaultTimeout}
	}
	show(port.Frame{})
	return nil
}

func (d *fakeDesk) Capture(ctx context.Context, _ dossier.ID, step dossier.CaptureStep) (desk.CaptureOutcome, error) {
	d.captures++
	if f := d.onCapture; f != nil {
		d.onCapture = nil
		f(ctx)
	}
	if err := d.err; err != nil {
		d.err = nil
		return desk.CaptureOutcome{}, err
	}
	if d.tries == nil {
		d.tries = map[string]int{}
	}
	name := StepName(step)
	d.tries[name]++
	outcome := desk.CaptureOutcome{Step: step, Attempt: d.tries[name]}
	for _, position := range step.Positions {
		if slices.Contains(d.excepted, position) {
			continue
		}
		item := desk.Taken{Position: position, Score: d.score, Threshold: 60, Kept: true, Attempt: d.tries[name], Picture: []byte("jpeg")}
		if slices.Contains(d.weak, position) {
			item.Score = 10
		}
		if remark := d.remark[position]; remark != "" {
			item.Remarks = []string{remark}
			outcome.Remarks = append(outcome.Remarks, remark)
		}
		if d.hint != "" {
			outcome.Hints = []string{d.hint}
		}
		item.Good = item.Score >= item.Threshold
		outcome.Items = append(outcome.Items, item)
	}
	return outcome, nil
}

func (d *fakeDesk) Except(_ context.Context, _ dossier.ID, _ port.Modality, position port.Position, _ dossier.CaptureException) error {
	d.excepted = append(d.excepted, position)
	return nil
}

func (d *fakeDesk) TakeBackException(_ context.Context, _ dossier.ID, _ port.Modality, position port.Position) error {
	d.takenBack = append(d.takenBack, position)
	d.excepted = slices.DeleteFunc(d.excepted, func(p port.Position) bool { return p == position })
	return nil
}

func (d *fakeDesk) Picture(context.Context, string) ([]byte, error) { return nil, nil }
func (d *fakeDesk) KeepAnyway(_ context.Context, _ dossier.ID, _ dossier.CaptureStep, position port.Position, reason, _ string) error {
	d.kept = append(d.kept, string(position)+"="+reason)
	return nil
}
func (d *fakeDesk) CanRoll(context.Context) bool { return d.rolls }
func (d *fakeDesk) NoteRolled(_ context.Context, _ dossier.ID, outcome string) error {
	d.rolled = outcome
	return nil
}
func (d *fakeDesk) Attempts(port.Modality) int { return 2 }

// fakeView keeps what it was told.
type fakeView struct {
	View
	steps    []string // shown, in order
	order    []dossier.CaptureStep
	weak     string
	hint     string
	errors   []words.Message
	busy     []bool
	fingers  []Finger
	progress int
	taken    int // pictures shown small
	done     int
}

func (v *fakeView) ShowSteps(steps []dossier.CaptureStep, _ int, _ []bool) { v.order = steps }
func (v *fakeView) ShowStep(step dossier.CaptureStep, guidance string, _ float64) {
	if guidance == "" {
		panic("a step without guidance")
	}
	v.steps = append(v.steps, StepName(step))
}
func (v *fakeView) ShowFingers(fingers []Finger) { v.fingers = fingers }
func (v *fakeView) ShowFrame(port.Frame)         {}
func (v *fakeView) ShowPicture([]byte)           {}
func (v *fakeView) ShowTaken(jpegs [][]byte)     { v.taken = len(jpegs) }
func (v *fakeView) ShowBusy(busy bool)           { v.busy = append(v.busy, busy) }
func (v *fakeView) ShowWeak(text string)         { v.weak = text }
func (v *fakeView) ShowHint(text string)         { v.hint = text }
func (v *fakeView) ShowError(m words.Message)    { v.errors = append(v.errors, m) }
func (v *fakeView) ClearMessage()                { v.weak, v.hint = "", "" }
func (v *fakeView) Progressed()                  { v.progress++ }
func (v *fakeView) Done()                        { v.done++ }

var allSteps = []string{"Ảnh chân dung", "Bốn ngón phải", "Bốn ngón trái", "Hai ngón cái", "Mống mắt"}

func grownUp() desk.Opened {
	return desk.Opened{Dossier: store.Dossier{ID: "d1"}, Content: dossier.Content{Identity: dossier.Identity{
		Birth: "1990-05-04", Request: dossier.Request{Regime: dossier.Regime2023},
	}}}
}

func start(t *testing.T, opened desk.Opened) (*Presenter, *fakeDesk, *fakeView) {
	t.Helper()
	d := &fakeDesk{score: 90}
	p, v := startWith(t, d, opened)
	return p, d, v
}

func startWith(t *testing.T, d *fakeDesk, opened desk.Opened) (*Presenter, *fakeView) {
	t.Helper()
	v := &fakeView{}
	p := NewPresenter(Params{
		Clock: port.ClockFunc(func() time.Time { return time.Date(2026, 11, 25, 1, 0, 0, 0, time.UTC) }),
		Desk:  d, Events: kit.NoEvents{}, Owner: kit.NewInlineOwner(t.Context()),
		Threshold: func(dossier.CaptureStep, port.Position) float64 { return 60 }, View: v,
	})
	p.Begin(opened)
	return p, v
}

func TestPicturesInTheOrderOfTheLaw(t *testing.T) {
	p, d, v := start(t, grownUp())
	for range allSteps {
		p.Take()
	}
	if !slices.Equal(v.steps, allSteps) {
		t.Errorf("steps were %q, want %q", v.steps, allSteps)
	}
	if v.done != 1 || v.progress != len(allSteps) || d.previews != len(allSteps) {
		t.Errorf("done %d times after %d pictures and %d previews", v.done, v.progress, d.previews)
	}
}

// A hint is told while the next picture is already live; beside a weak picture it
// is part of what is said of it.
func TestHintStopsNothing(t *testing.T) {
	p, d, v := start(t, grownUp())
	d.hint = "Có thể chưa thấy rõ hai tai."
	p.Take()
	if !slices.Equal(v.steps, allSteps[:2]) || !strings.HasPrefix(v.hint, d.hint) || !strings.Contains(v.hint, "PgUp") {
		t.Errorf("steps %q, hint %q", v.steps, v.hint)
	}
	p.GoTo(0)
	if v.hint != "" {
		t.Errorf("back at the picture the hint still says %q", v.hint)
	}
	d.score = 10
	p.Take()
	if len(v.steps) != 3 || !strings.Contains(v.weak, d.hint) {
		t.Errorf("steps %q, said of a weak picture: %q", v.steps, v.weak)
	}
}

func TestBeginGoesOnWhereItStopped(t *testing.T) {
	opened := grownUp()
	taken := &dossier.CaptureRef{Score: 90, Tries: 1}
	opened.Portrait.Capture = taken
	opened.Fingerprints.Fingers = map[port.Position]dossier.Part{}
	for _, position := range port.SlapPositions(port.RightSlap) {
		opened.Fingerprints.Fingers[position] = dossier.Part{Capture: taken}
	}
	opened.Fingerprints.Fingers[port.RightLittle] = dossier.Part{Exception: &dossier.CaptureException{Reason: "amputated"}}
	_, _, v := start(t, opened)
	if !slices.Equal(v.steps, []string{"Bốn ngón trái"}) {
		t.Errorf("began at %q", v.steps)
	}
	if f := v.fingers[3]; f.Position != port.RightLittle || f.Exception != "cụt" || f.Taken {
		t.Errorf("the little finger is %+v", f)
	}
}

func TestUnderSixNothingIsTaken(t *testing.T) {
	opened := grownUp()
	opened.Identity.Birth = "2024-05-04"
	p, d, v := start(t, opened)
	p.Take()
	p.Next()
	p.Except(port.RightIndex, dossier.CaptureException{Reason: "worn"})
	p.GoTo(0)
	if d.captures != 0 || v.done != 1 || len(v.steps) != 0 {
		t.Errorf("%d pictures, done %d times, steps %q", d.captures, v.done, v.steps)
	}
}

func TestWeakPictureIsTakenAgain(t *testing.T) {
	p, d, v := start(t, grownUp())
	d.score = 30
	p.Take()
	if len(v.steps) != 1 || !strings.Contains(v.weak, "ảnh chân dung") || strings.Contains(v.weak, "Enter") {
		t.Fatalf("after the first weak picture: %q at %q", v.weak, v.steps)
	}
	p.Take()
	if !strings.Contains(v.weak, "Enter") {
		t.Errorf("after the last attempt that policy asks for: %q", v.weak)
	}
	p.Next()
	if len(v.steps) != 2 || v.weak != "" {
		t.Errorf("keeping the best does not go on: %q, %q", v.steps, v.weak)
	}
	d.weak, d.score = []port.Position{port.RightRing}, 90
	p.Take()
	if v.weak == "" || !strings.Contains(v.weak, "áp út") || strings.Contains(v.weak, "trỏ") {
		t.Errorf("one weak finger of four: %q", v.weak)
	}
}

func TestLowerSecondScoreIsNotShown(t *testing.T) {
	p, _, v := start(t, grownUp())
	step, _ := p.Step()
	for _, item := range []desk.Taken{
		{Score: 50, Threshold: 60, Kept: true, Attempt: 1}, {Score: 20, Threshold: 60, Attempt: 2},
	} {
		p.took(desk.CaptureOutcome{Step: step, Items: []desk.Taken{item}, Attempt: item.Attempt})
	}
	if f := v.fingers[0]; f.Score != 50 || f.Tries != 2 || f.Good {
		t.Errorf("the face is shown as %+v", f)
	}
}

func TestNextWaitsForThePicture(t *testing.T) {
	p, _, v := start(t, grownUp())
	p.Next()
	if len(v.steps) != 1 || v.weak == "" {
		t.Errorf("went on without a picture: %q", v.steps)
	}
}

func TestExceptionAndTakingItBack(t *testing.T) {
	p, d, v := start(t, grownUp())
	p.GoTo(3) // thumbs
	p.Except(port.RightIndex, dossier.CaptureException{Reason: "worn"})
	if len(d.excepted) != 0 {
		t.Error("a finger of another step was excepted")
	}
	p.Except(port.LeftThumb, dossier.CaptureException{Reason: "bandaged"})
	if !p.Excepted(port.LeftThumb) || p.Excepted(port.RightThumb) || len(v.steps) != 2 {
		t.Errorf("after one exception: steps %q", v.steps)
	}
	p.TakeBack(port.LeftThumb)
	if p.Excepted(port.LeftThumb) || !slices.Equal(d.takenBack, []port.Position{port.LeftThumb}) {
		t.Error("the exception was not taken back")
	}
	p.Except(port.LeftThumb, dossier.CaptureException{Reason: "bandaged"})
	p.Except(port.RightThumb, dossier.CaptureException{Reason: "amputated"})
	if got := v.steps[len(v.steps)-1]; got != "Mống mắt" {
		t.Errorf("with both thumbs excepted the step is %q, want the next", got)
	}
	p.GoTo(0)
	p.Except(port.FacePosition, dossier.CaptureException{Reason: "other"})
	if slices.Contains(d.excepted, port.FacePosition) {
		t.Error("the face was excepted")
	}
}

func TestDeviceFaultThenRecovery(t *testing.T) {
	p, d, v := start(t, grownUp())
	d.err = &port.DeviceError{Fault: port.FaultBusy}
	p.Take()
	if len(v.errors) != 1 || v.errors[0].What != "Thiết bị đang bận." || len(v.steps) != 1 {
		t.Fatalf("errors %v at %q", v.errors, v.steps)
	}
	if d.previews != 2 {
		t.Errorf("%d previews, want one anew after the fault", d.previews)
	}
	p.Take()
	if len(v.steps) != 2 || !slices.Equal(v.busy, []bool{true, false, true, false}) {
		t.Errorf("after the fault: steps %q, busy %v", v.steps, v.busy)
	}
}

func TestStopEndsThePictureThatIsTaken(t *testing.T) {
	p, d, v := start(t, grownUp())
	if p.Stop() {
		t.Error("something was stopped while nothing is taken")
	}
	d.onCapture = func(ctx context.Context) {
		if !p.Stop() || ctx.Err() == nil {
			t.Error("the picture was not stopped")
		}
		d.err = &port.DeviceError{Fault: port.FaultCancelled, Err: ctx.Err()}
	}
	p.Take()
	if len(v.errors) != 1 || v.errors[0].What != "Đã dừng thu nhận." {
		t.Errorf("errors %v", v.errors)
	}
}

// TestLeavingWhileAPictureIsTaken: what came all the same is kept, but no
// preview begins and nothing is said on another screen.
func TestLeavingWhileAPictureIsTaken(t *testing.T) {
	for name, fault := range map[string]error{"taken": nil, "cancelled": &port.DeviceError{Fault: port.FaultCancelled}} {
		p, d, v := start(t, grownUp())
		d.onCapture = func(context.Context) { p.Leave(); d.err = fault }
		previews := d.previews
		p.Take()
		if d.previews != previews || len(v.errors) != 0 || len(v.steps) != 1 || v.done != 0 {
			t.Errorf("%s: %d previews, errors %v, steps %q", name, d.previews-previews, v.errors, v.steps)
		}
		if fault == nil && v.progress != 1 {
			t.Errorf("%s: the sections are not marked anew", name)
		}
	}
}

func TestDoublePressTakesOnePicture(t *testing.T) {
	p, d, v := start(t, grownUp())
	d.onCapture = func(context.Context) { p.Take(); p.GoTo(2) }
	p.Take()
	if d.captures != 1 || len(v.steps) != 2 {
		t.Errorf("%d pictures, steps %q", d.captures, v.steps)
	}
}

func TestEveryStepHasItsWords(t *testing.T) {
	seen := map[string]bool{}
	for _, step := range dossier.CaptureSet(dossier.Regime2023, 36) {
		for _, text := range []string{StepName(step), Guidance(step)} {
			if text == "" || seen[text] {
				t.Errorf("step %+v is called %q", step, text)
			}
			seen[text] = true
		}
	}
}

func TestBrokenPreviewBeginsAgain(t *testing.T) {
	d, view := &fakeDesk{score: 80, broken: 3}, &fakeView{}
	rests := 0
	p := NewPresenter(Params{
		Clock: port.SystemClock{}, Desk: d, Events: kit.NoEvents{}, Owner: kit.NewInlineOwner(t.Context()), View: view,
		Threshold: func(dossier.CaptureStep, port.Position) float64 { return 60 },
		Pause: func(context.Context, time.Duration) bool {
			rests++
			return true
		},
	})
	p.Begin(desk.Opened{})
	if d.previews != 4 || rests != 3 || len(view.errors) != 3 {
		t.Errorf("%d previews, %d rests, %d messages; want 4, 3, 3", d.previews, rests, len(view.errors))
	}
	if p.previewBroken {
		t.Error("the message of the broken preview stands although pictures come again")
	}
}
