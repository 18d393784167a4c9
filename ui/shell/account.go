package shell

import (
	"context"
	"errors"

	"carddesk/app/dossier"
	"carddesk/app/store"
	"carddesk/ui/kit"
	"carddesk/ui/login"
	"carddesk/ui/screen"
	"carddesk/ui/words"
)

// watchSession locks the desk when the computer is locked, left or put to
// sleep: the officer has gone, and it does not wait for a capture to end. What
// was typed is saved first, as at every lock.
func (f *Frame) watchSession() {
	if f.options.SessionLocked == nil {
		return
	}
	f.owner.Go(func(ctx context.Context) {
		for {
			select {
			case <-ctx.Done():
				return
			case _, ok := <-f.options.SessionLocked:
				if !ok {
					return
				}
				f.owner.Do(f.sessionLocked)
			}
		}
	})
}

func (f *Frame) sessionLocked() {
	if f.login.Choosing() {
		f.login.Leave()
		return
	}
	f.lockNow("session")
}

// lockNow locks a desk that is open, for a reason that the events tell.
func (f *Frame) lockNow(reason string) {
	if !f.in || f.leaving {
		return
	}
	f.env.Router.CloseDialogs()
	f.env.Events.Emit("locked", "reason", reason)
	f.leave()
}

// lookWhether locks a desk whose user may not go on: revoked by the centre, or of
// another role since the login. The next action would be refused anyhow.
func (f *Frame) lookWhether() {
	if !f.in {
		return
	}
	kit.Background(f.owner, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, f.env.Desk.StillMay(ctx)
	}, func(_ struct{}, err error) {
		if errors.Is(err, store.ErrUserDisabled) || errors.Is(err, dossier.ErrRole) {
			f.lockNow("revoked")
		}
	})
}

// askPassword lets who is logged in choose another password. It needs no line to
// the centre.
func (f *Frame) askPassword() {
	if !f.in || f.leaving {
		return
	}
	old := kit.NewPasswordField("Mật khẩu đang dùng", kit.Required())
	next := kit.NewPasswordField("Mật khẩu mới (từ 8 ký tự)", kit.Required())
	again := kit.NewPasswordField("Gõ lại mật khẩu mới", kit.Required())
	kit.Prompt(f.env.Router, kit.Form{
		Title: "Đổi mật khẩu của " + words.Officer(f.user.Rank, f.user.Name), Action: "Đổi mật khẩu",
		Fields: []kit.Field{old, next, again},
		Check:  func() bool { return screen.Valid(next, login.CheckNew(old.Value(), next.Value(), again.Value())) },
		Done:   func() { f.changePassword(old.Value(), next.Value()) },
	})
}

func (f *Frame) changePassword(old, next string) {
	f.toasts.Show(kit.LevelInfo, "Đang đổi mật khẩu…")
	kit.Background(f.owner, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, f.env.Desk.ChangePassword(ctx, old, next)
	}, func(_ struct{}, err error) {
		if err != nil {
			screen.Problem(f.env.Router, words.Of(err))
			return
		}
		f.toasts.Show(kit.LevelOK, "Đã đổi mật khẩu. Dùng mật khẩu mới từ lần đăng nhập sau.")
		f.env.Events.Emit("password-changed")
	})
}
