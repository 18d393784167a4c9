package dossier

import (
	"slices"

	"carddesk/app/port"
)

// captures judges whether every picture of the dossier's capture set is there,
// good, or excused.
func (v *validation) captures() {
	steps := CapturesFor(v.Identity, v.day, v.values)
	for _, step := range steps {
		for _, position := range step.Positions {
			v.part(step, position)
		}
	}
	if v.banded && v.band.Right != NoCard && !v.band.Holder {
		v.forbidden()
	}
	v.rolled()
	v.exceptionPhoto()
	if slices.ContainsFunc(steps, func(s CaptureStep) bool { return s.Modality == port.Finger }) && v.noFinger() {
		v.add(SectionFingerprints, "", Warning, "no-finger",
			"Không thu nhận được ngón nào: chỉ huy cần xem.", "No finger was taken: the supervisor should look.").by(v.captureArticle())
	}
}

// part judges one position.
func (v *validation) part(step CaptureStep, position port.Position) {
	part := v.at(step.Modality, position)
	name, english := PartName(step.Modality, position)
	switch {
	case part.Capture != nil:
		v.score(step, position, part.Capture.Score)
		v.remark(step, position, *part.Capture)
	case part.Exception == nil:
		v.missing(step.Section, string(position), name, english).by(v.captureArticle())
	case !slices.Contains(ExceptionReasons(), part.Exception.Reason):
		v.add(step.Section, string(position), Blocks, "exception",
			capital(name)+": lý do không thu nhận được không rõ.", capital(english)+": the reason why it was not taken is not known.").by(v.captureArticle())
	case part.Exception.Reason == "other" && empty(part.Exception.Note):
		v.add(step.Section, string(position), Blocks, "exception-note",
			capital(name)+": lý do khác thì phải ghi rõ.", capital(english)+": another reason must be said in words.").by(v.captureArticle())
	}
}

// at returns one captured position of any section.
func (v *validation) at(modality port.Modality, position port.Position) Part {
	switch modality {
	case port.Face:
		return Part{Capture: v.Portrait.Capture}
	case port.Finger:
		return v.Fingerprints.Fingers[position]
	case port.Iris:
		return v.Iris.Eyes[position]
	}
	return Part{}
}

// score warns of a picture below the threshold, or stops the dossier where
// policy allows no weak picture.
func (v *validation) score(step CaptureStep, position port.Position, score float64) {
	quality := v.today.Quality
	least := quality.Finger
	switch {
	case step.Modality == port.Face:
		least = quality.Face
	case step.Modality == port.Iris:
		least = quality.Iris
	case position == port.LeftThumb || position == port.RightThumb:
		least = quality.Thumb
	}
	if score >= float64(least) {
		return
	}
	severity := Warning
	if !v.today.WeakAllowed {
		severity = Blocks
	}
	name, english := PartName(step.Modality, position)
	v.add(step.Section, string(position), severity, "weak",
		capital(name)+": chất lượng dưới mức yêu cầu.", capital(english)+": quality below the threshold.")
}

// forbidden warns of biometrics of a child of whom the law lets none be taken.
// They are removed when intake ends and never reach approval.
func (v *validation) forbidden() {
	found := map[Section]bool{SectionPortrait: v.Portrait.Capture != nil}
	for _, part := range v.Fingerprints.Fingers {
		found[SectionFingerprints] = found[SectionFingerprints] || part.Capture != nil
	}
	for _, part := range v.Fingerprints.Rolled {
		found[SectionFingerprints] = found[SectionFingerprints] || part.Capture != nil
	}
	for _, part := range v.Iris.Eyes {
		found[SectionIris] = found[SectionIris] || part.Capture != nil
	}
	for _, section := range []Section{SectionPortrait, SectionFingerprints, SectionIris} {
		if found[section] {
			v.add(section, "", Warning, "not-allowed",
				"Người dưới 06 tuổi không thu nhận sinh trắc học: sẽ xóa khi hoàn tất.",
				"No biometrics may be taken under six: they are removed when intake ends.").by(v.band.Source.Article)
		}
	}
}

// remark warns of a picture that the desk found wrong and nobody has said why it
// was kept.
func (v *validation) remark(step CaptureStep, position port.Position, capture CaptureRef) {
	if capture.Remark == "" || capture.Override != nil {
		return
	}
	name, english := PartName(step.Modality, position)
	v.add(step.Section, string(position), Warning, "remark",
		capital(name)+": ảnh có điểm chưa đạt, chưa ghi lý do giữ lại.",
		capital(english)+": the picture was found wrong and no reason was given for keeping it.").by(v.captureArticle())
}

// exceptionPhoto warns while fingers or eyes are excepted and no photo of that
// is there. It never stops a dossier: a camera that is broken must not.
func (v *validation) exceptionPhoto() {
	if len(Excepted(v.Content)) == 0 || ExceptionPhotoCurrent(v.Content) {
		return
	}
	v.add(SectionPortrait, "exception", Warning, "exception-photo",
		"Có phần không thu nhận được nhưng chưa có ảnh ghi nhận.",
		"Something could not be taken and no photo shows it.").by(v.captureArticle())
}

// rolled warns while the law wants rolled prints and nothing says what became
// of them. Few devices roll, so this never stops a dossier.
func (v *validation) rolled() {
	wanted := RolledWanted(v.Identity.Request.Regime, v.age)
	if len(wanted) == 0 {
		return
	}
	f := v.Fingerprints
	switch f.RolledOutcome {
	case RolledNoDevice, RolledImpossible:
		return
	case "", RolledTaken:
	default:
		v.add(SectionFingerprints, "rolledOutcome", Blocks, "rolled-outcome",
			"Kết quả vân tay lăn không rõ.", "The outcome of the rolled prints is not known.").by(circular60Rolls.Article)
		return
	}
	for _, position := range wanted {
		if part := f.Rolled[position]; part.Capture == nil && part.Exception == nil {
			v.add(SectionFingerprints, "rolledOutcome", Warning, "rolled",
				"Chưa có mười ngón lăn: thu nhận, hoặc ghi rõ thiết bị không lăn được.",
				"The ten rolled fingers are not there: take them, or record that the device cannot.").by(circular60Rolls.Article)
			return
		}
	}
}

// noFinger reports whether all ten fingers are excused.
func (v *validation) noFinger() bool {
	for _, position := range rolledOrder {
		if v.Fingerprints.Fingers[position].Exception == nil {
			return false
		}
	}
	return true
}

func (v *validation) captureArticle() string {
	if v.Identity.Request.Regime == Regime2014 {
		return circular60Steps.Article
	}
	return law2023Biometric.Article
}
