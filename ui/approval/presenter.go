// Package approval is where the supervisor judges captured dossiers.
package approval

import (
	"cmp"
	"context"
	"slices"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/ui/kit"
	"carddesk/ui/papers"
	"carddesk/ui/words"
)

// Desk is what the screen needs of the desk.
type Desk interface {
	Queue(ctx context.Context, f desk.QueueFilter) ([]desk.Row, error)
	Open(ctx context.Context, id dossier.ID) (desk.Opened, error)
	Picture(ctx context.Context, blob string) ([]byte, error)
	Judge(ctx context.Context, id dossier.ID) (last bool, err error)
	ApproveList(ctx context.Context, ids []dossier.ID, password string) (desk.ApprovalList, error)
	ListPaper(ctx context.Context, list desk.ApprovalList, why func(error) string) (desk.ReportPaper, error)
	RefusalPaper(ctx context.Context, id dossier.ID, reason, remedy string) (desk.ReportPaper, error)
	Hold(ctx context.Context, id dossier.ID, reason string) error
	Release(ctx context.Context, id dossier.ID) error
	UndoApproval(ctx context.Context, id dossier.ID) error
	Return(ctx context.Context, id dossier.ID, section dossier.Section, reason, note string) error
	Officers(ctx context.Context) (map[string]string, error)
}

// View is what the presenter says to the window, on the UI goroutine.
type View interface {
	ShowQueue(rows []desk.Row, at int)
	// ShowDossier shows one dossier; exception is the photo that proves what
	// could not be taken, nil where everything was.
	ShowDossier(opened desk.Opened, portrait, exception []byte)
	ShowNothing()
	ShowBusy(text string)
	ShowError(words.Message)
	OfferUndo(text string, undo func())
	// ShowList says what became of a list that was judged with one password.
	ShowList(desk.ApprovalList)
	// ShowPaper shows a paper as it will be printed.
	ShowPaper(title string, make papers.Maker)
	Changed()
}

// Presenter goes through the queue of captured dossiers.
type Presenter struct {
	desk   Desk
	owner  *kit.Owner
	view   View
	events kit.Events

	filter desk.QueueFilter
	rows   []desk.Row
	at     int
	opened desk.Opened
	shown  bool
	once   kit.Once

	wanted   dossier.ID        // to be opened when the queue has come
	officers map[string]string // rank and name by user id
}

// NewPresenter makes the presenter of one approval screen.
func NewPresenter(d Desk, owner *kit.Owner, events kit.Events, view View) *Presenter {
	return &Presenter{desk: d, owner: owner, events: events, view: view}
}

// Load reads the queue anew. The dossier that is shown stays in work wherever it
// stands now; when it has left the queue, the one that took its place is opened.
func (p *Presenter) Load() {
	filter := p.filter
	kit.Background(p.owner, func(ctx context.Context) ([]desk.Row, error) {
		return p.desk.Queue(ctx, filter)
	}, func(rows []desk.Row, err error) {
		if filter != p.filter {
			return // another list was asked for meanwhile
		}
		if err != nil {
			p.view.ShowError(words.Of(err))
			return
		}
		p.at = place(rows, cmp.Or(p.wanted, p.current()), p.at)
		p.rows, p.wanted = rows, ""
		p.view.ShowQueue(rows, p.at)
		p.events.Emit("queue-shown", "count", len(rows))
		p.open()
	})
}

// Look reads the queue and opens one dossier of it, whatever was filtered before; ""
// is the one in work. A dossier that waits no more is not there.
func (p *Presenter) Look(id dossier.ID) {
	if id != "" {
		p.wanted = id
		if p.current() != id {
			p.filter = desk.QueueFilter{}
		}
	}
	p.Load()
}

// Officer is a user as screens name one, the id where the name is not known.
func (p *Presenter) Officer(user string) string { return cmp.Or(p.officers[user], user) }

// current is the dossier of the line in work, "" when the queue is empty.
func (p *Presenter) current() dossier.ID {
	if p.at >= len(p.rows) {
		return ""
	}
	return p.rows[p.at].ID
}

