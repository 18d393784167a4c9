package cards

import (
	"context"
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/store"
	"carddesk/ui/handover"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// stockPanel shows the boxes on their way and the cards of the office.
type stockPanel struct {
	screen *Screen
	stock  *Stock
	keys   *kit.Scope
	body   fyne.CanvasObject
	coming *kit.Text
	boxes  *fyne.Container
	title  *kit.Text
	table  *kit.Table
	rows   *kit.ListRows
	cards  []desk.StockCard

	receive, examine *kit.Button
}

var viewNames = map[View]string{
	ViewAll: "Thẻ tại điểm", ViewReady: "Thẻ chờ trả", ViewTrouble: "Thẻ lỗi, thất lạc, không phát được",
	ViewComing: "Thẻ đang chuyển về", ViewOut: "Thẻ cán bộ, bưu điện đang giữ",
}

var stockColumns = []kit.TableColumn{
	{Key: "mark", Title: "", Chars: 3, NoSort: true}, {Key: "shelf", Title: "Ngăn", Chars: 7, NoSort: true},
	{Key: "name", Title: "Họ và tên", Chars: 26, Stretch: true, NoSort: true}, {Key: "serial", Title: "Số thẻ", Chars: 14, NoSort: true},
	{Key: "state", Title: "Tình trạng", Chars: 40, NoSort: true}, {Key: "days", Title: "Số ngày", Chars: 9, Right: true, NoSort: true},
	{Key: "time", Title: "Từ lúc", Chars: 13, NoSort: true},
}

func newStockPanel(s *Screen) *stockPanel {
	p := &stockPanel{screen: s, keys: kit.NewScope("stock"), coming: kit.NewTitle(""), boxes: kit.TightColumn(), title: kit.NewTitle(""), rows: kit.NewListRows(nil)}
	p.stock = NewStock(s.env.Desk, s.owner, s.env.Events, p)
	p.table = kit.NewTable(stockColumns, p.rows, "Không có thẻ nào. Khi hộp thẻ về: Ctrl+H để đối chiếu từng thẻ, hoặc F10 nếu hộp nguyên niêm phong.")
	s.env.Keep("cards-stock", p.table)
	p.table.OnEnter = func(int) { p.askAct() }
	p.table.OnMark = func(int) {
		if card, ok := p.at(); ok {
			p.stock.Mark(card)
		}
	}
	p.table.OnFilter = func(text string) { p.rows.Filter(text); p.table.Reload() }
	k := p.keys
	p.receive = k.Button("F10", "Hộp đã về, nhận đủ", kit.Main, p.askReceive)
	p.examine = k.Button("Ctrl+H", "Đối chiếu, kiểm chip", kit.Normal, p.startCheck)
	office := kit.Row(p.receive, p.examine,
		k.Button("Ctrl+S", "Kiểm kê", kit.Normal, s.startCounting),
		k.Button("Ctrl+O", "Thẻ cũ đã thu", kit.Normal, s.startOld),
		k.Button("Ctrl+R", "Biên bản", kit.Normal, p.askPapers))
	ofCards := kit.Row(
		k.Button("Ctrl+M", "Chuyển ngăn", kit.Normal, p.askShelf),
		k.Button("Ctrl+G", "Gửi lại trung ương", kit.Normal, p.askReturn),
		k.Button("Ctrl+L", "Xem loại khác", kit.Normal, p.stock.NextView),
		k.Button("Ctrl+P", "In danh sách", kit.Normal, p.print),
		kit.NewCaption("Enter: việc với thẻ · phím cách: đánh dấu · gõ chữ: lọc"))
	k.On("Ctrl+Down", "Hộp sau", func() { p.stock.MoveBox(1) })
	k.On("Ctrl+Up", "Hộp trước", func() { p.stock.MoveBox(-1) })
	k.On("F11", "Đọc lại", p.stock.Load)
	k.Fields(p.table)
	p.body = container.NewBorder(kit.Column(p.coming, p.boxes, office, p.title, ofCards), nil, nil, nil, p.table)
	return p
}

func (p *stockPanel) content() fyne.CanvasObject { return p.body }
func (p *stockPanel) scope() *kit.Scope          { return p.keys }

func (p *stockPanel) focus() { p.screen.env.Router.Canvas().Focus(p.table) }

// at is the card that the table stands on.
func (p *stockPanel) at() (desk.StockCard, bool) {
	row, ok := p.table.Selected()
	if !ok {
		return desk.StockCard{}, false
	}
	return p.cards[p.rows.Index(row)], true
}

// find stands on the card of a code.
func (p *stockPanel) find(text string) bool {
	code, ok := desk.ReadCardCode(text)
	if !ok {
		return false
	}
	p.table.SetFilter("")
	p.rows.Filter("")
	for i, card := range p.cards {
		if code.Of(card) {
			p.table.Select(i)
			p.screen.env.Events.Emit("card-at", "row", i)
			return true
		}
	}
	p.stock.Identify(code)
	return true
}

// Known says of a card that is not on the list what the books know of it. One that
// was handed over and comes back has a fault.
func (p *stockPanel) Known(s desk.Surplus) {
	if s.Why != desk.SurplusGiven {
		p.screen.env.Toast(kit.LevelWarning, "Không có trong danh sách đang xem: "+Surplus(s)+".")
		return
	}
	kit.Choose(p.screen.env.Router, "Thẻ "+s.Serial+" đã trả. Báo lỗi để làm thẻ khác?", handover.Faults(), func(c kit.Choice) {
		p.stock.Fault(store.Card{Serial: s.Serial, Dossier: s.Dossier}, c.Code)
	})
}

// ShowBoxes shows the boxes on their way.
func (p *stockPanel) ShowBoxes(boxes []desk.Box, at int) {
	p.boxes.RemoveAll()
	p.coming.SetText("Không có hộp thẻ nào đang chuyển về")
	if len(boxes) > 0 {
		p.coming.SetText(fmt.Sprintf("Hộp thẻ đang chuyển về: %d", len(boxes)))
	}
	if len(boxes) > 1 {
		p.coming.SetText(p.coming.Text() + " · Ctrl và mũi tên: chọn hộp")
	}
	first := max(0, min(at-1, len(boxes)-shownBoxes))
	for i := first; i < min(len(boxes), first+shownBoxes); i++ {
		line := kit.NewSectionHeader(boxTitle(boxes[i]), "", nil)
		line.SetState(kit.SectionState{Attention: boxes[i].Begun})
		line.SetCurrent(i == at)
		p.boxes.Add(line)
	}
	p.receive.SetDisabled(len(boxes) == 0)
	p.examine.SetDisabled(len(boxes) == 0)
}

// shownBoxes is how many boxes stand above the cards; others are scrolled to.
const shownBoxes = 3

// ShowCards shows the cards of a view.
func (p *stockPanel) ShowCards(cards []desk.StockCard, marked map[string]bool, view View) {
	title := fmt.Sprintf("%s: %d", viewNames[view], len(cards))
	if len(marked) > 0 {
		title += fmt.Sprintf(" · đã đánh dấu %d", len(marked))
	}
	p.title.SetText(title)
	rows := make([][]kit.Cell, len(cards))
	for i, c := range cards {
		rows[i] = p.row(c, marked[c.Serial])
	}
	row, _ := p.table.Selected()
	p.cards, p.rows = cards, kit.NewListRows(rows)
	p.rows.Filter(p.table.Filter())
	filter := p.table.Filter()
	p.table.SetRows(p.rows)
	p.table.SetFilter(filter)
	p.table.Select(row)
}

func (p *stockPanel) row(c desk.StockCard, marked bool) []kit.Cell {
	mark := ""
	if marked {
		mark = "✓"
	}
	state := kit.Cell{Text: words.CardState(c.State)}
	switch c.State {
	case dossier.CardReplaced:
		state = kit.Cell{Text: "Đang làm thẻ " + c.Replaced, Level: kit.LevelWarning}
	case dossier.CardFaulty:
		state = kit.Cell{Text: "Lỗi: " + CardFault(c.Reason), Level: kit.LevelError}
	case dossier.CardLost:
		state = kit.Cell{Text: "Thất lạc: " + CardFault(c.Reason), Level: kit.LevelError}
	case dossier.CardVoid, dossier.CardRecalled:
		state = kit.Cell{Text: words.CardState(c.State) + ", để riêng: " + words.ReturnReason(c.Reason), Level: kit.LevelError}
	case dossier.CardUndelivered:
		state.Level = kit.LevelWarning
	case dossier.CardShipped:
		state.Text += ", hộp " + c.Box
	}
	shelf := c.Shelf
	if c.State != dossier.CardArrived {
		shelf = ""
	}
	return []kit.Cell{{Text: mark, Bold: true}, {Text: shelf, Bold: true}, {Text: c.Name}, {Text: c.Serial}, state,
		{Text: fmt.Sprint(p.screen.env.Desk.DaysWaiting(c.Card))}, {Text: c.Updated.In(person.Zone()).Format("02/01 15:04"), Muted: true}}
}

// Failed says what went wrong.
func (p *stockPanel) Failed(m words.Message) { p.screen.failed(m) }

// Done says what was done.
func (p *stockPanel) Done(text string) { p.screen.env.Toast(kit.LevelOK, text) }

// Changed lets the frame count anew.
func (p *stockPanel) Changed() { p.screen.env.Changed() }

// SentBack shows the list by which cards went back.
func (p *stockPanel) SentBack(list desk.ReturnList) {
	p.screen.show("Thẻ gửi lại trung ương", func(ctx context.Context) (desk.ReportPaper, error) {
		return p.screen.env.Desk.ReturnPaper(ctx, list.ID, Words())
	})
}

// askAct asks what to do with the card at hand.
func (p *stockPanel) askAct() {
	card, ok := p.at()
	if !ok {
		return
	}
	choices := p.stock.Acts(card)
	if len(choices) == 0 {
		p.screen.env.Toast(kit.LevelInfo, "Thẻ này: "+strings.ToLower(words.CardState(card.State))+". Ở đây không làm gì thêm.")
		return
	}
	p.screen.env.Events.Emit("card-acts", "count", len(choices))
	kit.Choose(p.screen.env.Router, "Thẻ của "+card.Name, choices, func(c kit.Choice) { p.act(card, dossier.Command(c.Code)) })
}

func (p *stockPanel) act(card desk.StockCard, command dossier.Command) {
	router := p.screen.env.Router
	switch command {
	case dossier.MoveCard:
		p.askShelfFor("Chuyển thẻ sang ngăn", []store.Card{card.Card})
	case dossier.ReportFault:
		kit.Choose(router, "Thẻ lỗi thế nào?", handover.Faults(), func(c kit.Choice) { p.stock.Fault(card.Card, c.Code) })
	case dossier.ReportCardLost:
		kit.Choose(router, "Mất thẻ thế nào? Chip của thẻ sẽ bị khóa.", losses, func(c kit.Choice) { p.stock.Lost(card.Card, c.Code) })
	case dossier.FindCard:
		p.shelfPrompt("Đã tìm thấy thẻ", "Thẻ của "+card.Name+" có lại tại điểm.", func(shelf string) { p.stock.Find(card.Card, shelf) })
	case dossier.RestockCard:
		p.shelfPrompt("Nhập lại kho", "Thẻ của "+card.Name+" để lại vào ngăn.", func(shelf string) { p.stock.Restock(card.Card, shelf) })
	case dossier.SendCardBack:
		p.askReturnOf([]store.Card{card.Card}, 0)
	}
}

// shelfPrompt asks for a place on the shelves.
func (p *stockPanel) shelfPrompt(title, text string, done func(shelf string)) {
	shelf := kit.NewTextField("Ngăn", kit.Width(10), kit.Required()).Plain()
	kit.Prompt(p.screen.env.Router, kit.Form{
		Title: title, Text: text, Action: "Ghi", Fields: []kit.Field{shelf},
		Check: func() bool { return validShelf(shelf) },
		Done:  func() { done(shelf.Value()) },
	})
}

// validShelf wants a place on the shelves.
func validShelf(field *kit.TextField) bool {
	if _, err := desk.ParseShelf(field.Value()); err != nil {
		field.SetMessage(kit.LevelError, "Tên ngăn: chữ không dấu, số, gạch nối; nhiều nhất 12 ký tự.")
		field.Focus()
		return false
	}
	return true
}

func (p *stockPanel) askShelf() {
	card, ok := p.at()
	if !ok {
		return
	}
	cards, left := p.stock.Chosen(card, dossier.MoveCard)
	if len(cards) == 0 {
		p.screen.env.Toast(kit.LevelInfo, "Chỉ chuyển ngăn được thẻ đang ở kho.")
		return
	}
	title := fmt.Sprintf("Chuyển %d thẻ sang ngăn", len(cards))
	if left > 0 {
		title += fmt.Sprintf(" (%d thẻ không ở kho, để nguyên)", left)
	}
	p.askShelfFor(title, cards)
}

func (p *stockPanel) askShelfFor(title string, cards []store.Card) {
	p.shelfPrompt(title, "", func(shelf string) { p.stock.MoveTo(cards, shelf) })
}

func (p *stockPanel) askReturn() {
	if card, ok := p.at(); ok {
		p.askReturnOf(p.stock.Chosen(card, dossier.SendCardBack))
	}
}

// askReturnOf asks why cards go back to the centre, and where transferred ones go.
func (p *stockPanel) askReturnOf(cards []store.Card, left int) {
	if len(cards) == 0 {
		p.screen.env.Toast(kit.LevelInfo, "Chỉ gửi lại được thẻ ở kho, thẻ lỗi, thẻ không phát được, thẻ bị thu hồi. Đánh dấu bằng phím cách.")
		return
	}
	why := kit.NewChoiceField("Lý do", returns, kit.Width(30), kit.Required())
	office := kit.NewTextField("Điểm nhận (khi chuyển điểm khác trả)", kit.Width(36))
	seal := kit.NewTextField("Số niêm phong của gói", kit.Width(16)).Plain()
	text := fmt.Sprintf("%d thẻ được ghi là đã gửi lại trung ương; danh sách in ra để ký.", len(cards))
	if left > 0 {
		text += fmt.Sprintf(" %d thẻ đánh dấu không gửi lại được, để nguyên.", left)
	}
	kit.Prompt(p.screen.env.Router, kit.Form{
		Title: "Gửi lại trung ương", Text: text, Action: "Gửi lại", Fields: []kit.Field{why, office, seal},
		Check: func() bool {
			if why.Code() == desk.ReturnTransferred && strings.TrimSpace(office.Value()) == "" {
				office.SetMessage(kit.LevelError, "Ghi điểm nhận thẻ.")
				office.Focus()
				return false
			}
			return true
		},
		Done: func() { p.stock.SendBack(cards, why.Code(), office.Value(), seal.Value()) },
	})
}

// print shows the list of the view on paper.
func (p *stockPanel) print() {
	cards := p.stock.Shown()
	p.screen.show("Danh sách thẻ", func(ctx context.Context) (desk.ReportPaper, error) { return p.screen.env.Desk.ReadyPaper(ctx, cards) })
}

// askReceive records that the chosen box arrived whole and sealed, on a shelf.
func (p *stockPanel) askReceive() {
	box, ok := p.stock.Box()
	if !ok {
		return
	}
	if box.Begun {
		p.startCheck()
		return
	}
	shelf := kit.NewTextField("Để ở ngăn", kit.Width(10)).Plain()
	shelf.SetValue("1")
	kit.Prompt(p.screen.env.Router, kit.Form{
		Title: "Hộp " + box.ID + " đã về", Text: fmt.Sprintf("Đếm đủ %d thẻ, niêm phong%s còn nguyên. Nếu không: Bỏ qua, rồi Ctrl+H đối chiếu từng thẻ.", len(box.Cards), sealNumber(box)),
		Action: "Nhận hộp", Fields: []kit.Field{shelf}, Check: func() bool { return validShelf(shelf) },
		Done: func() { p.stock.Receive(box, shelf.Value()) },
	})
}

// boxTitle says which box, how many cards, and the number that its seal must have.
func boxTitle(box desk.Box) string {
	title := fmt.Sprintf("Hộp %s: %d thẻ", box.ID, len(box.Cards))
	if box.Seal != "" {
		title += ", niêm phong" + sealNumber(box)
	}
	if box.Lot != "" {
		title += ", lô " + box.Lot
	}
	if box.Begun {
		title += " · đang mở dở: Ctrl+H làm tiếp"
	}
	return title
}

// sealNumber is the number of a box's seal after a blank, "" where none was told.
func sealNumber(box desk.Box) string {
	if box.Seal == "" {
		return ""
	}
	return " số " + box.Seal
}
