package exceptions

import (
	"cmp"
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/ui/kit"
	"carddesk/ui/screen"
	"carddesk/ui/words"
)

// beginDays is over how many days the screen looks before anything is chosen.
const beginDays = 30

// Screen is the supervisor's list of what was out of the ordinary.
type Screen struct {
	env       screen.Env
	presenter *Presenter
	scope     *kit.Scope
	content   fyne.CanvasObject

	about  *kit.Text
	kinds  *kit.Table
	list   *kit.Table
	detail *kit.KeyValues
	busy   *kit.Text
	see    *kit.Button
	all    *kit.Button
	which  *kit.Button // new ones or all
}

// New makes the screen.
func New(env screen.Env) *Screen {
	s := &Screen{env: env, scope: kit.NewScope("exceptions"), about: kit.NewCaption(""), busy: kit.NewText(""), detail: kit.NewKeyValues()}
	today := person.FromTime(env.Desk.Clock.Now())
	s.presenter = NewPresenter(env.Desk, kit.NewOwner(env.Context, env.Runner), env.Events, s,
		desk.ExceptionFilter{From: today.AddDays(1 - beginDays), To: today, New: true})
	s.kinds = kit.NewTable(kindColumns, kit.NewListRows(nil), "")
	s.kinds.OnMove = s.presenter.Choose
	s.kinds.OnEnter = func(int) { env.Router.Canvas().Focus(s.list) }
	s.list = kit.NewTable(columns, kit.NewListRows(nil), "Không có việc nào cần xem lại.")
	s.list.OnEnter = s.presenter.Open
	s.list.OnMove = func(int) { s.showDetail() }
	env.Keep("exception-kinds", s.kinds)
	env.Keep("exceptions", s.list)
	s.scope.Fields(s.kinds, s.list)
	s.see = s.scope.Button("F10", "Đã xem", kit.Main, s.askSee)
	s.all = s.scope.LetterButton('d', "Đã xem cả loại này", kit.Normal, s.askSeeAll)
	s.which = s.scope.LetterButton('m', "Xem cả mục cũ", kit.Normal, s.toggle)
	filter := s.scope.LetterButton('l', "Lọc ngày, cán bộ", kit.Normal, s.askFilter)
	s.scope.On("F11", "Đếm lại", s.presenter.Load)
	head := kit.Row(s.about, kit.NewCaption("Enter: mở hồ sơ · Tab: bảng khác"))
	bottom := kit.Column(screen.High(72, s.detail), kit.Row(s.see, s.all, s.which, filter, s.busy))
	work := container.NewBorder(nil, nil, screen.Wide(364, s.kinds), nil, kit.Inset(10, 0, s.list))
	s.content = kit.Inset(4, 4, container.NewBorder(head, bottom, nil, nil, work))
	return s
}

// Title is what the frame writes above the work.
func (s *Screen) Title() string { return "Việc cần xem lại" }

// Content is the screen.
func (s *Screen) Content() fyne.CanvasObject { return s.content }

// Scope holds the screen's keys.
func (s *Screen) Scope() *kit.Scope { return s.scope }

// Show counts anew.
func (s *Screen) Show(dossier.ID) {
	s.sayFilter()
	s.presenter.Load()
	s.env.Router.Canvas().Focus(s.kinds)
	s.env.Events.Emit("screen-ready", "screen", "exceptions")
}

// Load counts anew.
func (s *Screen) Load() { s.presenter.Load() }

// Hide does nothing: nothing is typed here.
func (s *Screen) Hide() {}

// ShowCounts shows the kinds.
func (s *Screen) ShowCounts(counts []desk.ExceptionCount, at int) {
	s.kinds.SetRows(kit.NewListRows(kindCells(counts)))
	s.kinds.Select(at)
}

// ShowList shows the list of a kind, where it stood before.
func (s *Screen) ShowList(kind dossier.ExceptionKind, rows kit.Rows) {
	at, _ := s.list.Selected()
	s.list.SetRows(rows)
	s.list.Select(at)
	complaint := kind == dossier.ExceptionComplaint
	s.see.SetText(map[bool]string{false: "Đã xem", true: "Mở sổ phản ánh"}[complaint])
	s.all.SetDisabled(complaint)
	s.showDetail()
}

// Redraw draws the list anew.
func (s *Screen) Redraw() {
	s.list.Reload()
	s.showDetail()
}

func (s *Screen) showDetail() {
	row, _ := s.list.Selected()
	one, ok := s.presenter.At(row)
	s.see.SetDisabled(!ok || !one.New)
	if !ok {
		s.detail.Set()
		return
	}
	s.detail.Set(detail(one, s.presenter.officer)...)
}

