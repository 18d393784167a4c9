package approval

import (
	"context"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// RemoteDesk is what an office with one officer, and the office that judges for
// it, need of the desk.
type RemoteDesk interface {
	CanAsk(ctx context.Context, opened desk.Opened) bool
	AskApproval(ctx context.Context, id dossier.ID) error
	RemoteAsks(ctx context.Context) ([]desk.RemoteDossier, error)
	OpenAsk(ctx context.Context, ask string) (desk.RemoteDossier, error)
	AnswerAsk(ctx context.Context, ask string, approved bool, note string) error
}

// RemoteView is what the presenter says to the window, on the UI goroutine.
type RemoteView interface {
	// OfferAsk says whether another office can be asked about the dossier shown.
	OfferAsk(can bool)
	// ShowWaiting says how many dossiers of other offices wait for an answer.
	ShowWaiting(n int)
	// ChooseAsk lets one of several be chosen.
	ChooseAsk(asks []desk.RemoteDossier, chosen func(ask string))
	ShowAsk(r desk.RemoteDossier)
	Said(text string)
	ShowError(words.Message)
	// Reload reads the queue anew.
	Reload()
}

// Remote asks another office about a dossier, and answers other offices.
type Remote struct {
	desk   RemoteDesk
	owner  *kit.Owner
	view   RemoteView
	events kit.Events
	once   kit.Once
}

// NewRemote makes the presenter of what is judged across offices.
func NewRemote(d RemoteDesk, owner *kit.Owner, events kit.Events, view RemoteView) *Remote {
	return &Remote{desk: d, owner: owner, view: view, events: events}
}

// Shown says which dossier is shown now: only some may be asked about.
func (r *Remote) Shown(opened desk.Opened) {
	r.view.OfferAsk(false)
	kit.Background(r.owner, func(ctx context.Context) (bool, error) {
		return r.desk.CanAsk(ctx, opened), nil
	}, func(can bool, _ error) { r.view.OfferAsk(can) })
}

// Ask asks another office about a dossier of this one.
func (r *Remote) Ask(id dossier.ID) {
	if id == "" {
		return
	}
	r.act(func(ctx context.Context) error { return r.desk.AskApproval(ctx, id) }, func() {
		r.events.Emit("approval-asked", "dossier", string(id))
		r.view.Said("Đã gửi xin duyệt. Điểm được giao duyệt thay sẽ trả lời qua trung ương.")
		r.view.Reload()
	})
}

// Count reads how many dossiers of other offices wait.
func (r *Remote) Count() {
	kit.Background(r.owner, r.desk.RemoteAsks, func(asks []desk.RemoteDossier, err error) {
		if err == nil { // who may not see them has none
			r.view.ShowWaiting(len(asks))
		}
	})
}

// Look opens the dossier of another office that waits, or lets one of several be
// chosen.
func (r *Remote) Look() {
	kit.Background(r.owner, r.desk.RemoteAsks, func(asks []desk.RemoteDossier, err error) {
		switch {
		case err != nil:
			r.view.ShowError(words.Of(err))
		case len(asks) == 0:
			r.view.ShowWaiting(0)
			r.view.Said("Không có hồ sơ của điểm khác chờ duyệt.")
		case len(asks) == 1:
			r.open(asks[0].Ask)
		default:
			r.view.ChooseAsk(asks, r.open)
		}
	})
}

func (r *Remote) open(ask string) {
	kit.Background(r.owner, func(ctx context.Context) (desk.RemoteDossier, error) {
		return r.desk.OpenAsk(ctx, ask)
	}, func(opened desk.RemoteDossier, err error) {
		if err != nil {
			r.view.ShowError(words.Of(err))
			return
		}
		r.view.ShowAsk(opened)
		r.events.Emit("ask-open", "ask", ask)
	})
}

// Answer approves or refuses a dossier of another office.
func (r *Remote) Answer(ask string, approved bool, note string) {
	r.act(func(ctx context.Context) error { return r.desk.AnswerAsk(ctx, ask, approved, note) }, func() {
		r.events.Emit("ask-answered", "ask", ask, "approved", approved)
		if approved {
			r.view.Said("Đã duyệt giúp; câu trả lời đang gửi qua trung ương.")
		} else {
			r.view.Said("Đã trả lời không duyệt; câu trả lời đang gửi qua trung ương.")
		}
		r.Count()
	})
}

// act does one thing at a time: a second press while it works does nothing.
func (r *Remote) act(act func(context.Context) error, done func()) {
	r.once.Start(func(release func()) {
		kit.Background(r.owner, func(ctx context.Context) (struct{}, error) {
			return struct{}{}, act(ctx)
		}, func(_ struct{}, err error) {
			release()
			if err != nil {
				r.view.ShowError(words.Of(err))
				return
			}
			done()
		})
	})
}
