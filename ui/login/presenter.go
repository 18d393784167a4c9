// Package login is the first window: who works at this desk.
package login

import (
	"context"
	"fmt"
	"unicode/utf8"

	"carddesk/app/dossier"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// Desk is what the screen needs of the desk.
type Desk interface {
	LogIn(ctx context.Context, user, password string) (dossier.User, error)
	ChangePassword(ctx context.Context, old, new string) error
	LogOut(ctx context.Context) error
}

// Account is one training account that the window offers to show.
type Account struct {
	User     string
	Password string
	Role     string
}

// View is what the presenter says to the window.
type View interface {
	Busy(bool)
	Failed(words.Message)
	// AskNew asks for a password of the user's own: the one that opened was given
	// by an administrator.
	AskNew(dossier.User)
	// Wrong says what is wrong with the new password.
	Wrong(text string)
	// AskUser begins again with name and password.
	AskUser()
	Done(dossier.User)
}

// Presenter logs a user in. It knows no window.
type Presenter struct {
	desk  Desk
	owner *kit.Owner
	view  View
	once  kit.Once

	choosing *dossier.User // who must choose a password; nil otherwise
	given    string        // the password that the administrator gave
}

// NewPresenter makes the presenter of one login window.
func NewPresenter(desk Desk, owner *kit.Owner, view View) *Presenter {
	return &Presenter{desk: desk, owner: owner, view: view}
}

// LogIn tries a name and password. A second press while the first still works
// does nothing: deriving the key takes a while by design.
func (p *Presenter) LogIn(user, password string) {
	p.once.Start(func(release func()) {
		p.view.Busy(true)
		kit.Background(p.owner, func(ctx context.Context) (dossier.User, error) {
			return p.desk.LogIn(ctx, user, password)
		}, func(u dossier.User, err error) {
			release()
			p.view.Busy(false)
			if err != nil {
				p.view.Failed(words.Of(err))
				return
			}
			if u.MustChange {
				p.choosing, p.given = &u, password
				p.view.AskNew(u)
				return
			}
			p.view.Done(u)
		})
	})
}

// Choosing reports whether a user is in who has a password to choose yet.
func (p *Presenter) Choosing() bool { return p.choosing != nil }

// Choose gives the user who is in a password of their own, typed twice.
func (p *Presenter) Choose(password, again string) {
	if p.choosing == nil {
		return
	}
	if wrong := CheckNew(p.given, password, again); wrong != "" {
		p.view.Wrong(wrong)
		return
	}
	p.once.Start(func(release func()) {
		p.view.Busy(true)
		given := p.given
		kit.Background(p.owner, func(ctx context.Context) (struct{}, error) {
			return struct{}{}, p.desk.ChangePassword(ctx, given, password)
		}, func(_ struct{}, err error) {
			release()
			p.view.Busy(false)
			if err != nil {
				p.view.Failed(words.Of(err))
				return
			}
			u := *p.choosing
			u.MustChange = false
			p.choosing, p.given = nil, ""
			p.view.Done(u)
		})
	})
}

// Leave locks the desk again without a password chosen.
func (p *Presenter) Leave() {
	if p.choosing == nil {
		return
	}
	p.choosing, p.given = nil, ""
	kit.Background(p.owner, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, p.desk.LogOut(ctx)
	}, func(_ struct{}, err error) {
		p.view.AskUser()
		if err != nil {
			p.view.Failed(words.Of(err))
		}
	})
}

// MinPassword is the shortest password, in characters: length is the one rule.
const MinPassword = 8

// CheckNew says what is wrong with a new password typed twice, "" when nothing
// is.
func CheckNew(old, password, again string) string {
	switch {
	case utf8.RuneCountInString(password) < MinPassword:
		return fmt.Sprintf("Mật khẩu phải có ít nhất %d ký tự.", MinPassword)
	case password == old:
		return "Mật khẩu mới phải khác mật khẩu cũ."
	case password != again:
		return "Hai lần gõ chưa giống nhau."
	}
	return ""
}
