package complaints

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/ui/kit"
	"carddesk/ui/papers"
	"carddesk/ui/screen"
	"carddesk/ui/words"
)

// Screen is the book of complaints.
type Screen struct {
	env       screen.Env
	presenter *Presenter
	scope     *kit.Scope

	about  *kit.Text
	table  *kit.Table
	detail *kit.KeyValues
	busy   *kit.Text
	answer *kit.Button
	amend  *kit.Button
	reopen *kit.Button
	which  *kit.Button   // open ones or all
	place  *papers.Place // of the screen, and of its papers
}

// New makes the screen.
func New(env screen.Env) *Screen {
	s := &Screen{env: env, scope: kit.NewScope("complaints"), about: kit.NewTitle(""), busy: kit.NewText(""), detail: kit.NewKeyValues()}
	s.presenter = NewPresenter(env.Desk, kit.NewOwner(env.Context, env.Runner), env.Events, s)
	s.table = kit.NewTable(columns, kit.NewListRows(nil), "Chưa có phản ánh nào chờ trả lời. Nhấn F10 khi có người gọi đến.")
	s.table.OnMove = func(int) { s.showDetail() }
	s.table.OnEnter = s.open
	env.Keep("complaints", s.table)
	s.scope.Fields(s.table)
	file := s.scope.Button("F10", "Phản ánh mới", kit.Main, s.presenter.New)
	s.answer = s.scope.LetterButton('t', "Trả lời", kit.Normal, func() { s.presenter.Answer(s.row()) })
	s.amend = s.scope.LetterButton('s', "Sửa", kit.Normal, func() { s.presenter.Amend(s.row()) })
	s.reopen = s.scope.LetterButton('m', "Mở lại", kit.Normal, func() { s.presenter.Reopen(s.row()) })
	s.which = s.scope.LetterButton('d', "", kit.Normal, s.toggle)
	filter := s.scope.LetterButton('l', "Lọc ngày", kit.Normal, s.askFilter)
	row := kit.Row(file, s.answer, s.amend, s.reopen, s.which, filter)
	if user, _ := env.Desk.User(); user.Role == dossier.RoleSupervisor {
		row.Add(s.scope.Button("Ctrl+P", "In sổ", kit.Normal, s.presenter.Print))
		row.Add(s.scope.Button("Ctrl+E", "Ra Excel", kit.Normal, s.presenter.Export))
	}
	row.Add(s.busy)
	s.scope.On("F11", "Đọc lại", s.presenter.Load)
	head := kit.Row(s.about, kit.NewCaption("Quét giấy hẹn: phản ánh về hồ sơ đó · Enter: mở hồ sơ"))
	main := container.NewBorder(head, kit.Column(screen.High(96, s.detail), row), nil, nil, s.table)
	s.place = papers.NewPlace(env, main, func() { env.Router.Canvas().Focus(s.table) })
	return s
}

// ShowPaper shows a paper in the place of the list.
func (s *Screen) ShowPaper(title string, make papers.Maker) {
	s.place.Show(title, make)
}

// Title is what the frame writes above the work.
func (s *Screen) Title() string { return "Phản ánh của công dân" }

// Content is the screen.
func (s *Screen) Content() fyne.CanvasObject { return s.place.Content() }

// Scope holds the screen's keys.
func (s *Screen) Scope() *kit.Scope { return s.scope }

// Show reads the book.
func (s *Screen) Show(dossier.ID) {
	s.place.Back()
	s.presenter.Load()
	s.env.Events.Emit("screen-ready", "screen", "complaints")
}

// Load reads the book anew.
func (s *Screen) Load() { s.presenter.Load() }

// Hide closes what stands over the list.
func (s *Screen) Hide() { s.place.Close() }

// Scanned begins a complaint about the dossier of a slip or a card.
func (s *Screen) Scanned(text string) bool {
	s.presenter.About(text)
	return true
}

func (s *Screen) row() int {
	row, _ := s.table.Selected()
	return row
}

// ShowComplaints shows the list, where it stood before.
func (s *Screen) ShowComplaints(rows []desk.ComplaintRow) {
	at := s.row()
	lines := make([][]kit.Cell, len(rows))
	for i, row := range rows {
		lines[i] = cells(row)
	}
	s.table.SetRows(kit.NewListRows(lines))
	s.table.Select(at)
	open, late := counts(rows)
	text := fmt.Sprintf("Chờ trả lời: %d", open)
	if late > 0 {
		text += fmt.Sprintf(", quá hạn %d", late)
	}
	s.about.SetText(text)
	s.which.SetText("Cả việc đã trả lời")
	if s.presenter.Filter().All {
		s.which.SetText("Chỉ việc chờ trả lời")
	}
	s.showDetail()
}

func (s *Screen) showDetail() {
	c, ok := s.presenter.At(s.row())
	s.answer.SetDisabled(!ok || !c.Open || c.Gone)
	s.amend.SetDisabled(!ok || !c.Open || c.Gone)
	s.reopen.SetDisabled(!ok || c.Open || c.Gone)
	if !ok || c.Gone {
		s.detail.Set()
		return
	}
	s.detail.Set(detail(c, s.presenter.Officer)...)
}

// open goes where the dossier of a complaint is worked on.
func (s *Screen) open(row int) {
	if c, ok := s.presenter.At(row); ok && c.Row.ID != "" && !c.Row.Destroyed {
		s.env.OpenDossier(c.Row.ID, c.Row.State)
	}
}

