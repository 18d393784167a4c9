package desk

import (
	"context"
	"errors"
	"slices"

	"carddesk/app/dossier"
	"carddesk/app/port"
)

// Errors of what clerks say of a picture.
var (
	ErrNoRemark       = errors.New("nothing was found wrong with this picture")
	ErrOverrideReason = errors.New("the reason for keeping a picture is not known, or not said in words")
)

// Except records that a finger or an eye cannot be taken, and why.
func (d *Desk) Except(ctx context.Context, id dossier.ID, modality port.Modality, position port.Position, exception dossier.CaptureException) error {
	return d.setPart(ctx, id, modality, position, dossier.Part{Exception: &exception})
}

// TakeBackException makes a finger or an eye wanted again.
func (d *Desk) TakeBackException(ctx context.Context, id dossier.ID, modality port.Modality, position port.Position) error {
	return d.setPart(ctx, id, modality, position, dossier.Part{})
}

func (d *Desk) setPart(ctx context.Context, id dossier.ID, modality port.Modality, position port.Position, part dossier.Part) error {
	sections, err := d.captured(ctx, id)
	if err != nil {
		return err
	}
	sections.set(dossier.CaptureStep{Modality: modality}, position, part)
	if modality == port.Finger {
		known := d.prints(ctx, id, sections)
		d.mu.Lock()
		delete(known, position)
		d.mu.Unlock()
	}
	_, err = d.saveCaptures(ctx, id, sectionOf(modality), sections, nil)
	return err
}

// KeepAnyway records why a picture with remarks is kept all the same. It is of
// the picture that is kept now: another one needs another reason.
func (d *Desk) KeepAnyway(ctx context.Context, id dossier.ID, step dossier.CaptureStep, position port.Position, reason, note string) error {
	if !slices.Contains(dossier.OverrideReasons(), reason) || reason == "other" && note == "" {
		return ErrOverrideReason
	}
	actor, err := d.actor()
	if err != nil {
		return err
	}
	sections, err := d.captured(ctx, id)
	if err != nil {
		return err
	}
	capture := sections.part(step, position).Capture
	if capture == nil || capture.Remark == "" {
		return ErrNoRemark
	}
	kept := *capture
	kept.Override = &dossier.CaptureOverride{Reason: reason, Note: note, By: actor.User, At: d.now()}
	sections.set(step, position, dossier.Part{Capture: &kept})
	_, err = d.saveCaptures(ctx, id, step.Section, sections, nil)
	return err
}

// OverrideWords says why a picture was kept although something is wrong with it.
func OverrideWords(o dossier.CaptureOverride) string {
	text := map[string]string{
		"body": "thể trạng công dân không cho phép tốt hơn", "custom": "trang phục tôn giáo, dân tộc",
		"surroundings": "điều kiện nơi thu nhận", "wrong-remark": "cán bộ đã xem kỹ, ảnh đạt", "other": "lý do khác",
	}[o.Reason]
	if o.Note != "" {
		text += " (" + o.Note + ")"
	}
	return text
}

// CanRoll reports whether a device for single fingers is there, which may roll.
func (d *Desk) CanRoll(ctx context.Context) bool {
	_, err := d.device(ctx, port.Finger, port.SingleFinger)
	return err == nil
}

// NoteRolled records what became of the rolled fingers as a whole: the device
// cannot roll, the hands do not allow it.
func (d *Desk) NoteRolled(ctx context.Context, id dossier.ID, outcome string) error {
	sections, err := d.captured(ctx, id)
	if err != nil {
		return err
	}
	if sections.content.Fingerprints.RolledOutcome == outcome {
		return nil
	}
	sections.content.Fingerprints.RolledOutcome = outcome
	_, err = d.saveCaptures(ctx, id, dossier.SectionFingerprints, sections, nil)
	return err
}
