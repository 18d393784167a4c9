// Package capture takes portrait, fingerprints and irises of the citizen.
package capture

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/port"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// previewRetry is how long a broken preview rests before it is begun again.
const previewRetry = time.Second

// Desk is what the screen needs of the desk.
type Desk interface {
	Preview(ctx context.Context, step dossier.CaptureStep, show func(port.Frame)) error
	Capture(ctx context.Context, id dossier.ID, step dossier.CaptureStep) (desk.CaptureOutcome, error)
	Except(ctx context.Context, id dossier.ID, modality port.Modality, position port.Position, exception dossier.CaptureException) error
	TakeBackException(ctx context.Context, id dossier.ID, modality port.Modality, position port.Position) error
	Picture(ctx context.Context, blob string) ([]byte, error)
	KeepAnyway(ctx context.Context, id dossier.ID, step dossier.CaptureStep, position port.Position, reason, note string) error
	CanRoll(ctx context.Context) bool
	NoteRolled(ctx context.Context, id dossier.ID, outcome string) error
	Attempts(modality port.Modality) int
}

// Finger is the state of one finger, eye or the face.
type Finger struct {
	Position  port.Position
	Score     float64
	Tries     int
	Taken     bool
	Good      bool
	Exception string // in words
	Remark    string // what is wrong with the picture and nobody has answered for
}

// View is what the presenter says to the window, on the UI goroutine.
type View interface {
	ShowSteps(steps []dossier.CaptureStep, at int, done []bool)
	ShowStep(step dossier.CaptureStep, guidance string, threshold float64)
	ShowFingers([]Finger)
	ShowFrame(port.Frame) // called from the preview's goroutine
	ShowPicture(jpeg []byte)
	// ShowTaken shows the pictures of one capture small, until the next one.
	ShowTaken(jpegs [][]byte)
	ShowBusy(bool)
	ShowWeak(text string)
	// ShowHint says what may be wrong with the picture just taken, while the next
	// one is already live.
	ShowHint(text string)
	ShowError(words.Message)
	ClearMessage()
	// Progressed says that the sections on the disk have changed.
	Progressed()
	Done()
}

// Presenter goes through the pictures of the capture set.
type Presenter struct {
	desk   Desk
	owner  *kit.Owner
	view   View
	events kit.Events
	clock  port.Clock

	id          dossier.ID
	steps       []dossier.CaptureStep
	at          int
	regime      dossier.Regime
	age         int
	parts       map[partKey]Finger
	rolls       bool            // a device that may roll is there
	photoOf     []port.Position // what the exception photo shows; nil: none was taken
	photoFailed bool            // the camera did not take it when it was asked last
	photoWaived bool            // the camera failed and the clerk went on without the photo
	threshold   func(dossier.CaptureStep, port.Position) float64
	once        kit.Once
	stopPreview context.CancelFunc
	// previewBroken: the message on the screen is that of a broken preview.
	previewBroken bool
	pause         func(ctx context.Context, d time.Duration) bool
	stopTaking    context.CancelFunc
	active        bool
}

type partKey struct {
	kind     dossier.StepKind
	modality port.Modality
	position port.Position
}

func keyOf(step dossier.CaptureStep, position port.Position) partKey {
	return partKey{step.Kind, step.Modality, position}
}

// Params are what a presenter is made of.
type Params struct {
	Clock  port.Clock
	Desk   Desk
	Events kit.Events
	Owner  *kit.Owner
	// Pause waits before a broken preview is begun again and reports false when
	// ctx ended; nil does not begin it again.
	Pause     func(ctx context.Context, d time.Duration) bool
	Threshold func(dossier.CaptureStep, port.Position) float64
	View      View
}

// NewPresenter makes the presenter of one capture screen.
func NewPresenter(p Params) *Presenter {
	return &Presenter{
		desk: p.Desk, owner: p.Owner, view: p.View, events: p.Events, clock: p.Clock, threshold: p.Threshold, pause: p.Pause,
	}
}

// Begin shows the first picture that is still wanted.
func (p *Presenter) Begin(opened desk.Opened) {
	p.id, p.active = opened.ID, true
	p.regime = opened.Identity.Request.Regime
	p.age = dossier.AgeOf(opened.Identity, person.FromTime(p.clock.Now()))
	p.parts, p.rolls, p.photoWaived = map[partKey]Finger{}, false, false
	p.view.ShowTaken(nil)
	p.learn(opened.Content)
	p.arrange()
	p.at = 0
	for p.at < len(p.steps)-1 && p.complete(p.at) {
		p.at++
	}
	p.show()
	p.askRolled(opened)
}

// Step is the picture in work; ok is false when nothing is to be taken.
func (p *Presenter) Step() (step dossier.CaptureStep, ok bool) {
	if p.at >= len(p.steps) {
		return dossier.CaptureStep{}, false
	}
	return p.steps[p.at], true
}

func (p *Presenter) show() {
	step, ok := p.Step()
	if !ok {
		p.Leave()
		p.view.Done()
		return
	}
	p.showSteps()
	p.view.ShowStep(step, Guidance(step), p.threshold(step, firstOf(step)))
	p.showFingers()
	p.preview(step)
	p.events.Emit("capture-step", "step", p.at, "modality", string(step.Modality), "part", int(step.Part))
}

func (p *Presenter) showSteps() {
	done := make([]bool, len(p.steps))
	for i := range p.steps {
		done[i] = p.complete(i)
	}
	p.view.ShowSteps(p.steps, p.at, done)
}

