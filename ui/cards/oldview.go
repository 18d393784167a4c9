package cards

import (
	"context"
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// oldPanel is the book of the old cards that were collected.
type oldPanel struct {
	screen *Screen
	old    *Old
	keys   *kit.Scope
	body   fyne.CanvasObject
	title  *kit.Text
	last   *kit.Text
	table  *kit.Table
	rows   *kit.ListRows
	cards  []desk.OldCard
}

var oldColumns = []kit.TableColumn{
	{Key: "mark", Title: "", Chars: 3, NoSort: true}, {Key: "name", Title: "Họ và tên", Chars: 28, Stretch: true, NoSort: true},
	{Key: "number", Title: "Số trên thẻ", Chars: 16, NoSort: true}, {Key: "day", Title: "Ngày thu", Chars: 12, NoSort: true},
	{Key: "from", Title: "Thu tại", Chars: 18, NoSort: true}, {Key: "state", Title: "Tình trạng", Chars: 34, NoSort: true},
}

// checkedDays is over how many days the dossiers are compared with the book.
const checkedDays = 92

func newOldPanel(s *Screen) *oldPanel {
	p := &oldPanel{screen: s, keys: kit.NewScope("old-cards"), title: kit.NewTitle(""), last: kit.NewCaption(""), rows: kit.NewListRows(nil)}
	p.old = NewOld(s.env.Desk, s.owner, s.env.Events, p, s.today)
	p.table = kit.NewTable(oldColumns, p.rows, "Không còn thẻ cũ nào ở điểm thu nhận. Thẻ cũ vào sổ khi tiếp nhận hoặc trả thẻ.")
	s.env.Keep("cards-old", p.table)
	p.table.OnMark = func(int) {
		if card, ok := p.at(); ok {
			p.old.Mark(card)
		}
	}
	p.table.OnEnter = func(int) { p.askMove() }
	p.table.OnFilter = func(text string) { p.rows.Filter(text); p.table.Reload() }
	buttons := kit.Row(
		p.keys.Button("F10", "Nộp theo danh sách", kit.Main, p.askHandIn),
		p.keys.Button("Ctrl+D", "Tiêu hủy", kit.Danger, p.askDestroy),
		p.keys.Button("Ctrl+B", "So với hồ sơ", kit.Normal, func() { p.old.Check(checkedDays) }),
		p.keys.Button("Ctrl+P", "In lại danh sách gần nhất", kit.Normal, p.printLast),
		p.keys.Button("Esc", "Quay lại", kit.Normal, s.back))
	p.keys.Fields(p.table)
	p.body = container.NewBorder(kit.Column(p.title, p.last, buttons,
		kit.NewCaption("Phím cách: đánh dấu thẻ; không đánh dấu là tất cả · Enter: trả lại, thiếu, thấy lại · gõ chữ: lọc")), nil, nil, nil, p.table)
	return p
}

// startOld opens the book of old cards.
func (s *Screen) startOld() {
	s.open(s.old)
	s.old.old.Load()
}

func (p *oldPanel) content() fyne.CanvasObject { return p.body }
func (p *oldPanel) scope() *kit.Scope          { return p.keys }
func (p *oldPanel) focus()                     { p.screen.env.Router.Canvas().Focus(p.table) }

func (p *oldPanel) at() (desk.OldCard, bool) {
	row, ok := p.table.Selected()
	if !ok {
		return desk.OldCard{}, false
	}
	return p.cards[p.rows.Index(row)], true
}

// scanned stands on the old card of a code.
func (p *oldPanel) scanned(text string) bool {
	code, ok := desk.ReadCardCode(text)
	if !ok || code.Number == "" {
		return false
	}
	p.table.SetFilter("")
	p.rows.Filter("")
	for i, card := range p.cards {
		if card.Number == string(code.Number) {
			p.table.Select(i)
			if !p.old.marked[card.Dossier] {
				p.old.Mark(card)
			}
			return true
		}
	}
	p.screen.env.Toast(kit.LevelWarning, "Thẻ này không có trong sổ thẻ cũ.")
	return true
}

// ShowOld shows the book.
func (p *oldPanel) ShowOld(cards []desk.OldCard, marked map[dossier.ID]bool, lists []desk.OldCardList) {
	held := 0
	rows := make([][]kit.Cell, len(cards))
	for i, c := range cards {
		mark, name := "", c.Name
		if marked[c.Dossier] {
			mark = "✓"
		}
		if name == "" {
			name = "(nội dung hồ sơ đã hủy)"
		}
		state := kit.Cell{Text: "đang giữ"}
		switch {
		case c.State == dossier.OldCardMissing:
			state = kit.Cell{Text: "không thấy: " + c.Note, Level: kit.LevelError}
		case c.Of == dossier.Withdrawn || c.Of == dossier.Cancelled:
			state = kit.Cell{Text: "hồ sơ đã thôi: trả lại công dân", Level: kit.LevelWarning}
		}
		if c.State == dossier.OldCardHeld {
			held++
		}
		rows[i] = []kit.Cell{{Text: mark, Bold: true}, {Text: name}, {Text: c.Number}, {Text: words.Date(c.Day)}, {Text: desk.OldFromWords(c.From)}, state}
	}
	title := fmt.Sprintf("Thẻ cũ đang giữ: %d", held)
	if missing := len(cards) - held; missing > 0 {
		title += fmt.Sprintf(" · không thấy: %d", missing)
	}
	if len(marked) > 0 {
		title += fmt.Sprintf(" · đã đánh dấu %d", len(marked))
	}
	p.title.SetText(title)
	p.last.SetText("Chưa nộp, chưa hủy lần nào trong ba tháng.")
	if len(lists) > 0 {
		how := "nộp cho " + lists[0].To
		if lists[0].State == dossier.OldCardDestroyed {
			how = "tiêu hủy"
		}
		p.last.SetText(fmt.Sprintf("Gần nhất: %s %d thẻ, ngày %s.", how, len(lists[0].Cards), words.Day(lists[0].At)))
	}
	row, _ := p.table.Selected()
	filter := p.table.Filter()
	p.cards, p.rows = cards, kit.NewListRows(rows)
	p.rows.Filter(filter)
	p.table.SetRows(p.rows)
	p.table.SetFilter(filter)
	p.table.Select(row)
}

func (p *oldPanel) chosen() (int, bool) {
	n := len(p.old.Chosen())
	if n == 0 {
		p.screen.env.Toast(kit.LevelInfo, "Không có thẻ cũ nào đang giữ.")
	}
	return n, n > 0
}

func (p *oldPanel) askHandIn() {
	n, ok := p.chosen()
	if !ok {
		return
	}
	to := kit.NewTextField("Nộp cho (đơn vị, người nhận)", kit.Width(40), kit.Required())
	kit.Prompt(p.screen.env.Router, kit.Form{
		Title: fmt.Sprintf("Nộp %d thẻ cũ", n), Text: "Đếm thẻ trước khi ghi. Danh sách in ra để hai bên ký.", Action: "Nộp",
		Fields: []kit.Field{to}, Done: func() { p.old.HandIn(to.Value()) },
	})
}

func (p *oldPanel) askDestroy() {
	n, ok := p.chosen()
	if !ok {
		return
	}
	way := kit.NewTextField("Cách tiêu hủy", kit.Width(40), kit.Required())
	first := kit.NewTextField("Người chứng kiến thứ nhất (cấp bậc, họ tên)", kit.Width(40), kit.Required())
	second := kit.NewTextField("Người chứng kiến thứ hai (cấp bậc, họ tên)", kit.Width(40), kit.Required())
	kit.Prompt(p.screen.env.Router, kit.Form{
		Title: fmt.Sprintf("Tiêu hủy %d thẻ cũ", n), Text: "Chỉ chỉ huy ghi được. Không hoàn tác được.", Action: "Đã tiêu hủy", Weight: kit.Danger,
		Fields: []kit.Field{way, first, second},
		Check: func() bool {
			if strings.EqualFold(strings.TrimSpace(first.Value()), strings.TrimSpace(second.Value())) {
				second.SetMessage(kit.LevelError, "Hai người chứng kiến khác nhau.")
				second.Focus()
				return false
			}
			return true
		},
		Done: func() { p.old.Destroy(way.Value(), []string{first.Value(), second.Value()}) },
	})
}

// oldActs are what is done with one card of the book.
var oldActs = map[dossier.BookState][]kit.Choice{
	dossier.OldCardHeld: {
		{Code: string(dossier.GiveOldCardBack), Text: "Trả lại công dân"},
		{Code: string(dossier.MissOldCard), Text: "Không thấy thẻ này"},
	},
	dossier.OldCardMissing: {{Code: string(dossier.FindOldCard), Text: "Đã thấy lại"}},
}

func (p *oldPanel) askMove() {
	card, ok := p.at()
	if !ok {
		return
	}
	kit.Choose(p.screen.env.Router, "Thẻ cũ của "+card.Name, oldActs[card.State], func(c kit.Choice) {
		command := dossier.Command(c.Code)
		if command == dossier.FindOldCard {
			p.old.Move(card, command, "")
			return
		}
		why := kit.NewTextField("Lý do", kit.Width(40), kit.Required())
		kit.Prompt(p.screen.env.Router, kit.Form{
			Title: c.Text, Fields: []kit.Field{why}, Done: func() { p.old.Move(card, command, why.Value()) },
		})
	})
}

func (p *oldPanel) printLast() {
	if list, ok := p.old.LastList(); ok {
		p.Left(list)
		return
	}
	p.screen.env.Toast(kit.LevelInfo, "Chưa có danh sách nào trong ba tháng.")
}

// Left shows the list by which old cards left.
func (p *oldPanel) Left(list desk.OldCardList) {
	p.screen.show("Thẻ cũ đã thu", func(ctx context.Context) (desk.ReportPaper, error) {
		return p.screen.env.Desk.OldCardPaper(ctx, list.ID)
	})
}

// Checked says how the book compares with the dossiers, and offers to bring into it
// what it lacks.
func (p *oldPanel) Checked(check desk.OldCardCheck) {
	if check.Agrees() {
		p.screen.env.Toast(kit.LevelOK, fmt.Sprintf("Sổ và hồ sơ khớp nhau: đang giữ %d thẻ cũ.", check.Held))
		return
	}
	var parts []string
	if n := len(check.NotEntered); n > 0 {
		parts = append(parts, fmt.Sprintf("%d hồ sơ ghi đã thu thẻ cũ nhưng sổ chưa có.", n))
	}
	if n := len(check.NotCollected); n > 0 {
		parts = append(parts, fmt.Sprintf("%d thẻ trong sổ mà hồ sơ không ghi là đã thu (%s).", n, namesOf(check.NotCollected)))
	}
	if n := len(check.GiveBack); n > 0 {
		parts = append(parts, fmt.Sprintf("%d thẻ của hồ sơ đã hủy hoặc rút, phải trả lại công dân (%s).", n, namesOf(check.GiveBack)))
	}
	yes := "Đã hiểu"
	if len(check.NotEntered) > 0 {
		yes = "Ghi thêm vào sổ"
	}
	kit.Confirm(p.screen.env.Router, kit.Question{Title: "Sổ và hồ sơ chưa khớp", Text: strings.Join(parts, " "), Yes: yes, No: "Đóng"}, func(ok bool) {
		if ok && len(check.NotEntered) > 0 {
			p.old.Enter(check.NotEntered)
		}
	})
}

// namesOf names at most three of some cards.
func namesOf(cards []desk.OldCard) string {
	var names []string
	for _, c := range cards[:min(3, len(cards))] {
		names = append(names, c.Name)
	}
	if len(cards) > 3 {
		names = append(names, "…")
	}
	return strings.Join(names, ", ")
}

// Done says what was done.
func (p *oldPanel) Done(text string) { p.screen.env.Toast(kit.LevelOK, text) }

// Failed says what went wrong.
func (p *oldPanel) Failed(m words.Message) { p.screen.failed(m) }

// Changed lets the frame count anew.
func (p *oldPanel) Changed() { p.screen.env.Changed() }
