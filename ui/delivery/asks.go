package delivery

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"carddesk/app/desk"
	"carddesk/app/dossier"
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
	way := kit.NewRadioRow("Cách liên hệ", choices(dossier.ContactWays()), kit.Required())
	way.SetCode(dossier.ContactWays()[0].Code)
	result := kit.NewChoiceField("Kết quả", choices(dossier.ContactResults()), kit.Required(), kit.Width(34))
	day := kit.NewDateField("Hẹn đến nhận ngày").Pivot(func() int { return s.presenter.Today().Year + 1 })
	note := kit.NewTextField("Ghi chú", kit.Width(44))
	day.SetDisabled(true)
	result.OnChanged = func(c kit.Choice) { day.SetDisabled(c.Code != dossier.ContactPromised) }
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
	var c desk.Contact
	kit.Prompt(s.env.Router, kit.Form{
		Title: "Liên hệ: " + nameOf(card), Text: strings.Join(append(lines, past...), "\n"), Action: "Ghi",
		Fields: []kit.Field{way, result, day, note},
		Check: func() bool {
			c = desk.Contact{Way: way.Code(), Result: result.Code(), Note: note.Value()}
			if c.Result != dossier.ContactPromised {
				return true
			}
			c.Promised = day.Value().ISO()
			if !day.Value().Full() || day.Value().Before(s.presenter.Today()) {
				return screen.Valid(day, "Ngày hẹn phải từ hôm nay trở đi.")
			}
			return true
		},
		Done: func() { s.presenter.NoteContact(card, c) },
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
			s.presenter.PrintList(list)
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

// items are those to which an outcome is given; without one it says how to choose.
func (s *Screen) items() []desk.ListItem {
	items := s.presenter.ItemsFor(s.here(PageList))
	if len(items) == 0 {
		s.env.Toast(kit.LevelInfo, "Đứng ở thẻ chưa đối chiếu, hoặc chọn nhiều thẻ bằng Space.")
	}
	return items
}

// about says in a title which cards an outcome is for.
func about(items []desk.ListItem) string {
	if len(items) == 1 {
		return nameOf(items[0].Holder)
	}
	return fmt.Sprintf("%d thẻ", len(items))
}

// askGiven asks on which day cards were handed over, and to whom.
func (s *Screen) askGiven() {
	items := s.items()
	if len(items) == 0 {
		return
	}
	if !s.env.Desk.MayOverride() {
		s.Failed(words.Message{What: "Trả thẻ theo danh sách không có lần đọc chip trước mặt người nhận.", Kept: "Chưa ghi nhận trả thẻ.",
			Do: "Nhờ chỉ huy đăng nhập, đối chiếu chữ ký trên danh sách rồi ghi. Thẻ mang về hoặc không phát được thì ghi ngay được."})
		return
	}
	day := kit.NewDateField("Ngày người nhận ký", kit.Required()).Pivot(func() int { return s.presenter.Today().Year })
	day.SetValue(s.presenter.Today())
	text := "Đối chiếu chữ ký từng người trên danh sách giấy trước khi ghi. Chip không được đọc khi trao, nên mỗi thẻ được ghi là chỉ huy cho qua bước đọc chip và báo trung ương."
	if s.list.Kind == dossier.ListPost {
		day = kit.NewDateField("Ngày phát trên giấy báo", kit.Required()).Pivot(func() int { return s.presenter.Today().Year })
		day.SetValue(s.presenter.Today())
		text = "Đối chiếu giấy báo phát của bưu điện trước khi ghi. Chip không được đọc khi trao, nên mỗi thẻ được ghi là chỉ huy cho qua bước đọc chip và báo trung ương."
	}
	fields := []kit.Field{day}
	who := kit.NewRadioRow("Người ký", takers, kit.Required())
	who.SetCode(dossier.ToHolder)
	if len(items) == 1 {
		fields = append(fields, who)
	}
	kit.Prompt(s.env.Router, kit.Form{
		Title: "Đã trả: " + about(items), Text: text, Action: "Ghi đã trả", Fields: fields,
		Check: func() bool {
			if !day.Value().Full() || s.presenter.Today().Before(day.Value()) {
				return screen.Valid(day, "Ngày ký không sau hôm nay.")
			}
			return true
		},
		Done: func() {
			o := desk.Outcome{State: dossier.ItemHandedOver, Day: day.Value().ISO()}
			if who.Code() == dossier.ToHolder {
				s.presenter.SignBack(items, o)
				return
			}
			s.askReceiver(items, o, who.Code())
		},
	})
}

var takers = []kit.Choice{{Code: dossier.ToHolder, Text: "Người được cấp thẻ"}, {Code: dossier.ToRepresentative, Text: "Người đại diện hợp pháp"},
	{Code: dossier.ToAuthorised, Text: "Người được ủy quyền"}}

// askReceiver asks who signed in place of the holder, and by what right.
func (s *Screen) askReceiver(items []desk.ListItem, o desk.Outcome, kind string) {
	name := kit.NewNameField("Họ, chữ đệm và tên", kit.Required(), kit.Width(44))
	number := kit.NewPersonalNumberField("Số định danh cá nhân", kit.Required())
	relation := kit.NewTextField("Quan hệ với người được cấp thẻ", kit.Required(), kit.Width(30))
	authority := kit.NewTextField("Giấy tờ cho phép nhận thay", kit.Required(), kit.Width(50))
	kit.Prompt(s.env.Router, kit.Form{
		Title: "Người ký thay: " + about(items), Action: "Ghi đã trả", Fields: []kit.Field{name, number, relation, authority},
		Done: func() {
			o.To = dossier.Handover{To: kind, Recipient: name.Value(), Number: number.Value(), Relation: relation.Value(), Authority: authority.Value()}
			s.presenter.SignBack(items, o)
		},
	})
}

func (s *Screen) askUndelivered() {
	items := s.items()
	if len(items) == 0 {
		return
	}
	reason := kit.NewChoiceField("Vì sao", choices(dossier.UndeliveredReasons()), kit.Required(), kit.Width(40))
	note := kit.NewTextField("Ghi chú", kit.Width(44))
	kit.Prompt(s.env.Router, kit.Form{
		Title: "Không phát được: " + about(items), Action: "Ghi", Fields: []kit.Field{reason, note},
		Text: "Thẻ đã về lại điểm trả. Trung ương được báo; nhập lại kho bằng Ctrl+R.",
		Done: func() {
			s.presenter.SignBack(items, desk.Outcome{State: dossier.ItemUndelivered, Reason: reason.Code(), Note: note.Value()})
		},
	})
}

func (s *Screen) askLost() {
	items := s.items()
	if len(items) == 0 {
		return
	}
	note := kit.NewTextField("Mất thế nào", kit.Required(), kit.Width(50))
	kit.Prompt(s.env.Router, kit.Form{
		Title: "Thất lạc: " + about(items), Action: "Báo mất", Weight: kit.Danger, Fields: []kit.Field{note},
		Text: "Trung ương được báo mất thẻ để làm thẻ khác.",
		Done: func() { s.presenter.SignBack(items, desk.Outcome{State: dossier.ItemLost, Note: note.Value()}) },
	})
}

func (s *Screen) askClose() {
	note := kit.NewTextField("Bản giấy đã ký để ở đâu", kit.Width(44))
	kit.Prompt(s.env.Router, kit.Form{
		Title: "Đóng danh sách " + s.list.ID, Action: "Đóng danh sách", Fields: []kit.Field{note},
		Text: "Chỉ đóng được khi mọi thẻ của danh sách đã có kết quả.",
		Done: func() { s.presenter.Close(note.Value()) },
	})
}

// maxNamed is how many cards are named that a list lacks.
const maxNamed = 8

// Differs says which cards of a list are not accounted for.
func (s *Screen) Differs(open *desk.OpenItemsError) {
	var names []string
	for _, item := range open.Items[:min(len(open.Items), maxNamed)] {
		names = append(names, fmt.Sprintf("%s (thẻ %s)", nameOf(item.Holder), item.Serial))
	}
	if more := len(open.Items) - maxNamed; more > 0 {
		names = append(names, fmt.Sprintf("và %d thẻ nữa", more))
	}
	kit.Message(s.env.Router, kit.Notice{
		Title: "Chưa đóng được danh sách", Level: kit.LevelWarning,
		Happened: fmt.Sprintf("%d thẻ chưa có kết quả: %s.", len(open.Items), strings.Join(names, ", ")),
		Kept:     "Kết quả đã ghi còn nguyên; danh sách vẫn mở.",
		Do:       "Tìm từng thẻ trên, ghi đã trả, mang về, không phát được hoặc thất lạc, rồi đóng lại.",
	}, nil)
}

// ShowList shows one list with its cards.
func (s *Screen) ShowList(l desk.CardListView, marked map[string]bool) {
	s.list = l
	var ids []string
	for _, item := range l.Items {
		ids = append(ids, item.Serial)
	}
	for _, u := range l.Inside {
		ids = append(ids, u.Card.Serial)
	}
	post := l.Kind == dossier.ListPost
	s.can.show(l, post)
	text := fmt.Sprintf("%s %s · %s", kindWords(l.Kind), l.ID, l.Taker)
	if l.Unit != "" {
		text += ", " + l.Unit
	}
	text += fmt.Sprintf(" · %d thẻ, %d chưa đối chiếu", len(l.Items), len(l.Away()))
	if n := len(l.Inside); n > 0 {
		text += fmt.Sprintf(", %d chưa giao", n)
	}
	if !l.Open() {
		text += " · đã đóng " + words.Day(l.ClosedAt)
	}
	if len(marked) > 0 {
		text = fmt.Sprintf("Đang chọn %d thẻ · ", len(marked)) + text
	}
	s.state.SetText(text)
	s.put(PageList, itemRows(l, marked), ids)
}

// show shows the buttons of a list that mean something now.
func (b *listButtons) show(l desk.CardListView, post bool) {
	away := l.Open() && len(l.Away()) > 0
	shown(b.given, away)
	shown(b.back, away && !post)
	shown(b.undelivered, away)
	shown(b.lost, away)
	shown(b.more, l.Open() && len(l.Inside) > 0)
	shown(b.finish, l.Open())
	given, undelivered, more := "Đã trả…", "Không phát được…", "Giao tiếp"
	if post {
		given, undelivered, more = "Bưu điện đã phát…", "Bị hoàn về…", "Quét số hiệu"
	}
	b.given.SetText(given)
	b.undelivered.SetText(undelivered)
	b.more.SetText(more)
	b.row.Refresh()
}

func shown(b *kit.Button, means bool) {
	b.SetDisabled(!means)
	if means {
		b.Show()
	} else {
		b.Hide()
	}
}
