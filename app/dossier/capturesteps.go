package dossier

import (
	"slices"

	"carddesk/app/port"
)

// StepKind says what kind of picture a step takes.
type StepKind string

// Kinds of steps beside the plain one, which takes the face, flat fingers or eyes
// of the capture set.
const (
	PlainStep     StepKind = ""
	RolledStep    StepKind = "rolled"          // one rolled finger
	ExceptionStep StepKind = "exception-photo" // the holder with both hands raised
)

// eyes are the positions of the irises.
var eyes = []port.Position{port.LeftEye, port.RightEye}

// RolledSteps are the steps of the rolled fingers that a regime wants, one a
// finger and in their order, without those that cannot be taken at all. They are
// for desks whose device rolls; see [RolledNoDevice].
func RolledSteps(c Content, age int) []CaptureStep {
	var steps []CaptureStep
	for _, position := range RolledWanted(c.Identity.Request.Regime, age) {
		if c.Fingerprints.Fingers[position].Exception != nil {
			continue
		}
		steps = append(steps, CaptureStep{
			Section: SectionFingerprints, Modality: port.Finger, Part: port.SingleFinger,
			Positions: []port.Position{position}, Kind: RolledStep,
		})
	}
	return steps
}

// Excepted lists the fingers and eyes that are noted as ones that cannot be
// taken, fingers in the order of the rolled prints.
func Excepted(c Content) []port.Position {
	var out []port.Position
	for _, position := range rolledOrder {
		if c.Fingerprints.Fingers[position].Exception != nil {
			out = append(out, position)
		}
	}
	for _, position := range eyes {
		if c.Iris.Eyes[position].Exception != nil {
			out = append(out, position)
		}
	}
	return out
}

// ExceptionPhotoStep is the step of the exception photo; ok is false when nothing
// is excepted. The photo shows everything that was noted, so it is the last step.
func ExceptionPhotoStep(c Content) (step CaptureStep, ok bool) {
	excepted := Excepted(c)
	return CaptureStep{
		Section: SectionPortrait, Modality: port.Face, Part: port.FacePart, Positions: excepted, Kind: ExceptionStep,
	}, len(excepted) > 0
}

// ExceptionPhotoCurrent reports whether the exception photo was taken for
// exactly what is noted now.
func ExceptionPhotoCurrent(c Content) bool {
	return c.Portrait.Exception != nil && slices.Equal(c.Portrait.ExceptionOf, Excepted(c))
}

// OverrideReasons lists the codes of why a picture that the desk finds wrong is
// kept: the holder's body does not allow better, faith or custom (headscarf that
// leaves the face clear), the surroundings do not allow better, the desk's own
// look is wrong, another one in words.
func OverrideReasons() []string {
	return []string{"body", "custom", "surroundings", "wrong-remark", "other"}
}
