package approval

import (
	"fmt"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/port"
	"carddesk/ui/kit"
	"carddesk/ui/papers"
	"carddesk/ui/screen"
	"carddesk/ui/words"
)

// Screen is the supervisor's queue.
type Screen struct {
	env       screen.Env
	presenter *Presenter
	scope     *kit.Scope
	place     *papers.Place // of the screen, and of its papers

	title    *kit.Text
	queue    *fyne.Container
	facts    *kit.KeyValues
	warnings *fyne.Container
	fingers  *fyne.Container
	portrait *fyne.Container
	busy     *kit.Text
	buttons  []*kit.Button

	filter       *kit.Button // of the queue
	approve, all *kit.Button // not for what is on hold
	hold         *kit.Button // ends holding while those on hold are listed
	remote       *Remote
	other        *kit.Button // asks another office
	help         *kit.Button // answers other offices
	row          *fyne.Container
	column       *fyne.Container // warnings above facts
}

// New makes the screen.
func New(env screen.Env) *Screen {
	s := &Screen{env: env, scope: kit.NewScope("approval")}
	s.presenter = NewPresenter(env.Desk, kit.NewOwner(env.Context, env.Runner), env.Events, s)
	s.title, s.busy = kit.NewTitle(""), kit.NewText("")
	s.queue, s.warnings, s.fingers = kit.TightColumn(), kit.TightColumn(), kit.TightColumn()
	s.facts, s.portrait = kit.NewKeyValues(), container.NewStack()
	s.approve = s.scope.Button("F10", "Duyệt và gửi", kit.Main, s.presenter.Approve)
	back := s.scope.LetterButton('r', "Trả lại", kit.Normal, s.askReturn)
	s.remote = NewRemote(env.Desk, kit.NewOwner(env.Context, env.Runner), env.Events, s)
	s.other = s.scope.LetterButton('x', "Xin điểm khác duyệt", kit.Normal, s.askOther)
	s.help = s.scope.LetterButton('g', "Điểm khác xin duyệt: 0", kit.Normal, s.remote.Look)
	more := s.listKeys()
	s.row = kit.Row(s.approve, back)
	for _, button := range append(more, s.other) {
		s.row.Add(button)
	}
	s.row.Add(s.busy)
	s.OfferAsk(false)
	s.buttons = append([]*kit.Button{s.approve, back}, more...)
	s.scope.On("Down", "Hồ sơ sau", func() { s.presenter.Move(1) })
	s.scope.On("Up", "Hồ sơ trước", func() { s.presenter.Move(-1) })
	s.scope.On("F11", "Đọc lại danh sách", s.presenter.Load)

	left := container.NewBorder(s.title, kit.Row(s.filter, s.help), nil, nil, container.NewVScroll(s.queue))
	pictures := kit.Column(s.portrait, kit.NewTitle("Vân tay, mống mắt"), s.fingers)
	s.column = kit.Column(s.warnings, s.facts)
	middle := container.NewVScroll(s.column)
	work := container.NewBorder(nil, s.row, nil, kit.Inset(8, 0, container.NewVScroll(pictures)), middle)
	main := container.NewBorder(nil, nil, screen.Wide(300, left), nil, kit.Inset(12, 0, work))
	s.place = papers.NewPlace(env, main, nil)
	return s
}

// Title is what the frame writes above the work.
func (s *Screen) Title() string { return "Duyệt hồ sơ" }

// Content is the screen.
func (s *Screen) Content() fyne.CanvasObject { return s.place.Content() }

// Scope holds the screen's keys.
func (s *Screen) Scope() *kit.Scope { return s.scope }

// Show reads the queue and opens one dossier of it, if one is named.
func (s *Screen) Show(id dossier.ID) {
	s.presenter.Look(id)
	s.nameFilter()
	s.remote.Count()
	s.env.Events.Emit("screen-ready", "screen", "approval")
}

// Hide closes what stands over the queue; nothing is typed here.
func (s *Screen) Hide() { s.place.Close() }

// ShowPaper shows a paper in the place of the queue until it is left.
func (s *Screen) ShowPaper(title string, make papers.Maker) {
	s.place.Show(title, make)
}

// ShowQueue lists what waits.
func (s *Screen) ShowQueue(rows []desk.Row, at int) {
	title, hold := "Chờ duyệt: %d", "Tạm giữ"
	if s.presenter.Filtered().Held {
		title, hold = "Đang tạm giữ: %d", "Thôi tạm giữ"
	}
	s.hold.SetText(hold)
	s.title.SetText(fmt.Sprintf(title, len(rows)))
	s.queue.RemoveAll()
	for i, row := range rows {
		line := kit.NewSectionHeader(row.Name, row.Updated.In(person.Zone()).Format("15:04"), func() { s.presenter.GoTo(i) })
		line.SetState(kit.SectionState{Hint: dossier.KindName(row.Regime, row.Kind)})
		line.SetCurrent(i == at)
		s.queue.Add(line)
	}
}