// place is the line of a dossier in the queue, or the nearest to where it was.
func place(rows []desk.Row, id dossier.ID, was int) int {
	if i := slices.IndexFunc(rows, func(r desk.Row) bool { return r.ID == id }); i >= 0 {
		return i
	}
	return max(0, min(was, len(rows)-1))
}

// Move goes up or down in the queue.
func (p *Presenter) Move(by int) { p.GoTo(p.at + by) }

// GoTo opens one line of the queue.
func (p *Presenter) GoTo(at int) {
	if at < 0 || at >= len(p.rows) || at == p.at {
		return
	}
	p.at = at
	p.view.ShowQueue(p.rows, p.at)
	p.open()
}

// open reads the dossier in work with its portrait.
func (p *Presenter) open() {
	p.shown = false
	if len(p.rows) == 0 {
		p.view.ShowNothing()
		return
	}
	type read struct {
		opened              desk.Opened
		portrait, exception []byte
		officers            map[string]string
	}
	id, officers := p.rows[p.at].ID, p.officers
	kit.Background(p.owner, func(ctx context.Context) (read, error) {
		opened, err := p.desk.Open(ctx, id)
		if err != nil {
			return read{}, err
		}
		r := read{opened: opened, officers: officers}
		if officers == nil {
			if r.officers, err = p.desk.Officers(ctx); err != nil {
				return r, err
			}
		}
		if capture := opened.Portrait.Capture; capture != nil {
			if r.portrait, err = p.desk.Picture(ctx, capture.Picture); err != nil {
				return r, err
			}
		}
		if capture := opened.Portrait.Exception; capture != nil && len(dossier.Excepted(opened.Content)) > 0 {
			r.exception, err = p.desk.Picture(ctx, capture.Picture)
		}
		return r, err
	}, func(r read, err error) {
		if p.current() != id {
			return // the supervisor has moved on
		}
		if err != nil {
			p.view.ShowError(words.Of(err))
			return
		}
		p.opened, p.shown, p.officers = r.opened, true, r.officers
		p.view.ShowDossier(r.opened, r.portrait, r.exception)
		p.events.Emit("approval-open", "dossier", string(id))
	})
}

// Approve gives the dossier that is shown the approval that it wants next. The
// last one seals it and offers to take it back.
func (p *Presenter) Approve() {
	if !p.shown || p.filter.Held {
		return
	}
	id, name := p.opened.ID, p.opened.Identity.Name
	last := false
	p.act("Đang niêm phong gói dữ liệu…", func(ctx context.Context) (err error) {
		last, err = p.desk.Judge(ctx, id)
		return err
	}, func() {
		if !last {
			p.events.Emit("checked", "dossier", string(id))
			return
		}
		p.events.Emit("approved", "dossier", string(id))
		p.view.OfferUndo("Đã duyệt hồ sơ "+name+".", func() { p.undo(id) })
	})
}

func (p *Presenter) undo(id dossier.ID) {
	p.act("Đang hoàn tác…", func(ctx context.Context) error {
		return p.desk.UndoApproval(ctx, id)
	}, func() { p.events.Emit("approval-undone", "dossier", string(id)) })
}

// Return gives the dossier that is shown back to the clerk.
func (p *Presenter) Return(section dossier.Section, reason, note string) {
	if !p.shown {
		return
	}
	id := p.opened.ID
	p.act("Đang trả lại…", func(ctx context.Context) error {
		return p.desk.Return(ctx, id, section, reason, note)
	}, func() { p.events.Emit("returned", "dossier", string(id), "section", string(section)) })
}

func (p *Presenter) act(busy string, act func(context.Context) error, done func()) {
	p.once.Start(func(release func()) {
		p.view.ShowBusy(busy)
		kit.Background(p.owner, func(ctx context.Context) (struct{}, error) {
			return struct{}{}, act(ctx)
		}, func(_ struct{}, err error) {
			release() // not sooner: until here the dossier just judged is shown
			p.view.ShowBusy("")
			if err != nil {
				p.view.ShowError(words.Of(err))
				p.events.Emit("approval-failed")
			} else {
				done()
				p.view.Changed()
			}
			p.shown = false // nor is it judged again before the next is shown
			p.Load()
		})
	})
}
