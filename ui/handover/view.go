package handover

import (
	"bytes"
	"fmt"
	"image/jpeg"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/port"
	"carddesk/ui/handover/training"
	"carddesk/ui/kit"
	"carddesk/ui/papers"
	"carddesk/ui/screen"
	"carddesk/ui/words"
)

// Screen is where cards are handed over.
type Screen struct {
	env       screen.Env
	presenter *Presenter
	scope     *kit.Scope
	place     *papers.Place // of the screen, and of its papers

	what     *kit.TextField
	results  *fyne.Container
	rows     []desk.Row
	status   *kit.Text
	person   *kit.KeyValues
	fields   *kit.KeyValues
	proofs   *fyne.Container
	ours     *fyne.Container
	chips    *fyne.Container
	detail   *fyne.Container
	chipName *kit.Text // above the chip's picture: whether it is proved yet
	give     *kit.Button
	other    *kit.Button // the card goes to another than its holder
	fault    *kit.Button
	again    *kit.Button
	record   *kit.Button
	print    *kit.Button // of the finger of who fetches the card
	override *kit.Button
	actions  *fyne.Container // the row of the buttons
	reader   *kit.Text
	last     dossier.ID
	portrait fyne.Size
	asking   *kit.Dialog // the report of a faulty card, while it is open
}

// New makes the screen.
func New(env screen.Env) *Screen {
	s := &Screen{env: env, scope: kit.NewScope("handover"), portrait: fyne.NewSize(150, 200)}
	s.presenter = NewPresenter(env.Desk, kit.NewOwner(env.Context, env.Runner), env.Events, s)
	s.what = kit.NewTextField("Quét giấy hẹn, hoặc gõ số, họ tên, điện thoại", kit.Width(44))
	s.scope.Fields(s.what)
	s.scope.Chain().OnEnd = s.find
	s.results, s.proofs = kit.TightColumn(), kit.TightColumn()
	s.status, s.reader = kit.NewText(""), kit.NewCaption("")
	s.person, s.fields = kit.NewKeyValues(), kit.NewKeyValues()
	s.ours, s.chips = container.NewStack(), container.NewStack()
	s.give = s.scope.Button("F10", "Đã trả thẻ", kit.Main, func() { s.presenter.HandOver(dossier.Handover{To: dossier.ToHolder}) })
	s.other = s.scope.Button("Ctrl+N", "Người khác nhận…", kit.Normal, s.askRecipient)
	s.fault = s.scope.Button("Ctrl+B", "Báo lỗi thẻ", kit.Normal, s.askFault)
	s.again = s.scope.Button("Ctrl+R", "Đọc lại chip", kit.Normal, s.presenter.ReadAgain)
	s.print = s.scope.Button("Ctrl+F", "Kiểm vân tay", kit.Normal, s.presenter.VerifyFinger)
	s.override = s.scope.Button("Ctrl+O", "Vẫn trả thẻ…", kit.Danger, s.askOverride)
	s.record = s.scope.Button("Ctrl+P", "In biên bản", kit.Normal, func() {
		if s.last != "" {
			s.presenter.PrintRecord(s.last)
		}
	})
	s.scope.On("Ctrl+Shift+P", "Xem biên bản, in với tùy chọn: máy in, số bản, trang", func() { s.presenter.ShowRecord(s.last) })
	s.scope.On("Esc", "Người khác", s.reset)
	for i := range 9 {
		s.scope.On(fmt.Sprintf("Ctrl+%d", i+1), "", func() {
			if i < len(s.rows) {
				s.presenter.Open(s.rows[i].ID)
			}
		})
	}
	training.Bind(s.scope, env, training.Place{
		Card: func() (string, bool) {
			opened, _ := s.presenter.Opened()
			card, ready := desk.ReadyCard(opened)
			return card.Serial, ready
		},
		Failed: func(err error) { s.ShowFailed(words.Of(err)) },
	})
	s.chipName = kit.NewCaption("Chip")
	faces := container.NewHBox(
		kit.TightColumn(kit.NewCaption("Hồ sơ"), s.ours), kit.TightColumn(s.chipName, s.chips))
	left := kit.Column(kit.NewTitle("Hồ sơ và chip"), s.fields)
	right := kit.Column(faces, kit.NewTitle("Chip chứng minh"), s.proofs)
	s.detail = container.NewBorder(s.person, nil, nil, kit.Inset(12, 0, right), container.NewScroll(left))
	s.detail.Hide()
	top := kit.Column(container.NewBorder(nil, nil, nil, s.reader, s.what), s.status, s.results)
	s.actions = kit.Row(s.give, s.other, s.fault, s.again, s.print, s.override, s.record)
	s.place = papers.NewPlace(env, container.NewBorder(top, s.actions, nil, nil, s.detail), func() { s.what.Focus() })
	s.clear()
	return s
}

