package intake

import (
	"context"
	"strings"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/tables"
	"carddesk/ui/kit"
)

// proofs lists the papers that can prove a value.
func (s *Screen) proofs() []kit.Choice {
	rules, _ := dossier.RulesOf(s.presenter.Identity().Request.Regime)
	var list []kit.Choice
	for _, paper := range rules.Papers {
		if paper.Code == dossier.PaperLegal || paper.Code == dossier.PaperChange {
			list = append(list, kit.Choice{Code: paper.Code, Text: paper.Vietnamese})
		}
	}
	return list
}

// settle decides one difference; after the last one work goes on where something
// is missing.
func (s *Screen) settle(field string, choice dossier.ValueFrom, paper string) {
	s.presenter.Settle(field, choice, paper)
	s.differ.Show(dossier.Differences(s.presenter.Identity()))
	if len(dossier.Undecided(s.presenter.Identity())) == 0 {
		s.show(atForm)
	}
}

// nextOfHousehold opens the dossier of the next member of the household that is,
// or just was, at the desk.
func (s *Screen) nextOfHousehold() {
	of := s.presenter.ID()
	if of == "" {
		of = s.last
	}
	if of == "" {
		return
	}
	s.leave(func() { s.presenter.StartNext(of) })
}

// askMRZ takes the three lines at the foot of an old card, typed.
func (s *Screen) askMRZ() {
	lines := make([]*kit.TextField, 3)
	fields := make([]kit.Field, 3)
	for i, label := range []string{"Dòng 1 (IDVNM…)", "Dòng 2", "Dòng 3 (họ tên)"} {
		lines[i] = kit.NewTextField(label, kit.Required(), kit.Width(36))
		fields[i] = lines[i]
	}
	text := func() string {
		return strings.ToUpper(lines[0].Value() + "\n" + lines[1].Value() + "\n" + lines[2].Value())
	}
	typing := s.env.Router.Typing()
	asked := kit.Prompt(s.env.Router, kit.Form{
		Title: "Ba dòng MRZ ở mặt sau thẻ cũ", Fields: fields,
		Check: func() bool {
			_, err := person.ParseTD1(text())
			if err != nil {
				lines[0].SetMessage(kit.LevelError, "Ba dòng này không đúng: kiểm tra từng ký tự, mỗi dòng 30 ký tự.")
			}
			return err == nil
		},
		Done: func() { s.presenter.Scanned(text()) },
	})
	s.env.Router.SetTyping(nil) // the zone has no Vietnamese letters
	asked.OnClosed = func() { s.env.Router.SetTyping(typing) }
}

func (s *Screen) finished(opened desk.Opened) {
	s.last = opened.ID
	s.env.Toast(kit.LevelOK, "Đã hoàn tất hồ sơ, số giấy hẹn "+opened.Review.ReceiptNumber+". Ctrl+G: người tiếp theo cùng hộ.")
	s.env.Changed()
	s.presenter.Close(func() { s.show(atDoor) })
}

func (s *Screen) askCancel() {
	reasons := []kit.Choice{
		{Code: "citizen-left", Text: "Công dân về, không làm nữa"},
		{Code: "not-eligible", Text: "Không đủ điều kiện"},
		{Code: "opened-by-mistake", Text: "Mở nhầm"},
	}
	kit.Choose(s.env.Router, "Hủy hồ sơ này vì sao?", reasons, func(c kit.Choice) {
		s.presenter.Cancel(c.Code, func() { s.show(atDoor) })
	})
}

// askWait asks what the dossier waits for, sets it aside and tells the clerk the
// day to tell the citizen.
func (s *Screen) askWait() {
	if s.presenter.Opened().State == dossier.Waiting {
		s.presenter.EndWait(func() { s.show(atForm) })
		return
	}
	var reasons []kit.Choice
	for _, rule := range dossier.WaitingRules(s.presenter.Identity().Request.Regime) {
		reasons = append(reasons, kit.Choice{Code: string(rule.Reason), Text: rule.Vietnamese})
	}
	kit.Choose(s.env.Router, "Hồ sơ chờ gì?", reasons, func(reason kit.Choice) {
		id := s.presenter.ID()
		s.presenter.Wait(dossier.WaitingReason(reason.Code), func(day person.CivilDate) {
			s.env.Changed()
			s.show(atDoor)
			kit.Confirm(s.env.Router, kit.Question{
				Title: "Hồ sơ đang chờ",
				Text:  reason.Text + ", hạn " + day.String() + ". Mọi thông tin đã nhập và đã thu đều được lưu. In giấy báo cho công dân biết hạn và ngày trả thẻ lùi lại?",
				Yes:   "In giấy báo", No: "Không in",
			}, func(yes bool) {
				if yes {
					s.counter.PrintNote(id)
				}
			})
		})
	})
}

// recentWards is how many wards of late are offered first.
const recentWards = 8

// recent offers the wards of late before all others. They are a convenience: a
// list that cannot be had leaves the order of the table.
func (s *Screen) recent() {
	kit.Background(s.owner, func(ctx context.Context) ([]tables.Area, error) {
		return s.env.Desk.RecentWards(ctx, recentWards)
	}, func(wards []tables.Area, err error) {
		if err == nil {
			s.form.ShowRecent(wards)
		}
	})
}

// exemptions are the rows of the table of exemptions, to choose from.
func exemptions(d *desk.Desk) []kit.Choice {
	var list []kit.Choice
	for _, row := range d.Exemptions() {
		list = append(list, kit.Choice{Code: row.Code, Text: row.Name})
	}
	return list
}
