package approval

import (
	"cmp"
	"context"
	"fmt"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/store"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// listKeys are the keys of the queue as a whole and of holding.
func (s *Screen) listKeys() []*kit.Button {
	s.hold = s.scope.LetterButton('t', "Tạm giữ", kit.Normal, s.askHold)
	s.all = s.scope.LetterButton('d', "Duyệt cả danh sách", kit.Normal, s.askAll)
	notice := s.scope.LetterButton('b', "In thông báo từ chối", kit.Normal, s.askRefusal)
	s.filter = s.scope.LetterButton('l', "Lọc", kit.Normal, s.askFilter)
	return []*kit.Button{s.hold, s.all, notice}
}

// anything is the choice of a filter that leaves nothing out.
const anything = "*"

func (s *Screen) askFilter() {
	kit.Background(s.presenter.owner, func(ctx context.Context) ([]dossier.User, error) {
		choices, err := s.env.Desk.SearchChoices(ctx)
		return choices.Clerks, err
	}, func(clerks []dossier.User, err error) {
		if err != nil {
			s.ShowError(words.Of(err))
			return
		}
		s.showFilter(clerks)
	})
}

func (s *Screen) showFilter(clerks []dossier.User) {
	now := s.presenter.Filtered()
	state := kit.NewRadioRow("Hồ sơ", []kit.Choice{{Code: "wait", Text: "Chờ duyệt"}, {Code: "held", Text: "Đang tạm giữ"}})
	state.SetCode("wait")
	if now.Held {
		state.SetCode("held")
	}
	kinds := []kit.Choice{{Code: anything, Text: "Mọi loại"}}
	for _, kind := range dossier.Kinds() {
		kinds = append(kinds, kit.Choice{Code: string(kind), Text: dossier.KindName(dossier.RegimeAt(s.env.Desk.Clock.Now()), kind)})
	}
	kind := kit.NewRadioRow("Loại cấp", kinds)
	kind.SetCode(cmp.Or(string(now.Kind), anything))
	people := []kit.Choice{{Code: anything, Text: "Mọi cán bộ"}}
	for _, u := range clerks {
		if u.Role != dossier.RoleAdministrator {
			people = append(people, kit.Choice{Code: u.ID, Text: words.Officer(u.Rank, u.Name)})
		}
	}
	clerk := kit.NewChoiceField("Cán bộ thu nhận", people, kit.Width(30))
	clerk.SetCode(cmp.Or(now.Clerk, anything))
	special := kit.NewChoiceField("Điểm đặc biệt", specialChoices(), kit.Width(36))
	special.SetCode(cmp.Or(now.Special, anything))
	kit.Prompt(s.env.Router, kit.Form{
		Title: "Lọc danh sách", Action: "Lọc", Fields: []kit.Field{state, kind, clerk, special},
		Done: func() {
			f := desk.QueueFilter{Held: state.Code() == "held"}
			if code := kind.Code(); code != anything {
				f.Kind = dossier.Kind(code)
			}
			if code := clerk.Code(); code != anything {
				f.Clerk = code
			}
			if code := special.Code(); code != anything {
				f.Special = code
			}
			s.presenter.Filter(f)
			s.nameFilter()
		},
	})
	s.env.Events.Emit("filter-asked")
}

// nameFilter says on its button whether anything is left out of the queue.
func (s *Screen) nameFilter() {
	s.filter.SetText("Lọc")
	if s.presenter.Filtered() != (desk.QueueFilter{}) {
		s.filter.SetText("Lọc: đang lọc")
	}
}

// specialChoices are what can be out of the ordinary about a dossier that waits.
func specialChoices() []kit.Choice {
	choices := []kit.Choice{
		{Code: anything, Text: "Mọi hồ sơ"}, {Code: store.AnyException, Text: "Có điểm cần xem"}, {Code: store.NoException, Text: "Không có điểm nào"},
	}
	for _, kind := range dossier.JudgedAtIntake() {
		name, _ := dossier.FindCoded(dossier.ExceptionKinds(), string(kind))
		choices = append(choices, kit.Choice{Code: name.Code, Text: name.Vietnamese})
	}
	return choices
}

// askHold asks why a dossier is held; of one that is held already it ends that.
func (s *Screen) askHold() {
	if s.presenter.Filtered().Held {
		s.presenter.Release()
		return
	}
	kit.Choose(s.env.Router, "Tạm giữ hồ sơ vì sao?", holdChoices(), func(c kit.Choice) { s.presenter.Hold(c.Code) })
}

func holdChoices() []kit.Choice {
	var choices []kit.Choice
	for _, code := range words.HoldReasons() {
		choices = append(choices, kit.Choice{Code: code, Text: words.HoldReason(code)})
	}
	return choices
}

// askAll asks for the password by which the whole queue is approved.
func (s *Screen) askAll() {
	n := len(s.presenter.rows)
	if n == 0 || s.presenter.Filtered().Held {
		return
	}
	password := kit.NewPasswordField("Mật khẩu của chỉ huy", kit.Required(), kit.Width(24))
	kit.Prompt(s.env.Router, kit.Form{
		Title: fmt.Sprintf("Duyệt cả danh sách: %d hồ sơ", n), Action: "Duyệt danh sách", Fields: []kit.Field{password},
		Text: fmt.Sprintf("Chỉ duyệt được sau khi đã mở xem ít nhất %d hồ sơ. Hồ sơ có cảnh báo, có ngón hoặc mắt không thu nhận được ở lại để duyệt riêng.", desk.SampleWanted(n)),
		Done: func() { s.presenter.ApproveAll(password.Value()) },
	})
}

// ShowList says what became of a list and offers to print it.
func (s *Screen) ShowList(list desk.ApprovalList) {
	title := "Đã duyệt danh sách"
	if list.Refused() == len(list.Lines) {
		title = "Chưa duyệt hồ sơ nào"
	}
	kit.Confirm(s.env.Router, kit.Question{
		Title: title, Yes: "In danh sách", No: "Đóng",
		Text: fmt.Sprintf("Duyệt %d hồ sơ; %d hồ sơ ở lại để duyệt riêng.", len(list.Lines)-list.Refused(), list.Refused()),
	}, func(yes bool) {
		if yes {
			s.presenter.PrintList(list)
		}
	})
}

func (s *Screen) askRefusal() {
	if !s.presenter.shown {
		return
	}
	reason := kit.NewTextField("Lý do từ chối", kit.Required(), kit.Width(44))
	remedy := kit.NewTextField("Hướng dẫn công dân", kit.Required(), kit.Width(44))
	kit.Prompt(s.env.Router, kit.Form{
		Title: "Thông báo từ chối giải quyết", Action: "In thông báo", Fields: []kit.Field{reason, remedy},
		Text: "Bản in để ký và giao cho công dân. Hồ sơ vẫn ở nguyên bước này.",
		Done: func() { s.presenter.PrintRefusal(reason.Value(), remedy.Value()) },
	})
}
