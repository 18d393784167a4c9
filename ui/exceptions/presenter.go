// Package exceptions is where a supervisor sees what was out of the ordinary: checks
// passed over, parts not taken, people not matched or not verified, exemptions,
// duplicates, faulty cards, reprints and complaints. What was seen is marked, so that
// the next day shows only what is new.
package exceptions

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"carddesk/app/desk"
	"carddesk/app/dossier"
	"carddesk/ui/kit"
	"carddesk/ui/words"
)

// Desk is what the screen needs of the desk.
type Desk interface {
	ExceptionCounts(ctx context.Context, f desk.ExceptionFilter) ([]desk.ExceptionCount, error)
	OpenExceptions(ctx context.Context, kind dossier.ExceptionKind, f desk.ExceptionFilter) (int, error)
	Exceptions(ctx context.Context, kind dossier.ExceptionKind, f desk.ExceptionFilter, offset, limit int) ([]desk.Exception, error)
	SeeException(ctx context.Context, one desk.Exception, note string) error
	UnseeException(ctx context.Context, one desk.Exception) error
	SeeExceptions(ctx context.Context, kind dossier.ExceptionKind, f desk.ExceptionFilter, note string) (int, error)
	Officers(ctx context.Context) (map[string]string, error)
}

// View is what the presenter says to the window, on the UI goroutine.
type View interface {
	// ShowCounts shows how many there are of each kind and which is chosen.
	ShowCounts(counts []desk.ExceptionCount, at int)
	// ShowList shows the list of the chosen kind, whose rows are read as they are
	// scrolled to.
	ShowList(kind dossier.ExceptionKind, rows kit.Rows)
	// Redraw draws the list anew: rows have come.
	Redraw()
	ShowBusy(text string)
	ShowError(words.Message)
	OfferUndo(text string, undo func())
	Done(text string)
	// Open goes to what an exception is about.
	Open(one desk.Exception)
	Changed()
}

// Sizes of what is read at once and kept.
const (
	pageRows  = 50
	keptPages = 8
)

// Presenter holds the chosen kind and its list. Its methods are called on the UI
// goroutine.
type Presenter struct {
	desk   Desk
	owner  *kit.Owner
	view   View
	events kit.Events

	filter   desk.ExceptionFilter
	counts   []desk.ExceptionCount
	at       int
	asked    int // of the newest list: answers to older ones are dropped
	chosen   bool
	listed   map[int]desk.Exception
	officers map[string]string
	once     kit.Once
}

// NewPresenter makes the presenter of one screen; filter is what it begins with.
func NewPresenter(d Desk, owner *kit.Owner, events kit.Events, view View, filter desk.ExceptionFilter) *Presenter {
	return &Presenter{desk: d, owner: owner, events: events, view: view, filter: filter}
}

// Filter is what is chosen.
func (p *Presenter) Filter() desk.ExceptionFilter { return p.filter }

// Narrow chooses anew.
func (p *Presenter) Narrow(f desk.ExceptionFilter) {
	p.filter = f
	p.Load()
}

// Load counts anew and reads the list of the chosen kind; the first time that is the
// first kind with something new.
func (p *Presenter) Load() {
	p.asked++
	asked, filter, officers := p.asked, p.filter, p.officers
	type read struct {
		counts   []desk.ExceptionCount
		officers map[string]string
	}
	p.view.ShowBusy("Đang đếm…")
	kit.Background(p.owner, func(ctx context.Context) (r read, err error) {
		if r.officers = officers; officers == nil {
			if r.officers, err = p.desk.Officers(ctx); err != nil {
				return r, err
			}
		}
		r.counts, err = p.desk.ExceptionCounts(ctx, filter)
		return r, err
	}, func(r read, err error) {
		if asked != p.asked {
			return
		}
		p.view.ShowBusy("")
		if err != nil {
			p.view.ShowError(words.Of(err))
			return
		}
		p.counts, p.officers = r.counts, r.officers
		if first := slices.IndexFunc(r.counts, func(c desk.ExceptionCount) bool { return c.New > 0 }); !p.chosen && first >= 0 {
			p.at = first
		}
		p.chosen = true
		p.view.ShowCounts(r.counts, p.at)
		unseen := 0
		for _, c := range r.counts {
			unseen += c.New
		}
		p.events.Emit("exceptions-counted", "new", unseen)
		p.list()
	})
}