// Title is what the frame writes above the work.
func (s *Screen) Title() string { return "Trả thẻ" }

// Content is the screen.
func (s *Screen) Content() fyne.CanvasObject { return s.place.Content() }

// Scope holds the screen's keys.
func (s *Screen) Scope() *kit.Scope { return s.scope }

// Show opens the screen, for a dossier or for the next citizen.
func (s *Screen) Show(id dossier.ID) {
	s.place.Back()
	if id != "" {
		s.presenter.Open(id)
	} else if _, open := s.presenter.Opened(); !open {
		s.reset()
	}
	s.what.Focus()
	s.presenter.LookAround()
	s.env.Events.Emit("screen-ready", "screen", "handover")
}

// Hide stops a reading that runs, and closes the paper.
func (s *Screen) Hide() {
	s.place.Close()
	s.presenter.Leave()
}

// ShowPaper shows a paper in the place of the screen.
func (s *Screen) ShowPaper(title string, make papers.Maker) {
	s.place.Show(title, make)
}

// Scanned takes a scanner burst: the slip's QR, an old card's, or that of the
// new card itself.
func (s *Screen) Scanned(text string) bool {
	if s.place.Away() { // whoever comes next is not behind a paper
		s.place.Back()
	}
	s.presenter.Scan(text)
	return true
}

// Readers takes the readers as they are now.
func (s *Screen) Readers(readers []port.Reader) { s.presenter.Readers(readers) }

func (s *Screen) find() {
	if text := s.what.Value(); text != "" {
		s.presenter.Find(text)
	}
}

func (s *Screen) reset() {
	s.presenter.Leave()
	s.last = ""
	s.clear()
	s.say(kit.ColorMuted, "")
	s.what.Focus()
}

// clear takes everything of the last citizen off the screen.
func (s *Screen) clear() {
	s.rows = nil
	s.results.RemoveAll()
	s.detail.Hide()
	s.person.Set()
	s.fields.Set()
	s.proofs.RemoveAll()
	s.face(s.ours, nil)
	s.face(s.chips, nil)
	s.what.SetValue("")
	s.buttons(can{})
}

// can says which buttons mean something now.
type can struct{ give, fault, read, override bool }

func (s *Screen) buttons(c can) {
	s.give.SetDisabled(!c.give)
	s.other.SetDisabled(!c.give)
	s.fault.SetDisabled(!c.fault)
	s.again.SetDisabled(!c.read)
	s.print.SetDisabled(!c.read)
	s.override.SetDisabled(!c.override)
	s.record.SetDisabled(s.last == "")
	// What this person can never press here is not shown at all.
	shown(s.override, c.override)
	shown(s.record, s.last != "")
	s.actions.Refresh()
}

func shown(o fyne.CanvasObject, visible bool) {
	if visible {
		o.Show()
	} else {
		o.Hide()
	}
}

func (s *Screen) say(color fyne.ThemeColorName, text string) {
	s.status.SetText(text)
	s.status.SetColor(color)
}

// ShowFound lists what was found, each with the key that opens it.
func (s *Screen) ShowFound(rows []desk.Row) {
	s.rows = rows
	s.detail.Hide()
	s.results.RemoveAll()
	s.say(kit.ColorMuted, fmt.Sprintf("Tìm thấy %d hồ sơ:", len(rows)))
	for i, row := range rows {
		key := ""
		if i < 9 {
			key = fmt.Sprintf("Ctrl+%d", i+1)
		}
		text := fmt.Sprintf("%s   %s   %s", row.Name, words.Date(row.Birth), words.State(row.State))
		if row.Shelf != "" {
			text += "   ngăn " + row.Shelf
		}
		line := kit.NewSectionHeader(text, key, func() { s.presenter.Open(row.ID) })
		s.results.Add(line)
	}
}

