package delivery

import (
	"fmt"
	"strings"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/ui/kit"
	"carddesk/ui/screen"
	"carddesk/ui/words"
)

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
