package store_test

import (
	"errors"
	"testing"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/store"
)

func TestLocked(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	id := d.draft("Nguyễn Văn An", "001090012345")
	d.Lock()
	if d.Unlocked() || d.Indexed() != nil {
		t.Error("not locked")
	}
	if _, err := d.try(save(id, 1, "x")); !errors.Is(err, store.ErrLocked) {
		t.Errorf("apply: %v", err)
	}
	if _, err := d.Section(ctx, id, dossier.SectionIdentity); !errors.Is(err, store.ErrLocked) {
		t.Errorf("section: %v", err)
	}
	if _, err := d.Search(ctx, "nguyen", 5); !errors.Is(err, store.ErrLocked) {
		t.Errorf("search: %v", err)
	}
	if _, ok := d.Person(id); ok {
		t.Error("the index still knows the person")
	}
	users, err := d.Users(ctx)
	if err != nil || len(users) != 3 || users[0].Name != "" {
		t.Errorf("users: %+v, %v", users, err)
	}
	if _, err := d.Dossier(ctx, id); err != nil {
		t.Errorf("what is plain: %v", err)
	}
	if d.Transport() == nil {
		t.Error("no transport keys")
	}
	s := d.login(chiefID)
	if s.User.Name != "Trần Văn Thử" || s.User.Rank != "Thiếu tá" || s.Actor() != chief {
		t.Errorf("session: %+v", s)
	}
	if _, err := d.Section(ctx, id, dossier.SectionIdentity); err != nil {
		t.Errorf("another user of the office: %v", err)
	}
}

