package users

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/person"
	"carddesk/app/store"
	"carddesk/ui/kit"
	"carddesk/ui/login"
	"carddesk/ui/users/shifts"
	"carddesk/ui/words"
)

type fakeDesk struct {
	accounts []store.Account
	did      []string
	err      error
	during   func()
}

func (d *fakeDesk) Accounts(context.Context) ([]store.Account, error) { return d.accounts, nil }

func (d *fakeDesk) do(what string) error {
	d.did = append(d.did, what)
	if f := d.during; f != nil {
		d.during = nil
		f()
	}
	return d.err
}

func (d *fakeDesk) AddUser(_ context.Context, u dossier.User, password string) error {
	d.accounts = append(d.accounts, store.Account{User: u})
	return d.do("add " + u.ID + " " + password)
}

func (d *fakeDesk) ChangeUser(_ context.Context, u dossier.User, _ dossier.Duty) error {
	return d.do("change " + u.ID)
}

func (d *fakeDesk) ResetPassword(_ context.Context, id, password string) error {
	return d.do("reset " + id + " " + password)
}

func (d *fakeDesk) LockUser(_ context.Context, id string) error { return d.do("lock " + id) }

type fakeView struct {
	at     int
	shown  int
	busy   []string
	failed []words.Message
	done   []string
}

func (v *fakeView) ShowAccounts(a []store.Account, at int) { v.shown, v.at = len(a), at }
func (v *fakeView) Busy(what string)                       { v.busy = append(v.busy, what) }
func (v *fakeView) Failed(m words.Message)                 { v.failed = append(v.failed, m) }
func (v *fakeView) Done(text string)                       { v.done = append(v.done, text) }

func account(id string, role dossier.Role) store.Account {
	return store.Account{User: dossier.User{ID: id, Role: role}, Password: true}
}

func start(t *testing.T, d *fakeDesk) (*Presenter, *fakeView) {
	v := &fakeView{}
	p := NewPresenter(d, kit.NewInlineOwner(t.Context()), v)
	p.Load()
	return p, v
}

func TestOneThingAtATime(t *testing.T) {
	d := &fakeDesk{accounts: []store.Account{account("a", dossier.RoleClerk), account("b", dossier.RoleAdministrator)}}
	p, v := start(t, d)
	d.during = func() { p.Lock("a") }
	p.Add(dossier.User{ID: "c", Role: dossier.RoleClerk}, "mật khẩu tạm")
	if !slices.Equal(d.did, []string{"add c mật khẩu tạm"}) || v.shown != 3 || v.at != 2 || len(v.done) != 1 {
		t.Errorf("did %q, shown %d at %d, done %q", d.did, v.shown, v.at, v.done)
	}
	if a, ok := p.Selected(); !ok || a.ID != "c" {
		t.Errorf("stands on %q", a.ID)
	}
	d.err = store.ErrLastAdmin
	p.Lock("b")
	if len(v.failed) != 1 || !strings.Contains(v.failed[0].What, "quản trị viên cuối cùng") || len(v.done) != 1 {
		t.Errorf("failed %v, done %q", v.failed, v.done)
	}
	if v.busy[len(v.busy)-1] != "" {
		t.Error("still busy")
	}
}

func TestDutyOf(t *testing.T) {
	good := Stand{Role: dossier.RoleSupervisor, First: "2026-11-26", Last: "2026-11-27"}
	d, err := DutyOf(good, "T2 8-12")
	if err != nil || len(d.Assignments) != 1 || len(d.Shifts) != 1 {
		t.Fatalf("%+v, %v", d, err)
	}
	a := store.Account{Duty: d}
	for day, want := range map[int]dossier.Role{25: dossier.RoleSupervisor, 27: dossier.RoleSupervisor, 28: ""} {
		if s := StandOf(a, person.CivilDate{Year: 2026, Month: 11, Day: day}); s.Role != want {
			t.Errorf("on day %d the form shows %q", day, s.Role)
		}
	}
	text := dutyText(a, person.CivilDate{Year: 2026, Month: 11, Day: 25})
	if text != "Chỉ huy từ 26/11/2026 đến 27/11/2026 · T2 08:00-12:00" {
		t.Error(text)
	}
	if _, err := DutyOf(Stand{Role: dossier.RoleSupervisor, First: "2026-11-26"}, ""); !errors.Is(err, dossier.ErrDuty) {
		t.Errorf("without a last day: %v", err)
	}
	if _, err := DutyOf(Stand{}, "mai"); !errors.Is(err, shifts.ErrHours) {
		t.Errorf("hours that are none: %v", err)
	}
}

func TestWords(t *testing.T) {
	for id, ok := range map[string]bool{"canbo1": true, "an.nguyen-2": true, "": false, "Canbo": false, "cán": false, "a b": false, strings.Repeat("a", 33): false} {
		if (login.CheckUser(id) == "") != ok {
			t.Errorf("%q: %q", id, login.CheckUser(id))
		}
	}
	if CheckPassword("mật khẩ") == "" || CheckPassword("mật khẩu") != "" {
		t.Error("length of passwords")
	}
	for want, a := range map[string]store.Account{
		"Đang dùng": account("a", dossier.RoleClerk), "Chưa có mật khẩu": {},
		"Đã khóa":                   {User: dossier.User{Disabled: true}, Password: true},
		"Mật khẩu tạm":              {User: dossier.User{MustChange: true}, Password: true},
		"Sai mật khẩu, chờ 30 giây": {Password: true, Wait: 30 * time.Second},
	} {
		if _, text := stateOf(a); text != want {
			t.Errorf("%q, want %q", text, want)
		}
	}
}
