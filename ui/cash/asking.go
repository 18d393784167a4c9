package cash

import (
	"fmt"
	"strconv"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// askRegister asks for a book that is taken into use.
func (s *Screen) askRegister() {
	series := kit.NewTextField("Ký hiệu", kit.Required(), kit.Width(12)).Plain()
	first := kit.NewNumberField("Từ số (số chưa dùng đầu tiên)", 12, kit.Required(), kit.Width(12))
	last := kit.NewNumberField("Đến số", 12, kit.Required(), kit.Width(12))
	kit.Prompt(s.env.Router, kit.Form{
		Title: "Đăng ký quyển biên lai", Action: "Đăng ký", Fields: []kit.Field{series, first, last},
		Text: "Ghi như in trên bìa quyển, đủ số 0 ở đầu. Quyển do người đăng ký giữ; bàn giao cho cán bộ khác bằng phím B.",
		Done: func() {
			s.presenter.Register(desk.NewReceiptBook{Series: series.Value(), First: first.Value(), Last: last.Value()})
		},
	})
	s.env.Events.Emit("book-asked")
}

// askVoid asks why the receipt that is stood on is void; where none is stood on, also
// which one.
func (s *Screen) askVoid() {
	series := kit.NewTextField("Ký hiệu", kit.Required(), kit.Width(12)).Plain()
	number := kit.NewNumberField("Số biên lai hủy", 12, kit.Required(), kit.Width(12))
	reason := kit.NewTextField("Lý do hủy", kit.Required(), kit.Width(40))
	if l, ok := s.line(); ok && (l.State == desk.LineIssued || l.State == desk.LineGap) {
		series.SetValue(l.Series)
		number.SetValue(l.Number)
	} else if b, ok := s.presenter.Book(0); ok {
		series.SetValue(b.Series)
	}
	kit.Prompt(s.env.Router, kit.Form{
		Title: "Hủy biên lai", Action: "Hủy biên lai", Weight: kit.Danger, Fields: []kit.Field{series, number, reason},
		Text: "Số đã hủy không dùng lại. Giữ đủ các liên của tờ hủy trong quyển.",
		Done: func() { s.presenter.Void(series.Value(), number.Value(), reason.Value()) },
	})
	if number.Value() != "" {
		reason.Focus()
	}
	s.env.Events.Emit("void-asked", "number", number.Value())
}

// askGive asks for the receipt of a fee that has none.
func (s *Screen) askGive() {
	l, ok := s.line()
	if !ok || l.State != desk.LineBare {
		s.env.Toast(kit.LevelInfo, "Chọn dòng “Chưa ghi biên lai” rồi nhấn G.")
		return
	}
	series := kit.NewTextField("Ký hiệu", kit.Required(), kit.Width(12)).Plain()
	number := kit.NewNumberField("Số biên lai", 12, kit.Required(), kit.Width(12))
	user, _ := s.env.Desk.User()
	for _, b := range s.presenter.Sheet().Books {
		if b.Holder == user.ID && b.Next <= b.Last {
			series.SetValue(b.Series)
			number.SetValue(b.Number(b.Next))
			break
		}
	}
	kit.Prompt(s.env.Router, kit.Form{
		Title: "Ghi biên lai cho " + l.Name, Action: "Ghi biên lai", Fields: []kit.Field{series, number},
		Done: func() { s.presenter.Give(l, series.Value(), number.Value()) },
	})
}

// askRefund asks how much of a fee is given back, and why.
func (s *Screen) askRefund() {
	l, ok := s.line()
	if !ok || l.Dossier == "" || l.Amount <= 0 {
		s.env.Toast(kit.LevelInfo, "Chọn dòng của khoản đã thu rồi nhấn O.")
		return
	}
	if user, _ := s.env.Desk.User(); user.Role != dossier.RoleSupervisor {
		s.Failed(words.Of(dossier.ErrRole))
		return
	}
	amount := kit.NewMoneyField("Số tiền hoàn (đồng)", kit.Required())
	amount.SetValue(strconv.FormatInt(l.Amount, 10))
	reason := kit.NewTextField("Lý do hoàn", kit.Required(), kit.Width(40))
	kit.Prompt(s.env.Router, kit.Form{
		Title: "Hoàn lệ phí " + numberText(l), Action: "Hoàn lệ phí", Weight: kit.Danger, Fields: []kit.Field{amount, reason},
		Text: "Tiền hoàn lấy từ quỹ hôm nay. Thu lại biên lai đã giao cho công dân.",
		Done: func() {
			n, _ := strconv.Atoi(amount.Value()) // digits only
			s.presenter.Refund(l, n, reason.Value())
		},
	})
	reason.Focus()
	s.env.Events.Emit("refund-asked")
}

// askHandOver asks who takes the book that is stood on, and for that officer's
// password.
func (s *Screen) askHandOver() {
	b, ok := s.book()
	if !ok {
		return
	}
	kit.Background(s.presenter.owner, s.env.Desk.Store.Users, func(users []dossier.User, err error) {
		if err != nil {
			s.Failed(words.Of(err))
			return
		}
		var people []kit.Choice
		for _, u := range users {
			if !u.Disabled && u.Role != dossier.RoleAdministrator && u.ID != b.Holder {
				people = append(people, kit.Choice{Code: u.ID, Text: words.Officer(u.Rank, u.Name)})
			}
		}
		to := kit.NewChoiceField("Cán bộ nhận quyển", people, kit.Required(), kit.Width(30))
		password := kit.NewPasswordField("Mật khẩu của người nhận", kit.Required(), kit.Width(24))
		next := "đã dùng hết số"
		if b.Next <= b.Last {
			next = "số kế tiếp " + b.Number(b.Next)
		}
		kit.Prompt(s.env.Router, kit.Form{
			Title: "Bàn giao quyển " + b.Name(), Action: "Bàn giao", Fields: []kit.Field{to, password},
			Text: fmt.Sprintf("Hai bên cùng xem quyển: %s. Người nhận tự gõ mật khẩu của mình.", next),
			Done: func() { s.presenter.HandOver(b, to.Code(), password.Value()) },
		})
		s.env.Events.Emit("hand-over-asked")
	})
}

// askClose asks why a book is closed before it is spent.
func (s *Screen) askClose() {
	b, ok := s.book()
	if !ok {
		return
	}
	reason := kit.NewTextField("Lý do đóng quyển", kit.Required(), kit.Width(40))
	kit.Prompt(s.env.Router, kit.Form{
		Title: "Đóng quyển " + b.Name(), Action: "Đóng quyển", Weight: kit.Danger, Fields: []kit.Field{reason},
		Text: "Quyển dùng hết số tự đóng. Đóng sớm khi nộp lại phần chưa dùng; quyển đã đóng không mở lại.",
		Done: func() { s.presenter.CloseBook(b, reason.Value()) },
	})
}

// askDeposit asks where the cash is paid in.
func (s *Screen) askDeposit() {
	box := s.presenter.Sheet().Total.InBox
	treasury := kit.NewTextField("Nộp vào (Kho bạc, ngân hàng)", kit.Width(40))
	account := kit.NewTextField("Tài khoản", kit.Width(24)).Plain()
	if last := s.presenter.Deposits(); len(last) > 0 {
		treasury.SetValue(last[0].Treasury)
		account.SetValue(last[0].Account)
	}
	kit.Prompt(s.env.Router, kit.Form{
		Title: "Nộp " + desk.Money(int(box)), Action: "Lập giấy nộp tiền", Fields: []kit.Field{treasury, account},
		Text: "Nộp toàn bộ tiền mặt đang có trong quỹ của máy trạm. Bỏ trống ô nào thì giấy để dòng chấm ghi tay.",
		Done: func() { s.presenter.Deposit(treasury.Value(), account.Value()) },
	})
	s.env.Events.Emit("deposit-asked", "box", box)
}

// askSlip asks which slip is shown again.
func (s *Screen) askSlip() {
	var choices []kit.Choice
	for i, p := range s.presenter.Deposits() {
		choices = append(choices, kit.Choice{Code: strconv.Itoa(i), Text: p.At.In(person.Zone()).Format("02/01/2006 15:04"), Detail: desk.Money(int(p.Amount))})
	}
	if len(choices) == 0 {
		s.env.Toast(kit.LevelInfo, "Chưa nộp lần nào.")
		return
	}
	kit.Choose(s.env.Router, "In lại giấy nộp tiền nào?", choices, func(c kit.Choice) {
		at, _ := strconv.Atoi(c.Code) // written above
		s.presenter.Slip(at)
	})
}
