package desk_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/app/store"
)

const adminID = "quantri1"

// withAdmin is a bench with an administrator, sent by the centre and given a
// password past the desk, as the first start does.
func withAdmin(t *testing.T) *bench {
	t.Helper()
	b := newBench(t)
	_, err := b.store.Apply(t.Context(), store.Change{ID: "admin", Command: dossier.AddUser,
		Actor: dossier.Actor{User: b.store.Station().ID, Role: dossier.RoleStation},
		User:  &store.NewUser{User: dossier.User{ID: adminID, Role: dossier.RoleAdministrator, Name: "Phạm Quản", Rank: "Đại úy"}, Password: password}})
	b.must(err)
	b.login(adminID)
	return b
}

func TestUsersAreTheAdministrators(t *testing.T) {
	b := withAdmin(t)
	ctx := t.Context()
	added := dossier.User{ID: " moi ", Role: dossier.RoleClerk, Name: " Đỗ Văn Mới ", Rank: "Thượng úy"}
	b.must(b.AddUser(ctx, added, "mật khẩu tạm"))
	if err := b.AddUser(ctx, dossier.User{ID: "moi", Role: dossier.RoleClerk}, "mật khẩu tạm"); !errors.Is(err, store.ErrUserExists) {
		t.Errorf("twice: %v", err)
	}
	accounts, err := b.Accounts(ctx)
	if err != nil || len(accounts) != 4 || accounts[2].ID != "moi" || accounts[2].Name != "Đỗ Văn Mới" || !accounts[2].MustChange {
		t.Fatalf("accounts: %+v, %v", accounts, err)
	}
	u, err := b.LogIn(ctx, "moi", "mật khẩu tạm")
	if err != nil || !u.MustChange {
		t.Fatalf("first login: %+v, %v", u, err)
	}
	if _, err := b.NewDossier(ctx, holder()); !errors.Is(err, store.ErrMustChange) {
		t.Errorf("works with the temporary password: %v", err)
	}
	b.must(b.ChangePassword(ctx, "mật khẩu tạm", "mật khẩu riêng"))
	b.draft(holder())
	for name, do := range map[string]func() error{
		"list":    func() error { _, err := b.Accounts(ctx); return err },
		"add":     func() error { return b.AddUser(ctx, dossier.User{ID: "x", Role: dossier.RoleClerk}, password) },
		"change":  func() error { return b.ChangeUser(ctx, added, dossier.Duty{}) },
		"reset":   func() error { return b.ResetPassword(ctx, clerkID, password) },
		"lock":    func() error { return b.LockUser(ctx, clerkID) },
		"report":  func() error { return b.ReportStation(ctx, strings.Repeat("ab", 16), "stolen") },
		"reseal":  func() error { _, err := b.Reseal(ctx, "mật khẩu riêng"); return err },
		"certify": func() error { _, err := b.Destructions(ctx); return err },
	} {
		if err := do(); !errors.Is(err, dossier.ErrRole) {
			t.Errorf("a clerk may %s: %v", name, err)
		}
	}
	b.login(adminID)
	b.must(b.LockUser(ctx, "moi"))
	if _, err := b.LogIn(ctx, "moi", "mật khẩu riêng"); !errors.Is(err, store.ErrUserDisabled) {
		t.Errorf("locked: %v", err)
	}
	b.login(adminID)
	b.must(b.ResetPassword(ctx, "moi", "mật khẩu nữa"))
	if u, err := b.LogIn(ctx, "moi", "mật khẩu nữa"); err != nil || u.Name != "Đỗ Văn Mới" || !u.MustChange {
		t.Errorf("reset: %+v, %v", u, err)
	}
	b.login(adminID)
	if err := b.LockUser(ctx, adminID); !errors.Is(err, store.ErrLastAdmin) {
		t.Errorf("last administrator: %v", err)
	}
}

// TestRevokedAtTheNextAction: a list of the centre stops a clerk in the middle
// of the work, and an older one does not bring the clerk back.
func TestRevokedAtTheNextAction(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	apply := func(f func() error) {
		t.Helper()
		b.must(f())
		b.must(f()) // as after a restart
	}
	encode := func(v any) []byte {
		body, err := json.Marshal(v)
		b.must(err)
		return body
	}
	b.draft(holder())
	stranger := strings.Repeat("cd", 16)
	apply(func() error {
		return b.ApplyRevocations(ctx, encode(desk.Revocations{Number: 3, Users: []string{clerkID, "khong-co"}, Stations: []string{stranger, "x", b.store.Station().ID}}))
	})
	if err := b.StillMay(ctx); !errors.Is(err, store.ErrUserDisabled) {
		t.Errorf("still may: %v", err)
	}
	if _, err := b.NewDossier(ctx, holder()); !errors.Is(err, store.ErrUserDisabled) {
		t.Errorf("next action: %v", err)
	}
	if lost, err := b.store.LostStations(ctx); err != nil || len(lost) != 1 || lost[0].Station != stranger {
		t.Errorf("lost stations: %+v, %v", lost, err)
	}
	users := desk.UserList{Number: 2, Users: []desk.ListedUser{{ID: clerkID, Role: dossier.RoleClerk, Name: "x"}}}
	apply(func() error { return b.ApplyUsers(ctx, encode(users)) })
	b.login(chiefID)
	if u, err := b.store.User(ctx, clerkID); err != nil || !u.Disabled || u.Name != "Lê Thị Mẫu" {
		t.Errorf("an older list: %+v, %v", u, err)
	}
	users.Number = 4
	users.Users = append(users.Users, desk.ListedUser{ID: "moi", Role: dossier.RoleSupervisor, Name: "Hoàng Thị Mới", Rank: "Đại úy"})
	apply(func() error { return b.ApplyUsers(ctx, encode(users)) })
	if u, err := b.store.User(ctx, clerkID); err != nil || !u.Disabled || u.Name != "x" {
		t.Errorf("a revoked user named again: %+v, %v", u, err)
	}
	if _, err := b.LogIn(ctx, "moi", password); !errors.Is(err, store.ErrNoPassword) {
		t.Errorf("a new user: %v", err)
	}
	report, err := b.store.VerifyLog(ctx)
	if err != nil || len(report.Problems) > 0 {
		t.Errorf("log: %+v, %v", report.Problems, err)
	}
	for name, body := range map[string][]byte{
		"not JSON": []byte("{"), "no number": encode(desk.UserList{}), "no role": encode(desk.UserList{Number: 9, Users: []desk.ListedUser{{ID: "a"}}}),
		"no id": encode(desk.UserList{Number: 9, Users: []desk.ListedUser{{Role: dossier.RoleClerk}}}),
		"duty of an administrator": encode(desk.UserList{Number: 9, Users: []desk.ListedUser{{ID: "a", Role: dossier.RoleAdministrator,
			Duty: &dossier.Duty{Shifts: []dossier.Shift{{Stop: 1}}}}}}),
	} {
		if err := b.ApplyUsers(ctx, body); !errors.Is(err, desk.ErrList) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := b.ApplyRevocations(ctx, []byte("[]")); !errors.Is(err, desk.ErrList) {
		t.Errorf("revocations: %v", err)
	}
}
