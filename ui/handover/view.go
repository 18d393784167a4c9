package handover

import (
	"bytes"
	"context"
	"fmt"
	"image/jpeg"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/port"
	"carddesk/ui/kit"
	"carddesk/ui/screen"
	"carddesk/ui/words"
)

// Screen is where cards are handed over.
type Screen struct {
	env       screen.Env
	presenter *Presenter
	scope     *kit.Scope
	content   fyne.CanvasObject

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
	give     *kit.Button
	fault    *kit.Button
	reader   *kit.Text
	last     dossier.ID
	portrait fyne.Size
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
	s.give = s.scope.Button("F10", "Đã trả thẻ", kit.Main, func() { s.presenter.HandOver(dossier.Handover{To: "holder"}) })
	s.fault = s.scope.Button("Ctrl+B", "Báo lỗi thẻ", kit.Normal, s.askFault)
	again := s.scope.Button("Ctrl+R", "Đọc lại chip", kit.Normal, s.presenter.ReadAgain)
	print := s.scope.Button("Ctrl+P", "In biên bản", kit.Normal, func() {
		if s.last != "" {
			s.presenter.PrintRecord(s.last)
		}
	})
	s.scope.On("Esc", "Người khác", s.reset)
	for i := range 9 {
		s.scope.On(fmt.Sprintf("Ctrl+%d", i+1), "", func() {
			if i < len(s.rows) {
				s.presenter.Open(s.rows[i].ID)
			}
		})
	}
	if env.Bench != nil {
		s.scope.On("Ctrl+T", "Đặt thẻ tập huấn lên đầu đọc", s.place)
	}
	faces := container.NewHBox(
		kit.TightColumn(kit.NewCaption("Hồ sơ"), s.ours), kit.TightColumn(kit.NewCaption("Chip"), s.chips))
	left := kit.Column(kit.NewTitle("Hồ sơ và chip"), s.fields)
	right := kit.Column(faces, kit.NewTitle("Chip chứng minh"), s.proofs)
	s.detail = container.NewBorder(s.person, nil, nil, kit.Inset(12, 0, right), container.NewVScroll(left))
	s.detail.Hide()
	top := kit.Column(container.NewBorder(nil, nil, nil, s.reader, s.what), s.status, s.results)
	s.content = kit.Inset(4, 4, container.NewBorder(top, kit.Row(s.give, s.fault, again, print), nil, nil, s.detail))
	return s
}

// Title is what the frame writes above the work.
func (s *Screen) Title() string { return "Trả thẻ" }

// Content is the screen.
func (s *Screen) Content() fyne.CanvasObject { return s.content }

// Scope holds the screen's keys.
func (s *Screen) Scope() *kit.Scope { return s.scope }

// Show opens the screen, for a dossier or for the next citizen.
func (s *Screen) Show(id dossier.ID) {
	if id != "" {
		s.presenter.Open(id)
	} else if _, open := s.presenter.Opened(); !open {
		s.reset()
	}
	s.what.Focus()
	s.env.Events.Emit("screen-ready", "screen", "handover")
}

// Hide stops a reading that runs.
func (s *Screen) Hide() { s.presenter.Leave() }

// Scanned takes a scanner burst: the slip's QR, or an old card's.
func (s *Screen) Scanned(text string) bool {
	s.presenter.Find(text)
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
	s.rows = nil
	s.results.RemoveAll()
	s.detail.Hide()
	s.say(kit.ColorMuted, "")
	s.what.SetValue("")
	s.what.Focus()
	s.buttons(false, false)
}

func (s *Screen) buttons(give, fault bool) {
	s.give.SetDisabled(!give)
	s.fault.SetDisabled(!fault)
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
		line := kit.NewSectionHeader(fmt.Sprintf("%s   %s   %s", row.Name, birth(row.Birth), words.State(row.State)), key,
			func() { s.presenter.Open(row.ID) })
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
	shelf := ""
	for _, card := range opened.Cards {
		shelf = words.CardState(card.State)
		if card.Shelf != "" {
			shelf += ", ngăn " + card.Shelf
		}
	}
	facts = append(facts, kit.Fact{Key: "Thẻ", Value: shelf})
	s.person.Set(facts...)
	s.fields.Set()
	s.proofs.RemoveAll()
	s.face(s.ours, portrait)
	s.face(s.chips, nil)
	s.buttons(false, false)
	if _, ready := desk.ReadyCard(opened); ready {
		s.buttons(false, true)
		s.say(kit.ColorMuted, "Đặt thẻ lên đầu đọc.")
	}
}

