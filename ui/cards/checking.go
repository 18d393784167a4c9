package cards

import (
	"context"
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"carddesk/app/desk"
	"carddesk/ui/handover"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// checking is a check of a box on the screen; its readers are watched until it
// ends.
type checking struct {
	screen *Screen
	owner  *kit.Owner
	check  *Check
}

// startCheck begins to check the chips of the chosen box.
func (s *Screen) startCheck() {
	if s.checking != nil || s.at >= len(s.coming) {
		return
	}
	c := &checking{screen: s, owner: kit.NewOwner(s.owner.Context(), s.env.Runner)}
	c.check = NewCheck(s.env.Desk, c.owner, s.env.Events, c, s.coming[s.at])
	s.checking = c
	s.buttons()
	s.boxes.RemoveAll()
	s.stock.RemoveAll()
	s.title.SetText("Đang mở hộp…")
	s.shelf.SetText("")
	c.check.Start()
	c.owner.Go(func(ctx context.Context) {
		for readers := range s.env.Desk.Cards.Watch(ctx) {
			c.owner.Do(func() { c.check.Readers(readers) })
		}
	})
}

// endCheck ends a check without taking the box in.
func (s *Screen) endCheck() {
	if s.checking == nil {
		return
	}
	s.checking.owner.Stop()
	s.checking = nil
	s.stock.RemoveAll()
	s.buttons()
}

func (s *Screen) stopCheck() {
	s.endCheck()
	s.Load()
}

// Scanned takes the QR code of a card while a box is being checked.
func (s *Screen) Scanned(text string) bool {
	if s.checking == nil {
		return false
	}
	s.checking.check.Scan(text)
	return true
}

// wanted is the card that a training desk lays on the reader.
func (s *Screen) wanted() (string, bool) {
	if s.checking == nil {
		return "", false
	}
	line, ok := s.checking.check.Current()
	return line.Card.Serial, ok
}

// askFaulty asks what is wrong with a card of which the chip says nothing.
func (s *Screen) askFaulty() {
	if s.checking == nil {
		return
	}
	c := s.checking
	kit.Choose(s.env.Router, "Thẻ lỗi thế nào?", handover.Faults(), func(choice kit.Choice) { c.check.MarkBad(choice.Code) })
}

// askChecked takes the box in as it was found.
func (s *Screen) askChecked() {
	c := s.checking
	count := c.check.Count()
	if count.Good+count.Bad == 0 {
		s.env.Toast(kit.LevelWarning, "Chưa kiểm thẻ nào.")
		return
	}
	text := fmt.Sprintf("Đạt %d, lỗi %d, thiếu %d, thừa %d.", count.Good, count.Bad, count.Missing, count.Surplus)
	if count.Bad > 0 {
		text += " Thẻ lỗi được báo trung ương để làm lại."
	}
	if count.Missing > 0 {
		text += " Thẻ thiếu vẫn ghi là đang chuyển về."
	}
	shelf := kit.NewTextField("Để ở ngăn", kit.Width(10))
	shelf.SetValue("1")
	kit.Prompt(s.env.Router, kit.Form{
		Title: "Nhận hộp đã kiểm", Text: text, Action: "Nhận hộp", Fields: []kit.Field{shelf},
		Done: func() { c.check.Receive(shelf.Value()) },
	})
}

// ShowLines shows all cards of the box, with the one that is wanted next.
func (c *checking) ShowLines(box desk.Box, lines []Line, at int, count Count) {
	s := c.screen
	s.shelf.SetText(fmt.Sprintf("Hộp %s: đạt %d, lỗi %d, chưa thấy %d, thừa %d", box.ID, count.Good, count.Bad, count.Missing, count.Surplus))
	s.stock.RemoveAll()
	var current fyne.CanvasObject
	for i, line := range lines {
		text := fmt.Sprintf("%d. %s   thẻ %s", i+1, line.Opened.Identity.Name, line.Card.Serial)
		if line.State == Bad {
			text += "   lỗi: " + handover.Fault(line.Reason)
		}
		row := kit.NewSectionHeader(text, "", nil)
		row.SetState(kit.SectionState{Done: line.State == Good, Attention: line.State == Bad})
		row.SetCurrent(i == at)
		if i == at {
			current = row
		}
		s.stock.Add(row)
	}
	s.scroll.Refresh()
	if current != nil {
		kit.ScrollTo(s.scroll, current)
	}
}

// Say shows a sentence in large letters above the list.
func (c *checking) Say(level kit.Level, text string) {
	color := theme.ColorNameForeground
	switch level {
	case kit.LevelOK:
		color = kit.ColorOK
	case kit.LevelError:
		color = kit.ColorFault
	}
	c.screen.title.SetColor(color)
	c.screen.title.SetText(text)
}

// Beep sounds for each card that was read.
func (c *checking) Beep(good bool) { ring(good) }

// Received is told when the box has been taken in.
func (c *checking) Received(count Count, err error) {
	s := c.screen
	if err != nil {
		s.env.Toast(kit.LevelError, words.Of(err).Line())
		return
	}
	s.env.Toast(kit.LevelOK, fmt.Sprintf("Đã nhận %d thẻ, báo lỗi %d, thiếu %d.", count.Good+count.Bad, count.Bad, count.Missing))
	s.endCheck()
	s.env.Changed()
	s.Load()
}
