// Package capture takes portrait, fingerprints and irises of the citizen.
package capture

import (
	"context"
	"errors"
	"slices"
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
	Devices(ctx context.Context) ([]port.BiometricDevice, map[string]error)
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
}

// View is what the presenter says to the window, on the UI goroutine.
type View interface {
	ShowSteps(steps []dossier.CaptureStep, at int, done []bool)
	ShowStep(step dossier.CaptureStep, guidance string, threshold float64)
	ShowFingers([]Finger)
	ShowFrame(port.Frame) // called from the preview's goroutine
	ShowPicture(jpeg []byte)
	ShowBusy(bool)
	ShowWeak(text string)
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
	parts       map[partKey]Finger
	threshold   map[port.Modality]float64
	once        kit.Once
	stopPreview context.CancelFunc
	// previewBroken: the message on the screen is that of a broken preview.
	previewBroken bool
	pause         func(ctx context.Context, d time.Duration) bool
	stopTaking    context.CancelFunc
	active        bool
}

type partKey struct {
	modality port.Modality
	position port.Position
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
	Threshold func(port.Modality) float64
	View      View
}

// NewPresenter makes the presenter of one capture screen.
func NewPresenter(p Params) *Presenter {
	threshold := map[port.Modality]float64{}
	for _, m := range []port.Modality{port.Face, port.Finger, port.Iris} {
		threshold[m] = p.Threshold(m)
	}
	return &Presenter{
		desk: p.Desk, owner: p.Owner, view: p.View, events: p.Events, clock: p.Clock, threshold: threshold, pause: p.Pause,
	}
}

// Begin shows the first picture that is still wanted.
func (p *Presenter) Begin(opened desk.Opened) {
	p.id, p.active = opened.ID, true
	p.steps = stepsOf(opened.Content, p.clock.Now())
	p.parts = map[partKey]Finger{}
	p.learn(opened.Content)
	p.at = 0
	for p.at < len(p.steps)-1 && p.complete(p.at) {
		p.at++
	}
	p.show()
}

// stepsOf is the capture set of a dossier.
func stepsOf(c dossier.Content, now time.Time) []dossier.CaptureStep {
	return dossier.CaptureSet(c.Identity.Request.Regime, dossier.AgeOf(c.Identity, person.FromTime(now)))
}

// learn takes over what the sections hold already.
func (p *Presenter) learn(c dossier.Content) {
	take := func(modality port.Modality, position port.Position, part dossier.Part) {
		f := Finger{Position: position}
		if part.Capture != nil {
			f.Score, f.Tries, f.Taken = part.Capture.Score, part.Capture.Tries, true
			f.Good = f.Score >= p.threshold[modality]
		}
		if part.Exception != nil {
			f.Exception = desk.ExceptionWords(*part.Exception)
		}
		p.parts[partKey{modality, position}] = f
	}
	take(port.Face, port.FacePosition, dossier.Part{Capture: c.Portrait.Capture})
	for position, part := range c.Fingerprints.Fingers {
		take(port.Finger, position, part)
	}
	for position, part := range c.Iris.Eyes {
		take(port.Iris, position, part)
	}
}

func (p *Presenter) finger(step dossier.CaptureStep, position port.Position) Finger {
	f := p.parts[partKey{step.Modality, position}]
	f.Position = position
	return f
}

// complete reports whether a step needs nothing more.
func (p *Presenter) complete(at int) bool {
	for _, position := range p.steps[at].Positions {
		if f := p.finger(p.steps[at], position); !f.Taken && f.Exception == "" {
			return false
		}
	}
	return true
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
	done := make([]bool, len(p.steps))
	for i := range p.steps {
		done[i] = p.complete(i)
	}
	p.view.ShowSteps(p.steps, p.at, done)
	p.view.ShowStep(step, Guidance(step), p.threshold[step.Modality])
	p.showFingers()
	p.preview(step)
	p.events.Emit("capture-step", "step", p.at, "modality", string(step.Modality), "part", int(step.Part))
}

