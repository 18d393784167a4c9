package intake

import (
	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// forward goes to the next thing that is missing: in the form, then the
// pictures, then the review. Inside the form the cursor moves at once, for the
// next key must find it there; what was typed is saved meanwhile.
func (s *Screen) forward() {
	if name, ok := s.firstMissing(); ok {
		s.presenter.Flush(func(error) {})
		s.FocusField(name)
		s.heldUp(name)
		return
	}
	if s.stage != atDifferences && len(dossier.Undecided(s.presenter.Identity())) > 0 {
		s.presenter.Flush(func(error) {})
		s.show(atDifferences)
		return
	}
	next := atReview
	for _, finding := range dossier.Blocking(s.findings) {
		switch finding.Section {
		case dossier.SectionDocuments:
			if s.stage != atDocuments {
				s.presenter.Reload(func() { s.show(atDocuments) })
				return
			}
		case dossier.SectionPortrait, dossier.SectionFingerprints, dossier.SectionIris:
			next = atCapture
		}
	}
	s.goOn(next)
}

// goOn leaves the form once all is on the disk. A second dossier of one number is
// asked about before anybody is photographed.
func (s *Screen) goOn(next stage) {
	s.env.Router.Canvas().Unfocus()
	s.presenter.Flush(func(err error) {
		if err != nil {
			return
		}
		if s.presenter.Opened().State == dossier.Waiting {
			s.presenter.EndWait(func() { s.goOn(next) }) // who works on it waits no more
			return
		}
		if alike := s.presenter.Alike(); next == atCapture && len(alike) > 0 && alike[0].Why == desk.SameNumber {
			kit.Confirm(s.env.Router, kit.Question{
				Title: "Số này đang có hồ sơ khác",
				Text:  "Hồ sơ kia: " + alike[0].Name + ", " + words.State(alike[0].State) + ". Mở hồ sơ đó thay vì thu nhận lần nữa.",
				Yes:   "Vẫn thu nhận", No: "Dừng lại", Danger: true,
			}, func(yes bool) {
				if yes {
					s.show(next)
				}
			})
			return
		}
		s.show(next)
	})
}

// focusMissing puts the cursor on the first thing that is missing or wrong.
func (s *Screen) focusMissing() {
	name, ok := s.firstMissing()
	if !ok {
		name = "phone"
	}
	s.FocusField(name)
}

// firstMissing is the first field, in the order of the form, that stops the
// dossier.
func (s *Screen) firstMissing() (string, bool) {
	blocking := map[string]bool{}
	for _, finding := range dossier.Blocking(s.findings) {
		if lineOfFinding(s.form, finding) < lineDifferences {
			blocking[finding.Field] = true
		}
	}
	for _, group := range s.form.groups {
		for _, name := range group.fields {
			if blocking[name] {
				return name, true
			}
		}
	}
	return "", false
}

// FocusField puts the cursor into one field of the form.
func (s *Screen) FocusField(name string) {
	if field, ok := s.form.byName[name]; ok {
		s.formScope.Chain().Focus(field)
	}
}

// reveal scrolls the form so that the focused field is in sight; the first group
// with its heading.
func (s *Screen) reveal(field kit.Focusable) {
	for _, name := range s.form.groups[0].fields {
		if s.form.byName[name] == field {
			s.scroll.ScrollToTop()
			return
		}
	}
	kit.ScrollTo(s.scroll, field)
}

// jump opens one line of the list of sections.
func (s *Screen) jump(section int) {
	if s.presenter.ID() == "" {
		return
	}
	switch section {
	case lineDifferences:
		s.show(atDifferences)
	case lineDocuments:
		s.presenter.Reload(func() { s.show(atDocuments) })
	case linePortrait, lineFingers, lineIris:
		s.presenter.Flush(func(error) { s.presenter.Reload(func() { s.show(atCapture) }) })
	case lineReview:
		s.presenter.Flush(func(error) { s.presenter.Reload(func() { s.show(atReview) }) })
	default:
		s.presenter.Reload(func() {
			s.show(atForm)
			s.FocusField(s.form.first(section))
		})
	}
}
