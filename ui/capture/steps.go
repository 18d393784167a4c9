package capture

import (
	"slices"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/port"
)

// arrange puts the steps in their order: the capture set, rolled fingers where a
// device rolls, the exception photo last, when all exceptions are known.
func (p *Presenter) arrange() {
	noted := p.noted()
	p.steps = dossier.CaptureSet(p.regime, p.age)
	if p.rolls {
		p.steps = append(p.steps, dossier.RolledSteps(noted, p.age)...)
	}
	if photo, ok := dossier.ExceptionPhotoStep(noted); ok && len(p.steps) > 0 {
		p.steps = append(p.steps, photo)
	}
	p.at = min(p.at, max(0, len(p.steps)-1))
}

// noted is the dossier as far as exceptions go.
func (p *Presenter) noted() dossier.Content {
	c := dossier.Content{
		Fingerprints: dossier.Fingerprints{Fingers: map[port.Position]dossier.Part{}},
		Iris:         dossier.Iris{Eyes: map[port.Position]dossier.Part{}},
	}
	c.Identity.Request.Regime = p.regime
	for key, f := range p.parts {
		part := dossier.Part{}
		if f.Exception != "" {
			part.Exception = &dossier.CaptureException{}
		}
		switch {
		case key.kind != dossier.PlainStep:
		case key.modality == port.Finger:
			c.Fingerprints.Fingers[key.position] = part
		case key.modality == port.Iris:
			c.Iris.Eyes[key.position] = part
		}
	}
	return c
}

// learn takes over what the sections hold already.
func (p *Presenter) learn(c dossier.Content) {
	take := func(step dossier.CaptureStep, position port.Position, part dossier.Part) {
		f := Finger{Position: position}
		if part.Capture != nil {
			f.Score, f.Tries, f.Taken = part.Capture.Score, part.Capture.Tries, true
			f.Good = f.Score >= p.threshold(step, position)
			if part.Capture.Override == nil {
				f.Remark = part.Capture.Remark
			}
		}
		if part.Exception != nil {
			f.Exception = desk.ExceptionWords(*part.Exception)
		}
		p.parts[keyOf(step, position)] = f
	}
	take(dossier.CaptureStep{Modality: port.Face}, port.FacePosition, dossier.Part{Capture: c.Portrait.Capture})
	for position, part := range c.Fingerprints.Fingers {
		take(dossier.CaptureStep{Modality: port.Finger}, position, part)
	}
	for position, part := range c.Fingerprints.Rolled {
		take(dossier.CaptureStep{Modality: port.Finger, Kind: dossier.RolledStep}, position, part)
	}
	for position, part := range c.Iris.Eyes {
		take(dossier.CaptureStep{Modality: port.Iris}, position, part)
	}
	p.photoOf = nil
	if c.Portrait.Exception != nil {
		p.photoOf = c.Portrait.ExceptionOf
	}
}

func (p *Presenter) finger(step dossier.CaptureStep, position port.Position) Finger {
	f := p.parts[keyOf(step, position)]
	f.Position = position
	return f
}

// complete reports whether a step needs nothing more.
func (p *Presenter) complete(at int) bool {
	step := p.steps[at]
	if step.Kind == dossier.ExceptionStep {
		return p.photoWaived || slices.Equal(p.photoOf, step.Positions)
	}
	for _, position := range step.Positions {
		f := p.finger(step, position)
		if f.Exception == "" && (!f.Taken || f.Remark != "") {
			return false
		}
	}
	return true
}