func birth(iso string) string {
	if d, err := person.ParseCivilDate(iso); err == nil {
		return d.String()
	}
	return iso
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

// ShowCheck puts the chip beside the dossier.
func (s *Screen) ShowCheck(check desk.ChipCheck) {
	var facts []kit.Fact
	for _, field := range check.Fields {
		fact := kit.Fact{Key: field.Label, Value: field.Dossier, Level: kit.LevelOK}
		switch field.Agreement {
		case desk.Differs:
			fact.Was, fact.Level = "chip: "+field.Chip, kit.LevelError
		case desk.NotOnIt, desk.NotAsked:
			fact.Level = kit.LevelNone
			if fact.Value == "" {
				fact.Value = field.Chip
			}
		}
		if fact.Value != "" {
			facts = append(facts, fact)
		}
	}
	s.fields.Set(facts...)
	s.proofs.RemoveAll()
	for _, proof := range check.Reading.Proofs {
		sign, color := "○ ", kit.ColorMuted
		switch proof.Verdict {
		case port.ProofPassed:
			sign, color = "✓ ", kit.ColorOK
		case port.ProofFailed:
			sign, color = "✕ ", kit.ColorFault
		}
		s.proofs.Add(kit.NewText(sign + words.Proof(proof.Name) + ": " + words.Verdict(proof.Verdict)).In(color))
	}
	s.face(s.chips, check.Portrait)
	s.buttons(check.Matched, true)
	if check.Matched {
		s.say(kit.ColorOK, "✓ Chip khớp với hồ sơ. Xem ảnh, rồi nhấn F10 khi đã trao thẻ.")
	} else {
		s.say(kit.ColorFault, "✕ Chip không khớp với hồ sơ. Không trả thẻ này: nhấn Ctrl+B để báo lỗi thẻ.")
	}
}

// ShowBusy says what is being done.
func (s *Screen) ShowBusy(text string) {
	if text != "" {
		s.say(kit.ColorMuted, text)
	}
}

// ShowFailed says what went wrong and what to do.
func (s *Screen) ShowFailed(m words.Message) { s.say(kit.ColorFault, "✕ "+m.Line()) }

// ShowHandedOver says that it is done and waits for the next citizen.
func (s *Screen) ShowHandedOver(opened desk.Opened) {
	s.last = opened.ID
	s.presenter.Leave()
	s.buttons(false, false)
	s.say(kit.ColorOK, "✓ Đã trả thẻ cho "+opened.Identity.Name+". Ctrl+P in biên bản, Esc cho người tiếp theo.")
}

// Changed tells the frame that counts have changed.
func (s *Screen) Changed() { s.env.Changed() }

func (s *Screen) askFault() {
	reasons := []kit.Choice{
		{Code: "chip-mismatch", Text: "Chip không khớp hồ sơ"},
		{Code: "chip-dead", Text: "Chip không đọc được"},
		{Code: "print-defect", Text: "In mờ, sai, lỗi mặt thẻ"},
		{Code: "data-wrong", Text: "Thông tin trên thẻ sai"},
		{Code: "damaged", Text: "Thẻ hỏng, gãy"},
	}
	kit.Choose(s.env.Router, "Thẻ lỗi thế nào?", reasons, func(c kit.Choice) { s.presenter.ReportFault(c.Code) })
}

// place lays the training card of the dossier on the virtual reader.
func (s *Screen) place() {
	opened, open := s.presenter.Opened()
	if !open {
		return
	}
	if card, ready := desk.ReadyCard(opened); ready {
		owner := kit.NewOwner(s.env.Context, s.env.Runner)
		owner.Go(func(ctx context.Context) {
			if err := s.env.Bench.Place(ctx, card.Serial); err != nil {
				owner.Do(func() { s.ShowFailed(words.Of(err)) })
			}
		})
	}
}
