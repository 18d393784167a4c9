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
}

func (d *fakeDesk) LogIn(_ context.Context, user, password string) (dossier.User, error) {
	d.tries = append(d.tries, user+"/"+password)
	if f := d.onTry; f != nil {
		d.onTry = nil
		f()
	}
	return dossier.User{ID: user}, d.err
}

type fakeView struct {
	busy   []bool
	failed []words.Message
	done   []string
}

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
