package dossier

import (
	"slices"
	"time"

	"carddesk/app/person"
	"carddesk/app/policy"
	"carddesk/app/port"
)

// CaptureRule is one picture, or one run of rolled fingers, that a law wants.
type CaptureRule struct {
	Name      string // Vietnamese
	English   string
	Section   Section
	Modality  port.Modality
	Part      port.Part // of a device, for flat pictures
	Positions []port.Position
	Rolled    bool // finger by finger, in the order of Positions
	FromAge   int  // completed years
	Source    Source
}

// CaptureStep is one picture that the desk takes of the holder.
type CaptureStep struct {
	Section   Section
	Modality  port.Modality
	Part      port.Part
	Positions []port.Position
	Kind      StepKind
}

// Outcomes of the rolled prints ([Fingerprints].RolledOutcome).
const (
	RolledTaken      = "taken"
	RolledNoDevice   = "device-cannot-roll" // the device of the desk takes flat prints only
	RolledImpossible = "cannot-be-taken"    // the hands of the holder do not allow it
)

// rolledOrder is the order of the rolled fingers: right thumb to little finger,
// then left (Circular 60/2021, article 5.3).
var rolledOrder = []port.Position{
	port.RightThumb, port.RightIndex, port.RightMiddle, port.RightRing, port.RightLittle,
	port.LeftThumb, port.LeftIndex, port.LeftMiddle, port.LeftRing, port.LeftLittle,
}

func portraitRule(fromAge int, source Source) CaptureRule {
	return CaptureRule{Name: "ảnh chân dung", English: "portrait", Section: SectionPortrait, Modality: port.Face,
		Part: port.FacePart, Positions: []port.Position{port.FacePosition}, FromAge: fromAge, Source: source}
}

func slapRule(part port.Part, fromAge int, source Source) CaptureRule {
	names := map[port.Part][2]string{
		port.RightSlap: {"4 ngón phải chụm", "right four fingers flat"},
		port.LeftSlap:  {"4 ngón trái chụm", "left four fingers flat"},
		port.Thumbs:    {"2 ngón cái chụm", "two thumbs flat"},
	}
	return CaptureRule{Name: names[part][0], English: names[part][1], Section: SectionFingerprints, Modality: port.Finger,
		Part: part, Positions: port.SlapPositions(part), FromAge: fromAge, Source: source}
}

// CaptureSet returns the pictures that a regime wants of a holder of the given
// age and that a desk takes today, in their order: portrait, right four fingers,
// left four, two thumbs (Circular 60/2021, article 5.3), then both irises for
// the law of 2023. Below the age of the law nothing is taken (14 in 2014, six in
// 2023: Law 26/2023, article 23.2a). An unknown age (negative) is treated as an
// adult's: too much is asked for rather than too little.
//
// Rolled prints are not in it, see [RolledSteps]: few devices of a desk roll.
func CaptureSet(regime Regime, age int) []CaptureStep {
	rules, ok := RulesOf(regime)
	if !ok {
		rules = rules2023
	}
	var steps []CaptureStep
	for _, rule := range rules.Captures {
		if !rule.Rolled && rule.wanted(age) {
			steps = append(steps, CaptureStep{
				Section: rule.Section, Modality: rule.Modality, Part: rule.Part, Positions: slices.Clone(rule.Positions),
			})
		}
	}
	return steps
}

// RolledWanted lists the fingers that a regime wants rolled, in their order; nil
// when it wants none. That the device cannot roll is then an outcome to record.
func RolledWanted(regime Regime, age int) []port.Position {
	rules, _ := RulesOf(regime)
	for _, rule := range rules.Captures {
		if rule.Rolled && rule.wanted(age) {
			return slices.Clone(rule.Positions)
		}
	}
	return nil
}

func (c CaptureRule) wanted(age int) bool { return age < 0 || age >= c.FromAge }

// CapturesFor is the capture set of one dossier: that of its regime and the
// holder's age, without what the registry holds and the law lets it use again.
func CapturesFor(id Identity, day person.CivilDate, values policy.Values) []CaptureStep {
	held := HeldUsable(id, values)
	return slices.DeleteFunc(CaptureSet(id.Request.Regime, AgeOf(id, day)), func(s CaptureStep) bool {
		return slices.Contains(held, s.Modality)
	})
}

// HeldUsable lists the biometrics that need not be taken because the registry
// said that it holds usable ones. That takes three things: a reason for which
// the law allows it (a lost or damaged card), a policy that switches it on, and
// the registry's answer for this person. The default is to capture.
func HeldUsable(id Identity, values policy.Values) []port.Modality {
	reason, ok := ReasonOf(id.Request)
	if !ok || !reason.Reuse || !values.HeldBiometrics || id.Lookup.Record == nil {
		return nil
	}
	return slices.Clone(id.Lookup.Record.Held)
}

// regimeStart2023 is midnight in Vietnam on the first day of Law 26/2023.
var regimeStart2023 = person.CivilDate{Year: 2024, Month: 7, Day: 1}.Time()

// RegimeAt returns the law in force on a day: the law of 2023 since 1 July 2024.
func RegimeAt(day time.Time) Regime {
	if day.Before(regimeStart2023) {
		return Regime2014
	}
	return Regime2023
}

// ExceptionReasons lists the codes of why a finger or an eye cannot be taken.
func ExceptionReasons() []string {
	return []string{"amputated", "bent", "deformed", "bandaged", "worn", "other"}
}
