package closing

import (
	"slices"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// askSign asks for the second officer's name and password, and for a word on what
// does not agree.
func (s *Screen) askSign() {
	list := s.presenter.List()
	if list.Closed {
		return
	}
	if slices.ContainsFunc(list.Lines, func(l desk.CheckLine) bool { return l.Uncounted }) {
		s.askCount()
		return
	}
	if slices.ContainsFunc(list.Lines, func(l desk.CheckLine) bool { return l.Stops && !l.Agrees }) {
		s.Failed(words.Of(desk.ErrReceiptGap))
		return
	}
	kit.Background(s.presenter.owner, s.env.Desk.Store.Users, func(users []dossier.User, err error) {
		if err != nil {
			s.Failed(words.Of(err))
			return
		}
		s.showSign(list, users)
	})
}

func (s *Screen) showSign(list desk.Checklist, users []dossier.User) {
	user, _ := s.env.Desk.User()
	form := kit.Form{Title: "Ký chốt ngày " + list.Day.String(), Action: "Ký, chốt ngày",
		Text: "Chỉ huy tự gõ mật khẩu của mình. Sau khi chốt, ngày chỉ mở lại được khi có lý do."}
	label := "Chỉ huy"
	if list.Kind == desk.ClosingShift {
		form.Title, form.Action, label = "Ký giao ca", "Ký, giao ca", "Cán bộ nhận ca"
		form.Text = "Người nhận ca tự gõ mật khẩu của mình; tiền trong quỹ từ lúc ký do người đó giữ."
	}
	var people []kit.Choice
	for _, u := range users {
		if mayTake(list.Kind, u, user.ID) {
			people = append(people, kit.Choice{Code: u.ID, Text: words.Officer(u.Rank, u.Name)})
		}
	}
	other := kit.NewChoiceField(label, people, kit.Required(), kit.Width(30))
	if len(people) == 1 {
		other.SetCode(people[0].Code)
	}
	password := kit.NewPasswordField("Mật khẩu của người ký", kit.Required(), kit.Width(24))
	note := kit.NewTextField("Ghi chú về mục không khớp", kit.Width(44))
	note.SetRequired(!list.Agrees())
	form.Fields = []kit.Field{other, password}
	if !list.Agrees() {
		form.Fields = []kit.Field{note, other, password}
	}
	form.Done = func() { s.presenter.Sign(other.Code(), password.Value(), note.Value()) }
	kit.Prompt(s.env.Router, form)
	s.env.Events.Emit("sign-asked", "note", !list.Agrees())
}

// mayTake reports whether a user can be the second officer.
func mayTake(kind desk.ClosingKind, u dossier.User, giver string) bool {
	switch {
	case u.Disabled || u.Role == dossier.RoleAdministrator:
		return false
	case kind == desk.ClosingDay:
		return u.Role == dossier.RoleSupervisor
	}
	return u.ID != giver
}

// askReopen asks why a closed day is opened again.
func (s *Screen) askReopen() {
	if !s.presenter.List().Closed {
		return
	}
	if user, _ := s.env.Desk.User(); user.Role != dossier.RoleSupervisor {
		s.Failed(words.Of(dossier.ErrRole))
		return
	}
	reason := kit.NewTextField("Lý do mở lại", kit.Required(), kit.Width(44))
	kit.Prompt(s.env.Router, kit.Form{
		Title: "Mở lại ngày đã chốt", Action: "Mở lại", Weight: kit.Danger, Fields: []kit.Field{reason},
		Text: "Lý do ghi vào nhật ký và vào biên bản chốt lại.",
		Done: func() { s.presenter.Reopen(reason.Value()) },
	})
	s.env.Events.Emit("reopen-asked")
}
