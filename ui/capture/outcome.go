package capture

import (
	"slices"
	"strings"

	"carddesk/app/desk"
	"carddesk/app/dossier"
)

// took notes what came of a capture and goes on when nothing is wrong with it.
func (p *Presenter) took(outcome desk.CaptureOutcome) {
	weak := p.note(outcome)
	if len(outcome.Items) > 0 {
		p.view.ShowPicture(outcome.Items[0].Picture)
		var pictures [][]byte
		for _, item := range outcome.Items {
			pictures = append(pictures, item.Picture)
		}
		p.view.ShowTaken(pictures)
	}
	p.showFingers()
	p.showSteps()
	p.view.Progressed()
	p.events.Emit("captured", "step", p.at, "items", len(outcome.Items), "weak", len(weak), "remarks", len(outcome.Remarks), "hints", len(outcome.Hints), "attempt", outcome.Attempt)
	if !p.active {
		return // it is on the disk; the clerk has left, so no preview begins
	}
	remarks := p.remarks()
	if len(weak) == 0 && len(remarks) == 0 {
		p.Next()
		if len(outcome.Hints) > 0 && p.active {
			p.view.ShowHint(strings.Join(outcome.Hints, " ") + " Phím PgUp trở lại ảnh vừa thu.")
		}
		return
	}
	var text []string
	text = append(text, remarks...)
	text = append(text, outcome.Hints...)
	if len(weak) > 0 {
		text = append(text, "Chất lượng thấp: "+strings.Join(weak, ", ")+".")
	}
	text = append(text, p.ways(outcome, len(weak) > 0, len(remarks) > 0))
	p.view.ShowWeak(strings.Join(text, " "))
}

// note takes over the items of a capture and returns the names of the weak ones.
func (p *Presenter) note(outcome desk.CaptureOutcome) (weak []string) {
	if outcome.Step.Kind == dossier.ExceptionStep {
		p.photoOf = slices.Clone(outcome.Step.Positions)
		return nil
	}
	for _, item := range outcome.Items {
		key := keyOf(outcome.Step, item.Position)
		f := p.parts[key]
		f.Position, f.Taken, f.Exception = item.Position, true, ""
		f.Tries = item.Attempt
		if item.Kept {
			f.Score, f.Remark = item.Score, strings.Join(item.Remarks, " ")
		}
		f.Good = f.Score >= item.Threshold
		p.parts[key] = f
		if !f.Good {
			name, _ := dossier.PartName(outcome.Step.Modality, item.Position)
			weak = append(weak, name)
		}
	}
	return weak
}

// ways says what can be done about a picture that is weak or wrong.
func (p *Presenter) ways(outcome desk.CaptureOutcome, weak, wrong bool) string {
	text := "Nhấn R để thu lại"
	enough := outcome.Attempt >= p.desk.Attempts(outcome.Step.Modality)
	switch {
	case wrong:
		text += ", hoặc K để giữ lại và ghi lý do"
	case weak && enough:
		text += ", hoặc Enter để giữ lần tốt nhất và đi tiếp"
	}
	return text + "."
}
