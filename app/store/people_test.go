package store_test

import (
	"errors"
	"testing"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/store"
)

func user(id string, role dossier.Role) dossier.User {
	return dossier.User{ID: id, Role: role, Name: "Người " + id, Rank: "Đại úy"}
}

// TestTemporaryPassword: what an administrator gave opens the desk for nothing
// but choosing another one.
func TestTemporaryPassword(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	given := user(clerkID, dossier.RoleClerk)
	given.MustChange = true
	for range 4 {
		_, _ = d.Login(ctx, clerkID, "quên mất rồi")
	}
	d.do(store.Change{Actor: admin, Command: dossier.ChangeUser, User: &store.NewUser{User: given, Password: "mật khẩu tạm"}})
	s, err := d.Login(ctx, clerkID, "mật khẩu tạm") // the waiting has ended too
	if err != nil || !s.User.MustChange {
		t.Fatalf("login: %+v, %v", s, err)
	}
	id, err := d.NewDossierID()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.try(store.Change{Actor: clerk, Command: dossier.CreateDossier, Dossier: id}); !errors.Is(err, store.ErrMustChange) {
		t.Errorf("works with a temporary password: %v", err)
	}
	if err := d.ChangePassword(ctx, clerkID, "mật khẩu tạm", "mật khẩu tạm"); !errors.Is(err, store.ErrMissing) {
		t.Errorf("the same one again: %v", err)
	}
	d.do(store.Change{Actor: clerk, Command: dossier.LogOut})
	if err := d.ChangePassword(ctx, clerkID, "mật khẩu tạm", "mật khẩu riêng"); err != nil {
		t.Fatal(err)
	}
	d.do(store.Change{Actor: clerk, Command: dossier.CreateDossier, Dossier: id})
	if s, err := d.Login(ctx, clerkID, "mật khẩu riêng"); err != nil || s.User.MustChange {
		t.Errorf("own password: %+v, %v", s, err)
	}
	d.verify()
}