// Choose reads the list of a kind.
func (p *Presenter) Choose(at int) {
	if at < 0 || at >= len(p.counts) || at == p.at {
		return
	}
	p.at = at
	p.list()
}

// kind is the chosen kind.
func (p *Presenter) kind() dossier.ExceptionKind {
	if p.at >= len(p.counts) {
		return ""
	}
	return p.counts[p.at].Kind
}

func (p *Presenter) list() {
	p.asked++
	asked, kind, filter := p.asked, p.kind(), p.filter
	kit.Background(p.owner, func(ctx context.Context) (int, error) {
		return p.desk.OpenExceptions(ctx, kind, filter)
	}, func(n int, err error) {
		if asked != p.asked {
			return
		}
		if err != nil {
			p.view.ShowError(words.Of(err))
			return
		}
		p.listed = map[int]desk.Exception{}
		rows := kit.NewPagedRows(p.owner, pageRows, keptPages, func(ctx context.Context, offset, limit int) ([][]kit.Cell, error) {
			page, err := p.desk.Exceptions(ctx, kind, filter, offset, limit)
			if err != nil {
				return nil, err
			}
			cells := make([][]kit.Cell, len(page))
			for i, one := range page {
				cells[i] = exceptionCells(one, p.officer)
			}
			p.owner.Do(func() {
				for i, one := range page {
					if asked == p.asked {
						p.listed[offset+i] = one
					}
				}
			})
			return cells, nil
		}, func(err error) {
			switch {
			case asked != p.asked:
			case err != nil:
				p.view.ShowError(words.Of(err))
			default:
				p.view.Redraw()
			}
		})
		rows.Reset(n)
		p.view.ShowList(kind, rows)
		p.events.Emit("exceptions-listed", "kind", string(kind), "count", n)
	})
}

// officer names a user.
func (p *Presenter) officer(user string) string { return cmp.Or(p.officers[user], user) }

// At is an exception of the list, once it was read.
func (p *Presenter) At(row int) (one desk.Exception, ok bool) {
	one, ok = p.listed[row]
	return one, ok
}

// Open goes to what a row of the list is about.
func (p *Presenter) Open(row int) {
	if one, ok := p.At(row); ok {
		p.view.Open(one)
	}
}

// See marks a row of the list as seen, with a note that may be empty. A complaint is
// answered, not seen: it is opened instead.
func (p *Presenter) See(row int, note string) {
	one, ok := p.At(row)
	switch {
	case !ok || !one.New:
	case one.Kind == dossier.ExceptionComplaint:
		p.view.Open(one)
	default:
		p.act("Đang ghi…", func(ctx context.Context) error {
			return p.desk.SeeException(ctx, one, note)
		}, func() {
			p.events.Emit("exception-seen", "kind", string(one.Kind))
			p.view.OfferUndo("Đã đánh dấu đã xem.", func() { p.unsee(one) })
		})
	}
}

func (p *Presenter) unsee(one desk.Exception) {
	p.act("Đang hoàn tác…", func(ctx context.Context) error {
		return p.desk.UnseeException(ctx, one)
	}, func() { p.events.Emit("exception-unseen", "kind", string(one.Kind)) })
}

// SeeAll marks all that is new of the chosen kind as seen, with one note.
func (p *Presenter) SeeAll(note string) {
	kind, filter, n := p.kind(), p.filter, 0
	if kind == "" || kind == dossier.ExceptionComplaint {
		return
	}
	p.act("Đang ghi…", func(ctx context.Context) (err error) {
		n, err = p.desk.SeeExceptions(ctx, kind, filter, note)
		return err
	}, func() {
		p.events.Emit("exceptions-seen", "kind", string(kind), "count", n)
		p.view.Done(fmt.Sprintf("Đã đánh dấu đã xem %d mục.", n))
	})
}

// act does something in the background, once at a time, and reads everything anew.
func (p *Presenter) act(busy string, do func(context.Context) error, done func()) {
	kit.Act(p.owner, &p.once, func() { p.view.ShowBusy(busy) }, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, do(ctx)
	}, func(_ struct{}, err error) {
		p.view.ShowBusy("")
		if err != nil {
			p.view.ShowError(words.Of(err))
		} else {
			done()
		}
		p.view.Changed()
		p.Load()
	})
}