func firstOf(step dossier.CaptureStep) port.Position {
	if len(step.Positions) == 0 {
		return port.FacePosition
	}
	return step.Positions[0]
}

func (p *Presenter) showFingers() {
	if at := p.steps[p.at]; at.Kind == dossier.ExceptionStep {
		p.view.ShowFingers(p.exceptions(at))
		return
	}
	var fingers []Finger
	for _, step := range p.steps {
		for _, position := range step.Positions {
			if step.Modality == p.steps[p.at].Modality && step.Kind == p.steps[p.at].Kind {
				fingers = append(fingers, p.finger(step, position))
			}
		}
	}
	p.view.ShowFingers(fingers)
}

// preview shows the live picture of the step until another one is shown. A
// stream that breaks is begun again by itself: a device may only be slow, or be
// plugged in again.
func (p *Presenter) preview(step dossier.CaptureStep) {
	if p.stopPreview != nil {
		p.stopPreview()
	}
	var ctx context.Context
	ctx, p.stopPreview = context.WithCancel(p.owner.Context())
	at := p.at
	p.owner.Go(func(context.Context) {
		for p.watch(ctx, step, at) && p.pause != nil && p.pause(ctx, previewRetry) {
		}
	})
}

// watch shows the live picture until ctx ends or the stream breaks; broken
// reports the latter, which the clerk is told.
func (p *Presenter) watch(ctx context.Context, step dossier.CaptureStep, at int) (broken bool) {
	var first sync.Once
	err := p.desk.Preview(ctx, step, func(frame port.Frame) {
		p.view.ShowFrame(frame)
		first.Do(func() {
			p.events.Emit("preview-shown", "step", at)
			p.owner.Do(func() {
				if p.previewBroken {
					p.previewBroken = false
					p.view.ClearMessage()
				}
			})
		})
	})
	if err == nil || ctx.Err() != nil {
		return false
	}
	p.owner.Do(func() {
		if ctx.Err() == nil && p.active {
			p.previewBroken = true
			p.view.ShowError(words.Of(err))
			p.events.Emit("preview-failed")
		}
	})
	return true
}

// Leave stops preview and capture; what was taken is on the disk.
func (p *Presenter) Leave() {
	p.active = false
	if p.stopPreview != nil {
		p.stopPreview()
	}
	if p.stopTaking != nil {
		p.stopTaking()
	}
}

// Take takes the picture. A second press while the device works does nothing.
func (p *Presenter) Take() {
	step, ok := p.Step()
	if !ok {
		return
	}
	p.once.Start(func(release func()) {
		var ctx context.Context
		ctx, p.stopTaking = context.WithCancel(p.owner.Context())
		p.view.ClearMessage()
		p.view.ShowBusy(true)
		p.events.Emit("capture-started", "step", p.at)
		id, stop := p.id, p.stopTaking
		kit.Background(p.owner, func(context.Context) (desk.CaptureOutcome, error) {
			defer stop()
			return p.desk.Capture(ctx, id, step)
		}, func(outcome desk.CaptureOutcome, err error) {
			release()
			p.view.ShowBusy(false)
			if p.id != id {
				return
			}
			if err != nil {
				p.failed(step, err)
				return
			}
			p.took(outcome)
		})
	})
}

func (p *Presenter) failed(step dossier.CaptureStep, err error) {
	fault := ""
	var device *port.DeviceError
	if errors.As(err, &device) {
		fault = string(device.Fault)
	}
	p.events.Emit("capture-failed", "step", p.at, "fault", fault)
	p.photoFailed = step.Kind == dossier.ExceptionStep
	if p.active {
		p.view.ShowError(words.Of(err))
		p.preview(step)
	}
}

// Stop ends a capture that takes too long.
func (p *Presenter) Stop() bool {
	if !p.once.Busy() || p.stopTaking == nil {
		return false
	}
	p.stopTaking()
	return true
}

// Next goes to the next picture that is wanted; after the last one the capture
// is done.
func (p *Presenter) Next() {
	step, ok := p.Step()
	if !ok {
		return
	}
	if step.Kind == dossier.ExceptionStep && p.photoFailed {
		p.photoWaived = true
	}
	if !p.complete(p.at) {
		p.view.ShowWeak(p.wanted(step))
		return
	}
	for next := range p.steps {
		i := (p.at + 1 + next) % len(p.steps)
		if !p.complete(i) {
			p.at = i
			p.view.ClearMessage()
			p.show()
			return
		}
	}
	p.Leave()
	p.events.Emit("capture-done")
	p.view.Done()
}

// wanted says what a step still needs.
func (p *Presenter) wanted(step dossier.CaptureStep) string {
	if remarks := p.remarks(); len(remarks) > 0 {
		return strings.Join(remarks, " ") + " Nhấn R để thu lại, hoặc K để giữ lại và ghi lý do."
	}
	if step.Kind == dossier.ExceptionStep {
		return "Chưa có ảnh ghi nhận phần không thu được: nhấn phím cách để chụp."
	}
	return "Bước này chưa đủ: nhấn phím cách để thu, hoặc M nếu không thu được."
}

// GoTo shows one picture again.
func (p *Presenter) GoTo(at int) {
	if at < 0 || at >= len(p.steps) || p.once.Busy() {
		return
	}
	p.at, p.active = at, true
	p.view.ClearMessage()
	p.show()
}
