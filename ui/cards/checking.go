package cards

import (
	"context"
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"carddesk/app/desk"
	"carddesk/ui/handover"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// checking is a box that is being gone through; its readers are watched until it
// ends.
type checking struct {
	screen *Screen
	owner  *kit.Owner
	check  *Check
	keys   *kit.Scope
	body   fyne.CanvasObject
	say    *kit.Text
	count  *kit.Text
	seal   *kit.Text
	code   *kit.TextField
	table  *kit.Table
}

var boxColumns = []kit.TableColumn{
	{Key: "number", Title: "STT", Chars: 5, Right: true, NoSort: true}, {Key: "name", Title: "Họ và tên", Chars: 30, Stretch: true, NoSort: true},
	{Key: "serial", Title: "Số thẻ", Chars: 14, NoSort: true}, {Key: "found", Title: "Kết quả", Chars: 44, NoSort: true},
}

// startCheck begins to go through the chosen box: its seal first, which is looked
// at before it is broken.
func (p *stockPanel) startCheck() {
	box, ok := p.stock.Box()
	if !ok || p.screen.checking != nil {
		return
	}
	if box.Begun {
		p.screen.openBox(box, "", "")
		return
	}
	kit.Choose(p.screen.env.Router, "Niêm phong của hộp "+box.ID+sealTold(box), seals, func(c kit.Choice) {
		if c.Code != desk.SealOther {
			p.screen.openBox(box, c.Code, "")
			return
		}
		number := kit.NewTextField("Số đọc được trên niêm phong", kit.Width(16), kit.Required()).Plain()
		kit.Prompt(p.screen.env.Router, kit.Form{
			Title: "Niêm phong khác số", Action: "Mở hộp", Fields: []kit.Field{number},
			Done: func() { p.screen.openBox(box, c.Code, number.Value()) },
		})
	})
	p.screen.env.Events.Emit("seal-asked")
}

func sealTold(box desk.Box) string {
	if box.Seal == "" {
		return ": trung ương không báo số"
	}
	return ": đúng ra là" + sealNumber(box)
}

// openBox shows the box that is gone through; without a seal it is one whose seal
// was looked at before.
func (s *Screen) openBox(box desk.Box, seal, number string) {
	c := &checking{screen: s, owner: kit.NewOwner(s.owner.Context(), s.env.Runner), keys: kit.NewScope("box"),
		say: kit.NewTitle("Đang mở hộp…"), count: kit.NewTitle(""), seal: kit.NewCaption("")}
	c.code = kit.NewTextField("Mã thẻ: quét, hoặc gõ số thẻ rồi Enter", kit.Width(40)).Plain()
	c.table = kit.NewTable(boxColumns, kit.NewListRows(nil), "Không còn thẻ nào chờ trong hộp.")
	s.env.Keep("cards-box", c.table)
	c.keys.Fields(c.code)
	c.keys.Chain().OnEnd = c.typed
	buttons := kit.Row(
		c.keys.Button("F10", "Nhận hộp", kit.Main, c.askChecked),
		c.keys.Button("Ctrl+B", "Thẻ này lỗi…", kit.Normal, c.askFaulty),
		c.keys.Button("Ctrl+Delete", "Bỏ kết quả thẻ này", kit.Normal, func() { c.check.Clear() }),
		c.keys.Button("Esc", "Để mở dở", kit.Normal, s.back))
	c.keys.On("Down", "", func() { c.check.Move(1) })
	c.keys.On("Up", "", func() { c.check.Move(-1) })
	c.keys.On("PgDn", "", func() { c.check.Move(10) })
	c.keys.On("PgUp", "", func() { c.check.Move(-10) })
	c.body = container.NewBorder(kit.Column(c.say, kit.TightColumn(c.count, c.seal), c.code, buttons), nil, nil, nil, c.table)
	c.check = NewCheck(s.env.Desk, c.owner, s.owner, s.env.Events, c, box)
	s.checking = c
	s.open(c)
	if seal != "" {
		c.check.StartSealed(seal, number)
	} else {
		c.check.Start()
	}
	c.owner.Go(func(ctx context.Context) {
		for readers := range s.env.Desk.Cards.Watch(ctx) {
			c.owner.Do(func() { c.check.Readers(readers) })
		}
	})
}

func (c *checking) content() fyne.CanvasObject { return c.body }
func (c *checking) scope() *kit.Scope          { return c.keys }
func (c *checking) focus()                     { c.code.Focus() }

func (c *checking) scanned(text string) bool { return c.check.Scan(text) }

// typed takes a code from the field.
func (c *checking) typed() {
	text := c.code.Value()
	c.code.SetValue("")
	if text != "" && !c.check.Scan(text) {
		c.Say(kit.LevelWarning, "Không phải mã của thẻ. Quét mã QR trên thẻ, hoặc gõ số thẻ.")
		c.Beep(false)
	}
	c.code.Focus()
}

// askFaulty asks what is wrong with a card of which the chip says nothing.
func (c *checking) askFaulty() {
	kit.Choose(c.screen.env.Router, "Thẻ lỗi thế nào?", handover.Faults(), func(choice kit.Choice) { c.check.MarkBad(choice.Code) })
}

// askChecked takes the box in as it was found.
func (c *checking) askChecked() {
	count := c.check.Count()
	if count.Seen() == 0 && count.Missing > 0 {
		c.screen.env.Toast(kit.LevelWarning, "Chưa thấy thẻ nào.")
		return
	}
	text := fmt.Sprintf("Có %d (đã kiểm chip %d), lỗi %d, thiếu %d, thừa %d.", count.Scanned+count.Good, count.Good, count.Bad, count.Missing, count.Surplus)
	if count.Bad > 0 {
		text += " Thẻ lỗi được báo trung ương để làm lại."
	}
	if count.Missing > 0 {
		text += " Thẻ thiếu vẫn ghi là đang chuyển về."
	}
	shelf := kit.NewTextField("Để ở ngăn", kit.Width(10)).Plain()
	shelf.SetValue("1")
	kit.Prompt(c.screen.env.Router, kit.Form{
		Title: "Nhận hộp đã đối chiếu", Text: text, Action: "Nhận hộp", Fields: []kit.Field{shelf},
		Check: func() bool { return validShelf(shelf) },
		Done:  func() { c.check.Receive(shelf.Value()) },
	})
}

// ShowLines shows all cards of the box, with the one that is wanted next.
func (c *checking) ShowLines(record desk.BoxRecord, lines []Line, at int, count Count) {
	c.count.SetText(fmt.Sprintf("Hộp %s: đã thấy %d, kiểm chip đạt %d, lỗi %d, chưa thấy %d, thừa %d",
		record.Box, count.Seen(), count.Good, count.Bad, count.Missing, count.Surplus))
	c.seal.SetText("")
	if record.SealIs != "" {
		text := "Niêm phong: " + textOf(seals, record.SealIs)
		if record.SealRead != "" {
			text += " (" + record.SealRead + ")"
		}
		c.seal.SetText(text)
	}
	rows := make([][]kit.Cell, len(lines))
	for i, line := range lines {
		found := kit.Cell{Text: "chưa thấy", Muted: true}
		switch line.State {
		case Scanned:
			found = kit.Cell{Text: "có, chưa kiểm chip"}
		case Good:
			found = kit.Cell{Text: "có, chip đạt", Level: kit.LevelOK}
		case Bad:
			found = kit.Cell{Text: "lỗi: " + handover.Fault(line.Reason), Level: kit.LevelError}
		}
		rows[i] = []kit.Cell{{Text: fmt.Sprint(i + 1)}, {Text: line.Opened.Identity.Name}, {Text: line.Card.Serial}, found}
	}
	c.table.SetRows(kit.NewListRows(rows))
	c.table.Select(at)
}

// Say shows a sentence in large letters above the list.
func (c *checking) Say(level kit.Level, text string) {
	color := theme.ColorNameForeground
	switch level {
	case kit.LevelOK:
		color = kit.ColorOK
	case kit.LevelError:
		color = kit.ColorFault
	case kit.LevelWarning:
		color = kit.ColorAttention
	}
	c.say.SetColor(color)
	c.say.SetText(text)
}

// Beep sounds for each card that was read.
func (c *checking) Beep(good bool) { ring(good) }

// Received is told when the box has been taken in: its minutes are shown when
// anything was not as the list says.
func (c *checking) Received(record desk.BoxRecord, count Count, err error) {
	s := c.screen
	if err != nil {
		s.env.Toast(kit.LevelError, words.Of(err).Line())
		return
	}
	s.env.Toast(kit.LevelOK, fmt.Sprintf("Đã nhận %d thẻ, báo lỗi %d, thiếu %d, thừa %d.", count.Seen(), count.Bad, count.Missing, count.Surplus))
	s.back()
	s.env.Changed()
	if record.Differs() {
		s.show("Biên bản mở hộp thẻ", func(ctx context.Context) (desk.ReportPaper, error) {
			return s.env.Desk.BoxPaper(ctx, record.ID, Words())
		})
	}
}
