package journal

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/ui/kit"
	"carddesk/ui/screen"
	"carddesk/ui/words"
)

// Screen is the reader of the log.
type Screen struct {
	env       screen.Env
	presenter *Presenter
	scope     *kit.Scope
	content   *fyne.Container
	main      fyne.CanvasObject

	first, last *kit.DateField
	who, kind   *kit.ChoiceField
	about       *kit.TextField
	state, busy *kit.Text
	table       *kit.Table
	progress    *kit.Progress
	verdict     *fyne.Container
	below       *fyne.Container // progress and verdict, whichever there is
	setting     bool            // the fields are being set by the program

	policy *policyPanel
}

// New makes the screen.
func New(env screen.Env) *Screen {
	s := &Screen{env: env, scope: kit.NewScope("journal"), state: kit.NewCaption(""), busy: kit.NewCaption("")}
	s.presenter = NewPresenter(env.Desk, kit.NewOwner(env.Context, env.Runner), env.Events, s, env.Desk.Clock, env.Desk.Store.Station().ID)
	s.policy = newPolicyPanel(env, s.back)
	s.fields()
	s.table = kit.NewTable(columns, kit.NewListRows(nil), "Không có dòng nào. Đổi ngày, người, việc hoặc xóa ô giấy hẹn.")
	env.Keep("journal", s.table)
	s.table.OnEnter = s.details
	check := s.scope.Button("F10", "Kiểm tra chuỗi nhật ký", kit.Main, s.presenter.Check)
	export := s.scope.Button("Ctrl+E", "Xuất cho thanh tra", kit.Normal, s.askExport)
	rules := s.scope.Button("Ctrl+L", PolicyTitle, kit.Normal, s.ShowPolicyNow)
	s.scope.On("Ctrl+F", "Lọc theo ngày, người, việc, giấy hẹn", func() { s.first.Focus() })
	s.scope.On("Ctrl+O", "Mở hồ sơ của dòng", s.openDossier)
	s.scope.On("F11", "Đọc lại nhật ký", s.presenter.Open)
	s.scope.On("Esc", "Dừng kiểm tra, về danh sách", func() {
		if !s.presenter.Stop() {
			s.env.Router.Canvas().Focus(s.table)
		}
	})
	s.progress = kit.NewProgress("Đang kiểm tra nhật ký", func() { s.presenter.Stop() })
	s.verdict = container.NewStack()
	s.below = container.NewStack()
	s.main = container.NewBorder(
		kit.Column(kit.Row(s.first, s.last, s.who, s.kind, s.about), kit.Row(s.state, s.busy)),
		kit.Column(s.below, kit.Row(check, export, rules)), nil, nil, s.table)
	s.content = container.NewStack(kit.Inset(4, 4, s.main))
	s.scope.Fields(s.table, s.first, s.last, s.who, s.kind, s.about)
	return s
}

func (s *Screen) fields() {
	s.first, s.last = kit.NewDateField("Từ ngày", kit.Width(12)), kit.NewDateField("Đến hết ngày", kit.Width(12))
	s.who = kit.NewChoiceField("Người làm", nil, kit.Width(20))
	s.kind = kit.NewChoiceField("Việc", typeChoices(), kit.Width(22))
	s.about = kit.NewTextField("Giấy hẹn, số định danh, họ tên", kit.Width(24))
	for _, f := range []*kit.DateField{s.first, s.last} {
		f.OnChanged = func(person.CivilDate) { s.changed() }
	}
	for _, f := range []*kit.ChoiceField{s.who, s.kind} {
		f.OnChanged = func(kit.Choice) { s.changed() }
	}
	// Each list that is opened is noted: not one a letter.
	s.about.OnLeave = s.changed
	s.scope.Chain().OnEnd = func() { s.env.Router.Canvas().Focus(s.table) }
}

// changed opens the list that the fields say, unless the program set them itself.
func (s *Screen) changed() {
	if s.setting {
		return
	}
	f := desk.JournalFilter{First: s.first.Value(), Last: s.last.Value(), Actor: s.who.Code(), About: s.about.Value()}
	if code := s.kind.Code(); code != "" {
		f.Types = []dossier.Command{dossier.Command(code)}
	}
	s.presenter.Choose(f)
}

// Title is what the frame writes above the work.
func (s *Screen) Title() string { return "Nhật ký" }

// Content is the screen.
func (s *Screen) Content() fyne.CanvasObject { return s.content }

// Scope holds the screen's keys.
func (s *Screen) Scope() *kit.Scope { return s.scope }

// Show reads the log anew.
func (s *Screen) Show(dossier.ID) {
	s.back()
	s.presenter.Load()
	s.env.Events.Emit("screen-ready", "screen", "journal")
}

// Hide ends the check and closes what stands over the list.
func (s *Screen) Hide() {
	s.presenter.Stop()
	s.policy.close()
}

// Scanned looks for the entries of the dossier of a slip or card.
func (s *Screen) Scanned(text string) bool {
	s.about.SetValue(text)
	s.changed()
	return true
}

func (s *Screen) back() {
	s.policy.close()
	s.put(s.main)
	s.env.Router.Canvas().Focus(s.table)
}