func (s *Screen) toggle() {
	f := s.presenter.Filter()
	f.All = !f.All
	s.presenter.Narrow(f)
}

func (s *Screen) askFilter() {
	now := s.presenter.Filter()
	first, last := kit.NewDateField("Nhận từ ngày"), kit.NewDateField("Đến hết ngày")
	first.SetValue(now.From)
	last.SetValue(now.To)
	kit.Prompt(s.env.Router, kit.Form{
		Title: "Lọc phản ánh theo ngày nhận", Text: "Để trống là mọi ngày.", Action: "Lọc", Fields: []kit.Field{first, last},
		Done: func() {
			s.presenter.Narrow(desk.ComplaintFilter{All: true, From: first.Value(), To: last.Value()})
		},
	})
	s.env.Events.Emit("filter-asked")
}

// AskDossier asks which dossier a complaint is about.
func (s *Screen) AskDossier(done func(text string)) {
	what := kit.NewTextField("Giấy hẹn, số định danh, điện thoại hoặc họ tên", kit.Width(40))
	kit.Prompt(s.env.Router, kit.Form{
		Title: "Phản ánh về hồ sơ nào?", Text: "Quét giấy hẹn hoặc gõ. Để trống nếu không về hồ sơ nào.", Action: "Tiếp", Fields: []kit.Field{what},
		Done: func() { done(what.Value()) },
	})
	s.env.Events.Emit("complaint-which")
}

// Choose lets one of a list be picked.
func (s *Screen) Choose(title string, list []kit.Choice, picked func(kit.Choice)) {
	kit.Choose(s.env.Router, title, list, picked)
}

// AskComplaint shows the form of a complaint.
func (s *Screen) AskComplaint(title string, draft Draft, done func(Draft)) {
	caller := kit.NewNameField("Người phản ánh", kit.Required())
	caller.SetValue(draft.Caller)
	phone := kit.NewPhoneField("Điện thoại để trả lời")
	phone.SetValue(draft.Phone)
	about := kit.NewChoiceField("Nội dung", choices(dossier.ComplaintSubjects()), kit.Required(), kit.Width(34))
	about.SetCode(draft.About)
	text := kit.NewTextField("Chi tiết", kit.Width(56))
	text.SetValue(draft.Text)
	promised := kit.NewDateField("Hẹn trả lời", kit.Required()).Pivot(func() int { return s.env.Desk.Clock.Now().Year() + 1 })
	promised.SetValue(draft.Promised)
	least := draft.earliest(person.FromTime(s.env.Desk.Clock.Now()))
	form := kit.Form{
		Title: title, Action: "Ghi phản ánh", Fields: []kit.Field{caller, phone, about, text, promised},
		Check: func() bool {
			if about.Code() == "other" && text.Empty() {
				text.SetMessage(kit.LevelError, "Ghi rõ việc gì.")
				text.Focus()
				return false
			}
			if promised.Value().Before(least) {
				promised.SetMessage(kit.LevelError, "Không hẹn ngày đã qua.")
				promised.Focus()
				return false
			}
			return true
		},
		Done: func() {
			draft.Caller, draft.Phone, draft.About, draft.Text = caller.Value(), phone.Value(), about.Code(), text.Value()
			draft.Promised = promised.Value()
			done(draft)
		},
	}
	if draft.Whose != "" {
		form.Text = "Hồ sơ: " + draft.Whose
	}
	kit.Prompt(s.env.Router, form)
}

// earliest is the first day that can be promised: today, or the day that was promised
// before where that has passed.
func (d Draft) earliest(today person.CivilDate) person.CivilDate {
	if d.Promised.Before(today) {
		return d.Promised
	}
	return today
}

// AskAnswer asks what who complained was told.
func (s *Screen) AskAnswer(row desk.ComplaintRow, done func(how, text string)) {
	how := kit.NewRadioRow("Trả lời", choices(dossier.AnswerWays()))
	how.SetCode(dossier.AnswerWays()[0].Code)
	text := kit.NewTextField("Đã trả lời thế nào", kit.Required(), kit.Width(56))
	kit.Prompt(s.env.Router, kit.Form{
		Title: "Trả lời " + row.Caller, Text: about(row), Action: "Ghi trả lời", Fields: []kit.Field{how, text},
		Done: func() { done(how.Code(), text.Value()) },
	})
	s.env.Events.Emit("answer-asked")
}

// AskWhy asks why a complaint is opened again.
func (s *Screen) AskWhy(row desk.ComplaintRow, done func(why string)) {
	why := kit.NewTextField("Vì sao mở lại", kit.Required(), kit.Width(56))
	kit.Prompt(s.env.Router, kit.Form{
		Title: "Mở lại phản ánh của " + row.Caller, Text: about(row), Action: "Mở lại", Fields: []kit.Field{why},
		Done: func() { done(why.Value()) },
	})
}

// ShowBusy says what is being done.
func (s *Screen) ShowBusy(text string) { s.busy.SetText(text) }

// ShowError says what went wrong.
func (s *Screen) ShowError(m words.Message) {
	s.env.Events.Emit("error-shown")
	screen.Problem(s.env.Router, m)
}

// Done says what was done.
func (s *Screen) Done(text string) { s.env.Toast(kit.LevelOK, text) }

// Changed tells the frame that counts have changed.
func (s *Screen) Changed() { s.env.Changed() }
