package delivery

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/ui/kit"
	"carddesk/ui/screen"
	"carddesk/ui/words"
)

func choices(list []dossier.Coded) []kit.Choice {
	all := make([]kit.Choice, len(list))
	for i, c := range list {
		all[i] = kit.Choice{Code: c.Code, Text: c.Vietnamese}
	}
	return all
}

// AskContact shows what was noted of a card and asks what to note now.
func (s *Screen) AskContact(card desk.Uncollected, before []desk.Contact, officers map[string]string) {
	lines := []string{words.Phone(card.Phone)}
	if card.Phone == "" {
		lines[0] = "Không có số điện thoại"
	}
	lines[0] += " · " + placeName(card.Place) + fmt.Sprintf(" · thẻ chờ %d ngày", card.Days)
	past := history(before, officers)
	if len(past) > maxHistory {
		past = append(past[:maxHistory], fmt.Sprintf("… và %d lần trước nữa", len(before)-maxHistory))
	}
	if len(past) == 0 {
		past = []string{"Chưa liên hệ lần nào."}
	}
	s.askContact("Liên hệ: "+nameOf(card), strings.Join(append(lines, past...), "\n"), desk.Contact{Way: dossier.ContactWays()[0].Code},
		func(c desk.Contact) { s.presenter.NoteContact(card, c) })
}

// AskAmend asks what a contact should have said.
func (s *Screen) AskAmend(card desk.Uncollected, c desk.Contact) {
	s.askContact("Sửa liên hệ: "+nameOf(card), "Đã ghi: "+desk.ContactWords(&c)+"\nSửa được trong ngày, bởi người đã ghi hoặc chỉ huy. Bản cũ còn trong nhật ký.", c,
		func(c desk.Contact) { s.presenter.AmendContact(card, c) })
}

// askContact asks how somebody was told and what came of it; c is what stands there
// already.
func (s *Screen) askContact(title, text string, c desk.Contact, done func(desk.Contact)) {
	way := kit.NewRadioRow("Cách liên hệ", choices(dossier.ContactWays()), kit.Required())
	way.SetCode(c.Way)
	result := kit.NewChoiceField("Kết quả", choices(dossier.ContactResults()), kit.Required(), kit.Width(34))
	result.SetCode(c.Result)
	day := kit.NewDateField("Hẹn đến nhận ngày").Pivot(func() int { return s.presenter.Today().Year + 1 })
	if promised, err := person.ParseISODate(c.Promised); err == nil {
		day.SetValue(promised)
	}
	note := kit.NewTextField("Ghi chú", kit.Width(44))
	note.SetValue(c.Note)
	day.SetDisabled(c.Result != dossier.ContactPromised)
	result.OnChanged = func(c kit.Choice) { day.SetDisabled(c.Code != dossier.ContactPromised) }
	kit.Prompt(s.env.Router, kit.Form{
		Title: title, Text: text, Action: "Ghi", Fields: []kit.Field{way, result, day, note},
		Check: func() bool {
			c.Way, c.Result, c.Promised, c.Note = way.Code(), result.Code(), "", note.Value()
			if c.Result != dossier.ContactPromised {
				return true
			}
			c.Promised = day.Value().ISO()
			if !day.Value().Full() || day.Value().Before(s.presenter.Today()) {
				return screen.Valid(day, "Ngày hẹn phải từ hôm nay trở đi.")
			}
			return true
		},
		Done: func() { done(c) },
	})
}

// maxHistory is how many earlier contacts are shown.
const maxHistory = 6

// askList asks who takes the chosen cards along.
func (s *Screen) askList() {
	cards := s.presenter.Chosen(s.here(PageCards))
	if len(cards) == 0 {
		s.env.Toast(kit.LevelInfo, "Chọn thẻ đang ở kho trước: Space, hoặc quét giấy hẹn.")
		return
	}
	kit.Background(s.presenter.owner, func(ctx context.Context) ([]dossier.User, error) {
		choices, err := s.env.Desk.SearchChoices(ctx)
		return choices.Clerks, err
	}, func(people []dossier.User, err error) {
		if err != nil {
			s.Failed(words.Of(err))
			return
		}
		s.showAskList(cards, people)
	})
}