// ShowDossier shows whose card it is.
func (s *Screen) ShowDossier(opened desk.Opened, portrait []byte) {
	s.rows = nil
	s.results.RemoveAll()
	s.detail.Show()
	id := opened.Identity
	facts := []kit.Fact{
		{Key: "Họ và tên", Value: id.Name},
		{Key: "Số giấy hẹn", Value: opened.Review.ReceiptNumber},
		{Key: "Trạng thái", Value: words.State(opened.State)},
	}
	state, shelf := "", desk.ShelfOf(opened.Cards)
	for _, card := range opened.Cards {
		state = words.CardState(card.State)
	}
	facts = append(facts, kit.Fact{Key: "Thẻ", Value: state})
	if shelf != "" {
		facts = append(facts, kit.Fact{Key: "Ngăn", Value: shelf})
	}
	s.person.Set(facts...)
	s.fields.Set()
	s.proofs.RemoveAll()
	s.face(s.ours, portrait)
	s.face(s.chips, nil)
	s.chipName.SetText("Chip")
	s.last = ""
	if given(opened) {
		s.last = opened.ID
	}
	_, fault := desk.FaultyCard(opened)
	_, ready := desk.ReadyCard(opened)
	s.buttons(can{fault: fault, read: ready})
	switch {
	case ready && shelf != "":
		s.say(kit.ColorMuted, "Lấy thẻ ở ngăn "+shelf+", đặt lên đầu đọc.")
	case ready:
		s.say(kit.ColorMuted, "Đặt thẻ lên đầu đọc.")
	}
}

func (s *Screen) face(place *fyne.Container, data []byte) {
	place.RemoveAll()
	picture, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil {
		space := canvas.NewRectangle(kit.Color(kit.ColorBorder))
		space.SetMinSize(s.portrait)
		place.Add(space)
		return
	}
	image := canvas.NewImageFromImage(picture)
	image.FillMode = canvas.ImageFillContain
	image.SetMinSize(s.portrait)
	place.Add(image)
}

// ShowReader shows whether a reader is there.
func (s *Screen) ShowReader(readers []port.Reader) {
	switch {
	case len(readers) == 0:
		s.reader.SetText("○ Không thấy đầu đọc thẻ")
	default:
		text := "● Đầu đọc sẵn sàng"
		for _, r := range readers {
			if r.CardPresent {
				text = "● Có thẻ trên đầu đọc"
			}
		}
		s.reader.SetText(text)
	}
}

// ShowProgress shows which file is being read.
func (s *Screen) ShowProgress(p port.CardProgress) {
	if p.Total > 0 {
		s.say(kit.ColorMuted, fmt.Sprintf("Đang đọc chip: %s, %d/%d byte. Giữ yên thẻ.", p.File, p.Done, p.Total))
	}
}

// ShowPortrait shows the picture of the chip while the reading goes on.
func (s *Screen) ShowPortrait(data []byte) {
	s.face(s.chips, data)
	s.chipName.SetText("Chip (chưa kiểm xong)")
}

// ShowCheck puts the chip beside the dossier.
func (s *Screen) ShowCheck(check desk.ChipCheck, mayOverride bool) {
	s.fields.Set(factsOf(check.Fields)...)
	s.proofs.RemoveAll()
	for _, proof := range check.Reading.Proofs {
		s.proofs.Add(proofLine(proof))
	}
	s.face(s.chips, check.Portrait)
	s.chipName.SetText("Chip")
	s.buttons(can{give: check.Matched, fault: true, read: true, override: mayOverride})
	switch {
	case check.Matched:
		s.say(kit.ColorOK, "✓ Chip khớp với hồ sơ. Xem ảnh, rồi nhấn F10 khi đã trao thẻ.")
	case slices.Equal(check.Differing(), []string{desk.FieldFinger}) && check.Reading.Passed():
		s.say(kit.ColorFault, "✕ Vân tay người nhận không khớp với hồ sơ. Nhấn Ctrl+F để thử lại; không khớp thì không trả thẻ.")
	case check.FaultReason() == "":
		s.say(kit.ColorFault, "✕ Chưa tin được chip này: bàn thiếu chứng thư hoặc sai ngày giờ. Không trả thẻ; báo người quản trị.")
	case check.FaultReason() == desk.FaultChipProof:
		s.say(kit.ColorFault, "✕ Chip không chứng minh được dữ liệu của mình: bị sửa hoặc giả. Không trả thẻ này: nhấn Ctrl+B để báo lỗi thẻ.")
	default:
		s.say(kit.ColorFault, "✕ Chip không khớp với hồ sơ. Không trả thẻ này: nhấn Ctrl+B để báo lỗi thẻ.")
	}
}

// ShowNote says something that is neither busy nor a fault.
func (s *Screen) ShowNote(text string) { s.say(kit.ColorMuted, text) }

// ShowBusy says what is being done.
func (s *Screen) ShowBusy(text string) {
	if text != "" {
		s.give.SetDisabled(true)
		s.other.SetDisabled(true)
		s.say(kit.ColorMuted, text)
	}
}

