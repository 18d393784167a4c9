package users

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/store"
	"carddesk/ui/kit"
	"carddesk/ui/login"
	"carddesk/ui/screen"
	"carddesk/ui/users/shifts"
	"carddesk/ui/words"
)

// Screen lists the users of the desk.
type Screen struct {
	env       screen.Env
	presenter *Presenter
	scope     *kit.Scope
	content   fyne.CanvasObject
	title     *kit.Text
	busy      *kit.Text
	table     *kit.Table
}

var columns = []kit.TableColumn{
	{Key: "id", Title: "Tên đăng nhập", Chars: 12, NoSort: true},
	{Key: "name", Title: "Cấp bậc, họ tên", Chars: 24, Stretch: true, NoSort: true},
	{Key: "role", Title: "Vai trò", Chars: 14, NoSort: true},
	{Key: "state", Title: "Tình trạng", Chars: 18, NoSort: true},
	{Key: "duty", Title: "Phụ trách thay, ca trực", Chars: 26, Stretch: true, NoSort: true},
	{Key: "last", Title: "Dùng lần cuối", Chars: 15, NoSort: true},
}

// New makes the screen.
func New(env screen.Env) *Screen {
	s := &Screen{env: env, scope: kit.NewScope("users")}
	s.presenter = NewPresenter(env.Desk, kit.NewOwner(env.Context, env.Runner), s)
	s.title, s.busy = kit.NewTitle(""), kit.NewText("")
	s.table = kit.NewTable(columns, kit.NewListRows(nil), "Chưa có người dùng. Nhấn F10 để thêm.")
	env.Keep("users", s.table)
	s.table.OnMove = s.presenter.GoTo
	s.table.OnEnter = func(at int) { s.presenter.GoTo(at); s.askChange() }
	s.scope.Fields(s.table)
	add := s.scope.Button("F10", "Thêm người dùng", kit.Main, s.askAdd)
	change := s.scope.LetterButton('s', "Sửa", kit.Normal, s.askChange)
	duty := s.scope.LetterButton('c', "Ca trực, thay phiên", kit.Normal, s.askDuty)
	reset := s.scope.LetterButton('m', "Đặt lại mật khẩu", kit.Normal, s.askReset)
	lock := s.scope.LetterButton('k', "Khóa tài khoản", kit.Normal, s.askLock)
	s.content = kit.Inset(4, 4, container.NewBorder(
		kit.Column(s.title, kit.Row(add, change, duty, reset, lock, s.busy)), nil, nil, nil, s.table))
	return s
}

// Title is what the frame writes above the work.
func (s *Screen) Title() string { return "Người dùng" }

// Content is the screen.
func (s *Screen) Content() fyne.CanvasObject { return s.content }

// Scope holds the screen's keys.
func (s *Screen) Scope() *kit.Scope { return s.scope }

// Show reads the users.
func (s *Screen) Show(dossier.ID) {
	s.presenter.Load()
	s.env.Router.Canvas().Focus(s.table)
	s.env.Events.Emit("screen-ready", "screen", "users")
}

// Hide does nothing: nothing is typed here.
func (s *Screen) Hide() {}

// Load reads the users anew, after the centre sent a list.
func (s *Screen) Load() { s.presenter.Load() }

// ShowAccounts shows the users.
func (s *Screen) ShowAccounts(accounts []store.Account, at int) {
	today := person.FromTime(s.env.Desk.Clock.Now())
	rows := make([][]kit.Cell, len(accounts))
	active := 0
	for i, a := range accounts {
		level, state := stateOf(a)
		if !a.Disabled {
			active++
		}
		rows[i] = []kit.Cell{
			{Text: a.ID, Bold: true}, {Text: words.Officer(a.Rank, a.Name), Muted: a.Disabled}, {Text: words.Role(a.Role)},
			{Text: state, Level: level}, {Text: dutyText(a, today)}, {Text: lastUse(a, s.env.Desk.Clock), Muted: a.LastUse.IsZero()},
		}
	}
	s.title.SetText(fmt.Sprintf("%d tài khoản, %d đang mở", len(accounts), active))
	s.table.SetRows(kit.NewListRows(rows))
	s.table.Select(at)
	s.env.Events.Emit("users-shown", "count", len(accounts))
}

// Busy says what is being done.
func (s *Screen) Busy(what string) { s.busy.SetText(what) }

// Failed says why something was not done.
func (s *Screen) Failed(m words.Message) { screen.Problem(s.env.Router, m) }

// Done says what was done.
func (s *Screen) Done(text string) {
	s.env.Toast(kit.LevelOK, text)
	s.env.Events.Emit("user-kept")
}

func roleChoices() []kit.Choice {
	var choices []kit.Choice
	for _, r := range dossier.UserRoles() {
		choices = append(choices, kit.Choice{Code: string(r), Text: words.Role(r)})
	}
	return choices
}

func (s *Screen) askAdd() {
	id := kit.NewTextField("Tên đăng nhập", kit.Required()).Plain()
	name := kit.NewTextField("Họ và tên", kit.Width(34), kit.Required())
	rank := kit.NewTextField("Cấp bậc")
	role := kit.NewRadioRow("Vai trò", roleChoices(), kit.Required())
	role.SetCode(string(dossier.RoleClerk))
	password := kit.NewTextField("Mật khẩu tạm (người dùng đổi khi đăng nhập lần đầu)", kit.Required()).Plain()
	kit.Prompt(s.env.Router, kit.Form{
		Title: "Thêm người dùng", Action: "Thêm", Fields: []kit.Field{id, name, rank, role, password},
		Check: func() bool {
			return screen.Valid(id, login.CheckUser(id.Value())) && screen.Valid(password, CheckPassword(password.Value()))
		},
		Done: func() {
			s.presenter.Add(dossier.User{ID: id.Value(), Name: name.Value(), Rank: rank.Value(), Role: dossier.Role(role.Code())}, password.Value())
		},
	})
}

