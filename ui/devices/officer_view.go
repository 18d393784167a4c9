package devices

import (
	"fmt"

	"carddesk/ui/kit"
	"carddesk/ui/screen"
	"carddesk/ui/words"
)

var _ OfficerView = (*Screen)(nil)

// AskPart asks the officer for a part of the hands.
func (s *Screen) AskPart(title, text string, pressed func()) {
	kit.Confirm(s.env.Router, kit.Question{Title: title, Text: text, Yes: "Thu", No: "Thôi"}, func(yes bool) {
		if yes {
			pressed()
		}
	})
	s.env.Events.Emit("officer-asked")
}

// ShowTaking says that the device works.
func (s *Screen) ShowTaking() { s.state.SetText("Đang thu…") }

// ShowOfficer shows how many fingers of who is logged in are kept.
func (s *Screen) ShowOfficer(fingers int) {
	s.state.SetText("")
	fact := kit.Fact{Key: "Của bạn", Level: kit.LevelOK, Value: fmt.Sprintf("đã ghi %d ngón, chỉ giữ đặc điểm đường vân", fingers)}
	if fingers == 0 {
		fact.Level = kit.LevelWarning
		fact.Value = "chưa ghi. Nhấn V để ghi một lần: ngón tay cán bộ đặt nhầm thay công dân sẽ bị phát hiện ngay"
	}
	s.own.Set(fact)
}

// ShowProblem says why nothing was taken.
func (s *Screen) ShowProblem(m words.Message) {
	s.state.SetText("")
	screen.Problem(s.env.Router, m)
}

// ShowEnrolled says that all is kept.
func (s *Screen) ShowEnrolled(fingers int) {
	s.env.Toast(kit.LevelOK, fmt.Sprintf("Đã ghi %d ngón tay của bạn.", fingers))
}