// ShowFailed says what went wrong and what to do.
func (s *Screen) ShowFailed(m words.Message) { s.say(kit.ColorFault, "✕ "+m.Line()) }

// ShowHandedOver says that it is done, takes all of it off the screen and waits
// for the next citizen.
func (s *Screen) ShowHandedOver(opened desk.Opened) {
	s.last = opened.ID
	s.clear()
	s.what.Focus()
	s.say(kit.ColorOK, "✓ Đã trả thẻ cho "+opened.Identity.Name+". Ctrl+P in biên bản, Esc cho người tiếp theo.")
}

// Changed tells the frame that counts have changed.
func (s *Screen) Changed() { s.env.Changed() }

func (s *Screen) askFault() { s.AskFault("") }

// AskFault opens the report of a faulty card with its reason filled in.
func (s *Screen) AskFault(reason string) {
	if s.asking != nil && !s.asking.Closed() {
		s.asking.Close()
	}
	why := kit.NewChoiceField("Lý do", faults, kit.Required(), kit.Width(44))
	why.SetCode(reason)
	s.asking = kit.Prompt(s.env.Router, kit.Form{
		Title:  "Báo lỗi thẻ",
		Text:   "Thẻ này sẽ không được trả. Trung ương được báo để làm thẻ khác; giấy hẹn giữ nguyên số.",
		Action: "Báo lỗi thẻ", Weight: kit.Danger, Fields: []kit.Field{why},
		Done: func() { s.presenter.ReportFault(why.Code()) },
	})
}

// oldCards are what becomes of the old card when the new one is given.
var oldCards = []kit.Choice{
	{Code: dossier.OldCollected, Text: "Đã thu thẻ cũ"},
	{Code: dossier.OldCut, Text: "Đã cắt góc, trả lại công dân"},
	{Code: dossier.OldNotCollected, Text: "Chưa thu được"},
}

// AskOldCard asks what becomes of the old card.
func (s *Screen) AskOldCard(answer func(string)) {
	kit.Choose(s.env.Router, "Lúc tiếp nhận chưa thu thẻ cũ. Bây giờ?", oldCards, func(c kit.Choice) { answer(c.Code) })
}

// askOverride asks why a card is handed over whose chip does not fit, and to whom.
func (s *Screen) askOverride() {
	why := kit.NewTextField("Lý do", kit.Required(), kit.Width(50))
	who := kit.NewChoiceField("Người nhận thẻ", takers, kit.Required(), kit.Width(44))
	who.SetCode(dossier.ToHolder)
	kit.Prompt(s.env.Router, kit.Form{
		Title:  "Vẫn trả thẻ này?",
		Text:   "Chip không khớp với hồ sơ. Lý do, kết quả kiểm tra và tên người quyết định được ghi vào nhật ký và gửi trung ương.",
		Action: "Vẫn trả thẻ", Weight: kit.Danger, Fields: []kit.Field{why, who},
		Done: func() {
			give := func(to dossier.Handover) { s.presenter.Override(to, why.Value()) }
			if who.Code() == dossier.ToHolder {
				give(dossier.Handover{To: dossier.ToHolder})
				return
			}
			s.nameRecipient(who.Code(), give)
		},
	})
}

func (s *Screen) askRecipient() { s.nameRecipient("", s.presenter.HandOver) }

// nameRecipient asks who takes the card for its holder, and by what right, before
// it is given; kind is what is known of that already, "" for nothing.
func (s *Screen) nameRecipient(kind string, give func(dossier.Handover)) {
	who := kit.NewChoiceField("Người nhận là", recipients, kit.Required(), kit.Width(44))
	who.SetCode(kind)
	name := kit.NewNameField("Họ, chữ đệm và tên", kit.Required(), kit.Width(44))
	number := kit.NewPersonalNumberField("Số định danh cá nhân", kit.Required())
	relation := kit.NewTextField("Quan hệ với người được cấp thẻ", kit.Required(), kit.Width(30))
	authority := kit.NewTextField("Giấy tờ cho phép nhận thay", kit.Required(), kit.Width(50))
	kit.Prompt(s.env.Router, kit.Form{
		Title:  "Người khác nhận thẻ",
		Text:   "Xem giấy tờ của người nhận trước khi trao thẻ. Tất cả được ghi vào biên bản trả thẻ.",
		Action: "Đã trả thẻ", Weight: kit.Main, Fields: []kit.Field{who, name, number, relation, authority},
		Done: func() {
			give(dossier.Handover{
				To: who.Code(), Recipient: name.Value(), Number: number.Value(), Relation: relation.Value(), Authority: authority.Value(),
			})
		},
	})
}