func TestWrongPasswords(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	wrong := func() error { _, err := d.Login(ctx, clerkID, "sai mật khẩu"); return err }
	for i := range 3 {
		if err := wrong(); !errors.Is(err, store.ErrWrongPassword) {
			t.Fatalf("try %d: %v", i, err)
		}
	}
	var wait *store.ThrottledError
	if _, err := d.Login(ctx, clerkID, password); !errors.As(err, &wait) || wait.Wait != 2*time.Second {
		t.Fatalf("right password too early: %v", err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	d.open() // the delay survives a restart
	if _, err := d.Login(ctx, clerkID, password); !errors.As(err, &wait) {
		t.Fatalf("after a restart: %v", err)
	}
	if _, err := d.Login(ctx, chiefID, password); err != nil {
		t.Fatalf("another user: %v", err)
	}
	d.clock.pass(2 * time.Second)
	if _, err := d.Login(ctx, clerkID, password); err != nil {
		t.Fatalf("after the wait: %v", err)
	}
	if err := wrong(); !errors.Is(err, store.ErrWrongPassword) {
		t.Errorf("the counter was not reset: %v", err)
	}
	if _, err := d.Login(ctx, "mật khẩu gõ nhầm ô", "x"); !errors.Is(err, store.ErrWrongPassword) {
		t.Errorf("unknown user: %v", err)
	}
	entries, err := d.Log(ctx, store.LogFilter{Types: []dossier.Command{dossier.FailLogIn}})
	if err != nil || len(entries) != 5 || entries[4].Actor.User != "unknown" {
		t.Errorf("entries: %+v, %v", entries, err)
	}
	d.verify()
}

func TestUsers(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	add := store.Change{Actor: admin, Command: dossier.AddUser, User: &store.NewUser{
		User: dossier.User{ID: "moi", Role: dossier.RoleClerk, Name: "Người Mới", Rank: "Thượng úy"}, Password: "mật khẩu mới"}}
	d.do(add)
	if _, err := d.try(add); !errors.Is(err, store.ErrUserExists) {
		t.Errorf("added twice: %v", err)
	}
	add.User = &store.NewUser{User: dossier.User{ID: "ngan", Role: dossier.RoleClerk}, Password: "ngắn"}
	if _, err := d.try(add); !errors.Is(err, store.ErrMissing) {
		t.Errorf("short password: %v", err)
	}
	s, err := d.Login(ctx, "moi", "mật khẩu mới")
	if err != nil || s.User.Name != "Người Mới" {
		t.Fatalf("new user: %+v, %v", s, err)
	}
	if err := d.ChangePassword(ctx, "moi", "sai sai sai", "mật khẩu khác"); !errors.Is(err, store.ErrWrongPassword) {
		t.Errorf("change with a wrong password: %v", err)
	}
	if err := d.ChangePassword(ctx, "moi", "mật khẩu mới", "mật khẩu khác"); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Login(ctx, "moi", "mật khẩu mới"); !errors.Is(err, store.ErrWrongPassword) {
		t.Errorf("old password: %v", err)
	}
	if _, err := d.Login(ctx, "moi", "mật khẩu khác"); err != nil {
		t.Errorf("new password: %v", err)
	}
	d.do(store.Change{Actor: admin, Command: dossier.ChangeUser, User: &store.NewUser{
		User: dossier.User{ID: "moi", Role: dossier.RoleSupervisor, Name: "Người Mới", Rank: "Đại úy"}}})
	// The changed role is asked for at the next command.
	if _, err := d.try(store.Change{Actor: s.Actor(), Command: dossier.SearchDossiers}); !errors.Is(err, dossier.ErrRole) {
		t.Errorf("old role: %v", err)
	}
	d.do(store.Change{Actor: admin, Command: dossier.DisableUser, User: &store.NewUser{User: dossier.User{ID: "moi"}}})
	if _, err := d.Login(ctx, "moi", "mật khẩu khác"); !errors.Is(err, store.ErrUserDisabled) {
		t.Errorf("disabled user: %v", err)
	}
	moi := dossier.Actor{User: "moi", Role: dossier.RoleSupervisor}
	if _, err := d.try(store.Change{Actor: moi, Command: dossier.SearchDossiers}); !errors.Is(err, store.ErrUserDisabled) {
		t.Errorf("command of a disabled user: %v", err)
	}
	for name, c := range map[string]store.Change{
		"disabled": {Actor: admin, Command: dossier.DisableUser, User: &store.NewUser{User: dossier.User{ID: adminID}}},
		"demoted":  {Actor: admin, Command: dossier.ChangeUser, User: &store.NewUser{User: dossier.User{ID: adminID, Role: dossier.RoleClerk}}},
	} {
		if _, err := d.try(c); !errors.Is(err, store.ErrLastAdmin) {
			t.Errorf("last administrator %s: %v", name, err)
		}
	}
	d.verify()
}

func TestEventsWaitForTheRegistrysKey(t *testing.T) {
	d := newDesk(t, func(o *store.Options) { o.SealEvent = nil })
	ctx := t.Context()
	d.do(store.Change{Actor: admin, Command: dossier.AddUser, Event: map[string]string{"role": "clerk"}, User: &store.NewUser{
		User: dossier.User{ID: "moi", Role: dossier.RoleClerk}, Password: "mật khẩu mới"}})
	if events, err := d.Events(ctx, 10); err != nil || len(events) != 0 {
		t.Fatalf("unsealed events went out: %v, %v", events, err)
	}
	if err := d.SetSealEvent(ctx, options("", d.clock).SealEvent); err != nil {
		t.Fatal(err)
	}
	events, err := d.Events(ctx, 10)
	if err != nil || len(events) != 2 {
		t.Fatalf("events: %d, %v", len(events), err)
	}
}

// TestPasswordRules: policy makes passwords longer, never shorter than eight
// characters, and says how often one may mistype and how long one waits at most.
func TestPasswordRules(t *testing.T) {
	rules := store.PasswordRules{Length: 12, Free: 5, Longest: 3 * time.Second}
	d := newDesk(t, func(o *store.Options) { o.Passwords = func() store.PasswordRules { return rules } })
	ctx := t.Context()
	var short *store.ShortPasswordError
	if err := d.ChangePassword(ctx, clerkID, password, "mười một kt"); !errors.As(err, &short) || short.Least != 12 || !errors.Is(err, store.ErrMissing) {
		t.Errorf("eleven characters: %v", err)
	}
	rules.Length = 1
	if err := d.ChangePassword(ctx, clerkID, password, "bảy kýt"); !errors.As(err, &short) || short.Least != 8 {
		t.Errorf("seven characters: %v", err)
	}
	for range 5 {
		if _, err := d.Login(ctx, chiefID, "sai mật khẩu"); !errors.Is(err, store.ErrWrongPassword) {
			t.Fatal(err)
		}
	}
	var wait *store.ThrottledError
	if _, err := d.Login(ctx, chiefID, password); !errors.As(err, &wait) || wait.Wait != 2*time.Second {
		t.Errorf("after five: %v", err)
	}
	d.clock.pass(2 * time.Second)
	if _, err := d.Login(ctx, chiefID, "sai mật khẩu"); !errors.Is(err, store.ErrWrongPassword) {
		t.Error(err)
	}
	if _, err := d.Login(ctx, chiefID, password); !errors.As(err, &wait) || wait.Wait != 3*time.Second {
		t.Errorf("the longest wait: %v", err)
	}
}
