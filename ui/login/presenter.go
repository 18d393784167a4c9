// Package login is the first window: who works at this desk.
package login

import (
	"context"

	"carddesk/app/dossier"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// Desk is what the screen needs of the desk.
type Desk interface {
	LogIn(ctx context.Context, user, password string) (dossier.User, error)
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
	Done(dossier.User)
}

// Presenter logs a user in. It knows no window.
type Presenter struct {
	desk  Desk
	owner *kit.Owner
	view  View
	once  kit.Once
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
			p.view.Done(u)
		})
	})
}
