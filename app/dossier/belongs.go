package dossier

import (
	"maps"
	"slices"
	"time"

	"carddesk/app/person"
	"carddesk/app/port"
)

// PaperOther is the code of papers that no rule names: the clerk attaches them
// freely, whatever the case.
const PaperOther = "other"

// Belonging returns a dossier without what belongs to a case that it no longer
// is: the paper of a representative when the holder turned out to be grown up,
// irises after the law of 2014 was chosen, anything taken of a child under six.
// What belongs to the case as it stands is returned as it is, never changed.
//
// Nothing is to be thrown away while a dossier is typed: a birth date passes
// through many ages until its last digit. A desk drops what this function drops
// once, when intake ends.
func (j Judge) Belonging(c Content, at time.Time) Content {
	day := person.FromTime(at)
	if !Represented(c.Identity, day) {
		c.Identity.Representative = Relative{}
	}
	c.Documents.Items = belongingPapers(c, day)
	c.Portrait, c.Fingerprints, c.Iris = belongingCaptures(c, day)
	return c
}

// belongingPapers keeps the papers that the case wants, that a decision between
// sources names, that the clerk attached though no rule wanted them, and those
// of which no law here knows anything.
func belongingPapers(c Content, day person.CivilDate) []Document {
	wanted := map[string]bool{}
	for _, paper := range PapersFor(c.Identity, day) {
		wanted[paper.Code] = true
	}
	for _, decided := range Differences(c.Identity) {
		wanted[decided.Paper] = wanted[decided.Paper] || decided.Against()
	}
	var kept []Document
	for _, item := range c.Documents.Items {
		if wanted[item.Code] || item.Extra || !ruledPaper(item.Code) {
			kept = append(kept, item)
		}
	}
	return kept
}

// StrayPapers lists the codes of attached papers that belong to a case that the
// dossier no longer is: those that [Judge.Belonging] drops.
func StrayPapers(c Content, day person.CivilDate) []string {
	kept := belongingPapers(c, day)
	var stray []string
	for _, item := range c.Documents.Items {
		if !slices.ContainsFunc(kept, func(k Document) bool { return k.Code == item.Code }) {
			stray = append(stray, item.Code)
		}
	}
	return stray
}

// ruledPaper reports whether some law here has a rule for a paper.
func ruledPaper(code string) bool {
	for _, regime := range Regimes() {
		rules, _ := RulesOf(regime)
		if slices.ContainsFunc(rules.Papers, func(p PaperRule) bool { return p.Code == code }) {
			return true
		}
	}
	return false
}

// belongingCaptures keeps what the law and the age let a desk take, also where
// the registry holds usable biometrics and none needed to be taken.
func belongingCaptures(c Content, day person.CivilDate) (Portrait, Fingerprints, Iris) {
	regime, age := c.Identity.Request.Regime, AgeOf(c.Identity, day)
	wanted := map[port.Modality][]port.Position{}
	for _, step := range CaptureSet(regime, age) {
		wanted[step.Modality] = append(wanted[step.Modality], step.Positions...)
	}
	portrait, prints, iris := c.Portrait, c.Fingerprints, c.Iris
	if len(wanted[port.Face]) == 0 {
		portrait.Capture = nil
	}
	prints.Fingers = belongingParts(prints.Fingers, wanted[port.Finger])
	prints.Rolled = belongingParts(prints.Rolled, RolledWanted(regime, age))
	if len(RolledWanted(regime, age)) == 0 {
		prints.RolledOutcome = ""
	}
	if len(prints.Fingers)+len(prints.Rolled) == 0 {
		prints.ChainHash = ""
	}
	iris.Eyes = belongingParts(iris.Eyes, wanted[port.Iris])
	// A photo of raised hands proves what is noted now, or part of it.
	noted := Excepted(Content{Fingerprints: prints, Iris: iris})
	shows := func(p port.Position) bool { return slices.Contains(noted, p) }
	if len(portrait.ExceptionOf) == 0 || slices.ContainsFunc(portrait.ExceptionOf, func(p port.Position) bool { return !shows(p) }) {
		portrait.Exception, portrait.ExceptionOf = nil, nil
	}
	return portrait, prints, iris
}

// belongingParts keeps the wanted positions.
func belongingParts(parts map[port.Position]Part, wanted []port.Position) map[port.Position]Part {
	if parts == nil {
		return nil
	}
	kept := maps.Clone(parts)
	maps.DeleteFunc(kept, func(p port.Position, _ Part) bool { return !slices.Contains(wanted, p) })
	return kept
}

// formerCase warns of what will be dropped when intake ends.
func (v *validation) formerCase() {
	for _, code := range StrayPapers(v.Content, v.day) {
		v.add(SectionDocuments, code, Warning, "former-case",
			"Giấy tờ của trường hợp trước, sẽ bỏ khi hoàn tất: "+PaperName(code)+".",
			"A paper of another case, dropped when intake ends.")
	}
	if v.banded && v.band.Right != NoCard && !v.band.Holder {
		return // of a child under six another finding speaks
	}
	portrait, prints, iris := belongingCaptures(v.Content, v.day)
	left := func(section Section, left bool, vietnamese, english string) {
		if left {
			v.add(section, "", Warning, "former-case",
				vietnamese+" không thuộc trường hợp này, sẽ bỏ khi hoàn tất.",
				english+" of another case, dropped when intake ends.")
		}
	}
	left(SectionPortrait, portrait.Capture != v.Portrait.Capture, "Ảnh chân dung đã chụp", "The portrait is")
	left(SectionPortrait, portrait.Exception != v.Portrait.Exception, "Ảnh ghi nhận phần không thu nhận được", "The photo of exceptions is")
	left(SectionFingerprints, dropped(v.Fingerprints.Fingers, prints.Fingers) || dropped(v.Fingerprints.Rolled, prints.Rolled),
		"Vân tay đã thu nhận", "Fingerprints are")
	left(SectionIris, dropped(v.Iris.Eyes, iris.Eyes), "Mống mắt đã thu nhận", "Irises are")
}

// dropped reports whether a position that says anything was not kept.
func dropped(before, kept map[port.Position]Part) bool {
	for position, part := range before {
		if _, there := kept[position]; !there && part != (Part{}) {
			return true
		}
	}
	return false
}

// PaperName names a paper of whatever law has it; a code of none is its own name.
func PaperName(code string) string {
	for _, regime := range Regimes() {
		rules, _ := RulesOf(regime)
		if name := paperName(rules, code); name != code {
			return name
		}
	}
	return code
}
