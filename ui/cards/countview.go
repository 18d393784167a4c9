package cards

import (
	"context"
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// countPanel counts the cards on the shelves, and settles what differs.
type countPanel struct {
	screen *Screen
	count  *Counting
	keys   *kit.Scope
	body   fyne.CanvasObject
	place  *fyne.Container
	say    *kit.Text
	title  *kit.Text
	hint   *kit.Text

	shelf, code *kit.TextField
	shelfBody   fyne.CanvasObject
	shelfTable  *kit.Table

	differences []desk.StockDifference
	diffBody    fyne.CanvasObject
	diffTable   *kit.Table

	before     []desk.Stocktake
	noneBody   fyne.CanvasObject
	noneTable  *kit.Table
	main       *kit.Button
	resume     *kit.Button
	wrong      *kit.Button
	print      *kit.Button
	next       *kit.Button
	cancel     *kit.Button
	showing    string // what stands there: "none", "shelf", "differences"
	shownShelf string
}

var (
	shelfColumns = []kit.TableColumn{
		{Key: "name", Title: "Họ và tên", Chars: 30, Stretch: true, NoSort: true}, {Key: "serial", Title: "Số thẻ", Chars: 14, NoSort: true},
		{Key: "seen", Title: "Kết quả", Chars: 50, NoSort: true},
	}
	diffColumns = []kit.TableColumn{
		{Key: "kind", Title: "Chênh lệch", Chars: 46, NoSort: true}, {Key: "name", Title: "Họ và tên", Chars: 26, Stretch: true, NoSort: true},
		{Key: "serial", Title: "Số thẻ", Chars: 14, NoSort: true}, {Key: "settled", Title: "Giải quyết", Chars: 34, NoSort: true},
	}
	takeColumns = []kit.TableColumn{
		{Key: "day", Title: "Bắt đầu", Chars: 16, NoSort: true}, {Key: "where", Title: "Phạm vi", Chars: 14, NoSort: true},
		{Key: "expected", Title: "Thẻ theo sổ", Chars: 12, Right: true, NoSort: true}, {Key: "state", Title: "Tình trạng", Chars: 20, Stretch: true, NoSort: true},
	}
	takeStates = map[dossier.BookState]string{
		dossier.StockCounting: "Đang đếm", dossier.StockCounted: "Chờ giải quyết chênh lệch", dossier.StockClosed: "Đã chốt", dossier.StockCancelled: "Đã bỏ",
	}
)

func newCountPanel(s *Screen) *countPanel {
	p := &countPanel{screen: s, keys: kit.NewScope("stocktake"), say: kit.NewTitle(""), title: kit.NewTitle(""), hint: kit.NewCaption("")}
	p.count = NewCounting(s.env.Desk, s.owner, s.env.Events, p)
	p.shelf = kit.NewTextField("Ngăn đang đếm", kit.Width(12)).Plain()
	p.code = kit.NewTextField("Mã thẻ: quét, hoặc gõ số thẻ rồi Enter", kit.Width(36)).Plain()
	p.shelfTable = kit.NewTable(shelfColumns, kit.NewListRows(nil), "Theo sổ không có thẻ nào ở ngăn này.")
	p.diffTable = kit.NewTable(diffColumns, kit.NewListRows(nil), "Không có chênh lệch: sổ và kho khớp nhau. F10 chốt kiểm kê.")
	p.noneTable = kit.NewTable(takeColumns, kit.NewListRows(nil), "Chưa kiểm kê lần nào. F10 mở một lần kiểm kê.")
	s.env.Keep("cards-shelf", p.shelfTable)
	s.env.Keep("cards-differences", p.diffTable)
	s.env.Keep("cards-stocktakes", p.noneTable)
	p.diffTable.OnEnter = p.askSettle
	p.noneTable.OnEnter = func(row int) { p.printTake(p.before[row].ID) }
	p.shelfBody = container.NewBorder(kit.Row(p.shelf, p.code), nil, nil, nil, p.shelfTable)
	p.diffBody, p.noneBody = p.diffTable, p.noneTable
	p.main = p.keys.Button("F10", "Mở kiểm kê", kit.Main, p.act)
	p.next = p.keys.Button("Ctrl+N", "Ngăn tiếp theo", kit.Normal, p.count.NextShelf)
	p.wrong = p.keys.Button("Ctrl+M", "Ghi ngăn mới cho thẻ sai ngăn", kit.Normal, p.count.SettleWrong)
	p.resume = p.keys.Button("Ctrl+R", "Đếm tiếp", kit.Normal, p.count.Resume)
	p.print = p.keys.Button("Ctrl+P", "In biên bản", kit.Normal, func() {
		if take, ok := p.count.Take(); ok {
			p.printTake(take.ID)
		}
	})
	p.cancel = p.keys.Button("Ctrl+Delete", "Bỏ lần kiểm kê này", kit.Normal, p.askCancel)
	back := p.keys.Button("Esc", "Quay lại", kit.Normal, s.back)
	p.keys.Chain().OnEnd = p.typed
	buttons := kit.Row(p.main, p.next, p.wrong, p.resume, p.print, p.cancel, back)
	p.place = container.NewStack(p.noneBody)
	p.body = container.NewBorder(kit.Column(p.title, p.say, buttons, p.hint), nil, nil, nil, p.place)
	return p
}

// startCounting opens the counting that goes on, or those of before.
func (s *Screen) startCounting() {
	s.open(s.counting)
	s.counting.count.Load()
}

func (p *countPanel) content() fyne.CanvasObject { return p.body }
func (p *countPanel) scope() *kit.Scope          { return p.keys }

func (p *countPanel) focus() {
	switch p.showing {
	case "shelf":
		p.code.Focus()
	case "differences":
		p.screen.env.Router.Canvas().Focus(p.diffTable)
	default:
		p.screen.env.Router.Canvas().Focus(p.noneTable)
	}
}

func (p *countPanel) scanned(text string) bool { return p.showing == "shelf" && p.count.Read(text) }

// put shows one of the three bodies with its keys.
func (p *countPanel) put(what string, body fyne.CanvasObject, fields ...kit.Focusable) {
	again := p.showing == what
	p.showing = what
	for button, on := range map[*kit.Button]bool{
		p.next: what == "shelf", p.wrong: what == "differences", p.resume: what == "differences",
		p.print: what == "differences", p.cancel: what != "none",
	} {
		if on {
			button.Show()
		} else {
			button.Hide()
		}
		button.SetDisabled(!on)
	}
	p.main.SetText(map[string]string{"none": "Mở kiểm kê", "shelf": "Đếm xong", "differences": "Chốt kiểm kê"}[what])
	if again {
		return
	}
	p.keys.Chain().Clear()
	p.keys.Fields(fields...)
	p.place.Objects = []fyne.CanvasObject{body}
	p.place.Refresh()
	p.Say(kit.LevelNone, "")
	p.focus()
}

// act is F10: what comes next.
func (p *countPanel) act() {
	switch p.showing {
	case "shelf":
		p.askFinish()
	case "differences":
		p.count.Close()
	default:
		p.askStart()
	}
}

func (p *countPanel) askStart() {
	shelf := kit.NewTextField("Chỉ một ngăn (để trống: tất cả)", kit.Width(12)).Plain()
	kit.Prompt(p.screen.env.Router, kit.Form{
		Title: "Mở kiểm kê", Text: "Sổ lúc này được chụp lại để so. Trong khi đếm vẫn trả thẻ được: thẻ đã trả không tính là thiếu.",
		Action: "Bắt đầu đếm", Fields: []kit.Field{shelf},
		Check: func() bool { return shelf.Value() == "" || validShelf(shelf) },
		Done:  func() { p.count.Start(shelf.Value()) },
	})
}

func (p *countPanel) askFinish() {
	take, _ := p.count.Take()
	result := take.Result()
	kit.Confirm(p.screen.env.Router, kit.Question{
		Title: "Đếm xong?", Yes: "Đếm xong", No: "Đếm tiếp",
		Text: fmt.Sprintf("Theo sổ %d thẻ: đúng ngăn %d, sai ngăn %d, chưa thấy %d. Thừa %d.",
			len(take.Expected), len(result.Right), len(result.Wrong), len(result.Missing), len(result.Surplus)),
	}, func(yes bool) {
		if yes {
			p.count.Finish()
		}
	})
}

func (p *countPanel) askCancel() {
	why := kit.NewTextField("Vì sao bỏ", kit.Width(40), kit.Required())
	kit.Prompt(p.screen.env.Router, kit.Form{
		Title: "Bỏ lần kiểm kê này", Text: "Các thẻ đã đếm không được tính nữa. Nhật ký vẫn giữ.", Action: "Bỏ", Weight: kit.Danger,
		Fields: []kit.Field{why}, Done: func() { p.count.Cancel(why.Value()) },
	})
}

// typed takes what stands in the fields: another shelf, or a card's code.
func (p *countPanel) typed() {
	if p.shelf.Value() != p.shownShelf && !p.count.SetShelf(p.shelf.Value()) {
		validShelf(p.shelf)
		return
	}
	text := p.code.Value()
	p.code.SetValue("")
	if text != "" && !p.count.Read(text) {
		p.Say(kit.LevelWarning, "Không phải mã của thẻ. Quét mã QR trên thẻ, hoặc gõ số thẻ.")
		p.Beep(false)
	}
	p.code.Focus()
}

func (p *countPanel) askSettle(row int) {
	d := p.differences[row]
	if d.Settled != nil {
		p.screen.env.Toast(kit.LevelInfo, "Chênh lệch này đã giải quyết.")
		return
	}
	var choices []kit.Choice
	for _, how := range d.Settlements() {
		choices = append(choices, kit.Choice{Code: how, Text: settlements[how]})
	}
	kit.Choose(p.screen.env.Router, desk.DifferenceWords(d, Words()), choices, func(c kit.Choice) {
		if c.Code != desk.SettleNoted {
			p.count.Settle(d, c.Code, "")
			return
		}
		note := kit.NewTextField("Ghi chú", kit.Width(40), kit.Required())
		kit.Prompt(p.screen.env.Router, kit.Form{
			Title: settlements[c.Code], Fields: []kit.Field{note}, Done: func() { p.count.Settle(d, c.Code, note.Value()) },
		})
	})
}

func (p *countPanel) printTake(id string) {
	p.screen.show("Biên bản kiểm kê thẻ", func(ctx context.Context) (desk.ReportPaper, error) {
		return p.screen.env.Desk.StocktakePaper(ctx, id, Words())
	})
}

// ShowNone shows the countings of before.
func (p *countPanel) ShowNone(before []desk.Stocktake) {
	p.before = before
	rows := make([][]kit.Cell, len(before))
	for i, t := range before {
		where := "tất cả các ngăn"
		if t.Shelf != "" {
			where = "ngăn " + t.Shelf
		}
		rows[i] = []kit.Cell{{Text: t.Begun.In(person.Zone()).Format("02/01/2006 15:04")}, {Text: where}, {Text: fmt.Sprint(len(t.Expected))}, {Text: takeStates[t.State]}}
	}
	p.title.SetText("Kiểm kê thẻ")
	p.noneTable.SetRows(kit.NewListRows(rows))
	p.put("none", p.noneBody, p.noneTable)
	p.hint.SetText("F10 mở một lần kiểm kê; Enter: xem và in biên bản của lần trước.")
}

// ShowShelf shows the shelf that is being counted.
func (p *countPanel) ShowShelf(take desk.Stocktake, shelf string, shelves []string, lines []CountLine) {
	seen := 0
	rows := make([][]kit.Cell, len(lines))
	for i, l := range lines {
		cell := kit.Cell{Text: "chưa thấy", Muted: true}
		switch {
		case l.Surplus != nil:
			cell = kit.Cell{Text: "thừa: " + Surplus(*l.Surplus), Level: kit.LevelError}
		case l.On != "":
			cell = kit.Cell{Text: "thấy ở ngăn " + l.On, Level: kit.LevelWarning}
		case l.Seen:
			cell = kit.Cell{Text: "có", Level: kit.LevelOK}
			seen++
		}
		rows[i] = []kit.Cell{{Text: l.Name}, {Text: l.Serial}, cell}
	}
	result := take.Result()
	p.title.SetText(fmt.Sprintf("Đếm ngăn %s: có %d thẻ · toàn kho: còn %d/%d chưa thấy, %d ngăn",
		shelf, seen, len(result.Missing), len(take.Expected), len(shelves)))
	if p.shownShelf != shelf {
		p.shownShelf = shelf
		p.shelf.SetValue(shelf)
	}
	p.put("shelf", p.shelfBody, p.shelf, p.code)
	p.hint.SetText("Quét từng thẻ trong ngăn. Sang ngăn khác: Ctrl+N, hoặc gõ tên ngăn rồi Enter. Thoát lúc nào cũng được: thẻ đã đếm đều được giữ.")
	p.shelfTable.SetRows(kit.NewListRows(rows))
}

// ShowDifferences shows what a counting found.
func (p *countPanel) ShowDifferences(take desk.Stocktake, differences []desk.StockDifference, names map[string]string) {
	p.differences = differences
	rows := make([][]kit.Cell, len(differences))
	for i, d := range differences {
		settled := kit.Cell{Text: "chưa giải quyết", Level: kit.LevelWarning}
		if d.Settled != nil {
			settled = kit.Cell{Text: settlements[d.Settled.How], Level: kit.LevelOK}
			if d.Settled.Note != "" {
				settled.Text += ": " + d.Settled.Note
			}
		}
		serial := d.Serial
		if serial == "" {
			serial = d.Surplus.Code
		}
		rows[i] = []kit.Cell{{Text: desk.DifferenceWords(d, Words())}, {Text: names[d.Key]}, {Text: serial}, settled}
	}
	result := take.Result()
	p.title.SetText(fmt.Sprintf("Kiểm kê xong: đúng %d, sai ngăn %d, thiếu %d, thừa %d · chưa giải quyết %d",
		len(result.Right), len(result.Wrong), len(result.Missing), len(result.Surplus), take.Open()))
	row, _ := p.diffTable.Selected()
	p.diffTable.SetRows(kit.NewListRows(rows))
	p.diffTable.Select(row)
	p.put("differences", p.diffBody, p.diffTable)
	p.hint.SetText("Enter: giải quyết từng thẻ. Chỉ huy chốt khi không còn chênh lệch nào chưa giải quyết.")
}

// Say shows a sentence in large letters.
func (p *countPanel) Say(level kit.Level, text string) {
	p.say.SetColor(map[kit.Level]fyne.ThemeColorName{
		kit.LevelOK: kit.ColorOK, kit.LevelError: kit.ColorFault, kit.LevelWarning: kit.ColorAttention,
		kit.LevelNone: theme.ColorNameForeground, kit.LevelInfo: theme.ColorNameForeground,
	}[level])
	p.say.SetText(text)
}

// Beep sounds for each card that was read.
func (p *countPanel) Beep(good bool) { ring(good) }

// Failed says what went wrong.
func (p *countPanel) Failed(m words.Message) { p.screen.failed(m) }

// Changed lets the frame count anew.
func (p *countPanel) Changed() { p.screen.env.Changed() }