// askSee asks for a note before a row is marked as seen.
func (s *Screen) askSee() {
	row, _ := s.list.Selected()
	one, ok := s.presenter.At(row)
	if !ok || !one.New {
		return
	}
	if one.Kind == dossier.ExceptionComplaint {
		s.presenter.Open(row)
		return
	}
	note := kit.NewTextField("Ghi chú của chỉ huy (có thể để trống)", kit.Width(50))
	kit.Prompt(s.env.Router, kit.Form{
		Title: kindName(one.Kind), Text: one.What, Action: "Đã xem", Fields: []kit.Field{note},
		Done: func() { s.presenter.See(row, note.Value()) },
	})
	s.env.Events.Emit("exception-asked")
}

func (s *Screen) askSeeAll() {
	kind := s.presenter.kind()
	note := kit.NewTextField("Ghi chú chung (có thể để trống)", kit.Width(50))
	kit.Prompt(s.env.Router, kit.Form{
		Title: "Đã xem cả loại: " + kindName(kind), Action: "Đã xem tất cả", Fields: []kit.Field{note},
		Text: "Mọi mục mới của loại này được đánh dấu đã xem.",
		Done: func() { s.presenter.SeeAll(note.Value()) },
	})
}

// toggle shows what is new, or all of the period.
func (s *Screen) toggle() {
	f := s.presenter.Filter()
	f.New = !f.New
	s.narrow(f)
}

func (s *Screen) narrow(f desk.ExceptionFilter) {
	s.presenter.Narrow(f)
	s.sayFilter()
}

func (s *Screen) sayFilter() {
	f := s.presenter.Filter()
	text, button := "Mục mới, chưa ai xem", "Xem cả mục cũ"
	if !f.New {
		text, button = "Mọi mục từ "+f.From.String()+" đến "+f.To.String(), "Chỉ xem mục mới"
	}
	if f.Clerk != "" {
		text += ", của " + s.presenter.officer(f.Clerk)
	}
	s.about.SetText(text)
	s.which.SetText(button)
}

func (s *Screen) askFilter() {
	kit.Background(s.presenter.owner, func(ctx context.Context) ([]dossier.User, error) {
		choices, err := s.env.Desk.SearchChoices(ctx)
		return choices.Clerks, err
	}, func(clerks []dossier.User, err error) {
		if err != nil {
			s.ShowError(words.Of(err))
			return
		}
		s.showFilter(clerks)
	})
}

// everybody is the choice that leaves nobody out.
const everybody = "*"

func (s *Screen) showFilter(clerks []dossier.User) {
	now := s.presenter.Filter()
	first, last := kit.NewDateField("Từ ngày", kit.Required()), kit.NewDateField("Đến hết ngày", kit.Required())
	first.SetValue(now.From)
	last.SetValue(now.To)
	people := []kit.Choice{{Code: everybody, Text: "Mọi cán bộ"}}
	for _, u := range clerks {
		people = append(people, kit.Choice{Code: u.ID, Text: words.Officer(u.Rank, u.Name)})
	}
	clerk := kit.NewChoiceField("Cán bộ", people, kit.Width(30))
	clerk.SetCode(cmp.Or(now.Clerk, everybody))
	kit.Prompt(s.env.Router, kit.Form{
		Title: "Lọc việc cần xem lại", Action: "Lọc", Fields: []kit.Field{first, last, clerk},
		Check: func() bool {
			if last.Value().Before(first.Value()) {
				last.SetMessage(kit.LevelError, "Trước ngày bắt đầu.")
				return false
			}
			return true
		},
		Done: func() {
			f := desk.ExceptionFilter{From: first.Value(), To: last.Value(), Clerk: clerk.Code(), New: false}
			if f.Clerk == everybody {
				f.Clerk = ""
			}
			s.narrow(f)
		},
	})
	s.env.Events.Emit("filter-asked")
}

// ShowBusy says what is being done.
func (s *Screen) ShowBusy(text string) { s.busy.SetText(text) }

// ShowError says what went wrong.
func (s *Screen) ShowError(m words.Message) {
	s.env.Events.Emit("error-shown")
	screen.Problem(s.env.Router, m)
}

// OfferUndo offers to take a mark back.
func (s *Screen) OfferUndo(text string, undo func()) { s.env.Undo(text, undo) }

// Done says what was done.
func (s *Screen) Done(text string) { s.env.Toast(kit.LevelOK, text) }

// Open goes where what an exception is about is worked on: what waits for approval
// there, a complaint into its book.
func (s *Screen) Open(one desk.Exception) {
	switch {
	case one.Kind == dossier.ExceptionComplaint:
		s.env.GoTo(screen.DoorComplaints, "")
	case one.Row.ID == "" || one.Row.Destroyed:
		s.env.Toast(kit.LevelInfo, "Không có hồ sơ để mở.")
	case one.Row.State == dossier.Captured || one.Row.State == dossier.Checked:
		s.env.GoTo(screen.DoorApproval, one.Row.ID)
	default:
		s.env.OpenDossier(one.Row.ID, one.Row.State)
	}
}

// Changed tells the frame that counts have changed.
func (s *Screen) Changed() { s.env.Changed() }