func (s *Screen) askChange() {
	a, ok := s.presenter.Selected()
	if !ok {
		return
	}
	name := kit.NewTextField("Họ và tên", kit.Width(34), kit.Required())
	rank := kit.NewTextField("Cấp bậc")
	role := kit.NewRadioRow("Vai trò", roleChoices(), kit.Required())
	name.SetValue(a.Name)
	rank.SetValue(a.Rank)
	role.SetCode(string(a.Role))
	kit.Prompt(s.env.Router, kit.Form{
		Title: "Sửa " + a.ID, Action: "Lưu", Fields: []kit.Field{name, rank, role},
		Done: func() {
			u, duty := a.User, a.Duty
			u.Name, u.Rank, u.Role = name.Value(), rank.Value(), dossier.Role(role.Code())
			if u.Role == dossier.RoleAdministrator {
				duty = dossier.Duty{}
			}
			s.presenter.Change(u, duty)
		},
	})
}

func (s *Screen) askDuty() {
	a, ok := s.presenter.Selected()
	if !ok {
		return
	}
	if a.Role == dossier.RoleAdministrator {
		s.env.Toast(kit.LevelInfo, "Quản trị viên không có ca trực và không phụ trách thay.")
		return
	}
	stand := StandOf(a, person.FromTime(s.env.Desk.Clock.Now()))
	role := kit.NewRadioRow("Phụ trách thay", []kit.Choice{
		{Code: noStand, Text: "Không"}, {Code: string(dossier.RoleSupervisor), Text: words.Role(dossier.RoleSupervisor)},
		{Code: string(dossier.RoleClerk), Text: words.Role(dossier.RoleClerk)},
	})
	role.SetCode(noStand)
	first, last := kit.NewDateField("Từ ngày").Pivot(s.nextYear), kit.NewDateField("Đến hết ngày").Pivot(s.nextYear)
	if stand.Role != "" {
		role.SetCode(string(stand.Role))
		first.SetValue(dateOf(stand.First))
		last.SetValue(dateOf(stand.Last))
	}
	hours := kit.NewTextField("Ca trực (để trống: mọi lúc)", kit.Width(48))
	hours.SetPlaceHolder("T2-T6 07:30-11:30, 13:30-17:00; T7 07:30-11:30")
	hours.SetValue(shifts.Text(a.Shifts))
	var duty dossier.Duty
	kit.Prompt(s.env.Router, kit.Form{
		Title: "Ca trực và phụ trách thay của " + a.ID, Action: "Lưu", Fields: []kit.Field{role, first, last, hours},
		Text: "Đăng nhập ngoài ca bị từ chối; người đang làm khi hết ca vẫn làm xong việc.",
		Check: func() bool {
			if _, err := shifts.Parse(hours.Value()); err != nil {
				return screen.Valid(hours, "Chưa hiểu: "+err.Error())
			}
			var err error
			stand := Stand{}
			if role.Code() != noStand {
				stand = Stand{Role: dossier.Role(role.Code()), First: first.Value().ISO(), Last: last.Value().ISO()}
			}
			if duty, err = DutyOf(stand, hours.Value()); err != nil {
				return screen.Valid(first, "Cần ngày đầu và ngày cuối, ngày cuối không trước ngày đầu.")
			}
			return true
		},
		Done: func() { s.presenter.Change(a.User, duty) },
	})
}

// noStand is the choice of nobody standing in.
const noStand = "none"

// nextYear lets dates of two digits lie in the coming year.
func (s *Screen) nextYear() int { return s.env.Desk.Clock.Now().In(person.Zone()).Year() + 1 }

func dateOf(iso string) person.CivilDate {
	d, err := person.ParseISODate(iso)
	if err != nil {
		return person.CivilDate{}
	}
	return d
}

func (s *Screen) askReset() {
	a, ok := s.presenter.Selected()
	if !ok {
		return
	}
	password := kit.NewTextField("Mật khẩu tạm", kit.Required()).Plain()
	text := "Đưa mật khẩu này cho đúng người. Người đó phải đổi ngay khi đăng nhập."
	if a.Disabled {
		text = "Tài khoản đang khóa sẽ mở lại. " + text
	}
	kit.Prompt(s.env.Router, kit.Form{
		Title: "Đặt lại mật khẩu của " + a.ID, Text: text, Action: "Đặt mật khẩu", Fields: []kit.Field{password},
		Check: func() bool { return screen.Valid(password, CheckPassword(password.Value())) },
		Done:  func() { s.presenter.Reset(a.ID, password.Value()) },
	})
}

func (s *Screen) askLock() {
	a, ok := s.presenter.Selected()
	if !ok || a.Disabled {
		return
	}
	kit.Confirm(s.env.Router, kit.Question{
		Title: "Khóa tài khoản " + a.ID + "?", Yes: "Khóa", Danger: true,
		Text: words.Officer(a.Rank, a.Name) + " bị dừng ngay ở thao tác kế tiếp. Mật khẩu mất hiệu lực; mở lại phải đặt mật khẩu mới.",
	}, func(yes bool) {
		if yes {
			s.presenter.Lock(a.ID)
		}
	})
}