func (s *Screen) showAskList(cards []desk.Uncollected, people []dossier.User) {
	kind := kit.NewRadioRow("Cách trả", choices(dossier.ListKinds()[:2]), kit.Required())
	kind.SetCode(dossier.ListOfficer)
	place, school := commonPlace(cards)
	if school {
		kind.SetCode(dossier.ListSchool)
	}
	var officers []kit.Choice
	for _, u := range people {
		if u.Role == dossier.RoleAdministrator || u.Disabled {
			continue
		}
		officers = append(officers, kit.Choice{Code: u.ID, Text: words.Officer(u.Rank, u.Name)})
	}
	taker := kit.NewChoiceField("Người nhận thẻ mang đi (chọn, hoặc gõ họ tên)", officers, kit.Required(), kit.Width(40)).AllowOther()
	unit := kit.NewTextField("Nơi trả", kit.Required(), kit.Width(40))
	unit.SetValue(place)
	phone := kit.NewTextField("Điện thoại của người mang đi", kit.Width(20))
	kit.Prompt(s.env.Router, kit.Form{
		Title: fmt.Sprintf("Giao %d thẻ mang đi trả", len(cards)), Action: "Giao thẻ", Fields: []kit.Field{kind, taker, unit, phone},
		Text: "Thẻ rời kho ngay khi nhấn Giao thẻ. Mỗi thẻ phải được đối chiếu: đã trả có chữ ký, mang về, hoặc không phát được vì sao.",
		Done: func() {
			chosen := taker.Value()
			s.presenter.MakeList(desk.CardList{Kind: kind.Code(), Taker: chosen.Text, User: chosen.Code, Unit: unit.Value(), Phone: phone.Value()}, cards)
		},
	})
	s.env.Events.Emit("card-list-asked", "cards", len(cards))
}

// commonPlace is the hamlet or school of cards that are all of one.
func commonPlace(cards []desk.Uncollected) (name string, school bool) {
	first := cards[0].Place
	if slices.ContainsFunc(cards, func(u desk.Uncollected) bool { return u.Place != first }) {
		return "", false
	}
	return first.Name, first.School
}

// askPost asks by which post office the chosen cards go.
func (s *Screen) askPost() {
	cards := s.presenter.Chosen(s.here(PageCards))
	if len(cards) == 0 {
		s.env.Toast(kit.LevelInfo, "Chọn thẻ đang ở kho trước: Space, hoặc quét giấy hẹn.")
		return
	}
	office := kit.NewTextField("Bưu điện nhận", kit.Required(), kit.Width(40))
	office.SetValue("Bưu điện")
	kit.Prompt(s.env.Router, kit.Form{
		Title: fmt.Sprintf("Gửi %d thẻ qua bưu điện", len(cards)), Action: "Quét số hiệu", Fields: []kit.Field{office},
		Text: "Tiếp theo quét số hiệu từng bưu gửi. Thẻ rời kho khi đã có số hiệu của nó.",
		Done: func() {
			s.presenter.MakeList(desk.CardList{Kind: dossier.ListPost, Taker: office.Value()}, cards)
		},
	})
}

// AskNumber asks for the number of the postal item of a card.
func (s *Screen) AskNumber(card desk.Uncollected, left int) {
	number := kit.NewTextField("Số hiệu bưu gửi", kit.Required(), kit.Width(24)).Plain()
	text := "Quét mã vạch trên phong bì của người này."
	if left > 0 {
		text += fmt.Sprintf(" Còn %d thẻ sau thẻ này.", left)
	}
	kit.Prompt(s.env.Router, kit.Form{
		Title: nameOf(card), Text: text + "\n" + card.Address, Action: "Gửi thẻ này", Fields: []kit.Field{number},
		Check: func() bool {
			if _, err := desk.ParsePostalNumber(number.Value()); err != nil {
				return screen.Valid(number, words.Of(err).Line())
			}
			return true
		},
		Done: func() { s.presenter.Post(card, number.Value()) },
	})
}

// AskPrint offers to print the list that was just made.
func (s *Screen) AskPrint(list string, out int, left []desk.Left) {
	text := fmt.Sprintf("%d thẻ đã rời kho. In danh sách để ký giao và lấy chữ ký người nhận.", out)
	if len(left) > 0 {
		text += fmt.Sprintf(" %d thẻ không còn ở kho nên không giao.", len(left))
	}
	kit.Confirm(s.env.Router, kit.Question{Title: "Danh sách " + list, Text: text, Yes: "In danh sách", No: "Đóng"}, func(yes bool) {
		if yes {
			s.presenter.PrintList(list, false)
		}
	})
}

// askShelf asks on which shelf a card that came back undelivered lies now.
func (s *Screen) askShelf(serial string) {
	card, ok := s.presenter.Undelivered(serial)
	if !ok {
		s.env.Toast(kit.LevelInfo, "Chỉ nhập lại kho thẻ đã trả về vì không phát được.")
		return
	}
	shelf := kit.NewTextField("Để ở ngăn", kit.Required(), kit.Width(10))
	shelf.SetValue(card.Shelf)
	kit.Prompt(s.env.Router, kit.Form{
		Title: "Nhập lại kho thẻ " + serial, Action: "Nhập kho", Fields: []kit.Field{shelf},
		Check: func() bool {
			_, err := desk.ParseShelf(shelf.Value())
			return err == nil || screen.Valid(shelf, words.Of(err).Line())
		},
		Done: func() { s.presenter.Restock(card, shelf.Value()) },
	})
}
