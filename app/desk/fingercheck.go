package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"carddesk/app/capture/finger"
	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/app/store"
)

// ErrNoFinger says that no finger of a dossier can be compared: none was taken,
// or none clearly enough.
var ErrNoFinger = errors.New("dossier has no finger to compare with")

// FingerCheck is a finger on the glass beside the one taken at the intake. The
// picture itself is not kept.
type FingerCheck struct {
	Position port.Position
	Clear    bool // the print on the glass shows enough to say anything
	Same     bool
	Score    float64 // [finger.Comparison]
}

// comparable are the fingers in the order in which one is asked for: those that
// are easiest to lay down.
var comparable = []port.Position{
	port.RightIndex, port.LeftIndex, port.RightMiddle, port.LeftMiddle, port.RightThumb, port.LeftThumb,
	port.RightRing, port.LeftRing, port.RightLittle, port.LeftLittle,
}

// ComparableFinger is the finger that whoever fetches a card is asked for; ok is
// false when the dossier has none that was taken clearly.
func ComparableFinger(opened Opened) (position port.Position, ok bool) {
	for _, position := range comparable {
		if capture := opened.Fingerprints.Fingers[position].Capture; capture != nil && capture.Template != "" {
			return position, true
		}
	}
	return "", false
}

// FingerName is a finger in the clerk's words.
func FingerName(position port.Position) string {
	name, _ := dossier.PartName(port.Finger, position)
	return name
}

// VerifyFinger takes a finger of who fetches the card and compares it with that
// of the intake. Errors of the device are *[port.DeviceError].
func (d *Desk) VerifyFinger(ctx context.Context, opened Opened, position port.Position) (FingerCheck, error) {
	actor, err := d.actor()
	if err != nil {
		return FingerCheck{}, err
	}
	check, err := d.checkFinger(ctx, opened.ID, position)
	if err != nil {
		return FingerCheck{}, err
	}
	command, err := d.randomID()
	if err != nil {
		return FingerCheck{}, err
	}
	_, err = d.Store.Apply(ctx, store.Change{
		ID: "check-finger-" + command, Actor: actor, Command: dossier.CheckCard, Dossier: opened.ID,
		Payload: map[string]any{"finger": position, "clear": check.Clear, "same": check.Same},
	})
	if err != nil {
		return FingerCheck{}, fmt.Errorf("noting a finger check: %w", err)
	}
	return check, nil
}

// checkFinger takes one finger and compares it with the one taken for a dossier.
func (d *Desk) checkFinger(ctx context.Context, id dossier.ID, position port.Position) (FingerCheck, error) {
	check := FingerCheck{Position: position}
	sections, err := d.captured(ctx, id)
	if err != nil {
		return check, err
	}
	kept := d.prints(ctx, id, sections)[position]
	if kept == nil {
		return check, ErrNoFinger
	}
	print, err := d.takeFinger(ctx, position)
	if err != nil || print == nil {
		return check, err
	}
	check.Clear = true
	check.Score = finger.Compare(print, kept).Score
	check.Same = check.Score >= finger.SameFinger
	return check, nil
}

// takeFinger takes one finger and finds its minutiae; nil when the print shows
// too few.
func (d *Desk) takeFinger(ctx context.Context, position port.Position) (*finger.Template, error) {
	device, part, others, err := d.slapDevice(ctx, position)
	if err != nil {
		return nil, err
	}
	result, err := d.Biometrics.Capture(ctx, port.CaptureRequest{
		Device: device, Part: part, Expected: []port.Position{position}, Exceptions: others,
		RequestedScore: int(d.threshold(port.Finger)), Timeout: d.Policy.CaptureTime(d.now()),
	})
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(result.Items, func(item port.Biometric) bool { return item.Position == position })
	if i < 0 {
		return nil, &port.DeviceError{Fault: port.FaultWrongCount, Err: ErrNoFinger}
	}
	return d.minutiae(ctx, result.Items[i])
}

// minutiae finds those of a finger that was taken; nil when it shows too few.
func (d *Desk) minutiae(ctx context.Context, item port.Biometric) (*finger.Template, error) {
	picture, err := d.Renderer.Picture(ctx, item.Image)
	if err != nil {
		return nil, fmt.Errorf("showing a finger: %w", err)
	}
	template, err := finger.Read(grey(picture), item.Resolution)
	if err != nil || len(template.Minutiae) < fewestMinutiae {
		return nil, nil // a smear, not a fault of the device
	}
	return template, nil
}

// slapDevice is the device for one finger: one for single fingers is the simplest
// for whoever lays it down, else the slap that the finger belongs to, the others
// of it left out.
func (d *Desk) slapDevice(ctx context.Context, position port.Position) (device port.BiometricDevice, part port.Part, others []port.Position, err error) {
	d.mu.Lock()
	known := d.devices
	d.mu.Unlock()
	if single, ok := usable(known, port.Finger, port.SingleFinger); ok && single.TakesSingle() {
		return single, port.SingleFinger, nil, nil
	}
	part, others = slapOf(position)
	device, err = d.device(ctx, port.Finger, part)
	return device, part, others, err
}

// slapOf is the part of the device that takes a finger, and its other fingers.
func slapOf(position port.Position) (part port.Part, others []port.Position) {
	for _, part := range []port.Part{port.RightSlap, port.LeftSlap, port.Thumbs} {
		fingers := port.SlapPositions(part)
		if i := slices.Index(fingers, position); i >= 0 {
			return part, slices.Delete(fingers, i, i+1)
		}
	}
	return port.Thumbs, nil
}

// WithFinger adds whether the finger of who fetches the card is that of the
// dossier, in place of an earlier try. A print that shows nothing changes nothing.
func (c ChipCheck) WithFinger(f FingerCheck) ChipCheck {
	if !f.Clear {
		return c
	}
	row := ComparedField{
		Field: FieldFinger, Label: "Vân tay", Dossier: capital(FingerName(f.Position)) + " khớp", Agreement: Agrees,
	}
	if !f.Same {
		row.Dossier, row.Chip, row.Agreement = capital(FingerName(f.Position)), "ngón trên máy là ngón khác", Differs
	}
	return c.with(row)
}