// ShowNothing says that the queue is empty.
func (s *Screen) ShowNothing() {
	s.facts.Set()
	s.warnings.RemoveAll()
	s.fingers.RemoveAll()
	s.portrait.RemoveAll()
	s.warnings.Add(kit.NewParagraph("Không có hồ sơ nào chờ duyệt. Hồ sơ cán bộ hoàn tất sẽ hiện ở đây."))
	for _, button := range s.buttons {
		button.SetDisabled(true)
	}
	s.column.Refresh()
	s.OfferAsk(false)
}

// ShowDossier shows one dossier whole.
func (s *Screen) ShowDossier(opened desk.Opened, portrait, exception []byte) {
	held := s.presenter.Filtered().Held
	for _, button := range s.buttons {
		button.SetDisabled(held && (button == s.approve || button == s.all))
	}
	s.warnings.RemoveAll()
	for _, finding := range opened.Findings {
		sign, color := "! ", kit.ColorAttention
		if finding.Severity == dossier.Blocks {
			sign, color = "✕ ", kit.ColorFault
		}
		s.warnings.Add(kit.NewText(sign + finding.Vietnamese).In(color))
	}
	if remark := remoteRemark(opened); remark != "" {
		s.warnings.Add(kit.NewText("! " + remark).In(kit.ColorAttention))
		s.env.Events.Emit("remote-shown", "decision", opened.Approval.Remote.Decision)
	}
	s.remote.Shown(opened)
	for _, remark := range remarks(opened) {
		s.warnings.Add(kit.NewText("! " + remark).In(kit.ColorAttention))
	}
	s.facts.Set(facts(opened, s.presenter.Officer)...)
	s.column.Refresh() // as many warnings as this dossier has move the facts
	s.showPortrait(portrait, exception)
	s.showFingers(opened)
}

// remarks are what the desk found wrong with pictures that were kept all the
// same, with the clerk's reason.
func remarks(opened desk.Opened) []string {
	var list []string
	add := func(capture *dossier.CaptureRef) {
		if capture == nil || capture.Remark == "" {
			return
		}
		text := capture.Remark
		if capture.Override != nil {
			text += " Cán bộ giữ lại: " + desk.OverrideWords(*capture.Override) + "."
		}
		list = append(list, text)
	}
	add(opened.Portrait.Capture)
	for _, part := range []port.Part{port.RightSlap, port.LeftSlap, port.Thumbs} {
		for _, position := range port.SlapPositions(part) {
			add(opened.Fingerprints.Fingers[position].Capture)
			add(opened.Fingerprints.Rolled[position].Capture)
		}
	}
	return list
}

func facts(opened desk.Opened, officer func(user string) string) []kit.Fact {
	id := opened.Identity
	reason, _ := dossier.ReasonOf(id.Request)
	list := []kit.Fact{
		{Key: "Họ và tên", Value: id.Name},
		{Key: "Số định danh", Value: words.Number(id.PersonalNumber)},
		{Key: "Ngày sinh", Value: words.Date(id.Birth)},
		{Key: "Giới tính", Value: person.Sex(id.Sex).Word()},
		{Key: "Dân tộc", Value: id.Ethnic},
		{Key: "Tôn giáo", Value: id.Religion},
		{Key: "Quê quán", Value: id.Origin.Text},
		{Key: "Nơi thường trú", Value: id.Permanent.Text},
		{Key: "Nơi ở hiện tại", Value: id.Present.Text},
		{Key: "Điện thoại", Value: words.Phone(id.Phone)},
		{Key: "Loại cấp", Value: dossier.KindName(id.Request.Regime, id.Request.Kind) + ": " + reason.Vietnamese},
		{Key: "Thẻ cũ", Value: desk.OldCardWords(id)},
		{Key: "Lệ phí", Value: desk.FeeWords(opened.Payment)},
		{Key: "Số giấy hẹn", Value: opened.Review.ReceiptNumber},
		{Key: "Công dân xác nhận", Value: desk.ConfirmedWords(opened.Review)},
		{Key: "Giấy tờ", Value: attached(opened)},
		{Key: "Ai làm, lúc nào", Value: history(opened, officer)},
	}
	if record := id.Lookup.Record; record != nil {
		for _, d := range desk.CompareRecord(id, *record) {
			for i := range list {
				if list[i].Key == d.Label {
					list[i].Was = "dân cư: " + d.Record
				}
			}
		}
	}
	return list
}

