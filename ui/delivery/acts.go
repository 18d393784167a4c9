package delivery

import (
	"fyne.io/fyne/v2"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/ui/kit"
)

// seeFirst names the key that shows a paper before it is printed.
const seeFirst = "Xem danh sách, in với tùy chọn: máy in, số bản, trang"

// newActs begins the keys of a page.
func (s *Screen) newActs(page Page, name string) *kit.Scope {
	a := &acts{scope: kit.NewScope(name), row: kit.Row()}
	s.acts[page] = a
	return a.scope
}

// button adds a key with its button to a page.
func (s *Screen) button(page Page, chord, text string, weight kit.Weight, run func()) *kit.Button {
	button := s.acts[page].scope.Button(chord, text, weight, run)
	s.acts[page].row.Add(button)
	return button
}

func (s *Screen) cardActs() {
	scope := s.newActs(PageCards, "delivery-cards")
	s.button(PageCards, "F10", "Lập danh sách trả…", kit.Main, s.askList)
	s.button(PageCards, "Ctrl+B", "Gửi bưu điện…", kit.Normal, s.askPost)
	s.button(PageCards, "Ctrl+R", "Nhập lại kho…", kit.Normal, func() { s.askShelf(s.here(PageCards)) })
	s.button(PageCards, "Ctrl+O", "Sửa liên hệ…", kit.Normal, func() { s.presenter.Amend(s.here(PageCards)) })
	s.button(PageCards, "Ctrl+M", "Chép lời nhắn", kit.Normal, func() { s.presenter.CopyText(s.here(PageCards)) })
	s.marks(PageCards, scope)
}

// marks adds the keys that choose cards of a page.
func (s *Screen) marks(page Page, scope *kit.Scope) {
	scope.On("Ctrl+U", "Chọn dòng này", func() {
		if at := s.here(page); at != "" {
			s.presenter.Mark(at)
		}
	})
	scope.On("Ctrl+A", "Chọn hết dòng đang hiện", func() {
		var all []string
		for row := range s.rows[page].Len() {
			s.with(page, row, func(serial string) { all = append(all, serial) })
		}
		s.presenter.MarkAll(all)
	})
}

func (s *Screen) callActs() {
	s.newActs(PageCalls, "delivery-calls")
	s.button(PageCalls, "F10", "Ghi kết quả gọi…", kit.Main, func() { s.presenter.Contact(s.here(PageCalls)) })
	s.acts[PageCalls].scope.On("Ctrl+O", "Sửa liên hệ gần nhất", func() { s.presenter.Amend(s.here(PageCalls)) })
	s.button(PageCalls, "Ctrl+M", "Chép lời nhắn", kit.Normal, func() { s.presenter.CopyText(s.here(PageCalls)) })
	s.button(PageCalls, "Ctrl+E", "Chép cả bảng", kit.Normal, s.presenter.CopyCalls)
	s.button(PageCalls, "Ctrl+P", "In danh sách gọi", kit.Normal, func() { s.presenter.PrintCalls(false) })
	s.acts[PageCalls].scope.On("Ctrl+Shift+P", seeFirst, func() { s.presenter.PrintCalls(true) })
}

func (s *Screen) ageActs() {
	s.newActs(PageAges, "delivery-ages")
	s.button(PageAges, "F10", "Xem thẻ của nơi này", kit.Main, func() {
		if row, ok := s.tables[PageAges].Selected(); ok {
			s.goToPlace(row)
		}
	})
}

func (s *Screen) listsActs() {
	s.newActs(PageLists, "delivery-lists")
	s.button(PageLists, "F10", "Mở danh sách", kit.Main, func() {
		if at := s.here(PageLists); at != "" {
			s.presenter.OpenList(at)
		}
	})
	s.button(PageLists, "Ctrl+P", "In danh sách", kit.Normal, func() {
		if at := s.here(PageLists); at != "" {
			s.presenter.PrintList(at, false)
		}
	})
	s.acts[PageLists].scope.On("Ctrl+Shift+P", seeFirst, func() {
		if at := s.here(PageLists); at != "" {
			s.presenter.PrintList(at, true)
		}
	})
	s.button(PageLists, "Ctrl+F", "Tìm bưu gửi…", kit.Normal, s.askPosted)
}

// askPosted asks for the number of what the post brings back or reports.
func (s *Screen) askPosted() {
	number := kit.NewTextField("Số hiệu bưu gửi", kit.Required(), kit.Width(24)).Plain()
	kit.Prompt(s.env.Router, kit.Form{
		Title: "Tìm bưu gửi", Text: "Quét mã vạch trên phong bì bị hoàn hoặc trên giấy báo phát.", Action: "Tìm", Fields: []kit.Field{number},
		Done: func() { s.presenter.FindPosted(number.Value()) },
	})
}

// listButtons are those of one list that mean something only now and then.
type listButtons struct {
	given, back, undelivered, lost, more, finish *kit.Button

	row *fyne.Container
}

func (s *Screen) listActs() {
	scope := s.newActs(PageList, "delivery-list")
	s.can.given = s.button(PageList, "F10", "Đã trả…", kit.Main, s.askGiven)
	s.can.back = s.button(PageList, "Ctrl+B", "Mang về kho", kit.Normal, func() { s.signBack(desk.Outcome{State: dossier.ItemBack}) })
	s.can.undelivered = s.button(PageList, "Ctrl+N", "Không phát được…", kit.Normal, s.askUndelivered)
	s.can.lost = s.button(PageList, "Ctrl+L", "Thất lạc…", kit.Normal, s.askLost)
	s.can.more = s.button(PageList, "Ctrl+O", "Giao tiếp", kit.Normal, s.presenter.GoOn)
	s.button(PageList, "Ctrl+R", "Nhập lại kho…", kit.Normal, func() { s.askShelf(s.here(PageList)) })
	s.button(PageList, "Ctrl+P", "In danh sách", kit.Normal, func() { s.presenter.PrintList(s.list.ID, false) })
	scope.On("Ctrl+Shift+P", seeFirst, func() { s.presenter.PrintList(s.list.ID, true) })
	s.button(PageList, "Ctrl+E", "In biên bản đối chiếu", kit.Normal, func() { s.presenter.PrintBack(false) })
	scope.On("Ctrl+Shift+E", "Xem biên bản đối chiếu, in với tùy chọn", func() { s.presenter.PrintBack(true) })
	s.can.finish = s.button(PageList, "Ctrl+W", "Đóng danh sách…", kit.Normal, s.askClose)
	s.button(PageList, "Esc", "Quay lại", kit.Normal, s.presenter.Leave)
	s.can.row = s.acts[PageList].row
	s.marks(PageList, scope)
}

func (s *Screen) signBack(o desk.Outcome) {
	s.presenter.SignBack(s.presenter.ItemsFor(s.here(PageList)), o)
}
