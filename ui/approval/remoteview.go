package approval

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"carddesk/app/desk"
	"carddesk/app/person"
	"carddesk/app/port"
	"carddesk/ui/kit"
	"carddesk/ui/screen"
)

// askSize is the room for a dossier of another office; what does not fit scrolls.
var askSize = fyne.NewSize(940, 440)

// ShowWaiting says how many dossiers of other offices wait.
func (s *Screen) ShowWaiting(n int) {
	s.help.SetText(fmt.Sprintf("Điểm khác xin duyệt: %d", n))
	s.help.SetDisabled(n == 0)
}

// OfferAsk shows the button only where another office can be asked.
func (s *Screen) OfferAsk(can bool) {
	s.other.SetDisabled(!can)
	if can {
		s.other.Show()
	} else {
		s.other.Hide()
	}
	s.row.Refresh()
}

// ChooseAsk lets one of the dossiers of other offices be chosen.
func (s *Screen) ChooseAsk(asks []desk.RemoteDossier, chosen func(ask string)) {
	var choices []kit.Choice
	for _, a := range asks {
		choices = append(choices, kit.Choice{Code: a.Ask, Text: a.Content.Identity.Name + " – " + a.OfficeName + ", " +
			a.Received.In(person.Zone()).Format("15:04 02/01")})
	}
	kit.Choose(s.env.Router, "Hồ sơ của điểm khác chờ duyệt", choices, func(c kit.Choice) { chosen(c.Code) })
}

// ShowAsk shows a dossier of another office, to be approved or refused.
func (s *Screen) ShowAsk(r desk.RemoteDossier) {
	d := kit.NewDialog(s.env.Router, "remote-ask")
	texts := kit.TightColumn(kit.NewCaption("Người thu nhận: " + r.Officer + ", " + r.OfficeName))
	for _, warning := range r.Warnings {
		texts.Add(kit.NewText("! " + warning).In(kit.ColorAttention))
	}
	shown := desk.Opened{Content: r.Content}
	for _, remark := range remarks(shown) {
		texts.Add(kit.NewText("! " + remark).In(kit.ColorAttention))
	}
	values := kit.NewKeyValues()
	values.Set(facts(shown, s.presenter.Officer)...)
	texts.Add(values)
	left := fyne.CanvasObject(kit.NewCaption("Không có ảnh"))
	if picture, ok := screen.Picture(r.Portrait, fyne.NewSize(150, 200)); ok {
		left = picture
	}
	bars := kit.TightColumn()
	s.fillFingers(bars, shown)
	body := container.NewBorder(nil, nil, container.NewVBox(left), container.NewVScroll(bars), kit.Inset(12, 0, container.NewVScroll(texts)))
	refuse := kit.NewButton("Không duyệt", kit.Normal, func() {
		d.Close()
		s.askWhy(r)
	})
	approve := kit.NewButton("Duyệt giúp", kit.Main, func() {
		d.Close()
		s.remote.Answer(r.Ask, true, "")
	})
	later := kit.NewButton("Để sau (Esc)", kit.Normal, d.Cancel)
	d.Scope().Fields(later, refuse, approve)
	d.Open("Duyệt giúp: "+r.Content.Identity.Name, kit.LevelNone, container.NewGridWrap(askSize, body),
		[]fyne.CanvasObject{later, refuse, approve}, later)
}

// askWhy asks what the officer of the other office is to be told.
func (s *Screen) askWhy(r desk.RemoteDossier) {
	note := kit.NewTextField("Ghi cho cán bộ", kit.Width(44), kit.Required())
	kit.Prompt(s.env.Router, kit.Form{
		Title: "Không duyệt hồ sơ " + r.Content.Identity.Name, Action: "Không duyệt", Fields: []kit.Field{note},
		Done: func() { s.remote.Answer(r.Ask, false, note.Value()) },
	})
}

// Said tells what was done.
func (s *Screen) Said(text string) { s.env.Toast(kit.LevelInfo, text) }

// Reload reads the queue anew.
func (s *Screen) Reload() { s.presenter.Load() }

// askOther asks another office about the dossier that is shown.
func (s *Screen) askOther() { s.remote.Ask(s.presenter.current()) }

// remoteRemark says what another office was asked and has answered, "" when
// nothing was.
func remoteRemark(opened desk.Opened) string {
	r := opened.Approval.Remote
	if r == nil {
		return ""
	}
	who := r.Officer + ", " + r.OfficeName
	switch r.Decision {
	case "":
		return "Đã xin điểm khác duyệt lúc " + r.AskedAt.In(person.Zone()).Format("15:04 02/01/2006") + ", chưa có trả lời."
	case port.AnswerApproved:
		return "Đã được duyệt bởi " + who + ". Nhấn F10 để gửi."
	case port.AnswerNobody:
		return "Trung ương chưa giao điểm nào duyệt thay cho điểm này."
	}
	text := "Không được duyệt bởi " + who
	if r.Note != "" {
		text += ": " + r.Note
	}
	return text + "."
}
