// Package cards is the stock of finished cards: boxes on their way, the check of
// their chips when they arrive, cards on the shelf and cards to be made again.
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
	"carddesk/app/store"
	"carddesk/ui/handover"
	"carddesk/ui/handover/training"
	"carddesk/ui/kit"
	"carddesk/ui/screen"
	"carddesk/ui/words"
)

// Screen is the stock of cards.
type Screen struct {
	env     screen.Env
	owner   *kit.Owner
	scope   *kit.Scope
	content fyne.CanvasObject
	title   *kit.Text
	boxes   *fyne.Container
	shelf   *kit.Text
	stock   *fyne.Container
	scroll  *container.Scroll
	actions *fyne.Container
	receive *kit.Button
	examine *kit.Button
	faulty  *kit.Button
	leave   *kit.Button
	coming  []desk.Box
	at      int
	once    kit.Once

	checking *checking // the box whose chips are being checked, nil otherwise
}

// New makes the screen.
func New(env screen.Env) *Screen {
	s := &Screen{env: env, owner: kit.NewOwner(env.Context, env.Runner), scope: kit.NewScope("cards")}
	s.title, s.shelf = kit.NewTitle(""), kit.NewTitle("")
	s.boxes, s.stock = kit.TightColumn(), kit.TightColumn()
	s.receive = s.scope.Button("F10", "Hộp đã về", kit.Main, s.ask)
	s.examine = s.scope.Button("Ctrl+K", "Kiểm chip từng thẻ", kit.Normal, s.startCheck)
	s.faulty = s.scope.Button("Ctrl+B", "Thẻ này lỗi…", kit.Normal, s.askFaulty)
	s.leave = s.scope.Button("Esc", "Thôi kiểm", kit.Normal, s.stopCheck)
	s.scope.On("Down", "", func() { s.move(1) })
	s.scope.On("Up", "", func() { s.move(-1) })
	s.scope.On("F11", "Đọc lại", s.Load)
	training.Bind(s.scope, env, training.Place{
		Card:   s.wanted,
		Failed: func(err error) { env.Toast(kit.LevelError, words.Of(err).Line()) },
	})
	s.actions = kit.Row(s.receive, s.examine, s.faulty, s.leave)
	s.scroll = container.NewVScroll(s.stock)
	s.content = kit.Inset(4, 4, container.NewBorder(
		kit.Column(s.title, s.boxes, s.actions, s.shelf), nil, nil, nil, s.scroll))
	s.buttons()
	return s
}

// Title is what the frame writes above the work.
func (s *Screen) Title() string { return "Quản lý thẻ" }

// Content is the screen.
func (s *Screen) Content() fyne.CanvasObject { return s.content }

// Scope holds the screen's keys.
func (s *Screen) Scope() *kit.Scope { return s.scope }

// Show reads boxes and stock.
func (s *Screen) Show(dossier.ID) {
	s.Load()
	s.env.Events.Emit("screen-ready", "screen", "cards")
}

// Hide ends a check of a box; what was checked is checked again next time.
func (s *Screen) Hide() { s.endCheck() }

// stockLine is a card on the shelf, or one that is to be made again.
type stockLine struct {
	card store.Card
	name string
}

// Load reads boxes and stock anew, unless a box is being checked: it shows
// another list, and nothing may jump under the clerk's hands.
func (s *Screen) Load() {
	if s.checking != nil {
		return
	}
	type read struct {
		boxes []desk.Box
		cards []stockLine
	}
	kit.Background(s.owner, func(ctx context.Context) (r read, err error) {
		if r.boxes, err = s.env.Desk.Boxes(ctx); err != nil {
			return r, err
		}
		r.cards, err = s.readStock(ctx)
		return r, err
	}, func(r read, err error) {
		if s.checking != nil {
			return
		}
		if err != nil {
			s.title.SetText(words.Of(err).Line())
			return
		}
		s.coming = r.boxes
		s.at = max(0, min(s.at, len(r.boxes)-1))
		s.showBoxes()
		s.showStock(r.cards)
	})
}

// readStock lists the cards on the shelf, and faulty ones until the card that
// replaces them is here.
func (s *Screen) readStock(ctx context.Context) ([]stockLine, error) {
	cards := s.env.Desk.Store
	making, err := cards.Cards(ctx, store.CardFilter{States: []dossier.CardState{
		dossier.CardOrdered, dossier.CardProduced, dossier.CardShipped}})
	if err != nil {
		return nil, err
	}
	awaited := map[string]bool{}
	for _, card := range making {
		awaited[card.Serial] = true
	}
	found, err := cards.Cards(ctx, store.CardFilter{States: []dossier.CardState{
		dossier.CardArrived, dossier.CardOut, dossier.CardInPost, dossier.CardUndelivered, dossier.CardFaulty, dossier.CardReplaced}})
	if err != nil {
		return nil, err
	}
	var lines []stockLine
	for _, card := range found {
		if card.State == dossier.CardReplaced && !awaited[card.Replaced] {
			continue
		}
		line := stockLine{card: card}
		if entry, ok := cards.Person(card.Dossier); ok {
			line.name = entry.Name
		}
		lines = append(lines, line)
	}
	return lines, nil
}

