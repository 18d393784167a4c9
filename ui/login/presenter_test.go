package login

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"carddesk/app/dossier"
	"carddesk/app/store"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

type fakeDesk struct {
	tries []string
	err   error
	onTry func()

	mustChange bool
	changes    []string
	outs       int
}

func (d *fakeDesk) LogIn(_ context.Context, user, password string) (dossier.User, error) {
	d.tries = append(d.tries, user+"/"+password)
	if f := d.onTry; f != nil {
		d.onTry = nil
		f()
	}
	return dossier.User{ID: user, MustChange: d.mustChange}, d.err
}

func (d *fakeDesk) ChangePassword(_ context.Context, old, new string) error {
	d.changes = append(d.changes, old+"/"+new)
	return d.err
}

func (d *fakeDesk) LogOut(context.Context) error {
	d.outs++
	return nil
}

type fakeView struct {
	busy   []bool
	failed []words.Message
	done   []string
	asked  []string
	wrong  []string
	again  int
}

func (v *fakeView) AskNew(u dossier.User)  { v.asked = append(v.asked, u.ID) }
func (v *fakeView) Wrong(text string)      { v.wrong = append(v.wrong, text) }
func (v *fakeView) AskUser()               { v.again++ }
func (v *fakeView) Busy(busy bool)         { v.busy = append(v.busy, busy) }
func (v *fakeView) Failed(m words.Message) { v.failed = append(v.failed, m) }
func (v *fakeView) Done(u dossier.User)    { v.done = append(v.done, u.ID) }

func start(t *testing.T, d *fakeDesk) (*Presenter, *fakeView) {
	v := &fakeView{}
	return NewPresenter(d, kit.NewInlineOwner(t.Context()), v), v
}

func TestDoublePressTriesOnce(t *testing.T) {
	d := &fakeDesk{}
	p, v := start(t, d)
	d.onTry = func() { p.LogIn("canbo1", "một") }
	p.LogIn("canbo1", "một")
	if len(d.tries) != 1 || !slices.Equal(v.done, []string{"canbo1"}) || !slices.Equal(v.busy, []bool{true, false}) {
		t.Errorf("tries %q, done %q, busy %v", d.tries, v.done, v.busy)
	}
}

func TestFailedLoginCanBeTriedAgain(t *testing.T) {
	for _, test := range []struct {
		err  error
		says string
	}{
		{store.ErrWrongPassword, "mật khẩu không đúng"},
		{store.ErrUserDisabled, "bị khóa"},
		{&store.ThrottledError{Wait: 30 * time.Second}, "Đợi 30 giây"},
		{&store.ThrottledError{Wait: 5 * time.Minute}, "Đợi 5 phút"},
	} {
		d := &fakeDesk{err: test.err}
		p, v := start(t, d)
		p.LogIn("canbo1", "một")
		if len(v.failed) != 1 || !strings.Contains(v.failed[0].Line(), test.says) || len(v.done) != 0 {
			t.Errorf("%v: said %v", test.err, v.failed)
		}
		d.err = nil
		p.LogIn("canbo1", "hai")
		if len(v.done) != 1 || d.tries[1] != "canbo1/hai" {
			t.Errorf("%v: the second try gave %q", test.err, v.done)
		}
	}
}

// TestGivenPasswordIsChanged: who comes with a password of an administrator
// chooses one before the desk opens, or leaves it locked.
func TestGivenPasswordIsChanged(t *testing.T) {
	d := &fakeDesk{mustChange: true}
	p, v := start(t, d)
	p.LogIn("moi", "mật khẩu tạm")
	if len(v.done) != 0 || !slices.Equal(v.asked, []string{"moi"}) || !p.Choosing() {
		t.Fatalf("done %q, asked %q", v.done, v.asked)
	}
	for _, two := range [][2]string{{"ngắn", "ngắn"}, {"mật khẩu tạm", "mật khẩu tạm"}, {"mật khẩu riêng", "mật khẩu khác"}} {
		p.Choose(two[0], two[1])
	}
	if len(v.wrong) != 3 || len(d.changes) != 0 {
		t.Fatalf("wrong %q, changes %q", v.wrong, d.changes)
	}
	d.err = store.ErrDiskFull
	p.Choose("mật khẩu riêng", "mật khẩu riêng")
	if len(v.failed) != 1 || len(v.done) != 0 || !p.Choosing() {
		t.Errorf("failed %v, done %q", v.failed, v.done)
	}
	d.err = nil
	p.Choose("mật khẩu riêng", "mật khẩu riêng")
	if d.changes[1] != "mật khẩu tạm/mật khẩu riêng" || !slices.Equal(v.done, []string{"moi"}) || p.Choosing() {
		t.Errorf("changes %q, done %q", d.changes, v.done)
	}

	p.LogIn("moi", "mật khẩu tạm")
	p.Leave()
	p.Leave()
	if d.outs != 1 || v.again != 1 || p.Choosing() {
		t.Errorf("%d times locked, %d times asked again", d.outs, v.again)
	}
}
