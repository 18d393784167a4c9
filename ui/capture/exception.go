package capture

import (
	"context"
	"slices"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

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
	if !ok || step.Kind != dossier.PlainStep || step.Modality == port.Face || !slices.Contains(step.Positions, to.Position) {
		return
	}
	p.background(func(ctx context.Context, id dossier.ID) error { return do(ctx, id, step.Modality) }, func() {
		p.parts[keyOf(step, to.Position)] = to
		p.photoWaived = false
		p.arrange()
		p.showFingers()
		p.showSteps()
		p.view.Progressed()
		p.events.Emit(event, "step", p.at)
		if p.active && p.complete(p.at) {
			p.Next()
		}
	})
}

// exceptions are the fingers and eyes that an exception photo proves.
func (p *Presenter) exceptions(step dossier.CaptureStep) []Finger {
	var out []Finger
	for _, position := range step.Positions {
		out = append(out, p.finger(dossier.CaptureStep{Modality: modalityOf(position)}, position))
	}
	return out
}

// modalityOf tells fingers from eyes.
func modalityOf(position port.Position) port.Modality {
	if position == port.LeftEye || position == port.RightEye {
		return port.Iris
	}
	return port.Finger
}

// background does something to the dossier and then, if it is still the one on
// the screen, shows what came of it.
func (p *Presenter) background(do func(context.Context, dossier.ID) error, done func()) {
	id := p.id
	kit.Background(p.owner, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, do(ctx, id)
	}, func(_ struct{}, err error) {
		switch {
		case p.id != id:
		case err != nil:
			p.view.ShowError(words.Of(err))
		default:
			done()
		}
	})
}

// remarks are what is wrong with pictures of the step and nobody has answered
// for, in sentences.
func (p *Presenter) remarks() []string {
	step, _ := p.Step()
	var out []string
	for _, position := range step.Positions {
		if f := p.finger(step, position); f.Remark != "" && f.Exception == "" {
			out = append(out, f.Remark)
		}
	}
	return out
}

// Remarked reports whether something is wrong with a picture of the step.
func (p *Presenter) Remarked() bool { return len(p.remarks()) > 0 }

// KeepAnyway keeps the pictures of the step that something is wrong with, for a
// reason that the supervisor reads, and goes on.
func (p *Presenter) KeepAnyway(reason, note string) {
	step, ok := p.Step()
	if !ok || !p.Remarked() {
		return
	}
	p.background(func(ctx context.Context, id dossier.ID) error {
		for _, position := range step.Positions {
			if p.finger(step, position).Remark == "" {
				continue
			}
			if err := p.desk.KeepAnyway(ctx, id, step, position, reason, note); err != nil {
				return err
			}
		}
		return nil
	}, func() {
		for _, position := range step.Positions {
			f := p.finger(step, position)
			f.Remark = ""
			p.parts[keyOf(step, position)] = f
		}
		p.view.ClearMessage()
		p.view.Progressed()
		p.events.Emit("kept-anyway", "step", p.at, "reason", reason)
		if p.active {
			p.Next()
		}
	})
}

// askRolled finds out whether a device of this desk rolls, where the law wants
// rolled prints. When none does, that is recorded: it is an outcome, not a gap.
func (p *Presenter) askRolled(opened desk.Opened) {
	outcome := opened.Fingerprints.RolledOutcome
	if len(dossier.RolledWanted(p.regime, p.age)) == 0 || outcome == dossier.RolledImpossible {
		return
	}
	rolls := false
	p.background(func(ctx context.Context, id dossier.ID) error {
		if rolls = p.desk.CanRoll(ctx); rolls || outcome != "" {
			return nil
		}
		return p.desk.NoteRolled(ctx, id, dossier.RolledNoDevice)
	}, func() {
		if !rolls {
			p.events.Emit("rolled", "outcome", dossier.RolledNoDevice)
			return
		}
		p.rolls = true
		p.arrange()
		p.showSteps()
		if p.active && p.complete(p.at) {
			p.Next()
		}
	})
}

// NoRoll records why no fingers are rolled, and goes on without them.
func (p *Presenter) NoRoll(outcome string) {
	p.background(func(ctx context.Context, id dossier.ID) error {
		return p.desk.NoteRolled(ctx, id, outcome)
	}, func() {
		p.rolls = false
		p.arrange()
		p.view.Progressed()
		p.events.Emit("rolled", "outcome", outcome)
		if p.active {
			p.Next()
		}
	})
}
