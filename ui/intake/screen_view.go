package intake

import (
	"cmp"
	"strings"
	"time"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// ShowDifferences opens the decisions between the sources, at the first that
// nobody made. Pictures, papers and the review are not left for it: the bar of
// what is missing leads there later.
func (s *Screen) ShowDifferences() {
	if s.stage == atForm || s.stage == atDifferences {
		s.show(atDifferences)
	}
}

// ShowAlike shows other dossiers of, perhaps, the same person.
func (s *Screen) ShowAlike(alike []desk.Alike) { s.side.showAlike(alike) }

// ShowDrafts lists what waits for a clerk.
func (s *Screen) ShowDrafts(rows []desk.Row) { s.door.show(rows) }

// ShowDossier opens a dossier in the form.
func (s *Screen) ShowDossier(opened desk.Opened) {
	s.findings = opened.Findings
	s.form.Show(opened.Identity)
	s.savedAt = ""
	s.saved.SetText("")
	s.show(atForm)
}

// ShowIdentity puts values that did not come from the keyboard into the fields.
func (s *Screen) ShowIdentity(id dossier.Identity) { s.form.Show(id) }

// ShowSaved says that all is on the disk.
func (s *Screen) ShowSaved(at time.Time) {
	s.savedAt = "Đã lưu lúc " + at.In(person.Zone()).Format("15:04:05")
	s.saved.SetText(s.savedAt)
	s.saved.SetColor(kit.ColorMuted)
}

// ShowFindings says what is missing and what is wrong.
func (s *Screen) ShowFindings(findings []dossier.Finding) {
	s.findings = findings
	s.form.ShowWanted(s.presenter.Identity())
	s.form.ShowFindings(findings)
	s.side.showPresence(s.presenter.Opened().Content)
	s.markSections()
	var names []string
	for _, finding := range dossier.Blocking(findings) {
		text := strings.TrimSuffix(strings.TrimPrefix(finding.Vietnamese, "Còn thiếu: "), ".")
		names = append(names, text)
	}
	if len(names) == 0 {
		s.missing.SetText("✓ Đủ để hoàn tất")
		s.missing.SetColor(kit.ColorOK)
		return
	}
	s.missing.SetText("Còn thiếu: " + strings.Join(names, " · "))
	s.missing.SetColor(kit.ColorAttention)
}

// heldUp tells the window's tests at which field the dossier was held up, and in
// which words.
func (s *Screen) heldUp(field string) {
	for _, finding := range dossier.Blocking(s.findings) {
		if finding.Field == field {
			s.env.Events.Emit("held-up", "field", field, "code", finding.Code, "says", finding.Vietnamese)
			return
		}
	}
}

// markSections shows in the list of sections how far each is.
func (s *Screen) markSections() {
	count := s.side.count(s.form, s.findings)
	current := -1
	switch s.stage {
	case atDifferences:
		current = lineDifferences
	case atDocuments:
		current = lineDocuments
	case atCapture:
		if step, ok := s.capture.Presenter().Step(); ok {
			current = lineOf(step.Section)
		}
	case atReview:
		// The acts have their own list, which is ahead of what was read last.
		current, count[lineReview] = lineReview, kit.SectionState{}
	}
	for i, header := range s.side.headers {
		header.SetState(count[i])
		header.SetCurrent(i == current)
	}
}

// ShowLookup shows what the population database says.
func (s *Screen) ShowLookup(lookup dossier.Lookup, differences []desk.Difference) {
	s.side.showLookup(lookup, differences)
	if s.stage == atDifferences { // the population database has spoken meanwhile
		s.differ.Refresh(dossier.Differences(s.presenter.Identity()))
	}
	for name, field := range s.form.byName {
		was := ""
		for _, d := range differences {
			if d.Field == name {
				was = d.Record
			}
		}
		field.SetChangedFrom(was)
	}
}

// ShowBusy says that something is being fetched; when nothing is any more, when all
// was saved stands there again.
func (s *Screen) ShowBusy(text string) {
	s.saved.SetText(cmp.Or(text, s.savedAt))
	s.door.busy(text)
}

// ShowError says what went wrong, what was kept and what to do.
func (s *Screen) ShowError(m words.Message) {
	s.env.Events.Emit("error-shown")
	kit.Message(s.env.Router, kit.Notice{
		Title: "Không thực hiện được", Level: kit.LevelError, Happened: m.What, Kept: m.Kept, Do: m.Do,
	}, nil)
}
