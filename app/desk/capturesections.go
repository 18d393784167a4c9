package desk

import (
	"context"
	"slices"

	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/app/store"
)

// captureSections are the three sections that pictures go into.
type captureSections struct {
	content   dossier.Content
	revisions map[dossier.Section]int
}

// captured reads the capture sections of a dossier.
func (d *Desk) captured(ctx context.Context, id dossier.ID) (*captureSections, error) {
	s := &captureSections{revisions: map[dossier.Section]int{}}
	for name, target := range map[dossier.Section]any{
		dossier.SectionPortrait:     &s.content.Portrait,
		dossier.SectionFingerprints: &s.content.Fingerprints,
		dossier.SectionIris:         &s.content.Iris,
	} {
		revision, err := d.section(ctx, id, name, target)
		if err != nil {
			return nil, err
		}
		s.revisions[name] = revision
	}
	if s.content.Fingerprints.Fingers == nil {
		s.content.Fingerprints.Fingers = map[port.Position]dossier.Part{}
	}
	if s.content.Fingerprints.Rolled == nil {
		s.content.Fingerprints.Rolled = map[port.Position]dossier.Part{}
	}
	if s.content.Iris.Eyes == nil {
		s.content.Iris.Eyes = map[port.Position]dossier.Part{}
	}
	return s, nil
}

func (s *captureSections) part(step dossier.CaptureStep, position port.Position) dossier.Part {
	switch {
	case step.Kind == dossier.ExceptionStep:
		return dossier.Part{Capture: s.content.Portrait.Exception}
	case step.Kind == dossier.RolledStep:
		return s.content.Fingerprints.Rolled[position]
	case step.Modality == port.Face:
		return dossier.Part{Capture: s.content.Portrait.Capture}
	case step.Modality == port.Iris:
		return s.content.Iris.Eyes[position]
	}
	return s.content.Fingerprints.Fingers[position]
}

func (s *captureSections) set(step dossier.CaptureStep, position port.Position, part dossier.Part) {
	switch {
	case step.Kind == dossier.ExceptionStep:
		s.content.Portrait.Exception, s.content.Portrait.ExceptionOf = part.Capture, slices.Clone(step.Positions)
	case step.Kind == dossier.RolledStep:
		s.content.Fingerprints.Rolled[position] = part
	case step.Modality == port.Face:
		s.content.Portrait.Capture = part.Capture
	case step.Modality == port.Iris:
		s.content.Iris.Eyes[position] = part
	default:
		s.content.Fingerprints.Fingers[position] = part
	}
}

func sectionOf(modality port.Modality) dossier.Section {
	switch modality {
	case port.Face:
		return dossier.SectionPortrait
	case port.Iris:
		return dossier.SectionIris
	}
	return dossier.SectionFingerprints
}

// saveCaptures writes the one section that changed.
func (d *Desk) saveCaptures(ctx context.Context, id dossier.ID, name dossier.Section, s *captureSections, blobs []store.Blob) (int, error) {
	var content any = s.content.Portrait
	switch name {
	case dossier.SectionFingerprints:
		content = s.content.Fingerprints
	case dossier.SectionIris:
		content = s.content.Iris
	}
	return d.save(ctx, id, name, s.revisions[name], content, store.Change{Blobs: blobs})
}