// TestAssignment: the clerk stands in for the commander for two days. Both
// roles hold at once when their day begins, at the next command.
func TestAssignment(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	change := func(duty dossier.Duty) error {
		_, err := d.try(store.Change{Actor: admin, Command: dossier.ChangeUser, User: &store.NewUser{User: user(clerkID, dossier.RoleClerk), Duty: &duty}})
		return err
	}
	if err := change(dossier.Duty{Assignments: []dossier.Assignment{{Role: dossier.RoleSupervisor, First: "2026-11-26", Last: "2026-11-27"}}}); err != nil {
		t.Fatal(err)
	}
	standIn := dossier.Actor{User: clerkID, Role: dossier.RoleSupervisor}
	may := func(a dossier.Actor) error { return d.StillMay(ctx, a) }
	if may(clerk) != nil || !errors.Is(may(standIn), dossier.ErrRole) {
		t.Error("before the first day")
	}
	d.clock.pass(24 * time.Hour)
	if !errors.Is(may(clerk), dossier.ErrRole) || may(standIn) != nil {
		t.Error("on the first day")
	}
	if s := d.login(clerkID); s.User.Role != dossier.RoleSupervisor {
		t.Errorf("role at login: %s", s.User.Role)
	}
	d.clock.pass(48 * time.Hour)
	if may(clerk) != nil || !errors.Is(may(standIn), dossier.ErrRole) {
		t.Error("after the last day")
	}
	d.verify()
	execute(t, raw(t, d.dir), "UPDATE duty SET assignments = replace(assignments, '27', '28')")
	if report, err := d.VerifyLog(ctx); err != nil || len(report.Problems) != 1 || report.Problems[0].Where != "duty/"+clerkID {
		t.Errorf("assignment changed past the log: %+v, %v", report.Problems, err)
	}
	for name, duty := range map[string]dossier.Duty{
		"made administrator": {Assignments: []dossier.Assignment{{Role: dossier.RoleAdministrator, First: "2026-11-26", Last: "2026-11-27"}}},
		"backwards":          {Assignments: []dossier.Assignment{{Role: dossier.RoleSupervisor, First: "2026-11-27", Last: "2026-11-26"}}},
		"no day":             {Assignments: []dossier.Assignment{{Role: dossier.RoleSupervisor, First: "mai", Last: "2026-11-26"}}},
		"no time":            {Shifts: []dossier.Shift{{Weekday: time.Monday, Start: 600, Stop: 600}}},
		"beyond the day":     {Shifts: []dossier.Shift{{Weekday: time.Monday, Start: 600, Stop: 1441}}},
	} {
		if err := change(duty); !errors.Is(err, dossier.ErrDuty) {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := d.try(store.Change{Actor: admin, Command: dossier.ChangeUser, User: &store.NewUser{User: user(adminID, dossier.RoleAdministrator),
		Duty: &dossier.Duty{Shifts: []dossier.Shift{{Weekday: time.Monday, Start: 0, Stop: 1}}}}})
	if !errors.Is(err, dossier.ErrDuty) {
		t.Errorf("administrator with shifts: %v", err)
	}
}

// TestShift: who comes outside of the hours is kept out, who began in time goes
// on. The clock stands at 8:00 on a Wednesday in Việt Nam.
func TestShift(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	d.do(store.Change{Actor: admin, Command: dossier.ChangeUser, User: &store.NewUser{User: user(clerkID, dossier.RoleClerk),
		Duty: &dossier.Duty{Shifts: []dossier.Shift{{Weekday: time.Wednesday, Start: 7*60 + 30, Stop: 11*60 + 30}}}}})
	d.login(clerkID)
	d.clock.pass(4 * time.Hour)
	if _, err := d.Login(ctx, clerkID, password); !errors.Is(err, store.ErrOffShift) {
		t.Errorf("at noon: %v", err)
	}
	if err := d.StillMay(ctx, clerk); err != nil {
		t.Errorf("who began in time: %v", err)
	}
	d.clock.pass(20 * time.Hour)
	if _, err := d.Login(ctx, clerkID, password); !errors.Is(err, store.ErrOffShift) {
		t.Errorf("on Thursday: %v", err)
	}
	accounts, err := d.Accounts(ctx)
	if err != nil || len(accounts) != 3 {
		t.Fatalf("%d accounts, %v", len(accounts), err)
	}
	if a := accounts[0]; a.ID != clerkID || !a.Password || len(a.Shifts) != 1 || a.LastUse.IsZero() || a.Wait != 0 {
		t.Errorf("account of the clerk: %+v", a)
	}
	if a := accounts[2]; a.ID != adminID || !a.LastUse.IsZero() {
		t.Errorf("account of the administrator: %+v", a)
	}
	d.verify()
}

// TestListedUsers: what the centre says of users holds at the next command, and
// an older list changes nothing.
func TestListedUsers(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	list := func(command dossier.Command, number int64, u dossier.User) error {
		_, err := d.try(store.Change{Actor: registry, Command: command, User: &store.NewUser{User: u, Listed: number}})
		return err
	}
	if err := list(dossier.AddUser, 4, user("moi", dossier.RoleSupervisor)); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Login(ctx, "moi", password); !errors.Is(err, store.ErrNoPassword) {
		t.Errorf("a user without a password: %v", err)
	}
	if err := list(dossier.ChangeUser, 4, user("moi", dossier.RoleClerk)); !errors.Is(err, store.ErrStaleList) {
		t.Errorf("the same list again: %v", err)
	}
	if err := list(dossier.DisableUser, 5, user(clerkID, dossier.RoleClerk)); err != nil {
		t.Fatal(err)
	}
	if err := d.StillMay(ctx, clerk); !errors.Is(err, store.ErrUserDisabled) {
		t.Errorf("revoked while logged in: %v", err)
	}
	if err := list(dossier.ChangeUser, 4, user(clerkID, dossier.RoleClerk)); !errors.Is(err, store.ErrStaleList) {
		t.Errorf("an older list brings a revoked user back: %v", err)
	}
	// Coming back needs a password: the slot went with the revocation.
	back := store.Change{Actor: admin, Command: dossier.ChangeUser, User: &store.NewUser{User: user(clerkID, dossier.RoleClerk)}}
	if _, err := d.try(back); !errors.Is(err, store.ErrMissing) {
		t.Errorf("back without a password: %v", err)
	}
	back.User.Password = "mật khẩu mới"
	d.do(back)
	if _, err := d.Login(ctx, clerkID, "mật khẩu mới"); err != nil {
		t.Error(err)
	}
	// The office keeps its last administrator; the centre may take even that one.
	last := store.Change{Actor: admin, Command: dossier.DisableUser, User: &store.NewUser{User: user(adminID, "")}}
	if _, err := d.try(last); !errors.Is(err, store.ErrLastAdmin) {
		t.Errorf("last administrator: %v", err)
	}
	if err := list(dossier.AddUser, 6, user("quantri2", dossier.RoleAdministrator)); err != nil {
		t.Fatal(err)
	}
	if _, err := d.try(last); !errors.Is(err, store.ErrLastAdmin) {
		t.Errorf("an administrator who cannot log in is none: %v", err)
	}
	if err := list(dossier.DisableUser, 7, user(adminID, dossier.RoleAdministrator)); err != nil {
		t.Errorf("revoked by the centre: %v", err)
	}
	d.verify()
}