func (p *Presenter) showFingers() {
	var fingers []Finger
	for _, step := range p.steps {
		for _, position := range step.Positions {
			if step.Modality == p.steps[p.at].Modality {
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

func (p *Presenter) took(outcome desk.CaptureOutcome) {
	weak := []string{}
	for _, item := range outcome.Items {
		key := partKey{outcome.Step.Modality, item.Position}
		f := p.parts[key]
		f.Position, f.Taken, f.Exception = item.Position, true, ""
		f.Tries = item.Attempt
		if item.Kept {
			f.Score = item.Score
		}
		f.Good = f.Score >= item.Threshold
		p.parts[key] = f
		if !f.Good {
			name, _ := dossier.PartName(outcome.Step.Modality, item.Position)
			weak = append(weak, name)
		}
	}
	if len(outcome.Items) > 0 {
		p.view.ShowPicture(outcome.Items[0].Picture)
	}
	p.showFingers()
	p.view.Progressed()
	p.events.Emit("captured", "step", p.at, "items", len(outcome.Items), "weak", len(weak), "remarks", len(outcome.Remarks), "attempt", outcome.Attempt)
	if !p.active {
		return // it is on the disk; the clerk has left, so no preview begins
	}
	if len(weak) == 0 {
		p.Next()
		return
	}
	text := "Chất lượng thấp: " + strings.Join(weak, ", ") + ". Nhấn R để thu lại"
	if outcome.Attempt >= p.desk.Attempts(outcome.Step.Modality) {
		text += ", hoặc Enter để giữ lần tốt nhất và đi tiếp"
	}
	p.view.ShowWeak(text + ".")
}

// Next goes to the next picture that is wanted; after the last one the capture
// is done.
func (p *Presenter) Next() {
	if _, ok := p.Step(); !ok {
		return
	}
	if !p.complete(p.at) {
		p.view.ShowWeak("Bước này chưa đủ: nhấn phím cách để thu, hoặc M nếu không thu được.")
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

// GoTo shows one picture again.
func (p *Presenter) GoTo(at int) {
	if at < 0 || at >= len(p.steps) || p.once.Busy() {
		return
	}
	p.at = at
	p.view.ClearMessage()
	p.show()
}

// Except notes that a finger or an eye of the step cannot be taken.
func (p *Presenter) Except(position port.Position, exception dossier.CaptureException) {
	f := Finger{Position: position, Exception: desk.ExceptionWords(exception)}
	p.change(f, "excepted", func(ctx context.Context, id dossier.ID, modality port.Modality) error {
		return p.desk.Except(ctx, id, modality, position, exception)
	})
}

// Excepted reports whether a finger or an eye of the step is noted as one that
// cannot be taken.
func (p *Presenter) Excepted(position port.Position) bool {
	step, ok := p.Step()
	return ok && p.finger(step, position).Exception != ""
}

// TakeBack makes a finger or an eye wanted again that was excepted.
func (p *Presenter) TakeBack(position port.Position) {
	p.change(Finger{Position: position}, "exception-taken-back", func(ctx context.Context, id dossier.ID, modality port.Modality) error {
		return p.desk.TakeBackException(ctx, id, modality, position)
	})
}

// change does something to one part of the step and shows what it is then.
func (p *Presenter) change(to Finger, event string, do func(context.Context, dossier.ID, port.Modality) error) {
	step, ok := p.Step()
	if !ok || step.Modality == port.Face || !slices.Contains(step.Positions, to.Position) {
		return
	}
	id := p.id
	kit.Background(p.owner, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, do(ctx, id, step.Modality)
	}, func(_ struct{}, err error) {
		if p.id != id {
			return
		}
		if err != nil {
			p.view.ShowError(words.Of(err))
			return
		}
		p.parts[partKey{step.Modality, to.Position}] = to
		p.showFingers()
		p.view.Progressed()
		p.events.Emit(event, "step", p.at)
		if p.active && p.complete(p.at) {
			p.Next()
		}
	})
}
