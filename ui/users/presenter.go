// Package users is the administrator's screen of people: who works at the desk,
// as what, when, and with which password.
package users

import (
	"context"
	"fmt"
	"strings"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/port"
	"carddesk/app/store"
	"carddesk/ui/kit"
	"carddesk/ui/login"
	"carddesk/ui/users/shifts"
	"carddesk/ui/words"
)

// Desk is what the screen needs of the desk.
type Desk interface {
	Accounts(ctx context.Context) ([]store.Account, error)
	AddUser(ctx context.Context, u dossier.User, password string) error
	ChangeUser(ctx context.Context, u dossier.User, duty dossier.Duty) error
	ResetPassword(ctx context.Context, id, password string) error
	LockUser(ctx context.Context, id string) error
}

// View is what the presenter says to the window.
type View interface {
	// ShowAccounts shows the users; at is the one to stand on.
	ShowAccounts(accounts []store.Account, at int)
	// Busy says what is being done, "" when nothing is.
	Busy(what string)
	Failed(words.Message)
	Done(text string)
}

// Presenter keeps users. It knows no window.
type Presenter struct {
	desk  Desk
	owner *kit.Owner
	view  View
	once  kit.Once

	accounts []store.Account
	at       int
}

// NewPresenter makes the presenter of one screen.
func NewPresenter(desk Desk, owner *kit.Owner, view View) *Presenter {
	return &Presenter{desk: desk, owner: owner, view: view}
}

// Load reads the users.
func (p *Presenter) Load() { p.load("") }

// load reads the users and stands on one by its id, or where it stood.
func (p *Presenter) load(id string) {
	kit.Background(p.owner, p.desk.Accounts, func(accounts []store.Account, err error) {
		if err != nil {
			p.view.Failed(words.Of(err))
			return
		}
		p.accounts = accounts
		for i, a := range accounts {
			if a.ID == id {
				p.at = i
			}
		}
		p.at = max(0, min(p.at, len(accounts)-1))
		p.view.ShowAccounts(accounts, p.at)
	})
}

// GoTo stands on a user by number.
func (p *Presenter) GoTo(at int) {
	if at >= 0 && at < len(p.accounts) {
		p.at = at
	}
}

// Selected is the user that is stood on.
func (p *Presenter) Selected() (store.Account, bool) {
	if p.at >= len(p.accounts) {
		return store.Account{}, false
	}
	return p.accounts[p.at], true
}

// Add adds a user with a temporary password.
func (p *Presenter) Add(u dossier.User, password string) {
	p.act("Đang thêm…", u.ID, fmt.Sprintf("Đã thêm %s. Người dùng phải đổi mật khẩu khi đăng nhập lần đầu.", u.ID),
		func(ctx context.Context) error { return p.desk.AddUser(ctx, u, password) })
}

// Change gives a user another name, rank, role and duty.
func (p *Presenter) Change(u dossier.User, duty dossier.Duty) {
	p.act("Đang lưu…", u.ID, "Đã lưu. Có hiệu lực ngay ở thao tác kế tiếp của người đó.",
		func(ctx context.Context) error { return p.desk.ChangeUser(ctx, u, duty) })
}

// Reset gives a user a temporary password and unlocks one who was locked.
func (p *Presenter) Reset(id, password string) {
	p.act("Đang đặt mật khẩu…", id, "Đã đặt mật khẩu tạm. Người dùng phải đổi khi đăng nhập.",
		func(ctx context.Context) error { return p.desk.ResetPassword(ctx, id, password) })
}

// Lock stops a user.
func (p *Presenter) Lock(id string) {
	p.act("Đang khóa…", id, "Đã khóa tài khoản. Mở lại bằng cách đặt mật khẩu mới.",
		func(ctx context.Context) error { return p.desk.LockUser(ctx, id) })
}

// act does one thing at a time: deriving a key takes a while by design.
func (p *Presenter) act(busy, id, done string, do func(context.Context) error) {
	p.once.Start(func(release func()) {
		p.view.Busy(busy)
		kit.Background(p.owner, func(ctx context.Context) (struct{}, error) {
			return struct{}{}, do(ctx)
		}, func(_ struct{}, err error) {
			release()
			p.view.Busy("")
			if err != nil {
				p.view.Failed(words.Of(err))
				return
			}
			p.view.Done(done)
			p.load(id)
		})
	})
}

// Stand is a temporary role in the words of a form.
type Stand struct {
	Role        dossier.Role // "" is none
	First, Last string       // ISO
}

// DutyOf puts duty together from a form: one stand-in and the hours of a week.
func DutyOf(s Stand, week string) (dossier.Duty, error) {
	var d dossier.Duty
	var err error
	if d.Shifts, err = shifts.Parse(week); err != nil {
		return d, err
	}
	if s.Role != "" {
		d.Assignments = []dossier.Assignment{{Role: s.Role, First: s.First, Last: s.Last}}
	}
	return d, d.Check(dossier.RoleClerk)
}

// StandOf is the stand-in of an account that is not over on a day, for the form.
func StandOf(a store.Account, today person.CivilDate) Stand {
	for _, one := range a.Assignments {
		if one.Last >= today.ISO() {
			return Stand{Role: one.Role, First: one.First, Last: one.Last}
		}
	}
	return Stand{}
}

// CheckPassword says what is wrong with a temporary password, "" when nothing is.
func CheckPassword(password string) string { return login.CheckNew("", password, password) }

// stateOf says how an account stands: what matters most first.
func stateOf(a store.Account) (kit.Level, string) {
	switch {
	case a.Disabled:
		return kit.LevelError, "Đã khóa"
	case !a.Password:
		return kit.LevelWarning, "Chưa có mật khẩu"
	case a.Wait > 0:
		return kit.LevelWarning, "Sai mật khẩu, chờ " + words.Wait(a.Wait)
	case a.MustChange:
		return kit.LevelInfo, "Mật khẩu tạm"
	}
	return kit.LevelOK, "Đang dùng"
}

// dutyText says as what and when an account works.
func dutyText(a store.Account, today person.CivilDate) string {
	var parts []string
	if s := StandOf(a, today); s.Role != "" {
		parts = append(parts, fmt.Sprintf("%s từ %s đến %s", words.Role(s.Role), showISO(s.First), showISO(s.Last)))
	}
	if text := shifts.Text(a.Shifts); text != "" {
		parts = append(parts, text)
	}
	return strings.Join(parts, " · ")
}

func showISO(day string) string {
	d, err := person.ParseISODate(day)
	if err != nil {
		return day
	}
	return d.String()
}

// lastUse is when an account was last logged in here.
func lastUse(a store.Account, clock port.Clock) string {
	if a.LastUse.IsZero() {
		return "Chưa lần nào"
	}
	local := a.LastUse.In(person.Zone())
	if now := clock.Now().In(person.Zone()); now.Sub(local) < 24*time.Hour && now.Day() == local.Day() {
		return "Hôm nay " + local.Format("15:04")
	}
	return local.Format("02/01/2006 15:04")
}