func (s *Screen) put(content fyne.CanvasObject) {
	s.content.Objects = []fyne.CanvasObject{kit.Inset(4, 4, content)}
	s.content.Refresh()
}

// ShowPeople offers who leaves entries.
func (s *Screen) ShowPeople(people []kit.Choice) { s.who.SetChoices(people) }

// ShowFilter shows what the list is narrowed to.
func (s *Screen) ShowFilter(f desk.JournalFilter) {
	s.setting = true
	defer func() { s.setting = false }()
	s.first.SetValue(f.First)
	s.last.SetValue(f.Last)
	s.who.SetCode(f.Actor)
	s.about.SetValue(f.About)
	s.kind.SetCode("")
	if len(f.Types) == 1 {
		s.kind.SetCode(string(f.Types[0]))
	}
}

// ShowRows shows a list that was opened anew.
func (s *Screen) ShowRows(rows kit.Rows, count int) {
	s.state.SetText(kit.Thousands(count) + " dòng, mới nhất trước · Enter: xem hết · Ctrl+O: mở hồ sơ · Ctrl+F: lọc")
	s.table.SetRows(rows)
}

// Redraw shows rows that have come since.
func (s *Screen) Redraw() { s.table.Reload() }

// Busy says what is being done.
func (s *Screen) Busy(text string) { s.busy.SetText(text) }

// Progress says how far the check is.
func (s *Screen) Progress(done, all int) {
	if len(s.below.Objects) == 0 || s.below.Objects[0] != s.progress {
		s.below.Objects = []fyne.CanvasObject{s.progress}
		s.below.Refresh()
	}
	text := "Đang kiểm tra từng dòng nhật ký"
	if all > 0 && done >= all {
		text = "Đang so dữ liệu với nhật ký"
	}
	s.progress.Set(done, all, text)
}

// Checked says what a check found, and leaves it there.
func (s *Screen) Checked(level kit.Level, what, do string) {
	line := kit.NewKeyValues(kit.Fact{Key: "Kết quả kiểm tra", Value: what, Level: level})
	s.below.Objects = []fyne.CanvasObject{line}
	s.below.Refresh()
	if do != "" {
		kit.Message(s.env.Router, kit.Notice{Title: "Nhật ký có chỗ không khớp", Level: level, Happened: what, Do: do}, nil)
	}
}

// Failed says why something was not done.
func (s *Screen) Failed(m words.Message) { screen.Problem(s.env.Router, m) }

// Done says what was done.
func (s *Screen) Done(text, more string) {
	kit.Message(s.env.Router, kit.Notice{Title: text, Level: kit.LevelInfo, Happened: more}, nil)
}

// details shows all that is known of a line.
func (s *Screen) details(row int) {
	line, ok := s.presenter.Line(row)
	if !ok {
		return
	}
	dialog := kit.NewDialog(s.env.Router, "journal-line")
	closeButton := kit.NewButton("Đóng", kit.Main, dialog.Close)
	dialog.Scope().Fields(closeButton)
	list := kit.NewKeyValues(s.presenter.Facts(line)...)
	dialog.Open("Dòng nhật ký số "+kit.Thousands(int(line.Seq)), kit.LevelNone, screen.Wide(52*theme.TextSize(), list),
		[]fyne.CanvasObject{closeButton}, closeButton)
	s.env.Events.Emit("journal-line", "type", string(line.Type))
}

// openDossier opens the dossier of the line that is stood on.
func (s *Screen) openDossier() {
	row, _ := s.table.Selected()
	if line, ok := s.presenter.Line(row); ok && line.Row.ID != "" {
		s.env.OpenDossier(line.Row.ID, line.Row.State)
	}
}

// askExport asks of which days an inspector wants the log: those that are shown,
// unless said otherwise.
func (s *Screen) askExport() {
	today := person.FromTime(s.env.Desk.Clock.Now())
	first, last := kit.NewDateField("Từ ngày", kit.Required()), kit.NewDateField("Đến hết ngày", kit.Required())
	f := s.presenter.Filter()
	first.SetValue(or(f.First, person.CivilDate{Year: today.Year, Month: today.Month, Day: 1}))
	last.SetValue(or(f.Last, today))
	kit.Prompt(s.env.Router, kit.Form{
		Title: "Xuất nhật ký cho thanh tra", Action: "Xuất", Fields: []kit.Field{first, last},
		Text: "Mọi dòng của các ngày này, không theo bộ lọc. Tệp không mã hóa, có dữ liệu cá nhân. Việc xuất cũng được ghi vào nhật ký.",
		Check: func() bool {
			if last.Value().Before(first.Value()) {
				return screen.Valid(last, "Ngày cuối trước ngày đầu.")
			}
			return true
		},
		Done: func() { s.presenter.Export(first.Value(), last.Value()) },
	})
}

func or(day, otherwise person.CivilDate) person.CivilDate {
	if day.IsZero() {
		return otherwise
	}
	return day
}

// ShowPolicyNow reads the policy in force.
func (s *Screen) ShowPolicyNow() { s.presenter.Policy() }

// ShowPolicy shows the policy in force in the place of the list.
func (s *Screen) ShowPolicy(standing desk.PolicyStanding, lines []PolicyLine) {
	s.put(s.policy.content)
	s.policy.show(standing, lines)
}