func (s *Screen) showStock(cards []stockLine) {
	faulty := 0
	s.stock.RemoveAll()
	for _, l := range cards {
		text := fmt.Sprintf("%s   thẻ %s   %s", l.name, l.card.Serial, words.CardState(l.card.State))
		bad := l.card.State == dossier.CardFaulty || l.card.State == dossier.CardReplaced
		switch {
		case l.card.State == dossier.CardReplaced:
			text += ": đang làm thẻ " + l.card.Replaced
		case bad:
			text += ": " + handover.Fault(l.card.Reason)
		}
		if bad {
			faulty++
		} else if l.card.Shelf != "" {
			text += "   ngăn " + l.card.Shelf
		}
		row := kit.NewSectionHeader(text, l.card.Updated.In(person.Zone()).Format("02/01 15:04"), nil)
		row.SetState(kit.SectionState{Attention: bad})
		s.stock.Add(row)
	}
	title := fmt.Sprintf("Thẻ tại điểm trả: %d", len(cards)-faulty)
	if faulty > 0 {
		title += fmt.Sprintf(" · Thẻ lỗi chờ làm lại: %d", faulty)
	}
	s.shelf.SetText(title)
	coming := 0
	for _, box := range s.coming {
		coming += len(box.Cards)
	}
	s.env.Events.Emit("cards-shown", "boxes", len(s.coming), "coming", coming, "cards", len(cards), "faulty", faulty)
}

func (s *Screen) showBoxes() {
	s.title.SetColor(theme.ColorNameForeground)
	s.boxes.RemoveAll()
	s.buttons()
	if len(s.coming) == 0 {
		s.title.SetText("Không có hộp thẻ nào đang chuyển về")
		return
	}
	s.title.SetText(fmt.Sprintf("Hộp thẻ đang chuyển về: %d", len(s.coming)))
	for i, box := range s.coming {
		line := kit.NewSectionHeader(boxTitle(box), "", nil)
		line.SetCurrent(i == s.at)
		s.boxes.Add(line)
	}
}

// buttons shows the keys of the list or of the check.
func (s *Screen) buttons() {
	checking := s.checking != nil
	s.receive.SetDisabled(!checking && len(s.coming) == 0)
	s.examine.SetDisabled(checking || len(s.coming) == 0)
	s.faulty.SetDisabled(!checking)
	s.leave.SetDisabled(!checking)
	text := "Hộp đã về"
	if checking {
		text = "Nhận hộp"
	}
	s.receive.SetText(text)
	for _, button := range []*kit.Button{s.faulty, s.leave} {
		if checking {
			button.Show()
		} else {
			button.Hide()
		}
	}
	s.actions.Refresh()
}

func (s *Screen) move(by int) {
	if s.checking != nil {
		s.checking.check.Move(by)
		return
	}
	if at := s.at + by; at >= 0 && at < len(s.coming) {
		s.at = at
		s.showBoxes()
	}
}

// ask records that the chosen box arrived, on a shelf: whole and sealed, or as
// its check found it.
func (s *Screen) ask() {
	if s.checking != nil {
		s.askChecked()
		return
	}
	if s.at >= len(s.coming) {
		return
	}
	box := s.coming[s.at]
	shelf := kit.NewTextField("Để ở ngăn", kit.Width(10))
	shelf.SetValue("1")
	kit.Prompt(s.env.Router, kit.Form{
		Title: "Hộp " + box.ID + " đã về", Text: fmt.Sprintf("Đếm đủ %d thẻ, niêm phong%s còn nguyên.", len(box.Cards), sealNumber(box)),
		Action: "Nhận hộp", Fields: []kit.Field{shelf},
		Done: func() { s.receiveBox(box, shelf.Value()) },
	})
}

func (s *Screen) receiveBox(box desk.Box, shelf string) {
	s.once.Start(func(release func()) {
		kit.Background(s.owner, func(ctx context.Context) (struct{}, error) {
			defer release()
			return struct{}{}, s.env.Desk.ReceiveBox(ctx, box, shelf)
		}, func(_ struct{}, err error) {
			if err != nil {
				s.env.Toast(kit.LevelError, words.Of(err).Line())
			} else {
				s.env.Toast(kit.LevelOK, fmt.Sprintf("Đã nhận hộp %s: %d thẻ.", box.ID, len(box.Cards)))
				s.env.Events.Emit("box-received", "cards", len(box.Cards))
				s.env.Changed()
			}
			s.Load()
		})
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
	return title
}

// sealNumber is the number of a box's seal after a blank, "" where none was told.
func sealNumber(box desk.Box) string {
	if box.Seal == "" {
		return ""
	}
	return " số " + box.Seal
}