// attached counts the papers of a dossier and their pages.
func attached(opened desk.Opened) string {
	pages := 0
	for _, item := range opened.Documents.Items {
		pages += item.Pages
	}
	if pages == 0 {
		return "Không kèm"
	}
	return fmt.Sprintf("%d giấy tờ, %d trang", len(opened.Documents.Items), pages)
}

// history says who wrote how many parts of a dossier, from when to when; officer
// names a user.
func history(opened desk.Opened, officer func(user string) string) string {
	type work struct {
		parts       int
		first, last time.Time
	}
	done := map[string]work{}
	var people []string
	for _, info := range opened.Sections {
		w, known := done[info.Author]
		if !known {
			people = append(people, info.Author)
			w.first = info.Time
		}
		w.parts++
		if info.Time.Before(w.first) {
			w.first = info.Time
		}
		if info.Time.After(w.last) {
			w.last = info.Time
		}
		done[info.Author] = w
	}
	lines := make([]string, 0, len(people))
	for _, who := range people {
		w := done[who]
		zone := person.Zone()
		lines = append(lines, fmt.Sprintf("%s %d phần, %s–%s", officer(who), w.parts, w.first.In(zone).Format("15:04 02/01"), w.last.In(zone).Format("15:04 02/01")))
	}
	return strings.Join(lines, " · ")
}

func (s *Screen) showPortrait(data, exception []byte) {
	s.portrait.RemoveAll()
	size := fyne.NewSize(160, 240)
	proof, both := screen.Picture(exception, fyne.NewSize(128, 171))
	if both {
		size = fyne.NewSize(114, 171)
	}
	row := kit.Row()
	if picture, ok := screen.Picture(data, size); ok {
		row.Add(picture)
	} else {
		row.Add(kit.NewCaption("Không có ảnh"))
	}
	if both {
		row.Add(proof)
	}
	s.portrait.Add(row)
}

func (s *Screen) showFingers(opened desk.Opened) { s.fillFingers(s.fingers, opened) }

// fillFingers shows how good each finger and eye is, or why it was not taken.
func (s *Screen) fillFingers(into *fyne.Container, opened desk.Opened) {
	into.RemoveAll()
	add := func(modality port.Modality, position port.Position, part dossier.Part) {
		name, _ := dossier.PartName(modality, position)
		switch {
		case part.Exception != nil:
			into.Add(kit.NewText(name + ": " + desk.ExceptionWords(*part.Exception)).In(kit.ColorAttention))
		case part.Capture != nil:
			bar := kit.NewQualityBar(name)
			bar.Set(int(part.Capture.Score), int(s.env.Desk.Policy.Threshold(modality, s.env.Desk.Clock.Now())))
			into.Add(bar)
		}
	}
	for _, part := range []port.Part{port.RightSlap, port.LeftSlap, port.Thumbs} {
		for _, position := range port.SlapPositions(part) {
			add(port.Finger, position, opened.Fingerprints.Fingers[position])
		}
	}
	for _, position := range []port.Position{port.LeftEye, port.RightEye} {
		add(port.Iris, position, opened.Iris.Eyes[position])
	}
}

func (s *Screen) askReturn() {
	var sections []kit.Choice
	for _, section := range []dossier.Section{dossier.SectionIdentity, dossier.SectionPortrait,
		dossier.SectionFingerprints, dossier.SectionIris, dossier.SectionReview, dossier.SectionPayment} {
		sections = append(sections, kit.Choice{Code: string(section), Text: words.Section(section)})
	}
	kit.Choose(s.env.Router, "Trả lại ở phần nào?", sections, func(where kit.Choice) {
		var reasons []kit.Choice
		for _, code := range words.ReturnReasons() {
			reasons = append(reasons, kit.Choice{Code: code, Text: words.ReturnReason(code)})
		}
		reason := kit.NewChoiceField("Lý do", reasons, kit.Required(), kit.Width(36))
		note := kit.NewTextField("Ghi cho cán bộ", kit.Width(44))
		kit.Prompt(s.env.Router, kit.Form{
			Title: "Trả lại phần " + where.Text, Action: "Trả lại", Fields: []kit.Field{reason, note},
			Done: func() { s.presenter.Return(dossier.Section(where.Code), reason.Code(), note.Value()) },
		})
	})
}

// ShowBusy says what is being done.
func (s *Screen) ShowBusy(text string) { s.busy.SetText(text) }

// ShowError says what went wrong.
func (s *Screen) ShowError(m words.Message) {
	s.env.Events.Emit("error-shown")
	screen.Problem(s.env.Router, m)
}

// OfferUndo offers to take an approval back while its packet may not leave yet.
func (s *Screen) OfferUndo(text string, undo func()) { s.env.Undo(text, undo) }

// Changed tells the frame that counts have changed.
func (s *Screen) Changed() { s.env.Changed() }
